"""Runner of one case: its steps one after the other, with a result for each.

The definition of each step is known since the feature was checked, so nothing is looked up here;
pytest-bdd calls the step with its fixtures and hooks.
"""

import time
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

import pytest

from harness.gherkin.definitions import Definition
from harness.gherkin.feature_file import Case
from harness.gherkin.pytest_adapter import Scenario, execute_step

Status = Literal["passed", "failed", "skipped", "not run"]


class MatchedCase(NamedTuple):
    """A case, the definitions that its steps match, and its scenario for pytest-bdd's hooks."""

    path: str  # as a user would write it
    case: Case
    scenario: Scenario
    definitions: tuple[Definition, ...]

    @property
    def line(self) -> int:
        """The line of the row of an outline, or of the scenario."""
        return self.case.own_line

    @property
    def place(self) -> str:
        """The argument with which `pytest` runs this case alone."""
        return f"{self.path}:{self.line}"


@dataclass(slots=True)
class StepRun:
    """The result of one step; `started` in nanoseconds since the epoch, in real time."""

    status: Status = "not run"
    started: int = 0
    nanoseconds: int = 0
    attachments: list[dict[str, str | None]] = field(default_factory=list)


@dataclass(slots=True)
class ScenarioRun:
    """The results of a case so far; `now` is the index of the step that runs."""

    matched: MatchedCase
    steps: list[StepRun]
    started: int
    now: int = 0


RUN: Final[pytest.StashKey[ScenarioRun]] = pytest.StashKey()


def run(request: pytest.FixtureRequest, matched: MatchedCase) -> None:
    """Run every step; the first that raises ends it."""
    __tracebackhide__ = True
    scenario = matched.scenario
    running = ScenarioRun(matched, [StepRun() for _ in matched.definitions], time.time_ns())
    request.node.stash[RUN] = running
    hook = request.config.hook
    hook.pytest_bdd_before_scenario(request=request, feature=scenario.feature, scenario=scenario)
    try:
        for number, definition in enumerate(matched.definitions):
            done = running.steps[number]
            running.now = number
            done.started, begun = time.time_ns(), time.perf_counter_ns()
            done.status = "failed"
            try:
                execute_step(request, scenario, number, definition.context)
                done.status = "passed"
            except pytest.skip.Exception:
                done.status = "skipped"
                raise
            finally:
                done.nanoseconds = time.perf_counter_ns() - begun
    finally:
        hook.pytest_bdd_after_scenario(request=request, feature=scenario.feature, scenario=scenario)
