"""The pytest plugin: feature files are tests, with the steps and the simulation that they act on.

Installed, it is found through its entry point, and a project needs nothing but `.feature` files.
What is heavy is imported when the first of them is there, so that other test suites start as fast
as before.
"""

import re
import sys
from collections.abc import Generator, Iterator
from datetime import datetime, timedelta
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from harness.values.rules import RULES

if TYPE_CHECKING:
    from harness.edges.simulation import Simulation

_STEPS: Final = "harness.edges.steps"
_EPOCH: Final = datetime(1970, 1, 1)  # noqa: DTZ001  freezegun takes a naive UTC time
_FOLLOWING: Final[pytest.StashKey[str]] = pytest.StashKey()
_RUN: Final = "harness.edges.scenario_run"
_COLLECT: Final = "harness_collect_features"


# ------------------------------------------------------------------------------------- collecting


def pytest_addoption(parser: pytest.Parser) -> None:
    """Say whether feature files are collected."""
    says = "collect .feature files as tests; false where modules bind them with scenarios()"
    parser.addini(_COLLECT, says, type="bool", default=True)


def pytest_configure(config: pytest.Config) -> None:
    """Make markers of the rule ids, and of tags as they come; find the lines that are asked for."""
    for rule in RULES.values():
        config.addinivalue_line("markers", f"{rule.id}: {rule.statement}")
    config.pluginmanager.register(_Configured(config), "dataverse-sync-harness-run")
    if config.getoption("cucumber_json_path", None) and config.getoption("dist", "no") != "no":
        raise pytest.UsageError(
            "--cucumberjson would write an empty report under -n: leave out one of the two"
        )
    if any(re.search(r"\.feature(:\d+)+$", argument) for argument in config.args) and _gherkin():
        from harness.edges.collector import node_ids

        here = config.invocation_params.dir
        config.args[:] = [one for argument in config.args for one in node_ids(argument, here)]


class _Configured:
    """The hooks that need the settings of this run."""

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
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Where the terminal is, the lines of a failure get their colours."""
        if (
            "harness_scenario" in vars(report)
            and report.failed
            and not hasattr(self._config, "workerinput")
        ):
            from harness.edges.failure_text import color

            color(report.longrepr)


def _gherkin() -> bool:
    return all(map(find_spec, ("pytest_bdd", "cucumber_expressions", "freezegun")))


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A feature file is a module of tests."""
    config = parent.config
    if file_path.suffix != ".feature" or not config.getini(_COLLECT):
        return None
    if not _gherkin() or not config.pluginmanager.has_plugin("pytest-bdd"):
        return _Unreadable.from_parent(parent, path=file_path)
    _load_steps(config)
    from harness.edges.collector import FeatureModule

    module: pytest.Collector = FeatureModule.from_parent(parent, path=file_path)
    return module


class _Unreadable(pytest.File):
    """A feature file where what reads it is not there."""

    def collect(self) -> Iterator[pytest.Item]:
        """Nothing, and why."""
        said = "features need pytest-bdd, cucumber-expressions and freezegun as pytest's plugins"
        raise self.CollectError(f'{said}: pip install "dataverse-sync-harness[bdd]"')


def _load_steps(config: pytest.Config) -> None:
    if not config.pluginmanager.has_plugin(_STEPS):
        # a module that somebody imported already may be registered, but not rewritten
        config.pluginmanager.register(import_module(_STEPS), _STEPS)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Features that modules bind have our steps too, are checked as strictly, and run once."""
    if not any("_pytest_bdd_example" in getattr(item, "fixturenames", ()) for item in items):
        return
    _load_steps(config)
    from harness.edges.bound import bound_twice, bound_wrongly

    refused = {**bound_wrongly(items, config), **bound_twice(items, config)}
    for path, (why, its_items) in refused.items():
        report = pytest.CollectReport(path, "failed", why, [])
        config.hook.pytest_collectreport(report=report)
        items[:] = [item for item in items if item not in its_items]


# --------------------------------------------------------------------------------------- running


@pytest.hookimpl(optionalhook=True)
def pytest_bdd_before_step(request: pytest.FixtureRequest, scenario: Any, step: Any) -> None:
    """Note which step comes next."""
    following = scenario.steps[scenario.steps.index(step) + 1 :]
    request.node.stash[_FOLLOWING] = following[0].name if following else ""


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
    from harness.edges.telling import SIMULATION

    def move(milliseconds: int) -> None:
        frozen.move_to(_EPOCH + timedelta(milliseconds=milliseconds))

    def following() -> str:
        step: str = request.node.stash.get(_FOLLOWING, "")
        return step

    with freezegun.freeze_time(_EPOCH) as frozen:
        made = request.node.stash[SIMULATION] = Simulation(move, following)
        yield made


# --------------------------------------------------------------------------------------- telling


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Tell a failure as Gherkin; the frames of the frameworks only where they are asked for."""
    report = yield
    if call.when == "call" and _RUN in sys.modules:
        from harness.edges.telling import tell

        tell(item, call, report)
    return report
