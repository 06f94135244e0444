"""The pytest plugin: feature files are tests, with the steps and the simulation that they act on.

Installed, it is found through its entry point, and a project needs nothing but `.feature` files.
Slow imports wait for the first of them, so that other test suites start as fast as before.
"""

import sys
from collections.abc import Generator, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from harness.domain.extras import install_line
from harness.domain.rules import RULES
from harness.gherkin.places import is_scenario_file, is_wrong_on_purpose, shown
from harness.gherkin.pytest_plugin import clock_hooks
from harness.gherkin.pytest_plugin.fixtures import CURRENT, approved, attach, simulation, simulator
from harness.gherkin.pytest_plugin.options import (
    FEATURES,
    SCENARIO_FILES,
    pytest_addoption,
    set_up_project,
)

if TYPE_CHECKING:
    from harness.gherkin.pytest_plugin.run_records import RunRecords

# pytest finds the fixtures and the hook here
__all__ = ["approved", "attach", "pytest_addoption", "simulation", "simulator"]

_STEPS: Final = "harness.gherkin.steps"
_RUN: Final = "harness.gherkin.pytest_plugin.runner"


# ------------------------------------------------------------------------------------- collecting


def pytest_configure(config: pytest.Config) -> None:
    """Register rule ids as markers; turn `x.feature:12` into node ids."""
    for rule in RULES.values():
        config.addinivalue_line("markers", f"{rule.id}: {rule.statement} [{rule.mark}]")
    config.pluginmanager.register(_Configured(config), "dataverse-sync-harness-run")
    config.pluginmanager.register(clock_hooks.Around(), "dataverse-sync-harness-around")
    config.pluginmanager.register(clock_hooks.Inside(), "dataverse-sync-harness-inside")
    set_up_project(config)
    if config.option.harness_mutant:
        from harness.gherkin.pytest_plugin.mutant_session import MutantSession

        config.pluginmanager.register(MutantSession(config.option.harness_mutant, config))
    folder = config.option.harness_report
    if folder and (config.invocation_params.dir / folder).is_file():
        raise pytest.UsageError(f"{folder}: is a file; --harness-report takes a folder")
    summary = config.option.harness_summary
    if summary and (config.invocation_params.dir / summary).is_dir():
        raise pytest.UsageError(f"{summary}: is a folder; --harness-summary takes a file")
    if config.getoption("cucumber_json_path", None) and config.getoption("dist", "no") != "no":
        raise pytest.UsageError(
            "--cucumberjson would write an empty report under -n: leave out one of the two"
        )
    if any(".feature:" in argument for argument in config.args) and _gherkin():
        from harness.gherkin.pytest_plugin.collector import node_ids

        here = config.invocation_params.dir
        config.args[:] = [one for argument in config.args for one in node_ids(argument, here)]


class _Configured:
    """The hooks that need the configuration of this run."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._known = set(RULES)
        self._run: RunRecords | None = None
        if self._reports and not hasattr(config, "workerinput") and _gherkin():
            from harness.gherkin.pytest_plugin import run_records

            self._run = run_records.RunRecords(config)

    @property
    def _reports(self) -> bool:
        return bool(self._config.option.harness_report or self._config.option.harness_summary)

    @pytest.hookimpl(tryfirst=True, optionalhook=True)
    def pytest_bdd_apply_tag(self, tag: str) -> None:
        """Register the tag; pytest-bdd goes on to apply it."""
        if tag not in self._known:
            self._known.add(tag)
            self._config.addinivalue_line("markers", f"{tag}: a tag of a feature")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """In the process with the terminal: colour failures, print timelines, keep records."""
        outcome = getattr(report, "harness_file", None)
        if outcome and self._run:
            self._run.keep_file(report.nodeid, outcome)
        record: dict[str, Any] | None = getattr(report, "harness_scenario", None)
        if record is None or hasattr(self._config, "workerinput"):
            return
        if report.failed and report.when == "call":  # the text of a fixture's failure is pytest's
            from harness.gherkin.pytest_failures import color
            from harness.gherkin.pytest_plugin.failure_text import styles

            color(report.longrepr, styles)
        if record and self._run:
            self._run.keep(record)
        if record and "steps" in record and self._config.option.harness_timelines:
            self._print(f"{record['uri']}:{record['row'] or record['line']}", record["timeline"])

    def _print(self, title: str, timeline: str) -> None:
        terminal = self._config.pluginmanager.get_plugin("terminalreporter")
        if terminal is not None:
            terminal.ensure_newline()
            terminal.write_line(f"\n{title}", bold=True)
            terminal.write_line(timeline or "nothing was simulated")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep the problems of a feature for the report."""
        if report.failed and self._run and report.nodeid.endswith((".feature", ".yaml", ".yml")):
            self._run.keep_problem(report.nodeid, report.longreprtext)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write the report, in the process that has all records."""
        if self._run:
            self._run.write(session)

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Print where the report is."""
        if self._run is None:
            return
        here = self._config.invocation_params.dir
        if self._run.unwritten:
            terminalreporter.write_line(self._run.unwritten, red=True)
        for path in self._run.written:
            terminalreporter.write_line(f"report: {shown(path, here)}")


def _gherkin() -> bool:
    return all(map(find_spec, ("pytest_bdd", "cucumber_expressions", "freezegun")))


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A feature file is a module of tests, a scenario file one test."""
    config = parent.config
    if file_path.suffix in (".yaml", ".yml"):
        return _scenario_file(file_path, parent)
    if file_path.suffix != ".feature" or not config.getini(FEATURES):
        return None
    if not _gherkin() or not config.pluginmanager.has_plugin("pytest-bdd"):
        return _Unreadable.from_parent(parent, path=file_path)
    _load_steps(config)
    from harness.gherkin.pytest_plugin.collector import FeatureModule

    module: pytest.Collector = FeatureModule.from_parent(parent, path=file_path)
    return module


def _scenario_file(path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    config = parent.config
    if not config.getini(SCENARIO_FILES) or config.option.harness_no_scenario_files:
        return None
    here = config.invocation_params.dir
    named = [here / argument.partition("::")[0] for argument in config.args]
    if path not in named and (not is_scenario_file(path) or is_wrong_on_purpose(path, named)):
        return None
    from harness.gherkin.pytest_plugin.scenario_files import ScenarioFile  # the engine is slow

    file: pytest.Collector = ScenarioFile.from_parent(parent, path=path)
    return file


class _Unreadable(pytest.File):
    """A feature file without the libraries that read it."""

    def collect(self) -> Iterator[pytest.Item]:
        """CollectError with what to install."""
        said = "features need pytest-bdd, cucumber-expressions and freezegun as pytest's plugins"
        raise self.CollectError(f"{said}: {install_line('bdd')}")


def _load_steps(config: pytest.Config) -> None:
    if not config.pluginmanager.has_plugin(_STEPS):
        # pytest registers a module that is imported already, but does not rewrite its asserts
        steps = import_module(_STEPS)
        config.pluginmanager.register(steps, _STEPS)
        for module in steps.MODULES:
            config.pluginmanager.register(module, module.__name__)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Give features that modules bind our steps and checks, and refuse to run any twice."""
    if not config.pluginmanager.has_plugin("pytest-bdd"):
        return
    from harness.gherkin.pytest_adapter import bound_feature

    if not any(map(bound_feature, items)):
        return
    _load_steps(config)
    from harness.gherkin.pytest_plugin.bound_features import bound_twice, bound_wrongly

    refused = {**bound_wrongly(items, config), **bound_twice(items, config)}
    for path, (why, its_items) in refused.items():
        report = pytest.CollectReport(path, "failed", why, [])
        config.hook.pytest_collectreport(report=report)
        items[:] = [item for item in items if item not in its_items]


# --------------------------------------------------------------------------------------- running


@pytest.hookimpl(optionalhook=True)
def pytest_bdd_before_step(
    request: pytest.FixtureRequest, feature: Any, scenario: Any, step: Any
) -> None:
    """Note which step runs, which comes next, and where its feature is."""
    number = scenario.steps.index(step) + 1
    following = scenario.steps[number].name if number < len(scenario.steps) else ""
    folder = Path(feature.filename).parent
    request.node.stash[CURRENT] = number, step.line_number, following, folder


# ------------------------------------------------------------------------------------- reporting


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Report scenarios in Gherkin, and put their records in the report."""
    report = yield
    outcome = getattr(item, "harness_outcome", None)
    if outcome is not None and call.when == "call":
        setattr(report, "harness_file", outcome(report))  # noqa: B010  (as pytest has no such name)
    if _RUN in sys.modules:
        from harness.gherkin.pytest_plugin.result_hooks import record_fixtures, record_result

        (record_result if call.when == "call" else record_fixtures)(item, call, report)
    return report
