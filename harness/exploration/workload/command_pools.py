"""Command pools: for each record of a universe, commands to choose from, which are drawn once.

Drawing a command costs more than choosing one. So a fixed number of universes is drawn once, with
some creates, edits, deletes and rows for each of their records, and a random history mostly chooses
among these. Commands are values: one may stand in many histories.

>>> pooled_universe(0).pools.edits["hr"][0].all[0].item()
Edit('hr', '1', {'cdm_lastname': 'L'})
>>> pooled_universe(0, "strict").universe.loose
False
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Final, Generic, NamedTuple, TypeVar

from harness.domain.commands import Create, Delete, Edit, Give, Given, Row, Undelete, pairs
from harness.domain.environments import DATAVERSE, ENVIRONMENTS, HR, Environment
from harness.domain.prng import Draws
from harness.domain.records import FIRST_REC_ID, Scalar
from harness.exploration.workload.given_apart import GivenApart, given_apart
from harness.exploration.workload.made import Made
from harness.exploration.workload.tables import CATALOG, ENTITIES, UNIVERSES
from harness.exploration.workload.universe import Names, Universe

POOLED_UNIVERSES: Final = 10 * len(UNIVERSES)
# how many of them there are of each way in which names and keys go together
_OF_NAMES: Final[dict[Names, int]] = {
    "loose": POOLED_UNIVERSES, "strict": 4 * len(UNIVERSES), "exact": len(UNIVERSES),
}  # fmt: skip
# the first of those that users choose: the counter of Human Resources comes to some of them
_OWN_REFERENCES: Final[dict[Environment, int]] = {HR: FIRST_REC_ID, DATAVERSE: 1 << 64}
_NOWHERE: Final = 1 << 30  # a lookup of a record that the universe does not have
_SEEDS: Final = 1 << 40  # far from the seeds of histories, which mostly count from 0
# commands are values: those that are the same are made once
_delete: Final = lru_cache(maxsize=256)(Delete)
_undelete: Final = lru_cache(maxsize=256)(Undelete)
T = TypeVar("T")
Values = dict[str, Scalar | None]  # by column; of a lookup column, the name of a record


class Choice(NamedTuple, Generic[T]):
    """A command or row, and the records that it looks up beyond its natural key, as bits."""

    item: Made[T]
    lookups: int


class CommandPool(NamedTuple, Generic[T]):
    """Choices of one kind for one record; `self_contained` are those without lookups."""

    all: tuple[Choice[T], ...]
    self_contained: tuple[Choice[T], ...]


class PooledUniverse(NamedTuple):
    """A universe and its command pools."""

    universe: Universe
    pools: "CommandPools"


def pooled_universe(number: int, names: Names = "loose") -> PooledUniverse:
    """The universe of that number with its pools; the same number gives the same."""
    return _pooled_universe(number % _OF_NAMES[names], names)


@lru_cache(maxsize=sum(_OF_NAMES.values()))
def _pooled_universe(number: int, names: Names) -> PooledUniverse:
    draws = Draws(_SEEDS + number)
    universe = Universe(draws, UNIVERSES[number % len(UNIVERSES)], names)
    return PooledUniverse(universe, CommandPools(draws, universe))


class CommandPools:
    """The pools of a universe: by environment and record, or by record."""

    def __init__(self, draws: Draws, universe: Universe) -> None:
        self._draws = draws
        self._universe = universe
        self._entity_share = draws.choice((0, 40))
        self.creates: Final = self._by_environment(8, self._create)
        self.edits: Final = self._by_environment(16, self._edit)
        self.rows: Final = self._by_environment(8, self._row)
        # edits of the natural key, where that is an edit (R18)
        self.rekeys: Final = {
            environment: [self._rekeys(environment, record) for record in universe.records]
            for environment in ENVIRONMENTS
        }
        self.deletes: Final = {
            environment: [
                [_delete(environment, self._name(record)) for _ in range(6)]
                for record in universe.records
            ]
            for environment in ENVIRONMENTS
        }
        self.undeletes: Final = [
            [_undelete(self._name(record)) for _ in range(3)] for record in universe.records
        ]
        self.gives: Final = [self._pool(6, self._give, record) for record in universe.records]
        # otherwise than in sync (S7)
        self.apart: Final = [
            tuple(self._given_apart(record) for _ in range(8)) for record in universe.records
        ]

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
        draws, universe = self._draws, self._universe
        values = self._values(record, 60, free, environment)
        if draws.chance(3):  # the natural key of another record, or none
            none: Values = dict.fromkeys(universe.keys[record])
            values |= draws.choice((self._another_key(record), none)) if universe.loose else none
        table, name = universe.table_of[record], self._name(record)
        given, lookups = self._as_given(record, values)
        reference = None
        if draws.chance(4):  # one of its own, which may be taken
            reference = _OWN_REFERENCES[environment] + draws.below(12)
        entity = self._entity(environment)
        return Choice(Made(Create, environment, table, name, given, entity, reference), lookups)

    def _edit(self, environment: Environment, record: int, free: bool) -> Choice[Edit]:
        draws, universe = self._draws, self._universe
        key = universe.keys[record]
        columns = universe.columns[environment][universe.table_of[record]]
        some = draws.sample(columns, min(len(columns), 1 + draws.below(2)))
        values: Values = {column: self._value(record, column, free, environment) for column in some}
        name, becomes = self._name(record), None
        another = draws.chance(6) if universe.loose else draws.chance(12)
        if not columns or another:  # its natural key as it is, that of another, or none
            column = draws.choice(tuple(key))
            if universe.loose:
                its = draws.choice((self._key(record), self._another_key(record)))
                values[column] = draws.choice((its[column], its[column], None))
            elif (other := self._another(record)) != record:
                values |= self._key(other)
                becomes = universe.name_of[other]
            else:
                values |= self._key(record)
        given, lookups = self._as_given(record, values)
        entity = self._entity(environment)
        return Choice(Made(Edit, environment, name, given, entity, becomes), lookups)

    def _rekeys(self, environment: Environment, record: int) -> tuple[Edit, ...]:
        universe = self._universe
        others = universe.of_table[universe.table_of[record]] if not universe.loose else ()
        found = []
        for other in others:
            if other != record:
                given, _ = self._as_given(record, self._key(other))
                name, becomes = universe.name_of[record], universe.name_of[other]
                found.append(Edit(environment, name, given, None, becomes))
        return tuple(found)

    def _row(self, environment: Environment, record: int, free: bool) -> Choice[Row]:
        draws, universe = self._draws, self._universe
        # a record keeps the name it is created under: of a row without a name, its key
        by_key = universe.name_of[record] == universe.key_texts[record]
        unnamed_share = draws.chance(
            universe.unnamed_share if by_key else universe.unnamed_share // 5
        )
        name = None if unnamed_share else self._name(record)
        values = self._values(record, 50, free, environment)
        if universe.loose and draws.chance(5):  # a name that may be taken already
            name = universe.name_of[self._another(record)]
        if draws.chance(3):
            del values[draws.choice(tuple(universe.keys[record]))]
        given, lookups = self._as_given(record, values)
        return Choice(Made(Row, name, given), lookups)

    def _give(self, record: int, free: bool) -> Choice[Give]:
        """What both environments have: choices by name, and what Dataverse alone has (V3, R16)."""
        table = self._universe.table_of[record]
        values = self._values(record, 70, free, DATAVERSE)
        only = {CATALOG[table].names[place] for place in CATALOG[table].one_sided}
        values = {column: value for column, value in values.items() if column in only}
        values |= self._values(record, 70, free, HR)
        given, lookups = self._as_given(record, values)
        name = self._universe.name_of[record]
        return Choice(Made(_give, table, name, given), lookups)

    def _given_apart(self, record: int) -> GivenApart:
        universe = self._universe
        key = self._key(record)

        def values(environment: Environment) -> Given:
            its = self._values(record, 60, True, environment) | key
            found: Values = {column: it for column, it in its.items() if it is not None}
            return self._as_given(record, found)[0]

        table = universe.table_of[record]
        return given_apart(self._draws, table, universe.name_of[record], record, values)

    # ------------------------------------------------------------------------ names and values

    def _another(self, record: int) -> int:
        """A record of the same table, perhaps itself."""
        universe = self._universe
        return self._draws.choice(universe.of_table[universe.table_of[record]])

    def _another_key(self, record: int) -> Values:
        return self._key(self._another(record))

    def _key(self, record: int) -> Values:
        """Its natural key, mostly as it is written everywhere (V2)."""
        draws, universe = self._draws, self._universe
        key: Values = dict(universe.keys[record])
        if not universe.spellings or not draws.chance(30):
            return key
        for column in universe.kind_of[record].spelled:
            text = str(key[column])
            key[column] = draws.choice((f"{text} ", text.upper(), text.lower(), text))
        return key

    def _name(self, record: int) -> str:
        """Mostly its name; now and then another that it may have, or that of another record.

        Never a name of another table's records: those have other columns.
        """
        draws, universe = self._draws, self._universe
        if not universe.loose:
            return universe.name_of[record]
        if draws.chance(2):
            record = self._another(record)
        text = universe.key_texts[record]
        if text and universe.unnamed_share and draws.chance(10):
            return draws.choice((universe.names[record], text, f"{text}~2"))
        return universe.name_of[record]

    def _entity(self, environment: Environment) -> str | None:
        named = environment == HR and self._draws.chance(self._entity_share)
        return self._draws.choice(ENTITIES) if named else None

    def _value(
        self, record: int, column: str, free: bool, environment: Environment
    ) -> Scalar | None:
        kind = self._universe.kind_of[record]
        value = self._draws.choice(kind.values(column, environment))
        return None if free and column in kind.lookups else value

    def _values(self, record: int, share: int, free: bool, environment: Environment) -> Values:
        """Its natural key, and a value in `share` of a hundred of the other columns."""
        universe = self._universe
        values = self._key(record)
        for column in universe.columns[environment][universe.table_of[record]]:
            if self._draws.chance(share):
                values[column] = self._value(record, column, free, environment)
        return values

    def _as_given(self, record: int, values: Values) -> tuple[Given, int]:
        """The values as a command has them, and the records they look up beyond the natural key."""
        universe, lookups = self._universe, 0
        for column in universe.kind_of[record].lookups:
            value = values.get(column)
            if value is not None:
                values[column] = universe.lookup_value(str(value))
                if column not in universe.keys[record]:
                    lookups |= universe.bit_of.get(str(value), _NOWHERE)
        return pairs(values), lookups


def _give(table: str, name: str, values: Given) -> Give:
    return Give(table, (Row(name, values),))
