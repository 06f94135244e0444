r"""Moves that leave out: records, kinds of steps, steps, what is given, pairs of steps.

>>> from harness.scenarios.reader import parse
>>> scenario = parse("scenario: x\nsteps: [turn_on, advance: 1d, run_batch_job, turn_off]")
>>> [step.does for step in next(steps(scenario)).steps]
[TurnOff()]
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Final, TypeVar

from harness.domain.commands import Fault
from harness.exploration.shrinking.candidates import (
    Action,
    Move,
    Moves,
    at,
    named,
    names_of,
    proposing,
    without_records,
    without_steps,
)
from harness.scenarios.expectations import Expectation, RefusedBecause
from harness.scenarios.representable import unrepresentable_steps
from harness.scenarios.scenario import Scenario

T = TypeVar("T")


def make_representable(scenario: Scenario) -> Moves:
    """Without the steps that no scenario file can express: a random history may have some."""
    wrong = unrepresentable_steps(scenario)
    candidate = without_steps(scenario, wrong - {len(scenario.steps) - 1}) if wrong else None
    if candidate is not None:
        after = yield candidate
        if after is not scenario:
            yield from make_representable(after)


def expectations(scenario: Scenario) -> Moves:
    """Without the expectations that hold, which change nothing, nor what is refused as expected."""
    does = [step.does for step in scenario.steps[:-1]]
    idle = {
        place
        for place, one in enumerate(does)
        if isinstance(one, Expectation) and not isinstance(one, RefusedBecause)
    }
    refused = {
        both
        for place, one in enumerate(does)
        if isinstance(one, RefusedBecause)
        for both in (place - 1, place)
    }
    for out in (idle | refused, idle):
        candidate = without_steps(scenario, out - {-1}) if out - {-1} else None
        if candidate is not None and (yield candidate) is not scenario:
            return


def whole_records(scenario: Scenario) -> Moves:
    """Without all actions on some records: most records have nothing to do with a failure."""
    return _halving(scenario, _spare_names, lambda here, names: without_records(here, set(names)))


def _spare_names(scenario: Scenario) -> list[str]:
    """The records that the last step does not name, in the order in which they are made."""
    names = names_of(scenario)
    needed = set(named(at(scenario, -1 + len(scenario.steps)), names.table_of))
    return [name for name in names.tables if name not in needed]


def kinds(scenario: Scenario) -> Moves:
    """Without all steps of one kind."""
    for kind in dict.fromkeys(_kind(step.does) for step in scenario.steps[:-1]):
        places = [n for n, step in enumerate(scenario.steps[:-1]) if _kind(step.does) == kind]
        candidate = without_steps(scenario, places) if places else None
        if candidate is not None:
            scenario = yield candidate


def _kind(does: Action) -> tuple[object, ...]:
    kind = does.kind if isinstance(does, Fault) else None
    return type(does), kind, getattr(does, "environment", None)


def steps(scenario: Scenario) -> Moves:
    """Delta debugging: without halves, quarters, and so on down to single steps."""
    return _halving(scenario, lambda here: list(range(len(here.steps) - 1)), without_steps)


def given(scenario: Scenario) -> Moves:
    """Without some of what is given: records, and integration being on."""
    return _halving(
        scenario,
        lambda here: list(here.setup),
        lambda here, some: without_records(
            replace(here, setup=tuple(does for does in here.setup if does not in some))
        ),
    )


def _halving(
    scenario: Scenario,
    items_of: Callable[[Scenario], Sequence[T]],
    without: Callable[[Scenario, Sequence[T]], Scenario | None],
) -> Moves:
    """Without all items, halves, quarters, and so on; from the end, as later ones need earlier."""
    items = items_of(scenario)
    size = len(items)
    while size:
        end = len(items)
        while end > 0:
            candidate = without(scenario, items[max(0, end - size) : end])
            if candidate is not None:
                after = yield candidate
                if after is not scenario:
                    scenario, items = after, items_of(after)
            end = min(end - size, len(items))
        size = min(size, len(items) + 1) // 2


def _pairs(scenario: Scenario) -> Iterator[Scenario]:
    """Without any two steps, such as one that turns integration off and one that turns it on."""
    for pair in combinations(range(len(scenario.steps) - 1), 2):
        candidate = without_steps(scenario, pair)
        if candidate is not None:
            yield candidate


pairs: Final[Move] = proposing(_pairs)
DELETIONS: Final[tuple[Move, ...]] = (expectations, whole_records, kinds, steps, given)
