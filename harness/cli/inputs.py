"""The scenarios that a command is given, the options that go with them, and their replay."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from harness.cli.parameters import F, option
from harness.domain.errors import BadInput
from harness.gherkin.places import PLACE, is_feature, scenario_files
from harness.reports.output import ProgressBar
from harness.scenarios.replay import Replay, replay
from harness.scenarios.scenario import Scenario
from harness.stores.registry import open_backend

catalog_option: Final = option(
    "--catalog", "FILE", "a catalog file: custom columns and further tables, for every scenario"
)
settings_option: Final = option(
    "--set",
    "KEY=VALUE",
    "a setting, such as conflict=hr_wins; may be given more than once",
    dest="settings",
    multiple=True,
)
store_option: Final = option(
    "--store", "STORE", "memory, a URL such as sqlite:///world.db, or a backend's name",
    default="memory",
)  # fmt: skip


def replay_options(command: F) -> F:
    """`--store`, `--set` and `--catalog`, of every command that replays."""
    return store_option(settings_option(catalog_option(command)))


def catalog_additions(path: str | None) -> Mapping[str, Any]:
    """The additions of the catalog file named on the command line."""
    if path is None:
        return {}
    from harness.scenarios.catalog_reader import load_catalog
    from harness.scenarios.reader import read_text

    return load_catalog(path, read_text(path))


def load_scenarios(
    paths: Sequence[str], catalog: str | None = None, settings: Sequence[str] = ()
) -> list[Scenario]:
    """The scenarios of these files, folders and features; BadInput with every problem.

    `catalog` is the path of a catalog file; `settings` are KEY=VALUE, put over the scenarios' own.
    """
    found: list[Scenario] = []
    wrong = []
    for name in paths:
        try:
            if is_feature(name):
                found += _of_feature(name, catalog, settings)
                continue
            for path in scenario_files([name]):
                try:
                    found.append(_of_file(path, catalog, settings))
                except BadInput as error:
                    wrong.append(str(error))
        except BadInput as error:
            wrong.append(str(error))
    if wrong:
        raise BadInput("\n".join(wrong))
    return found


def load_scenario(place: str, catalog: str | None, settings: Sequence[str]) -> Scenario:
    """The one scenario of a file, or of a place in a feature."""
    if not is_feature(place):
        return _of_file(Path(place), catalog, settings)
    found = list(_of_feature(place, catalog, settings))
    if len(found) > 1:
        raise BadInput(several(place, found))
    return found[0]


def several(place: str, found: Sequence[Scenario]) -> str:
    """The message if one scenario is wanted and the place has more."""
    lines = "".join(f"\n  {one.place}  {one.title}" for one in found)
    return f"{place} has {len(found)} scenarios; name one of them by its line:{lines}"


def _of_file(path: Path, catalog: str | None, settings: Sequence[str]) -> Scenario:
    """A scenario file with the settings of the command line put over its own."""
    from harness.scenarios.reader import load

    return load(path, catalog_additions(catalog), settings)


def _of_feature(place: str, catalog: str | None, settings: Sequence[str]) -> Iterator[Scenario]:
    """The scenarios of a feature, with the settings of the command line put over their own."""
    parts = PLACE.fullmatch(place)
    if parts is None or not Path(parts["path"]).is_file():
        raise BadInput(f"{place}: no such file or folder")
    if catalog is not None:
        raise BadInput(f"{place}: --catalog is for scenario files; a feature says its own columns")
    from harness.gherkin.conftest_loader import vocabulary

    vocabulary()  # raises what to install if Gherkin is not
    from harness.gherkin.run import scenarios_of
    from harness.scenarios.setting_text import with_settings

    for scenario in scenarios_of(place):
        yield replace(scenario, settings=with_settings(scenario.settings, settings))


@contextmanager
def replayed(scenario: Scenario, store: str, **how: Any) -> Iterator[Replay]:
    """The scenario, replayed to its end; its stores can be read until the block is left.

    `how` are further arguments of `replay`.
    """
    backend = open_backend(store)
    with ProgressBar(scenario.title) as progress:
        done = replay(scenario, backend, progress=progress, **how)
    yield done
    backend.close()
