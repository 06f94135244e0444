"""Live sync: turns a user's change into a request, and delivers it while integration is on.

A request coalesces the changes of a record that have not travelled. A change in Human Resources is
delivered at once (L1), one in Dataverse after a delay (L2). What is not delivered, because
integration is off or by a fault, stays a missed request: nothing is dropped (L5).

>>> from harness.domain.commands import Create, TurnOn, pairs
>>> from harness.simulator.engine import Engine
>>> simulator = Engine()
>>> simulator.attempt(TurnOn())
>>> simulator.attempt(Create("hr", "cdm_title", "boss", pairs({"cdm_name": "Boss"})))
>>> [event.event for _, event in simulator.journal.since(3)]
['created', 'copied']
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
    """Take up a user's change: coalesce it into a request, and send that if integration is on.

    `now` is the time on the environment's own clock, in seconds.
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
    if world.on and not (
        missed.waiting and request in missed.waiting
    ):  # else it joins the one that waits
        delay = 0 if environment == HR else world.settings.dataverse_to_hr_delay
        if delay or world.faults.any:
            _send(world, request, cause, delay)
        else:
            deliver(world, request, cause)


def _send(world: World, request: Request, cause: int, delay: int) -> None:
    """Deliver a request now, or schedule it, by its delay (L2) and by the faults (F3, F4)."""
    pair, environment = request.pair, request.environment
    table, name = pair.table.name, pair.name
    struck = world.faults.on_delivery(environment)
    command = Deliver(environment, table, name, cause, struck.repeats)
    if not (delay or struck.delay or struck.held):
        deliver(world, request, cause)
        _schedule_repeats(world, command, cause)
        return
    # with the change that began the wait: a delivery scheduled for an earlier wait must not match
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
    """Do a scheduled delivery, unless its change has travelled or was given up meanwhile."""
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
    """Let a delivery that arrived now come again, at once or later (F4)."""
    for later in command.repeats:
        again = replace(command, repeats=(), again=True)
        if later:
            world.clock.schedule(world.clock.milliseconds + later, cause, again)
        else:
            _recognise_repeat(world, again, cause)


def _recognise_repeat(world: World, command: Deliver, cause: int) -> None:
    """Ignore a repeated delivery, recognised by the change that it carries (F4)."""
    world.journal.add(
        world.clock.now, cause, "repeated", "live sync", command.environment, command.table,
        command.record, "F4",
    )  # fmt: skip


def deliver(world: World, request: Request, cause: int) -> None:
    """Deliver a request; it stays missed if that is not possible."""
    pair = request.pair
    if not pair.tracked and not travels(request):
        hold_back(world, request, cause)
    elif request.kind == DELETE:
        _deliver_delete(world, request, cause)
    else:
        settle(world, pair, "live sync", cause)


def travels(request: Request | None) -> bool:
    """Whether a request of an untracked pair moves by itself (C2, C3, C5, C6)."""
    return request is not None and moves_untracked(request.kind, request.environment)


def hold_back(world: World, request: Request, cause: int, by_batch_job: bool = False) -> None:
    """Report that a request stays missed because its record has no tracking row (B2)."""
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
    """Delete the record on the other side too, unless an edit there was made after it (L6)."""
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
    if unanswered:  # F2: it was applied, but the acknowledgement is lost: the delete stays missed
        request.kind = UNACKED_DELETE
        journal.add(now, cause, "unanswered", "live sync", across, table.name, name, "F2", True)
    else:
        world.missed.spend(request)


def give_up_waiting(world: World) -> int:
    """Cancel all waiting deliveries, whose requests stay missed (L5); return how many."""
    waiting = len(world.missed.waiting)
    world.missed.waiting.clear()
    return waiting


def deliver_waiting(world: World, table: Table, cause: int) -> None:
    """Deliver now what waits for one table, in the order in which it began to wait (N1)."""
    for request in list(world.missed.waiting):
        if request.pair.table is table and request in world.missed.waiting:
            del world.missed.waiting[request]
            deliver(world, request, cause)
