"""Invariants of imports: a row sets the columns that it names; a bad row stops no other (M1)."""

import re
from collections import deque
from collections.abc import Iterator
from typing import Final, NamedTuple

from harness.domain.catalog import Table
from harness.domain.commands import Import, Row
from harness.domain.environments import HR, Environment
from harness.domain.errors import CatalogError
from harness.domain.events import Event
from harness.domain.records import Value
from harness.properties.oracle.oracle import WRITES, Step
from harness.properties.oracle.refusals import held_value
from harness.properties.registry import always

_ROW_NUMBER: Final = re.compile(r"row (\d+): ")
_SECOND: Final = 1000  # milliseconds
_MAKES: Final = frozenset({"created", "copied", "restored"})
_DELETES: Final = frozenset({"deleted", "removed"})


@always("an import sets the columns that its rows name", rules="M1 M2 M4 V1", of=(Import,))
def rows_are_imported(step: Step) -> str | None:
    """Those columns and no others, of every row that is valid."""
    command = step.command
    assert isinstance(command, Import)
    world = step.simulator.world
    table = world.catalog[command.table]
    named = {column for row in command.rows for column, _ in row.values}
    for event in step.events:
        if event.event == "edited" and event.actor == "import" and event.before is not None:
            for place, column in enumerate(table.names):
                before, after = event.before[place : place + 1], event.data[place : place + 1]
                if column not in named and (before or (None,)) != (after or (None,)):
                    return f"{column} of {event.record} was changed, and no row names it"
    if step.events[0].event == "refused":
        return None  # as a whole, of a table that flows one way (M4, R15)
    accepted = []
    for number, (row, turn) in enumerate(zip(command.rows, _turns(step), strict=True), 1):
        expected = _expected_row(step, table, row, turn.there)
        if (expected is None) != turn.refused:
            wrong = "was refused" if turn.refused else "was to be refused"
            return f"row {number} {wrong}: {row}"
        if expected is not None:
            accepted.append(expected)
    return _compare(step, table, accepted)


@always("an import that truncates deletes the newest first", rules="M3", of=(Import,))
def newest_goes_first(step: Step) -> str | None:
    """Those that it may not delete have their turn, too."""
    command = step.command
    assert isinstance(command, Import)
    if not command.truncate or step.simulator.world.settings.delete_in_use:
        return None
    place = {name: number for number, name in enumerate(step.records_before)}
    latest = len(place)
    for event in step.events:
        refused = event.event == "refused" and event.cause is not None and event.data[0] == "delete"
        if event.record not in place or not (refused or event.event == "deleted"):
            continue
        if place[event.record] > latest:
            return f"{event.record} had its turn after one that is older"
        latest = place[event.record]
    return None


class _Turn(NamedTuple):
    """The turn of one row of an import."""

    refused: bool
    there: set[str]  # the records that are there as the row is entered


def _turns(step: Step) -> Iterator[_Turn]:
    """The turn of each row, with what deliveries and the rows before it made and deleted.

    Of several rows in one second those that make no entry may come anywhere between the others:
    for them, what was there at some time in that second.
    """
    environment: Environment = getattr(step.command, "environment", HR)
    count, cost = step.events[0].data
    start = step.oracle.time - count * cost
    entries = deque(zip(step.event_times, step.events, strict=True))
    refused, there = _refused_rows(step), set(step.records_before)

    def follow(event: Event) -> None:
        if event.record is not None and event.environment == environment:
            if event.event in _MAKES:
                there.add(event.record)
            elif event.event in _DELETES:
                there.discard(event.record)

    for number in range(1, count + 1):
        second, its = (start + number * cost) // 1000, refused.get(number)
        while entries and entries[0][0] < second:
            follow(entries.popleft()[1])
        if its is None and cost < _SECOND:
            made = (it.record for at, it in entries if at == second and it.event in _MAKES)
            yield _Turn(False, there.union(name for name in made if name is not None))
            continue
        while entries and entries[0][0] == second:
            entry = entries[0][1]
            if entry is its or (its is None and entry.actor == "import"):
                break
            follow(entries.popleft()[1])
        yield _Turn(its is not None, there)


def _refused_rows(step: Step) -> dict[int, Event]:
    """The entries of the rows that were refused, by the number of the row."""
    found: dict[int, Event] = {}
    for event in step.events:
        if event.event == "refused" and event.cause is not None and event.data[0] == "import":
            number = _ROW_NUMBER.match(event.data[1])
            if number is not None:  # else the import as a whole
                found[int(number[1])] = event
    return found


def _expected_row(step: Step, table: Table, row: Row, there: set[str]) -> dict[int, Value] | None:
    """The row's values by column; None if it is to be refused where these records are there."""
    command = step.command
    assert isinstance(command, Import)
    pairs, found = step.simulator.world.record_pairs, dict[int, Value]()
    for column, scalar in row.values:
        place = table.index[column]
        found[place] = scalar
        target = table.columns[place].target
        if scalar is None:
            continue
        if target is None:
            accepts = table.columns[place].in_environment(command.environment)
            if accepts is None or accepts.objection(scalar):
                return None
            found[place] = held_value(table, place, command.environment, scalar)
            continue
        pair = pairs.named(str(scalar))
        if pair is None or pair.table.name != target or pair.name not in there:
            return None
        found[place] = pair.key
    values = tuple(found.get(place) for place in range(len(table.columns)))
    try:
        table.key_of(values)
    except CatalogError:
        return None
    return found


def _compare(step: Step, table: Table, rows: list[dict[int, Value]]) -> str | None:
    expected: dict[str, dict[int, Value]] = {}
    for row in rows:
        key = table.key_of(tuple(row.get(place) for place in range(len(table.columns))))
        pair = step.simulator.world.record_pairs.find(table.name, key)
        if pair is None:
            return f"a row of {table.key_text(key)} was not imported"
        expected.setdefault(pair.name, {}).update(row)
    environment: Environment = getattr(step.command, "environment", HR)
    changed = {
        event.record
        for event in step.events
        if event.environment == environment and event.event in WRITES
    }
    for name, row in expected.items():
        values = step.oracle.records[environment].get(name, ())
        for place, value in row.items():
            held = values[place] if place < len(values) else None
            if held != value and name not in changed:
                return f"{table.names[place]} of {name} is {held}, and not {value}"
    return None
