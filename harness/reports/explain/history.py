"""The history of one record: each write to it, and whose write a value originates from.

The journal alone is read. Events carry the values before and after, so nothing is replayed; what
was given to both environments is what they held before the first write.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from operator import attrgetter
from typing import Final

from harness.domain.environments import HR, Environment, other
from harness.domain.events import Event
from harness.domain.records import Value, Values, at
from harness.reports.timeline_rows import CHANGES, WRITES
from harness.simulator.engine import Engine
from harness.simulator.record_pairs import RecordPair

ALL_WRITES: Final = CHANGES | WRITES
EDITS: Final = ("created", "edited")  # by a person
SETTLED: Final = WRITES | {"settled", "dropped"}
ON_THE_WAY: Final = frozenset(
    {"waiting", "held_back", "failed", "unanswered", "repeated", "settled"}
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
        self.entries: list[Entry] = [
            Entry(seq, event)
            for seq, event in simulator.journal
            if event.record == pair.name and event.table == pair.table.name
        ]
        self.writes = [entry for entry in self.entries if entry.event.event in ALL_WRITES]
        first = next((e for e in self.writes if e.event.environment == HR), None)
        record = simulator.record(HR, pair.name)
        self.given: Values | None = None  # the values it was given with in both environments
        if first is None:
            self.given = record.values if record else None
        elif first.event.event not in ("created", "copied"):
            self.given = first.event.before

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
                    waits = kind in ("created", "deleted")
                elif kind == "updated":
                    waits = False
            elif kind in ("delete_undone", "dropped"):
                yield entry
                waits = False
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
                if event.event in CHANGES:
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
