r"""Moves that merge several steps into one, and imports into fewer rows.

Each function proposes candidates of one kind; `candidates.proposing` makes moves of them.

>>> from harness.scenarios.reader import parse
>>> scenario = parse("scenario: x\nsteps: [advance: 1h, turn_on, advance: 30m, turn_off]")
>>> [step.does for step in next(advances(scenario)).steps]
[TurnOn(), Advance('1h 30m'), TurnOff()]
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final, cast

from harness.domain.commands import Advance, Create, Edit, Give, Given, Import, Row, pairs
from harness.domain.environments import HR
from harness.domain.times import LONGEST
from harness.exploration.shrinking.candidates import (
    Action,
    Move,
    at,
    changed,
    named,
    names_of,
    places,
    proposing,
    without_records,
)
from harness.scenarios.scenario import Scenario

if TYPE_CHECKING:
    from harness.sample_data.rows import GeneratedRows


def advances(scenario: Scenario) -> Iterator[Scenario]:
    """Two advances, neighbours or not, as one at the place of either."""
    found = [(n, s.does) for n, s in enumerate(scenario.steps) if isinstance(s.does, Advance)]
    for (first, before), (second, after) in pairwise(found):
        both = before.milliseconds + after.milliseconds
        if both > LONGEST:  # no command and no file takes that
            continue
        one = Advance(both)
        yield changed(scenario, {first: None, second: one})
        yield changed(scenario, {first: one, second: None})


def edits(scenario: Scenario) -> Iterator[Scenario]:
    """An edit merged into the earlier action on the record, or an earlier edit into it."""
    for place, step in enumerate(scenario.steps):
        edit = step.does
        if not isinstance(edit, Edit):
            continue
        for earlier in range(place - 1, -len(scenario.setup) - 1, -1):
            before = at(scenario, earlier)
            merged = _merged(before, edit)
            if merged is not None:
                yield changed(scenario, {earlier: merged, place: None})
                if isinstance(before, Edit):
                    both = _over(before.values, edit.values)
                    yield changed(scenario, {earlier: None, place: replace(edit, values=both)})
                if earlier >= 0:
                    break


def _merged(before: Action, edit: Edit) -> Action | None:
    """The action before with the edit in it; None if it neither makes nor edits the record."""
    if isinstance(before, Edit | Create):
        if (before.environment, before.record) != (edit.environment, edit.record):
            return None
        both = _over(before.values, edit.values)
        return replace(before, values=_filled(both) if isinstance(before, Create) else both)
    if not isinstance(before, Give | Import) or before.generate:
        return None
    if isinstance(before, Import) and edit.environment != HR:
        return None
    for place, row in enumerate(before.rows):
        if row.record == edit.record:
            values = _filled(_over(row.values, edit.values))
            rows = (*before.rows[:place], Row(row.record, values), *before.rows[place + 1 :])
            return replace(before, rows=rows)
    return None


def _over(values: Given, more: Given) -> Given:
    return pairs(dict(values) | dict(more))


def _filled(values: Given) -> Given:
    return tuple(pair for pair in values if pair[1] is not None)


def fewer_generated(scenario: Scenario) -> Iterator[Scenario]:
    """Only the generated rows that other actions name, written out; or else fewer of them."""
    for place in places(scenario):
        does = at(scenario, place)
        if not isinstance(does, Give | Import) or not does.generate:
            continue
        rows = _named_elsewhere(scenario, does)
        if rows and (isinstance(does, Import) or len(rows) == 1):  # each has its own Give
            yield changed(scenario, {place: replace(does, rows=rows, generate=None)})
        count = 1
        while count < does.generate:
            yield changed(scenario, {place: generated_again(does, count)})
            count *= 2


def _named_elsewhere(scenario: Scenario, does: Give | Import) -> tuple[Row, ...]:
    table_of = names_of(scenario).table_of
    others = (at(scenario, n) for n in places(scenario) if at(scenario, n) is not does)
    names = dict.fromkeys(name for other in others for name in named(other, table_of))
    rows = map(cast("GeneratedRows", does.rows).named, names)
    return tuple(row for row in rows if row is not None)


def generated_again(does: Give | Import, count: int, seed: int | None = None) -> Give | Import:
    """The same with so many generated rows, of the same seed or of another."""
    from harness.sample_data.rows import GeneratedRows

    rows = cast(GeneratedRows, does.rows)
    drawn_from = rows.seed if seed is None else seed
    made = GeneratedRows(rows.table, count, drawn_from, rows.environment)
    return replace(does, rows=made, generate=count)


def fewer_rows(scenario: Scenario) -> Iterator[Scenario]:
    """An import of the first half of its rows, or the second, or without one of them."""
    for place in places(scenario):
        does = at(scenario, place)
        if not isinstance(does, Import) or does.generate or len(does.rows) < 2:
            continue
        for rows in _fewer(does.rows):
            candidate = without_records(changed(scenario, {place: replace(does, rows=rows)}))
            if candidate is not None:
                yield candidate


def _fewer(rows: Sequence[Row]) -> Iterator[tuple[Row, ...]]:
    half = len(rows) // 2
    yield tuple(rows[:half])
    yield tuple(rows[half:])
    for out in range(len(rows)):
        yield (*rows[:out], *rows[out + 1 :])


def no_import(scenario: Scenario) -> Iterator[Scenario]:
    """A create or an edit in Human Resources instead of an import of one row."""
    for place in places(scenario):
        does = at(scenario, place)
        if not isinstance(does, Import) or does.generate or len(does.rows) > 1:
            continue
        (row,) = does.rows
        if row.record is None:
            continue
        yield changed(scenario, {place: Create(HR, does.table, row.record, row.values)})
        key = scenario.catalog[does.table].key_columns
        others = tuple(pair for pair in row.values if pair[0] not in key)
        if others:
            yield changed(scenario, {place: Edit(HR, row.record, others)})


MERGING: Final[tuple[Move, ...]] = tuple(
    map(proposing, (fewer_generated, fewer_rows, no_import, advances, edits))
)
