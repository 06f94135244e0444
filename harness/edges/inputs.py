"""What the verbs that replay share: which files, which settings, which store."""

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from harness.histories.scenario import Scenario
from harness.values.errors import BadInput

# files in a folder of this name are wrong on purpose; they are read only when named themselves
WRONG_ON_PURPOSE: Final = "bad"


def scenario_files(paths: list[str]) -> list[Path]:
    """The scenario files of these paths; a folder's sorted by name."""
    return list(_files(paths, (".yaml", ".yml")))


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


def load_scenario(path: Path, given: argparse.Namespace) -> Scenario:
    """A scenario file with the settings of the command line put over its own."""
    from harness.histories.scenario_file import load

    return load(path, catalog_additions(given.catalog), given.settings)
