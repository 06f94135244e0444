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
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from functools import cache
from pathlib import Path
from typing import Any

from harness.domain.arguments import shown
from harness.domain.catalog_entries import check_additions
from harness.domain.catalog_facts import added_table, standard_table
from harness.domain.catalog_table import Table
from harness.domain.columns import Column, KeyPart
from harness.domain.errors import CatalogError
from harness.domain.suggestions import cut, did_you_mean

__all__ = ["Catalog", "Table", "standard_catalog"]


class Catalog(Mapping[str, Table]):
    """Tables by logical name, sorted; every lookup and every part of a key was resolved."""

    def __init__(
        self, tables: Mapping[str, Table], additions: Mapping[str, Any] | None = None
    ) -> None:
        for name, table in tables.items():
            if not isinstance(table, Table) or table.name != name:
                why = f"{name} takes a table of that name, not {shown(table)}"
                raise CatalogError(why, str(name))
        self.additions = additions or {}  # to the standard tables, by `extended`
        self.words: Mapping[str, str] = {}  # further names of tables for people, by `with_words`
        self._one_way: dict[tuple[str, ...], Catalog] = {}  # those of `with_one_way`, by names
        self._tables = {name: tables[name] for name in sorted(tables)}
        for table in self._tables.values():
            for place, target in table.lookups:
                if target not in self._tables:
                    near = did_you_mean(target, self._tables)
                    why = f"looks up {target}, which is no table{near}"
                    text = f"{table.name} {why}"
                    raise CatalogError(why, table.name, table.names[place], text=text)
        for table in self._tables.values():
            table.set_key(tuple(self._key_part(table, path) for path in table.natural_key))
            if not table.key_parts:
                why = "has no natural key"
                raise CatalogError(why, table.name, text=f"{table.name} {why}")
        _set_depths(self._tables)
        # those with choices that are numbers in Dataverse (R16)
        self.numbered: Mapping[str, Table] = {
            name: table for name, table in self._tables.items() if table.numbered
        }

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

    def column(self, name: str) -> tuple[Table, Column]:
        """The column that `table.column` names; CatalogError suggests the nearest name."""
        of, _, column = name.partition(".")
        return (table := self.table(of)), table.column(column)

    def with_words(self, words: Mapping[str, str]) -> Catalog:
        """This catalog, whose tables people may call so too: words to logical names."""
        if not words:
            return self
        new = copy(self)
        new.words = words
        return new

    def with_one_way(self, names: Iterable[str]) -> Catalog:
        """This catalog with further tables and columns (`table.column`) flowing one way (R15).

        Made once: it takes as long as a thousand commands. CatalogError where a name is neither, or
        where the column has no counterpart to flow to.
        """
        given = tuple(names)
        if given not in self._one_way:
            self._one_way[given] = self._flowing_one_way(given)
        return self._one_way[given]

    def _flowing_one_way(self, names: Iterable[str]) -> Catalog:
        tables = dict(self._tables)
        for name in names:
            if "." not in name:
                tables[name] = self.table(name).changed(flows_one_way=True)
                continue
            table, column = self.column(name)
            if column.hr is None or column.dataverse is None:
                why = "exists in one environment only, so it does not flow"
                raise CatalogError(why, table.name, column.name, text=f"{name} {why}")
            # of the tables so far: two names may be of one
            columns = tuple(
                each._replace(flows_one_way=True) if each.name == column.name else each
                for each in tables[table.name].columns
            )
            tables[table.name] = tables[table.name].changed(columns=columns)
        return Catalog(tables, self.additions)

    def _key_part(self, table: Table, path: str) -> KeyPart:
        head, _, rest = path.partition(".")
        column = table.column(head)
        if not rest:
            return KeyPart(path, table.index[head], None)
        if column.target is None:
            why = f"{path} goes through {head}, which is no lookup"
            raise CatalogError(why, table.name, text=f"{table.name}: {why}")
        target = self._tables[column.target]
        if rest not in target.natural_key:
            why = (
                f"{path} must end at a part of the natural key of {target.name}: "
                f"{', '.join(target.natural_key)}"
            )
            raise CatalogError(why, table.name, text=f"{table.name}: {why}")
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
                tables[name] = added_table(name, additions.get(name, {}), self._tables.get(name))
            except CatalogError as error:
                text = str(error) if error.table else f"{name}: {error}"
                wrong.append(CatalogError(error.reason, name, error.column, text=text))
        if wrong:
            raise CatalogError.of(wrong)
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


@cache  # reading it takes as long as a thousand commands
def standard_catalog() -> Catalog:
    """The 67 tables of the public documentation."""
    # next to this file: importlib.resources takes longer to import than all the rest
    text = (Path(__file__).parent / "data" / "tables.json").read_text(encoding="utf-8")
    tables = [standard_table(facts) for facts in json.loads(text)["tables"]]
    return Catalog({table.name: table for table in tables})
