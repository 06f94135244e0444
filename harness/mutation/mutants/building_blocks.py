"""Building blocks of mutants: what several of them do, as classes to derive from, and functions.

>>> from harness.domain.reconcile import Decision, RECONCILE
>>> row_changed(RECONCILE, (1, 1, True), Decision("R1", "hr"))[1, 1, True]
Decision(rule='R1', take='hr')
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar, NamedTuple, TypeVar

from harness.domain.catalog import Table
from harness.domain.commands import RunBatchJob
from harness.domain.environments import ENVIRONMENTS, Environment, other
from harness.domain.errors import Refusal
from harness.domain.events import Actor
from harness.domain.records import Record, Value, Values, trimmed
from harness.domain.request_kinds import DELETE, Change
from harness.mutation.mutant import Mutation
from harness.simulator.integration.settlement import FAILED, Settled
from harness.simulator.integration.writing import WriteProblem
from harness.simulator.record_pairs import RecordPair, Request
from harness.simulator.world import World

Key = TypeVar("Key")
Cell = TypeVar("Cell")


@contextmanager
def replaced(owner: object, name: str, value: object) -> Iterator[None]:
    """An attribute has another value inside the block, and the one from before it afterwards."""
    before = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, before)


def row_changed(table: Mapping[Key, Cell], key: Key, value: Cell) -> dict[Key, Cell]:
    """A copy of one of the simulator's tables in which one row is another."""
    return {**table, key: value}


def overlooked(refusal: Refusal | None, rule: str) -> Refusal | None:
    """No refusal if the rule is what led to it."""
    return None if refusal is not None and rule in refusal else refusal


def unschedule(world: World) -> None:
    """Remove all runs of the batch job from the schedule."""
    world.clock.cancel(RunBatchJob)


def record_in(world: World, pair: RecordPair, environment: Environment) -> Record | None:
    """The record of a pair in one environment as the integration has it, or None."""
    return world.records[environment].find(pair.table.name, pair.key)


def gone(world: World, pair: RecordPair) -> bool:
    """Whether neither environment holds the record of a pair."""
    return all(record_in(world, pair, side) is None for side in ENVIRONMENTS)


def put_under(
    reference: int, world: World, pair: RecordPair, side: Environment, record: Record
) -> Record:
    """Store a record under another RecId or row id; what is stored."""
    new = record._replace(reference=reference)
    world.write(side, pair, new, record)
    return new


def was_cleared(world: World, table: str) -> bool:
    """Whether the tracking information of a table was ever cleared."""
    return any(
        event.event == "tracking_cleared" and event.table == table for _, event in world.journal
    )


class UserChange(NamedTuple):
    """A user's change, as an integration takes it up."""

    pair: RecordPair
    environment: Environment
    change: Change
    touched: int
    entity: str | None
    cause: int
    now: int


class TakesUpOtherwise(Mutation):
    """Users' changes are taken up as others, or forgotten."""

    def as_taken_up(self, change: UserChange) -> UserChange | None:
        """What is taken up instead of a change; None: nothing."""
        raise NotImplementedError

    def take_up(self, *change: Any, **more: Any) -> Request | None:
        taken = self.as_taken_up(UserChange(*change, **more))
        return None if taken is None else super().take_up(*taken)


class SendsSome(Mutation):
    """Of users' changes only some are sent; the others wait for the batch job."""

    def _sends(self, request: Request, change: Change) -> bool:
        """Whether a request that this change has made, or changed, is sent."""
        raise NotImplementedError

    def send(self, request: Request, change: Change, touched: int, cause: int) -> None:
        if self._sends(request, change):
            super().send(request, change, touched, cause)


class ForgetsFailures(Mutation):
    """A failure of one actor spends the requests."""

    forgetful: ClassVar[Actor]
    outcome: ClassVar[Settled] = FAILED

    def settle(self, pair: RecordPair, actor: Actor, *how: Any, **more: Any) -> Settled:
        result = super().settle(pair, actor, *how, **more)
        if result != FAILED or actor != self.forgetful:
            return result
        self.world.missed.spend_both(pair)
        return self.outcome


class CarriesOutDeletes(Mutation):
    """Before a pair is settled, deletes of some environments are carried out on the other side."""

    of: ClassVar[tuple[Environment, ...]]

    def _carries_out(
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
        for environment in () if self.unavailable() else self.of:
            request, across = pair.request(environment), other(environment)
            record = record_in(self.world, pair, across)
            if request is None or request.kind != DELETE or record is None:
                continue
            if self.in_use(pair, across) is not None:
                continue
            if self._carries_out(record, request, pair.request(across), pair.tracked, full):
                self.world.remove(across, pair, record)
        return super().settle(pair, actor, cause, full, may_defer)


class WritesAnyway(Mutation):
    """What one rule says against writing is overlooked."""

    overlooks: ClassVar[str]

    def write_problem(
        self, pair: RecordPair, environment: Environment, record: Record | None, values: Values
    ) -> WriteProblem | None:
        problem = super().write_problem(pair, environment, record, values)
        return None if problem is not None and problem.rule == self.overlooks else problem


class WritesOtherValues(Mutation):
    """The values are changed before they are written."""

    def changed(
        self, table: Table, environment: Environment, record: Record | None, values: Values
    ) -> Iterable[Value]:
        """What is written instead of the values; it may end with empty ones."""
        raise NotImplementedError

    def write(
        self,
        pair: RecordPair,
        environment: Environment,
        record: Record | None,
        request: Request | None,
        values: Values,
        *how: Any,
        **more: Any,
    ) -> Record:
        values = trimmed(self.changed(pair.table, environment, record, values))
        return super().write(pair, environment, record, request, values, *how, **more)
