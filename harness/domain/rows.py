"""Rows of records: what an import brings and what is given, and how each is read.

>>> Row("ada", {"cdm_workernumber": "1"})
Row('ada', {'cdm_workernumber': '1'})
>>> read_rows("Give", {"ada": {"cdm_workernumber": "1"}})
(Row('ada', {'cdm_workernumber': '1'}),)
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Self, TypeAlias

from harness.domain import arguments
from harness.domain.arguments import ColumnValue, ColumnValues, Given
from harness.domain.errors import BadInput
from harness.domain.readable import as_mapping
from harness.domain.records import Scalar


def pairs(values: Mapping[str, Scalar | None]) -> Given:
    """The values of a command, from a mapping of columns to values."""
    return tuple(values.items())


class _RowFields(NamedTuple):
    record: str | None
    values: Given


class Row(_RowFields):
    """One row of an import: a name for the record, if the file gives one, and its values."""

    __slots__ = ()

    def __new__(cls, record: str | None, values: ColumnValues) -> Self:
        """Read the name and the values; `_make` takes them as they are."""
        return tuple.__new__(cls, _checked("Row", record, values))

    def __repr__(self) -> str:
        return f"Row({self.record!r}, {as_mapping(self.values)})"


def _checked(what: str, record: object, values: object) -> tuple[str | None, Given]:
    name = arguments.optional_text(f"{what}: record", record, "the name of a record, or None")
    return name, arguments.values(what, values)


class LazyRows(Sequence[Row]):
    """Rows that are computed when they are read; commands hold them as they are."""


# by the names of the records, or one after the other, each with or without a name
Rows: TypeAlias = Mapping[str, ColumnValues] | Iterable[Row | Mapping[str, ColumnValue]]


def read_rows(what: str, given: object) -> Sequence[Row]:
    """The rows of a command, in the form in which it holds them."""
    if isinstance(given, LazyRows):
        return given
    if type(given) is tuple and all(type(row) is Row for row in given):
        return given
    takes = "a mapping of names to values, or a list of rows"
    if isinstance(given, Mapping):
        return tuple(
            Row._make(_checked(f"{what}: {arguments.shown(record)}", record, values))
            for record, values in given.items()
        )
    if isinstance(given, str | bytes) or not isinstance(given, Iterable):
        raise arguments.wrong(f"{what}: rows", takes, given)
    return tuple(_one_row(f"{what}: row {n}", row) for n, row in enumerate(given, 1))


def _one_row(what: str, row: object) -> Row:
    if isinstance(row, Row):
        return row
    if not isinstance(row, Mapping):
        raise arguments.wrong(what, "a Row, or a mapping of columns to values", row)
    return Row._make(_checked(what, None, row))


def generated(what: str, given: object, rows: Sequence[Row]) -> int | None:
    """The number of rows if they were generated, else None."""
    if given is None:
        return None
    if arguments.number(f"{what}: generate", given, 0) != len(rows):
        raise BadInput(f"{what}: generate counts the rows that were generated: {len(rows):,}")
    return len(rows)
