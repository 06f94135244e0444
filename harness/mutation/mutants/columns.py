"""Mutants of columns (R14 to R16, R18): lookups, one-way columns, constraints, the natural key."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import copy
from typing import Any

from harness.domain.catalog import Table
from harness.domain.commands import Edit
from harness.domain.environments import DATAVERSE, HR, Environment
from harness.domain.errors import Refusal
from harness.domain.events import Actor
from harness.domain.records import Record, Value, Values, at
from harness.mutation.mutant import Mutation
from harness.mutation.mutants.building_blocks import (
    CarriesOutDeletes,
    ForgetsFailures,
    WritesAnyway,
    WritesOtherValues,
    overlooked,
    replaced,
)
from harness.simulator.integration.settlement import DONE, Settled
from harness.simulator.record_pairs import RecordPair, Request


class DanglingLookupIsWritten(WritesAnyway):
    """A record is written though what it looks up is not there."""

    breaks = "R14"
    overlooks = "R14"


class MissingTargetIsEmptied(WritesAnyway, WritesOtherValues):
    """Where what it looks up is not there, the record travels with that lookup empty."""

    breaks = "R14"
    overlooks = "R14"

    def changed(
        self, table: Table, environment: Environment, record: Record | None, values: Values
    ) -> Iterable[Value]:
        store = self.world.stores[environment]
        for column, value in zip(table.columns, values, strict=False):
            known = not column.target or value is None or store.find(column.target, value)
            yield value if known else None


class JobForgetsWhatFailed(ForgetsFailures):
    """The batch job spends the requests of a failed record."""

    breaks = "R14"
    forgetful = "batch job"
    outcome = DONE


class OneWayColumnIsCopiedBack(Mutation):
    """Dataverse's value of a one-way column goes to HR."""

    breaks = "R15"

    def settle(self, pair: RecordPair, *how: Any, **more: Any) -> Settled:
        table = copy(pair.table)
        object.__setattr__(table, "one_way", ())
        with replaced(pair, "table", table):
            return super().settle(pair, *how, **more)


class OneWayColumnCountsAsAnEdit(Mutation):
    """A value in a one-way column makes a Dataverse edit."""

    breaks = "R15"

    def counted_as_edits(self, table: Table, environment: Environment, touched: int) -> int:
        return touched & ~table.uncounted[HR]  # one way counts; of one side alone does not


class OneWayColumnIsNotSent(WritesOtherValues):
    """A one-way column never reaches Dataverse."""

    breaks = "R15"

    def changed(
        self, table: Table, environment: Environment, record: Record | None, values: Values
    ) -> Iterable[Value]:
        if environment != DATAVERSE:
            return values
        own = record.values if record else ()
        width = max(len(values), len(own))
        return (at(own if place in table.one_way else values, place) for place in range(width))


class TooLongIsTruncated(WritesAnyway, WritesOtherValues):
    """A text that is too long is cut to what fits."""

    breaks = "R16"
    overlooks = "R16"

    def changed(
        self, table: Table, environment: Environment, record: Record | None, values: Values
    ) -> Iterable[Value]:
        for column, value in zip(table.columns, values, strict=False):
            longest = (column.in_environment(environment) or column.accepts).max_length
            yield value[:longest] if isinstance(value, str) and column.target is None else value


class TooLongIsWrittenWhole(WritesAnyway):
    """Nobody looks whether the other side allows a value."""

    breaks = "R16"
    overlooks = "R16"


class NaturalKeyCanBeEdited(Mutation):
    """An edit of the natural key is done."""

    breaks = "R18"

    def keeps_key(self, pair: RecordPair, values: Values) -> bool:
        fixed = self.world.settings.natural_key == "fixed"
        return fixed or super().keeps_key(pair, values)


class NaturalKeyEditIsDropped(Mutation):
    """Such an edit is dropped without a word."""

    breaks = "R18"

    def edit(self, command: Edit) -> Refusal | None:
        return overlooked(super().edit(command), "R18")


class _InAnOpenTable(Mutation):
    """Users of Dataverse change tables that flow one way, in one way or other."""

    @contextmanager
    def opened(self, pair: RecordPair | None) -> Iterator[None]:
        """Inside the block the table of a pair flows both ways to who asks it."""
        if pair is None or not pair.table.flows_one_way:
            yield
            return
        table = copy(pair.table)
        object.__setattr__(table, "flows_one_way", False)
        with replaced(pair, "table", table):
            yield


class OneWayTableIsEditedInDataverse(_InAnOpenTable):
    """A record of a table that flows one way can be edited in Dataverse."""

    breaks = "R15"

    def edit(self, command: Edit) -> Refusal | None:
        with self.opened(self.world.record_pairs.named(command.record)):
            return super().edit(command)


class OneWayTableIsDeletedInDataverse(_InAnOpenTable):
    """A record of a table that flows one way can be deleted in Dataverse."""

    breaks = "R15"

    def delete_record(
        self, pair: RecordPair, environment: Environment, actor: Actor, cause: int | None = None
    ) -> Refusal | None:
        with self.opened(pair):
            return super().delete_record(pair, environment, actor, cause)


class OneWayTableIsNotMadeInHr(CarriesOutDeletes):
    """A record of a table that flows one way is deleted in Dataverse where HR lacks it."""

    breaks = "R15"
    of = (HR,)

    def _carries_out(
        self, record: Record, delete: Request, edit: Request | None, tracked: bool, full: bool
    ) -> bool:
        return tracked and delete.pair.table.flows_one_way
