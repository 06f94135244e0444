"""Mutants of live sync (L1 to L5): how a change is delivered while integration is on.

>>> [mutant.name for mutant in LIVE if mutant.rule == "L4"]
['echo-of-own-writes']
"""

from dataclasses import replace
from typing import Any, Final

from harness.domain.commands import Deliver
from harness.domain.environments import DATAVERSE, ENVIRONMENTS, HR, Environment, other
from harness.domain.policies import POLICIES
from harness.domain.request_kinds import DELETE, EDIT
from harness.mutation.mutant import Mutant, Original, patch, patch_method, replaced
from harness.mutation.mutants.building_blocks import forgetting_failures, instead, record_in
from harness.simulator.clock import Clock
from harness.simulator.integration.live_sync import (
    _deliver_delete,
    deliver,
    give_up_waiting,
    on_change,
)
from harness.simulator.integration.settlement import DONE, FAILED, Result, settle
from harness.simulator.record_pairs import RecordPair, Request
from harness.simulator.world import World


def _hr_waits(
    original: Original, world: World, pair: RecordPair, environment: Environment, *change: Any
) -> None:
    with replaced(world, "on", world.on and environment != HR):
        original(world, pair, environment, *change)


def _hr_delete_waits(
    original: Original,
    world: World,
    pair: RecordPair,
    environment: Environment,
    how: str,
    *rest: Any,
) -> None:
    with replaced(world, "on", world.on and (environment, how) != (HR, "deleted")):
        original(world, pair, environment, how, *rest)


def _at_once(original: Original, world: World, *change: Any) -> None:
    with replaced(world, "settings", replace(world.settings, dataverse_to_hr_delay=0)):
        original(world, *change)


def _waits_anew(
    original: Original, world: World, pair: RecordPair, environment: Environment, *change: Any
) -> None:
    if environment == DATAVERSE and pair.dataverse_request is not None:
        world.missed.waiting.pop(pair.dataverse_request, None)
    original(world, pair, environment, *change)


def _newest_first(original: Original, clock: Clock, at: int, cause: int, command: Any) -> None:
    count = clock._scheduled
    if isinstance(command, Deliver):
        clock._scheduled = -count - 2  # of those due at one moment the last comes first
    original(clock, at, cause, command)
    clock._scheduled = count + 1


def _leaves_the_backlog(original: Original, world: World, request: Request, cause: int) -> None:
    theirs = request.pair.request(other(request.environment))
    original(world, request, cause)
    if theirs and theirs.kind == EDIT and not request.pair.request(theirs.environment):
        if record_in(world, request.pair, theirs.environment) is None:
            return
        world.missed.add(
            request.pair, theirs.environment, EDIT, theirs.touched, theirs.since,
            theirs.since_seq, theirs.entity,
        )  # fmt: skip


def _does_not_look(original: Original, world: World, request: Request, cause: int) -> None:
    theirs = request.pair.request(other(request.environment))
    if theirs is not None and theirs.kind == EDIT and request.kind != DELETE:
        world.missed.spend(theirs)
    original(world, request, cause)


def _wins_by_being_last(original: Original, world: World, request: Request, cause: int) -> None:
    policy = POLICIES["hr_wins" if request.environment == HR else "dataverse_wins"]
    with replaced(world, "policy", policy):
        original(world, request, cause)


def _echoes(original: Original, world: World, pair: RecordPair, *how: Any) -> Result:
    before = {side: record_in(world, pair, side) for side in ENVIRONMENTS}
    result: Result = original(world, pair, *how)
    for side in ENVIRONMENTS:
        now = record_in(world, pair, side)
        if result == DONE and now and now != before[side] and not pair.request(side):
            seq, at = len(world.journal), world.clock.now
            world.stores[side].put(pair.table.name, now._replace(edited_at=at))
            world.missed.add(pair, side, EDIT, 0, at, seq, None)
    return result


def _failed_delete_is_dropped(
    original: Original, world: World, request: Request, cause: int
) -> None:
    original(world, request, cause)
    if request.pair.request(request.environment) is request:
        world.missed.spend(request)


def _drops_what_waits(original: Original, world: World) -> int:
    for request in list(world.missed.waiting):
        world.missed.spend(request)
    return original(world)


LIVE: Final = (
    Mutant(
        "hr-changes-wait-for-the-job", "L1", "a change in HR is not sent before the batch job runs",
        patch(on_change, _hr_waits),
    ),
    Mutant(
        "hr-deletes-wait-for-the-job", "L1", "a delete in HR is not sent before the batch job runs",
        patch(on_change, _hr_delete_waits),
    ),
    Mutant(
        "delay-is-ignored", "L2", "a change in Dataverse is in HR at once, whatever the delay",
        patch(on_change, _at_once),
    ),
    Mutant(
        "every-edit-waits-anew", "L2", "a further edit in Dataverse starts its delay once more",
        patch(on_change, _waits_anew),
    ),
    Mutant(
        "newest-is-delivered-first", "L2",
        "of changes that are due at the same moment the last made is delivered first",
        patch_method(Clock, "schedule", _newest_first),
    ),
    Mutant(
        "live-edit-leaves-the-backlog", "L3",
        "a live edit does not spend the edit that waited on the other side",
        patch(deliver, _leaves_the_backlog),
    ),
    Mutant(
        "live-edit-does-not-look", "L3",
        "a live edit overwrites what waits on the other side without a word",
        patch(deliver, _does_not_look),
    ),
    Mutant(
        "delivered-edit-wins", "L3", "the edit that is delivered wins over a later one",
        patch(deliver, _wins_by_being_last),
    ),
    Mutant(
        "echo-of-own-writes", "L4", "what the integration writes is taken for a user's edit",
        patch(settle, _echoes),
    ),
    Mutant(
        "failed-delivery-is-dropped", "L5", "a live change that cannot be written is forgotten",
        patch(settle, forgetting_failures("live sync", FAILED)),
    ),
    Mutant(
        "failed-delete-is-dropped", "L5", "a live delete that cannot be carried out is forgotten",
        patch(_deliver_delete, _failed_delete_is_dropped),
    ),
    Mutant(
        "turning-off-drops-what-waits", "L5", "turning off forgets the changes on their way to HR",
        patch(give_up_waiting, _drops_what_waits),
    ),
    Mutant(
        "waiting-arrives-while-off", "L5", "changes on their way to HR arrive after a turning-off",
        patch(give_up_waiting, instead(0)),
    ),
)  # fmt: skip
