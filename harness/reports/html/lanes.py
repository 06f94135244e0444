"""The timeline as lanes: Human Resources left, integration in the middle, Dataverse right.

Time runs down. A card stands in the lane where something happened; an arrow through the middle lane
means that the integration wrote across, and on what occasion. A change that was delivered at once
stands on one row with what it led to. A lane is shaded while its environment is unavailable (F1).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, Literal, NamedTuple

from harness.domain.column_words import column_words, table_words
from harness.domain.commands import Give
from harness.domain.environments import ENVIRONMENT_NAMES, Environment
from harness.domain.events import Event
from harness.domain.step_results import StepResult
from harness.domain.times import UNITS, format_instant
from harness.reports.event_columns import changes, named_losses
from harness.reports.event_text import plural
from harness.reports.findings import lost_columns
from harness.reports.folding import CHANGES, USERS, WRITES
from harness.reports.html.outages import Outages
from harness.reports.html.rendering import FOLDED
from harness.reports.html.shown_columns import ShownColumn, lost
from harness.reports.timeline_rows import (
    ALARMS,
    NOTED,
    SWITCHED,
    Line,
    line_of,
    step_numbers,
    steps_text,
    timeline_lines,
)
from harness.reports.values import named_values
from harness.simulator.engine import Engine

_LISTED: Final = (
    "created", "edited", "undeleted", "updated", "copied", "restored", "lost",
)  # fmt: skip
_DAY: Final = UNITS["d"] // UNITS["s"]


class Card(NamedTuple):
    """One line of the timeline as a card."""

    line: Line
    css: str  # its classes
    what: str
    columns: Sequence[ShownColumn] = ()
    lane: Environment | None = None  # None for the lane of the integration
    writes: bool = False  # whether the integration wrote across to the lane
    more: Sequence["Card"] = ()  # what folds behind it, the first of them
    left: int = 0  # how many more fold than those


class LaneRow(NamedTuple):
    """Cards that stand side by side, of events of one kind or of a change and its delivery."""

    event: str  # of the first card
    steps: str  # the steps that begin here
    anchors: Sequence[int]  # the steps that links find here
    time: str  # empty if it is that of the row above
    switch: str  # whether integration is on or off
    away: Sequence[Environment]  # which environments are unavailable
    cards: Sequence[Card]

    @property
    def entries(self) -> int:
        """How many entries of the journal its cards stand for."""
        return sum(card.line.entries for card in self.cards)


class Day(NamedTuple):
    """The rows of one calendar day."""

    date: str
    number: int  # counted from the start of the simulation
    switch: str  # on or off when it begins
    rows: list[LaneRow]


def days(
    simulator: Engine,
    steps: Sequence[StepResult],
    expand: bool = False,
    record: str | None = None,
) -> Iterator[Day]:
    """The whole timeline, or that of one record, day by day."""
    given = (command for command in simulator.journal.history if isinstance(command, Give))
    outages = Outages(simulator)
    start = simulator.world.settings.start // _DAY
    day: Day | None = None
    date = time = ""
    step = 0
    lines = timeline_lines(simulator, steps, expand, record)
    step_of = step_numbers(steps)
    anchors = _anchors(lines, steps)
    switch = "on" if any(line.event == "given_on" for line in lines) else "off"
    for together in _together(simulator, lines):
        line = together[0]
        today, _, now = format_instant(line.at)[:-1].partition("T")
        if today != date:
            date, time = today, ""
            if day is not None:
                yield day
            day = Day(date, line.at // _DAY - start + 1, switch, [])
        assert day is not None
        begins = line.step if line.step and line.step != step else None
        step = begins or step
        switch = SWITCHED.get(line.event, switch)
        cards: list[Card] = []
        for line in together:
            if line.event == "given":
                some = islice(given, line.entries) if record is None else _gives(given, record)
                cards += [_given(simulator, line, command) for command in some]
            elif line.event == "given_apart" and line.seq is not None and line.entries == 1:
                cards += _given_apart(simulator, line, simulator.journal[line.seq])
            else:
                cards.append(_with_folded(simulator, _card(simulator, line), step_of))
        shown = now if begins or now != time else ""
        number = steps_text(together[0]) if begins else ""
        its = anchors.pop(begins, ()) if begins else ()
        away = outages.at(together[0])
        row = LaneRow(together[0].event, number, its, shown, switch, away, cards)
        day.rows.append(row)
        time = now
    if day is not None:
        yield day


def _anchors(lines: Iterable[Line], steps: Iterable[StepResult]) -> dict[int, list[int]]:
    """By step that begins a row, the steps that links find there: those of folded lines too."""
    own = {line.step for line in lines if line.step}
    found = {step: [step] for step in own}
    numbers = dict.fromkeys(step.number for step in steps)
    placed = set(own)
    many = [(line.step, line.until, line.within) for line in lines if line.step and line.until]
    stand_for = [(step, within) for step, _, within in many]
    # a step that no line stands for is found where it lies between
    between = [(step, range(step + 1, until + 1)) for step, until, _ in many]
    for step, its in (*stand_for, *between):
        within = [it for it in its if it in numbers and it not in placed]
        found[step] += within
        placed.update(within)
    return found


def _gives(given: Iterable[Give], record: str) -> Iterator[Give]:
    """What gives the record."""
    return (it for it in given if record in [row.record for row in it.rows])


def _together(simulator: Engine, lines: Iterable[Line]) -> Iterator[list[Line]]:
    """The lines of each row: a change with its delivery, and all that is given at once."""
    row: list[Line] = []
    for line in lines:
        if row and not _belongs(simulator, row[-1], line):
            yield row
            row = []
        row.append(line)
    if row:
        yield row


def _belongs(simulator: Engine, before: Line, line: Line) -> bool:
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


def _given(simulator: Engine, line: Line, command: Give) -> Card:
    """A record that is given in both environments, or so many generated ones."""
    if len(command.rows) != 1:
        count = command.generate or len(command.rows)
        names = tuple(row.record for row in command.rows if row.record is not None)
        line = line._replace(record="", entries=count, records=names)
        of = plural(count, table_words(simulator.world.catalog[command.table]))
        return Card(line, "card many", of)
    line = line._replace(record=command.rows[0].record or "", entries=1)
    table = simulator.world.catalog[command.table]
    words = dict(zip(table.names, column_words(table), strict=True))
    columns = [ShownColumn(words[name], value) for name, value in command.rows[0].values]
    return Card(line, "card", "", columns)


def _given_apart(simulator: Engine, line: Line, event: Event) -> Iterator[Card]:
    """What each environment was given, in its lane (S7)."""
    assert event.table is not None
    table = simulator.world.catalog[event.table]
    tracked = "tracked" if event.data["tracked"] else "not tracked"
    for environment, name in ENVIRONMENT_NAMES.items():
        values = event.data.get(environment)
        if values is not None:
            held = named_values(simulator, table, values, column_words)
            columns = [ShownColumn(*column) for column in held.items()]
            yield Card(line, "card", f"given in {name}, {tracked}", columns, environment)
        elif event.data["tracked"]:
            what = f"its tracking row points to nothing in {name}"
            yield Card(line, "card", what, (), environment)


def _card(simulator: Engine, line: Line) -> Card:
    """Who, which record, what, and the rule; values as a list, unless they are folded."""
    what = line.what
    columns: list[ShownColumn] = []
    if line.seq is not None and line.entries == 1 and line.event in _LISTED:
        columns = _columns(simulator, simulator.journal[line.seq])
        if columns:  # the sentence lists them after its first colon
            what = what.partition(": ")[0]
    css = "card"
    css += " alarm" if line.event in ALARMS else ""
    css += " switch" if line.event in SWITCHED else ""
    css += " many" if line.entries > 1 else ""
    writes = line.environment is not None and line.event in WRITES
    in_a_lane = writes or line.who in USERS or line.event in NOTED
    lane = line.environment if in_a_lane else None
    return Card(line, css, what, columns, lane, writes)


def _with_folded(simulator: Engine, card: Card, step_of: Mapping[int, int]) -> Card:
    """The card with those that fold behind it."""
    alike, parts = card.line.alike, card.line.parts
    entries = [(seq, simulator.journal[seq]) for seq in alike[:FOLDED]]
    lines = [line_of(simulator, seq, event, step_of.get(seq)) for seq, event in entries]
    more = [_card(simulator, line) for line in (*lines, *parts[:FOLDED])]
    return card._replace(more=more, left=len(alike) + len(parts) - len(more))


def _columns(simulator: Engine, event: Event) -> list[ShownColumn]:
    """The columns of an event, each with what became of its value."""
    if event.event == "lost":
        assert event.table is not None
        table = simulator.world.catalog[event.table]
        return lost(named_losses(table, lost_columns(simulator, event)))
    change: Literal["", "changed"] = "" if event.before is None else "changed"
    return [ShownColumn(name, new, change, old) for name, old, new in changes(simulator, event)]
