"""The report of a simulation as text: its timeline, its end state, the grid and the findings.

The end state has both environments side by side, differences marked.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from harness.domain.environments import ENVIRONMENT_NAMES
from harness.domain.rule_marks import legend_of, setting_of
from harness.domain.rules import marked
from harness.domain.step_results import StepResult
from harness.reports.checks import checks, looked_for, of_record
from harness.reports.findings import GRID_COLUMNS, grids
from harness.reports.folding import EXPAND, more_like_it
from harness.reports.origins import Whereabouts
from harness.reports.output import PIPED_WIDTH
from harness.reports.side_by_side import side_by_side
from harness.reports.sides import converged_tables
from harness.reports.summary import summary
from harness.reports.tables import DEFAULT_FORMAT, PLAIN, RED, heading, is_narrow, table
from harness.reports.timeline import timeline
from harness.reports.timeline_rows import Line, timeline_lines
from harness.reports.touched import Touched
from harness.reports.wrapping import printable, wrapped
from harness.simulator.engine import Engine

STATE_WIDTH: Final = 74  # columns: 80, less the indent of a failure
_BESIDE_ENTITY: Final = 43  # columns of the grid, cut, beside the entity and the record
_LEAST_ENTITY: Final = 20
LAST_LINES: Final = 15  # of the timeline, in the text of a failure


class TextReport:
    """What a simulation came to, in parts of text.

    Of one `record`, if asked: what happened to it, how it ended, and what was found of it.
    """

    def __init__(
        self,
        simulator: Engine,
        steps: Sequence[StepResult] = (),
        fmt: str = DEFAULT_FORMAT,
        width: int | None = None,
        color: bool = False,
        expand: bool = False,
        record: str | None = None,
    ) -> None:
        self._simulator = simulator
        self._steps = steps
        self._fmt = fmt
        self._width = width
        self._color = color
        self._expand = expand
        self._record = record
        self._found = of_record(checks(simulator), record)
        self._touched = Touched(simulator, steps, self._found, expand, record)

    def parts(self) -> Iterator[str]:
        """The summary, the timeline, the end state, the grid and the findings."""
        yield self.summary()
        lines = timeline_lines(self._simulator, self._steps, self._expand, self._record)
        yield timeline(lines, self._fmt, self._width, self._color)
        yield from _legend(lines, self._width)
        yield from self.state()

    def summary(self) -> str:
        """What was lost, by whom and by which rule, a line a story; and if it is of one record."""
        told = summary(self._simulator, self._steps, self._found, self._record)
        lines = [] if self._record is None else [f"Of the record {printable(self._record)} alone."]
        for story in (*told.stories, told.rest):
            text = "\n".join(wrapped(" ".join(map(str, story)), "", "", self._width or PIPED_WIDTH))
            alarming = self._color and any(it.alarming for it in story)
            lines.append(f"{RED}{text}{PLAIN}" if alarming else text)
        return "\n".join(filter(None, lines))

    def state(self) -> Iterator[str]:
        """What both environments hold, the grid, and what was found."""
        fmt, width, color = self._fmt, self._width, self._color
        for name in converged_tables(self._simulator):
            yield from side_by_side(self._simulator, name, self._touched, fmt, width, color)
        yield from self._grid()
        yield from self._findings()

    def _grid(self) -> Iterator[str]:
        fmt, width = self._fmt, self._width
        for facts, grid in grids(self._simulator):
            shown, rest, _ = self._touched.grid(grid)
            rows = []
            for row, more in shown:
                rows.append(list(row.values()))
                if more:
                    text = more_like_it("row", [it["record"] for it in more]) + EXPAND
                    rows.append(["", "", text, "", row["deleted_from_dataverse"], ""])
            if rows or rest:
                yield heading(f"Grid of Dataverse table {facts.name}", fmt, self._color)
            headers = (*GRID_COLUMNS.values(), "Record")
            # the table is in the heading; on a narrow screen what is long is cut: --expand has it
            if rows and width and is_narrow(fmt, width) and not self._expand:
                left = width - _BESIDE_ENTITY - max(8, *(len(row[-1]) for row in rows))
                most = max(left, _LEAST_ENTITY)
                rows = [
                    [row[0], _cut(row[1], 9), _cut(row[2], most) if row[1] else row[2], *row[3:]]
                    for row in rows
                ]
            if rows:
                yield table([row[1:] for row in rows], headers[1:], fmt, width, wrap=1)
            if rest:
                yield "\n".join(wrapped(rest + EXPAND, "", "", width or PIPED_WIDTH))

    def _findings(self) -> Iterator[str]:
        """What was found, a table; then what was looked for and not found."""
        width, found = self._width, self._found
        rows = list(self._finding_rows())
        if rows:
            yield heading("Findings", self._fmt, self._color)
            headers = ("Finding", "#", "In", "Record", "What", "Rule")
            text = table(rows, headers, self._fmt, width, wrap=4)
            alarming = tuple(check.kind for check in found if check.alarming)
            yield _red_findings(text, alarming) if self._color else text
        if self._record is None:
            for sentence in looked_for(found):
                yield "\n".join(wrapped(sentence, "", "", width or PIPED_WIDTH))

    def _finding_rows(self) -> Iterator[list[str]]:
        where = Whereabouts(self._simulator, self._steps)
        for check in self._found:
            rows, left = where.rows(check, self._expand)
            for it, place, more in rows:
                rule = marked(it.rule, setting_of(it, self._simulator.world.settings))
                environment = ENVIRONMENT_NAMES[it.environment] if it.environment else "both"
                what = f"{it.what}; {place.text}" if place.text else it.what
                yield [check.kind, place.steps, environment, it.record, what, rule]
                if more:
                    what = more_like_it(check.kind, [one.record for one in more]) + EXPAND
                    yield [check.kind, "", environment, "", what, rule]
            if left:
                what = f"and {len(left):,} more {check.many}; --expand has them all"
                yield [check.kind, "", "", "", what, ""]


def _legend(lines: Sequence[Line], width: int | None) -> Iterator[str]:
    """What the status of each rule means, if the timeline names one."""
    note = legend_of({(line.rule, line.setting): None for line in lines})
    if note:
        yield "\n".join(wrapped(note, "", "", width or PIPED_WIDTH))


def state_text(simulator: Engine, steps: Sequence[StepResult] = ()) -> str:
    """The state for the text of a failure: what was lost, both environments, the last lines."""
    last = timeline_lines(simulator, steps)[-LAST_LINES:]
    heads = f"The last {len(last)} lines of the timeline:", timeline(last, width=STATE_WIDTH)
    found = TextReport(simulator, steps, width=STATE_WIDTH)
    parts = [found.summary(), *found.state(), *heads, *_legend(last, STATE_WIDTH)]
    return "\n\n".join(parts)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _red_findings(text: str, kinds: tuple[str, ...]) -> str:
    """The rows of these kinds in red, with their further lines."""
    lines, red = [], False
    for line in text.split("\n"):
        begins = line[:13].strip(" │|") != ""
        red = line.lstrip("│| ").startswith(kinds) or (red and not begins)
        lines.append(f"{RED}{line}{PLAIN}" if red and line.strip() else line)
    return "\n".join(lines)
