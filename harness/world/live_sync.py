"""Live sync: what happens to a user's change, with integration on and off.

A change becomes a request (the net of what has not travelled). While integration is on, a change in
Human Resources is delivered at once (L1), one in Dataverse after its delay (L2). What is not
delivered stays a missed request: nothing is dropped (L5).
"""

from harness.decisions.net import CREATE, DELETE, EDIT, NET, RECREATE, Change, Request
from harness.decisions.reconcile import loss
from harness.values.catalog import Table
from harness.values.commands import Deliver
from harness.values.environments import DATAVERSE, HR, Environment, other
from harness.values.records import Key
from harness.world.settle import settle
from harness.world.world import World


def changed(
    world: World,
    environment: Environment,
    table: Table,
    key: Key,
    name: str,
    change: Change,
    touched: int,
    entity: str | None,
    cause: int,
) -> None:
    """A user changed a record: remember the request, and deliver it where integration is on."""
    missed = world.missed
    request = missed.get(environment, table.name, key)
    kind = NET[None if request is None else request.kind, change]
    now = world.now_in(environment)
    if kind is None:
        missed.spend(environment, table.name, key)
        return
    if request is None:
        request = Request(kind, touched, now, cause, now, entity)
        missed.put(environment, table.name, key, request)
    else:
        request.touched = request.touched | touched if change == "edited" else touched
        request.kind = kind
        request.changed_at = now
        request.entity = entity
    if not world.on:
        return
    delay = world.settings.dataverse_to_hr_delay
    if environment == HR or not delay:
        deliver(world, environment, table, key, name, cause)
    elif (table.name, key) not in missed.waiting:
        missed.waiting[table.name, key] = cause
        due = world.clock.milliseconds + delay
        world.clock.schedule(due, cause, Deliver(environment, table.name, name, key, cause))
        world.journal.add(
            world.clock.now,
            cause,
            "waiting",
            "live sync",
            environment,
            table.name,
            name,
            "L2",
            due // 1000,
        )


def deliver(
    world: World, environment: Environment, table: Table, key: Key, name: str, cause: int
) -> None:
    """Deliver what waits of a record; it stays missed where that is not possible."""
    request = world.missed.get(environment, table.name, key)
    if request is None:
        return
    tracked = world.tracked(table, key)
    if not tracked and not travels(environment, request):
        held_back(world, environment, table, name, request, cause)
    elif request.kind == DELETE:
        _deliver_delete(world, environment, table, key, name, request, cause)
    else:
        settle(world, table, key, "live sync", cause)


def travels(environment: Environment, request: Request) -> bool:
    """Whether the request of an untracked thing moves by itself (C2, C3, C5, C6)."""
    kind = request.kind
    return kind == CREATE or kind == RECREATE or (kind == EDIT and environment == HR)


def held_back(
    world: World,
    environment: Environment,
    table: Table,
    name: str,
    request: Request,
    cause: int,
    by_batch_job: bool = False,
) -> None:
    """Say that the request stays missed because there is no association to follow (B2)."""
    world.journal.add(
        world.clock.now,
        cause,
        "held_back",
        "batch job" if by_batch_job else "live sync",
        environment,
        table.name,
        name,
        "C2" if environment == DATAVERSE else "C6",
        request.kind,
    )


def _deliver_delete(
    world: World,
    environment: Environment,
    table: Table,
    key: Key,
    name: str,
    request: Request,
    cause: int,
) -> None:
    """L6: delete it over there too. Only an edit made later than the delete wins over it."""
    across = other(environment)
    theirs = world.stores[across].find(table.name, key)
    their_request = world.missed.get(across, table.name, key)
    if theirs is not None and their_request is not None:
        assert theirs.edited_at is not None
        if theirs.edited_at > request.changed_at:
            settle(world, table, key, "live sync", cause)
            return
    journal, now = world.journal, world.clock.now
    if theirs is None:
        journal.add(now, cause, "settled", "live sync", across, table.name, name, "L6")
    else:
        reason = world.faults.write_fails(across, now) if world.faults.any else ""
        if reason:
            journal.add(
                now, cause, "failed", "live sync", across, table.name, name, "L5", reason
            )
            return
        world.stores[across].remove(table.name, key)
        seq = journal.add(
            now,
            cause,
            "removed",
            "live sync",
            across,
            table.name,
            name,
            "L6",
            (theirs.values, None),
        )
        if their_request is not None:
            lost = loss(table, their_request.touched, theirs.values, table.empty)
            if lost:
                seq = journal.add(
                    now, seq, "lost", "live sync", across, table.name, name, "L6", lost
                )
                journal.losses.append(seq)
    row = world.tracking.row(table.name, key)
    assert row is not None  # an untracked delete is held back
    world.tracking.put(table.name, key, row._replace(deleted_from_dataverse=True))
    world.missed.spend(environment, table.name, key)
    if their_request is not None:
        world.missed.spend(across, table.name, key)


def give_up_waiting(world: World) -> int:
    """L5: integration is turned off while changes wait; they are missed requests from now on."""
    waiting = len(world.missed.waiting)
    world.missed.waiting.clear()
    return waiting


def deliver_waiting(world: World, table: Table, cause: int) -> None:
    """N1: first what waits to be delivered for that table is delivered, in its order."""
    for name, key in list(world.missed.waiting):
        if name == table.name and (name, key) in world.missed.waiting:
            del world.missed.waiting[name, key]
            record = world.names.name(name, key) or table.key_text(key)
            deliver(world, DATAVERSE, table, key, record, cause)
