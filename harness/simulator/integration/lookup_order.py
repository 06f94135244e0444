"""Topological order of records by their lookups, for those that were deferred (B1).

Tables whose lookups form a cycle have no order of their own, so their records may fail for want of
a parent. Those are deferred, and settled once more in the order of `parents_first`.
"""

from collections.abc import Iterator

from harness.domain.environments import ENVIRONMENTS
from harness.simulator.record_pairs import RecordPair
from harness.simulator.world import World


def parents_first(world: World, pairs: list[RecordPair]) -> Iterator[RecordPair]:
    """The pairs, each after those among them that it looks up; ties stay in the order given.

    A depth-first search; within a cycle of records the first one given comes last.
    """
    left = dict.fromkeys(pairs)
    started: set[RecordPair] = set()
    for first in pairs:
        stack = [first]
        while stack:
            pair = stack[-1]
            parents = []
            if pair not in started:
                started.add(pair)
                parents = [
                    target
                    for target in _targets(world, pair)
                    if target in left and target not in started
                ]
            if parents:
                stack += parents
            else:
                stack.pop()
                if pair in left:
                    del left[pair]
                    yield pair


def _targets(world: World, pair: RecordPair) -> Iterator[RecordPair]:
    for environment in ENVIRONMENTS:
        record = world.records[environment].find(pair.table.name, pair.key)
        if record is not None:
            for place, target in pair.table.lookups:
                value = record.values[place] if place < len(record.values) else None
                found = None if value is None else world.record_pairs.find(target, value)
                if found is not None:
                    yield found
