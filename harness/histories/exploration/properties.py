"""The promises, as properties: each *always* holds after every step, each *sometimes* happens.

A property is a function of a `Step`. An *always* returns what is wrong, or nothing; a *sometimes*
returns whether it happened. A property of your own is one function:

    from harness.histories.exploration.properties import always

    @always("nobody is called King", rules="R7")
    def nobody_is_called_king(step):
        for event in step.events:
            if event.data and "King" in str(event.data):
                return f"{event.record} is"

>>> sorted(ALWAYS)[:2]
['a clear changes no record', 'a full synchronization makes both sides the same']
"""

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple, TypeVar

from harness.histories.exploration.watching import WRITES, Step
from harness.parts.things import Thing
from harness.values.commands import (
    Advance,
    CancelBatchJob,
    ClearTracking,
    Fault,
    Import,
    RunBatchJob,
    SyncNow,
    TurnOff,
    TurnOn,
)
from harness.values.environments import DATAVERSE, ENVIRONMENT_NAMES, ENVIRONMENTS, HR, other
from harness.values.records import FIRST_REC_ID

Always = Callable[[Step], str | None]
Sometimes = Callable[[Step], bool]
_Always = TypeVar("_Always", bound=Always)
_Sometimes = TypeVar("_Sometimes", bound=Sometimes)


class Property(NamedTuple):
    """A promise: its name, the rules it guards, and the function that looks at a step."""

    name: str
    rules: tuple[str, ...]
    looks: Callable[[Step], str | bool | None]


ALWAYS: Final[dict[str, Property]] = {}
SOMETIMES: Final[dict[str, Property]] = {}


def always(name: str, rules: str) -> Callable[[_Always], _Always]:
    """Add a promise that holds after every step of every history."""

    def add(function: _Always) -> _Always:
        ALWAYS[name] = Property(name, tuple(rules.split()), function)
        return function

    return add


def sometimes(name: str, rules: str) -> Callable[[_Sometimes], _Sometimes]:
    """Add something that a run must reach at least once: else its promises were not tried."""

    def add(function: _Sometimes) -> _Sometimes:
        SOMETIMES[name] = Property(name, tuple(rules.split()), function)
        return function

    return add


class Broken(NamedTuple):
    """A promise that a step broke."""

    property: str
    says: str


def broken(step: Step) -> Broken | None:
    """The first promise that the step broke, or None."""
    for name, _, looks in ALWAYS.values():
        says = looks(step)
        if says:
            return Broken(name, str(says))
    return None


# ------------------------------------------------------------------- always


@always("nothing crosses while integration is off", rules="S2 S3 N2")
def nothing_crosses_while_off(step: Step) -> str | None:
    if step.was_on and type(step.command) is not TurnOn:
        return None
    for event in step.events:
        if event.event in WRITES or event.event == "linked":
            return f"{event.record} was {event.event} by {event.actor}"
    return None


@always("every loss is reported, and none that did not happen", rules="R3 R7 R11 L6 R15")
def losses(step: Step) -> str | None:
    told = [
        (event.environment, event.record, column, lost, kept)
        for event in step.events
        if event.event == "lost"
        for column, lost, kept in event.data
    ]
    if not told and not step.expected_losses:
        return None
    for loss in step.expected_losses:
        if told.count(loss) < step.expected_losses.count(loss):
            return f"lost and not reported: {_loss(loss)}"
    for one in told:
        if told.count(one) > sum(loss == one for loss in step.expected_losses):
            return f"reported and not lost: {_loss(one)}"
    return None


def _loss(loss: tuple[object, ...]) -> str:
    environment, name, column, lost, kept = loss
    where = ENVIRONMENT_NAMES[environment] if environment in ENVIRONMENTS else environment
    return f"{name} in {where}, {column}: {lost} where {kept} was kept"


@always("every undone delete is reported, and none that was not undone", rules="R13 R4 R5 N4 N5")
def undone_deletes(step: Step) -> str | None:
    told = [(e.environment, e.record) for e in step.events if e.event == "delete_undone"]
    if not told and not step.expected_undone:
        return None
    for one in step.expected_undone:
        if told.count(one) < step.expected_undone.count(one):
            return f"undone and not reported: the delete of {one[1]} in {one[0]}"
    for that in told:
        if told.count(that) > sum(one == that for one in step.expected_undone):
            return f"reported and not undone: the delete of {that[1]} in {that[0]}"
    return None


@always("the last edit wins", rules="R3 R11")
def last_edit_wins(step: Step) -> str | None:
    settings = step.simulator.world.settings
    if settings.conflict != "last_edit_wins" or step.watch.clocks_differ:
        return None
    edited_at = step.watch.edited_at
    for event in step.events:
        if event.event != "lost" or event.rule not in ("R3", "R11") or not event.environment:
            continue
        name, loser = event.record or "", event.environment
        mine = edited_at[loser].get(name, -1)
        theirs = edited_at[other(loser)].get(name, -1)
        if mine > theirs:
            return f"{name}: the later edit, in {ENVIRONMENT_NAMES[loser]}, lost"
        if mine == theirs and loser == settings.tie:
            return f"{name}: {ENVIRONMENT_NAMES[loser]} lost a tie that it is to win"
        if (mine == theirs) != (event.rule == "R11"):
            return f"{name}: a tie was taken for none, or the other way round"
    return None


@always("no value is invented", rules="R2 R3 R16 L4")
def no_invented_value(step: Step) -> str | None:
    written = step.watch.written
    for event in step.events:
        if event.event in WRITES and event.data is not None and event.record is not None:
            for place, value in enumerate(event.data):
                if value is not None and (event.record, place, value) not in written:
                    return f"{event.record} was given {value}, which no user wrote"
    return None


@always("what the integration writes is what the other side holds", rules="R2 R4 R5 R9 R10 R15")
def copies_are_true(step: Step) -> str | None:
    """After a write both sides hold the same of that record, but for one-way columns."""
    names = {
        event.record for event in step.events if event.event in ("updated", "copied", "restored")
    }
    for name in names:
        for event in reversed(step.events):
            if event.record == name:
                break
        if (
            event.event in WRITES | {"lost", "delete_undone", "unanswered", "repeated"}
            and event.event != "removed"
        ):
            hr, dataverse = (_held(step, environment, name or "") for environment in ENVIRONMENTS)
            if hr != dataverse:
                return f"{name} was written, and both sides differ: {hr} and {dataverse}"
    return None


def _held(step: Step, environment: str, name: str) -> object:
    world = step.simulator.world
    thing = world.things.named(name)
    record = thing and world.stores[HR if environment == HR else DATAVERSE].find(
        thing.table.name, thing.key
    )
    return record.values if record else None


@always("the journal tells what both environments hold", rules="R1 C1 B3")
def journal_is_true(step: Step) -> str | None:
    world, watch = step.simulator.world, step.watch
    for environment in ENVIRONMENTS:
        told = watch.records[environment]
        store = world.stores[environment]
        count = 0
        for table in store.tables():
            for record in store.records(table):
                count += 1
                if told.get(record.name) != record.values:
                    return f"{record.name} in {ENVIRONMENT_NAMES[environment]} is not as told"
        if count != len(told):
            return f"{ENVIRONMENT_NAMES[environment]} lacks a record that is told of"
    return None


@always("no change is dropped", rules="S2 L5 B2 B4 C2 C6")
def nothing_is_dropped(step: Step) -> str | None:
    """What has not travelled is a missed request, with the columns that were touched."""
    world = step.simulator.world
    for environment, pending in step.watch.pending.items():
        for name, change in pending.items():
            thing = world.things.named(name)
            request = thing.request(environment) if thing else None
            where = ENVIRONMENT_NAMES[environment]
            if request is None:
                return f"what was changed of {name} in {where} is no missed request"
            if change.deleted != (request.kind == "delete"):
                return f"the request of {name} in {where} is {request.kind}"
            if not change.deleted and request.touched != change.touched:
                return f"the request of {name} in {where} names other columns than were touched"
    return None


@always("what the integration writes makes no request", rules="L4")
def no_echo(step: Step) -> str | None:
    if type(step.command) not in _NOT_A_USERS:
        return None
    for request in step.simulator.world.missed.in_order():
        mine = step.watch.pending[request.environment].get(request.thing.name)
        unheard = request.kind == "carried out" or (request.kind == "edit" and not request.touched)
        if mine is None and not unheard:  # F2: what has travelled may stay missed
            where = ENVIRONMENT_NAMES[request.environment]
            return f"{request.thing.name} is missed in {where}, and no user changed it"
    return None


_NOT_A_USERS: Final = (
    TurnOn, TurnOff, RunBatchJob, CancelBatchJob, Advance, ClearTracking, SyncNow, Fault,
)  # fmt: skip


def completed(step: Step) -> bool:
    """Whether a run of the batch job came to its end in this step, and was the last thing in it."""
    return bool(step.events) and step.events[-1].event == "batch_ended"


def left_over(step: Step) -> Iterator[tuple[Thing, str]]:
    """The things that a completed run did not make the same on both sides, and why not."""
    why: dict[str, str] = {}
    for event in step.events:
        if event.event in ("failed", "held_back") and event.record:
            why[event.record] = event.rule or ""
    world = step.simulator.world
    for table in world.things.tables():
        for thing in world.things.of(table):
            hr, dataverse = (world.stores[it].find(table, thing.key) for it in ENVIRONMENTS)
            requests = thing.hr_request or thing.dataverse_request
            same = (hr is None) == (dataverse is None) and (
                hr is None or dataverse is None or hr.values == dataverse.values
            )
            if not same or requests:
                yield thing, why.get(thing.name, "")


@always("when the batch job has completed, all data is in both environments", rules="S5 B1 B2 F6")
def converges(step: Step) -> str | None:
    """But for what C2 and C6 hold back after a clear, what cannot be written (R14, R16), faults."""
    if step.watch.in_force or not step.simulator.world.on or not completed(step):
        return None
    waiting = step.simulator.world.missed.waiting
    for thing, why in left_over(step):
        if any(request.thing is thing for request in waiting):
            continue
        held_back = why in ("C2", "C6") and not thing.tracked
        if why in ("R14", "R16") or (held_back and thing.table.name in step.watch.cleared):
            continue
        if thing.table.one_way and not (thing.hr_request or thing.dataverse_request):
            continue
        return f"{thing.name} is not the same on both sides, or still missed"
    return None


@always("the batch job, run again, changes nothing", rules="B3")
def batch_is_idempotent(step: Step) -> str | None:
    if type(step.command) is not RunBatchJob or not step.after_batch:
        return None
    if step.watch.in_force:
        return None
    for event in step.events:
        if event.event not in ("batch_started", "batch_ended", "failed", "held_back"):
            return f"the second run {event.event} {event.record or ''}".rstrip()
    return None


@always("tracking is one to one", rules="G1 R17 R4 R5")
def tracking_is_one_to_one(step: Step) -> str | None:
    world = step.simulator.world
    for table in world.things.tables():
        seen: tuple[set[int], set[int]] = (set(), set())
        for thing in world.things.of(table):
            row = thing.row
            if row is None:
                continue
            if row.human_resources_reference in seen[0] or row.dataverse_reference in seen[1]:
                return f"a reference of {thing.name} is another row's too"
            seen[0].add(row.human_resources_reference)
            seen[1].add(row.dataverse_reference)
            if row.deleted_from_dataverse or thing.hr_request or thing.dataverse_request:
                continue
            hr, dataverse = (world.stores[it].find(table, thing.key) for it in ENVIRONMENTS)
            if hr is None or dataverse is None:
                return f"{thing.name} is tracked, and is not there"
            if (hr.reference, dataverse.reference) != (
                row.human_resources_reference,
                row.dataverse_reference,
            ):
                return f"the tracking row of {thing.name} points at other records"
    return None


@always("references are as the products give them", rules="R4 R5 R9 R10")
def references(step: Step) -> str | None:
    """A RecId is from 5637144576 upward and never used again; R4 keeps the row id."""
    for environment, name, event, reference, before in step.made:
        kept = event == "restored" and environment == DATAVERSE
        if environment == HR and reference < FIRST_REC_ID:
            return f"{name} has the RecId {reference}"
        if kept and before != name:
            return f"{name} is back in Dataverse under another row id"
        if not kept and before is not None:
            return f"{name} has a reference that was used before"
    return None


@always("a clear changes no record", rules="C1 C7 N7")
def clear_changes_no_record(step: Step) -> str | None:
    if type(step.command) is not ClearTracking or step.refused:
        return None
    for event in step.events:
        if event.record is not None:
            return f"clearing {event.event} {event.record}"
    for thing in step.simulator.world.things.of(step.command.table):
        if thing.row is not None:
            return f"{thing.name} still has a tracking row"
    return None


@always("a full synchronization makes both sides the same", rules="N1 N3 N6")
def full_synchronization(step: Step) -> str | None:
    if type(step.command) is not SyncNow or step.refused or step.watch.in_force:
        return None
    failed = {event.record for event in step.events if event.event in ("failed", "unanswered")}
    world, table = step.simulator.world, step.command.table
    for event in step.events:
        if event.event in WRITES and event.table != table:
            return f"{event.record} of another table was {event.event}"  # N7
    for thing in world.things.of(table):
        hr, dataverse = (world.stores[it].find(table, thing.key) for it in ENVIRONMENTS)
        if thing.name in failed:
            continue
        if hr is None and dataverse is None:
            if thing.tracked or thing.hr_request or thing.dataverse_request:
                return f"{thing.name} is gone on both sides and not spent"
        elif hr is None or dataverse is None or not thing.tracked:
            return f"{thing.name} is not tracked, or not on both sides"
        elif hr.values != dataverse.values:
            return f"{thing.name} is not the same on both sides"
    return None


@always("what is refused changes nothing", rules="N2 G2 R18")
def refused_changes_nothing(step: Step) -> str | None:
    if not step.refused or type(step.command) is Import:
        return None
    if [event.event for event in step.events] != ["refused"]:
        return f"refused, and yet {', '.join(event.event for event in step.events)}"
    return None


# ---------------------------------------------------------------- sometimes


def _happens(kind: str, rule: str | None = None) -> Sometimes:
    def looks(step: Step) -> bool:
        for event in step.events:
            if event.event == kind and (rule is None or event.rule == rule):
                return True
        return False

    return looks


for _name, _rules, _kind, _rule in (
    ("a user's change is lost", "R7", "lost", None),
    ("a tie is decided", "R11", "lost", "R11"),
    ("an edit is lost with a deleted record", "L6", "lost", "L6"),
    ("a delete is undone", "R13", "delete_undone", None),
    ("a record is restored in Dataverse", "R4", "restored", "R4"),
    ("a record is restored in Human Resources", "R5", "restored", "R5"),
    ("both sides are gone", "R6", "dropped", None),
    ("a record is linked by its natural key", "R8", "linked", None),
    ("a change is held back", "C2 C6", "held_back", None),
    ("a delete crosses", "L6", "removed", None),
    ("a command is refused", "N2", "refused", None),
    ("a run of the batch job completes", "B1", "batch_ended", None),
    ("a full synchronization ends", "N1", "sync_now_ended", None),
):
    sometimes(_name, rules=_rules)(_happens(_kind, _rule))
