"""Watching a history: an account of its own of what happens, apart from what is reported.

A `Watch` does commands through the door and follows the journal's records, so that a promise can
compare what the simulation says with what happened, by the law. It knows what users changed since a
record was last settled, and so what a write of the integration loses (R7, R13); what waits and
until when (L2, F3); what the grid must show (G); when the batch job is due, and whether it can run.

>>> from harness.values.commands import Create, TurnOn, pairs
>>> watch = Watch(Simulator())
>>> step = watch.do(Create("hr", "cdm_title", "boss", pairs({"cdm_name": "Boss"})))
>>> [event.event for event in step.events], watch.pending["hr"]["boss"].new
(['created'], True)
"""

from typing import Final

from harness.histories.exploration.watching import foreseen
from harness.histories.exploration.watching.facts import Made, Run, Seen, Sent, Side, Waiting
from harness.histories.exploration.watching.pending import Pending, bits
from harness.histories.exploration.watching.step import Step
from harness.histories.exploration.watching.trouble import NEVER, Answer, Trouble
from harness.values.catalog import Table
from harness.values.commands import (
    Advance,
    CancelBatchJob,
    Command,
    Create,
    Edit,
    Fault,
    Import,
    RunBatchJob,
    SyncNow,
    TurnOff,
    TurnOn,
)
from harness.values.environments import DATAVERSE, ENVIRONMENTS, HR, Environment
from harness.values.events import Event
from harness.values.records import Value, Values
from harness.world.simulator import Simulator

__all__ = ["USERS", "WRITES", "Made", "Pending", "Step", "Waiting", "Watch", "bits"]
# what the integration does to a record
WRITES: Final = frozenset({"updated", "copied", "restored", "removed"})
USERS: Final = frozenset({"created", "edited", "deleted"})
_MAKES: Final = frozenset({"created", "copied", "restored"})
_SETTLING: Final = WRITES | {"settled", "dropped", "lost", "delete_undone", "unanswered", "linked"}
_LINKS: Final = frozenset({"updated", "copied", "restored", "linked"})
_RUNS: Final = frozenset({"batch_started", "batch_skipped", "batch_blocked"})
_ENDS: Final = frozenset({"batch_ended", "batch_stopped", "batch_stuck"})
_LETS_WAITS_END: Final = frozenset({Advance, Import, SyncNow, Fault})

# what a fork has copies of: by environment, and as it is
_BY_SIDE: Final = ("pending", "records", "edited_at", "references")
_PLAIN: Final = ("written", "rows", "cleared", "waits", "_moves")


class Watch:
    """A simulation that is watched from its start."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator: Final = simulator
        world = simulator.world
        self.pending: Final[dict[Environment, dict[str, Pending]]] = {HR: {}, DATAVERSE: {}}
        # what the journal says that both environments hold
        self.records: Final[dict[Environment, dict[str, Values]]] = {HR: {}, DATAVERSE: {}}
        self.written: Final[set[tuple[str, int, Value]]] = set()  # record, column, value of a user
        # by the clock of the environment
        self.edited_at: Final[dict[Environment, dict[str, int]]] = {HR: {}, DATAVERSE: {}}
        self.references: Final[dict[Environment, dict[int, str]]] = {HR: {}, DATAVERSE: {}}
        self.rows: Final[dict[str, tuple[bool, str]]] = {}  # the grid: deleted, entity
        self.cleared: Final[set[str]] = set()  # tables whose tracking was cleared
        self.waits: Final[dict[Waiting, int]] = {}  # until when, milliseconds, or NEVER (F3)
        self.trouble = Trouble()
        self.on = False  # S1
        self.next_run: int | None = None  # of the schedule, milliseconds (S4)
        self.executing = False
        self.time = world.clock.milliseconds
        self.steps = 0
        self.batch_done = False
        self._settling: str | None = None
        self._found: tuple[Side, Side] | None = None  # how what is being settled looked before
        self._run: Run | None = None
        self._read = len(simulator.journal)
        self._moves: list[tuple[int, int]] = []  # journal length, milliseconds from then on
        self._listen()
        for _, event in simulator.journal:
            if event.event == "given_on":
                self.on, self.next_run = True, self.time + world.settings.batch_job_every
        for environment in ENVIRONMENTS:
            store = world.stores[environment]
            for table in store.tables():
                for record in store.records(table):
                    self.records[environment][record.name] = record.values
                    self.references[environment][record.reference] = record.name
                    self.rows[record.name] = False, world.catalog[table].entity
                    for place, value in enumerate(record.values):
                        self.written.add((record.name, place, value))

    def fork(self) -> "Watch":
        """Another watch that has seen the same, of a simulation that goes its own way."""
        new: Watch = object.__new__(Watch)
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
        if self.trouble.kinds or self.trouble.where:
            mine["trouble"] = self.trouble.copy()
        else:
            mine["trouble"] = Trouble()
        mine["simulator"] = self.simulator.fork()
        new._listen()
        return new

    def do(self, command: Command) -> Step:
        """Do one command and follow what happened."""
        self.steps += 1
        step = Step(self, command, self.steps)
        kind = type(command)
        if self.waits and kind in _LETS_WAITS_END:
            foreseen.waits_end(self, step)
        if kind is RunBatchJob:
            foreseen.backlog(self, step)
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
                self._settled()
                step.rows_gone += self._cleared(event.table)
        self._settled()
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

    def _listen(self) -> None:
        """Without a way back from the clock to the watch: what nobody needs is freed at once."""
        moves, journal = self._moves, self.simulator.journal

        def moved(milliseconds: int) -> None:
            moves.append((len(journal), milliseconds))

        self.simulator.world.clock.on_move.append(moved)

    # ------------------------------------------------------------------------ before a command

    def _fault(self, fault: Command) -> None:
        assert isinstance(fault, Fault)
        if fault.kind != "over":
            self.trouble.ask(fault, self.time)
            return
        self.trouble = Trouble()
        for one in [one for one, due in self.waits.items() if due == NEVER]:
            del self.waits[one]

    # ------------------------------------------------------------------------ what happened

    def tracked(self, name: str) -> bool:
        """Having a row of the grid that does not say Yes."""
        row = self.rows.get(name)
        return row is not None and not row[0]

    def now_in(self, environment: Environment) -> int:
        """What its own clock says, in seconds (F5)."""
        return (self.time + self.trouble.ahead.get(environment, 0)) // 1000

    def _cleared(self, table: str) -> int:
        self.cleared.add(table)
        gone = [it.name for it in self.simulator.world.things.of(table) if it.name in self.rows]
        for name in gone:
            del self.rows[name]
        return len(gone)

    def missed(self) -> int:
        """How many requests are missed, on both sides."""
        return sum(map(len, self.pending.values()))

    def _follow_run(self, step: Step, event: Event) -> None:
        self._settled()
        if event.event in _RUNS:
            self._run = run = Run(event, self.executing, self.missed())
            step.runs.append(run)
            if event.event == "batch_started":
                run.sticks, run.stops_after = self.trouble.run_begins()
                self.executing |= run.sticks
        elif self._run is not None:
            self._run.ends, self._run.left = event, self.missed()
            self._run = None

    def _made(self, step: Step, event: Event) -> None:
        """Where a step makes a record more than once, its last reference is seen."""
        world, environment, name = self.simulator.world, event.environment, event.record
        thing = world.things.named(name or "")
        if thing is None or environment is None:
            return
        record = world.stores[environment].find(thing.table.name, thing.key)
        if record is not None and record.name not in {
            made.name for made in step.made if made.environment == environment
        }:
            known = self.references[environment]
            before = known.get(record.reference)
            step.made.append(Made(environment, record.name, event.event, record.reference, before))
            known[record.reference] = record.name

    def _follow(self, step: Step, event: Event, seq: int) -> None:
        kind, name, environment = event.event, event.record, event.environment
        assert name is not None
        if name != self._settling or kind not in _SETTLING:
            self._settled()
        if self._run is not None and event.actor == "batch job":
            self._run.told.setdefault(name, kind)
            if kind in ("failed", "unanswered"):
                self._run.failed.append(name)
            self._run.held_back += kind == "held_back"
        if kind in USERS:
            assert environment is not None
            self._user(step, event, environment, name, seq)
            return
        if kind in _SETTLING:
            if self._settling is None:
                self._settling, self._found = name, self._look(name)
            self._settle(step, event, environment, name)
        elif kind in ("held_back", "failed"):
            self._seen(step, event, name)
            if event.rule == "L5" and environment is not None:
                self._sent_to(step, environment, name, "failed")

    def _look(self, name: str) -> tuple[Side, Side]:
        hr, dataverse = (
            Side(
                self.records[environment].get(name),
                self.pending[environment].get(name),
                self.edited_at[environment].get(name),
            )
            for environment in ENVIRONMENTS
        )
        return hr, dataverse

    def _seen(self, step: Step, event: Event, name: str) -> None:
        table = self.simulator.world.catalog[event.table or ""]
        if self._found is not None:
            hr, dataverse = self._found
        else:  # its requests stay, and may be changed before this step is looked at
            hr, dataverse = self._look(name)
            hr = hr._replace(pending=hr.pending and hr.pending.copy())
            dataverse = dataverse._replace(pending=dataverse.pending and dataverse.pending.copy())
        missing = None
        if event.event in WRITES and event.data and table.lookups and event.environment:
            missing = self._missing(event.environment, table, event.data, name)
        step.seen.append(Seen(event, name, table, hr, dataverse, self.tracked(name), missing))

    def _missing(
        self, environment: Environment, table: Table, values: Values, name: str
    ) -> str | None:
        """What those values look up that is not there (R14)."""
        there, things = self.records[environment], self.simulator.world.things
        for place, target in table.lookups:
            value = values[place] if place < len(values) else None
            if value is None:
                continue
            thing = things.find(target, value)
            if thing is None or (thing.name not in there and thing.name != name):
                return table.names[place]
        return None

    def _settle(self, step: Step, event: Event, environment: Environment | None, name: str) -> None:
        kind = event.event
        if kind in WRITES and environment is not None:
            self._seen(step, event, name)
            self._sent_to(step, environment, name, "done")
            foreseen.losses(self, step, event, environment, name)
            if kind == "removed":
                self.records[environment].pop(name, None)
            else:
                self.records[environment][name] = event.data
            if kind != "updated":  # a record that the integration made has no last edit
                self.edited_at[environment].pop(name, None)
        elif kind in ("lost", "settled"):
            self._seen(step, event, name)
        if kind == "unanswered":
            for sent in step.sent[-1:]:
                sent.found = "unanswered"
            self._unheard(event, name)
        elif kind == "removed" or (kind == "settled" and event.rule == "L6"):
            entity = self.rows.get(name, (True, ""))[1]
            self.rows[name] = True, entity
        elif kind in _LINKS:
            self._linked(event, name)
        elif kind == "dropped" and self.tracked(name):
            del self.rows[name]

    def _sent_to(self, step: Step, environment: Environment, name: str, found: Answer) -> None:
        """Every request counts; where both sides may be written, not each is seen to fail."""
        trouble = self.trouble
        if not trouble.kinds or trouble.uncertain:
            return
        thing, settings = self.simulator.world.things.named(name), self.simulator.world.settings
        if settings.conflict == "merge_fields" or (thing is not None and thing.table.one_way):
            trouble.uncertain = True
            step.sent.clear()
            return
        expected = trouble.request(environment, self.time // 1000)
        step.sent.append(Sent(environment, name, expected, found))

    def _linked(self, event: Event, name: str) -> None:
        """G3: the entity that last synced to Dataverse; a row that is new shows the table's own."""
        own = self.simulator.world.catalog[event.table or ""].entity
        if event.environment == DATAVERSE:
            pending = self.pending[HR].get(name)
            if pending is not None and not pending.deleted:
                self.rows[name] = False, pending.entity or own
                return
        if not self.tracked(name):
            self.rows[name] = False, own

    def _unheard(self, event: Event, name: str) -> None:
        """F2: it is settled, and stays missed where it was missed."""
        deleted = event.rule == "F2" and self.rows.get(name, (False, ""))[0]
        across = event.environment
        for environment in ENVIRONMENTS:
            pending = self.pending[environment].get(name)
            if pending is not None and (not deleted or environment != across):
                self.pending[environment][name] = pending.as_unheard(deleted)
            else:
                self.pending[environment].pop(name, None)
            self.waits.pop((environment, name), None)
        self._settling = self._found = None

    def _user(
        self, step: Step, event: Event, environment: Environment, name: str, seq: int
    ) -> None:
        """Follow a user's change; the net of several is as the law's *request*."""
        mine, kind = self.pending[environment], event.event
        pending, now = mine.get(name), self.now_in(environment)
        touched, entity = 0, None
        if kind == "deleted":
            self.records[environment].pop(name, None)
        else:
            touched = self._touched(event, environment, name)
            self.records[environment][name] = event.data
            if not touched and kind == "edited":
                return
            self.edited_at[environment][name] = now
            if environment == HR and isinstance(step.command, Create | Edit):
                entity = step.command.entity
        if pending is None:
            pending = mine[name] = Pending(kind == "created", seq)
            pending.changed(kind, touched, entity, now)
        elif not pending.changed(kind, touched, entity, now):
            del mine[name]  # made and deleted again: nothing, at once
            self.waits.pop((environment, name), None)
            return
        pending.live = self.on
        step.changed.append((environment, name))
        if self.on:
            self._sent(step, environment, name)

    def _sent(self, step: Step, environment: Environment, name: str) -> None:
        """L1, L2, F3: at once, or it waits; where it waits already, it joins."""
        one = environment, name
        if self.waits.get(one, 0) > self.time:
            return
        settings = self.simulator.world.settings
        late = self.trouble.late(environment)
        if environment == DATAVERSE:
            late += settings.dataverse_to_hr_delay
        self.waits.pop(one, None)
        if late:
            self.waits[one] = min(self.time + late, NEVER) if late < NEVER else NEVER
        else:
            step.delivered.append(one)
            foreseen.delete_due(self, step, environment, name)

    def _touched(self, event: Event, environment: Environment, name: str) -> int:
        values: Values = event.data
        before: Values = event.before or ()
        touched = 0
        if values is before:
            return 0
        for place in range(max(len(values), len(before))):
            value = values[place] if place < len(values) else None
            if value != (before[place] if place < len(before) else None):
                touched |= 1 << place
                self.written.add((name, place, value))
        if environment == DATAVERSE and event.table is not None:
            for place in self.simulator.world.catalog[event.table].one_way:  # R15
                touched &= ~(1 << place)
        return touched

    def _settled(self) -> None:
        """The record was settled: what users changed of it has travelled, or is lost."""
        if self._settling is not None:
            for environment in ENVIRONMENTS:
                self.pending[environment].pop(self._settling, None)
                if self.waits:
                    self.waits.pop((environment, self._settling), None)
            self._settling = self._found = None
