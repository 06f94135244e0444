"""The history of one record: each write to it, and whose write a value originates from.

The journal alone is read. Events carry the values before and after, so nothing is replayed; what
was given to both environments is what they held before the first write. What the restore of a
backup did to the record (E1) is what it was when the backup was made.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from operator import attrgetter
from typing import Final

from harness.domain.environments import ENVIRONMENTS, Environment, other
from harness.domain.events import Event
from harness.domain.records import Value, Values, at
from harness.reports.folding import CHANGES, WRITES
from harness.simulator.engine import Engine
from harness.simulator.record_pairs import RecordPair

# by a person too, but without values of their own: another key (R18), and a backup's (E1)
MOVES: Final = frozenset({"rekeyed", "environment_restored"})
ALL_WRITES: Final = CHANGES | WRITES | MOVES
EDITS: Final = ("created", "edited")  # by a person
_BEGINNINGS: Final = frozenset({"created", "copied", "given_apart"})
SETTLED: Final = WRITES | {"settled", "dropped"}
ON_THE_WAY: Final = frozenset(
    [
        "waiting",
        "not_listened",
        "unnoticed",
        "held_back",
        "failed",
        "unanswered",
        "repeated",
        "settled",
    ]
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of the record, and its place in the journal."""

    seq: int
    event: Event

    def effect(self, place: int) -> tuple[Value, Value]:
        """What a column held there before and after this write; None if there is no record."""
        return at(self.event.before or (), place), at(self.event.data or (), place)

    def changes(self, place: int) -> bool:
        """Whether this write changed a column."""
        old, new = self.effect(place)
        return old != new


class RecordHistory:
    """Everything the journal has of one record, in order."""

    def __init__(self, simulator: Engine, pair: RecordPair) -> None:
        self._names = pair.table.names
        self.entries: list[Entry] = []
        self.given: dict[Environment, Values] = {}  # the values it was given with, where it was
        self.apart: Entry | None = None  # the entry that gives it otherwise than in sync (S7)
        self._read(simulator, pair)
        self.writes = [entry for entry in self.entries if entry.event.event in ALL_WRITES]

    def _read(self, simulator: Engine, pair: RecordPair) -> None:
        """The entries of the record, and what environments held when backups were made."""
        held: dict[Environment, Values | None] = _given_in_sync(simulator, pair)
        self.given = {it: values for it, values in held.items() if values is not None}
        backups: dict[tuple[Environment, str], Values | None] = {}
        for seq, event in simulator.journal:
            kind, where = event.event, event.environment
            if kind == "backed_up" and where:
                backups[where, event.data[0]] = held.get(where)
            elif kind == "environment_restored" and where:
                values = backups.get((where, event.data["backup"]))
                if values != held.get(where):
                    self._add(seq, event._replace(data=values, before=held.get(where)), held)
            elif event.table != pair.table.name:
                continue
            elif kind == "rekeyed" and event.data[1] == pair.name:
                self._add(seq, event._replace(data=event.before, before=None), held)
            elif event.record != pair.name:
                continue
            elif kind == "rekeyed":
                self._add(seq, event._replace(data=None), held)
            else:
                self._add(seq, event, held)
                if kind == "given_apart":
                    self.apart = self.entries[-1]
                    held = {it: event.data.get(it) for it in ENVIRONMENTS}
                    self.given = {it: its for it, its in held.items() if its is not None}

    def _add(self, seq: int, event: Event, held: dict[Environment, Values | None]) -> None:
        self.entries.append(Entry(seq, event))
        if event.event in ALL_WRITES and event.environment:
            held[event.environment] = event.data

    def of_column(self, place: int) -> Iterator[Entry]:
        """What happened to one column: its writes, its losses, and what kept it from travelling."""
        name = self._names[place]
        waits = False  # a user's value that has not reached the other side
        for entry in self.entries:
            event = entry.event
            if event.event in ALL_WRITES:
                changed = entry.changes(place)
                if changed:
                    yield entry
                if event.event not in CHANGES or event.event == "deleted":
                    waits = False
                elif changed:
                    waits = True
            elif event.event == "lost":
                if any(column == name for column, _, _ in event.data):
                    yield entry
            elif event.event == "given_change":
                if name in event.data[1]:
                    yield entry
                    waits = True
            elif waits and event.event in ON_THE_WAY:
                yield entry
                waits = event.event != "settled"

    def of_existence(self) -> Iterator[Entry]:
        """What created or deleted the record, and what kept that from travelling."""
        waits = False
        for entry in self.entries:
            kind = entry.event.event
            if kind in ALL_WRITES:
                if kind not in ("edited", "updated"):
                    yield entry
                    waits = kind in ("created", "deleted", "undeleted", "rekeyed")
                elif kind == "updated":
                    waits = False
            elif kind in ("delete_undone", "dropped"):
                yield entry
                waits = False
            elif kind == "new_period":
                yield entry
            elif kind == "given_change":
                if entry.event.data[0] != "edit":
                    yield entry
                    waits = True
            elif waits and kind in ON_THE_WAY:
                yield entry
                waits = kind != "settled"

    def origin(self, environment: Environment, place: int, before: int) -> Entry | None:
        """The person's write that the value there, just before that entry, originates from.

        None if it was given, or if there was none. A write of the integration is followed to the
        other environment, from which it took the value.
        """
        for entry in self.writes_before(before):
            event = entry.event
            if event.environment == environment and entry.changes(place):
                if event.event in CHANGES or event.event in MOVES:
                    return entry
                environment = other(environment)
        return None

    def writes_before(self, seq: int) -> Iterator[Entry]:
        """The writes before that entry, the latest first."""
        for place in range(bisect_left(self.writes, seq, key=attrgetter("seq")) - 1, -1, -1):
            yield self.writes[place]

    def settlement(self, seq: int) -> int:
        """The first write of the settlement that this write belongs to: it may write both sides."""
        for later, earlier in pairwise(islice(self.writes_before(seq + 1), 2)):
            one, two = earlier.event, later.event
            alike = (one.event, one.cause, one.actor) == (two.event, two.cause, two.actor)
            if alike and one.environment != two.environment:
                return earlier.seq
        return seq

    def last(self, environment: Environment, before: int, *kinds: str) -> Entry | None:
        """The latest write of these kinds there, before that entry; no change is no write."""
        for entry in self.writes_before(before):
            event = entry.event
            there = event.environment == environment and event.event in kinds
            if there and event.before != event.data:
                return entry
        return None

    def waits(self, environment: Environment, before: int) -> bool:
        """Whether an edit there had not travelled just before that entry."""
        edit = self.last(environment, before, *EDITS)
        return edit is not None and not any(
            edit.seq < entry.seq < before and entry.event.event in SETTLED for entry in self.entries
        )


def _given_in_sync(simulator: Engine, pair: RecordPair) -> dict[Environment, Values | None]:
    """What each environment held before the first write, if the record was there."""
    firsts: dict[Environment, Event] = {}
    for _, event in simulator.journal:
        kind, where = event.event, event.environment
        begins = kind == "rekeyed" and event.table == pair.table.name and event.data[1] == pair.name
        if not begins and (event.record != pair.name or event.table != pair.table.name):
            continue
        if not firsts and (begins or kind in _BEGINNINGS):
            return {}  # it came to be later, or is given in another way
        if kind in ALL_WRITES and where:
            firsts.setdefault(where, event)
    held = {}
    for where in ENVIRONMENTS:
        record = simulator.record(where, pair.name)
        now = None if record is None else record.values
        held[where] = firsts[where].before if where in firsts else now
    return held
