"""The timeline as lanes: Human Resources left, integration in the middle, Dataverse right.

Time runs down. A card stands in the lane where something happened; an arrow through the middle lane
says that the integration wrote across, and on what occasion. A change that was delivered at once
stands on one row with what it led to.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from harness.readers.html_text import columns, isolated, rule_link, shown_value, text
from harness.readers.lines import ALARMS, Line, StepDone, timeline_lines
from harness.readers.words import changes
from harness.values.commands import Give
from harness.values.environments import DATAVERSE, ENVIRONMENT_NAMES, HR
from harness.values.times import format_instant
from harness.world.simulator import Simulator

CHANGES: Final = ("created", "edited", "deleted")  # by a user or an import
WRITES: Final = ("updated", "copied", "restored", "removed")  # by the integration, across
_IN_LANE: Final = (*CHANGES, *WRITES, "lost", "delete_undone", "fault_asked")
_VALUES: Final = ("created", "edited", "updated", "copied", "restored")
_SWITCHED: Final = {"turned_on": "on", "given_on": "on", "turned_off": "off"}
_WIDE: Final = ("given", "time_passed", "not_as_expected")


def lanes(
    simulator: Simulator, steps: Sequence[StepDone], expand: bool, prefix: str, level: int
) -> str:
    """The whole timeline. `prefix` begins the ids of its steps, `level` is that of its headings."""
    journal = simulator.journal
    given = iter([command for command in journal.history if isinstance(command, Give)])
    names = (ENVIRONMENT_NAMES[HR], "Integration", ENVIRONMENT_NAMES[DATAVERSE])
    parts = [
        '<div class="timeline">\n<p class="lanes" aria-hidden="true"><span></span>'
        + "".join(f"<span>{name}</span>" for name in names)
        + "</p>\n"
    ]
    day = time = ""
    days = step = 0
    switch = "off"
    for row in _rows(simulator, timeline_lines(simulator, steps, expand)):
        line = row[0]
        date, _, now = format_instant(line.at)[:-1].partition("T")
        if date != day:
            day, time, days = date, "", days + 1
            parts.append(
                ("</ol>\n" if days > 1 else "")
                + f'<h{level} class="day"><time>{date}</time> <span>day {days} of those on which '
                f"something happened, integration {switch}</span></h{level}>\n<ol>\n"
            )
        when = f"<time>{now}</time>" if now != time else ""
        anchor = ""
        if line.step and line.step != step:
            step = line.step
            anchor = f' id="{prefix}step{step}"'
            when = f'<b><span class="unseen">step </span>{step}</b> <time>{now}</time>'
        time = now
        switch = _SWITCHED.get(line.event, switch)
        if line.event == "given":
            cells = "".join(_given(item, next(given)) for item in row)
            kind, cells = "wide", f'<div class="wide given">{cells}</div>'
        else:
            kind, cells = _cells(simulator, row)
        gutter = f'<div class="when">{when}</div>' if when else ""
        parts.append(f'<li class="{kind} {switch}"{anchor}>{gutter}{cells}</li>\n')
    if days:
        parts.append("</ol>\n")
    return "".join(parts) + "</div>\n"


def _rows(simulator: Simulator, lines: Iterable[Line]) -> Iterator[list[Line]]:
    """What stands on one row: a change with its delivery, and all that is given at once."""
    row: list[Line] = []
    for line in lines:
        if row and not _together(simulator, row[-1], line):
            yield row
            row = []
        row.append(line)
    if row:
        yield row


def _together(simulator: Simulator, before: Line, line: Line) -> bool:
    if line.event == "given":
        return before.event == "given"
    return (
        before.event in CHANGES
        and line.event in WRITES
        and line.environment != before.environment
        and line.seq is not None
        and simulator.journal[line.seq].cause == before.seq
        and (line.entries > 1) == (before.entries > 1)
        and line.at == before.at
    )


def _cells(simulator: Simulator, row: list[Line]) -> tuple[str, str]:
    """The class of a row, and its cells from left to right as they happened."""
    cells = []
    for line in row:
        if line.event in _WIDE:
            return "wide", _wide(line)
        where = line.environment
        if where is None or not (line.event in _IN_LANE or line.who in _USERS):
            cells.append(f'<div class="middle">{_card(simulator, line)}</div>')
            continue
        if line.event in WRITES:
            cells.append(
                f'<div class="flow to-{where}"><span>{text(line.who)}'
                f'<span class="unseen"> writes to {ENVIRONMENT_NAMES[where]}</span></span></div>'
            )
        cells.append(f'<div class="{where}">{_card(simulator, line)}</div>')
    return "row", "".join(cells)


_USERS: Final = ("HR user", "Dataverse user", "import")


def _wide(line: Line) -> str:
    if line.event == "time_passed":
        return f'<div class="wide passed-time"><span>{text(line.what)}</span></div>'
    return f'<div class="wide"><div class="card alarm">{text(line.what)}</div></div>'


def _given(line: Line, command: Give) -> str:
    if not line.record:
        return f'<div class="card many">{text(line.what)} of {text(command.table)}</div>'
    values = [(name, shown_value(value)) for name, value in command.rows[0].values]
    head = f"<b>{isolated(line.record)}</b> given in both environments, in sync"
    return f'<div class="card"><p>{head}</p>{columns(values)}</div>'


def _card(simulator: Simulator, line: Line) -> str:
    """Who, which record, what, and the rule; values as a list, unless they are folded."""
    what, details = text(line.what), ""
    if line.seq is not None and line.entries == 1 and line.event in (*_VALUES, "lost"):
        pairs = _lost(simulator, line.seq) if line.event == "lost" else _changed(simulator, line)
        if pairs:
            what, details = text(line.what.partition(": ")[0]), columns(pairs)
    kind = " alarm" if line.event in ALARMS else ""
    kind += " switch" if line.event in _SWITCHED else ""
    kind += " many" if line.entries > 1 else ""
    who = "" if line.event in WRITES else f'<span class="who">{text(line.who)}</span> '
    record = f"<b>{isolated(line.record)}</b> " if line.record else ""
    rule = f" {rule_link(line.rule)}" if line.rule else ""
    return f'<div class="card{kind}"><p>{who}{record}{what}{rule}</p>{details}</div>'


def _changed(simulator: Simulator, line: Line) -> list[tuple[str, str]]:
    assert line.seq is not None
    event = simulator.journal[line.seq]
    assert event.table is not None
    found = changes(simulator, simulator.world.catalog[event.table], event.before or (), event.data)
    if event.before is None:
        return [(column, shown_value(value)) for column, _, value in found]
    return [
        (column, f"<del>{shown_value(old)}</del> → <ins>{shown_value(new)}</ins>")
        for column, old, new in found
    ]


def _lost(simulator: Simulator, seq: int) -> list[tuple[str, str]]:
    from harness.readers.findings import data_loss

    raise NotImplementedError(simulator, seq, data_loss)
