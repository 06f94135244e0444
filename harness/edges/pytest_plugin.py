"""The pytest plugin: the steps, and the simulation that they act on.

Installed, it is found through its entry point; a project needs nothing but `.feature` files and
one module that binds them with `pytest_bdd.scenarios`. What is heavy is imported when the first
scenario is there, so that other test suites start as fast as before.
"""

import inspect
from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

import pytest

from harness.values.rules import RULES

if TYPE_CHECKING:
    from harness.edges.simulation import Simulation

_STEPS: Final = "harness.edges.steps"
_EPOCH: Final = datetime(1970, 1, 1)  # noqa: DTZ001  freezegun takes a naive UTC time
_FOLLOWING: Final[pytest.StashKey[str]] = pytest.StashKey()


def pytest_configure(config: pytest.Config) -> None:
    """Make markers of the rule ids, and of the tags of features as they come."""
    for rule in RULES.values():
        config.addinivalue_line("markers", f"{rule.id}: {rule.statement}")
    config.pluginmanager.register(_Tags(config), "dataverse-sync-harness-tags")


class _Tags:
    """Every tag of a feature is a marker, so that --strict-markers holds."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._known = set(RULES)

    @pytest.hookimpl(tryfirst=True, optionalhook=True)
    def pytest_bdd_apply_tag(self, tag: str) -> None:
        """Register the tag; pytest-bdd goes on to apply it."""
        if tag not in self._known:
            self._known.add(tag)
            self._config.addinivalue_line("markers", f"{tag}: a tag of a feature")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Load the steps where there is a scenario to take them."""
    if any("_pytest_bdd_example" in getattr(item, "fixturenames", ()) for item in items):
        plugins = config.pluginmanager
        if not plugins.has_plugin(_STEPS):
            # a module that somebody imported already may be registered, but not rewritten
            plugins.register(import_module(_STEPS), _STEPS)


@pytest.hookimpl(optionalhook=True)
def pytest_bdd_before_step(
    request: pytest.FixtureRequest, scenario: Any, step: Any, step_func: Any
) -> None:
    """Note which step comes next, and object to a table that the step would not see."""
    following = scenario.steps[scenario.steps.index(step) + 1 :]
    request.node.stash[_FOLLOWING] = following[0].name if following else ""
    takes = inspect.signature(step_func).parameters
    if step.datatable is not None and "datatable" not in takes and step_func.__module__ == _STEPS:
        raise AssertionError(f"line {step.line_number}: {step.name!r} takes no table")


@pytest.hookimpl(optionalhook=True)
def pytest_bdd_step_func_lookup_error(scenario: Any, step: Any, exception: Exception) -> None:
    """Say what to write instead of a step that nothing matches, in a scenario of ours."""
    from harness.edges.vocabulary import matching, suggestion

    if any(matching(other.name) for other in scenario.steps):
        exception.args = (f"{exception}\n{suggestion(step.name, step.type)}",)


@pytest.hookimpl(optionalhook=True)
def pytest_bdd_step_error(
    feature: Any, step: Any, step_func_args: dict[str, Any], exception: Exception
) -> None:
    """Begin the text of a failure with the step that failed, where it acts on a simulation."""
    ours = "simulation" in step_func_args
    if ours and len(exception.args) == 1 and isinstance(exception.args[0], str):
        place = f"{feature.rel_filename}:{step.line_number}"
        said = f"{place}: {step.keyword.strip()} {step.name}"
        exception.args = (f"{said}\n{exception.args[0]}",)


@pytest.fixture(scope="session")
def _real_durations() -> None:
    """Keep what pytest measures real, and no more: whole packages would unfreeze the steps."""
    import freezegun

    freezegun.configure(extend_ignore_list=["_pytest.timing", "pytest_bdd.reporting"])


@pytest.fixture
def simulation(request: pytest.FixtureRequest, _real_durations: None) -> Iterator["Simulation"]:
    """One simulation, and Python's clock frozen to its time."""
    import freezegun

    from harness.edges.simulation import Simulation

    def move(milliseconds: int) -> None:
        frozen.move_to(_EPOCH + timedelta(milliseconds=milliseconds))

    def following() -> str:
        step: str = request.node.stash.get(_FOLLOWING, "")
        return step

    with freezegun.freeze_time(_EPOCH) as frozen:
        yield Simulation(move, following)
