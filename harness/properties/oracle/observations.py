"""What a watch tells of a step: how a record looked when the integration came to it, and the runs.

Whoever judges a step is told what was so at that moment, as the journal had told it by then.
"""

from typing import Final, NamedTuple

from harness.domain.catalog import Table
from harness.domain.environments import HR, Environment
from harness.domain.events import Event
from harness.domain.records import Value, Values
from harness.properties.oracle.expected_faults import Answer
from harness.properties.oracle.pending import Pending

Waiting = tuple[Environment, str]  # what waits to be delivered, or was changed: a record
# what the integration does to a record, and what users do
WRITES: Final = frozenset({"updated", "copied", "restored", "removed"})
USERS: Final = frozenset({"created", "edited", "deleted"})
# environment, record, column, value lost, value kept
ExpectedLoss = tuple[Environment, str, str, Value, Value]


class NewRecord(NamedTuple):
    """A record that came to be in a step, and whose its reference was before."""

    environment: Environment
    name: str
    event: str  # created, copied or restored
    reference: int
    before: str | None


class Side(NamedTuple):
    """A record in one environment as a settlement found it."""

    values: Values | None  # None: not there
    pending: Pending | None
    edited_at: int | None  # by the clock of the environment, seconds


class Settlement(NamedTuple):
    """Something that the integration did of a record, and how the record looked before."""

    event: Event
    name: str
    table: Table
    hr: Side
    dataverse: Side
    tracked: bool
    missing: str | None  # what it looks up, and is not there where it is written (R14)

    def side(self, environment: Environment) -> Side:
        """That environment's."""
        return self.hr if environment == HR else self.dataverse


class SentRequest:
    """A request to an environment: what the faults are to make of it, and what became of it."""

    __slots__ = ("environment", "expected", "found", "name")

    def __init__(
        self, environment: Environment, name: str, expected: Answer, found: Answer
    ) -> None:
        self.environment = environment
        self.name = name
        self.expected = expected
        self.found = found


class BatchRun:
    """A run of the batch job, of whatever kind, and what it did."""

    __slots__ = (
        "begins", "ends", "executing", "failed", "held_back", "left", "missed", "sticks",
        "stops_after", "told",
    )  # fmt: skip

    def __init__(self, begins: Event, executing: bool, missed: int) -> None:
        self.begins = begins  # batch_started, batch_skipped or batch_blocked
        self.executing = executing  # another run, when this one was to start
        self.sticks = False
        self.stops_after: int | None = None
        self.told: dict[str, str] = {}  # the records it came to, in order: the first event
        self.failed: list[str] = []  # records, as often as they did
        self.held_back = 0
        self.missed = missed  # requests, when it started
        self.left = 0  # and when it had ended
        self.ends: Event | None = None

    @property
    def handled(self) -> list[str]:
        """The records that it did not hold back."""
        return [name for name, what in self.told.items() if what != "held_back"]

    @property
    def scheduled(self) -> bool:
        """By the schedule, not by hand."""
        event = self.begins
        return event.rule == "B5" if event.event == "batch_started" else bool(event.data)
