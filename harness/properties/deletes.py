"""Invariants of deletes: what is carried out, what follows late, what goes along (L6, L9, R19)."""

from collections.abc import Iterable, Mapping

from harness.domain.commands import Delete, RunBatchJob, SyncNow
from harness.domain.environments import DATAVERSE, ENVIRONMENT_NAMES, other
from harness.properties.oracle.lookups import targets_of, users_of
from harness.properties.oracle.observations import ChangeKey, Settlement
from harness.properties.oracle.oracle import Step
from harness.properties.registry import always


@always(
    "nothing is deleted but by a user's delete that nobody edited after",
    rules="L6 L7 L9 L10",
    events=("removed",),
)
def removed_by_a_delete(step: Step) -> str | None:
    """Its own delivery, whenever it was made; else one made while integration was on (L9)."""
    late = step.simulator.world.settings.late_delete == "carried_out"
    for settlement in step.settlements:
        event, name = settlement.event, settlement.name
        if event.event != "removed" or event.environment is None:
            continue
        side, across = (
            settlement.side(event.environment),
            settlement.side(other(event.environment)),
        )
        delete, edit = across.pending, side.pending
        if delete is None or not delete.undoable:
            return f"{name} was removed, and no user deleted it"
        if not settlement.tracked:
            return f"{name} was removed, and it is untracked"
        if edit is not None and edit.touched and edit.changed_at > delete.changed_at:
            return f"{name} was edited after the delete, and removed"
        if event.actor == "live sync":
            own = (other(event.environment), name) in _due(step)
            if not own and not (late and delete.made_on):
                return f"{name} was removed by an edit, and its delete was not made while on"
        elif not settlement.follows:
            return f"{name} was removed by the {event.actor}, and its delete does not follow"
    return None


def _due(step: Step) -> set[ChangeKey]:
    """The deliveries of this step: at once, or of what waited."""
    arrived = [key for key in step.waiting_before if key not in step.oracle.waiting]
    return {*step.live_deliveries, *arrived, *step.waits}


@always(
    "a late delete that follows is carried out, and no other is",
    rules="L9 L10 R13",
    having=("settlements", "ended_runs"),
)
def late_deletes(step: Step) -> str | None:
    """It fails where it is in use at its turn, or by a fault; what does not follow is undone."""
    for settlement in step.settlements:
        event = settlement.event
        if settlement.follows is None:
            continue
        carried_out = event.event == "removed" or event.rule in ("L6", "L10")
        stopped = event.event == "failed" and event.rule in ("L5", "R19")
        if settlement.follows and not (carried_out or stopped) and _its_turn(step, settlement):
            return f"the delete of {settlement.name} follows, and it was {event.event}"
        if not settlement.follows and (carried_out or event.rule == "R19"):
            tried = "carried out" if carried_out else "tried"
            return f"the delete of {settlement.name} does not follow, and it was {tried}"
    for run in step.ended_runs:
        if run.end is None or run.end.event != "batch_ended" or run.takes_time:
            continue
        for name in step.oracle.following.get("batch job", ()):
            if name not in run.first_events:
                return f"the delete of {name} follows, and it was not carried out"
    return None


def _its_turn(step: Step, settlement: Settlement) -> bool:
    """Whether the run or sync now carries it out: sync now those of its own table alone."""
    command = step.command
    return not isinstance(command, SyncNow) or settlement.table.name == command.table


@always(
    "a delete that follows is stopped by what stays alone",
    rules="L10 R19",
    of=(RunBatchJob, SyncNow),
    events=("failed",),
)
def stopped_by_what_stays(step: Step) -> str | None:
    """In use by what was made meanwhile or failed otherwise, not by what goes before or with it."""
    stopped = {
        it.name: set(users_of(step.oracle, it.event.environment, it.name))
        for it in step.settlements
        if it.follows and it.event.rule == "R19" and it.event.environment is not None
    }
    while explained := [name for name, users in stopped.items() if users - stopped.keys()]:
        for name in explained:
            del stopped[name]
    return f"{', '.join(stopped)} failed, and all that looks it up was to go" if stopped else None


@always("late deletes go in their order", rules="L10 R19", events=("removed",))
def in_their_order(step: Step) -> str | None:
    """What looks a record up goes before it, but for those that look each other up."""
    gone = {it.name: it for it in step.settlements if it.event.event == "removed"}
    place = {name: number for number, name in enumerate(gone)}
    for name, settlement in gone.items():
        user = settlement.used_by
        if user is None:
            continue
        where = ENVIRONMENT_NAMES[settlement.event.environment or DATAVERSE]
        if user not in gone:
            return f"{name} was removed in {where}, and {user} looks it up"
        targets = {
            one: [target for _, target in targets_of(step.oracle, it.table, it.event.before or ())]
            for one, it in gone.items()
        }
        if place[user] > place[name] and not leads_to(targets, name, user):
            return f"{name} was removed in {where} before {user}, which looks it up"
    return None


@always("a user's delete takes along what looks the record up", rules="R19", of=(Delete,))
def cascades(step: Step) -> str | None:
    """First what looks it up, each once; and of what is not to cascade nothing but the record."""
    command = step.command
    assert isinstance(command, Delete)
    if step.refused:
        return None
    gone = [event.record for event in step.events if event.event == "deleted"]
    expected = step.cascade or {command.record: []}
    if sorted(map(str, gone)) != sorted(expected):
        return f"{', '.join(map(str, gone))} went, and not {', '.join(expected)}"
    place = {name: number for number, name in enumerate(gone)}
    for name, users in expected.items():
        for user in users:
            if place[user] > place[name] and not leads_to(expected, user, name):
                return f"{name} was deleted before {user}, which looks it up"
    deliveries = [at for at, event in enumerate(step.events) if event.actor == "live sync"]
    last = max(at for at, event in enumerate(step.events) if event.event == "deleted")
    if deliveries and deliveries[0] < last:
        return "a delete was delivered before the last of them was made"
    return None


def leads_to(links: Mapping[str, Iterable[str]], start: str, end: str) -> bool:
    """Whether the links lead from one record to another, directly or through others."""
    seen, open_ = {start}, [start]
    while open_:
        for further in links.get(open_.pop(), ()):
            if further == end:
                return True
            if further not in seen:
                seen.add(further)
                open_.append(further)
    return False
