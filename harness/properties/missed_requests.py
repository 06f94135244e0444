"""Invariants of missed requests: none is dropped, none invented (S2, L4, L5)."""

from typing import Final

from harness.domain.environments import DATAVERSE, ENVIRONMENT_NAMES, ENVIRONMENTS, HR, Environment
from harness.domain.request_kinds import DELETE, UNACKED_DELETE
from harness.properties.oracle.oracle import WRITES, Step
from harness.properties.oracle.pending import Pending
from harness.properties.registry import always
from harness.simulator.record_pairs import Request

_DELETES: Final = frozenset({DELETE, UNACKED_DELETE})


@always("nothing crosses while integration is off", rules="S1 S2 S3 N2", events=WRITES | {"linked"})
def nothing_crosses_while_off(step: Step) -> str | None:
    if step.was_on:
        return None
    for event in step.events:
        if event.event in WRITES or event.event == "linked":
            return f"{event.record} was {event.event} by {event.actor}"
    return None


@always("no change is dropped", rules="S2 L5 B1 B2 B4 C2 C6 R17 F2")
def nothing_is_dropped(step: Step) -> str | None:
    """Every change that has not travelled is a missed request, with the columns it touched."""
    named = step.simulator.world.record_pairs.named
    for environment, pending in step.oracle.pending.items():
        for name, change in pending.items():
            pair = named(name)
            request = pair.request(environment) if pair else None
            if (
                request is not None
                and request.since_seq == change.since_seq
                and request.changed_at == change.changed_at
                and request.touched == change.touched
                and not change.deleted
                and request.kind not in _DELETES
            ):
                continue  # nearly always
            message = _otherwise(request, change, name, environment)
            if message:
                return message
    return None


def _otherwise(
    request: Request | None, change: Pending, name: str, environment: Environment
) -> str | None:
    """How a request differs from what was changed."""
    where = ENVIRONMENT_NAMES[environment]
    if request is None:
        return f"what was changed of {name} in {where} is no missed request"
    if change.deleted != (request.kind in _DELETES):
        return f"the request of {name} in {where} is {request.kind}"
    if request.since_seq != change.since_seq:
        return f"what was changed of {name} in {where} is not missed since it was made"
    if not change.deleted and request.touched != change.touched:
        return f"the request of {name} in {where} names other columns than were touched"
    if request.changed_at != change.changed_at:
        return f"the request of {name} in {where} has another time than its last change"
    if change.deleted and request.made_on != change.made_on:
        return f"the delete of {name} in {where} was made while {'on' if change.made_on else 'off'}"
    return None


@always(
    "what nobody noticed is remembered, and makes no request",
    rules="F7 R7 R13 E1 E2",
    events=("unnoticed",),
    having=("oracle.was_unnoticed",),
)
def unnoticed_is_remembered(step: Step) -> str | None:
    """By record: whether what users did comes to a delete, and the columns that they changed."""
    oracle = step.oracle
    names = {*step.names, *oracle.unnoticed[HR], *oracle.unnoticed[DATAVERSE]}
    named = step.simulator.world.record_pairs.named
    for name in names:
        pair = named(name)
        if pair is None:
            continue
        for environment in ENVIRONMENTS:
            changes = [it[environment].get(pair.name) for it in (oracle.pending, oracle.unnoticed)]
            changed = changes[1] or changes[0]
            there = name in oracle.records[environment]  # of what is gone there is nothing to lose
            touched = changed.touched if changed is not None and there else 0
            expected = any(it is not None and it.deletes for it in changes), touched
            known, request = pair.ignored(environment), pair.request(environment)
            if known is not None:
                actual = known.kind == DELETE, known.touched
            else:
                touched = 0 if request is None else request.touched
                actual = request is not None and request.kind == DELETE, touched
            if expected != actual:
                where = ENVIRONMENT_NAMES[environment]
                return f"what nobody noticed of {name} in {where} is {actual}, and not {expected}"
    return None


@always("what the integration writes makes no request", rules="L4 L3 B3", having=("names",))
def no_echo(step: Step) -> str | None:
    pending = step.oracle.pending
    world = step.simulator.world
    if world.missed.count() == step.oracle.missed_count():
        return None  # each exists, by the invariant above
    for request in world.missed.in_order():
        if request.pair.name not in pending[request.environment]:
            where = ENVIRONMENT_NAMES[request.environment]
            return f"{request.pair.name} is missed in {where}, and no user changed it"
    return None
