"""The end of a scenario as a page shows it: both environments side by side, grid, findings."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from harness.domain.catalog import Table
from harness.domain.environments import Environment
from harness.domain.records import Record, at
from harness.domain.request_kinds import shown_kind
from harness.domain.rules import RULES
from harness.reports.event_text import instant
from harness.reports.findings import (
    converged_tables,
    data_loss,
    differing,
    grid_rows,
    named_values,
    paired_records,
    undone_deletes,
)
from harness.reports.html.shown_columns import ShownColumn
from harness.reports.text_report import MOST_FINDINGS, MOST_RECORDS
from harness.simulator.simulator import Simulator

Pair = tuple[Record | None, Record | None, list[int]]  # both sides, and where they differ


class RecordRow(NamedTuple):
    """A record side by side; None if an environment does not hold it."""

    name: str
    differs: bool
    hr: Sequence[ShownColumn] | None
    dataverse: Sequence[ShownColumn] | None
    same: bool  # in both, and in one-way columns too


class SidesTable(NamedTuple):
    """The records of one table, in both environments."""

    table: Table
    records: int
    unequal: int
    rows: Sequence[RecordRow]
    hidden: int  # how many records have no row here
    hidden_alike: int  # how many of these are the same on both sides


class GridTable(NamedTuple):
    """The tracking rows of one table, each as `grid_rows` has it."""

    table: Table
    rows: Sequence[dict[str, str]]
    hidden: int


class FindingRow(NamedTuple):
    """A loss, an undone delete or a missed request; the columns are those of a loss."""

    kind: str
    environment: Environment
    record: str
    what: str
    rule: str
    columns: Sequence[ShownColumn] = ()


class FindingsTable(NamedTuple):
    """Losses, undone deletes and what has not travelled, in one table."""

    rows: Sequence[FindingRow]
    hidden: int
    assumptions: bool  # whether a rule among them is one that we decided


def sides(simulator: Simulator, expand: bool) -> list[SidesTable]:
    """Each table with its records side by side; what differs comes first if not all is shown."""
    found = []
    for name in converged_tables(simulator):
        table = simulator.world.catalog[name]
        unlike: list[tuple[int, Pair]] = []
        alike: list[tuple[int, Pair]] = []
        counts = {True: 0, False: 0}
        for number, (hr, dataverse) in enumerate(paired_records(simulator, name)):
            places = differing(table, hr.values, dataverse.values) if hr and dataverse else []
            same = hr is not None and dataverse is not None and not places
            counts[same] += 1
            if expand or counts[same] <= MOST_RECORDS:
                (alike if same else unlike).append((number, (hr, dataverse, places)))
        chosen = sorted(unlike + (alike if expand else alike[: MOST_RECORDS - len(unlike)]))
        records = counts[True] + counts[False]
        hidden = records - len(chosen)
        hidden_alike = hidden - (counts[False] - len(unlike))
        rows = [_record(simulator, table, pair) for _, pair in chosen]
        found.append(SidesTable(table, records, counts[False], rows, hidden, hidden_alike))
    return found


def _record(simulator: Simulator, table: Table, pair: Pair) -> RecordRow:
    hr, dataverse, unlike = pair
    there = hr or dataverse
    assert there is not None
    one_way = []
    if hr and dataverse:
        values = hr.values, dataverse.values
        one_way = [place for place in table.one_way if at(values[0], place) != at(values[1], place)]
    mine, theirs = (
        record and _columns(simulator, table, record, unlike, one_way) for record in (hr, dataverse)
    )
    differs = bool(unlike) or mine is None or theirs is None
    return RecordRow(there.name, differs, mine, theirs, not differs and not one_way)


def _columns(
    simulator: Simulator, table: Table, record: Record, unlike: list[int], one_way: list[int]
) -> list[ShownColumn]:
    values = named_values(simulator, table, record.values)
    found = []
    for place, name in enumerate(table.names):
        if place in unlike:
            found.append(ShownColumn(name, values.get(name), "unlike"))
        elif place in one_way:
            found.append(ShownColumn(name, values.get(name), "one way"))
        elif name in values:
            found.append(ShownColumn(name, values[name]))
    return found


def grids(simulator: Simulator, expand: bool) -> list[GridTable]:
    """The tracking rows of every table that can be selected in the grid (G1, G2)."""
    world = simulator.world
    found = []
    for name in world.record_pairs.tables():
        rows = list(grid_rows(simulator, name)) if world.catalog[name].in_grid else []
        if rows:
            shown = rows if expand else rows[:MOST_RECORDS]
            found.append(GridTable(world.catalog[name], shown, len(rows) - len(shown)))
    return found


def findings(simulator: Simulator, expand: bool) -> FindingsTable:
    """What people lost, and what has not travelled."""
    rows = list(_findings(simulator))
    shown = rows if expand else rows[:MOST_FINDINGS]
    assumptions = any(row.rule and RULES[row.rule].status == "A" for row in rows)
    return FindingsTable(shown, len(rows) - len(shown), assumptions)


def _findings(simulator: Simulator) -> Iterator[FindingRow]:
    for loss in data_loss(simulator):
        columns = [ShownColumn(column, kept, "lost", was) for column, was, kept in loss.columns]
        yield FindingRow("data loss", loss.environment, loss.record, "", loss.rule, columns)
    for undone in undone_deletes(simulator):
        yield FindingRow("undone delete", undone.environment, undone.record, "is back", undone.rule)
    for request in simulator.world.missed.in_order():
        what = f"{shown_kind(request.kind)} since {instant(request.since)}"
        yield FindingRow("missed request", request.environment, request.pair.name, what, "")
