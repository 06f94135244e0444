"""The timeline of a simulation as a table of text."""

from collections.abc import Iterable

from harness.domain.times import format_instant
from harness.reports.tables import DEFAULT_FORMAT, PLAIN, RED, is_narrow, table
from harness.reports.timeline_rows import Line


def timeline(
    lines: Iterable[Line], fmt: str = DEFAULT_FORMAT, width: int | None = None, color: bool = False
) -> str:
    """The timeline as a table: step, when, who, which record, what, and the rule that decided."""
    rows: list[list[str]] = []
    day = step = ""
    narrow = is_narrow(fmt, width)  # the record's name stands in the sentence, not in a column
    for line in lines:
        date, _, time = format_instant(line.at)[:-1].partition("T")
        if date != day:
            rows.append(["", date, "", "", "", ""])
            day = date
        now = str(line.step or "")
        what = f"{line.record}: {line.what}" if narrow and line.record else line.what
        rows.append([now if now != step else "", time, line.who, line.record, what, line.rule])
        step = now
    headers = ["#", "When", "Who", "Record", "What", "Rule"]
    if narrow:
        for row in (headers, *rows):
            del row[3]
    text = table(rows, headers, fmt, width, wrap=-2)
    return _red(text) if color else text


def _red(text: str) -> str:
    """Losses, undone deletes, failures and refusals in red, for a terminal: all their lines."""
    marks = ("LOST", "UNDONE", "FAILED", "REFUSED", "NOT AS EXPECTED", "stuck in Executing")
    lines, red = [], False
    for line in text.split("\n"):
        begins = line[:13].strip(" │|") != ""  # a row, not a further line of one
        red = any(mark in line for mark in marks) or (red and not begins)
        lines.append(f"{RED}{line}{PLAIN}" if red and line.strip() else line)
    return "\n".join(lines)
