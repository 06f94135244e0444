"""The timeline of a simulation as a table of text."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from harness.domain.rules import marked
from harness.domain.times import format_instant
from harness.reports.tables import DEFAULT_FORMAT, PLAIN, RED, is_narrow, table
from harness.reports.timeline_rows import Line, steps_text


class TimelineColumn(NamedTuple):
    """A column of the timeline."""

    heading: str
    cell: Callable[[Line], str]
    wraps: bool = False  # its cells are broken to keep to the width
    wide: bool = False  # only where the table is not narrow


@lru_cache(maxsize=64)
def _instant(at: int) -> tuple[str, str]:
    date, _, time = format_instant(at)[:-1].partition("T")
    return date, time


def _what(line: Line) -> str:
    return f"✓ {line.what}" if line.event == "as_expected" else line.what


_STEP: Final = TimelineColumn("#", steps_text)
_WHEN: Final = TimelineColumn("When", lambda line: _instant(line.at)[1])
COLUMNS: Final = (
    _STEP,
    _WHEN,
    TimelineColumn("Who", lambda line: line.who),
    TimelineColumn("Record", lambda line: line.record, wide=True),
    TimelineColumn("What", _what, wraps=True),
    TimelineColumn("Rule", lambda line: marked(line.rule, line.setting)),
)


def timeline(
    lines: Iterable[Line], fmt: str = DEFAULT_FORMAT, width: int | None = None, color: bool = False
) -> str:
    """The timeline as a table of `COLUMNS`; a date has its own row, and a step its number once."""
    narrow = is_narrow(fmt, width)
    columns = [column for column in COLUMNS if not (narrow and column.wide)]
    number, texts = columns.index(_STEP), [column.cell for column in columns]
    rows: list[list[str]] = []
    day, step = "", None
    for line in lines:
        date, _ = _instant(line.at)
        if date != day:
            rows.append([date if column is _WHEN else "" for column in columns])
        shown = line
        if narrow and line.record:  # which has no column there
            shown = shown._replace(what=f"{line.record}: {line.what}")
        cells = [text(shown) for text in texts]
        if line.step == step:
            cells[number] = ""
        rows.append(cells)
        if line.actual:
            instead = shown._replace(what=f"instead: {line.actual}")
            rows.append([column.cell(instead) if column.wraps else "" for column in columns])
        day, step = date, line.step
    headings = [column.heading for column in columns]
    wrapped = tuple(place for place, column in enumerate(columns) if column.wraps)
    text = table(rows, headings, fmt, width, wrapped)
    return _red(text) if color else text


def _red(text: str) -> str:
    """Losses, undone deletes, failures and the like in red, for a terminal: all their lines."""
    marks = (
        "LOST", "UNDONE", "NOT NOTICED", "COLLISION", "FAILED", "REFUSED", "NOT AS EXPECTED",
        "stuck in Executing",
    )  # fmt: skip
    lines, red = [], False
    for line in text.split("\n"):
        begins = line[:13].strip(" │|") != ""  # a row, not a further line of one
        red = any(mark in line for mark in marks) or (red and not begins)
        lines.append(f"{RED}{line}{PLAIN}" if red and line.strip() else line)
    return "\n".join(lines)
