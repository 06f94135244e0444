"""Loader of step definitions without pytest: ours, and those of `conftest.py` files."""

import sys
from collections.abc import Iterable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from harness.domain.errors import BadInput
from harness.domain.extras import needs

if TYPE_CHECKING:
    from harness.gherkin.definitions import Definitions


def vocabulary(folders: Iterable[Path] = ()) -> Any:
    """The module of the vocabulary, with the phrases of these folders' `conftest.py` too.

    Raises BadInput with what to install if the `bdd` extra is not.
    """
    try:
        import harness.gherkin.steps  # noqa: F401  (importing it fills the vocabulary)
        from harness.gherkin import vocabulary as found
    except ModuleNotFoundError as error:
        raise BadInput(needs("Gherkin", str(error.name), "bdd")) from None
    for folder in folders:
        _loaded(folder / "conftest.py")
    return found


def definitions_for(path: Path) -> "Definitions":
    """The step definitions that the feature file, or the features of a folder, may use."""
    vocabulary()  # BadInput with what to install, if Gherkin is not
    from harness.gherkin import steps
    from harness.gherkin.definitions import Definitions
    from harness.gherkin.pytest_adapter import steps_of_module

    # the folders where pytest, started here, would look for `conftest.py`, outermost first
    here, above = Path.cwd(), reversed(path.resolve().parents)
    conftests = [_loaded(folder / "conftest.py") for folder in above if folder.is_relative_to(here)]
    modules = [*steps.MODULES, *conftests]
    return Definitions(step for module in modules if module for step in steps_of_module(module))


def _loaded(path: Path) -> ModuleType | None:
    """The module of a conftest.py, loaded once; None if there is none."""
    name = f"conftest of {path.parent}"
    if name in sys.modules:
        return sys.modules[name]
    if not path.is_file():
        return None
    spec = spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[name] = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # noqa: BLE001  (a user's code may raise anything)
        raise BadInput(f"{path}: {type(error).__name__}: {error}") from None
    return module
