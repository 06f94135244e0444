"""The report of a simulation as text: its timeline, its end state, the grid and the findings.

The end state has both environments side by side, differences marked.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from harness.domain.catalog import Table
from harness.domain.environments import DATAVERSE, ENVIRONMENT_NAMES, HR
from harness.domain.records import Record
from harness.domain.request_kinds import shown_kind
from harness.domain.step_results import StepResult
from harness.reports.event_text import assumption_note, brief, describe, instant
from harness.reports.findings import (
    GRID_COLUMNS,
    converged_tables,
    data_loss,
    differing,
    grid_rows,
    named_values,
    paired_records,
    undone_deletes,
)
from harness.reports.tables import DEFAULT_FORMAT, PLAIN, RED, heading, is_narrow, table
from harness.reports.timeline import timeline
from harness.reports.timeline_rows import timeline_lines
from harness.simulator.simulator import Simulator

MOST_RECORDS: Final = 20  # of a table in the end state and in the grid, unless expanded
MOST_FINDINGS: Final = 50


def report(
    simulator: Simulator,
    steps: Sequence[StepResult] = (),
    fmt: str = DEFAULT_FORMAT,
    width: int | None = None,
    color: bool = False,
    expand: bool = False,
) -> Iterator[str]:
    """The parts of a report, each a text; the caller writes the title and the outcome."""
    lines = timeline_lines(simulator, steps, expand)
    yield timeline(lines, fmt, width, color)
    note = assumption_note(line.rule for line in lines)
    if note:
        yield note
    for name in converged_tables(simulator):
        yield from _side_by_side(simulator, name, fmt, width, color, expand)
    yield from _grid(simulator, fmt, width, color, expand)
    yield from _findings(simulator, fmt, width, color)


def _side_by_side(
    simulator: Simulator, name: str, fmt: str, width: int | None, color: bool, expand: bool
) -> Iterator[str]:
    facts = simulator.world.catalog[name]
    rows: list[list[str]] = []
    hidden = hidden_alike = 0
    for hr, dataverse in paired_records(simulator, name):
        there = hr or dataverse
        assert there is not None
        places = differing(facts, hr.values, dataverse.values) if hr and dataverse else []
        same = hr is not None and dataverse is not None and not places
        if not expand and len(rows) >= MOST_RECORDS:
            hidden += 1
            hidden_alike += same
            continue
        mine, theirs = (_values(simulator, facts, it, places) for it in (hr, dataverse))
        rows.append([there.name, "" if same else "≠", mine, "(the same)" if same else theirs])
    title = name if facts.display_name == name else f"{facts.display_name} ({name})"
    yield heading(f"{title} at the end", fmt, color)
    headers = ("Record", "", ENVIRONMENT_NAMES[HR], ENVIRONMENT_NAMES[DATAVERSE])
    yield table(rows, headers, fmt, width, wrap=2)
    if hidden:
        yield f"and {hidden:,} more, {hidden_alike:,} of them the same on both sides"


def _values(simulator: Simulator, facts: Table, record: Record | None, places: list[int]) -> str:
    """The values of the record at these places; if there are none, all that are not empty."""
    if record is None:
        return "not there"
    values = named_values(simulator, facts, record.values)
    names = [facts.names[place] for place in places] or values
    return ", ".join(f"{name} {brief(values.get(name))}" for name in names)


def _grid(
    simulator: Simulator, fmt: str, width: int | None, color: bool, expand: bool
) -> Iterator[str]:
    world = simulator.world
    for name in world.record_pairs.tables():
        found = [list(row.values()) for row in grid_rows(simulator, name)]
        if not found or not world.catalog[name].in_grid:
            continue
        shown = found if expand else found[:MOST_RECORDS]
        yield heading(f"Grid of Dataverse table {name}", fmt, color)
        headers = (*GRID_COLUMNS.values(), "Record")
        # the table is in the heading, and on a narrow screen a GUID is cut: --expand has it whole
        if is_narrow(fmt, width) and not expand:
            shown = [[name, row[1][:8] + "…", *row[2:]] for row in shown]
        yield table([row[1:] for row in shown], headers[1:], fmt, width, wrap=1)
        if len(shown) < len(found):
            yield f"and {len(found) - len(shown):,} more rows"


def _findings(simulator: Simulator, fmt: str, width: int | None, color: bool) -> Iterator[str]:
    rows: list[list[str]] = []
    for loss in data_loss(simulator):
        lost = ", ".join(f"{c} {brief(was)} (kept: {brief(kept)})" for c, was, kept in loss.columns)
        rows.append(
            ["data loss", ENVIRONMENT_NAMES[loss.environment], loss.record, lost, loss.rule]
        )
    for undone in undone_deletes(simulator):
        where = ENVIRONMENT_NAMES[undone.environment]
        rows.append(["undone delete", where, undone.record, "is back", undone.rule])
    requests = simulator.world.missed.in_order()
    reasons = _reasons(simulator) if requests else {}
    for request in requests:
        where = ENVIRONMENT_NAMES[request.environment]
        kind = shown_kind(request.kind)
        why, rule = reasons.get((request.pair.table.name, request.pair.name), ("", ""))
        what = f"{kind} since {instant(request.since)}" + (f"; {why}" if why else "")
        rows.append(["missed request", where, request.pair.name, what, rule])
    if not rows:
        yield "No data loss, no undone delete, no missed request."
        return
    yield heading("Findings", fmt, color)
    more = len(rows) - MOST_FINDINGS
    text = table(
        rows[:MOST_FINDINGS], ("Finding", "Made in", "Record", "What", "Rule"), fmt, width, wrap=3
    )
    yield _red_findings(text) if color else text
    if more > 0:
        yield f"and {more:,} more findings; --format json has them all"


def _reasons(simulator: Simulator) -> dict[tuple[str, str], tuple[str, str]]:
    """Why records did not travel when they last should have: the last failure of each."""
    found = {}
    for _, event in simulator.journal:
        if event.event in ("failed", "held_back") and event.table and event.record:
            found[event.table, event.record] = describe(simulator, event), event.rule or ""
    return found


def _red_findings(text: str) -> str:
    return "\n".join(
        f"{RED}{line}{PLAIN}" if line.lstrip("│| ").startswith(("data loss", "undone")) else line
        for line in text.split("\n")
    )
