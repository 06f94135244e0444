"""Names of records in steps, where each table has its own, and what the simulation calls them.

In the simulation, and so in reports and scenario files, a name is one record's. The table that a
scenario first names it with keeps it as it is; a record of another table has its table behind it.

>>> from harness.domain.catalog import standard_catalog
>>> worker, title = (standard_catalog()[name] for name in ("cdm_worker", "cdm_title"))
>>> names = RecordNamesByTable({}.get)
>>> names.of(worker, "Ada"), names.of(title, "Ada"), names.of(title, "Boss")
('Ada', 'Ada (title)', 'Boss')
>>> names.written("Ada (title)")
'Ada'
"""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, count
from typing import Final

from harness.domain.catalog import Table

COPY: Final = re.compile(r"(.+)(~[0-9]+)", re.DOTALL)  # the name of a copy of a record
_Key = tuple[str, str]  # a table, and what steps call one of its records


class RecordNamesByTable:
    """The names that steps gave to records so far.

    `table_of` returns the table of a record that there is, by its name in the simulation.
    """

    def __init__(self, table_of: Callable[[str], Table | None]) -> None:
        self._table_of = table_of
        self._names: dict[_Key, str] = {}
        self._keys: dict[str, _Key] = {}  # the other way round

    def of(self, table: Table, written: str) -> str:
        """The name in the simulation of what steps call so in this table."""
        key = table.name, written
        known = self._names.get(key)
        if known is not None and self._table_of(known) is not None and self._may_have(key, known):
            return known
        called = self._called_by_the_simulation(key)
        if called is not None:
            return called
        kept = () if known is None else (known,)
        name = next(
            it for it in chain(kept, _candidates(table, written)) if self._may_have(key, it)
        )
        self._names[key] = name
        self._keys[name] = key
        return name

    def _may_have(self, key: _Key, name: str) -> bool:
        """Whether the name is that record's, or nobody's."""
        there, holder = self._table_of(name), self._keys.get(name)
        if there is None or there.name != key[0]:
            return there is None and holder in (None, key)
        # a record that no step named has the name as it is, whichever table it was kept for
        return holder == key or (name == key[1] and (holder is None or holder[0] != key[0]))

    def _called_by_the_simulation(self, key: _Key) -> str | None:
        """The name of a record that no step named so: a copy, or an imported row without a name."""
        table, written = key
        there = self._table_of(written)
        if there is not None and there.name == table:
            return None  # the name is its own
        copy = COPY.fullmatch(written)
        if copy is not None and self._names.get((table, copy[1]), copy[1]) != copy[1]:
            return self._names[table, copy[1]] + copy[2]
        for number in count(2) if there is not None else ():
            name = f"{written}~{number}"
            its = self._table_of(name)
            if its is None:
                break
            if its.name == table and name not in self._keys:
                return name
        return None

    def everywhere(self, written: str) -> dict[str, Table]:
        """The records that steps call so in any table, with their tables."""
        known = [name for (_, words), name in self._names.items() if words == written]
        tables = {name: self._table_of(name) for name in (written, *known)}
        return {name: table for name, table in tables.items() if table is not None}

    def written(self, name: str) -> str:
        """What steps call the record of that name in the simulation."""
        return self._keys[name][1] if name in self._keys else name

    def kept_for(self, name: str) -> str | None:
        """The table for which steps use that name of the simulation, whether or not it is made."""
        return self._keys[name][0] if name in self._keys else None


def _candidates(table: Table, written: str) -> Iterator[str]:
    """Names for a record, best first."""
    its = table.display_name.lower()
    yield written
    yield f"{written} ({its})"
    yield from (f"{written} ({its} {number})" for number in count(2))


def each_of(tables: Iterable[Table]) -> str:
    """Records of these tables in words: `a worker, a job and an employment`."""
    names = [table.display_name.lower() for table in tables]
    *most, last = [f"{'an' if name[0] in 'aeiou' else 'a'} {name}" for name in names]
    return f"{', '.join(most)} and {last}" if most else last
