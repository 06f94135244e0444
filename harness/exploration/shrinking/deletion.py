r"""Shorter scenarios by leaving out: records, kinds of steps, steps, what is given, pairs of steps.

These are moves, as `candidates` describes them.

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
from harness.domain.errors import Problems
from harness.exploration.shrinking.candidates import (
    Action,
    Move,
    Moves,
    at,
    named,
    names_of,
    proposing,
    representable,
    without,
)
from harness.scenarios.expectations import Expectation, RefusedBecause
from harness.scenarios.reader import parse
from harness.scenarios.scenario import Scenario
from harness.scenarios.writer import scenario_text

T = TypeVar("T")


def make_representable(scenario: Scenario) -> Moves:
    """Without the steps, and what is given, that no file can say: a random history has such."""
    text = scenario_text(scenario)
    try:
        parse(text)
    except Problems as error:
        lines = text.split("\n")
        # one line each, as scenario_text writes them
        first = lines.index("steps:") + 2
        wrong = {problem.line - first for problem in error.problems}
        candidate = without(scenario, wrong - {len(scenario.steps) - 1})
        if candidate is not None:
            after = yield candidate
            if after is not scenario:
                yield from make_representable(after)


def expectations(scenario: Scenario) -> Moves:
    """Those that hold change nothing; those of a refusal go with what was refused."""
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
        candidate = without(scenario, out - {-1}) if out - {-1} else None
        if candidate is not None and (yield candidate) is not scenario:
            return


def whole_records(scenario: Scenario) -> Moves:
    """All that is done to some records at once: most records have nothing to do with a failure."""
    return _halving(scenario, _spare_names, lambda here, names: representable(here, set(names)))


def _spare_names(scenario: Scenario) -> list[str]:
    """The records that the last step does not name, in the order in which they are made."""
    names = names_of(scenario)
    needed = set(named(at(scenario, -1 + len(scenario.steps)), names.table_of))
    return [name for name in names.tables if name not in needed]


def kinds(scenario: Scenario) -> Moves:
    """All steps of one kind at once."""
    for kind in dict.fromkeys(_kind(step.does) for step in scenario.steps[:-1]):
        places = [n for n, step in enumerate(scenario.steps[:-1]) if _kind(step.does) == kind]
        candidate = without(scenario, places) if places else None
        if candidate is not None:
            scenario = yield candidate


def _kind(does: Action) -> tuple[object, ...]:
    kind = does.kind if isinstance(does, Fault) else None
    return type(does), kind, getattr(does, "environment", None)


def steps(scenario: Scenario) -> Moves:
    """Delta debugging: halves, quarters, and so on down to single steps."""
    return _halving(scenario, lambda here: list(range(len(here.steps) - 1)), without)


def given(scenario: Scenario) -> Moves:
    """What is given, and integration being on."""
    return _halving(
        scenario,
        lambda here: list(here.setup),
        lambda here, some: representable(
            replace(here, setup=tuple(does for does in here.setup if does not in some))
        ),
    )


def _halving(
    scenario: Scenario,
    items_of: Callable[[Scenario], Sequence[T]],
    drop: Callable[[Scenario, Sequence[T]], Scenario | None],
) -> Moves:
    """From the end, because what is later depends on what is earlier."""
    items = items_of(scenario)
    size = len(items)
    while size:
        end = len(items)
        while end > 0:
            candidate = drop(scenario, items[max(0, end - size) : end])
            if candidate is not None:
                after = yield candidate
                if after is not scenario:
                    scenario, items = after, items_of(after)
            end = min(end - size, len(items))
        size = min(size, len(items) + 1) // 2


def _pairs(scenario: Scenario) -> Iterator[Scenario]:
    """Without every two steps, such as one that turns integration off and one that turns it on."""
    for pair in combinations(range(len(scenario.steps) - 1), 2):
        candidate = without(scenario, pair)
        if candidate is not None:
            yield candidate


pairs: Final[Move] = proposing(_pairs)
DELETIONS: Final[tuple[Move, ...]] = (expectations, whole_records, kinds, steps, given)
