"""The report of a simulation as text: its timeline, its end state, the grid and the findings.

The end state has both environments side by side, differences marked.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from harness.domain.environments import ENVIRONMENT_NAMES
from harness.domain.rules import legend, marked
from harness.domain.step_results import StepResult
from harness.reports.event_text import describe, instant, lost_text
from harness.reports.findings import (
    GRID_COLUMNS,
    Finding,
    data_loss,
    grids,
    missed_requests,
    undone_deletes,
)
from harness.reports.output import PIPED_WIDTH
from harness.reports.side_by_side import MOST_RECORDS, side_by_side
from harness.reports.sides import converged_tables
from harness.reports.tables import DEFAULT_FORMAT, PLAIN, RED, heading, is_narrow, table
from harness.reports.timeline import timeline
from harness.reports.timeline_rows import timeline_lines
from harness.reports.wrapping import wrapped
from harness.simulator.engine import Engine

MOST_FINDINGS: Final = 50
STATE_WIDTH: Final = 74  # columns: 80, less the indent of a failure
LAST_LINES: Final = 15  # of the timeline, in the text of a failure


def report(
    simulator: Engine,
    steps: Sequence[StepResult] = (),
    fmt: str = DEFAULT_FORMAT,
    width: int | None = None,
    color: bool = False,
    expand: bool = False,
) -> Iterator[str]:
    """The parts of a report, each a text; the caller writes the title and the outcome."""
    lines = timeline_lines(simulator, steps, expand)
    yield timeline(lines, fmt, width, color)
    note = legend(line.rule for line in lines)
    if note:
        yield "\n".join(wrapped(note, "", "", width or PIPED_WIDTH))
    for name in converged_tables(simulator):
        yield from side_by_side(simulator, name, fmt, width, color, expand)
    yield from _grid(simulator, fmt, width, color, expand)
    yield from _findings(simulator, fmt, width, color)


def state_text(simulator: Engine, steps: Sequence[StepResult] = ()) -> str:
    """The state for the text of a failure: environments, findings, the end of the timeline."""
    _, *state = report(simulator, width=STATE_WIDTH)
    last = timeline_lines(simulator, steps)[-LAST_LINES:]
    lines = timeline(last, width=STATE_WIDTH)
    return "\n\n".join([*state, f"The last {len(last)} lines of the timeline:\n\n{lines}"])


def _grid(
    simulator: Engine, fmt: str, width: int | None, color: bool, expand: bool
) -> Iterator[str]:
    for facts, grid in grids(simulator):
        found = [list(row.values()) for row in grid]
        shown = found if expand else found[:MOST_RECORDS]
        yield heading(f"Grid of Dataverse table {facts.name}", fmt, color)
        headers = (*GRID_COLUMNS.values(), "Record")
        # the table is in the heading, and on a narrow screen a GUID is cut: --expand has it whole
        if is_narrow(fmt, width) and not expand:
            shown = [[row[0], row[1][:8] + "…", *row[2:]] for row in shown]
        yield table([row[1:] for row in shown], headers[1:], fmt, width, wrap=1)
        if len(shown) < len(found):
            yield f"and {len(found) - len(shown):,} more rows"


def all_findings(simulator: Engine) -> Iterator[tuple[Finding, str]]:
    """Losses, undone deletes and missed requests, each with a text; empty for lost columns."""
    yield from ((loss, "") for loss in data_loss(simulator))
    yield from ((undone, "is back") for undone in undone_deletes(simulator))
    for it in missed_requests(simulator):
        text = f"{it.change} since {instant(it.at)}"
        yield Finding("missed request", *it[:5], rule=""), text


def _findings(simulator: Engine, fmt: str, width: int | None, color: bool) -> Iterator[str]:
    reasons = _reasons(simulator) if simulator.world.missed.count() else {}
    rows: list[list[str]] = []
    for it, what in all_findings(simulator):
        why, rule = "", it.rule
        if it.kind == "missed request":
            why, rule = reasons.get((it.table, it.record), ("", ""))
        text = "; ".join(filter(None, (what or lost_text(it.columns), why)))
        made_in = ENVIRONMENT_NAMES[it.environment]
        rows.append([it.kind, made_in, it.record, text, marked(rule)])
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


def _reasons(simulator: Engine) -> dict[tuple[str, str], tuple[str, str]]:
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
