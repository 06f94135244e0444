"""Loader of step definitions without pytest: ours, and those of `conftest.py` files."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness.domain.errors import BadInput
from harness.domain.extras import needs
from harness.gherkin.project import loaded, step_modules
from harness.gherkin.project_settings import ProjectSettings, settings_of

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
        loaded(folder / "conftest.py")
    return found


def definitions_for(path: Path, project: ProjectSettings | None = None) -> "Definitions":
    """The step definitions that the feature file, or the features of a folder, may use.

    Their simulations are of that project, by default of the one in which the file is.
    """
    vocabulary()  # BadInput with what to install, if Gherkin is not
    from harness.gherkin import steps
    from harness.gherkin.definitions import Definitions
    from harness.gherkin.pytest_adapter import module_acts_by_itself, steps_of_module

    own = step_modules(path)
    found = (step for module in (*steps.MODULES, *own) for step in steps_of_module(module))
    settings = settings_of(path) if project is None else project
    return Definitions(found, settings, any(map(module_acts_by_itself, own)))
