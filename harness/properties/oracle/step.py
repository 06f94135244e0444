"""A step of a watched history: one command, what happened, and what the watch knew before.

What a property of your own looks at:

- `step.command`, a command of `harness.domain.commands`; `step.refused`, why it was refused;
- `step.events`, what happened, in order: each an `Event` with the fields `at` (seconds), `event`
  (a key of `EVENTS`, which says what its `data` is), `actor`, `environment`, `table`, `record`,
  `rule`, `data`, `before`; and `step.kinds`, the set of their kinds;
- `step.was_on`, whether integration was on before; `step.number`, counted from 1;
- `step.oracle.records["hr"]["ada"]`, the values of a record from then on, in the order of its
  table's columns; `step.oracle.pending["hr"]`, what users changed and has not travelled, by record;
- `step.simulator`, the simulation itself: `step.simulator.record("dataverse", "ada")`, and whatever
  `harness.reports.findings` reads: `data_loss(step.simulator)`, `undone_deletes(step.simulator)`.

The rest is for the promises of the law.

>>> from harness.properties.oracle.oracle import Oracle
>>> from harness.domain.commands import TurnOn
>>> from harness.simulator.simulator import Simulator
>>> step = Oracle(Simulator()).do(TurnOn())
>>> step.was_on, step.first_on, sorted(step.kinds)
(False, True, ['job_created', 'turned_on'])
"""

from harness.domain.commands import Command
from harness.domain.environments import Environment
from harness.domain.events import Event
from harness.properties.oracle.observations import (
    BatchRun,
    ExpectedLoss,
    NewRecord,
    SentRequest,
    Settlement,
    Waiting,
)
from harness.properties.oracle.state import OracleState
from harness.simulator.simulator import Simulator


class Step:
    """One command, done: what it was, and what happened."""

    __slots__ = (
        "after_batch",
        "backlog",
        "began",
        "changed",
        "command",
        "deletes",
        "delivered",
        "due_runs",
        "events",
        "expected_losses",
        "expected_undone",
        "first",
        "first_on",
        "gave_up",
        "kinds",
        "made",
        "number",
        "oracle",
        "refused",
        "rows_gone",
        "runs",
        "seen",
        "sent",
        "there",
        "times",
        "waited",
        "was_executing",
        "was_on",
    )  # fmt: skip

    def __init__(self, oracle: OracleState, command: Command, number: int) -> None:
        self.oracle = oracle
        self.command = command
        self.number = number  # counted from 1
        self.began = oracle.time  # milliseconds
        self.was_on = oracle.on
        self.was_executing = oracle.executing  # a stuck run (B6)
        self.first_on = False  # the first turning-on (S4)
        self.after_batch = oracle.batch_done  # the step before was a run that came to its end
        self.refused: str | None = None
        self.events: list[Event] = []
        self.first = 0  # the journal entry of the first event
        self.times: list[int] = []  # of each event: when it happened, seconds
        self.kinds: set[str] = set()  # of the events
        self.expected_losses: list[ExpectedLoss] = []
        self.expected_undone: list[tuple[Environment, str]] = []
        self.made: list[NewRecord] = []
        self.seen: list[
            Settlement
        ] = []  # what the integration wrote, held back, or could not write
        self.changed: list[Waiting] = []  # users' changes that count, in order
        self.delivered: list[Waiting] = []  # of them, those that are to be delivered at once
        self.deletes: list[Waiting] = []  # deletes that are to be carried out in this step (L6)
        self.waited: dict[Waiting, int] = {}  # what waited before, where this step may end it
        self.runs: list[BatchRun] = []
        self.sent: list[SentRequest] = []  # requests to an environment, where faults were asked for
        self.gave_up = 0  # waits that turning off ended
        self.rows_gone = 0  # tracking rows that a clear took
        self.due_runs: list[int] = []  # when the schedule has one, milliseconds
        self.there: frozenset[str] = frozenset()  # before an import: in Human Resources
        self.backlog: list[str] = []  # before a run by hand: what is missed, in the order of B1

    @property
    def simulator(self) -> Simulator:
        """The simulation after the command."""
        return self.oracle.simulator
