"""Building blocks of mutants: what several of them do, as classes to derive from, and functions.

>>> from harness.domain.reconcile import Decision, RECONCILE
>>> row_changed(RECONCILE, (1, 1, True), Decision("R1", "hr"))[1, 1, True]
Decision(rule='R1', take='hr')
"""

import heapq
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import ClassVar, TypeVar

from harness.domain.commands import RunBatchJob
from harness.domain.environments import ENVIRONMENTS, Environment, other
from harness.domain.errors import Refusal
from harness.domain.events import Actor
from harness.domain.records import Record
from harness.domain.request_kinds import DELETE
from harness.mutation.mutant import Mutation
from harness.simulator.integration.settlement import FAILED, Settled
from harness.simulator.record_pairs import RecordPair, Request
from harness.simulator.world import World

Key = TypeVar("Key")
Value = TypeVar("Value")


@contextmanager
def replaced(owner: object, name: str, value: object) -> Iterator[None]:
    """An attribute has another value inside the block, and the one from before it afterwards."""
    before = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, before)


def row_changed(table: Mapping[Key, Value], key: Key, value: Value) -> dict[Key, Value]:
    """A copy of one of the simulator's tables in which one row is another."""
    return {**table, key: value}


def overlooked(refusal: Refusal | None, rule: str) -> Refusal | None:
    """No refusal if the rule is what led to it."""
    return None if refusal is not None and rule in refusal else refusal


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


class ForgetsFailures(Mutation):
    """A failure of one actor spends the requests."""

    forgetful: ClassVar[Actor]
    outcome: ClassVar[Settled] = FAILED

    def settle(
        self,
        pair: RecordPair,
        actor: Actor,
        cause: int,
        full: bool = False,
        may_defer: bool = False,
    ) -> Settled:
        result = super().settle(pair, actor, cause, full, may_defer)
        if result != FAILED or actor != self.forgetful:
            return result
        self.world.missed.spend_both(pair)
        return self.outcome


class CarriesOutDeletes(Mutation):
    """Before a pair is settled, deletes of some environments are carried out on the other side."""

    of: ClassVar[tuple[Environment, ...]]

    def carries_out(
        self, record: Record, delete: Request, edit: Request | None, tracked: bool, full: bool
    ) -> bool:
        """Whether to delete that record too, given the request of its own side, if there is one."""
        raise NotImplementedError

    def settle(
        self,
        pair: RecordPair,
        actor: Actor,
        cause: int,
        full: bool = False,
        may_defer: bool = False,
    ) -> Settled:
        for environment in self.of:
            request, across = pair.request(environment), other(environment)
            record = record_in(self.world, pair, across)
            if request is None or request.kind != DELETE or record is None:
                continue
            if self.carries_out(record, request, pair.request(across), pair.tracked, full):
                self.world.stores[across].remove(pair.table.name, pair.key)
        return super().settle(pair, actor, cause, full, may_defer)
