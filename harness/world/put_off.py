"""Records that look up others of their own cycle: put off, and tried once more, parents first (B1)."""

from collections.abc import Iterator

from harness.values.catalog import Table
from harness.values.environments import ENVIRONMENTS
from harness.values.records import Key
from harness.world.world import World

Thing = tuple[Table, Key]


def parents_first(world: World, things: list[Thing]) -> Iterator[Thing]:
    """The things, each after those of them that it looks up; otherwise in the order given."""
    left = {(table.name, key): (table, key) for table, key in things}
    started: set[tuple[str, Key]] = set()
    for thing in things:
        stack = [thing]
        while stack:
            table, key = stack[-1]
            parents = []
            if (table.name, key) not in started:
                started.add((table.name, key))
                parents = [
                    left[target]
                    for target in _targets(world, table, key)
                    if target in left and target not in started
                ]
            if parents:
                stack += parents
            else:
                stack.pop()
                if left.pop((table.name, key), None):
                    yield table, key


def _targets(world: World, table: Table, key: Key) -> Iterator[tuple[str, Key]]:
    for environment in ENVIRONMENTS:
        record = world.stores[environment].find(table.name, key)
        if record is not None:
            for place, target in table.lookups:
                value = record.values[place]
                if value is not None:
                    yield target, value
