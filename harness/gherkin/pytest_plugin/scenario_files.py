"""Scenario files as tests: each is one, that replays it and compares its approved timeline.

The node id is `scenarios/x.yaml::Title`; the rules that a scenario shows are marks. Where a file
`x.timeline.txt` is beside `x.yaml`, what `harness replay` prints has to be in it.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import pytest

from harness.domain.errors import BadInput
from harness.gherkin.places import shown
from harness.gherkin.pytest_failures import representation
from harness.gherkin.pytest_plugin.approved import Approved
from harness.gherkin.pytest_plugin.options import project_of_run
from harness.reports.run_summary import ScenarioOutcome
from harness.reports.text_report import state_text
from harness.scenarios.costs import outcome_of
from harness.scenarios.reader import load
from harness.scenarios.replay import Replay
from harness.scenarios.replay import replay as replayed
from harness.scenarios.replay_text import approved_text, failure_lines
from harness.scenarios.scenario import Scenario
from harness.stores.interface import Backend


class ScenarioFile(pytest.File):
    """A scenario file."""

    def collect(self) -> Iterator["ScenarioFileItem"]:
        """The one test of the file; CollectError with every problem if there is one."""
        try:
            path = Path(shown(self.path, self.config.invocation_params.dir))
            project = project_of_run(self.config)
            scenario = load(path, project.additions, project.put_over, project.started())
        except BadInput as error:
            raise self.CollectError(str(error)) from None
        name = scenario.title.replace("::", ":")
        item: ScenarioFileItem = ScenarioFileItem.from_parent(self, name=name)
        item.scenario = scenario
        for rule in scenario.rules:
            item.add_marker(rule)
        yield item


class _Failed(Exception):
    """A scenario failed: at which line, a summary, and the whole text."""

    def __init__(self, line: int, summary: str, text: str) -> None:
        super().__init__(summary)
        self.line = line
        self.text = text


class ScenarioFileItem(pytest.Item):
    """The scenario of a file as a test."""

    scenario: Scenario
    _went: ScenarioOutcome | None = None  # for the summary

    def harness_outcome(self, report: pytest.TestReport) -> list[Any] | None:
        """How it went, as plain data for the process that writes the summary."""
        if not self.config.option.harness_summary:
            return None
        scenario = self.scenario
        file = shown(self.path, self.config.rootpath)
        went = self._went or ScenarioOutcome(scenario.title, file, "", scenario.rules)
        failures = [list(one) for one in went.failures]
        if report.failed and not failures:
            failures = [[file, "the scenario as approved", report.longreprtext.splitlines()[0]]]
        return [went.title, file, report.outcome, list(went.rules), list(went.cost), failures]

    def runtest(self) -> None:
        """Replay the scenario, and compare what is approved."""
        with project_of_run(self.config).opened() as backend:
            self._run(backend)

    def _run(self, backend: Backend | None) -> None:
        try:
            done = replayed(self.scenario, backend)
        except BadInput as error:
            raise _Failed(1, str(error), str(error)) from None
        if self.config.option.harness_summary:
            self._went = outcome_of(done)
        if done.failures:
            first = done.failures[0]
            summary = f"expected: {first.expected}" if first.expected else first.actual
            self._fail(done, first.line, summary, [*failure_lines(done)])
        path = self.path.with_name(f"{self.path.stem}.timeline.txt")
        if path.is_file():
            approved = Approved(path.parent, rewrite=self.config.option.harness_approve)
            # as `harness replay` prints it in pytest's root, wherever pytest is started
            of_root = replace(self.scenario, file=shown(self.path, self.config.rootpath))
            try:
                approved(approved_text(replace(done, scenario=of_root)), path, what="timeline")
            except (AssertionError, BadInput) as error:
                summary, *rest = str(error).splitlines()
                self._fail(None, 1, summary, [f"  {line}" for line in (summary, *rest)])

    def _fail(self, done: Replay | None, line: int, summary: str, why: list[str]) -> NoReturn:
        place = self.scenario.place
        parts = [f"{place}: {self.scenario.title}", *why]
        if done is not None:
            parts += ["", state_text(done.simulator, done.done)]
        quoted = f'"{place}"' if " " in place else place
        parts += ["", f"  Run it alone:  pytest {quoted}"]
        parts += [f"  Its timeline:  harness replay {quoted}"]
        raise _Failed(line, summary, "\n".join(parts))

    def repr_failure(  # type: ignore[override]  # what pytest prints of it
        self, excinfo: pytest.ExceptionInfo[BaseException]
    ) -> object:
        """The failure as `harness replay` shows it."""
        error = excinfo.value
        if not isinstance(error, _Failed):
            return super().repr_failure(excinfo)
        short = self.config.getoption("tbstyle") == "line"
        text = str(error) if short else error.text
        return representation(text, str(error), self.scenario.file, error.line, None)

    def reportinfo(self) -> tuple[Path, int, str]:
        """The file."""
        return self.path, 0, self.name
