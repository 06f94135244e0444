"""The end of a scenario as a page shows it: each table with both environments side by side."""

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from harness.domain.catalog import Table
from harness.domain.records import Record
from harness.reports.html.shown_columns import ShownColumn
from harness.reports.side_by_side import MOST_RECORDS
from harness.reports.sides import Apart, Sides, apart, converged_tables, paired_records
from harness.reports.values import named_values
from harness.simulator.engine import Engine


class RecordRow(NamedTuple):
    """A record side by side; None if an environment does not hold it."""

    name: str
    differs: bool
    hr: Sequence[ShownColumn] | None
    dataverse: Sequence[ShownColumn] | None
    same: bool  # in both, and so is what flows one way or is of one side


class SidesTable(NamedTuple):
    """The records of one table, in both environments."""

    table: Table
    records: int
    unequal: int
    rows: Sequence[RecordRow]
    hidden_alike: int  # how many records that are the same on both sides have no row here


def sides(simulator: Engine, expand: bool) -> list[SidesTable]:
    """Each table with its records side by side; what differs comes first if not all is shown."""
    found = []
    for name in converged_tables(simulator):
        table = simulator.world.catalog[name]
        pairs = list(paired_records(simulator, name))
        unequal = sum(not it.alike for it in pairs)
        chosen = pairs
        if not expand:
            unlike_first = sorted(range(len(pairs)), key=lambda place: pairs[place].alike)
            chosen = [pairs[place] for place in sorted(unlike_first[:MOST_RECORDS])]
        rows = [_record(simulator, table, it) for it in chosen]
        hidden_alike = len(pairs) - unequal - sum(it.alike for it in chosen)
        found.append(SidesTable(table, len(pairs), unequal, rows, hidden_alike))
    return found


def _record(simulator: Engine, table: Table, it: Sides) -> RecordRow:
    ways: Mapping[int, Apart] = {}
    if it.hr and it.dataverse:
        ways = apart(table, it.hr.values, it.dataverse.values)
    hr, dataverse = (
        record and _columns(simulator, table, record, ways) for record in (it.hr, it.dataverse)
    )
    return RecordRow(it.name, not it.alike, hr, dataverse, it.alike and not ways)


def _columns(
    simulator: Engine, table: Table, record: Record, ways: Mapping[int, Apart]
) -> list[ShownColumn]:
    """The columns that hold something, or another thing than the other environment's."""
    values = named_values(simulator, table, record.values)
    found = []
    for place, name in enumerate(table.names):
        way: Apart | Literal[""] = ways.get(place, "")
        if name in values or way in ("unlike", "one way"):
            found.append(ShownColumn(name, values.get(name), way))
    return found
