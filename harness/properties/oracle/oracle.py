"""Watching a history: an account of its own of what happens, apart from what is reported.

A `Oracle` does commands through the door and follows the journal's records, so that a promise can
compare what the simulation says with what happened, by the law. It knows what users changed since a
record was last settled, and so what a write of the integration loses (R7, R13); what waits and
until when (L2, F3); what the grid must show (G); when the batch job is due, and whether it can run.

>>> from harness.domain.commands import Create, TurnOn, pairs
>>> from harness.simulator.simulator import Simulator
>>> oracle = Oracle(Simulator())
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
from harness.properties.oracle.observations import USERS, WRITES, BatchRun, NewRecord, Waiting
from harness.properties.oracle.pending import Pending, bits
from harness.properties.oracle.state import OracleState
from harness.properties.oracle.step import Step

__all__ = ["USERS", "WRITES", "NewRecord", "Oracle", "Pending", "Step", "Waiting", "bits"]
_MAKES: Final = frozenset({"created", "copied", "restored"})
_RUNS: Final = frozenset({"batch_started", "batch_skipped", "batch_blocked"})
_ENDS: Final = frozenset({"batch_ended", "batch_stopped", "batch_stuck"})
_LETS_WAITS_END: Final = frozenset({Advance, Import, SyncNow, Fault})

# what a fork has copies of: by environment, and as it is
_BY_SIDE: Final = ("pending", "records", "edited_at", "references")
_PLAIN: Final = ("written", "rows", "cleared", "waits", "_moves")


class Oracle(OracleState):
    """A simulation that is watched from its start."""

    def fork(self) -> "Oracle":
        """Another watch that has seen the same, of a simulation that goes its own way."""
        new: Oracle = object.__new__(Oracle)
        mine = vars(new)
        mine.update(vars(self))
        for name in _BY_SIDE:
            its = mine[name]
            mine[name] = {HR: its[HR].copy(), DATAVERSE: its[DATAVERSE].copy()}
        for name in _PLAIN:
            mine[name] = mine[name].copy()
        for changes in mine["pending"].values():
            for name, change in changes.items():
                changes[name] = change.copy()
        if self.expected_faults.kinds or self.expected_faults.where:
            mine["expected_faults"] = self.expected_faults.copy()
        else:
            mine["expected_faults"] = ExpectedFaults()
        mine["simulator"] = self.simulator.fork()
        new._listen()
        return new

    def do(self, command: Command) -> Step:
        """Do one command and follow what happened."""
        self.steps += 1
        step = Step(self, command, self.steps)
        kind = type(command)
        if self.waits and kind in _LETS_WAITS_END:
            predictions.waits_end(self, step)
        if kind is RunBatchJob:
            predictions.backlog(self, step)
        elif kind is Import:
            step.there = frozenset(self.records[HR])
        elif kind is CancelBatchJob:
            self.executing = False
        elif kind is TurnOff:
            self.on = False
            step.gave_up = len(self.waits)
            self.waits.clear()
        elif kind is Fault:
            self._fault(command)
        self._moves.clear()
        step.refused = self.simulator.do(command)
        self._follow_all(step)
        if kind is TurnOn:
            self.on = True
            if self.next_run is None:
                step.first_on = True
                self.next_run = self.time + self.simulator.world.settings.batch_job_every
        self.batch_done = kind is RunBatchJob and step.events[-1:] != [] and (
            step.events[-1].event == "batch_ended"
        )  # fmt: skip
        return step

    def _follow_all(self, step: Step) -> None:
        journal = self.simulator.journal
        made: list[Event] = []
        events, kinds, times = step.events, step.kinds, step.times
        step.first = self._read + 1
        moves = iter(self._moves)
        move = next(moves, None)
        for seq, event in journal.since(self._read + 1):
            while move is not None and move[0] < seq:
                self.time = move[1]
                move = next(moves, None)
            kind = event.event
            events.append(event)
            times.append(self.time // 1000)
            kinds.add(kind)
            if event.record is not None:
                self._follow(step, event, seq)
                if kind in _MAKES:
                    made.append(event)
            elif kind in _RUNS or kind in _ENDS:
                self._follow_run(step, event)
            elif kind == "tracking_cleared" and event.table:
                settlements.settled(self)
                step.rows_gone += self._cleared(event.table)
        settlements.settled(self)
        for event in made:
            self._made(step, event)
        self._read = len(journal)
        now = self.time = self.simulator.world.clock.milliseconds
        if self.waits and self._moves:
            for one in [one for one, due in self.waits.items() if due <= now]:
                del self.waits[one]
        due, every = self.next_run, self.simulator.world.settings.batch_job_every
        while due is not None and due <= now:
            step.due_runs.append(due)
            due = self.next_run = due + every

    # ------------------------------------------------------------------------ before a command

    def _fault(self, fault: Command) -> None:
        assert isinstance(fault, Fault)
        if fault.kind != "over":
            self.expected_faults.ask(fault, self.time)
            return
        self.expected_faults = ExpectedFaults()
        for one in [one for one, due in self.waits.items() if due == NEVER]:
            del self.waits[one]

    # ------------------------------------------------------------------------ what happened

    def _cleared(self, table: str) -> int:
        self.cleared.add(table)
        gone = [
            it.name for it in self.simulator.world.record_pairs.of(table) if it.name in self.rows
        ]
        for name in gone:
            del self.rows[name]
        return len(gone)

    def _follow_run(self, step: Step, event: Event) -> None:
        settlements.settled(self)
        if event.event in _RUNS:
            self._run = run = BatchRun(event, self.executing, self.missed())
            step.runs.append(run)
            if event.event == "batch_started":
                run.sticks, run.stops_after = self.expected_faults.run_begins()
                self.executing |= run.sticks
        elif self._run is not None:
            self._run.ends, self._run.left = event, self.missed()
            self._run = None

    def _made(self, step: Step, event: Event) -> None:
        """Where a step makes a record more than once, its last reference is seen."""
        world, environment, name = self.simulator.world, event.environment, event.record
        pair = world.record_pairs.named(name or "")
        if pair is None or environment is None:
            return
        record = world.stores[environment].find(pair.table.name, pair.key)
        if record is not None and record.name not in {
            made.name for made in step.made if made.environment == environment
        }:
            known = self.references[environment]
            before = known.get(record.reference)
            step.made.append(
                NewRecord(environment, record.name, event.event, record.reference, before)
            )
            known[record.reference] = record.name

    def _follow(self, step: Step, event: Event, seq: int) -> None:
        kind, name, environment = event.event, event.record, event.environment
        assert name is not None
        if name != self.settling or kind not in settlements.SETTLING:
            settlements.settled(self)
        if self._run is not None and event.actor == "batch job":
            self._run.told.setdefault(name, kind)
            if kind in ("failed", "unanswered"):
                self._run.failed.append(name)
            self._run.held_back += kind == "held_back"
        if kind in USERS:
            assert environment is not None
            user_changes.changed_by_a_user(self, step, event, environment, name, seq)
            return
        if kind in settlements.SETTLING:
            if self.settling is None:
                self.settling, self.found = name, settlements.look(self, name)
            settlements.settle(self, step, event, environment, name)
        elif kind in ("held_back", "failed"):
            settlements.seen(self, step, event, name)
            if event.rule == "L5" and environment is not None:
                settlements.sent_to(self, step, environment, name, "failed")
