"""Paths of the command line: the files that each names, and how a place in a file is written."""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from harness.domain.errors import BadInput
from harness.domain.files import read_bytes
from harness.stores.urls import is_url, without_password

# x.feature, or x.feature:12 and x.feature:12:30 for the scenarios in these lines
PLACE: Final = re.compile(r"(?P<path>.*\.feature)(?P<lines>(?::\d+)*)", re.DOTALL)
# files in a folder of this name are wrong on purpose; they are read only when named themselves
WRONG_ON_PURPOSE: Final = "bad"
_TITLE: Final = re.compile(rb"""^["']?scenario["']?[ \t]*:""", re.MULTILINE)
_LANGUAGE: Final = re.compile(r"#\s*language\s*:")
_FEATURE: Final = ("Feature", "Ability", "Business Need")  # of another language that is said first
STANDARD_INPUT: Final = "-"  # as a path of the command line
_OTHERS: Final = (".catalog.yaml", ".catalog.yml", "azure-pipelines.yml")
# where pytest reads its settings
_SETTINGS: Final = (
    *("pytest.toml", ".pytest.toml", "pytest.ini", ".pytest.ini"),
    *("pyproject.toml", "tox.ini", "setup.cfg"),
)
# the phrases for editors, in a project that `harness init` made
GLUE: Final = "features/steps/harness_steps.py"


def settings_files(path: Path) -> Iterator[Path]:
    """Where pytest would look for its settings: in a folder, and above it."""
    return (folder / name for folder in (path, *path.parents) for name in _SETTINGS)


def scenario_files(paths: Sequence[str]) -> list[Path]:
    """The scenario files of these paths; a folder's sorted by name."""
    return list(_files(paths, (".yaml", ".yml")))


def is_feature(place: str) -> bool:
    """Whether the place is `x.feature` or `x.feature:12`."""
    return PLACE.fullmatch(place) is not None


def require_feature(place: str) -> None:
    """Raise BadInput if the feature of this place is not there."""
    named = PLACE.fullmatch(place)
    if named is None or not Path(named["path"]).is_file():
        raise BadInput(f"{place}: no such file or folder")


def is_gherkin(text: str) -> bool:
    r"""Whether a text without a file's name is a feature.

    >>> is_gherkin("# Hired\n\n@R3\nFeature: F"), is_gherkin("# language: fr")
    (True, True)
    >>> is_gherkin("# Feature: F\nscenario: Feature: F"), is_gherkin("steps: [turn_on]")
    (False, False)
    """
    for line in map(str.strip, text.splitlines()):
        if line.startswith("@") or _LANGUAGE.match(line):
            return True
        if line and not line.startswith("#"):
            return line.partition(":")[0] in _FEATURE
    return False


def shown(path: Path, here: Path | None = None) -> str:
    """A path relative to a folder, by default the working directory, if it is in there."""
    here = here or Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else str(path)


def checked_files(paths: Sequence[str]) -> list[Path]:
    """The scenario and feature files of these paths."""
    return list(_files(paths, (".yaml", ".yml", ".feature")))


def feature_files(paths: Sequence[str]) -> list[Path]:
    """The feature files of these paths."""
    return list(_files(paths, (".feature",)))


def is_scenario_file(path: Path) -> bool:
    """Whether a file that nobody named is a scenario file: YAML with `scenario:` at its top."""
    if path.suffix not in (".yaml", ".yml") or path.name.endswith(_OTHERS):
        return False
    try:
        return _TITLE.search(read_bytes(path)) is not None
    except BadInput:
        return False


def is_wrong_on_purpose(path: Path, named: Iterable[Path]) -> bool:
    """Whether a file is in a folder `bad`, and neither it nor a folder in there was named."""
    inside = [path.relative_to(one) for one in named if path.is_relative_to(one)] or [path]
    return all(WRONG_ON_PURPOSE in one.parts[:-1] for one in inside)


def _files(paths: Sequence[str], endings: tuple[str, ...]) -> Iterator[Path]:
    for name in paths:
        path = Path(name)
        if not name:
            raise BadInput("a path is empty; `.` is this folder")
        if path.is_dir():
            found = sorted(
                file
                for file in _inside(path)
                if file.suffix in endings and file.is_file() and not file.name.endswith(_OTHERS)
            )
            if not found:
                raise BadInput(f"{path}: no {' or '.join(endings)} file in this folder")
            yield from found
        elif path.exists():
            yield path
        elif is_url(name):
            raise BadInput(f"{without_password(name)}: a database; this takes files and folders")
        elif name == STANDARD_INPUT:
            raise BadInput("-: this takes files and folders; name a file instead of standard input")
        else:
            raise BadInput(f"{path}: no such file or folder")


def _inside(folder: Path) -> Iterator[Path]:
    """The files in a folder, without those that pytest passes over too: hidden, environments."""
    for where, folders, names in os.walk(folder):
        here = Path(where)
        folders[:] = [
            one
            for one in folders
            if not one.startswith(".")
            and one != WRONG_ON_PURPOSE
            and not (here / one / "pyvenv.cfg").exists()
        ]
        yield from (here / name for name in names)
