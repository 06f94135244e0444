"""The catalog: the synced tables, with their columns, natural keys and lookups.

The 67 real tables are read from `data/tables.json`, which ships with the package. A scenario or a
catalog file adds columns and tables (`extended`), as the product does with each release.

>>> worker = standard_catalog()["cdm_worker"]
>>> worker.natural_key
('cdm_workernumber',)
>>> worker.column("cdm_firstname").type
'Text'
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from harness.domain.arguments import shown
from harness.domain.catalog_entries import check_additions, check_entry
from harness.domain.columns import Column, Constraints, KeyPart, columns_of
from harness.domain.environments import DATAVERSE, HR, Environment
from harness.domain.errors import CatalogError
from harness.domain.records import Key, Value, Values, at
from harness.domain.suggestions import cut, did_you_mean


class Table:
    """One synced table. What the hot paths ask for is computed once, here."""

    def __init__(
        self,
        name: str,
        columns: tuple[Column, ...],
        natural_key: tuple[str, ...],
        *,
        display_name: str = "",
        hr_entity: str | None = None,
        group: str = "",
        in_grid: bool = True,
        entity_set: str = "",
    ) -> None:
        for column in columns:
            if not isinstance(column, Column):
                raise CatalogError(f"{name}: columns takes columns, not {shown(column)}")
        self.name: Final = name
        self.columns: Final = columns
        self.natural_key: Final = natural_key
        self.display_name: Final = display_name or name
        self.hr_entity: Final = hr_entity
        self.entity: Final = hr_entity or self.display_name  # unless a change names one (G3)
        self.group: Final = group
        self.in_grid: Final = in_grid  # G2: only tables that support custom fields
        self.entity_set: Final = entity_set or name + "s"
        self.names: Final = tuple(column.name for column in columns)
        self.index: Final = {name: place for place, name in enumerate(self.names)}
        if len(self.index) < len(columns):
            twice = next(it for n, it in enumerate(self.names) if it in self.names[:n])
            raise CatalogError(f"{name} has the column {twice} twice")
        self.lookups: Final = tuple(
            (place, column.target)
            for place, column in enumerate(columns)
            if column.target is not None
        )
        self.one_way: Final = tuple(i for i, column in enumerate(columns) if column.one_way)
        self.asymmetric: Final = tuple(
            i for i, column in enumerate(columns) if column.hr != column.dataverse
        )
        self.constrained: Final = bool(
            self.lookups or self.asymmetric
        )  # copying can fail (R14, R16)
        # the longest text in each column; -1 if more than its length is to be checked
        hr = tuple(_longest(column.hr) for column in columns)
        dataverse = tuple(_longest(column.dataverse) for column in columns)
        self.longest: Final[dict[Environment | None, tuple[int, ...]]] = {
            HR: hr,
            DATAVERSE: dataverse,
            None: tuple(map(min, hr, dataverse)),  # what both accept
        }
        self.key_parts: tuple[KeyPart, ...] = ()
        self.key_columns: tuple[str, ...] = ()  # that every record must have
        self.key_bits = 0  # these columns as a bit set
        self.key_place: int | None = None  # of the only column, if the key is one plain column
        self.depth = 0  # how many lookups deep: parents before children (B1); set by the catalog
        self.cyclic = False  # whether its lookups lead back to it

    def __repr__(self) -> str:
        key = ", ".join(self.natural_key)
        return f"<Table {self.name}: {len(self.columns)} columns, natural key {key}>"

    def column(self, name: str) -> Column:
        """The column of that name; CatalogError suggests the nearest name if there is none."""
        place = self.index.get(name)
        if place is None:
            raise CatalogError(
                f"{self.name} has no column {name!r}{did_you_mean(name, self.index)}"
            )
        return self.columns[place]

    def key_of(self, values: Values) -> Key:
        """The natural key in these values; CatalogError if a part of it is empty."""
        if self.key_place is not None:  # most tables: one column
            value = values[self.key_place] if self.key_place < len(values) else None
            if value is not None:
                return value
        parts = tuple(
            at(values, part.place)
            if part.within is None
            else _part_of(at(values, part.place), part.within)
            for part in self.key_parts
        )
        for part, value in zip(self.key_parts, parts, strict=True):
            if value is None:
                raise CatalogError(f"{self.name} needs its natural key: {part.path} is empty")
        return parts[0] if len(parts) == 1 and parts[0] is not None else parts

    def set_key(self, parts: tuple[KeyPart, ...]) -> None:
        """Called by the catalog, which knows the targets of the lookups in the key."""
        self.key_parts = parts
        self.key_columns = tuple(dict.fromkeys(part.path.partition(".")[0] for part in parts))
        self.key_bits = sum(1 << self.index[column] for column in self.key_columns)
        if len(parts) == 1 and parts[0].within is None:
            self.key_place = parts[0].place

    def key_text(self, key: Key) -> str:
        """The natural key as people read it: its parts with blanks between."""
        return " ".join(map(str, _flat(key)))


def _longest(accepts: Constraints) -> int:
    return accepts.max_length if accepts.type == "Text" and not accepts.choices else -1


def _part_of(key: Value, within: int) -> Value:
    return key[within] if isinstance(key, tuple) else key


def _flat(key: Value) -> Iterator[Value]:
    if isinstance(key, tuple):
        for part in key:
            yield from _flat(part)
    else:
        yield key


class Catalog(Mapping[str, Table]):
    """Tables by logical name, sorted; every lookup and every part of a key was resolved."""

    def __init__(
        self, tables: Mapping[str, Table], additions: Mapping[str, Any] | None = None
    ) -> None:
        for name, table in tables.items():
            if not isinstance(table, Table) or table.name != name:
                raise CatalogError(f"{name} takes a table of that name, not {shown(table)}")
        self.additions = additions or {}  # to the standard tables, by `extended`
        self._tables = {name: tables[name] for name in sorted(tables)}
        for table in self._tables.values():
            for _, target in table.lookups:
                if target not in self._tables:
                    raise CatalogError(
                        f"{table.name} looks up {target}, which is no table"
                        f"{did_you_mean(target, self._tables)}"
                    )
        for table in self._tables.values():
            table.set_key(tuple(self._key_part(table, path) for path in table.natural_key))
            if not table.key_parts:
                raise CatalogError(f"{table.name} has no natural key")
        _set_depths(self._tables)

    def __repr__(self) -> str:
        added = f", {len(self.additions)} of them with additions" if self.additions else ""
        return f"<Catalog: {len(self)} tables{added}>"

    def __getitem__(self, name: str) -> Table:
        return self._tables[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)

    def table(self, name: str) -> Table:
        """The table of that name; CatalogError suggests the nearest name if there is none."""
        try:
            return self._tables[name]
        except KeyError:
            raise CatalogError(f"no table {cut(name)}{did_you_mean(name, self._tables)}") from None

    def _key_part(self, table: Table, path: str) -> KeyPart:
        head, _, rest = path.partition(".")
        column = table.column(head)
        if not rest:
            return KeyPart(path, table.index[head], None)
        if column.target is None:
            raise CatalogError(f"{table.name}: {path} goes through {head}, which is no lookup")
        target = self._tables[column.target]
        if rest not in target.natural_key:
            raise CatalogError(
                f"{table.name}: {path} must end at a part of the natural key of {target.name}: "
                f"{', '.join(target.natural_key)}"
            )
        return KeyPart(path, table.index[head], target.natural_key.index(rest))

    def extended(self, additions: Mapping[str, Any]) -> Catalog:
        """A new catalog: this one with the tables and columns of a `catalog:` section added.

        `{table: {columns: {name: {...}}, lookups: {name: target}, natural_key: [...], ...}}`; a
        known table gains columns and lookups, a new one needs a natural key.
        """
        check_additions(additions)
        tables: dict[str, Table] = {}
        wrong = []
        for name in (*additions, *(name for name in self._tables if name not in additions)):
            try:
                tables[name] = _table(name, additions.get(name, {}), self._tables.get(name))
            except CatalogError as error:
                wrong.append(f"{name}: {error}")
        if wrong:
            raise CatalogError("\n".join(wrong))
        return Catalog(tables, additions)


def _set_depths(tables: Mapping[str, Table]) -> None:
    """Set each table's depth, the longest chain of lookups below it; a cycle counts once (B1)."""
    reach: dict[str, set[str]] = {}

    def reached(name: str) -> set[str]:
        found: set[str] = set()
        waiting = [target for _, target in tables[name].lookups]
        while waiting:
            current = waiting.pop()
            if current not in found:
                found.add(current)
                waiting += [target for _, target in tables[current].lookups]
        return found

    for name in tables:
        reach[name] = reached(name)
        tables[name].cyclic = name in reach[name]
    depths: dict[str, int] = {}
    # a table reaches more tables than any that it reaches, but for those of its own cycle
    for name in sorted(tables, key=lambda name: (len(reach[name] | {name}), name)):
        below = [depths[t] for t in reach[name] if t in depths and name not in reach[t]]
        depths[name] = tables[name].depth = 1 + max(below) if below else 0


def _table(name: str, given: Mapping[str, Any], known: Table | None) -> Table:
    check_entry(given)
    if known is None:
        return Table(
            name,
            tuple(columns_of(given, custom=True)),
            tuple(given.get("natural_key", ())),
            display_name=str(given.get("display_name", "")),
            hr_entity=given.get("hr_entity"),
            group=str(given.get("group", "Tables of the scenario")),
            in_grid=bool(given.get("supports_custom_fields", True)),
        )
    columns = {column.name: column for column in known.columns}
    columns |= {column.name: column for column in columns_of(given, custom=True)}
    return Table(
        name,
        tuple(columns.values()),
        tuple(given.get("natural_key", known.natural_key)),
        display_name=given.get("display_name", known.display_name),
        hr_entity=given.get("hr_entity", known.hr_entity),
        group=known.group,
        in_grid=bool(given.get("supports_custom_fields", known.in_grid)),
        entity_set=known.entity_set,
    )


@cache  # reading it takes as long as a thousand commands
def standard_catalog() -> Catalog:
    """The 67 tables of the public documentation."""
    # next to this file: importlib.resources takes longer to import than all the rest
    text = (Path(__file__).parent / "data" / "tables.json").read_text(encoding="utf-8")
    tables = {}
    for facts in json.loads(text)["tables"]:
        given = {
            **facts,
            "columns": {column["name"]: column for column in facts["columns"]},
            "lookups": {lookup["name"]: lookup["target"] for lookup in facts["lookups"]},
        }
        tables[facts["logical_name"]] = Table(
            facts["logical_name"],
            tuple(columns_of(given, custom=False)),
            tuple(facts["natural_key"]),
            display_name=facts["display_name"],
            hr_entity=facts["hr_entity"],
            group=facts["group"],
            in_grid=facts["supports_custom_fields"],
            entity_set=facts["entity_set"],
        )
    return Catalog(tables)
