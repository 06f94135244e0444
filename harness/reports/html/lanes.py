"""The timeline as lanes: Human Resources left, integration in the middle, Dataverse right.

Time runs down. A card stands in the lane where something happened; an arrow through the middle lane
says that the integration wrote across, and on what occasion. A change that was delivered at once
stands on one row with what it led to.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from harness.domain.commands import Give
from harness.domain.environments import DATAVERSE, ENVIRONMENT_NAMES, HR
from harness.domain.step_results import StepResult
from harness.domain.times import UNITS, format_instant
from harness.reports.event_text import changes
from harness.reports.findings import readable
from harness.reports.html.text import columns, isolated, rule_link, shown_value, text
from harness.reports.timeline_rows import ALARMS, Line, timeline_lines
from harness.simulator.simulator import Simulator

CHANGES: Final = ("created", "edited", "deleted")  # by a user or an import
WRITES: Final = ("updated", "copied", "restored", "removed")  # by the integration, across
_USERS: Final = ("HR user", "Dataverse user", "import")
_IN_A_LANE: Final = ("lost", "delete_undone", "fault_asked")
_VALUES: Final = ("created", "edited", "updated", "copied", "restored", "lost")
_SWITCHED: Final = {"turned_on": "on", "given_on": "on", "turned_off": "off"}
_DAY: Final = UNITS["d"] // UNITS["s"]


def lanes(simulator: Simulator, steps: Sequence[StepResult], expand: bool, prefix: str) -> str:
    """The whole timeline. `prefix` begins the ids of its steps."""
    given = (command for command in simulator.journal.history if isinstance(command, Give))
    start = simulator.world.settings.start // _DAY
    names = (ENVIRONMENT_NAMES[HR], "Integration", ENVIRONMENT_NAMES[DATAVERSE])
    heads = "".join(f"<span>{name}</span>" for name in names)
    parts = [f'<div class="timeline">\n<p class="lanes" aria-hidden="true">{heads}</p>\n']
    day = time = ""
    step = 0
    lines = timeline_lines(simulator, steps, expand)
    switch = "on" if any(line.event == "given_on" for line in lines) else "off"
    for row in _rows(simulator, lines):
        line = row[0]
        date, _, now = format_instant(line.at)[:-1].partition("T")
        if date != day:
            parts.append(
                ("</ol>\n" if day else "") + f'<h4 class="day"><time>{date}</time> <span>day '
                f"{line.at // _DAY - start + 1:,}, integration {switch}</span></h4>\n<ol>\n"
            )
            day, time = date, ""
        when = f"<time>{now}</time>" if now != time else ""
        anchor, time = "", now
        if line.step and line.step != step:
            step = line.step
            anchor = f' id="{prefix}step{step}"'
            when = f'<b><span class="unseen">step </span>{step}</b> <time>{now}</time>'
        switch = _SWITCHED.get(line.event, switch)
        cells = _cells(simulator, row, given)
        parts.append(f'<li class="{switch}"{anchor}><p class="when">{when}</p>{cells}</li>\n')
    return "".join(parts) + ("</ol>\n</div>\n" if day else "</div>\n")


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


def _cells(simulator: Simulator, row: list[Line], given: Iterator[Give]) -> str:
    """The cells of a row, in the order in which they happened; their class is their place."""
    first = row[0]
    if first.event == "given":
        cards = "".join(_given(line, next(given)) for line in row)
        return f'<div class="wide given">{cards}</div>'
    if first.event == "time_passed":
        return f'<p class="wide time-passes"><span>{text(first.what)}</span></p>'
    if first.event == "not_as_expected":
        what = f"<p><span>{text(first.what)}</span></p>"
        return f'<div class="wide"><div class="card alarm">{what}</div></div>'
    cells = []
    for line in row:
        where = line.environment
        if where and line.event in WRITES:
            cells.append(
                f'<p class="flow to-{where}"><span>{text(line.who)}<span class="unseen"> writes to '
                f"{ENVIRONMENT_NAMES[where]}</span></span></p>"
            )
        elif line.who not in _USERS and line.event not in _IN_A_LANE:
            where = None
        cells.append(f'<div class="{where or "middle"}">{_card(simulator, line)}</div>')
    return "".join(cells)


def _given(line: Line, command: Give) -> str:
    if not line.record:
        what = f"<p>{text(line.what)} of {text(command.table)}</p>"
        return f'<div class="card many">{what}</div>'
    values = columns((name, shown_value(value)) for name, value in command.rows[0].values)
    what = f"<p><span><b>{isolated(line.record)}</b> given in both environments, in sync</span></p>"
    return f'<div class="card">{what}{values}</div>'


def _card(simulator: Simulator, line: Line) -> str:
    """Who, which record, what, and the rule; values as a list, unless they are folded."""
    what, values = line.what, ""
    if line.seq is not None and line.entries == 1 and line.event in _VALUES:
        found = list(_values(simulator, line.seq))
        if found:  # the sentence lists them after its first colon
            what, values = what.partition(": ")[0], columns(found)
    kind = "card"
    kind += " alarm" if line.event in ALARMS else ""
    kind += " switch" if line.event in _SWITCHED else ""
    kind += " many" if line.entries > 1 else ""
    who = "" if line.event in WRITES else f'<span class="who">{text(line.who)}</span> '
    record = f"<b>{isolated(line.record)}</b> " if line.record else ""
    rule = f" {rule_link(line.rule)}" if line.rule else ""
    return f'<div class="{kind}"><p><span>{who}{record}{text(what)}</span>{rule}</p>{values}</div>'


def _values(simulator: Simulator, seq: int) -> Iterator[tuple[str, str]]:
    """The columns of an event, each with what became of its value."""
    event = simulator.journal[seq]
    assert event.table is not None
    table = simulator.world.catalog[event.table]
    if event.event == "lost":
        for column, lost, kept in event.data:
            mine, theirs = (
                shown_value(readable(simulator, table, table.index[column], value))
                for value in (lost, kept)
            )
            yield column, f"lost <del>{mine}</del>, kept {theirs}"
        return
    for column, old, new in changes(simulator, table, event.before or (), event.data):
        now = shown_value(new)
        if event.before is None:
            yield column, now
        else:
            yield column, f"<del>{shown_value(old)}</del> → <ins>{now}</ins>"
