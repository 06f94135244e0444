"""The world in a database as a scenario, in every place that takes a file."""

from collections.abc import Sequence
from dataclasses import replace

from harness.domain.errors import BadInput
from harness.scenarios.scenario import Scenario


def world_in(url: str, catalog: object, settings: Sequence[str]) -> list[Scenario]:
    """The one scenario of the world that a database holds, which is only read. Raises BadInput."""
    from harness.scenarios.continuing import taken_up, with_refusals  # slow to import
    from harness.scenarios.setting_text import with_settings
    from harness.stores.registry import world_backend

    if catalog is not None:
        raise BadInput("the world in a database has its own tables: leave the catalog out")
    backend = world_backend(url)
    try:
        found = with_refusals(taken_up(backend, to_write=False))
    finally:
        backend.abandon()
    return [replace(found, settings=with_settings(found.settings, settings))]
