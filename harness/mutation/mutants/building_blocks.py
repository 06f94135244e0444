"""What several mutants do to a simulation, in small steps.

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

# whether a delete is carried out: the record that is left, the delete, what waits of the record
When = Callable[[Record, Request, Request | None, bool, bool], bool]


@contextmanager
def switched(world: World, on: bool) -> Iterator[None]:
    """As if integration were on, or off."""
    before = world.on
    world.on = on
    try:
        yield
    finally:
        world.on = before


def unschedule(world: World) -> None:
    """No run of the batch job is due any more."""
    clock = world.clock
    clock._due = [due for due in clock._due if not isinstance(due[3], RunBatchJob)]
    heapq.heapify(clock._due)


def there(world: World, pair: RecordPair, environment: Environment) -> Record | None:
    """The record of a thing in an environment."""
    return world.stores[environment].find(pair.table.name, pair.key)


def spend_all(world: World, pair: RecordPair) -> None:
    """Whatever waits of a thing is forgotten."""
    world.missed.settled(pair)


def was_cleared(world: World, table: str) -> bool:
    """Whether the tracking information of a table was ever cleared."""
    return any(
        event.event == "tracking_cleared" and event.table == table for _, event in world.journal
    )


def carrying_out(when: When) -> Original:
    """A settlement that deletes on the other side too; `when` is told tracked and full as well."""

    def settle(
        original: Original,
        world: World,
        pair: RecordPair,
        actor: Actor,
        cause: int,
        full: bool = False,
        may_put_off: bool = False,
    ) -> Result:
        for environment in ENVIRONMENTS:
            request, across = pair.request(environment), other(environment)
            left = there(world, pair, across)
            if request is None or request.kind != DELETE or left is None:
                continue
            if when(left, request, pair.request(across), pair.tracked, full):
                world.stores[across].remove(pair.table.name, pair.key)
        result: Result = original(world, pair, actor, cause, full, may_put_off)
        return result

    return settle
