"""The tables of `kept.TABLES` in SQLAlchemy, and how rows are written to one and read from it."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.mysql import LONGTEXT

from harness.stores.kept import TABLES, KeptColumn, Row

_CHUNK: Final = 5000  # rows that are in memory at a time, beside the world
# the text of MySQL ends at 64 kB
_TEXT: Final[Any] = sa.UnicodeText().with_variant(LONGTEXT(), "mysql", "mariadb")
_WORD: Final = 255  # characters


def _column(column: KeptColumn) -> sa.Column[Any]:
    if column.kind == "order":
        return sa.Column(column.name, sa.Integer, primary_key=True, autoincrement=False)
    kinds: dict[str, Any] = {"word": sa.String(_WORD), "text": _TEXT, "number": sa.BigInteger()}
    return sa.Column(column.name, kinds[column.kind], nullable=column.optional)


METADATA: Final = sa.MetaData()
SQL_TABLES: Final = {
    name: sa.Table(name, METADATA, *map(_column, columns)) for name, columns in TABLES.items()
}


def write_rows(connection: sa.Connection, name: str, rows: Iterable[Row]) -> None:
    """Write rows to a table, many at a time."""
    insert = sa.insert(SQL_TABLES[name]).inline()
    columns = [column.name for column in TABLES[name]]
    left = iter(rows)
    compiled = insert.compile(dialect=connection.dialect, column_keys=columns)
    # where the driver takes tuples SQLAlchemy need not look at each
    tuples = compiled.positiontup == columns
    while chunk := list(islice(left, _CHUNK)):
        if tuples:
            connection.exec_driver_sql(str(compiled), chunk)
        else:
            connection.execute(insert, [dict(zip(columns, row, strict=True)) for row in chunk])


def read_rows(connection: sa.Connection, name: str) -> Iterator[Row]:
    """The rows of a table in order, read page by page.

    Many databases take no second query while they stream a result.
    """
    table = SQL_TABLES[name]
    order = table.c[TABLES[name][0].name]
    page = sa.select(table).where(order > sa.bindparam("after")).order_by(order).limit(_CHUNK)
    after = 0
    while rows := connection.execute(page, {"after": after}).all():
        yield from map(tuple, rows)
        after = rows[-1][0]
