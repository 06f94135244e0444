"""The timeline as lanes: Human Resources left, integration in the middle, Dataverse right.

Time runs down. A card stands in the lane where something happened; an arrow through the middle lane
means that the integration wrote across, and on what occasion. A change that was delivered at once
stands on one row with what it led to.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from harness.domain.commands import Give
from harness.domain.environments import Environment
from harness.domain.step_results import StepResult
from harness.domain.times import UNITS, format_instant
from harness.reports.event_text import changes
from harness.reports.findings import readable
from harness.reports.html.shown_columns import ShownColumn
from harness.reports.timeline_rows import (
    ALARMS,
    CHANGES,
    SWITCHED,
    WRITES,
    Line,
    timeline_lines,
)
from harness.simulator.simulator import Simulator

_USERS: Final = ("HR user", "Dataverse user", "import")
_IN_A_LANE: Final = ("lost", "delete_undone", "fault_asked")
_LISTED: Final = ("created", "edited", "updated", "copied", "restored", "lost")
_DAY: Final = UNITS["d"] // UNITS["s"]


class Card(NamedTuple):
    """One line of the timeline as a card."""

    event: str
    css: str  # its classes
    lane: Environment | None  # None for the lane of the integration
    writes: bool  # whether the integration wrote across to the lane
    who: str
    record: str
    what: str
    rule: str
    columns: Sequence[ShownColumn]


class LaneRow(NamedTuple):
    """Cards that stand side by side; the kind is *given*, *wide* or *cards*."""

    kind: str
    step: int | None  # the step that begins here
    time: str  # empty if it is that of the row above
    switch: str  # whether integration is on or off
    cards: Sequence[Card]


class Day(NamedTuple):
    """The rows of one calendar day."""

    date: str
    number: int  # counted from the start of the simulation
    switch: str  # on or off when it begins
    rows: list[LaneRow]


def days(simulator: Simulator, steps: Sequence[StepResult], expand: bool) -> list[Day]:
    """The whole timeline, day by day."""
    given = (command for command in simulator.journal.history if isinstance(command, Give))
    start = simulator.world.settings.start // _DAY
    found: list[Day] = []
    date = time = ""
    step = 0
    lines = timeline_lines(simulator, steps, expand)
    switch = "on" if any(line.event == "given_on" for line in lines) else "off"
    for together in _together(simulator, lines):
        line = together[0]
        today, _, now = format_instant(line.at)[:-1].partition("T")
        if today != date:
            date, time = today, ""
            found.append(Day(date, line.at // _DAY - start + 1, switch, []))
        begins = line.step if line.step and line.step != step else None
        step = begins or step
        switch = SWITCHED.get(line.event, switch)
        if line.event == "given":
            kind, cards = "given", [_given(line, next(given)) for line in together]
        else:
            kind = "wide" if line.event in ("time_passed", "not_as_expected") else "cards"
            cards = [_card(simulator, line) for line in together]
        shown = now if begins or now != time else ""
        found[-1].rows.append(LaneRow(kind, begins, shown, switch, cards))
        time = now
    return found


def _together(simulator: Simulator, lines: Iterable[Line]) -> Iterator[list[Line]]:
    """The lines of each row: a change with its delivery, and all that is given at once."""
    row: list[Line] = []
    for line in lines:
        if row and not _belongs(simulator, row[-1], line):
            yield row
            row = []
        row.append(line)
    if row:
        yield row


def _belongs(simulator: Simulator, before: Line, line: Line) -> bool:
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


def _given(line: Line, command: Give) -> Card:
    if not line.record:
        what = f"{line.what} of {command.table}"
        return Card(line.event, "card many", None, False, "", "", what, "", ())
    columns = [ShownColumn(name, value) for name, value in command.rows[0].values]
    what = "given in both environments, in sync"
    return Card(line.event, "card", None, False, "", line.record, what, "", columns)


def _card(simulator: Simulator, line: Line) -> Card:
    """Who, which record, what, and the rule; values as a list, unless they are folded."""
    what = line.what
    columns: list[ShownColumn] = []
    if line.seq is not None and line.entries == 1 and line.event in _LISTED:
        columns = list(_columns(simulator, line.seq))
        if columns:  # the sentence lists them after its first colon
            what = what.partition(": ")[0]
    css = "card"
    css += " alarm" if line.event in ALARMS or line.event == "not_as_expected" else ""
    css += " switch" if line.event in SWITCHED else ""
    css += " many" if line.entries > 1 else ""
    writes = line.environment is not None and line.event in WRITES
    in_a_lane = writes or line.who in _USERS or line.event in _IN_A_LANE
    lane = line.environment if in_a_lane else None
    return Card(line.event, css, lane, writes, line.who, line.record, what, line.rule, columns)


def _columns(simulator: Simulator, seq: int) -> Iterator[ShownColumn]:
    """The columns of an event, each with what became of its value."""
    event = simulator.journal[seq]
    assert event.table is not None
    table = simulator.world.catalog[event.table]
    if event.event == "lost":
        for column, lost, kept in event.data:
            mine, theirs = (
                readable(simulator, table, table.index[column], value) for value in (lost, kept)
            )
            yield ShownColumn(column, theirs, "lost", mine)
        return
    for column, old, new in changes(simulator, table, event.before or (), event.data):
        yield ShownColumn(column, new, "" if event.before is None else "changed", old)
