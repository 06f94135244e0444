"""What `--continue` does: the world of a database goes on with the steps of a scenario file."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from harness.cli.inputs import standard_input
from harness.domain.errors import BadInput
from harness.gherkin.places import STANDARD_INPUT, is_feature
from harness.gherkin.project_settings import settings_of
from harness.stores.registry import world_backend

if TYPE_CHECKING:  # most replays begin anew
    from harness.properties.oracle.oracle import Oracle
    from harness.scenarios.continuing import StoredReplay
    from harness.scenarios.scenario import Scenario
    from harness.stores.kept import WorldBackend


def require_one_of(*, overwrite: bool, continues: bool) -> None:
    """Raise BadInput if both `--overwrite` and `--continue` are given."""
    if overwrite and continues:
        raise BadInput("--overwrite and --continue: a world is gone on with, or another begins")


class OpenedWorld(NamedTuple):
    """A world that is locked until it was gone on with, and the scenario that goes on with it."""

    backend: "WorldBackend"
    begun: "StoredReplay"
    scenario: "Scenario"


def further(
    paths: Sequence[str],
    store: str | None,
    catalog: str | None,
    settings: Sequence[str],
    oracle: "type[Oracle] | None",
) -> OpenedWorld:
    """The world of the database, that of the project if none is named, and a file. BadInput."""
    if len(paths) > 1:
        raise BadInput(f"--continue: goes on with the steps of one file, and not of {len(paths)}")
    text = _text(paths[0])
    backend, begun = world_to_go_on_with(paths[0], store, catalog, settings, oracle)
    from harness.scenarios.continuing import continued

    try:
        return OpenedWorld(backend, begun, continued(begun, text, paths[0]))
    except BaseException:
        backend.abandon()
        raise


def world_to_go_on_with(
    place: str | Path,
    store: str | None,
    catalog: str | None,
    settings: Sequence[str],
    oracle: "type[Oracle] | None" = None,
) -> "tuple[WorldBackend, StoredReplay]":
    """The world of a database, that of the project if none is named. BadInput if there is none."""
    from harness.scenarios.continuing import taken_up

    for given, option in ((catalog, "--catalog"), (settings, "--set")):
        if given:
            raise BadInput(f"--continue: the world has its own, so leave {option} out")
    backend = world_backend(settings_of(place).store if store is None else store)
    return backend, taken_up(backend, to_write=True, oracle=oracle)


def _text(place: str) -> str:
    from harness.domain.files import read_text

    if place == STANDARD_INPUT:
        return standard_input()
    if is_feature(place):
        raise BadInput(
            f"{place}: --continue goes on with the steps of a scenario file; a feature begins with "
            "what it gives"
        )
    return read_text(place)
