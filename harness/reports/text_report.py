"""The report of a simulation as text: its timeline, its end state, the grid and the findings.

The end state has both environments side by side, differences marked.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from harness.domain.environments import ENVIRONMENT_NAMES
from harness.domain.rules import legend, marked
from harness.domain.step_results import StepResult
from harness.reports.checks import checks, looked_for
from harness.reports.findings import GRID_COLUMNS, grids
from harness.reports.output import PIPED_WIDTH
from harness.reports.side_by_side import MOST_RECORDS, side_by_side
from harness.reports.sides import converged_tables
from harness.reports.tables import DEFAULT_FORMAT, PLAIN, RED, heading, is_narrow, table
from harness.reports.timeline import timeline
from harness.reports.timeline_rows import Line, timeline_lines
from harness.reports.wrapping import wrapped
from harness.simulator.engine import Engine

MOST_FINDINGS: Final = 20  # of a kind, unless expanded
STATE_WIDTH: Final = 74  # columns: 80, less the indent of a failure
_BESIDE_ENTITY: Final = 43  # columns of the grid, cut, beside the entity and the record
_LEAST_ENTITY: Final = 20
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
    yield from _legend(lines, width)
    yield from _state(simulator, fmt, width, color, expand)


def _legend(lines: Sequence[Line], width: int | None) -> Iterator[str]:
    """What the status of each rule means, if the timeline names one."""
    note = legend(line.rule for line in lines)
    if note:
        yield "\n".join(wrapped(note, "", "", width or PIPED_WIDTH))


def _state(
    simulator: Engine,
    fmt: str = DEFAULT_FORMAT,
    width: int | None = None,
    color: bool = False,
    expand: bool = False,
) -> Iterator[str]:
    """What both environments hold, the grid, and what was found."""
    for name in converged_tables(simulator):
        yield from side_by_side(simulator, name, fmt, width, color, expand)
    yield from _grid(simulator, fmt, width, color, expand)
    yield from _findings(simulator, fmt, width, color, expand)


def state_text(simulator: Engine, steps: Sequence[StepResult] = ()) -> str:
    """The state for the text of a failure: environments, findings, the end of the timeline."""
    last = timeline_lines(simulator, steps)[-LAST_LINES:]
    heads = f"The last {len(last)} lines of the timeline:", timeline(last, width=STATE_WIDTH)
    state = _state(simulator, width=STATE_WIDTH)
    return "\n\n".join([*state, *heads, *_legend(last, STATE_WIDTH)])


def _grid(
    simulator: Engine, fmt: str, width: int | None, color: bool, expand: bool
) -> Iterator[str]:
    for facts, grid in grids(simulator):
        found = [list(row.values()) for row in grid]
        shown = found if expand else found[:MOST_RECORDS]
        yield heading(f"Grid of Dataverse table {facts.name}", fmt, color)
        headers = (*GRID_COLUMNS.values(), "Record")
        # the table is in the heading; on a narrow screen what is long is cut: --expand has it whole
        if width and is_narrow(fmt, width) and not expand:
            left = width - _BESIDE_ENTITY - max(8, *(len(row[-1]) for row in shown))
            shown = [
                [row[0], _cut(row[1], 9), _cut(row[2], max(left, _LEAST_ENTITY)), *row[3:]]
                for row in shown
            ]
        yield table([row[1:] for row in shown], headers[1:], fmt, width, wrap=1)
        if len(shown) < len(found):
            yield f"and {len(found) - len(shown):,} more rows"


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _findings(
    simulator: Engine, fmt: str, width: int | None, color: bool, expand: bool
) -> Iterator[str]:
    """What was found, a table; then what was looked for and not found."""
    rows: list[list[str]] = []
    found = checks(simulator)
    for check in found:
        shown = check.found if expand else check.found[:MOST_FINDINGS]
        for it in shown:
            where = ENVIRONMENT_NAMES[it.environment] if it.environment else "both"
            rows.append([check.kind, where, it.record, it.what, marked(it.rule)])
        more = len(check.found) - len(shown)
        if more:
            what = f"and {more:,} more {check.many}; --expand has them all"
            rows.append([check.kind, "", "", what, ""])
    if rows:
        yield heading("Findings", fmt, color)
        text = table(rows, ("Finding", "In", "Record", "What", "Rule"), fmt, width, wrap=3)
        alarming = tuple(check.kind for check in found if check.alarming)
        yield _red_findings(text, alarming) if color else text
    for sentence in looked_for(found):
        yield "\n".join(wrapped(sentence, "", "", width or PIPED_WIDTH))


def _red_findings(text: str, kinds: tuple[str, ...]) -> str:
    """The rows of these kinds in red, with their further lines."""
    lines, red = [], False
    for line in text.split("\n"):
        begins = line[:13].strip(" │|") != ""
        red = line.lstrip("│| ").startswith(kinds) or (red and not begins)
        lines.append(f"{RED}{line}{PLAIN}" if red and line.strip() else line)
    return "\n".join(lines)
