"""Invariants of live sync: delivery at once or after a delay, order, deletes, faults (L, F)."""

from harness.domain.commands import Advance, Fault, Import, SyncNow
from harness.domain.environments import DATAVERSE, ENVIRONMENT_NAMES, HR, other
from harness.properties.oracle.expected_faults import NEVER
from harness.properties.oracle.observations import ChangeKey
from harness.properties.oracle.oracle import WRITES, Step
from harness.properties.registry import always

_NOT_DONE = frozenset({"failed", "held_back", "unanswered"})
_ENDED_BY = frozenset({Advance, Fault, Import, SyncNow})


@always(
    "what is to be delivered is, or the reason is reported",
    rules="L1 L2 L7 C3 C5 M1 B6 F3 F6 N1",
    having=("live_deliveries", "waiting_before"),
)
def due_is_delivered(step: Step) -> str | None:
    """A user's change at once unless something delays it; a waiting one when it is due."""
    if not step.was_on:
        return None
    due: list[ChangeKey] = step.live_deliveries
    if step.waiting_before and type(step.command) in _ENDED_BY:
        due = [*due, *(key for key in step.waiting_before if key not in step.oracle.waiting)]
    if not due:
        return None
    world = step.simulator.world
    for environment, name in due:
        pair = world.record_pairs.named(name)
        request = pair and pair.request(environment)
        if request is None or (environment, name) in step.oracle.waiting:
            continue
        if (environment, name) in step.expected_unheard:  # what is left came after its delivery
            continue
        if not any(event.event in _NOT_DONE and event.record == name for event in step.events):
            where = ENVIRONMENT_NAMES[environment]
            return f"what was changed of {name} in {where} was not sent"
    return None


@always("what is to wait waits, and nothing waits longer", rules="L2 F3 F6 N1 S6")
def waits_as_long(step: Step) -> str | None:
    """Changes in Dataverse for their delay, late ones longer; further edits join (L2)."""
    waiting, waits = step.simulator.world.missed.waiting, step.oracle.waiting
    if not waiting and not waits:
        return None
    reported = {(request.environment, request.pair.name) for request in waiting}
    for environment, name in waits:
        if (environment, name) not in reported:
            return f"what was changed of {name} in {ENVIRONMENT_NAMES[environment]} does not wait"
    for environment, name in sorted(reported):
        if (environment, name) not in waits:
            return f"what was changed of {name} in {ENVIRONMENT_NAMES[environment]} still waits"
    return None


@always(
    "deliveries come in their order",
    rules="L2 F3 F6",
    of=(Advance, Fault),
    having=("waiting_before",),
)
def in_order(step: Step) -> str | None:
    """By due time; of one moment, and when the faults end, in the order of the changes."""
    if len(step.waiting_before) < 2:
        return None
    names = [name for _, name in step.waiting_before]
    by_name = {
        name: (due if due < NEVER else 0, number)
        for number, ((_, name), due) in enumerate(step.waiting_before.items())
        if names.count(name) == 1
    }
    latest: tuple[int, int] = (-1, -1)
    for event in step.events:
        if event.actor != "live sync" or event.record not in by_name:
            continue
        if event.event == "repeated":  # F4: a repetition of an earlier delivery
            continue
        place = by_name.pop(event.record)
        if place < latest:
            return f"{event.record} was delivered after others that were to come later"
        latest = place
    return None


@always("a live delete is carried out", rules="L6 G4 N1 R19", having=("due_deletes",))
def deletes_cross(step: Step) -> str | None:
    """Unless the other side was edited later, to the second, or it fails, or is in use there."""
    for environment, name in step.due_deletes:
        across = other(environment)
        for event in step.events:
            if event.record != name or event.actor not in ("live sync", "batch job", "sync now"):
                continue
            if event.event == "repeated":
                continue
            carried_out = event.event == "removed" and event.environment == across
            stopped = event.rule in ("L5", "L6", "R19")  # R19 is judged by what looks it up
            if event.actor != "live sync" or carried_out or stopped:
                break
            return f"the delete of {name} was to be carried out, and it was {event.event}"
        else:
            return f"the delete of {name} was not carried out"
    return None


@always("an edit does not undo a later delete made while on", rules="L7 L6", events=("restored",))
def late_edits(step: Step) -> str | None:
    """An edit that arrives where its record was deleted since: the delete is carried out."""
    if step.simulator.world.settings.late_delete == "undone":
        return None
    for settlement in step.settlements:
        event = settlement.event
        if event.event != "restored" or event.actor != "live sync" or event.environment is None:
            continue
        delete = settlement.side(event.environment).pending
        edit = settlement.side(other(event.environment)).pending
        if delete is None or edit is None or not settlement.tracked or not edit.touched:
            continue
        if delete.late and delete.undoable and edit.changed_at <= delete.changed_at:
            return f"{settlement.name} was restored by an edit that is not later than its delete"
    return None


@always(
    "nothing is done with an environment that is unavailable",
    rules="F1",
    having=("oracle.expected_faults.outages",),
)
def outages_are_noticed(step: Step) -> str | None:
    faults = step.oracle.expected_faults
    for settlement in step.settlements:
        event = settlement.event
        if event.event not in WRITES or event.environment is None:
            continue
        if faults.unavailable(event.environment, event.at):
            return f"{settlement.name} was {event.event} in {ENVIRONMENT_NAMES[event.environment]}"
    return None


@always(
    "a request fails where a fault is to strike it, and no other does",
    rules="F1 F2 L5",
    having=("sent_requests",),
)
def faults_strike(step: Step) -> str | None:
    """The nth request, once or from then on, before it is carried out or after (F1, F2)."""
    for request in step.sent_requests:
        if request.actual != request.expected:
            where = ENVIRONMENT_NAMES[request.environment]
            actual, expected = request.actual, request.expected
            return f"{request.name} to {where}: the request was {actual}, not {expected}"
    return None


@always("what is not due is not delivered", rules="L2 L8 F3 S2", having=("settlements",))
def nothing_else_is_delivered(step: Step) -> str | None:
    """Live sync handles what was changed and is sent at once, and what waited and is due."""
    due: set[str] | None = None
    for settlement in step.settlements:
        if settlement.event.actor != "live sync":
            continue
        if due is None:
            due = {name for _, name in step.live_deliveries}
            due.update(name for _, name in step.waiting_before)
            due.update(name for _, name in step.waits)
        if settlement.name not in due:
            return f"{settlement.name} was {settlement.event.event}, and nothing of it was due"
    return None


@always(
    "what nobody listens to stays missed",
    rules="L8",
    events=("not_listened",),
    having=("expected_unheard",),
)
def not_listened(step: Step) -> str | None:
    """And what touches another column, or waits already, does not."""
    reported = [(e.environment, e.record) for e in step.events if e.event == "not_listened"]
    if reported != step.expected_unheard:
        return f"not listened to: {reported}, and not {step.expected_unheard}"
    return None


@always(
    "a change goes unnoticed where a fault is to strike it, and no other does",
    rules="F7",
    events=("unnoticed",),
    having=("expected_unnoticed",),
)
def unnoticed_changes(step: Step) -> str | None:
    reported = [(e.environment, e.record) for e in step.events if e.event == "unnoticed"]
    if reported != step.expected_unnoticed:
        return f"unnoticed: {reported}, and not {step.expected_unnoticed}"
    return None


@always(
    "what is untracked moves by a create, or an edit in HR, alone",
    rules="C2 C3 C5 C6 B2 R17",
    having=("settlements",),
)
def untracked(step: Step) -> str | None:
    """Live and by the batch job; and nothing else is held back."""
    for settlement in step.settlements:
        event = settlement.event
        held_back = event.event == "held_back"
        if settlement.tracked:
            if held_back:
                return f"{settlement.name} is tracked, and held back"
            continue
        hr, dataverse = settlement.hr.pending, settlement.dataverse.pending
        mine = hr is not None and not hr.deleted
        theirs = dataverse is not None and (
            (dataverse.new or dataverse.recreated) and not dataverse.deleted
        )
        if held_back:
            if event.actor == "live sync":  # an entry about one of the two requests
                mine, theirs = (
                    mine and event.environment == HR,
                    (theirs and event.environment == DATAVERSE),
                )
            if mine or theirs:
                return f"{settlement.name} is held back, and was to move"
        elif event.event in WRITES and event.actor != "sync now" and not (mine or theirs):
            return f"{settlement.name} was {event.event}, and was to be held back"
    return None
