"""What the verbs that replay share: which files, which settings, which store."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from harness.histories.scenario import Scenario
from harness.values.errors import BadInput

# x.feature, or x.feature:12 and x.feature:12:30 for what stands in these lines
PLACE: Final = re.compile(r"(?P<path>.*\.feature)(?P<lines>(?::\d+)*)", re.DOTALL)
# files in a folder of this name are wrong on purpose; they are read only when named themselves
WRONG_ON_PURPOSE: Final = "bad"


def scenario_files(paths: list[str]) -> list[Path]:
    """The scenario files of these paths; a folder's sorted by name."""
    return list(_files(paths, (".yaml", ".yml")))


def is_feature(place: str) -> bool:
    """Whether `x.feature` or `x.feature:12` is meant."""
    return PLACE.fullmatch(place) is not None


def shown(path: Path, here: Path | None = None) -> str:
    """A path as somebody would write it who stands in that folder, or in this one."""
    here = here or Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else str(path)


def checked_files(paths: list[str]) -> list[Path]:
    """The scenario and feature files of these paths."""
    return list(_files(paths, (".yaml", ".yml", ".feature")))


def feature_files(paths: list[str]) -> list[Path]:
    """The feature files of these paths."""
    return list(_files(paths, (".feature",)))


def _files(paths: list[str], endings: tuple[str, ...]) -> Iterator[Path]:
    for name in paths:
        path = Path(name)
        if not name:
            raise BadInput("a path is empty; `.` is this folder")
        if path.is_dir():
            found = sorted(
                file
                for file in path.rglob("*")
                if file.suffix in endings
                and file.is_file()
                and WRONG_ON_PURPOSE not in file.relative_to(path).parts[:-1]
                and not file.name.endswith((".catalog.yaml", ".catalog.yml"))
            )
            if not found:
                raise BadInput(f"{path}: no {' or '.join(endings)} file in this folder")
            yield from found
        elif path.exists():
            yield path
        else:
            raise BadInput(f"{path}: no such file or folder")


def catalog_additions(path: str | None) -> Mapping[str, Any]:
    """The additions of the catalog file named on the command line."""
    if path is None:
        return {}
    from harness.histories.catalog_section import load_catalog
    from harness.histories.scenario_file import read_text

    return load_catalog(path, read_text(path))


def load_scenarios(paths: list[str], catalog: str | None, settings: list[str]) -> list[Scenario]:
    """The scenarios of these files, folders and features; BadInput with all that is wrong.

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


def load_scenario(place: str, catalog: str | None, settings: list[str]) -> Scenario:
    """The one scenario of a file, or of a place in a feature."""
    if not is_feature(place):
        return _of_file(Path(place), catalog, settings)
    found = list(_of_feature(place, catalog, settings))
    if len(found) > 1:
        raise BadInput(several(place, found))
    return found[0]


def several(place: str, found: list[Scenario]) -> str:
    """What to say where one scenario is wanted and there are more."""
    lines = "".join(f"\n  {one.place}  {one.title}" for one in found)
    return f"{place} has {len(found)} scenarios; name one of them by its line:{lines}"


def _of_file(path: Path, catalog: str | None, settings: list[str]) -> Scenario:
    """A scenario file with the settings of the command line put over its own."""
    from harness.histories.scenario_file import load

    return load(path, catalog_additions(catalog), settings)


def _of_feature(place: str, catalog: str | None, settings: list[str]) -> Iterator[Scenario]:
    """The scenarios of a feature, likewise."""
    asked = PLACE.fullmatch(place)
    if asked is None or not Path(asked["path"]).is_file():
        raise BadInput(f"{place}: no such file or folder")
    if catalog is not None:
        raise BadInput(f"{place}: --catalog is for scenario files; a feature says its own columns")
    from harness.edges.gherkin.phrases import vocabulary

    vocabulary()  # says what to install where Gherkin is not
    from harness.edges.gherkin.feature_run import scenarios_of
    from harness.histories.setting_text import with_settings

    for scenario in scenarios_of(place):
        yield replace(scenario, settings=with_settings(scenario.settings, settings))
