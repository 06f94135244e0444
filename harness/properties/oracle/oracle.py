"""The test oracle: an independent model of the law, which predicts what each command must do.

An `Oracle` passes commands to a simulator one by one and follows the journal that the simulator
writes. From its entries, by the rules as they are written and not by the simulator's code, it keeps
a model of its own (`OracleState`): what users changed and has not travelled, what both environments
hold, which tracking rows exist, which deliveries wait, when the batch job is due. For each command
it returns a `Step`: its predictions (which values are lost, which deletes are due, in which order
the batch job takes records) and its observations of what the simulator did. Properties are
functions of a step: they compare the observations with the predictions.

Of the simulator the oracle uses settings, its clocks, and which record a name or reference is of;
its decisions never. So a mistake in one is not repeated in the other, and shows as a difference.

>>> from harness.domain.commands import Create, pairs
>>> from harness.simulator.engine import Engine
>>> oracle = Oracle(Engine())
>>> step = oracle.do(Create("hr", "cdm_title", "boss", pairs({"cdm_name": "Boss"})))
>>> [event.event for event in step.events], oracle.pending["hr"]["boss"].new
(['created'], True)
"""

from typing import Final

from harness.domain.commands import (
    Advance,
    Backup,
    CancelBatchJob,
    Command,
    Delete,
    DeleteBatchJob,
    Fault,
    Import,
    Restore,
    SetBatchJob,
    SyncNow,
    TurnOff,
    TurnOn,
)
from harness.domain.environments import DATAVERSE, HR
from harness.domain.events import Event
from harness.properties.oracle import batch_runs, predictions, settlements, user_changes
from harness.properties.oracle.beginnings import take_over
from harness.properties.oracle.expected_faults import NEVER, ExpectedFaults
from harness.properties.oracle.following import deletes_that_follow
from harness.properties.oracle.observations import USERS, WRITES, NewRecord
from harness.properties.oracle.refusals import expected_refusal
from harness.properties.oracle.requests import expect_requests
from harness.properties.oracle.restoring import keep_backup, put_back
from harness.properties.oracle.state import OracleState
from harness.properties.oracle.step import Step
from harness.simulator.engine import Engine

__all__ = ["USERS", "WRITES", "Oracle", "Step"]
_CREATIONS: Final = frozenset({"created", "copied", "restored"})
_RUN_EVENTS: Final = batch_runs.RUN_STARTS | batch_runs.RUN_ENDS
_MAY_DELIVER: Final = frozenset({Advance, Import, SyncNow, Fault})
_ADMINISTRATION: Final = frozenset({CancelBatchJob, SetBatchJob, DeleteBatchJob, Backup, Restore})
_RUNS: Final = frozenset({"batch job", "sync now"})

# the state that a fork copies: containers by environment, and plain containers
_BY_ENVIRONMENT: Final = (
    "pending", "unnoticed", "records", "edited_at", "reference_of", "references",
)  # fmt: skip
_CONTAINERS: Final = (
    "user_values", "tracking_rows", "cleared", "waiting", "held", "binned", "apart", "backups",
    "travelled", "following", "_clock_moves",
)  # fmt: skip


class Oracle(OracleState):
    """A simulator and the model that follows it from its start, one command at a time."""

    def __init__(self, simulator: Engine) -> None:
        super().__init__(simulator)
        self._cascades = bool(simulator.world.settings.delete_in_use)  # somewhere (R19)
        take_over(self)

    def fork(self) -> "Oracle":
        """A copy of the model with a fork of the simulator; the two then go different ways."""
        new: Oracle = object.__new__(Oracle)
        copied = vars(new)
        copied.update(vars(self))
        for name in _BY_ENVIRONMENT:
            original = copied[name]
            copied[name] = {HR: original[HR].copy(), DATAVERSE: original[DATAVERSE].copy()}
        for name in _CONTAINERS:
            copied[name] = copied[name].copy()
        for changes in (*copied["pending"].values(), *copied["unnoticed"].values()):
            for name, change in changes.items():
                changes[name] = change.copy()
        if self.expected_faults.kinds or self.expected_faults.kinds_by_environment:
            copied["expected_faults"] = self.expected_faults.copy()
        else:
            copied["expected_faults"] = ExpectedFaults()
        if self.current_run is not None:
            copied["current_run"] = self.current_run.copy()
        copied["simulator"] = self.simulator.fork()
        new._listen()
        return new

    def do(self, command: Command) -> Step:
        """Predict, have the simulator do the command, and follow what its journal reports."""
        self.steps += 1
        step = Step(self, command, self.steps)
        kind = type(command)
        if self.waiting and kind in _MAY_DELIVER:
            predictions.predict_deliveries(self, step)
        step.expected_refusal = expected_refusal(self, command)
        if isinstance(command, Import):
            step.records_before = dict.fromkeys(self.records[command.environment])
        elif kind is Delete and self._cascades and not step.expected_refusal:
            predictions.predict_cascade(self, step)
        elif kind is TurnOff:
            self.on = False
            step.abandoned_deliveries = len(self.waiting)
            self._give_up_waiting()
        elif kind is Fault:
            self._expect_fault(command)
        elif kind in _ADMINISTRATION and not step.expected_refusal:
            self._administer(step, command)
        self._clock_moves.clear()
        step.refused = self.simulator.attempt(command)
        self._follow_journal(step)
        if kind is TurnOn and not self.on:
            self.on = True
            if self.next_run is None:
                step.made_job, self.job_status = True, "Waiting"
                self.next_run = self.simulator.world.next_run(self.time)
        self.batch_completed = bool(step.ended_runs) and step.events[-1].event == "batch_ended"
        return step

    def _administer(self, step: Step, command: Command) -> None:
        """What an administrator does to the batch job, or to an environment (B6, E1)."""
        if isinstance(command, CancelBatchJob):
            self.job_status = "Canceled"
        elif isinstance(command, SetBatchJob):
            self.job_status = "Waiting" if command.status == "waiting" else "Withhold"
        elif isinstance(command, DeleteBatchJob):
            self.job_status, self.next_run = "", None
        elif isinstance(command, Backup):
            keep_backup(self, command.environment, command.name)
        elif isinstance(command, Restore):
            step.restored = put_back(self, command.environment, command.name)

    def _give_up_waiting(self) -> None:
        """Integration is turned off: nothing is on its way any more (L5)."""
        self.waiting.clear()
        self.held.clear()
        for name, rows in self.binned.items():
            self.binned[name] = tuple(row._replace(waits=None) for row in rows)

    def _expect_fault(self, fault: Command) -> None:
        assert isinstance(fault, Fault)
        if fault.kind != "over":
            self.expected_faults.begin(fault, self.time)
            return
        if fault.of is None:
            self.expected_faults = ExpectedFaults()
        else:
            self.expected_faults.end(fault.of)
        for key in [key for key, due in self.waiting.items() if due == NEVER]:
            if predictions.released(self, fault, key):
                del self.waiting[key]
                self.held.pop(key, None)
            elif fault.of is not None:
                self.held[key].discard(fault.of)
        for name, rows in self.binned.items():
            self.binned[name] = tuple(row.after(fault.of) for row in rows)

    # ------------------------------------------------------------------ following the journal

    def _follow_journal(self, step: Step) -> None:
        """Apply to the model every entry that the command added, in order."""
        journal = self.simulator.journal
        creations: list[Event] = []
        events, kinds, times = step.events, step.kinds, step.event_times
        step.first_seq = self._entries_read + 1
        moves = iter(self._clock_moves)
        move = next(moves, None)
        for seq, event in journal.since(self._entries_read + 1):
            while move is not None and move[0] < seq:
                self.time = move[1]
                move = next(moves, None)
            kind = event.event
            events.append(event)
            times.append(self.time // 1000)
            kinds.add(kind)
            if event.record is not None:
                step.names[event.record] = None
                self._follow_record(step, event, seq)
                if kind in _CREATIONS:
                    creations.append(event)
            elif kind in _RUN_EVENTS:
                settlements.end_settlement(self)
                batch_runs.follow_run(self, step, event)
            elif kind == "tracking_cleared" and event.table:
                settlements.end_settlement(self)
                step.cleared_rows += self._clear_tracking(event.table)
            elif kind == "sync_now_started":
                self.following.pop("sync now", None)
            elif kind == "sync_now_ended" and event.table:
                settlements.end_settlement(self)
                settlements.end_sync(self, step, event.table)
        settlements.end_settlement(self)
        for event in creations:
            self._follow_creation(step, event)
        self._entries_read = len(journal)
        now = self.time = self.simulator.world.clock.milliseconds
        if self.waiting and self._clock_moves:
            for key in [key for key, due in self.waiting.items() if due <= now]:
                del self.waiting[key]
        due = self.next_run
        while due is not None and due <= now:
            step.due_runs.append(due)
            due = self.next_run = self.simulator.world.next_run(due)

    def _follow_record(self, step: Step, event: Event, seq: int) -> None:
        """An entry about a record: a user's change, or a part of its settlement."""
        kind, name, environment = event.event, event.record, event.environment
        assert name is not None
        if name != self.settling or kind not in settlements.SETTLING:
            settlements.end_settlement(self)
        follows = None
        if event.actor in _RUNS:
            if self.current_run is not None and event.actor == "batch job":
                batch_runs.follow_record_of_run(self, self.current_run, event, name)
            elif event.actor == "sync now" and step.sync_order is None:
                predictions.predict_sync_order(self, step)
            if self.comes_last(name):
                follows = self._follows(event, name)
        if kind in USERS:
            assert environment is not None
            user_changes.follow_user_change(self, step, event, environment, name, seq)
        elif kind in settlements.SETTLING:
            if self.settling is None:
                settlements.begin_settlement(self, step, event, name)
            settlements.follow_settlement(self, step, event, environment, name, follows)
        elif kind in ("held_back", "failed"):
            settlements.add_settlement(self, step, event, name, follows)
            if self.expected_faults.kinds and kind == "failed":
                self._follow_failure(step, event, name)
        elif kind == "new_period":
            self.reference_of[HR][name] = event.data
            records = self.records[HR]
            records[name] = records.pop(name)  # the newest from now on
            owners = self.references[HR]
            before = owners.get(event.data)
            new = NewRecord(HR, name, kind, event.data, before)
            step.new_records[HR, name, event.data] = new
            owners[event.data] = name

    def _follow_failure(self, step: Step, event: Event, name: str) -> None:
        """What failed for a fault had asked for it; what failed with another, perhaps too (F2)."""
        if event.rule == "L5" and event.environment is not None:
            sides = settlements.current_sides(self, name)
            expect_requests(self, step, event, name, sides)
        elif "together with" in str(event.data):
            self.expected_faults.uncertain = True

    def _follows(self, event: Event, name: str) -> bool | None:
        """Whether a delete made while on follows, at the end of a run or sync now (L10).

        All of them decide it at one moment; in a run that takes time each has its own (B8).
        """
        run = self.current_run
        if event.actor == "batch job" and run is not None and run.takes_time:
            return name in deletes_that_follow(self) if event.event == "removed" else None
        if event.actor not in self.following:
            self.following[event.actor] = deletes_that_follow(self)
        return name in self.following[event.actor]

    def _follow_creation(self, step: Step, event: Event) -> None:
        """Note the reference of a new record; the last one if a step creates it more than once."""
        world, environment, name = self.simulator.world, event.environment, event.record
        pair = world.record_pairs.named(name or "")
        if pair is None or environment is None:
            return
        record = world.stores[environment].find(pair.table.name, pair.key)
        if record is None:
            return
        new = environment, record.name, record.reference
        if new in step.new_records:
            return
        owners = self.references[environment]
        before = owners.get(record.reference)
        step.new_records[new] = NewRecord(*new[:2], event.event, record.reference, before)
        owners[record.reference] = record.name
        self.reference_of[environment][record.name] = record.reference
        if environment == DATAVERSE and record.name in self.binned:
            rows = [it for it in self.binned[record.name] if it.reference != record.reference]
            self.binned[record.name] = tuple(rows)

    def _clear_tracking(self, table: str) -> int:
        """Forget the tracking rows of a table (C1); returns how many there were."""
        self.cleared.add(table)
        pairs = self.simulator.world.record_pairs.of(table)
        names = [pair.name for pair in pairs if pair.name in self.tracking_rows]
        for name in names:
            del self.tracking_rows[name]
        return len(names)
