"""Promises about live sync: at once, or after its delay and in order; deletes; faults (L, F)."""

from harness.domain.commands import Advance, Fault, Import, SyncNow
from harness.domain.environments import DATAVERSE, ENVIRONMENT_NAMES, HR, other
from harness.properties.oracle.expected_faults import NEVER
from harness.properties.oracle.oracle import WRITES, Step, Waiting
from harness.properties.registry import always

_NOT_DONE = frozenset({"failed", "held_back", "unanswered"})
_ENDED_BY = frozenset({Advance, Fault, Import, SyncNow})


@always("what is to be delivered is, or the reason is told", rules="L1 L2 L7 C3 C5 M1 B6 F3 F6 N1")
def due_is_delivered(step: Step) -> str | None:
    """A user's change at once where nothing delays it; what waits, when its time has come."""
    if not step.was_on:
        return None
    due: list[Waiting] = step.delivered
    if step.waited and type(step.command) in _ENDED_BY:
        due = [*due, *(one for one in step.waited if one not in step.oracle.waits)]
    if not due:
        return None
    world = step.simulator.world
    for environment, name in due:
        pair = world.record_pairs.named(name)
        request = pair and pair.request(environment)
        if request is None or (environment, name) in step.oracle.waits:
            continue
        if not any(event.event in _NOT_DONE and event.record == name for event in step.events):
            where = ENVIRONMENT_NAMES[environment]
            return f"what was changed of {name} in {where} was not sent"
    return None


@always("what is to wait waits, and nothing waits longer", rules="L2 F3 F6 N1 S6")
def waits_as_long(step: Step) -> str | None:
    """A change in Dataverse its delay, a late one as long as it is late; further edits join."""
    waiting, waits = step.simulator.world.missed.waiting, step.oracle.waits
    if not waiting and not waits:
        return None
    told = {(request.environment, request.pair.name) for request in waiting}
    for environment, name in waits:
        if (environment, name) not in told:
            return f"what was changed of {name} in {ENVIRONMENT_NAMES[environment]} does not wait"
    for environment, name in sorted(told):
        if (environment, name) not in waits:
            return f"what was changed of {name} in {ENVIRONMENT_NAMES[environment]} still waits"
    return None


@always("deliveries come in their order", rules="L2 F3 F6", of=(Advance, Fault))
def in_order(step: Step) -> str | None:
    """By the time that each is due; of one moment, and when the faults are over, as made."""
    if len(step.waited) < 2:
        return None
    names = [name for _, name in step.waited]
    by_name = {
        name: (due if due < NEVER else 0, number)
        for number, ((_, name), due) in enumerate(step.waited.items())
        if names.count(name) == 1
    }
    latest: tuple[int, int] = (-1, -1)
    for event in step.events:
        if event.actor != "live sync" or event.record not in by_name:
            continue
        if event.event == "repeated":  # F4: of a delivery that came before
            continue
        place = by_name.pop(event.record)
        if place < latest:
            return f"{event.record} was delivered after others that were to come later"
        latest = place
    return None


@always("a live delete is carried out", rules="L6 G4 N1")
def deletes_cross(step: Step) -> str | None:
    """But where the other side edited later, to the second, or the request fails."""
    for environment, name in step.deletes:
        across = other(environment)
        for event in step.events:
            if event.record != name or event.actor not in ("live sync", "batch job", "sync now"):
                continue
            if event.event == "repeated":
                continue
            carried_out = event.event == "removed" and event.environment == across
            if event.actor != "live sync" or carried_out or event.rule in ("L5", "L6"):
                break
            return f"the delete of {name} was to be carried out, and it was {event.event}"
        else:
            return f"the delete of {name} was not carried out"
    return None


@always("nothing reaches an environment that is unavailable", rules="F1")
def outages_are_noticed(step: Step) -> str | None:
    away = step.oracle.expected_faults.outages
    if not away:
        return None
    for seen in step.seen:
        event = seen.event
        if event.event not in WRITES or event.environment is None:
            continue
        if event.at < away.get(event.environment, 0):
            return f"{seen.name} was {event.event} in {ENVIRONMENT_NAMES[event.environment]}"
    return None


@always("a request fails where a fault is to strike it, and no other does", rules="F1 F2 L5")
def faults_strike(step: Step) -> str | None:
    """The nth, once or from then on, before it is applied or after."""
    for sent in step.sent:
        if sent.found != sent.expected:
            where = ENVIRONMENT_NAMES[sent.environment]
            return f"{sent.name} to {where}: the request was {sent.found}, not {sent.expected}"
    return None


@always("what is untracked moves by a create, or an edit in HR, alone", rules="C2 C3 C5 C6 B2 R17")
def untracked(step: Step) -> str | None:
    """Live and by the batch job; and only what does not move is held back."""
    for seen in step.seen:
        event = seen.event
        held = event.event == "held_back"
        if seen.tracked:
            if held:
                return f"{seen.name} is tracked, and held back"
            continue
        hr, dataverse = seen.hr.pending, seen.dataverse.pending
        mine = hr is not None and not hr.deleted
        theirs = dataverse is not None and (
            (dataverse.new or dataverse.again) and not dataverse.deleted
        )
        if held:
            if event.actor == "live sync":  # it is about that request alone
                mine, theirs = (
                    mine and event.environment == HR,
                    (theirs and event.environment == DATAVERSE),
                )
            if mine or theirs:
                return f"{seen.name} is held back, and was to move"
        elif event.event in WRITES and event.actor != "sync now" and not (mine or theirs):
            return f"{seen.name} was {event.event}, and was to be held back"
    return None
