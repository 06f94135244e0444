"""The vocabulary as the command line reads it; it needs the `bdd` extra."""

import sys
from collections.abc import Iterable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from harness.values.errors import BadInput


def vocabulary(folders: Iterable[Path] = ()) -> Any:
    """The module of the vocabulary: our phrases, and those of the folders' `conftest.py`."""
    try:
        import harness.edges.steps  # noqa: F401  (its steps are what fills the vocabulary)
        from harness.edges import vocabulary as found
    except ModuleNotFoundError as error:
        raise BadInput(
            f"Gherkin needs {error.name}, which is not installed: "
            'pip install "dataverse-sync-harness[bdd]"'
        ) from None
    for folder in folders:
        _load(folder / "conftest.py")
    return found


def folders_of(path: Path) -> list[Path]:
    """Where pytest, started here, would find a `conftest.py` for this file, outermost first."""
    here = Path.cwd()
    folders = [folder for folder in path.resolve().parents if folder.is_relative_to(here)]
    return folders[::-1]


def _load(path: Path) -> None:
    name = f"conftest of {path.parent}"
    if name in sys.modules or not path.is_file():
        return
    spec = spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[name] = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # noqa: BLE001  (it is somebody's own code: say what it said)
        raise BadInput(f"{path}: {type(error).__name__}: {error}") from None
