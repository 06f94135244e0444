"""Invariants of imports: a row sets the columns that it names; a bad row stops no other (M1)."""

from harness.domain.catalog import Table
from harness.domain.commands import Import, Row
from harness.domain.environments import HR, Environment
from harness.domain.errors import CatalogError
from harness.domain.records import Value
from harness.properties.oracle.oracle import WRITES, Step
from harness.properties.oracle.refusals import held_value
from harness.properties.registry import always


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
    refused = sum(
        event.event == "refused" and event.cause is not None and event.data[0] == "import"
        for event in step.events
    )
    if step.events[0].event == "refused":
        return None  # as a whole, of a table that flows one way (M4, R15)
    refused -= bool(step.refused)
    rows = [_expected_row(step, table, row) for row in command.rows]
    if None in rows:
        return None  # a target was created or deleted while the rows were imported
    invalid = sum(row == {} for row in rows)
    if refused != invalid:
        return f"{invalid} rows were to be refused, and {refused} were"
    return _compare(step, table, [row for row in rows if row])


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


def _expected_row(step: Step, table: Table, row: Row) -> dict[int, Value] | None:
    """The row's values by column; empty if it is to be refused, None if that is not known."""
    command = step.command
    assert isinstance(command, Import)
    there = step.oracle.records[command.environment]
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
                return {}
            found[place] = held_value(table, place, command.environment, scalar)
            continue
        pair = pairs.named(str(scalar))
        if pair is None or pair.table.name != target:
            return {}
        if command.truncate and target == command.table:
            return None  # whatever was there went before
        exists = pair.name in there
        if exists != (pair.name in step.records_before):
            return None
        if not exists:
            return {}
        found[place] = pair.key
    values = tuple(found.get(place) for place in range(len(table.columns)))
    try:
        table.key_of(values)
    except CatalogError:
        return {}
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
