"""One step of a history: a command, what the oracle predicted of it, and what the simulator did.

What a property of your own may read:

- `step.command`, a command of `harness.domain.commands`; `step.refused`, why it was refused;
- `step.events`, the journal entries that it added, in order: each an `Event` with the fields `at`
  (seconds), `event` (a key of `EVENTS`, which describes its `data`), `actor`, `environment`,
  `table`, `record`, `rule`, `data`, `before`; and `step.kinds`, the set of their `event`s;
- `step.was_on`, whether integration was on before the command; `step.number`, counted from 1;
- `step.oracle.records["hr"]["ada"]`, the values of a record after the step, in the order of its
  table's columns; `step.oracle.pending["hr"]`, what users changed and has not travelled, by record;
- `step.simulator`, the simulator after the step: `step.simulator.record("dataverse", "ada")`, and
  `harness.reports.findings` of it: `data_loss(step.simulator)`, `undone_deletes(step.simulator)`.

The other fields are for the invariants of the law.

>>> from harness.properties.oracle.oracle import Oracle
>>> from harness.domain.commands import TurnOn
>>> from harness.simulator.engine import Engine
>>> step = Oracle(Engine()).do(TurnOn())
>>> step.was_on, step.made_job, sorted(step.kinds)
(False, True, ['job_created', 'turned_on'])
"""

from typing import Any, NamedTuple

from harness.domain.commands import Command
from harness.domain.environments import DATAVERSE, ENVIRONMENTS, HR, Environment
from harness.domain.events import Event
from harness.domain.records import Record
from harness.properties.oracle.observations import (
    BatchRun,
    ChangeKey,
    ExpectedLoss,
    NewRecord,
    SentRequest,
    Settlement,
)
from harness.properties.oracle.state import OracleState
from harness.simulator.engine import Engine
from harness.simulator.record_pairs import RecordPair

# a command, which attributes are not empty, and the kinds of the entries: what is alike in all of
# this concerns the same properties
Alike = tuple[type, tuple[str, ...], frozenset[str]]


class MovedKey(NamedTuple):
    """A record that gets another natural key: its new name, its last edit, and what goes (R18)."""

    becomes: str
    edited_at: int | None
    gone: Any  # the change of the thing of the old key: a delete


class Step:
    """One command: the oracle's state before it, its predictions, and the observations."""

    __slots__ = (
        "abandoned_deliveries", "after", "after_batch", "alike", "batch_runs", "began", "cascade",
        "cleared_rows", "command", "due_deletes", "due_runs", "ended_runs", "event_times", "events",
        "expected_losses", "expected_refusal", "expected_undone_deletes", "expected_unheard",
        "expected_unnoticed", "first_seq", "kinds", "live_deliveries", "made_job", "moved", "names",
        "new_records", "number", "oracle", "records_before", "refused", "restored",
        "sent_requests", "settlements", "simulator", "status_before", "sync_order",
        "time_of_cascade", "user_changes", "waiting_before", "waits", "was_on",
    )  # fmt: skip

    def __init__(self, oracle: OracleState, command: Command, number: int) -> None:
        self.oracle = oracle
        self.simulator: Engine = oracle.simulator  # after the command
        self.command = command
        self.number = number  # counted from 1
        # found when it is first checked
        self.alike: Alike | None = None
        self.after: list[RecordAfter] | None = None
        self.refused: str | None = None
        # the oracle's state before the command
        self.began = oracle.time  # milliseconds
        self.was_on = oracle.on
        self.status_before = oracle.job_status  # of the batch job; "" where there is none (B6)
        self.after_batch = oracle.batch_completed  # by the step before, a run by hand
        # of an import, in its environment, as they were created
        self.records_before: dict[str, None] = {}
        # what the simulator did, by its journal
        self.events: list[Event] = []
        self.first_seq = 0  # of the first event: its number in the journal
        self.event_times: list[int] = []  # seconds, by the clock and not by the entries
        self.kinds: set[str] = set()  # of the events
        self.names: dict[str, None] = {}  # the records that they are about, in that order
        self.settlements: list[Settlement] = []  # written, held back or failed, in order
        # by environment, name and reference
        self.new_records: dict[tuple[Environment, str, int], NewRecord] = {}
        self.user_changes: list[ChangeKey] = []  # in order, but for what cancels out
        self.batch_runs: list[BatchRun] = []  # that started, or were due
        self.ended_runs: list[BatchRun] = []  # one that takes time may have started before (B8)
        self.waits: list[ChangeKey] = []  # changes whose delivery began to wait in this step
        self.cleared_rows = 0  # tracking rows that a clear removed
        self.made_job = False  # integration was turned on, and there was no batch job (S4)
        self.moved: MovedKey | None = None  # while a record gets another natural key (R18)
        self.time_of_cascade: int | None = None  # seconds, while several are deleted (R19)
        # what the oracle predicts
        self.expected_losses: list[ExpectedLoss] = []
        self.expected_undone_deletes: list[ChangeKey] = []
        self.expected_unnoticed: list[ChangeKey] = []  # changes that make no request (F7)
        self.expected_unheard: list[ChangeKey] = []  # edits that nobody listens to (L8)
        # of its reason, one of these texts; none if it is done; None: the oracle does not say
        self.expected_refusal: tuple[str, ...] | None = None
        # of a delete, what goes with it, each with what looks it up (R19)
        self.cascade: dict[str, list[str]] = {}
        self.sync_order: list[str] | None = None  # of what a sync now reconciles (N1)
        # of a restore: how many records changed back, went and came back (E1)
        self.restored: dict[str, int] = {}
        self.live_deliveries: list[ChangeKey] = []  # of the users' changes, those due at once (L1)
        self.waiting_before: dict[ChangeKey, int] = {}  # deliveries that may arrive in this step
        self.abandoned_deliveries = 0  # deliveries that waited when integration was turned off
        self.due_deletes: list[ChangeKey] = []  # to be carried out in this step (L6)
        self.due_runs: list[int] = []  # milliseconds: when the schedule has a run (S4)
        self.sent_requests: list[SentRequest] = []  # with their predicted answers (F1, F2)

    def records_after(self) -> "list[RecordAfter]":
        """The records that the entries are about; of a restored environment, all there are."""
        found = self.after
        if found is None:
            world, names = self.oracle.simulator.world, self.names
            if "environment_restored" in self.kinds:
                records = self.oracle.records
                names = dict.fromkeys((*records[HR], *records[DATAVERSE]))
            named = world.record_pairs.named
            hr, dataverse = (world.stores[it].find for it in ENVIRONMENTS)
            found = self.after = []
            for name in names:
                pair = named(name)
                if pair is None:
                    found.append(RecordAfter(name, None, None, None))
                else:
                    table, key = pair.table.name, pair.key
                    found.append(RecordAfter(name, pair, hr(table, key), dataverse(table, key)))
        return found


class RecordAfter(NamedTuple):
    """A record after a step, in both environments; `name` is what an entry calls it."""

    name: str
    pair: RecordPair | None
    hr: Record | None
    dataverse: Record | None
