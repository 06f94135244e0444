"""Timelines and reports as text: the only module that knows tabulate.

A report is the timeline, then the end state of both environments side by side with differences
marked, the grid, the findings and the outcome. Any of tabulate's formats will do; what a format
cannot hold in a cell (a `|`, a line break) is escaped for it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from harness.domain.environments import DATAVERSE, ENVIRONMENT_NAMES, HR
from harness.domain.records import Record
from harness.domain.request_kinds import shown_kind
from harness.domain.step_results import StepResult
from harness.domain.times import format_instant
from harness.reports.event_text import assumption_note, brief, describe
from harness.reports.findings import (
    GRID_COLUMNS,
    converged_tables,
    data_loss,
    differing,
    grid_rows,
    named_values,
    undone_deletes,
)
from harness.reports.timeline_rows import Line, timeline_lines
from harness.simulator.simulator import Simulator

DEFAULT_FORMAT: Final = "simple"
MOST_RECORDS: Final = 20  # of a table in the end state and in the grid, unless expanded
NARROW: Final = 100  # columns of a screen
RED, GREEN, DIM, BOLD, PLAIN = "\x1b[31m", "\x1b[32m", "\x1b[2m", "\x1b[1m", "\x1b[0m"

# how each format writes a bar inside a cell, where a bare one would end the cell
_BAR: Final = {
    "pipe": r"\|",
    "github": r"\|",
    "jira": r"\|",
    "youtrack": r"\|",
    "asciidoc": r"\|",
    "orgtbl": r"\vert{}",
    "mediawiki": "&#124;",
    "textile": "&#124;",
    "moinmoin": "&#124;",
}
_JOINERS: Final = "\u200c\u200d"  # they shape letters and emoji; other unseen characters do harm
_BREAK: Final = {"pipe": "<br>", "github": "<br>"}
_HEADINGS: Final = {"pipe": "### ", "github": "### ", "mediawiki": "=== ", "asciidoc": "=== "}
# formats that no screen shows as they are: their cells are not wrapped to its width
_LATEX: Final = ("latex", "latex_raw", "latex_booktabs", "latex_longtable")
_MARKUP: Final = frozenset((*_BAR, *_LATEX, "html", "unsafehtml", "tsv"))


def formats() -> list[str]:
    """Every format that tabulate knows, sorted."""
    from tabulate import tabulate_formats

    return sorted(tabulate_formats)


def table(
    rows: Iterable[Sequence[str]],
    headers: Sequence[str],
    fmt: str = DEFAULT_FORMAT,
    width: int | None = None,
    wrap: int | tuple[int, ...] = -1,
) -> str:
    """One table. Column `wrap`, or columns, are wrapped so that it keeps to the width if it can."""
    from tabulate import tabulate

    cells = [[_cell(cell, fmt) for cell in row] for row in rows]
    widths = None
    if width and fmt not in _MARKUP and cells:
        widths = _widths(cells, headers, width, wrap, fmt)
        # tabulate takes 2,000 for a number where it wraps, and fails; the blank it takes away again
        cells = [[f" {cell}" if _THOUSANDS.match(cell) else cell for cell in row] for row in cells]
    return tabulate(
        cells,
        headers=list(headers),
        tablefmt=fmt,
        disable_numparse=True,  # 1.10 stays 1.10, and RecIds stay left
        maxcolwidths=widths,
        maxheadercolwidths=widths,
        break_long_words=False,
    )


def _widths(
    cells: list[list[str]],
    headers: Sequence[str],
    width: int,
    wrap: int | tuple[int, ...],
    fmt: str,
) -> list[int]:
    """How wide each column may be: as its cells, but those that are wrapped share what is left."""
    from wcwidth import wcswidth

    wrapped = [place % len(headers) for place in ((wrap,) if isinstance(wrap, int) else wrap)]
    widths: list[int] = []
    for place, header in enumerate(headers):
        words = max(map(wcswidth, header.split() or [""]))
        # tabulate leaves two blanks beside a heading
        widths.append(max(words + 2, *(wcswidth(row[place]) for row in cells)))
    between = 2 if fmt in ("simple", "plain", "rst") else 3
    left = width - sum(w for place, w in enumerate(widths) if place not in wrapped)
    left -= between * len(headers) + 2
    for number, place in enumerate(sorted(wrapped, key=widths.__getitem__)):
        share = left // (len(wrapped) - number)  # what a narrow one leaves is for the wide ones
        longest = max(wcswidth(word) for row in cells for word in _WORDS.split(row[place]) or [""])
        widths[place] = min(widths[place], max(share, longest, 20))
        left -= widths[place]
    return widths


_THOUSANDS: Final = re.compile(r"[-+]?\d+,\d")
_WORDS: Final = re.compile(r"\s+|(?<=-)")  # where a line may be broken


def _cell(text: str, fmt: str) -> str:
    if fmt in _BAR:
        text = text.replace("|", _BAR[fmt])
    if fmt in _BREAK:
        text = text.replace("\r", "").replace("\n", _BREAK[fmt])
    else:
        text = text.replace("\r", "").replace("\n", " ⏎ ")
    text = text.replace("\t", " ")
    return "".join(char if char.isprintable() or char in _JOINERS else "�" for char in text)


def heading(text: str, fmt: str = DEFAULT_FORMAT, color: bool = False) -> str:
    """A heading between the tables of a report, as the format writes one."""
    if fmt in _HEADINGS:
        return _HEADINGS[fmt] + text
    return f"{BOLD}{text}{PLAIN}" if color else text


def timeline(
    lines: Iterable[Line], fmt: str = DEFAULT_FORMAT, width: int | None = None, color: bool = False
) -> str:
    """The timeline as a table: step, when, who, which record, what, and the rule that decided."""
    rows: list[list[str]] = []
    day = step = ""
    # where there is little width, the record's name stands in the sentence, not in its own column
    narrow = width is not None and width < NARROW and fmt not in _MARKUP
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
    said = assumption_note(line.rule for line in lines)
    if said:
        yield said
    for name in converged_tables(simulator):
        yield from _side_by_side(simulator, name, fmt, width, color, expand)
    yield from _grid(simulator, fmt, width, color, expand)
    yield from _findings(simulator, fmt, width, color)


def _side_by_side(
    simulator: Simulator, name: str, fmt: str, width: int | None, color: bool, expand: bool
) -> Iterator[str]:
    stores, facts = simulator.world.stores, simulator.world.catalog[name]
    rows: list[list[str]] = []
    left = alike = 0
    keys = dict.fromkeys(
        record.key for store in (stores[HR], stores[DATAVERSE]) for record in store.records(name)
    )
    for key in keys:
        hr, dataverse = stores[HR].find(name, key), stores[DATAVERSE].find(name, key)
        there = hr or dataverse
        assert there is not None
        places = differing(facts, hr.values, dataverse.values) if hr and dataverse else []
        same = hr is not None and dataverse is not None and not places
        if not expand and len(rows) >= MOST_RECORDS:
            left += 1
            alike += same
            continue
        if same:
            rows.append([there.name, "", _all(simulator, hr), "(the same)"])
        elif not hr or not dataverse:
            rows.append(
                [there.name, "≠", _all(simulator, hr, facts.name), _all(simulator, dataverse)]
            )
        else:
            columns = {facts.names[place] for place in places}
            rows.append(
                [
                    there.name,
                    "≠",
                    _all(simulator, hr, facts.name, columns),
                    _all(simulator, dataverse, facts.name, columns),
                ]
            )
    title = name if facts.display_name == name else f"{facts.display_name} ({name})"
    yield heading(f"{title} at the end", fmt, color)
    headers = ("Record", "", ENVIRONMENT_NAMES[HR], ENVIRONMENT_NAMES[DATAVERSE])
    yield table(rows, headers, fmt, width, wrap=2)
    if left:
        yield f"and {left:,} more, {alike:,} of them the same on both sides"


def _all(
    simulator: Simulator,
    record: Record | None,
    table_name: str | None = None,
    only: set[str] | None = None,
) -> str:
    if record is None:
        return "not there"
    pair = simulator.world.record_pairs.named(record.name)
    assert pair is not None
    values = named_values(simulator, pair.table, record.values)
    if only is not None:
        return ", ".join(
            f"{column} {brief(values.get(column))}" for column in pair.table.names if column in only
        )
    return ", ".join(f"{column} {brief(value)}" for column, value in values.items())


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
        if width is not None and width < NARROW and not expand and fmt not in _MARKUP:
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
        since = format_instant(request.since).replace("T", " ")[:-1]
        kind = shown_kind(request.kind)
        why, rule = reasons.get((request.pair.table.name, request.pair.name), ("", ""))
        what = f"{kind} since {since}" + (f"; {why}" if why else "")
        rows.append(["missed request", where, request.pair.name, what, rule])
    if not rows:
        yield "No data loss, no undone delete, no missed request."
        return
    yield heading("Findings", fmt, color)
    more = len(rows) - 50
    text = table(rows[:50], ("Finding", "Made in", "Record", "What", "Rule"), fmt, width, wrap=3)
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
