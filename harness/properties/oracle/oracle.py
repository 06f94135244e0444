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
    CancelBatchJob,
    Command,
    Fault,
    Import,
    RunBatchJob,
    SyncNow,
    TurnOff,
    TurnOn,
)
from harness.domain.environments import DATAVERSE, HR
from harness.domain.events import Event
from harness.properties.oracle import predictions, settlements, user_changes
from harness.properties.oracle.expected_faults import NEVER, ExpectedFaults
from harness.properties.oracle.observations import USERS, WRITES, BatchRun, NewRecord
from harness.properties.oracle.state import OracleState
from harness.properties.oracle.step import Step

__all__ = ["USERS", "WRITES", "Oracle", "Step"]
_CREATIONS: Final = frozenset({"created", "copied", "restored"})
_RUN_STARTS: Final = frozenset({"batch_started", "batch_skipped", "batch_blocked"})
_RUN_ENDS: Final = frozenset({"batch_ended", "batch_stopped", "batch_stuck"})
_MAY_DELIVER: Final = frozenset({Advance, Import, SyncNow, Fault})

# the state that a fork copies: containers by environment, and plain containers
_BY_ENVIRONMENT: Final = ("pending", "records", "edited_at", "references")
_CONTAINERS: Final = ("user_values", "tracking_rows", "cleared", "waiting", "_clock_moves")


class Oracle(OracleState):
    """A simulator and the model that follows it from its start, one command at a time."""

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
        for changes in copied["pending"].values():
            for name, change in changes.items():
                changes[name] = change.copy()
        if self.expected_faults.kinds or self.expected_faults.kinds_by_environment:
            copied["expected_faults"] = self.expected_faults.copy()
        else:
            copied["expected_faults"] = ExpectedFaults()
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
        if kind is RunBatchJob:
            predictions.predict_backlog(self, step)
        elif kind is Import:
            step.hr_records_before = frozenset(self.records[HR])
        elif kind is CancelBatchJob:
            self.executing = False
        elif kind is TurnOff:
            self.on = False
            step.abandoned_deliveries = len(self.waiting)
            self.waiting.clear()
        elif kind is Fault:
            self._expect_fault(command)
        self._clock_moves.clear()
        step.refused = self.simulator.attempt(command)
        self._follow_journal(step)
        if kind is TurnOn:
            self.on = True
            if self.next_run is None:
                step.first_turn_on = True
                self.next_run = self.simulator.world.next_run(self.time)
        self.batch_completed = kind is RunBatchJob and step.events[-1:] != [] and (
            step.events[-1].event == "batch_ended"
        )  # fmt: skip
        return step

    def _expect_fault(self, fault: Command) -> None:
        assert isinstance(fault, Fault)
        if fault.kind != "over":
            self.expected_faults.begin(fault, self.time)
            return
        if fault.of is not None:
            self.expected_faults.end(fault.of)
            if fault.of != "delivery_delayed":
                return
        else:
            self.expected_faults = ExpectedFaults()
        for key in [key for key, due in self.waiting.items() if due == NEVER]:
            del self.waiting[key]

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
                self._follow_record(step, event, seq)
                if kind in _CREATIONS:
                    creations.append(event)
            elif kind in _RUN_STARTS or kind in _RUN_ENDS:
                self._follow_batch_run(step, event)
            elif kind == "tracking_cleared" and event.table:
                settlements.end_settlement(self)
                step.cleared_rows += self._clear_tracking(event.table)
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
        if self._current_run is not None and event.actor == "batch job":
            self._current_run.first_events.setdefault(name, kind)
            if kind in ("failed", "unanswered"):
                self._current_run.failed.append(name)
            self._current_run.held_back += kind == "held_back"
        if kind in USERS:
            assert environment is not None
            user_changes.follow_user_change(self, step, event, environment, name, seq)
            return
        if kind in settlements.SETTLING:
            if self.settling is None:
                self.settling = name
                self.sides_before = settlements.current_sides(self, name)
            settlements.follow_settlement(self, step, event, environment, name)
        elif kind in ("held_back", "failed"):
            settlements.add_settlement(self, step, event, name)
            if event.rule == "L5" and environment is not None:
                settlements.expect_answer(self, step, environment, name, "failed")

    def _follow_batch_run(self, step: Step, event: Event) -> None:
        settlements.end_settlement(self)
        if event.event in _RUN_STARTS:
            self._current_run = run = BatchRun(event, self.executing, self.missed_count())
            step.batch_runs.append(run)
            if event.event == "batch_started":
                run.sticks, run.stops_after = self.expected_faults.next_run()
                if not run.sticks:
                    self._ask_plugged(run, 0)
                self.executing |= run.sticks
        elif self._current_run is not None:
            self._current_run.end = event
            if event.event != "batch_stuck":
                self._ask_plugged(self._current_run, _handled(event))
            self._current_run.missed_at_end = self.missed_count()
            self._current_run = None

    def _ask_plugged(self, run: BatchRun, handled: int) -> None:
        """Let the plugged faults stop the run at its start, or by the records that it handled.

        They were asked before each record but the first, and once more if the run stopped there.
        """
        plugged, now = self.expected_faults.plugged, self.time // 1000
        if plugged is None:
            return
        stopped = run.end is not None and run.end.event == "batch_stopped"
        for done in range(1, handled + stopped) if run.end is not None else (0,):
            outcome = plugged.batch_step(done, run.missed_at_start, now)
            run.sticks |= outcome == "stuck"
            if outcome == "stops":
                run.stops_after = min(done, done if run.stops_after is None else run.stops_after)

    def _follow_creation(self, step: Step, event: Event) -> None:
        """Note the reference of a new record; the last one if a step creates it more than once."""
        world, environment, name = self.simulator.world, event.environment, event.record
        pair = world.record_pairs.named(name or "")
        if pair is None or environment is None:
            return
        record = world.stores[environment].find(pair.table.name, pair.key)
        if record is not None and record.name not in {
            new.name for new in step.new_records if new.environment == environment
        }:
            owners = self.references[environment]
            before = owners.get(record.reference)
            step.new_records.append(
                NewRecord(environment, record.name, event.event, record.reference, before)
            )
            owners[record.reference] = record.name

    def _clear_tracking(self, table: str) -> int:
        """Forget the tracking rows of a table (C1); returns how many there were."""
        self.cleared.add(table)
        pairs = self.simulator.world.record_pairs.of(table)
        names = [pair.name for pair in pairs if pair.name in self.tracking_rows]
        for name in names:
            del self.tracking_rows[name]
        return len(names)


def _handled(end: Event) -> int:
    """How many records a run handled, by its last entry."""
    data: dict[str, int] = end.data
    return data["handled"] if end.event == "batch_stopped" else data["settled"] + data["failed"]
