"""Candidates of a shrink: the scenario with some steps left out or changed.

A *move* is a generator: it yields a candidate and is sent the scenario to go on with, which is the
candidate (or an even shorter one) if that fails in the same way, and otherwise the one before. The
last step is the one that fails; no move leaves it out. Steps that name a record that is no longer
made are left out too, because no scenario file could express them.

>>> from harness.scenarios.reader import parse
>>> text = '''scenario: x
... given: {records: {boss: {table: cdm_title, values: {cdm_name: Boss}}}}
... steps: [delete: {in: hr, record: boss}, turn_on]'''
>>> [step.does for step in without_records(parse(text), {"boss"}).steps]
[TurnOn()]
"""

from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final, TypeVar

from harness.domain.catalog import Catalog, Table
from harness.domain.commands import Command, Create, Edit, Give, Given, GiveRecord, Import
from harness.scenarios.expectations import Expectation
from harness.scenarios.scenario import Scenario, ScenarioStep

Action = Command | Expectation
Moves = Generator[Scenario, Scenario, None]
Move = Callable[[Scenario], Moves]
_Action = TypeVar("_Action", Command, Action)


def numbered(steps: Iterable[Action]) -> tuple[ScenarioStep, ...]:
    """Steps that count from 1."""
    return tuple(ScenarioStep(number, number, does) for number, does in enumerate(steps, 1))


def places(scenario: Scenario) -> range:
    """The places of all actions: those of the setup are below 0, those of the steps from 0."""
    return range(-len(scenario.setup), len(scenario.steps))


def at(scenario: Scenario, place: int) -> Action:
    """The action at a place."""
    return scenario.steps[place].does if place >= 0 else scenario.setup[place]


def changed(scenario: Scenario, change: Mapping[int, Action | None]) -> Scenario:
    """The scenario with other actions at some places; None leaves out the one that is there."""
    found = {place: change.get(place, at(scenario, place)) for place in places(scenario)}
    setup = (does for place, does in found.items() if place < 0 and isinstance(does, Command))
    steps = (does for place, does in found.items() if place >= 0 and does is not None)
    return replace(scenario, setup=tuple(setup), steps=numbered(steps))


def without_steps(scenario: Scenario, out: Collection[int]) -> Scenario | None:
    """The scenario without the steps at these places; None if the last step would go with them."""
    steps = [step.does for place, step in enumerate(scenario.steps) if place not in out]
    return without_records(replace(scenario, steps=numbered(steps)))


def without_records(scenario: Scenario, out: Collection[str] = ()) -> Scenario | None:
    """The scenario without actions that name one of these records, or one that nothing makes.

    None if the last step would go with them.
    """
    setup: list[Command] = list(scenario.setup)
    steps = [step.does for step in scenario.steps]
    last = steps[-1] if steps else None
    while True:
        names = DefinedRecords((*setup, *steps), scenario.catalog, out)
        kept_setup, kept_steps = list(names.kept(setup)), list(names.kept(steps))
        if (kept_setup, kept_steps) == (setup, steps):
            break
        setup, steps = kept_setup, kept_steps
    if last is None or not steps or type(steps[-1]) is not type(last):
        return None
    return replace(scenario, setup=tuple(setup), steps=numbered(steps))


def names_of(scenario: Scenario) -> "DefinedRecords":
    """The records that the scenario creates."""
    return DefinedRecords([at(scenario, n) for n in places(scenario)], scenario.catalog, ())


class DefinedRecords:
    """The records that some actions create, without those that are `out`."""

    def __init__(self, actions: Iterable[Action], catalog: Catalog, out: Collection[str]) -> None:
        self._out: Final = out
        self._generated: Final[list[Any]] = []
        self.tables: Final[dict[str, Table]] = {}  # by record, but for generated ones
        for does in actions:
            if isinstance(does, Create | GiveRecord):
                self.tables.setdefault(does.record, catalog[does.table])
            elif isinstance(does, Give | Import) and does.generate:
                self._generated.append((catalog[does.table], does.rows))
            elif isinstance(does, Give | Import):
                for row in does.rows:
                    self.tables.setdefault(row.record or "", catalog[does.table])
            elif isinstance(does, Edit) and does.becomes and does.record in self.tables:
                self.tables.setdefault(does.becomes, self.tables[does.record])  # R18

    def __len__(self) -> int:
        return len(self.tables) + sum(len(rows) for _, rows in self._generated)

    def table_of(self, name: str) -> Table | None:
        """The table of a record; None if nothing makes it."""
        if name in self._out:
            return None
        if name in self.tables:
            return self.tables[name]
        return next((table for table, rows in self._generated if rows.named(name)), None)

    def kept(self, actions: Iterable[_Action]) -> Iterator[_Action]:
        """The actions, and the rows in them, that name only records that are made."""
        for does in actions:
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
    """The records that an action names: its own, and those it looks up."""
    record = getattr(does, "record", None)
    if record is not None:
        yield record
        yield from _looked_up(getattr(does, "values", ()), table_of(record))
    if isinstance(does, GiveRecord):
        for side in (does.hr, does.dataverse):
            yield from _looked_up((side and side.values) or (), table_of(does.record))
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
    """A move of these proposals, which start anew after each one that succeeds."""

    def move(scenario: Scenario) -> Moves:
        proposed = proposals(scenario)
        while (candidate := next(proposed, None)) is not None:
            after = yield candidate
            if after is not scenario:
                scenario, proposed = after, proposals(after)

    return move
