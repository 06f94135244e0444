"""Live sync: what happens to a user's change, with integration on and off.

A change becomes a request (the net of what has not travelled). While integration is on, a change in
Human Resources is delivered at once (L1), one in Dataverse after its delay (L2). What is not
delivered stays a missed request: nothing is dropped (L5).
"""

from dataclasses import replace

from harness.domain.catalog import Table
from harness.domain.commands import Deliver
from harness.domain.environments import DATAVERSE, HR, Environment, other
from harness.domain.reconcile import loss
from harness.domain.request_kinds import (
    COALESCE,
    DELETE,
    UNACKED_DELETE,
    Change,
    moves_untracked,
    shown_kind,
)  # fmt: skip
from harness.simulator.integration.settlement import settle
from harness.simulator.record_pairs import RecordPair, Request
from harness.simulator.world import World


def on_change(
    world: World,
    pair: RecordPair,
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
    request = pair.hr_request if environment == HR else pair.dataverse_request
    kind = COALESCE[None if request is None else request.kind, change]
    if kind is None:
        assert request is not None
        missed.spend(request)
        return
    if request is None:
        request = missed.add(pair, environment, kind, touched, now, cause, entity)
    else:
        request.touched = request.touched | touched if change == "edited" else touched
        request.kind = kind
        request.changed_at = now
        request.entity = entity
    if world.on and not (missed.waiting and request in missed.waiting):  # else it joins the wait
        delay = 0 if environment == HR else world.settings.dataverse_to_hr_delay
        if delay or world.faults.any:
            _send(world, request, cause, delay)
        else:
            deliver(world, request, cause)


def _send(world: World, request: Request, cause: int, delay: int) -> None:
    """L2: a change in Dataverse reaches Human Resources after a delay; faults are F3 and F4."""
    pair, environment = request.pair, request.environment
    table, name = pair.table.name, pair.name
    struck = world.faults.on_delivery(environment)
    command = Deliver(environment, table, name, cause, struck.repeats)
    if not (delay or struck.delay or struck.held):
        deliver(world, request, cause)
        _schedule_repeats(world, command, cause)
        return
    # the change that began this wait: a delivery of a wait that was given up is not this one's
    world.missed.waiting[request] = cause
    due = world.clock.milliseconds + delay + struck.delay
    if struck.held:
        world.faults.held.append(command)
    else:
        world.clock.schedule(due, cause, command)
    rule = "F3" if struck.delay or struck.held else "L2"
    until = None if struck.held else due // 1000
    world.journal.add(
        world.clock.now, cause, "waiting", "live sync", environment, table, name, rule, until
    )


def deliver_due(world: World, command: Deliver, cause: int) -> None:
    """The wait of a change is over; it may have travelled, or been given up, meanwhile."""
    if command.again:
        _recognise_repeat(world, command, cause)
        return
    waiting = world.missed.waiting
    pair = world.record_pairs.named(command.record)
    request = pair and pair.request(command.environment)
    if request and waiting.get(request) == command.change:
        del waiting[request]
        deliver(world, request, cause)
        _schedule_repeats(world, command, cause)


def _schedule_repeats(world: World, command: Deliver, cause: int) -> None:
    """F4: what arrived now comes again, at once or later."""
    for later in command.repeats:
        again = replace(command, repeats=(), again=True)
        if later:
            world.clock.schedule(world.clock.milliseconds + later, cause, again)
        else:
            _recognise_repeat(world, again, cause)


def _recognise_repeat(world: World, command: Deliver, cause: int) -> None:
    """F4: it is recognised by the change it carries, so nothing is done a second time."""
    world.journal.add(
        world.clock.now, cause, "repeated", "live sync", command.environment, command.table,
        command.record, "F4",
    )  # fmt: skip


def deliver(world: World, request: Request, cause: int) -> None:
    """Deliver what waits of a thing; it stays missed where that is not possible."""
    pair = request.pair
    if not pair.tracked and not travels(request):
        hold_back(world, request, cause)
    elif request.kind == DELETE:
        _deliver_delete(world, request, cause)
    else:
        settle(world, pair, "live sync", cause)


def travels(request: Request | None) -> bool:
    """Whether the request of an untracked thing moves by itself (C2, C3, C5, C6)."""
    return request is not None and moves_untracked(request.kind, request.environment)


def hold_back(world: World, request: Request, cause: int, by_batch_job: bool = False) -> None:
    """Say that the request stays missed because there is no association to follow (B2)."""
    world.journal.add(
        world.clock.now,
        cause,
        "held_back",
        "batch job" if by_batch_job else "live sync",
        request.environment,
        request.pair.table.name,
        request.pair.name,
        "C2" if request.environment == DATAVERSE else "C6",
        shown_kind(request.kind),
    )


def _deliver_delete(world: World, request: Request, cause: int) -> None:
    """L6: delete it over there too. Only an edit made later than the delete wins over it."""
    pair, across = request.pair, other(request.environment)
    table, name = pair.table, pair.name
    theirs = world.stores[across].find(table.name, pair.key)
    their_request = pair.request(across)
    if theirs is not None and their_request is not None:
        edited_at = theirs.edited_at
        if edited_at is not None and edited_at > request.changed_at:
            settle(world, pair, "live sync", cause)
            return
    journal, now = world.journal, world.clock.now
    unanswered = False
    if theirs is None:
        journal.add(now, cause, "settled", "live sync", across, table.name, name, "L6")
    else:
        if world.faults.any:
            reason, unanswered = world.faults.on_request(across, now)
        else:
            reason = ""
        if reason:
            journal.add(now, cause, "failed", "live sync", across, table.name, name, "L5", reason)
            return
        world.stores[across].remove(table.name, pair.key)
        seq = journal.add(
            now, cause, "removed", "live sync", across, table.name, name, "L6",
            before=theirs.values,
        )  # fmt: skip
        lost = loss(table, their_request.touched, theirs.values, ()) if their_request else ()
        if lost:
            seq = journal.add(now, seq, "lost", "live sync", across, table.name, name, "L6", lost)
            journal.losses.append(seq)
    assert pair.row is not None  # an untracked delete is held back
    pair.row = pair.row._replace(deleted_from_dataverse=True)
    if their_request is not None:
        world.missed.spend(their_request)
    if unanswered:  # F2: it is done over there, and the delete stays missed for want of an answer
        request.kind = UNACKED_DELETE
        journal.add(now, cause, "unanswered", "live sync", across, table.name, name, "F2", True)
    else:
        world.missed.spend(request)


def give_up_waiting(world: World) -> int:
    """L5: integration is turned off while changes wait; they are missed requests from now on."""
    waiting = len(world.missed.waiting)
    world.missed.waiting.clear()
    return waiting


def deliver_waiting(world: World, table: Table, cause: int) -> None:
    """N1: first what waits to be delivered for that table is delivered, in its order."""
    for request in list(world.missed.waiting):
        if request.pair.table is table and request in world.missed.waiting:
            del world.missed.waiting[request]
            deliver(world, request, cause)
