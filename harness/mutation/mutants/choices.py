"""Mutants of choices (R16): a name in Human Resources, a number in Dataverse."""

from collections.abc import Iterable

from harness.domain.catalog import Table
from harness.domain.columns import Column
from harness.domain.environments import HR, Environment
from harness.domain.events import Event
from harness.domain.records import Record, Scalar, Value, Values
from harness.mutation.mutant import Mutation
from harness.mutation.mutants.building_blocks import WritesOtherValues
from harness.simulator.journal import Journal
from harness.simulator.world import World


class ChoiceIsCopiedByName(Mutation):
    """Dataverse has HR's name of a choice instead of the number."""

    breaks = "R16"

    def __init__(self, world: World) -> None:
        super().__init__(world)
        world.stores, world.journal.numbered = world.records, {}


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
            fits = not named or isinstance(value, str)
            yield value if fits else None


class _LossesByName(Journal):
    """A journal in which losses of choices are read as the integration has them."""

    def in_numbers(self, table: Table, event: Event) -> Event:
        return event if event.event == "lost" else super().in_numbers(table, event)


class LostChoiceIsToldByName(Mutation):
    """A loss names a choice by HR's name, in Dataverse too."""

    breaks = "R16"
    new_journal = _LossesByName
