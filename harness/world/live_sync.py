"""Live sync: what happens to a user's change, with integration on and off.

A change becomes a request (the net of what has not travelled). While integration is on, a change in
Human Resources is delivered at once (L1), one in Dataverse after its delay (L2). What is not
delivered stays a missed request: nothing is dropped (L5).
"""

from harness.decisions.net import CREATE, DELETE, EDIT, NET, RECREATE, Change
from harness.decisions.reconcile import loss
from harness.parts.things import Request, Thing
from harness.values.catalog import Table
from harness.values.commands import Deliver
from harness.values.environments import DATAVERSE, HR, Environment, other
from harness.world.settle import settle
from harness.world.world import World


def changed(
    world: World,
    thing: Thing,
    environment: Environment,
    change: Change,
    touched: int,
    entity: str | None,
    cause: int,
    now: int,
) -> None:
    """A user changed a record: remember the request, and deliver it where integration is on.

    `now` is what the environment's own clock says, in seconds.
    """
    missed = world.missed
    request = thing.hr_request if environment == HR else thing.dataverse_request
    kind = NET[None if request is None else request.kind, change]
    if kind is None:
        assert request is not None
        missed.spend(request)
        return
    if request is None:
        request = missed.make(thing, environment, kind, touched, now, cause, entity)
    else:
        request.touched = request.touched | touched if change == "edited" else touched
        request.kind = kind
        request.changed_at = now
        request.entity = entity
    if world.on:
        if environment == HR or not world.settings.dataverse_to_hr_delay:
            deliver(world, request, cause)
        elif request not in missed.waiting:
            _wait(world, request, cause)


def _wait(world: World, request: Request, cause: int) -> None:
    """L2: a change in Dataverse reaches Human Resources after a delay."""
    # the change that began this wait: a delivery of a wait that was given up is not this one's
    world.missed.waiting[request] = cause
    thing, environment = request.thing, request.environment
    due = world.clock.milliseconds + world.settings.dataverse_to_hr_delay
    command = Deliver(environment, thing.table.name, thing.name, cause)
    world.clock.schedule(due, cause, command)
    world.journal.add(
        world.clock.now,
        cause,
        "waiting",
        "live sync",
        environment,
        thing.table.name,
        thing.name,
        "L2",
        due // 1000,
    )


def deliver_due(world: World, command: Deliver, cause: int) -> None:
    """The delay of a change is over; it may have travelled, or been given up, meanwhile."""
    waiting = world.missed.waiting
    thing = world.things.named(command.record)
    request = thing and thing.request(command.environment)
    if request and waiting.get(request) == command.change:
        del waiting[request]
        deliver(world, request, cause)


def deliver(world: World, request: Request, cause: int) -> None:
    """Deliver what waits of a thing; it stays missed where that is not possible."""
    thing = request.thing
    if not thing.tracked and not travels(request):
        held_back(world, request, cause)
    elif request.kind == DELETE:
        _deliver_delete(world, request, cause)
    else:
        settle(world, thing, "live sync", cause)


def travels(request: Request | None) -> bool:
    """Whether the request of an untracked thing moves by itself (C2, C3, C5, C6)."""
    if request is None:
        return False
    kind = request.kind
    return kind in (CREATE, RECREATE) or (kind == EDIT and request.environment == HR)


def held_back(world: World, request: Request, cause: int, by_batch_job: bool = False) -> None:
    """Say that the request stays missed because there is no association to follow (B2)."""
    world.journal.add(
        world.clock.now,
        cause,
        "held_back",
        "batch job" if by_batch_job else "live sync",
        request.environment,
        request.thing.table.name,
        request.thing.name,
        "C2" if request.environment == DATAVERSE else "C6",
        request.kind,
    )


def _deliver_delete(world: World, request: Request, cause: int) -> None:
    """L6: delete it over there too. Only an edit made later than the delete wins over it."""
    thing, across = request.thing, other(request.environment)
    table, name = thing.table, thing.name
    theirs = world.stores[across].find(table.name, thing.key)
    their_request = thing.request(across)
    if theirs is not None and their_request is not None:
        assert theirs.edited_at is not None
        if theirs.edited_at > request.changed_at:
            settle(world, thing, "live sync", cause)
            return
    journal, now = world.journal, world.clock.now
    if theirs is None:
        journal.add(now, cause, "settled", "live sync", across, table.name, name, "L6")
    else:
        reason = world.faults.write_fails(across, now) if world.faults.any else ""
        if reason:
            journal.add(now, cause, "failed", "live sync", across, table.name, name, "L5", reason)
            return
        world.stores[across].remove(table.name, thing.key)
        seq = journal.add(
            now, cause, "removed", "live sync", across, table.name, name, "L6",
            before=theirs.values,
        )  # fmt: skip
        lost = loss(table, their_request.touched, theirs.values, ()) if their_request else ()
        if lost:
            seq = journal.add(now, seq, "lost", "live sync", across, table.name, name, "L6", lost)
            journal.losses.append(seq)
    assert thing.row is not None  # an untracked delete is held back
    thing.row = thing.row._replace(deleted_from_dataverse=True)
    world.missed.spend(request)
    if their_request is not None:
        world.missed.spend(their_request)


def give_up_waiting(world: World) -> int:
    """L5: integration is turned off while changes wait; they are missed requests from now on."""
    waiting = len(world.missed.waiting)
    world.missed.waiting.clear()
    return waiting


def deliver_waiting(world: World, table: Table, cause: int) -> None:
    """N1: first what waits to be delivered for that table is delivered, in its order."""
    for request in list(world.missed.waiting):
        if request.thing.table is table and request in world.missed.waiting:
            del world.missed.waiting[request]
            deliver(world, request, cause)
