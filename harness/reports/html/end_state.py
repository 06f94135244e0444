"""The end of a scenario in HTML: both environments side by side, the grid, the findings."""

from collections.abc import Iterator
from typing import Final

from harness.domain.catalog import Table
from harness.domain.environments import DATAVERSE, ENVIRONMENT_NAMES, HR, Environment
from harness.domain.records import Record, at
from harness.domain.request_kinds import shown_kind
from harness.domain.times import format_instant
from harness.reports.event_text import plural
from harness.reports.findings import (
    GRID_COLUMNS,
    converged_tables,
    data_loss,
    differing,
    grid_rows,
    named_values,
    undone_deletes,
)
from harness.reports.html.text import columns, isolated, rule_link, shown_value, table, text
from harness.reports.timeline import MOST_RECORDS
from harness.simulator.simulator import Simulator

MOST_FINDINGS: Final = 50
Row = tuple[str, list[str]]  # its class and its cells
Pair = tuple[Record | None, Record | None, list[int]]  # both sides, and where they differ


def end_state(simulator: Simulator, expand: bool) -> str:
    """Each table with its records side by side, differences marked."""
    parts = [_side_by_side(simulator, name, expand) for name in converged_tables(simulator)]
    return "".join(parts) or "<p>Neither environment holds a record.</p>\n"


def _side_by_side(simulator: Simulator, name: str, expand: bool) -> str:
    facts = simulator.world.catalog[name]
    unlike: list[tuple[int, Pair]] = []
    alike: list[tuple[int, Pair]] = []
    counts = {True: 0, False: 0}
    for number, pair in enumerate(_pairs(simulator, facts)):
        same = None not in pair[:2] and not pair[2]
        counts[same] += 1
        if expand or counts[same] <= MOST_RECORDS:
            (alike if same else unlike).append((number, pair))
    # what differs comes before what does not when not all can be shown
    chosen = sorted(unlike + (alike if expand else alike[: MOST_RECORDS - len(unlike)]))
    rows = [_record(simulator, facts, pair) for _, pair in chosen]
    left = sum(counts.values()) - len(rows)
    unequal = f"{counts[False]:,} not " if counts[False] else ""
    total = plural(sum(counts.values()), "record")
    caption = f"<b>{_called(facts)}</b> {total}, {unequal}the same on both sides"
    headers = ("Record", ENVIRONMENT_NAMES[HR], ENVIRONMENT_NAMES[DATAVERSE])
    found = table("sides", caption, headers, rows)
    if left:
        hidden = counts[False] - len(unlike)
        found += f"<p>and {left:,} more, {left - hidden:,} of them the same on both sides</p>\n"
    return found


def _pairs(simulator: Simulator, facts: Table) -> Iterator[Pair]:
    hr, dataverse = (simulator.world.stores[side] for side in (HR, DATAVERSE))
    for mine in hr.records(facts.name):
        theirs = dataverse.find(facts.name, mine.key)
        yield mine, theirs, differing(facts, mine.values, theirs.values) if theirs else []
    for theirs in dataverse.records(facts.name):
        if hr.find(facts.name, theirs.key) is None:
            yield None, theirs, []


def _record(simulator: Simulator, facts: Table, pair: Pair) -> Row:
    hr, dataverse, places = pair
    there = hr or dataverse
    assert there is not None
    name = isolated(there.name)
    if hr is None or dataverse is None:
        here = _values(simulator, facts, there, [], [])
        gone = '<b class="unlike">not there</b>'
        return "differs", [name, *((gone, here) if hr is None else (here, gone))]
    one_way = [
        place for place in facts.one_way if at(hr.values, place) != at(dataverse.values, place)
    ]
    mine = _values(simulator, facts, hr, places, one_way)
    if not places and not one_way:
        return "", [name, mine, "= the same"]
    theirs = _values(simulator, facts, dataverse, places, one_way)
    return "differs" if places else "", [name, mine, theirs]


def _values(
    simulator: Simulator, facts: Table, record: Record, unlike: list[int], one_way: list[int]
) -> str:
    found = named_values(simulator, facts, record.values)
    cells = []
    for place, column in enumerate(facts.names):
        value = shown_value(found.get(column))
        if place in unlike:
            cells.append((column, f'<b class="unlike"><span>≠</span> {value}</b>'))
        elif place in one_way:
            cells.append((column, f"{value} (flows one way: {rule_link('R15')})"))
        elif column in found:
            cells.append((column, value))
    return columns(cells)


def grid(simulator: Simulator, expand: bool) -> str:
    """The tracking rows of every table that can be selected in the grid (G1, G2)."""
    world = simulator.world
    parts = []
    for name in world.record_pairs.tables():
        found = list(grid_rows(simulator, name)) if world.catalog[name].in_grid else []
        if not found:
            continue
        shown = found if expand else found[:MOST_RECORDS]
        rows = [("", [text(row[key]) for key in GRID_COLUMNS] + [_name(row)]) for row in shown]
        caption = f"<b>{_called(world.catalog[name])}</b> {plural(len(found), 'tracking row')}"
        headers = [*GRID_COLUMNS.values(), "Record"]
        parts.append(table("grid", caption, headers, rows))
        if len(shown) < len(found):
            parts.append(f"<p>and {len(found) - len(shown):,} more rows</p>\n")
    return "".join(parts) or "<p>No tracking row.</p>\n"


def _name(row: dict[str, str]) -> str:
    return isolated(row["record"])


def findings(simulator: Simulator, expand: bool) -> str:
    """Losses, undone deletes and what has not travelled, in one table."""
    rows = list(_findings(simulator))
    if not rows:
        return "<p>No data loss, no undone delete, no missed request.</p>\n"
    shown = rows if expand else rows[:MOST_FINDINGS]
    headers = ("Finding", "Made in", "Record", "What", "Rule")
    found = table("findings", f"<b>{plural(len(rows), 'finding')}</b>", headers, shown)
    if len(shown) < len(rows):
        found += f"<p>and {len(rows) - len(shown):,} more findings</p>\n"
    if any("<i>A</i>" in cells[4] for _, cells in rows):
        found += "<p>A: the documents leave this open and we decided.</p>\n"
    return found


def _findings(simulator: Simulator) -> Iterator[Row]:
    for loss in data_loss(simulator):
        lost = columns(
            (column, f"lost <del>{shown_value(was)}</del>, kept {shown_value(kept)}")
            for column, was, kept in loss.columns
        )
        yield "alarm", _finding("data loss", loss.environment, loss.record, lost, loss.rule)
    for undone in undone_deletes(simulator):
        yield (
            "alarm",
            _finding("undone delete", undone.environment, undone.record, "is back", undone.rule),
        )
    for request in simulator.world.missed.in_order():
        kind = shown_kind(request.kind)
        since = format_instant(request.since).replace("T", " ")[:-1]
        what = f"{kind} since {since}"
        yield "", _finding("missed request", request.environment, request.pair.name, what, "")


def _finding(
    finding: str, environment: Environment, record: str, what: str, rule: str
) -> list[str]:
    where = ENVIRONMENT_NAMES[environment]
    return [finding, where, isolated(record), what, rule_link(rule) if rule else ""]


def _called(facts: Table) -> str:
    return f"{text(facts.display_name)} ({text(facts.name)})"
