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
USERS: Final = frozenset({"created", "edited", "deleted"})
# environment, record, column, value lost, value kept
ExpectedLoss = tuple[Environment, str, str, Value, Value]


class NewRecord(NamedTuple):
    """A record that was created in a step, and which record had its reference before."""

    environment: Environment
    name: str
    event: str  # created, copied or restored
    reference: int
    before: str | None


class Side(NamedTuple):
    """One side of a settlement: the record in one environment, before."""

    values: Values | None  # None: no such record
    pending: Pending | None
    edited_at: int | None  # seconds by the environment's own clock


class Settlement(NamedTuple):
    """An event of the integration about a record, with both sides of the record before it."""

    event: Event
    name: str
    table: Table
    hr: Side
    dataverse: Side
    tracked: bool
    missing: str | None  # the column whose target does not exist where it is written (R14)

    def side(self, environment: Environment) -> Side:
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
        "end", "failed", "first_events", "held_back", "missed_at_end", "missed_at_start",
        "other_executing", "start", "sticks", "stops_after",
    )  # fmt: skip

    def __init__(self, start: Event, other_executing: bool, missed: int) -> None:
        self.start = start  # batch_started, batch_skipped or batch_blocked
        self.other_executing = other_executing  # a stuck run, when this one was due
        self.sticks = False
        self.stops_after: int | None = None
        self.first_events: dict[str, str] = {}  # by record, in the order of the run
        self.failed: list[str] = []  # records, once for each failure
        self.held_back = 0
        self.missed_at_start = missed  # missed requests
        self.missed_at_end = 0
        self.end: Event | None = None

    @property
    def handled(self) -> list[str]:
        """The records that the run did not hold back."""
        return [name for name, what in self.first_events.items() if what != "held_back"]

    @property
    def scheduled(self) -> bool:
        """Whether the run was due by the schedule, not started by hand."""
        event = self.start
        return event.rule == "B5" if event.event == "batch_started" else bool(event.data)
