"""Replaying a scenario: every command goes through `Engine.attempt`, every expectation is checked.

A refusal that the next step does not expect fails the scenario at the refused step; the replay goes
on after any failure, so that all of them are found. Only a plugged part that breaks its contract
ends it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

from harness.domain.catalog import Catalog
from harness.domain.commands import Command
from harness.domain.errors import BadInput, PluginError, Problem, Problems
from harness.domain.settings import Settings
from harness.domain.step_results import Failure, StepResult, plugin_failure
from harness.scenarios.expectations import RefusedBecause
from harness.scenarios.expected_text import expected_text
from harness.scenarios.scenario import Scenario, ScenarioStep
from harness.simulator.engine import Engine
from harness.stores.interface import Backend

if TYPE_CHECKING:
    from harness.properties.oracle.oracle import Oracle, Step
    from harness.properties.registry import Violation

NOT_REFUSED: Final = "not refused"  # what is expected of a command
Progress = Callable[[int, int, str], None]  # how many are done, of how many, and of what
# how a command violates a property, as `properties.law.first_violation` finds it
PropertyCheck = Callable[["Step"], "Violation | None"]
# makes the simulator of a scenario, or of a history, with other parts than the usual ones
EngineFactory = Callable[[Settings, Catalog], Engine]
_Done = TypeVar("_Done")


@dataclass(slots=True)
class Replay:
    """A scenario that was replayed: the simulator as it is at the end, and how each step went."""

    scenario: Scenario
    simulator: Engine
    done: list[StepResult] = field(default_factory=list)
    error: PluginError | None = None  # of a plugged part, which ended it at its last step
    refused: str | None = None  # why the last command was refused, if it was
    # what does its commands with an oracle, and says what it saw
    follow: "Callable[[Command], Step] | None" = field(default=None, repr=False)

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
    *,
    oracle: "type[Oracle] | None" = None,
    check: PropertyCheck | None = None,
    engine: EngineFactory = Engine,
    begun: Replay | None = None,
) -> Replay:
    """Replay the scenario, up to and with step `until`; `engine` makes the simulator.

    An oracle follows every command, and `check` looks for a property that it violates; the first
    violation fails the scenario there. `begun` has done the first steps already, in its simulator.
    Raises Problems if a step cannot be done.
    """
    if backend is not None:
        engine = partial(Engine, backend=backend)
    result = _entered(scenario, engine, begun)
    simulator = result.simulator
    if progress is not None:
        simulator.world.on_progress = lambda done, of: progress(done, of, "records of a step")
    try:
        if begun is None:
            for command in scenario.setup:
                _do(simulator.attempt, command, scenario, scenario.line_of(command))
            result.follow = None if oracle is None else oracle(simulator).do
    except PluginError as error:  # in what the first step begins with
        if not scenario.steps:
            raise
        return _ended(result, scenario.steps[0], 1, error)
    violated, follow = False, result.follow
    steps = [step for step in scenario.steps if until is None or step.number <= until]
    refusal = result.refused
    for place in range(len(result.done), len(steps)):
        step = steps[place]
        first = len(simulator.journal) + 1
        failure, held = None, ""
        if isinstance(step.does, Command):
            followed = None
            try:
                if follow is not None:
                    followed = _do(follow, step.does, scenario, step.line)
                    refusal = followed.refused
                else:
                    refusal = _do(simulator.attempt, step.does, scenario, step.line)
                found = check(followed) if check and followed and not violated else None
            except PluginError as error:
                return _ended(result, step, first, error)
            # the next step of the file, also if the replay does not go that far
            after = scenario.steps[place + 1 : place + 2]
            if refusal and not (after and isinstance(after[0].does, RefusedBecause)):
                failure = Failure(
                    step.number, step.line, NOT_REFUSED, f"refused: {refusal}", kind=refusal
                )
            if found is not None:
                violated = True
                failure = Failure(step.number, step.line, None, found.message, found.property)
        else:
            unmet = step.does.check(simulator, refusal)
            refusal = None
            if unmet is None:
                held = expected_text(step.does, simulator)
            else:
                failure = Failure(
                    step.number, step.line, unmet.expected, unmet.actual, kind=unmet.kind
                )
        named = getattr(step.does, "record", None)
        last = len(simulator.journal)
        result.done.append(StepResult(step.number, first, last, failure, held, named))
        if progress is not None:
            progress(place + 1, len(steps), "steps")
    result.refused = refusal
    return result


def _entered(scenario: Scenario, engine: EngineFactory, begun: Replay | None) -> Replay:
    """The replay before its first step, or with the steps that were done already."""
    if begun is not None:
        return replace(begun, scenario=scenario, done=[*begun.done])
    result = Replay(scenario, engine(scenario.settings, scenario.catalog))
    result.simulator.world.title = scenario.title
    return result


def _ended(result: Replay, step: ScenarioStep, first: int, error: PluginError) -> Replay:
    """The replay, ended in that step by a plugged part."""
    result.error = error
    failure = plugin_failure(step.number, step.line, error)
    result.done.append(StepResult(step.number, first, len(result.simulator.journal), failure))
    return result


def _do(do: Callable[[Command], _Done], command: Command, scenario: Scenario, line: int) -> _Done:
    try:
        return do(command)
    except BadInput as error:  # the reader should have found it: name the place all the same
        raise Problems([Problem(scenario.file, line, 1, str(error))]) from None
