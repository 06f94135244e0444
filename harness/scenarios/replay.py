"""Replaying a scenario: every step through the one door, every expectation checked.

A refusal that the next step does not expect fails the scenario at the refused step; the replay goes
on after any failure, to show everything.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from harness.domain.commands import Command
from harness.domain.errors import BadInput, Problem, Problems
from harness.properties.oracle.oracle import Oracle, Step
from harness.reports.timeline_rows import Failure, StepResult
from harness.scenarios.expectations import RefusedBecause, Unmet
from harness.scenarios.scenario import Scenario
from harness.simulator.simulator import Simulator
from harness.stores.interface import Backend

Progress = Callable[[int, int, str], None]  # how many are done, of how many, and of what
# the name of a promise that the step broke and what is wrong, as properties.broken says it
PropertyCheck = Callable[[Step], tuple[str, str] | None]
PROMISED: Final = "the promise is kept: "


@dataclass(slots=True)
class Replay:
    """A scenario that was replayed: the simulator as it is at the end, and how each step went."""

    scenario: Scenario
    simulator: Simulator
    done: list[StepResult] = field(default_factory=list)

    @property
    def failures(self) -> list[Failure]:
        """Every failure, in the order of the steps."""
        return [done.failure for done in self.done if done.failure is not None]

    @property
    def outcome(self) -> str:
        """passed or failed."""
        return "failed" if self.failures else "passed"


def replay(
    scenario: Scenario,
    backend: Backend | None = None,
    until: int | None = None,
    progress: Progress | None = None,
    check: PropertyCheck | None = None,
) -> Replay:
    """Replay the scenario, up to and with step `until`.

    `check` sees every command that was done, and the first promise that it finds broken fails the
    scenario there. Raises Problems where a step cannot be done.
    """
    simulator = Simulator(scenario.settings, scenario.catalog, backend)
    result = Replay(scenario, simulator)
    if progress is not None:
        simulator.world.on_progress = lambda done, of: progress(done, of, "records of a step")
    for command in scenario.setup:
        _do(simulator, command, scenario, 1)
    oracle = Oracle(simulator) if check is not None else None
    broken: tuple[str, str] | None = None
    steps = [step for step in scenario.steps if until is None or step.number <= until]
    refusal: str | None = None
    for place, step in enumerate(steps):
        first = len(simulator.journal) + 1
        failure = None
        if isinstance(step.does, Command):
            done = _do(oracle or simulator, step.does, scenario, step.line)
            refusal = done.refused if isinstance(done, Step) else done
            # the next step of the file, also where the replay does not go that far
            after = scenario.steps[place + 1 : place + 2]
            following = after[0].does if after else None
            if refusal and not isinstance(following, RefusedBecause):
                failure = Failure(step.number, step.line, "not refused", f"refused: {refusal}")
            if check is not None and isinstance(done, Step) and broken is None:
                broken = check(done)
                if broken is not None:
                    failure = Failure(step.number, step.line, PROMISED + broken[0], broken[1])
        else:
            unmet: Unmet | None = step.does.check(simulator, refusal)
            refusal = None
            if unmet is not None:
                failure = Failure(step.number, step.line, unmet.expected, unmet.actual)
        result.done.append(StepResult(step.number, first, len(simulator.journal), failure))
        if progress is not None:
            progress(place + 1, len(steps), "steps")
    return result


def _do(
    door: Simulator | Oracle, command: Command, scenario: Scenario, line: int
) -> str | Step | None:
    try:
        return door.do(command)
    except BadInput as error:  # the loader should have found it; say where all the same
        raise Problems([Problem(scenario.file, line, 1, str(error))]) from None
