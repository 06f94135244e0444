"""Building blocks of mutants: small changes to a simulation that several of them make.

>>> then(len)(sorted, "three"), instead("nothing")(sorted, "three")
(5, 'nothing')
"""

import heapq
from collections.abc import Callable, Iterable
from typing import Any

from harness.domain.commands import RunBatchJob
from harness.domain.environments import ENVIRONMENTS, Environment, other
from harness.domain.errors import Refusal
from harness.domain.events import Actor
from harness.domain.records import Record
from harness.domain.request_kinds import DELETE
from harness.mutation.mutant import Original, replaced
from harness.simulator.integration.settlement import FAILED, Result
from harness.simulator.record_pairs import RecordPair, Request
from harness.simulator.world import World

# whether to delete the record on the other side too, given that record, the request to delete,
# the request of the other side, whether the pair is tracked, and whether the sync is a full one
When = Callable[[Record, Request, Request | None, bool, bool], bool]


def instead(value: Any) -> Original:
    """A replacement that does nothing and returns the value."""
    return lambda *_arguments, **_options: value


def then(change: Callable[[Any], Any]) -> Original:
    """A replacement that returns what `change` makes of the original's result."""
    return lambda original, *arguments, **options: change(original(*arguments, **options))


def overlooking(rule: str) -> Original:
    """A replacement that drops the refusal, or the problem, that the rule leads to."""
    return then(lambda found: None if found is not None and rule in found else found)


def switched(on: bool) -> Original:
    """A replacement that does the original with integration on, or off."""

    def done(original: Original, world: World, *arguments: Any) -> Any:
        with replaced(world, "on", on):
            return original(world, *arguments)

    return done


def refusing(reason: str, rule: str, on: bool) -> Original:
    """A replacement that refuses a command while integration is on, or off."""

    def refused(original: Original, world: World, command: Any) -> Refusal | None:
        return (reason, rule, None) if world.on == on else original(world, command)

    return refused


def tracked_as(change: Callable[[Any, Any], Any]) -> Original:
    """A replacement for `_track`: the row is `change` of the one before and the one it wrote."""

    def track(original: Original, pair: RecordPair, *references: Any) -> None:
        before = pair.row
        original(pair, *references)
        pair.row = change(before, pair.row)

    return track


def forgetting_failures(of: Actor, outcome: Result) -> Original:
    """A replacement for `settle`: a failure of the actor spends the requests and is `outcome`."""

    def settled(
        original: Original, world: World, pair: RecordPair, actor: Actor, *how: Any
    ) -> Result:
        result: Result = original(world, pair, actor, *how)
        if result != FAILED or actor != of:
            return result
        world.missed.spend_both(pair)
        return outcome

    return settled


def unschedule(world: World) -> None:
    """Remove all runs of the batch job from the schedule."""
    clock = world.clock
    clock._due = [due for due in clock._due if not isinstance(due[3], RunBatchJob)]
    heapq.heapify(clock._due)


def record_in(world: World, pair: RecordPair, environment: Environment) -> Record | None:
    """The record of a pair in one environment, or None."""
    return world.stores[environment].find(pair.table.name, pair.key)


def gone(world: World, pair: RecordPair) -> bool:
    """Whether neither environment holds the record of a pair."""
    return all(record_in(world, pair, side) is None for side in ENVIRONMENTS)


def put_under(
    reference: int, world: World, pair: RecordPair, side: Environment, record: Record
) -> Record:
    """Store a record under another RecId or row id; what is stored."""
    record = record._replace(reference=reference)
    world.stores[side].remove(pair.table.name, pair.key)
    world.stores[side].put(pair.table.name, record)
    return record


def was_cleared(world: World, table: str) -> bool:
    """Whether the tracking information of a table was ever cleared."""
    return any(
        event.event == "tracking_cleared" and event.table == table for _, event in world.journal
    )


def carrying_out(of: Iterable[Environment], when: When) -> Original:
    """A replacement for `settle` that first carries out deletes of environments, `when` so."""

    def settle(
        original: Original,
        world: World,
        pair: RecordPair,
        actor: Actor,
        cause: int,
        full: bool = False,
        may_defer: bool = False,
    ) -> Result:
        for environment in of:
            request, across = pair.request(environment), other(environment)
            record = record_in(world, pair, across)
            if request is None or request.kind != DELETE or record is None:
                continue
            if when(record, request, pair.request(across), pair.tracked, full):
                world.stores[across].remove(pair.table.name, pair.key)
        return original(world, pair, actor, cause, full, may_defer)

    return settle
