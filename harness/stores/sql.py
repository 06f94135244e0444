"""The store in a SQL database, through SQLAlchemy Core: a SQLite file, or any URL of SQLAlchemy's.

There is one table an environment, `hr_records` and `dataverse_records`, which people can read too:

    table_name | reference  | record | natural_key | values                | edited_at
    cdm_title  | 5637144576 | boss   | "Boss"      | {"cdm_name": "Boss"}  | 1629363600

A simulation is one transaction, which `close` commits: if it is interrupted, the database stays as
it was. So a database serves one simulation at a time; a second one waits or fails.

>>> from harness.domain.catalog import standard_catalog
>>> backend = SqlBackend("sqlite://")
>>> store = backend.open("hr", standard_catalog())
>>> store.put("cdm_title", Record(5637144576, "boss", "Boss", ("Boss",), 1629363600))
>>> store.at("cdm_title", 5637144576).key
'Boss'
"""

import json
import re
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final

from harness.domain.catalog import Catalog
from harness.domain.environments import HR, Environment
from harness.domain.errors import BadInput
from harness.domain.extras import needs
from harness.domain.records import Key, Record, Value, row_id_text, trimmed
from harness.domain.suggestions import did_you_mean

try:
    import sqlalchemy as sa
    from sqlalchemy.dialects.mysql import LONGTEXT
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
except ImportError:
    why = needs("a store in a database", "SQLAlchemy", "sql")
    raise BadInput(f"{why}; the store `memory` needs nothing") from None

_PAGE: Final = 1000  # records read at a time, so that a table of a million fits into memory


def _table(environment: Environment) -> sa.Table:
    name = f"{environment}_records"
    text = sa.UnicodeText().with_variant(LONGTEXT(), "mysql", "mariadb")  # whose text ends at 64 kB
    return sa.Table(
        name,
        sa.MetaData(),
        sa.Column("created_order", sa.Integer, primary_key=True),
        sa.Column("table_name", sa.String(255), nullable=False),
        sa.Column("reference", sa.String(40), nullable=False),
        sa.Column("record", text, nullable=False),
        sa.Column("natural_key", text, nullable=False),
        sa.Column("key_digest", sa.String(64), nullable=False),  # no database indexes a long key
        sa.Column("values", text, nullable=False),
        sa.Column("edited_at", sa.BigInteger),
        sa.UniqueConstraint("table_name", "key_digest"),
        sa.Index(f"{name}_by_reference", "table_name", "reference"),
        sa.Index(f"{name}_by_order", "table_name", "created_order"),
    )


def _tagged(number: Decimal) -> dict[str, str]:
    """A Decimal in JSON, as the only kind of object: a JSON number would lose 1.10."""
    return {"decimal": str(number)}


_json = json.JSONEncoder(ensure_ascii=False, default=_tagged).encode


def _value(json_value: Any) -> Value:
    """The value that a JSON value stands for."""
    if isinstance(json_value, list):
        return tuple(map(_value, json_value))
    if isinstance(json_value, dict):
        return Decimal(json_value["decimal"])
    value: Value = json_value
    return value


def _digest(key: Key) -> str:
    return sha256(_json(_canonical(key)).encode("utf-8", "surrogatepass")).hexdigest()


def _canonical(key: Value) -> object:
    """The key with its numbers in one form: 5 and Decimal("5.0") are one key, as in memory."""
    if isinstance(key, tuple):
        return [_canonical(part) for part in key]
    if key is None or isinstance(key, str):
        return key
    return {"number": key.as_integer_ratio()}


class SqlStore:
    """The records of one environment in their database table."""

    def __init__(
        self, backend: "SqlBackend", table: sa.Table, environment: Environment, catalog: Catalog
    ) -> None:
        self._backend = backend
        self._catalog = catalog
        self._in_hr = environment == HR
        columns = table.c
        of_table = columns.table_name == sa.bindparam("of_table")
        of_key = columns.key_digest == sa.bindparam("of_key")
        fields = (columns[name] for name in ("reference", "record", "natural_key", "values"))
        select = sa.select(columns.created_order, *fields, columns.edited_at).where(of_table)
        self._find = select.where(of_key)
        self._at = select.where(columns.reference == sa.bindparam("of_reference"))
        self._page = (
            select.where(columns.created_order > sa.bindparam("after"))
            .order_by(columns.created_order)
            .limit(_PAGE)
        )
        self._insert = sa.insert(table).inline()
        self._update = sa.update(table).where(of_table, of_key)
        self._delete = sa.delete(table).where(of_table, of_key)
        self._count = sa.select(sa.func.count()).select_from(table).where(of_table)
        self._tables = sa.select(columns.table_name).distinct()

    def find(self, table: str, key: Key) -> Record | None:
        rows = self._backend.read(self._find, of_table=table, of_key=_digest(key))
        return self._record(table, rows[0]) if rows else None

    def at(self, table: str, reference: int) -> Record | None:
        shown = self._reference_text(reference)
        rows = self._backend.read(self._at, of_table=table, of_reference=shown)
        return self._record(table, rows[0]) if rows else None

    def put(self, table: str, record: Record) -> None:
        names = self._catalog.table(table).names
        held = dict(zip(names, record.values, strict=False))  # empty ones at the end are left off
        row = {
            "reference": self._reference_text(record.reference),
            "record": record.name,
            "natural_key": _json(record.key),
            "values": _json({name: held[name] for name in held if held[name] is not None}),
            "edited_at": record.edited_at,
        }
        digest = _digest(record.key)
        # an update and no delete, because a replaced record keeps its place
        if not self._backend.write(self._update, of_table=table, of_key=digest, **row):
            self._backend.write(self._insert, table_name=table, key_digest=digest, **row)

    def remove(self, table: str, key: Key) -> None:
        if not self._backend.write(self._delete, of_table=table, of_key=_digest(key)):
            raise KeyError(key)

    def records(self, table: str) -> Iterator[Record]:
        # page by page, because many databases take no second query while they stream a result
        after = -1
        while rows := self._backend.read(self._page, of_table=table, after=after):
            for row in rows:
                yield self._record(table, row)
            after = rows[-1].created_order

    def tables(self) -> list[str]:
        # sorted here, because each database has its own collation
        return sorted(row.table_name for row in self._backend.read(self._tables))

    def count(self, table: str) -> int:
        return int(self._backend.read(self._count, of_table=table)[0][0])

    def _reference_text(self, reference: int) -> str:
        return str(reference) if self._in_hr else row_id_text(reference)

    def _record(self, table: str, row: Sequence[Any]) -> Record:
        _, shown, name, key, values, edited_at = row
        reference = int(shown) if self._in_hr else int(shown.replace("-", ""), 16)
        natural_key = _value(json.loads(key))
        assert natural_key is not None
        held = json.loads(values)
        in_order = (_value(held.get(column)) for column in self._catalog.table(table).names)
        return Record(reference, name, natural_key, trimmed(in_order), edited_at)


class SqlBackend:
    """The stores of both environments over one connection; database errors become BadInput."""

    def __init__(self, url: str) -> None:
        self._connection: sa.Connection | None = None
        try:
            self._url = sa.make_url(url)
        except (ArgumentError, ValueError):
            shown = re.sub("://.*@", "://***@", url)
            raise BadInput(
                f"store {shown}: not a database's URL; write one such as sqlite:///world.db or "
                "postgresql+psycopg://user@host/database"
            ) from None
        # for messages: without the password, and without options, which may hold one
        self._url_text = url
        if self._url.password or self._url.query:
            self._url_text = self._url.set(query={}).render_as_string(hide_password=True)
        with self._errors_as_bad_input():
            self._engine = sa.create_engine(self._url, poolclass=sa.NullPool)

    def open(self, environment: Environment, catalog: Catalog) -> SqlStore:
        table = _table(environment)
        with self._errors_as_bad_input():
            connection = self._connected()
            inspector = sa.inspect(connection)
            if inspector.has_table(table.name):
                self._check(table, {column["name"] for column in inspector.get_columns(table.name)})
                # not dropped: some databases commit where a table is dropped or made
                connection.execute(sa.delete(table))
            else:
                table.create(connection)
        return SqlStore(self, table, environment, catalog)

    def close(self) -> None:
        """Commit. The stores cannot be read any more; `open` makes new ones."""
        if self._connection is not None:
            with self._errors_as_bad_input():
                self._connection.commit()
            self._disconnect()

    def read(self, statement: sa.Select[Any], **named: object) -> Sequence[Any]:
        """The rows that a query returns."""
        with self._errors_as_bad_input():
            return self._live().execute(statement, named).all()

    def write(self, statement: sa.Insert | sa.Update | sa.Delete, **named: object) -> int:
        """Execute a statement; the number of rows it wrote."""
        with self._errors_as_bad_input():
            return self._live().execute(statement, named).rowcount

    def _connected(self) -> sa.Connection:
        if self._connection is None:
            self._connection = self._engine.connect()
            # an abandoned simulation must not lock the next one out until it is collected
            weakref.finalize(self, self._connection.close)
            if self._engine.dialect.name == "sqlite":
                # Python's driver begins no transaction before a table is made
                self._connection.exec_driver_sql("BEGIN IMMEDIATE")
        return self._connection

    def _live(self) -> sa.Connection:
        if self._connection is None:
            raise BadInput(f"store {self._url_text}: it is closed; read it before that")
        return self._connection

    def _check(self, table: sa.Table, columns: set[str]) -> None:
        """Raise BadInput if the table of that name is not a store's: it is left alone."""
        if columns != set(table.c.keys()):
            raise BadInput(
                f"store {self._url_text}: the table {table.name} there has other columns than a "
                "store's, and was left alone; take another database"
            )

    @contextmanager
    def _errors_as_bad_input(self) -> Iterator[None]:
        """Turn a database error into BadInput, and roll back."""
        try:
            yield
        except BadInput:  # a ValueError, but says already what is wrong
            raise
        except (SQLAlchemyError, ImportError, OSError, TypeError, ValueError) as error:
            self._disconnect()
            raise BadInput(f"store {self._url_text}: {_complaint(self._url, error)}") from None

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(SQLAlchemyError):
                connection.close()


def _complaint(url: sa.URL, error: Exception) -> str:
    """What is wrong with the database, and what to do instead."""
    kind = url.drivername
    problem = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
    if isinstance(error, NoSuchModuleError):
        known = sorted(sa.dialects.__all__)
        problem = f"SQLAlchemy knows no {kind}{did_you_mean(kind, known)}"
        instead = f"it comes with {', '.join(known)}"
    elif isinstance(error, ImportError):
        problem = f"the driver {error.name} is not installed"
        instead = "install it, or name another, as in postgresql+psycopg://"
    elif url.get_backend_name() == "sqlite":
        instead = (
            "take a file in a folder that exists, that may be written to and that nothing else "
            "has open, such as sqlite:///world.db"
        )
    else:
        instead = "is the database there, and may this user make tables in it?"
    return f"{problem}; {instead}"


def sql_backend(url: str) -> SqlBackend:
    """The backend for a URL given to `--store`; BadInput if no such database can exist."""
    return SqlBackend(url)
