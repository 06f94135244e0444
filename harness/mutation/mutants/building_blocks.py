"""Building blocks of mutants: small changes to a simulation that several of them make.

>>> from harness.simulator.simulator import Simulator
>>> world = Simulator().world
>>> with switched(world, True):
...     world.on
True
>>> world.on
False
"""

import heapq
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from harness.domain.commands import RunBatchJob
from harness.domain.environments import ENVIRONMENTS, Environment, other
from harness.domain.events import Actor
from harness.domain.records import Record
from harness.domain.request_kinds import DELETE
from harness.mutation.mutant import Original
from harness.simulator.integration.settlement import Result
from harness.simulator.record_pairs import RecordPair, Request
from harness.simulator.world import World

# whether to delete the record on the other side too, given that record, the request to delete,
# the request of the other side, whether the pair is tracked, and whether the sync is a full one
When = Callable[[Record, Request, Request | None, bool, bool], bool]


@contextmanager
def switched(world: World, on: bool) -> Iterator[None]:
    """Integration is on, or off, inside the block."""
    before = world.on
    world.on = on
    try:
        yield
    finally:
        world.on = before


def unschedule(world: World) -> None:
    """Remove all runs of the batch job from the schedule."""
    clock = world.clock
    clock._due = [due for due in clock._due if not isinstance(due[3], RunBatchJob)]
    heapq.heapify(clock._due)


def record_in(world: World, pair: RecordPair, environment: Environment) -> Record | None:
    """The record of a pair in one environment, or None."""
    return world.stores[environment].find(pair.table.name, pair.key)


def spend_all(world: World, pair: RecordPair) -> None:
    """Forget the requests of both environments."""
    world.missed.spend_both(pair)


def was_cleared(world: World, table: str) -> bool:
    """Whether the tracking information of a table was ever cleared."""
    return any(
        event.event == "tracking_cleared" and event.table == table for _, event in world.journal
    )


def carrying_out(when: When) -> Original:
    """A replacement for `settle` that first carries deletes out on the other side, `when` so."""

    def settle(
        original: Original,
        world: World,
        pair: RecordPair,
        actor: Actor,
        cause: int,
        full: bool = False,
        may_defer: bool = False,
    ) -> Result:
        for environment in ENVIRONMENTS:
            request, across = pair.request(environment), other(environment)
            record = record_in(world, pair, across)
            if request is None or request.kind != DELETE or record is None:
                continue
            if when(record, request, pair.request(across), pair.tracked, full):
                world.stores[across].remove(pair.table.name, pair.key)
        return original(world, pair, actor, cause, full, may_defer)

    return settle
