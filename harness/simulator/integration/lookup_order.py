"""Records that look up others of their cycle: put off, tried once more, parents first (B1)."""

from collections.abc import Iterator

from harness.domain.environments import ENVIRONMENTS
from harness.simulator.record_pairs import Thing
from harness.simulator.world import World


def parents_first(world: World, things: list[Thing]) -> Iterator[Thing]:
    """The things, each after those of them that it looks up; otherwise in the order given."""
    left = dict.fromkeys(things)
    started: set[Thing] = set()
    for first in things:
        stack = [first]
        while stack:
            thing = stack[-1]
            parents = []
            if thing not in started:
                started.add(thing)
                parents = [
                    target
                    for target in _targets(world, thing)
                    if target in left and target not in started
                ]
            if parents:
                stack += parents
            else:
                stack.pop()
                if thing in left:
                    del left[thing]
                    yield thing


def _targets(world: World, thing: Thing) -> Iterator[Thing]:
    for environment in ENVIRONMENTS:
        record = world.stores[environment].find(thing.table.name, thing.key)
        if record is not None:
            for place, target in thing.table.lookups:
                value = record.values[place] if place < len(record.values) else None
                found = None if value is None else world.things.find(target, value)
                if found is not None:
                    yield found
