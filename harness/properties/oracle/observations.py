"""What the oracle observes in a step, taken from the journal: settlements, requests, runs, records.

Each holds the state *before* the event as the oracle's model had it, so that a property can judge
the event by what was so when it happened.
"""

from typing import Final, NamedTuple

from harness.domain.catalog import Table
from harness.domain.environments import HR, Environment
from harness.domain.events import Event
from harness.domain.records import Value, Values
from harness.properties.oracle.expected_plugged import Answer
from harness.properties.oracle.pending import Pending

ChangeKey = tuple[Environment, str]  # a user's change: where it was made, and of which record
# kinds of events: the integration writes a record, a user changes one
WRITES: Final = frozenset({"updated", "copied", "restored", "removed"})
USERS: Final = frozenset({"created", "edited", "deleted", "rekeyed", "undeleted"})
# environment, record, column, value lost, value kept
ExpectedLoss = tuple[Environment, str, str, Value, Value]


class NewRecord(NamedTuple):
    """A record that was created in a step, and which record had its reference before."""

    environment: Environment
    name: str
    event: str  # created, copied or restored
    reference: int
    before: str | None


class SideBefore(NamedTuple):
    """One side of a settlement: the record in one environment, before."""

    values: Values | None  # None: no such record
    pending: Pending | None
    edited_at: int | None  # seconds by the environment's own clock
    ignored: Pending | None = None  # what users changed and nobody noticed (F7)

    @property
    def edited(self) -> bool:
        """Whether the side counts as edited: a request that touches a column (F2, R17)."""
        return self.pending is not None and self.pending.touched != 0

    @property
    def touched(self) -> int:
        """The columns that users changed and that have not travelled, noticed or not (R7)."""
        changed = self.ignored or self.pending
        return 0 if changed is None else changed.touched


class Settlement(NamedTuple):
    """An event of the integration about a record, with both sides of the record before it."""

    event: Event
    name: str
    table: Table
    hr: SideBefore
    dataverse: SideBefore
    tracked: bool
    missing: tuple[str, ...]  # records that it looks up, and that are not there (R14)
    used_by: str | None  # of what is removed, or fails for it: what looks it up there (R19)
    # at the end of a run or of a sync now: whether its delete made while on follows (L9)
    follows: bool | None

    def side(self, environment: Environment) -> SideBefore:
        """The side in that environment."""
        return self.hr if environment == HR else self.dataverse


class SentRequest:
    """A request to an environment: the answer that the faults in force predict, and the actual."""

    __slots__ = ("actual", "environment", "expected", "name")

    def __init__(
        self, environment: Environment, name: str, expected: Answer, actual: Answer
    ) -> None:
        self.environment = environment
        self.name = name
        self.expected = expected
        self.actual = actual


class BatchRun:
    """One run of the batch job, or one that was due and did not start, and what it did."""

    __slots__ = (
        "backlog", "end", "end_at", "failed", "first_events", "gone", "held_back", "late",
        "may_wait", "missed_at_end", "missed_at_start", "since", "start", "started_at", "status",
        "sticks", "stops_after", "takes_time", "turns",
    )  # fmt: skip

    def __init__(self, start: Event, status: str, missed: int) -> None:
        self.start = start  # batch_started, batch_skipped or batch_blocked
        self.status = status  # of the job, when this one was due; "" where there is none
        self.takes_time = False  # simulated time (B8)
        self.started_at = 0  # milliseconds, if it takes time
        self.sticks = False
        self.stops_after: int | None = None
        # what it finds, if that is of interest: the missed records in their order (B1)
        self.backlog: list[str] | None = None
        self.since: dict[str, tuple[int, bool]] = {}  # each first request: its entry, a delete
        self.late: set[str] = set()  # those with a delete made while integration was on (L10)
        self.may_wait: set[str] = set()  # those whose lookups may make them come later
        self.first_events: dict[str, str] = {}  # by record, in the order of the run
        self.turns: list[tuple[str, str, int]] = []  # record, event, milliseconds (B8)
        # records that had no request any more as the last one before them had its turn (B8)
        self.gone: set[str] = set()
        self.failed: list[str] = []  # records, once for each failure
        self.held_back = 0
        self.missed_at_start = missed  # missed requests
        self.missed_at_end = 0
        self.end: Event | None = None
        self.end_at = 0  # milliseconds

    def copy(self) -> "BatchRun":
        """A copy, for a fork of the oracle while the run is executing."""
        new = BatchRun(self.start, self.status, self.missed_at_start)
        new.takes_time, new.sticks, new.stops_after = self.takes_time, self.sticks, self.stops_after
        new.backlog, new.since, new.late = self.backlog, self.since, self.late
        new.may_wait, new.started_at = self.may_wait, self.started_at
        new.first_events, new.turns = self.first_events.copy(), self.turns.copy()
        new.gone = self.gone.copy()
        new.failed, new.held_back = self.failed.copy(), self.held_back
        return new

    @property
    def handled(self) -> list[str]:
        """The records that the run did not hold back."""
        return [name for name, what in self.first_events.items() if what != "held_back"]

    @property
    def scheduled(self) -> bool:
        """Whether the run was due by the schedule, not started by hand."""
        event = self.start
        if event.event == "batch_started":
            return event.rule == "B5"
        return event.event == "batch_blocked" or bool(event.data)
