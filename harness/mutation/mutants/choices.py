"""Mutants of choices (R16): a name in Human Resources, a number in Dataverse."""

from collections.abc import Iterable
from typing import Any

from harness.domain.catalog import Table
from harness.domain.columns import Column
from harness.domain.environments import DATAVERSE, HR, Environment
from harness.domain.reconcile import Outcome, reconcile
from harness.domain.records import Record, Scalar, Value, Values
from harness.mutation.mutant import Mutation
from harness.mutation.mutants.building_blocks import WritesOtherValues


class ChoiceIsCopiedByName(WritesOtherValues):
    """Dataverse gets HR's name of a choice instead of the number."""

    breaks = "R16"

    def changed(
        self, table: Table, environment: Environment, record: Record | None, values: Values
    ) -> Iterable[Value]:
        for place, value in enumerate(values):
            name = table.columns[place].to_hr(value) if place in table.numbered else None
            yield name if name and environment == DATAVERSE else value


class FirstNameIsAlwaysTaken(WritesOtherValues):
    """HR gets the first name of a number, also where it has another of the same."""

    breaks = "R16"

    def changed(
        self, table: Table, environment: Environment, record: Record | None, values: Values
    ) -> Iterable[Value]:
        for place, value in enumerate(values):
            column = table.columns[place]
            number = column.to_dataverse(value) if place in table.numbered else None
            yield value if number is None or environment != HR else column.to_hr(number)


class NoCounterpartIsWrittenEmpty(WritesOtherValues):
    """A choice without a counterpart on the other side is written empty there."""

    breaks = "R16"

    def objection(self, environment: Environment, column: Column, value: Scalar) -> str:
        return "" if column.numbers else super().objection(environment, column, value)

    def changed(
        self, table: Table, environment: Environment, record: Record | None, values: Values
    ) -> Iterable[Value]:
        for place, value in enumerate(values):
            named = value is not None and place in table.numbered
            fits = not named or isinstance(value, str) == (environment == HR)
            yield value if fits else None


class LostChoiceIsToldByName(Mutation):
    """A loss names a choice by HR's name, in Dataverse too."""

    breaks = "R16"

    @staticmethod
    def reconcile(table: Table, *sides: Any, **more: Any) -> Outcome:
        rule, ours, theirs, losses = reconcile(table, *sides, **more)

        def named(column: Column, value: Value) -> Value:
            return column.to_hr(value) or value if column.numbers else value

        told = tuple(
            (
                loser,
                tuple(
                    (name, named(table.column(name), lost), named(table.column(name), kept))
                    for name, lost, kept in columns
                ),
            )
            for loser, columns in losses
        )
        return rule, ours, theirs, told
