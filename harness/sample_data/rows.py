"""Generated people, their work, and rows for any other table: seeded, and made when asked for.

    rows = generated_rows(catalog["cdm_worker"], 1_000_000, seed=7)  # takes no time and no memory
    rows[123].record                                                 # "W000124"
    simulator.do(Import("hr", "cdm_worker", rows, generate=len(rows)))

Row n depends on the seed, the table and n, and on nothing else: not on how many rows there are, the
machine, the day, the Python version or the hash seed. Names, natural keys and lookups do not even
depend on the seed, so scenarios may name generated records, and an import under another seed edits
the records of the first. Names, cities, streets and job descriptions are drawn from Faker and may
change with its release: approved timelines must not hold them.

A generated row looks up generated rows: assignment n is worker n in position n. Those must be
imported first; `needed_first` and `import_order` say which, and how many. All other lookups are
empty.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Final, overload

from harness.domain.catalog import Table
from harness.domain.columns import Column
from harness.domain.commands import Row
from harness.domain.errors import BadInput
from harness.domain.records import Scalar
from harness.sample_data.columns import column_maker
from harness.sample_data.keys import Maker, check_room, key_maker
from harness.sample_data.names import import_order, looked_up, namer, needed_first
from harness.sample_data.pools import Source, need_faker
from harness.sample_data.tables import IN_KEYS, TABLES

__all__ = ["GeneratedRows", "generated_rows", "import_order", "needed_first"]


def generated_rows(table: Table, count: int, seed: int) -> "GeneratedRows":
    """So many rows of a table; BadInput where Faker is missing or the table cannot hold so many."""
    if count < 0:
        raise BadInput(f"cannot generate {count} rows")
    need_faker()
    check_room(table, count)
    return GeneratedRows(table, count, seed)


class GeneratedRows(Sequence[Row]):
    """Rows that are made whenever they are asked for, the same each time."""

    def __init__(self, table: Table, count: int, seed: int) -> None:
        self.table: Final = table
        self.count_of_rows: Final = count
        self.seed: Final = seed

    def __len__(self) -> int:
        return self.count_of_rows

    def __iter__(self) -> Iterator[Row]:
        return map(self._row, range(self.count_of_rows))

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Row, ...]: ...
    def __getitem__(self, index: int | slice) -> Row | tuple[Row, ...]:
        places = range(self.count_of_rows)[index]
        return self._row(places) if isinstance(places, int) else tuple(map(self._row, places))

    def named(self, record: str) -> Row | None:
        """The row of that name, found by the number in it: no search, however many rows."""
        name = namer(self.table.name)
        for digits in re.findall(r"[0-9]{1,18}", record):
            n = int(digits) - 1
            if 0 <= n < self.count_of_rows and name(n) == record:
                return self._row(n)
        return None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, GeneratedRows) and self._facts == other._facts

    def __hash__(self) -> int:
        return hash(self._facts)

    def __repr__(self) -> str:
        return f"GeneratedRows({self.table.name!r}, {self.count_of_rows}, seed={self.seed})"

    @property
    def _facts(self) -> tuple[object, ...]:
        table = self.table
        return table.name, table.columns, table.natural_key, self.count_of_rows, self.seed

    @cached_property
    def _row(self) -> Callable[[int], Row]:
        return _row_maker(self.table, Source(self.seed))


def _row_maker(table: Table, source: Source) -> Callable[[int], Row]:
    name, together = namer(table.name), TABLES.get(table.name)
    makers = [
        (column.name, together is not None and _told(table, column), _maker(table, column, source))
        for column in table.columns
    ]

    def row(n: int) -> Row:
        told = together(n, source) if together else {}
        values = []
        for column, is_told, make in makers:
            value = told[column] if is_told and column in told else make(n)
            if value is not None:
                values.append((column, value))
        return Row(name(n), tuple(values))

    return row


def _told(table: Table, column: Column) -> bool:
    """Whether the table's own function may say the value.

    Not where a scenario's catalog gave the column another type, or put it in the natural key.
    """
    return not column.custom and (
        column.name not in table.key_columns or f"{table.name}.{column.name}" in IN_KEYS
    )


def _maker(table: Table, column: Column, source: Source) -> Maker:
    if column.target is None:
        return key_maker(table, column) or column_maker(table, column, source)
    row = looked_up(table, column, source)
    if row is None:
        return lambda n: None
    target, names = row, namer(column.target)

    def lookup(n: int) -> Scalar | None:
        there = target(n)
        return None if there is None else names(there)

    return lookup
