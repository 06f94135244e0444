"""The end of a scenario as a page shows it: each table with both environments side by side."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from harness.domain.catalog import Table
from harness.domain.column_words import column_words, table_words
from harness.domain.records import Record
from harness.reports.html.rendering import FOLDED
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
    hr_more: Sequence[ShownColumn]  # further columns that are filled
    dataverse_more: Sequence[ShownColumn]
    like_it: Sequence[str] = ()  # the records that fold behind it
    folded: Sequence["RecordRow"] = ()  # the rows of the first of those


class SidesTable(NamedTuple):
    """The records of one table, in both environments."""

    table: Table
    records: int
    unequal: int
    rows: Sequence[RecordRow]
    rest: str  # words on the records that have no row here
    left: Sequence[str]  # those records
    folded: Sequence[RecordRow]  # the rows of the first of those
    word: str  # what one record is called


def sides(simulator: Engine, touched: Touched) -> list[SidesTable]:
    """Each table with its records side by side."""
    found = []
    for name in converged_tables(simulator):
        table = simulator.world.catalog[name]
        pairs = touched.of_record(paired_records(simulator, name))
        chosen = touched.chosen(table, pairs)
        rows = [
            _record(simulator, table, touched, it)._replace(
                like_it=[one.name for one in more], folded=_folded(simulator, table, touched, more)
            )
            for it, more in chosen.shown
        ]
        if rows or chosen.rest:
            unequal, left = sum(not it.alike for it in pairs), [it.name for it in chosen.left]
            folded = _folded(simulator, table, touched, chosen.left)
            of = table_words(table)
            found.append(
                SidesTable(table, len(pairs), unequal, rows, chosen.rest, left, folded, of)
            )
    return found


def _folded(
    simulator: Engine, table: Table, touched: Touched, them: Sequence[Sides]
) -> list[RecordRow]:
    return [_record(simulator, table, touched, it) for it in them[:FOLDED]]


def _record(simulator: Engine, table: Table, touched: Touched, it: Sides) -> RecordRow:
    ways: Mapping[int, Apart] = {}
    if it.hr and it.dataverse:
        ways = apart(table, it.hr.values, it.dataverse.values)
    (hr, hr_more), (dataverse, dataverse_more) = (
        _columns(simulator, table, touched, record, ways) if record else (None, ())
        for record in (it.hr, it.dataverse)
    )
    same = it.alike and not ways
    return RecordRow(it.name, not it.alike, hr, dataverse, same, hr_more, dataverse_more)


def _columns(
    simulator: Engine,
    table: Table,
    touched: Touched,
    record: Record,
    ways: Mapping[int, Apart],
) -> tuple[Sequence[ShownColumn], Sequence[ShownColumn]]:
    """The columns that hold something, or another thing than the other environment's; and more."""
    values = named_values(simulator, table, record.values, column_words)
    names = column_words(table)

    def shown(places: Sequence[int]) -> Iterator[ShownColumn]:
        for place in places:
            name = names[place]
            way: Apart | Literal[""] = ways.get(place, "")
            if name in values or way in ("unlike", "one way"):
                yield ShownColumn(name, values.get(name), way)

    first, more = touched.places(table, record, ways)
    return list(shown(first)), list(shown(more))
