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
>>> step.was_on, step.first_turn_on, sorted(step.kinds)
(False, True, ['job_created', 'turned_on'])
"""

from harness.domain.commands import Command
from harness.domain.events import Event
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


class Step:
    """One command: the oracle's state before it, its predictions, and the observations."""

    __slots__ = (
        "abandoned_deliveries", "after_batch", "backlog", "batch_runs", "began", "cleared_rows",
        "command", "due_deletes", "due_runs", "event_times", "events", "expected_losses",
        "expected_undone_deletes", "first_seq", "first_turn_on", "hr_records_before", "kinds",
        "live_deliveries", "new_records", "number", "oracle", "refused", "sent_requests",
        "settlements", "user_changes", "waiting_before", "was_executing", "was_on",
    )  # fmt: skip

    def __init__(self, oracle: OracleState, command: Command, number: int) -> None:
        self.oracle = oracle
        self.command = command
        self.number = number  # counted from 1
        self.refused: str | None = None
        # the oracle's state before the command
        self.began = oracle.time  # milliseconds
        self.was_on = oracle.on
        self.was_executing = oracle.executing  # a run of the batch job is stuck (B6)
        self.after_batch = oracle.batch_completed  # by the step before, a run by hand
        self.hr_records_before: frozenset[str] = frozenset()  # of an import only
        # what the simulator did, by its journal
        self.events: list[Event] = []
        self.first_seq = 0  # of the first event: its number in the journal
        self.event_times: list[int] = []  # seconds, by the clock and not by the entries
        self.kinds: set[str] = set()  # of the events
        self.settlements: list[Settlement] = []  # written, held back or failed, in order
        self.new_records: list[NewRecord] = []
        self.user_changes: list[ChangeKey] = []  # in order, but for what cancels out
        self.batch_runs: list[BatchRun] = []
        self.cleared_rows = 0  # tracking rows that a clear removed
        self.first_turn_on = False  # integration was turned on for the first time (S4)
        # what the oracle predicts
        self.expected_losses: list[ExpectedLoss] = []
        self.expected_undone_deletes: list[ChangeKey] = []
        self.live_deliveries: list[ChangeKey] = []  # of the users' changes, those due at once (L1)
        self.waiting_before: dict[ChangeKey, int] = {}  # deliveries that may arrive in this step
        self.abandoned_deliveries = 0  # deliveries that waited when integration was turned off
        self.due_deletes: list[ChangeKey] = []  # to be carried out in this step (L6)
        self.due_runs: list[int] = []  # milliseconds: when the schedule has a run (S4)
        self.backlog: list[str] = []  # of a run by hand: the missed records in their order (B1)
        self.sent_requests: list[SentRequest] = []  # with their predicted answers (F1, F2)

    @property
    def simulator(self) -> Engine:
        """The simulator after the command."""
        return self.oracle.simulator
