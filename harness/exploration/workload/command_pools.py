"""Command pools: for each record of a universe, pre-built commands to choose from.

Building a command costs more than choosing one. So a fixed number of universes is built once, with
some creates, edits, deletes and rows for each of their records, and a random history mostly chooses
among these. Commands are values: one may stand in many histories.

>>> pooled_universe(0).pools.edits["hr"][0].all[0].item
Edit('hr', 'ada', {'cdm_firstname': 'B'})
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Final, Generic, NamedTuple, TypeVar

from harness.domain.commands import Create, Delete, Edit, Give, Given, Row, pairs
from harness.domain.environments import ENVIRONMENTS, HR, Environment
from harness.domain.prng import Draws
from harness.domain.records import Scalar
from harness.exploration.workload.tables import ENTITIES, UNIVERSES
from harness.exploration.workload.universe import Universe

POOLED_UNIVERSES: Final = 10 * len(UNIVERSES)
_NOWHERE: Final = 1 << 30  # a lookup of a record that the universe does not have
_SEEDS: Final = 1 << 40  # far from the seeds of histories, which mostly count from 0
T = TypeVar("T")
Values = dict[str, Scalar | None]  # by column; of a lookup column, the name of a record


class Choice(NamedTuple, Generic[T]):
    """A command or row, and the records that it looks up beyond its natural key, as bits."""

    item: T
    lookups: int


class CommandPool(NamedTuple, Generic[T]):
    """Choices of one kind for one record; `self_contained` are those without lookups."""

    all: tuple[Choice[T], ...]
    self_contained: tuple[Choice[T], ...]


class PooledUniverse(NamedTuple):
    """A universe and its command pools."""

    universe: Universe
    pools: "CommandPools"


@lru_cache(maxsize=POOLED_UNIVERSES)
def pooled_universe(number: int) -> PooledUniverse:
    """The universe of that number with its pools; the same number gives the same."""
    draws = Draws(_SEEDS + number)
    universe = Universe(draws, UNIVERSES[number % len(UNIVERSES)])
    return PooledUniverse(universe, CommandPools(draws, universe))


class CommandPools:
    """The pools of a universe: by environment and record, or by record."""

    def __init__(self, draws: Draws, universe: Universe) -> None:
        self._draws = draws
        self._universe = universe
        self._entity_share = draws.choice((0, 40))
        self.creates: Final = self._by_environment(8, self._create)
        self.edits: Final = self._by_environment(16, self._edit)
        self.deletes: Final = {
            environment: [
                [Delete(environment, self._name(record)) for _ in range(6)]
                for record in universe.records
            ]
            for environment in ENVIRONMENTS
        }
        self.rows: Final = [self._pool(8, self._row, record) for record in universe.records]
        self.gives: Final = [self._pool(6, self._give, record) for record in universe.records]

    def _by_environment(
        self, count: int, build: Callable[[Environment, int, bool], Choice[T]]
    ) -> dict[Environment, list[CommandPool[T]]]:
        def pool(environment: Environment, record: int) -> CommandPool[T]:
            return self._pool(count, lambda record, free: build(environment, record, free), record)

        return {
            environment: [pool(environment, record) for record in self._universe.records]
            for environment in ENVIRONMENTS
        }

    def _pool(
        self, count: int, build: Callable[[int, bool], Choice[T]], record: int
    ) -> CommandPool[T]:
        choices = tuple(build(record, False) for _ in range(count))
        self_contained = tuple(choice for choice in choices if not choice.lookups)
        return CommandPool(choices, self_contained or (build(record, True),))

    # ------------------------------------------------------------------------ their commands

    def _create(self, environment: Environment, record: int, free: bool) -> Choice[Create]:
        values = self._values(record, 60, free)
        if self._draws.chance(3):  # the natural key of another record, or none
            key = self._universe.keys[record]
            values |= self._draws.choice((self._another_key(record), dict.fromkeys(key)))
        table, name = self._universe.table_of[record], self._name(record)
        given, lookups = self._as_given(record, values)
        return Choice(Create(environment, table, name, given, self._entity(environment)), lookups)

    def _edit(self, environment: Environment, record: int, free: bool) -> Choice[Edit]:
        draws, key = self._draws, self._universe.keys[record]
        columns = self._universe.columns[self._universe.table_of[record]]
        some = draws.sample(columns, min(len(columns), 1 + draws.below(2)))
        values: Values = {column: self._value(record, column, free) for column in some}
        if not columns or draws.chance(6):  # its natural key as it is, that of another, or none
            column = draws.choice(tuple(key))
            values[column] = draws.choice((key[column], self._another_key(record)[column], None))
        given, lookups = self._as_given(record, values)
        edit = Edit(environment, self._name(record), given, self._entity(environment))
        return Choice(edit, lookups)

    def _row(self, record: int, free: bool) -> Choice[Row]:
        draws, universe = self._draws, self._universe
        # a record keeps the name it is created under: of a row without a name, its key
        by_key = universe.name_of[record] == universe.key_texts[record]
        unnamed_share = draws.chance(
            universe.unnamed_share if by_key else universe.unnamed_share // 5
        )
        name = None if unnamed_share else self._name(record)
        values = self._values(record, 50, free)
        if draws.chance(5):  # a name that may be taken already
            name = universe.name_of[self._another(record)]
        if draws.chance(3):
            del values[draws.choice(tuple(universe.keys[record]))]
        given, lookups = self._as_given(record, values)
        return Choice(Row(name, given), lookups)

    def _give(self, record: int, free: bool) -> Choice[Give]:
        given, lookups = self._as_given(record, self._values(record, 70, free))
        row = Row(self._universe.name_of[record], given)
        return Choice(Give(self._universe.table_of[record], (row,)), lookups)

    # ------------------------------------------------------------------------ names and values

    def _another(self, record: int) -> int:
        """A record of the same table, perhaps itself."""
        universe = self._universe
        return self._draws.choice(universe.of_table[universe.table_of[record]])

    def _another_key(self, record: int) -> Values:
        return dict(self._universe.keys[self._another(record)])

    def _name(self, record: int) -> str:
        """Mostly its name; now and then another that it may have, or that of another record.

        Never a name of another table's records: those have other columns.
        """
        draws, universe = self._draws, self._universe
        if draws.chance(2):
            record = self._another(record)
        text = universe.key_texts[record]
        if text and universe.unnamed_share and draws.chance(10):
            return draws.choice((universe.names[record], text, f"{text}~2"))
        return universe.name_of[record]

    def _entity(self, environment: Environment) -> str | None:
        named = environment == HR and self._draws.chance(self._entity_share)
        return self._draws.choice(ENTITIES) if named else None

    def _value(self, record: int, column: str, free: bool) -> Scalar | None:
        kind = self._universe.kind_of[record]
        value = self._draws.choice(kind.columns[column])
        return None if free and column in kind.lookups else value

    def _values(self, record: int, share: int, free: bool) -> Values:
        """Its natural key, and a value in `share` of a hundred of the other columns."""
        universe = self._universe
        values: Values = dict(universe.keys[record])
        for column in universe.columns[universe.table_of[record]]:
            if self._draws.chance(share):
                values[column] = self._value(record, column, free)
        return values

    def _as_given(self, record: int, values: Values) -> tuple[Given, int]:
        """The values as a command has them, and the records they look up beyond the natural key."""
        universe, columns = self._universe, self._universe.kind_of[record].lookups
        lookups = 0
        given: Values = {}
        for column, value in values.items():
            given[column] = value
            if column in columns and value is not None:
                given[column] = universe.lookup_value(str(value))
                if column not in universe.keys[record]:
                    lookups |= universe.bit_of.get(str(value), _NOWHERE)
        return pairs(given), lookups
