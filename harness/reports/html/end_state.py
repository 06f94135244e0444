"""The end of a scenario as a page shows it: each table with both environments side by side."""

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from harness.domain.catalog import Table
from harness.domain.column_words import column_words, table_words
from harness.domain.records import Record
from harness.reports.html.shown_columns import ShownColumn
from harness.reports.sides import Apart, Sides, apart, converged_tables, paired_records
from harness.reports.touched import Touched
from harness.reports.values import named_values
from harness.simulator.engine import Engine


class RecordRow(NamedTuple):
    """A record side by side; None if an environment does not hold it."""

    name: str
    differs: bool
    hr: Sequence[ShownColumn] | None
    dataverse: Sequence[ShownColumn] | None
    same: bool  # in both, and so is what flows one way or is of one side
    more: int  # how many further columns are filled
    like_it: Sequence[str] = ()  # the records that fold behind it


class SidesTable(NamedTuple):
    """The records of one table, in both environments."""

    table: Table
    records: int
    unequal: int
    rows: Sequence[RecordRow]
    rest: str  # a sentence on the records that have no row here
    word: str  # what one record is called


def sides(simulator: Engine, touched: Touched) -> list[SidesTable]:
    """Each table with its records side by side."""
    found = []
    for name in converged_tables(simulator):
        table = simulator.world.catalog[name]
        pairs = touched.of_record(paired_records(simulator, name))
        chosen = touched.chosen(table, pairs)
        rows = [
            _record(simulator, table, touched, it)._replace(like_it=[one.name for one in more])
            for it, more in chosen.shown
        ]
        if rows or chosen.rest:
            unequal = sum(not it.alike for it in pairs)
            found.append(
                SidesTable(table, len(pairs), unequal, rows, chosen.rest, table_words(table))
            )
    return found


def _record(simulator: Engine, table: Table, touched: Touched, it: Sides) -> RecordRow:
    ways: Mapping[int, Apart] = {}
    if it.hr and it.dataverse:
        ways = apart(table, it.hr.values, it.dataverse.values)
    hr, dataverse = (
        record and _columns(simulator, table, touched, record, ways)
        for record in (it.hr, it.dataverse)
    )
    hidden = [touched.places(table, record, ways)[1] for record in it[:2] if record]
    return RecordRow(it.name, not it.alike, hr, dataverse, it.alike and not ways, max(hidden))


def _columns(
    simulator: Engine,
    table: Table,
    touched: Touched,
    record: Record,
    ways: Mapping[int, Apart],
) -> list[ShownColumn]:
    """The columns that hold something, or another thing than the other environment's."""
    values = named_values(simulator, table, record.values, column_words)
    found, names = [], column_words(table)
    for place in touched.places(table, record, ways)[0]:
        name = names[place]
        way: Apart | Literal[""] = ways.get(place, "")
        if name in values or way in ("unlike", "one way"):
            found.append(ShownColumn(name, values.get(name), way))
    return found
