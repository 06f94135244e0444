"""Watching a history: what users changed that has not travelled, apart from what is reported.

A `Watch` does commands through the door and follows the journal's records, so that a property can
compare what was reported with what happened. It reads who changed which columns since a record was
last settled; from that it knows by itself what a write of the integration loses (R7, R13).

>>> from harness.values.commands import Create, TurnOn, pairs
>>> watch = Watch(Simulator())
>>> step = watch.do(Create("hr", "cdm_title", "boss", pairs({"cdm_name": "Boss"})))
>>> [event.event for event in step.events], watch.pending["hr"]["boss"].new
(['created'], True)
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

from harness.values.commands import Command, Fault, RunBatchJob
from harness.values.environments import DATAVERSE, ENVIRONMENTS, HR, Environment
from harness.values.events import Event
from harness.values.records import Value, Values
from harness.world.simulator import Simulator

# what the integration does to a record
WRITES: Final = frozenset({"updated", "copied", "restored", "removed"})
USERS: Final = frozenset({"created", "edited", "deleted"})
_MAKES: Final = frozenset({"created", "copied", "restored"})
_SETTLING: Final = WRITES | {"settled", "dropped", "lost", "delete_undone", "unanswered"}
# environment, record, column, value lost, value kept
Lost = tuple[Environment, str, str, Value, Value]


class Made(NamedTuple):
    """A record that came to be in a step, and whose its reference was before."""

    environment: Environment
    name: str
    event: str  # created, copied or restored
    reference: int
    before: str | None


class Pending:
    """What users changed of one record in one environment since it was last settled."""

    __slots__ = ("deleted", "new", "touched")

    def __init__(self, new: bool) -> None:
        self.new = new  # made here since then
        self.deleted = False
        self.touched = 0  # bit n: column n was changed, to another value or to empty

    def fork(self) -> "Pending":
        """The same, of another watch."""
        new = Pending(self.new)
        new.deleted, new.touched = self.deleted, self.touched
        return new


class Step:
    """One command, done: what it was, and what happened."""

    __slots__ = (
        "after_batch", "command", "events", "expected_losses", "expected_undone", "made", "number",
        "refused", "was_on", "watch",
    )  # fmt: skip

    def __init__(self, watch: "Watch", command: Command, number: int) -> None:
        self.watch = watch
        self.command = command
        self.number = number  # counted from 1
        self.was_on = watch.simulator.world.on
        self.after_batch = watch.batch_done  # the step before was a run that came to its end
        self.refused: str | None = None
        self.events: list[Event] = []
        self.expected_losses: list[Lost] = []
        self.expected_undone: list[tuple[Environment, str]] = []
        self.made: list[Made] = []

    @property
    def simulator(self) -> Simulator:
        """The simulation after the command."""
        return self.watch.simulator


class Watch:
    """A simulation that is watched from its start."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator: Final = simulator
        self.pending: Final[dict[Environment, dict[str, Pending]]] = {HR: {}, DATAVERSE: {}}
        # what the journal says that both environments hold
        self.records: Final[dict[Environment, dict[str, Values]]] = {HR: {}, DATAVERSE: {}}
        self.written: Final[set[tuple[str, int, Value]]] = set()  # record, column, value of a user
        self.edited_at: Final[dict[Environment, dict[str, int]]] = {HR: {}, DATAVERSE: {}}
        self.references: Final[dict[Environment, dict[int, str]]] = {HR: {}, DATAVERSE: {}}
        self.cleared: Final[set[str]] = set()  # tables whose tracking was cleared
        self.clocks_differ = False  # a clock fault was asked for: times are not to be compared
        self.in_force: set[str] = set()  # kinds of faults that were asked for and are not over
        self.in_force_where: set[str] = set()  # the same, with their environment
        self.steps = 0
        self.batch_done = False
        self._settling: str | None = None
        self._read = len(simulator.journal)
        for environment in ENVIRONMENTS:
            store = simulator.world.stores[environment]
            for table in store.tables():
                for record in store.records(table):
                    self.records[environment][record.name] = record.values
                    self.references[environment][record.reference] = record.name
                    for place, value in enumerate(record.values):
                        self.written.add((record.name, place, value))

    def do(self, command: Command) -> Step:
        """Do one command and follow what happened."""
        self.steps += 1
        step = Step(self, command, self.steps)
        step.refused = self.simulator.do(command)
        journal = self.simulator.journal
        made: list[Event] = []
        for _, event in journal.since(self._read + 1):
            step.events.append(event)
            if event.record is not None:
                self._follow(step, event)
                if event.event in _MAKES:
                    made.append(event)
            elif event.event == "tracking_cleared" and event.table:
                self.cleared.add(event.table)
        self._settled()
        for event in made:
            self._made(step, event)
        self._read = len(journal)
        ended = bool(step.events) and step.events[-1].event == "batch_ended"
        self.batch_done = ended and type(command) is RunBatchJob
        if type(command) is Fault:
            self._fault(command)
        return step

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

    def fork(self) -> "Watch":
        """Another watch that has seen the same, of a simulation that goes its own way."""
        new: Watch = object.__new__(Watch)
        mine = vars(new)
        mine.update(vars(self))
        for name, value in mine.items():
            kind = type(value)
            if kind is set:
                mine[name] = value.copy()
            elif kind is dict:  # of each environment
                mine[name] = {HR: value[HR].copy(), DATAVERSE: value[DATAVERSE].copy()}
        mine["simulator"] = self.simulator.fork()
        for pending in new.pending.values():
            for name, change in pending.items():
                pending[name] = change.fork()
        return new

    def _fault(self, fault: Fault) -> None:
        if fault.kind == "over":
            self.in_force.clear()
            self.in_force_where.clear()
        else:
            self.in_force.add(fault.kind)
            where = fault.environment
            self.in_force_where.add(f"{fault.kind} {where}" if where else fault.kind)
            self.clocks_differ |= fault.kind.startswith("clock")

    def _follow(self, step: Step, event: Event) -> None:
        kind, name, environment = event.event, event.record, event.environment
        assert name is not None
        if name != self._settling or kind not in _SETTLING:
            self._settled()
        if environment is None or event.table is None:
            if kind in ("settled", "dropped"):
                self._settling = name
            return
        if kind in USERS:
            self._user(event, environment, name)
        elif kind in WRITES:
            self._expect(step, event, environment, name)
            self._settling = name
            if kind == "removed":
                self.records[environment].pop(name, None)
            else:
                self.records[environment][name] = event.data
            if kind != "updated":  # a record that the integration made has no last edit
                self.edited_at[environment].pop(name, None)
        elif kind == "settled":
            self._settling = name

    def _user(self, event: Event, environment: Environment, name: str) -> None:
        """Follow a user's change; the net of several is as the law's *request*."""
        mine, kind = self.pending[environment], event.event
        pending = mine.get(name)
        if kind == "deleted":
            self.records[environment].pop(name, None)
            if pending is not None and pending.new:
                del mine[name]  # made and deleted again: nothing, at once
                return
            if pending is None:
                pending = mine[name] = Pending(False)
            pending.deleted, pending.touched = True, 0
            return
        values: Values = event.data
        before: Values = event.before or ()
        touched = 0
        for place in range(max(len(values), len(before))):
            value = values[place] if place < len(values) else None
            if value != (before[place] if place < len(before) else None):
                touched |= 1 << place
                self.written.add((name, place, value))
        self.records[environment][name] = values
        if environment == DATAVERSE and event.table is not None:
            for place in self.simulator.world.catalog[event.table].one_way:  # R15
                touched &= ~(1 << place)
        if not touched and kind == "edited":
            return
        self.edited_at[environment][name] = event.at
        if pending is None:
            pending = mine[name] = Pending(kind == "created")
        pending.touched = pending.touched | touched if kind == "edited" else touched
        pending.deleted = False

    def _expect(self, step: Step, event: Event, environment: Environment, name: str) -> None:
        """R7, R13: what this write of the integration takes from the users of that environment."""
        pending = self.pending[environment].get(name)
        if pending is None or event.table is None:
            return
        if pending.deleted:
            if event.event in ("copied", "restored"):
                step.expected_undone.append((environment, name))
            return
        before: Values = event.before or ()
        after: Values = event.data or ()
        columns = self.simulator.world.catalog[event.table].names
        for place in bits(pending.touched):
            lost = before[place] if place < len(before) else None
            kept = after[place] if place < len(after) else None
            if lost != kept:
                step.expected_losses.append((environment, name, columns[place], lost, kept))

    def _settled(self) -> None:
        """The record was settled: what users changed of it has travelled, or is lost."""
        if self._settling is not None:
            for environment in ENVIRONMENTS:
                self.pending[environment].pop(self._settling, None)
            self._settling = None


def bits(touched: int) -> Iterable[int]:
    """The places of the bits that are set, from the lowest."""
    place = 0
    while touched:
        if touched & 1:
            yield place
        touched >>= 1
        place += 1
