"""Candidates of a shrink: a scenario with steps left out or changed, that a file can still say.

A *move* is a generator: it yields a candidate, and is sent the scenario as it stands then, which is
the candidate (or something shorter still) where that fails the same way, else the one before. The
last step is the one that fails; no move leaves it out. What names a record that nobody makes any
more is left out with it: no file could say that.

>>> from harness.scenarios.reader import parse
>>> text = '''scenario: x
... given: {records: {boss: {table: cdm_title, values: {cdm_name: Boss}}}}
... steps: [delete: {in: hr, record: boss}, turn_on]'''
>>> [step.does for step in representable(parse(text), gone={"boss"}).steps]
[TurnOn()]
"""

from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final, TypeVar

from harness.domain.catalog import Catalog, Table
from harness.domain.commands import Command, Create, Give, Given, Import
from harness.scenarios.expectations import Expectation
from harness.scenarios.scenario import Scenario, ScenarioStep

Action = Command | Expectation
Moves = Generator[Scenario, Scenario, None]
Move = Callable[[Scenario], Moves]
_D = TypeVar("_D", Command, Action)


def numbered(steps: Iterable[Action]) -> tuple[ScenarioStep, ...]:
    """Steps that count from 1."""
    return tuple(ScenarioStep(number, number, does) for number, does in enumerate(steps, 1))


def places(scenario: Scenario) -> range:
    """Where something is done: what is given has the places below 0, the steps those from 0."""
    return range(-len(scenario.setup), len(scenario.steps))


def at(scenario: Scenario, place: int) -> Action:
    """What is done there."""
    return scenario.steps[place].does if place >= 0 else scenario.setup[place]


def changed(scenario: Scenario, change: Mapping[int, Action | None]) -> Scenario:
    """The scenario with something else at some places; None leaves out what is there."""
    found = {place: change.get(place, at(scenario, place)) for place in places(scenario)}
    setup = (does for place, does in found.items() if place < 0 and isinstance(does, Command))
    steps = (does for place, does in found.items() if place >= 0 and does is not None)
    return replace(scenario, setup=tuple(setup), steps=numbered(steps))


def names_of(scenario: Scenario) -> "Names":
    """The records that the scenario makes."""
    return Names([at(scenario, n) for n in places(scenario)], scenario.catalog, ())


def without(scenario: Scenario, out: Collection[int]) -> Scenario | None:
    """The scenario without the steps at these places; None where the last could not be said."""
    steps = [step.does for place, step in enumerate(scenario.steps) if place not in out]
    return representable(replace(scenario, steps=numbered(steps)))


def representable(scenario: Scenario, gone: Collection[str] = ()) -> Scenario | None:
    """What is left where nobody names the records that are gone or not made."""
    setup: list[Command] = list(scenario.setup)
    steps = [step.does for step in scenario.steps]
    last = steps[-1] if steps else None
    while True:
        names = Names((*setup, *steps), scenario.catalog, gone)
        kept_setup, kept_steps = list(names.kept(setup)), list(names.kept(steps))
        if (kept_setup, kept_steps) == (setup, steps):
            break
        setup, steps = kept_setup, kept_steps
    if last is None or not steps or type(steps[-1]) is not type(last):
        return None
    return replace(scenario, setup=tuple(setup), steps=numbered(steps))


class Names:
    """The names of records that a scenario makes, and what names others."""

    def __init__(
        self, all_of_it: Iterable[Action], catalog: Catalog, gone: Collection[str]
    ) -> None:
        self._gone: Final = gone
        self._generated: Final[list[Any]] = []
        self.tables: Final[dict[str, Table]] = {}  # of the records that are made
        for does in all_of_it:
            if isinstance(does, Create):
                self.tables.setdefault(does.record, catalog[does.table])
            elif isinstance(does, Give | Import) and does.generate:
                self._generated.append((catalog[does.table], does.rows))
            elif isinstance(does, Give | Import):
                for row in does.rows:
                    self.tables.setdefault(row.record or "", catalog[does.table])

    def __len__(self) -> int:
        return len(self.tables) + sum(len(rows) for _, rows in self._generated)

    def table_of(self, name: str) -> Table | None:
        """The table of a record that is made."""
        if name in self._gone:
            return None
        if name in self.tables:
            return self.tables[name]
        return next((table for table, rows in self._generated if rows.named(name)), None)

    def kept(self, all_of_it: Iterable[_D]) -> Iterator[_D]:
        """What names only records that are made; of rows, those that do."""
        for does in all_of_it:
            if isinstance(does, Give | Import) and not does.generate:
                rows = tuple(
                    row
                    for row in does.rows
                    if self._known(named(replace(does, rows=(row,)), self.table_of))
                )
                if len(rows) == len(does.rows):
                    yield does
                elif rows:
                    yield replace(does, rows=rows)
            elif self._known(named(does, self.table_of)):
                yield does

    def _known(self, names: Iterable[str]) -> bool:
        return all(self.table_of(name) is not None for name in names)


def named(does: Action, table_of: Callable[[str], Table | None]) -> Iterator[str]:
    """The records that a step names: its own, and those it looks up."""
    record = getattr(does, "record", None)
    if record is not None:
        yield record
        yield from _looked_up(getattr(does, "values", ()), table_of(record))
    if isinstance(does, Give | Import) and not does.generate:
        for row in does.rows:
            if row.record is not None:
                yield row.record
                yield from _looked_up(row.values, table_of(row.record))


def _looked_up(values: Given, table: Table | None) -> Iterator[str]:
    for column, value in values if table else ():
        if table and table.column(column).target and isinstance(value, str):
            yield value


def proposing(proposals: Callable[[Scenario], Iterator[Scenario]]) -> Move:
    """A move of these proposals, from the first again after each that was taken."""

    def move(scenario: Scenario) -> Moves:
        proposed = proposals(scenario)
        while (candidate := next(proposed, None)) is not None:
            after = yield candidate
            if after is not scenario:
                scenario, proposed = after, proposals(after)

    return move
