"""Mutants of values and keys (V): empty dates, how keys are compared, columns of one side."""

from collections.abc import Iterable

from harness.domain.catalog import Table
from harness.domain.commands import Edit, Given
from harness.domain.environments import DATAVERSE, HR, Environment
from harness.domain.errors import Refusal
from harness.domain.records import Key, Record, Value, Values, at, folded
from harness.domain.times import EARLIEST
from harness.mutation.mutant import Mutation
from harness.mutation.mutants.building_blocks import WritesOtherValues
from harness.simulator.record_pairs import RecordPair, RecordPairs
from harness.simulator.world import World


def _dates(table: Table) -> set[int]:
    """The places of the columns that hold a day or a moment in both environments."""
    return {
        place
        for place, column in enumerate(table.columns)
        if column.hr and column.dataverse and column.type in ("Date", "DateTime")
    }


def _emptied_dates(table: Table, given: Given) -> list[str]:
    dates = {table.names[place] for place in _dates(table)}
    return [name for name, value in given if value is None and name in dates]


class EmptyDateTravels(WritesOtherValues):
    """An empty date of HR reaches Dataverse as 1900-01-01."""

    breaks = "V1"

    def changed(
        self, table: Table, environment: Environment, record: Record | None, values: Values
    ) -> Iterable[Value]:
        dates = _dates(table) if environment == DATAVERSE else set()
        for place in range(len(table.columns)):
            value = at(values, place)
            if value is None and place in dates:
                moment = table.columns[place].type == "DateTime"
                value = EARLIEST + "T00:00:00Z" * moment
            yield value


class EmptyDateIsPassedOver(Mutation):
    """Writing 1900-01-01 leaves the date that was there."""

    breaks = "V1"

    def apply_values(
        self, environment: Environment | None, table: Table, values: Values, given: Given
    ) -> tuple[Values, int]:
        left_out = _emptied_dates(table, given)
        kept = tuple(pair for pair in given if pair[0] not in left_out)
        return super().apply_values(environment, table, values, kept)


class WritingTheEmptyDateIsAnEdit(Mutation):
    """Writing 1900-01-01 where the date is empty already is an edit."""

    breaks = "V1"

    def apply_values(
        self, environment: Environment | None, table: Table, values: Values, given: Given
    ) -> tuple[Values, int]:
        new, touched = super().apply_values(environment, table, values, given)
        if values:  # those of a new record are not edited
            for name in _emptied_dates(table, given):
                touched |= 1 << table.index[name]
        return new, touched


def _of_any_case(key: Key) -> Key:
    """The key without letter case, and with the blanks at its end."""
    if isinstance(key, str):
        return key.casefold()
    if isinstance(key, tuple):
        return tuple(None if part is None else _of_any_case(part) for part in key)
    return key


class _ComparesKeysOtherwise(Mutation):
    """Natural keys are compared in another form, unless the setting says otherwise."""

    @staticmethod
    def form(key: Key) -> Key:
        """The form in which a key is compared."""
        raise NotImplementedError

    def __init__(self, world: World) -> None:
        super().__init__(world)
        if world.settings.keys == "folded" and not world.record_pairs.tables():
            world.record_pairs = RecordPairs(self.form)

    def change_key(
        self, pair: RecordPair, record: Record, values: Values, touched: int, command: Edit
    ) -> Refusal | None:
        if command.becomes is None:  # another spelling, by the rule: it becomes nothing else
            return f"the natural key of {pair.name} is another", "R18", None
        return super().change_key(pair, record, values, touched, command)


class KeysAreComparedExactly(_ComparesKeysOtherwise):
    """Keys that differ by letter case or blanks are two."""

    breaks = "V2"

    @staticmethod
    def form(key: Key) -> Key:
        return key


class BlanksOfAKeyCount(_ComparesKeysOtherwise):
    """Keys that differ by blanks at the end are two."""

    breaks = "V2"

    @staticmethod
    def form(key: Key) -> Key:
        return _of_any_case(key)


class SpellingIsAnotherKey(Mutation):
    """Another spelling of the key is refused as another key."""

    breaks = "V2"

    def keeps_key(self, pair: RecordPair, values: Values) -> bool:
        keeps = super().keeps_key(pair, values)
        if self.world.settings.natural_key != "fixed":
            return keeps
        return keeps and pair.table.key_of(values) == pair.key


class SpellingDoesNotTravel(WritesOtherValues):
    """Another spelling of the key stays where it was written."""

    breaks = "V2"

    def changed(
        self, table: Table, environment: Environment, record: Record | None, values: Values
    ) -> Iterable[Value]:
        for place, value in enumerate(values):
            own = None if record is None else at(record.values, place)
            spelt = own is not None and value is not None and folded(own) == folded(value)
            yield own if spelt and table.key_bits >> place & 1 else value


class ColumnOfOneSideIsAnEdit(Mutation):
    """A change of a column that exists in one environment only is an edit of the record."""

    breaks = "V3"

    def counted_as_edits(self, table: Table, environment: Environment, touched: int) -> int:
        one_way = table.uncounted[environment] & ~table.uncounted[HR]
        return touched & ~one_way


class ColumnOfOneSideIsWiped(WritesOtherValues):
    """What the other side writes empties the columns that it does not have."""

    breaks = "V3"

    def changed(
        self, table: Table, environment: Environment, record: Record | None, values: Values
    ) -> Iterable[Value]:
        for place, value in enumerate(values):
            yield None if place in table.one_sided else value
