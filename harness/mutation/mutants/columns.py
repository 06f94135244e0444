"""Mutants of columns (R14 to R16, R18): lookups, one-way columns, constraints, the natural key."""

from collections.abc import Iterable
from copy import copy
from typing import Any, ClassVar

from harness.domain.catalog import Table
from harness.domain.commands import Edit
from harness.domain.environments import DATAVERSE, Environment
from harness.domain.errors import Refusal
from harness.domain.records import Record, Value, Values, at, trimmed
from harness.mutation.mutant import Mutation
from harness.mutation.mutants.building_blocks import ForgetsFailures, overlooked, replaced
from harness.simulator.integration.settlement import DONE, Settled
from harness.simulator.integration.writing import WriteProblem
from harness.simulator.record_pairs import RecordPair, Request


class _WritesAnyway(Mutation):
    """What one rule says against writing is overlooked."""

    overlooks: ClassVar[str]

    def write_problem(
        self, pair: RecordPair, environment: Environment, record: Record | None, values: Values
    ) -> WriteProblem | None:
        problem = super().write_problem(pair, environment, record, values)
        return None if problem is not None and problem.rule == self.overlooks else problem


class _WritesOtherValues(Mutation):
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


class DanglingLookupIsWritten(_WritesAnyway):
    """A record is written though what it looks up is not there."""

    breaks = "R14"
    overlooks = "R14"


class MissingTargetIsEmptied(_WritesAnyway, _WritesOtherValues):
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
        vars(table)["one_way"] = ()
        with replaced(pair, "table", table):
            return super().settle(pair, *how, **more)


class OneWayColumnCountsAsAnEdit(Mutation):
    """A value in a one-way column makes a Dataverse edit."""

    breaks = "R15"

    def counted_as_edits(self, table: Table, environment: Environment, touched: int) -> int:
        return touched


class OneWayColumnIsNotSent(_WritesOtherValues):
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


class TooLongIsTruncated(_WritesAnyway, _WritesOtherValues):
    """A text that is too long is cut to what fits."""

    breaks = "R16"
    overlooks = "R16"

    def changed(
        self, table: Table, environment: Environment, record: Record | None, values: Values
    ) -> Iterable[Value]:
        for column, value in zip(table.columns, values, strict=False):
            longest = (column.in_environment(environment) or column.accepts).max_length
            yield value[:longest] if isinstance(value, str) and column.target is None else value


class TooLongIsWrittenWhole(_WritesAnyway):
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
