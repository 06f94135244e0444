"""Natural keys of generated records: unique by row number, whatever columns the key consists of.

In most tables one column differs in every row. If none can (a key of a date and a Yes/No), all
columns of the key count through their values together, as the digits of a number.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from harness.domain.catalog import Table
from harness.domain.columns import LONGEST_TEXT, Column
from harness.domain.errors import BadInput
from harness.domain.records import Scalar
from harness.sample_data.names import distinct_column, namer

Generate = Callable[[int], Scalar | None]  # the value of one column in row n

_FIRST: Final = date(1950, 1, 1)
_DAYS: Final = (date(2154, 12, 31) - _FIRST).days
_YES_NO: Final = (False, True)


def room(column: Column) -> int:
    """The longest text that both environments accept in the column."""
    return min(side.max_length for side in (column.hr, column.dataverse) if side)


def choices(column: Column) -> tuple[str, ...]:
    """The choices of both environments, or if they share none, those of Human Resources."""
    names = column.accepts.choices
    if column.hr is None or column.dataverse is None or column.numbers:
        return names
    return tuple(choice for choice in names if choice in column.dataverse.choices) or names


def key_generator(table: Table, column: Column) -> Generate | None:
    """The values that make the natural keys differ; None if that is not this column's part."""
    if column.name not in table.key_columns or column.target is not None:
        return None
    distinct = distinct_column(table)
    if distinct is None:
        return _digits(table, column)
    return _numbered(table, column) if column.name == distinct else None


def check_room(table: Table, count: int) -> None:
    """BadInput if the columns of the key are too narrow for so many different rows."""
    for name in table.key_columns if count else ():
        column = table.column(name)
        generate = key_generator(table, column)
        if generate is not None and generate(count - 1) is None:
            raise BadInput(f"{name} of {table.name} is too narrow for {count:,} different records")


def _numbered(table: Table, column: Column) -> Generate:
    """A different value in each row, in the longest form that fits; None if none fits."""
    if column.type == "Integer":
        return lambda n: n + 1 if n < 2**31 - 1 else None
    if column.type in ("Decimal", "Currency"):
        return lambda n: Decimal(n + 1)
    widest, name = room(column), namer(table.name)
    initials = "".join(re.findall(r"[A-Z]", name(0))) or table.name[:1].upper()

    def forms(n: int) -> Iterator[str]:
        short = f"{initials}{n + 1:04}"
        if column.type == "Email":
            yield f"{short.lower()}@example.com"
        elif column.type == "URL":
            yield f"https://example.com/{short.lower()}"
        elif column.type == "Phone":
            yield f"+1 555 {n + 1:07}"
        else:
            yield from (name(n), short, str(n + 1))

    if column.type == "Text" and widest == LONGEST_TEXT:
        return name  # it fits, as in nearly all keys
    return lambda n: next((form for form in forms(n) if len(form) <= widest), None)


def _digits(table: Table, column: Column) -> Generate:
    """This column's digit of the row number, in a number system of all columns of the key."""
    below = total = 1
    for name in table.key_columns:
        total *= _size(table.column(name))
        if table.index[name] < table.index[column.name]:
            below *= _size(table.column(name))
    size = _size(column)
    return lambda n: _digit(column, n // below % size) if n < total else None


def _size(column: Column) -> int:
    if column.type in ("Date", "DateTime"):
        return _DAYS
    return 1 if column.target else len(choices(column) or _YES_NO)


def _digit(column: Column, digit: int) -> Scalar:
    if column.type in ("Date", "DateTime"):
        day = (_FIRST + timedelta(days=digit)).isoformat()
        return day if column.type == "Date" else f"{day}T00:00:00Z"
    return (choices(column) or _YES_NO)[digit]
