"""What may be done with each thing of a company: menus of commands, made once for many histories.

To make a command takes longer than to draw which. So a number of companies is made when histories
first are about them, with some creates, edits, deletes and rows for each thing, and what a history
draws is mostly a place in a menu. Commands are values: one may stand in many histories.

>>> drawn_company(0).menus.edits["hr"][0].all[0].does
Edit(environment='hr', record='ada', values=(('cdm_firstname', 'B'),), entity=None)
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Final, Generic, NamedTuple, TypeVar

from harness.domain.commands import Create, Delete, Edit, Give, Given, Row, pairs
from harness.domain.environments import ENVIRONMENTS, HR, Environment
from harness.domain.prng import Draws
from harness.domain.records import Scalar
from harness.exploration.workload.tables import COMPANIES, ENTITIES
from harness.exploration.workload.universe import Universe

COMPANIES_DRAWN: Final = 10 * len(COMPANIES)
_NOWHERE: Final = 1 << 30  # among what is looked up: a thing that the company has not
_SEEDS: Final = 1 << 40  # away from the seeds of histories, which mostly count from 0
T = TypeVar("T")
Values = dict[str, Scalar | None]  # by column; of a lookup, the name of a thing


class Choice(NamedTuple, Generic[T]):
    """A command or row, and the things it looks up beyond its natural key, as bits."""

    does: T
    looks_up: int


class CommandPool(NamedTuple, Generic[T]):
    """What may be chosen, and what of it looks nothing up."""

    all: tuple[Choice[T], ...]
    free: tuple[Choice[T], ...]


class Drawn(NamedTuple):
    """A company with its menus."""

    company: Universe
    menus: "CommandPools"


@lru_cache(maxsize=COMPANIES_DRAWN)
def drawn_company(number: int) -> Drawn:
    """The company of that number, the same whenever it is asked for."""
    draws = Draws(_SEEDS + number)
    company = Universe(draws, COMPANIES[number % len(COMPANIES)])
    return Drawn(company, CommandPools(draws, company))


class CommandPools:
    """The menus of a company; by environment and thing, or by thing."""

    def __init__(self, draws: Draws, company: Universe) -> None:
        self._draws = draws
        self._company = company
        self._entity_share = draws.choice((0, 40))
        self.creates: Final = self._by_environment(8, self._create)
        self.edits: Final = self._by_environment(16, self._edit)
        self.deletes: Final = {
            environment: [
                [Delete(environment, self._name(thing)) for _ in range(6)]
                for thing in company.things
            ]
            for environment in ENVIRONMENTS
        }
        self.rows: Final = [self._menu(8, self._row, thing) for thing in company.things]
        self.gives: Final = [self._menu(6, self._give, thing) for thing in company.things]

    def _by_environment(
        self, count: int, draw: Callable[[Environment, int, bool], Choice[T]]
    ) -> dict[Environment, list[CommandPool[T]]]:
        def menu(environment: Environment, thing: int) -> CommandPool[T]:
            return self._menu(count, lambda thing, free: draw(environment, thing, free), thing)

        return {
            environment: [menu(environment, thing) for thing in self._company.things]
            for environment in ENVIRONMENTS
        }

    def _menu(
        self, count: int, draw: Callable[[int, bool], Choice[T]], thing: int
    ) -> CommandPool[T]:
        drawn = tuple(draw(thing, False) for _ in range(count))
        free = tuple(choice for choice in drawn if not choice.looks_up)
        return CommandPool(drawn, free or (draw(thing, True),))

    # ------------------------------------------------------------------------ what is in them

    def _create(self, environment: Environment, thing: int, free: bool) -> Choice[Create]:
        values = self._values(thing, 60, free)
        if self._draws.chance(3):  # another's natural key, or none
            key = self._company.keys[thing]
            values |= self._draws.choice((self._another_key(thing), dict.fromkeys(key)))
        table, name = self._company.table_of[thing], self._name(thing)
        given, looks_up = self._given(thing, values)
        return Choice(Create(environment, table, name, given, self._entity(environment)), looks_up)

    def _edit(self, environment: Environment, thing: int, free: bool) -> Choice[Edit]:
        draws, key = self._draws, self._company.keys[thing]
        columns = self._company.columns[self._company.table_of[thing]]
        some = draws.sample(columns, min(len(columns), 1 + draws.below(2)))
        values: Values = {column: self._value(thing, column, free) for column in some}
        if not columns or draws.chance(6):  # the natural key, as it is, another's, or none
            column = draws.choice(tuple(key))
            values[column] = draws.choice((key[column], self._another_key(thing)[column], None))
        given, looks_up = self._given(thing, values)
        edit = Edit(environment, self._name(thing), given, self._entity(environment))
        return Choice(edit, looks_up)

    def _row(self, thing: int, free: bool) -> Choice[Row]:
        draws, company = self._draws, self._company
        # a thing is made under the name it has for good: without a name, that is its key
        by_key = company.called[thing] == company.texts[thing]
        unnamed = draws.chance(company.unnamed if by_key else company.unnamed // 5)
        name = None if unnamed else self._name(thing)
        values = self._values(thing, 50, free)
        if draws.chance(5):  # a name that may be taken
            name = company.called[self._another(thing)]
        if draws.chance(3):
            del values[draws.choice(tuple(company.keys[thing]))]
        given, looks_up = self._given(thing, values)
        return Choice(Row(name, given), looks_up)

    def _give(self, thing: int, free: bool) -> Choice[Give]:
        given, looks_up = self._given(thing, self._values(thing, 70, free))
        row = Row(self._company.called[thing], given)
        return Choice(Give(self._company.table_of[thing], (row,)), looks_up)

    # ------------------------------------------------------------------------ names and values

    def _another(self, thing: int) -> int:
        """One of its table, perhaps itself."""
        company = self._company
        return self._draws.choice(company.of_table[company.table_of[thing]])

    def _another_key(self, thing: int) -> Values:
        return dict(self._company.keys[self._another(thing)])

    def _name(self, thing: int) -> str:
        """Mostly what it is called; now and then what else it may be called, or another's name.

        Never what a thing of another table may be called: that has other columns.
        """
        draws, company = self._draws, self._company
        if draws.chance(2):
            thing = self._another(thing)
        text = company.texts[thing]
        if text and company.unnamed and draws.chance(10):
            return draws.choice((company.names[thing], text, f"{text}~2"))
        return company.called[thing]

    def _entity(self, environment: Environment) -> str | None:
        named = environment == HR and self._draws.chance(self._entity_share)
        return self._draws.choice(ENTITIES) if named else None

    def _value(self, thing: int, column: str, free: bool) -> Scalar | None:
        kind = self._company.kind_of[thing]
        value = self._draws.choice(kind.columns[column])
        return None if free and column in kind.lookups else value

    def _values(self, thing: int, share: int, free: bool) -> Values:
        """Its natural key and, of each other column, so often a value."""
        company = self._company
        values: Values = dict(company.keys[thing])
        for column in company.columns[company.table_of[thing]]:
            if self._draws.chance(share):
                values[column] = self._value(thing, column, free)
        return values

    def _given(self, thing: int, values: Values) -> tuple[Given, int]:
        """As a command has it, and the things it looks up beyond the natural key."""
        company, lookups = self._company, self._company.kind_of[thing].lookups
        looks_up = 0
        given: Values = {}
        for column, value in values.items():
            given[column] = value
            if column in lookups and value is not None:
                given[column] = company.given(str(value))
                if column not in company.keys[thing]:
                    looks_up |= company.bit.get(str(value), _NOWHERE)
        return pairs(given), looks_up
