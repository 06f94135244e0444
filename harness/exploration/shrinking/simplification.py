r"""Moves that make a scenario simpler: fewer columns, short values, round times, usual settings.

Each has its own measure of simplicity, which every success lowers, so that the search ends.

>>> from harness.scenarios.reader import parse
>>> scenario = parse("scenario: x\nsteps: [advance: 25h, turn_on]")
>>> next(simpler_steps(scenario)).steps[0].does
Advance('1s')
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any, Final, NamedTuple

from harness.domain.catalog import Catalog, Table, standard_catalog
from harness.domain.commands import (
    Advance,
    Create,
    Edit,
    Fault,
    Give,
    Given,
    Import,
    KeyValue,
    Row,
)  # fmt: skip
from harness.domain.errors import CatalogError
from harness.domain.faults import FAULTS, own_keys
from harness.domain.records import Scalar
from harness.domain.settings import DEFAULT_SETTINGS
from harness.domain.times import UNITS
from harness.exploration.shrinking.candidates import (
    Action,
    Move,
    Moves,
    at,
    changed,
    names_of,
    places,
    proposing,
)
from harness.exploration.shrinking.merging import generated_again
from harness.scenarios.scenario import Scenario

_SECOND, _MINUTE, _HOUR, _DAY = (UNITS[unit] for unit in "smhd")
DURATIONS: Final = (
    _SECOND, _MINUTE, 10 * _MINUTE, _HOUR, 6 * _HOUR, 12 * _HOUR, _DAY, 2 * _DAY, 7 * _DAY,
)  # fmt: skip
_SHORT: Final[dict[str, tuple[Scalar, ...]]] = {
    "Text": tuple("ABCDEF"),
    "Date": tuple(f"2000-01-0{day}" for day in range(1, 7)),
    **dict.fromkeys(("Integer", "Decimal", "Currency"), tuple(range(1, 7))),
}


def simpler_steps(scenario: Scenario) -> Moves:
    """Each step in turn, replaced by a simpler one."""
    place = 0
    while place < len(scenario.steps):
        for simpler in _simpler(scenario.steps[place].does):
            after = yield changed(scenario, {place: simpler})
            if after is not scenario:
                scenario = after
                break
        else:
            place += 1


def _simpler(does: Action) -> Iterator[Action]:
    """Simpler actions than this one, the simplest first."""
    if isinstance(does, Advance):
        yield from (Advance(time) for time in DURATIONS if time < does.milliseconds)
    elif isinstance(does, Create | Edit):
        if isinstance(does, Create) and does.reference is not None:
            yield replace(does, reference=None)
        if does.entity is not None:
            yield replace(does, entity=None)
    elif isinstance(does, Import) and does.truncate:
        yield replace(does, truncate=False)
    elif isinstance(does, Fault) and FAULTS[does.kind].function is not None:
        yield from _simpler_plugged(does)
    elif isinstance(does, Fault):
        yield from (
            replace(does, nth=None), replace(does, milliseconds=None),
            replace(does, lasting=False), replace(does, applied=False), replace(does, table=None),
            replace(does, record=None), replace(does, change=None), replace(does, reason=None),
            replace(does, of=None),
        )  # fmt: skip
        if does.nth is not None:
            yield replace(does, nth=1)
        if does.after:
            yield from (replace(does, after=few) for few in (0, 1) if few < does.after)
        if does.milliseconds is not None:
            few = (time for time in DURATIONS if time < does.milliseconds)
            yield from (replace(does, milliseconds=time) for time in few)


def _simpler_plugged(does: Fault) -> Iterator[Fault]:
    """A plugged fault in both environments, without a key that it need not have, or with less."""
    keys = FAULTS[does.kind].keys
    given = own_keys(does)

    def with_keys(changed: Mapping[str, KeyValue]) -> Fault:
        return Fault(does.kind, does.environment, keys=changed.items())

    if does.environment is not None:
        yield Fault(does.kind, keys=given.items())
    for key in keys:
        if not key.required and key.name in given:
            yield with_keys({name: it for name, it in given.items() if name != key.name})
    for key in keys:
        value = given.get(key.name)
        less: Iterable[KeyValue] = ()
        if key.type == "number" and isinstance(value, int):
            less = (few for few in (0, 1) if key.least <= few < value)
        elif isinstance(value, timedelta):
            lengths = (timedelta(milliseconds=time) for time in DURATIONS)
            less = (length for length in lengths if length < value)
        yield from (with_keys({**given, key.name: it}) for it in less)


class _Slot(NamedTuple):
    """A place with values: one row of the action at a place of the scenario."""

    place: int
    row: int
    table: Table
    values: Given
    whole: bool  # a record, which needs its natural key

    @property
    def least(self) -> Given:
        """The values that must stay: the natural key of a record, one column of an edit."""
        key = self.table.key_columns
        return tuple(p for p in self.values if p[0] in key) if self.whole else self.values[:1]

    def put(self, scenario: Scenario, values: Given) -> Scenario:
        """The scenario with other values in this place."""
        does = at(scenario, self.place)
        if isinstance(does, Create | Edit):
            return changed(scenario, {self.place: replace(does, values=values)})
        assert isinstance(does, Give | Import)
        rows = list(does.rows)
        rows[self.row] = Row(rows[self.row].record, values)
        return changed(scenario, {self.place: replace(does, rows=tuple(rows))})


def _slots(scenario: Scenario) -> Iterator[_Slot]:
    names = names_of(scenario)
    for place in places(scenario):
        does = at(scenario, place)
        if isinstance(does, Create):
            yield _Slot(place, 0, scenario.catalog[does.table], does.values, True)
        elif isinstance(does, Edit):
            table = names.table_of(does.record)
            if table is not None:
                yield _Slot(place, 0, table, does.values, False)
        elif isinstance(does, Give | Import) and not does.generate:
            for row, (_, values) in enumerate(does.rows):
                yield _Slot(place, row, scenario.catalog[does.table], values, True)


def fewer_columns(scenario: Scenario) -> Moves:
    """Only the natural key of a record, only one column of an edit; or else one column less."""
    number = 0
    while number < len(slots := list(_slots(scenario))):
        slot = slots[number]
        for values in (slot.least, *_without_one(slot)):
            if len(values) < len(slot.values):
                after = yield slot.put(scenario, values)
                if after is not scenario:
                    scenario = after
                    break
        else:
            number += 1


def _without_one(slot: _Slot) -> Iterator[Given]:
    if len(slot.values) > len(slot.least):
        stay = slot.least if slot.whole else ()
        for out in reversed(slot.values):
            if out not in stay:
                yield tuple(pair for pair in slot.values if pair != out)


def short_values(scenario: Scenario) -> Moves:
    """A value that is in no natural key, all over its column, as A, or else as B, and so on."""
    done: set[tuple[str, str, Scalar]] = set()
    while new := next((it for it in _values(scenario) if it not in done), None):
        table, column, value = new
        done.add(new)
        for short in _short(scenario.catalog[table], column):
            if value == short:
                break
            candidate = scenario
            for slot in _slots(scenario):
                if slot.table.name == table and (column, value) in slot.values:
                    values = ((c, short if (c, v) == new[1:] else v) for c, v in slot.values)
                    candidate = slot.put(candidate, tuple(values))
            after = yield candidate
            if after is not scenario:
                scenario = after
                done.add((table, column, short))
                break


def _values(scenario: Scenario) -> Iterator[tuple[str, str, Scalar]]:
    """The values that may be replaced, in the order of their first occurrence."""
    for slot in _slots(scenario):
        for column, value in slot.values:
            if value is not None and _short(slot.table, column):
                yield slot.table.name, column, value


def _short(table: Table, column: str) -> tuple[Scalar, ...]:
    """The short values of a column; none if it has choices, or is part of a natural key."""
    allows = table.column(column).accepts
    fixed = allows.choices or column in table.key_columns
    return () if fixed else _SHORT.get(allows.type, ())


def settings(scenario: Scenario) -> Moves:
    """The usual settings, seed and start: all at once, or one by one."""
    names = [field.name for field in fields(DEFAULT_SETTINGS)]
    for some in (names, *([name] for name in names)):
        made = replace(
            scenario.settings, **{name: getattr(DEFAULT_SETTINGS, name) for name in some}
        )
        scenario = yield _set(scenario, made)


def _set(scenario: Scenario, made: Any) -> Scenario:
    """The scenario with other settings; another seed generates other rows."""
    change: dict[int, Action | None] = {}
    for place in places(scenario):
        does = at(scenario, place)
        if isinstance(does, Give | Import) and does.generate:
            change[place] = generated_again(does, does.generate, made.seed)
    return replace(changed(scenario, change), settings=made)


def _fewer_additions(scenario: Scenario) -> Iterator[Scenario]:
    """Without the additions to the catalog: all of them, one table, one column, one lookup."""
    added: dict[str, Any] = dict(scenario.catalog.additions)
    less: list[dict[str, Any]] = [{}] if added else []
    for table, facts in added.items():
        less.append({name: it for name, it in added.items() if name != table})
        for kind in ("columns", "lookups"):
            for out in facts.get(kind, {}):
                kept = {name: it for name, it in facts[kind].items() if name != out}
                less.append({**added, table: {**facts, kind: kept}})
    less.append(added)
    for additions in less:
        catalog = _catalog(
            {
                table: {fact: it for fact, it in facts.items() if it != {}}
                for table, facts in additions.items()
            }
        )
        if catalog is not None:
            yield replace(scenario, catalog=catalog)


def _catalog(additions: dict[str, Any]) -> Catalog | None:
    try:
        return standard_catalog().extended(additions) if additions else standard_catalog()
    except CatalogError:
        return None


SIMPLIFYING: Final[tuple[Move, ...]] = (
    simpler_steps, fewer_columns, short_values, settings, proposing(_fewer_additions),
)  # fmt: skip
