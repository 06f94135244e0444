r"""Predicates that a shorter scenario fails in the same way as the scenario to shrink.

A scenario fails by its own expectations, by a refusal that none of them expects, or by a property
that it violates. Its first failure counts. Two failures of an expectation are the same if the
expectation is, the kind of difference, the last event of each record that it names, and the rule
that led to the loss or undone delete that it is about. Otherwise a scenario in which an expected
value is missing would shrink to nothing at all, and a loss by a later edit to a loss by a tie.

>>> from harness.scenarios.reader import parse
>>> text = "scenario: x\nsteps: [turn_on, expect: {missed_requests: 1}]"
>>> failing = first_failure(parse(text))
>>> failing.description
'expected 1 missed request, instead 0 missed requests'
>>> failing.check(parse("scenario: x\nsteps: [expect: {missed_requests: 1}]"))
Match(at=0, before=(), counts=True)
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from harness.domain.commands import Command, Create, Edit, Give, Given, Import, command_name
from harness.domain.errors import BadInput
from harness.domain.step_results import Failure
from harness.domain.suggestions import did_you_mean
from harness.properties.law import ALWAYS, CONTRACT, first_violation, violation
from harness.properties.oracle.oracle import Oracle
from harness.reports.findings import Finding, data_loss, undone_deletes
from harness.scenarios.expectations import (
    DataLoss,
    DataLosses,
    Exists,
    Expectation,
    HasValues,
    RefusedBecause,
    UndoneDelete,
)
from harness.scenarios.replay import EngineFactory, Replay, replay
from harness.scenarios.scenario import Scenario
from harness.simulator.engine import Engine


class Match(NamedTuple):
    """Where a scenario fails in the same way."""

    at: int | None  # the place of the step, from 0; None if it does not
    before: tuple[int, ...] = ()  # the places of other failures before it
    counts: bool = True  # whether the match holds although there are some


@dataclass(frozen=True)
class FailurePredicate:
    """A way to fail, in words and as a check of other scenarios."""

    description: str
    check: Callable[[Scenario], Match]
    property: str | None = None  # the name of the violated one, if that is the failure


def first_failure(scenario: Scenario, engine: EngineFactory = Engine) -> FailurePredicate | None:
    """The first failure of the scenario by its own expectations; None if it passes."""
    done = replay(scenario, engine=engine)
    found = next(_failures(done), None)
    if found is None:
        return None
    wanted = _identity(done, *found)

    def check(candidate: Scenario) -> Match:
        before: list[int] = []
        done = replay(candidate, engine=engine)
        for place, failure in _failures(done):
            if _identity(done, place, failure) == wanted:
                return Match(place, tuple(before), not before)
            before.append(place)
        return Match(None)

    _, failure = found
    return FailurePredicate(f"expected {failure.expected}, instead {failure.actual}", check)


def violated_property(
    scenario: Scenario, name: str | None = None, engine: EngineFactory = Engine
) -> FailurePredicate | None:
    """The violation of the named property, or else of any; None if there is none.

    Raises BadInput if no property is called so.
    """
    if name is not None and name not in ALWAYS:
        raise BadInput(f"no property {name!r}{did_you_mean(name, ALWAYS)}; there are\n{_listed()}")
    look = first_violation if name is None else partial(violation, ALWAYS[name])

    def failures(scenario: Scenario) -> Iterator[tuple[int, Failure]]:
        return _failures(replay(scenario, oracle=Oracle, check=look, engine=engine))

    found = next((it for _, it in failures(scenario) if it.property is not None), None)
    if found is None:
        return None

    def check(candidate: Scenario) -> Match:
        before: list[int] = []
        for place, failure in failures(candidate):
            if failure.property is not None:
                return Match(place if failure.property == found.property else None, tuple(before))
            before.append(place)
        return Match(None)

    return FailurePredicate(f"{found.property}: {found.actual}", check, found.property)


def broken_contract(scenario: Scenario, engine: EngineFactory = Engine) -> FailurePredicate | None:
    """The failure of a plugged part that ends the replay; None if none does.

    The oracle and the invariants read the stores too, and what they are told may be the failure.
    """
    again = partial(replay, engine=engine)
    found = again(scenario).error
    if found is None:
        again = partial(replay, oracle=Oracle, check=first_violation, engine=engine)
        found = again(scenario).error
    if found is None:
        return None

    def check(candidate: Scenario) -> Match:
        done = again(candidate)
        if done.error is None or done.error.plugin != found.plugin:
            return Match(None)
        *before, last = (place for place, _ in _failures(done))
        return Match(last, tuple(before))

    return FailurePredicate(f"{CONTRACT}: {found}", check, CONTRACT)


def _listed() -> str:
    return "\n".join(f"  {name}" for name in sorted(ALWAYS))


def _failures(done: Replay) -> Iterator[tuple[int, Failure]]:
    """The failures, each with the place of its step."""
    for place, step in enumerate(done.done):
        if step.failure is not None:
            yield place, step.failure


def _identity(done: Replay, place: int, failure: Failure) -> tuple[object, ...]:
    """What must be equal of two failures for them to be the same one."""
    scenario = done.scenario
    does = scenario.steps[place].does
    if isinstance(does, Command):
        return _target(does), failure.kind
    origin: object = None
    if isinstance(does, RefusedBecause):
        before = scenario.steps[place - 1].does if place else None
        origin = _target(before) if isinstance(before, Command) else None
    elif isinstance(does, HasValues):
        origin = tuple(_given_columns(scenario, place, does))
    return does, failure.kind, origin, _last_events(done, place, does), _finding(done, place, does)


def _last_events(done: Replay, place: int, does: Expectation) -> list[tuple[object, ...]]:
    """The last event of each record that the expectation names, and its rule."""
    names = {getattr(does, "record", None)}
    if isinstance(does, DataLosses):
        names |= {name for _, name, _, _, _ in does.rows}
    names.discard(None)
    found = []
    journal = done.simulator.journal
    for seq in range(done.done[place].last, 0, -1):
        if not names:
            break
        event = journal[seq]
        if event.record in names:
            names.discard(event.record)
            found.append((event.record, event.event, event.environment, event.rule))
    return sorted(found, key=lambda one: str(one[0]))


def _finding(done: Replay, place: int, does: Expectation) -> tuple[object, ...] | None:
    """The finding that the expectation is about, by its rule: another rule is another failure."""
    last = done.done[place].last
    found = [one for one in _findings(done.simulator, does) if one.seq <= last]
    if not found:
        return None
    # of one record the last one counts; of all records the first
    one = found[0 if getattr(does, "record", None) is None else -1]
    return one.kind, one.environment, one.rule


def _findings(simulator: Engine, does: Expectation) -> Iterator[Finding]:
    """The losses or undone deletes that an expectation is about, as they were reported."""
    if isinstance(does, DataLoss):
        yield from (it for it in data_loss(simulator) if does.record in (None, it.record))
    elif isinstance(does, DataLosses):
        for it in data_loss(simulator):
            if any((it.environment, it.record, *column) not in does.rows for column in it.columns):
                yield it
    elif isinstance(does, HasValues):  # a value that is missing because it was lost
        for it in data_loss(simulator):
            if it.record == does.record and {c[:2] for c in it.columns} & set(does.values):
                yield it
    elif isinstance(does, UndoneDelete):
        yield from (it for it in undone_deletes(simulator) if does.record in (None, it.record))
    elif isinstance(does, Exists):
        where = (does.environment, does.record)
        yield from (it for it in undone_deletes(simulator) if (it.environment, it.record) == where)


def _target(does: Command) -> tuple[object, ...]:
    who = (getattr(does, name, None) for name in ("environment", "table", "record"))
    return command_name(does), *who


def _given_columns(scenario: Scenario, place: int, does: HasValues) -> Iterator[str]:
    """The columns to which some command gives the expected value, which is then really lost."""
    before = [step.does for step in scenario.steps[:place]]
    given = [
        pair
        for made in (*scenario.setup, *before)
        for name, values in _values_of(made)
        if name == does.record
        for pair in values
    ]
    yield from (column for column, value in does.values if (column, value) in given)


def _values_of(does: Command | Expectation) -> Iterator[tuple[str | None, Given]]:
    if isinstance(does, Create | Edit):
        yield does.record, does.values
    elif isinstance(does, Give | Import):
        yield from does.rows
