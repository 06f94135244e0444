"""Worlds in a database, through SQLAlchemy Core: a SQLite file, or any URL of SQLAlchemy's.

The records of a simulation are in memory. When it is closed the whole world is written, many rows
at a time, in place of the one before, in one transaction: a reader, and whoever comes after a
process that was killed, finds one of both whole. What it takes besides the simulation in memory is
a few thousand rows. The tables are those of `kept.TABLES`: records, tracking rows, requests, facts,
and the commands that another process goes on from.

>>> from harness.domain.catalog import standard_catalog
>>> from harness.domain.records import Record
>>> backend = SqlBackend("sqlite://")
>>> store = backend.open("hr", standard_catalog())
>>> store.put("cdm_title", Record(5637144576, "boss", "Boss", ("Boss",), 1629363600))
>>> store.at("cdm_title", 5637144576).key
'Boss'
"""

import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, NoReturn

from harness.domain.catalog import Catalog
from harness.domain.environments import Environment
from harness.domain.errors import BadInput
from harness.domain.extras import needs
from harness.stores.kept import TABLES, Replaces, Row, Rows, Source
from harness.stores.memory import RecordsInMemory
from harness.stores.urls import without_password

try:
    import sqlalchemy as sa
    from sqlalchemy.exc import ArgumentError, SQLAlchemyError

    from harness.stores.sql_errors import complaint
    from harness.stores.sql_locks import take_lock
    from harness.stores.sql_tables import METADATA, SQL_TABLES, read_rows, write_rows
except ImportError:
    why = needs("a store in a database", "SQLAlchemy", "sql")
    raise BadInput(f"{why}; the store `memory` needs nothing") from None


class SqlStore(RecordsInMemory):
    """The records of one environment, which are written when the backend is closed.

    It has no `fork`: of two simulations the database could keep one.
    """

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place: Final = place


class _ClosedStore(SqlStore):
    """A store that was closed: what would still be done to it would be kept nowhere."""

    def _closed(self, *_: object) -> NoReturn:
        raise BadInput(f"store {self.place}: it is closed; read it before that")

    find = at = put = remove = records = tables = count = _closed  # type: ignore[assignment]  # all end alike


class SqlBackend:
    """The stores of both environments, and the world that they are of.

    `replaces` says which world may be overwritten where this one begins: nothing, what a test run
    left, or anything. What this backend itself has written may always be. Database errors become
    BadInput.
    """

    def __init__(self, url: str, replaces: Replaces = "nothing") -> None:
        self._connection: sa.Connection | None = None
        self._stores: dict[Environment, SqlStore] = {}
        self._source: Source | None = None
        self._file: tuple[int, int] | None = None
        self._replaces: Final = replaces
        self._is_own = False  # whether the world that is there is this backend's
        try:
            self._url = sa.make_url(url)
        except (ArgumentError, ValueError):
            shown = without_password(url)
            raise BadInput(
                f"store {shown}: not a database's URL; write one such as sqlite:///world.db or "
                "postgresql+psycopg://user@host/database"
            ) from None
        # for messages: without the password, and without options, which may hold one
        self.place = url
        if self._url.password or self._url.query:
            self.place = self._url.set(query={}).render_as_string(hide_password=True)
        with self._errors_as_bad_input():
            self._engine = sa.create_engine(self._url, poolclass=sa.NullPool)

    @property
    def keeps(self) -> bool:
        """Whether another process finds what is written: not in a database in memory."""
        if self._url.get_backend_name() != "sqlite":
            return True
        file = self._url.database or ":memory:"
        return file != ":memory:" and self._url.query.get("mode") != "memory"

    # a simulation

    def open(self, environment: Environment, catalog: Catalog) -> SqlStore:
        """Open an empty store; BadInput if there is a world that may not be overwritten."""
        if self._connection is None:
            with self._errors_as_bad_input():
                self._begin()
                self._require_replaceable()
        store = self._stores[environment] = SqlStore(self.place)
        return store

    def keep_world(self, source: Source) -> None:
        """Write what this returns when the backend is closed."""
        self._source = source

    def close(self) -> None:
        """Write the world, and commit. Its stores cannot be read any more."""
        if self._connection is not None:
            if self._source is not None and self._stores:
                with self._errors_as_bad_input():
                    self._write(self._connection, self._source(self._replaces == "test runs"))
                self._is_own = True
            self.abandon()

    def abandon(self) -> None:
        """Let go of the database without writing: it keeps the earlier world."""
        for store in self._stores.values():
            store.__class__ = _ClosedStore
        self._stores, self._source = {}, None
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(SQLAlchemyError):
                connection.close()

    # the world that is there

    def take_up(self, *, to_write: bool) -> None:
        """Take up the world that is there; BadInput if there is none. See `kept.WorldBackend`."""
        path = self._path()
        if path is not None and not path.is_file():  # SQLite would make it
            raise BadInput(f"store {self.place}: there is no such file")
        with self._errors_as_bad_input():
            if to_write:
                self._begin()
            else:
                self._connect(isolation=True)
            if not self._tables_there() or not self._facts():
                what = "go on with" if to_write else "read"
                raise BadInput(f"store {self.place}: there is no world in it to {what}")
            self._is_own = to_write

    def rows(self, table: str) -> Iterator[Row]:
        """The rows of a table of the world that was taken up."""
        with self._errors_as_bad_input():
            assert self._connection is not None  # take_up comes first
            yield from read_rows(self._connection, table)

    def _facts(self) -> dict[str, str]:
        assert self._connection is not None
        return {str(fact): str(value) for _, fact, value in read_rows(self._connection, "world")}

    def _require_replaceable(self) -> None:
        if self._is_own or self._replaces == "anything":
            return
        facts = self._facts()
        if not facts or (self._replaces == "test runs" and facts.get("test run") == "yes"):
            return
        raise BadInput(f"store {self.place}: {_world_there(facts)}; {_WAYS_OUT[self._replaces]}")

    # the database

    def _connect(self, *, isolation: bool = False) -> sa.Connection:
        self.abandon()
        connection = self._connection = self._engine.connect()
        # an abandoned simulation must not lock the next one out until it is collected
        weakref.finalize(self, connection.close)
        if isolation and connection.dialect.name in ("postgresql", "mysql", "mariadb"):
            connection.execution_options(isolation_level="REPEATABLE READ")
        return connection

    def _begin(self) -> None:
        """Take the lock, and make the tables that are not there."""
        connection = self._connect()
        take_lock(connection)
        if not self._tables_there():
            # not dropped and made anew: some databases commit where a table is
            METADATA.create_all(connection)
        path = self._path()
        self._file = None if path is None else _identity(path)

    def _tables_there(self) -> bool:
        """Whether the tables are there. BadInput for another's: it is left alone."""
        assert self._connection is not None
        inspector = sa.inspect(self._connection)
        there = [name for name in inspector.get_table_names() if name in SQL_TABLES]
        for name in there:
            columns = {column["name"] for column in inspector.get_columns(name)}
            if columns != {column.name for column in TABLES[name]}:
                raise BadInput(
                    f"store {self.place}: the table {name} there has other columns than a world's, "
                    "and was left alone; take another database"
                )
        return len(there) == len(SQL_TABLES)

    def _write(self, connection: sa.Connection, rows: Rows) -> None:
        for name in SQL_TABLES:
            connection.execute(sa.delete(SQL_TABLES[name]))
        for name, its in rows.items():
            write_rows(connection, name, its)
        self._require_file()
        connection.commit()
        self._require_file()

    def _path(self) -> Path | None:
        """The file of SQLite; None for other databases, and for what only SQLite can read."""
        file = self._url.database or ":memory:"
        is_file = self._url.get_backend_name() == "sqlite" and self.keeps
        return None if not is_file or file.startswith("file:") else Path(file)

    def _require_file(self) -> None:
        """Raise BadInput if the file was removed or replaced: its rows would be in none."""
        path = self._path()
        if path is not None and _identity(path) != self._file:
            raise BadInput(
                f"store {self.place}: the file was removed, or another put in its place, while the "
                "simulation ran, so nothing is kept; run it again"
            )

    @contextmanager
    def _errors_as_bad_input(self) -> Iterator[None]:
        """Turn a database error into BadInput, and let go of the database."""
        try:
            yield
        except BadInput:  # a ValueError, but says already what is wrong
            self.abandon()
            raise
        except (SQLAlchemyError, ImportError, OSError, TypeError, ValueError) as error:
            self.abandon()
            raise BadInput(f"store {self.place}: {complaint(self._url, error)}") from None


_WAYS_OUT: Final = {
    "nothing": "--continue goes on with it (in Python h.Simulator.open), --overwrite puts another "
    "in its place (overwrite=True)",
    "test runs": "a test run overwrites what a test run left, and nothing else: name another "
    "database for tests",
}


def _world_there(facts: dict[str, str]) -> str:
    """What there is in a database, in words."""
    title = facts.get("title")
    counts = [facts.get(f"records in {it}", "?") for it in ("Human Resources", "Dataverse")]
    records = "record" if counts[0] == "1" else "records"
    at = facts.get("simulated time", "?").replace("T", " ").removesuffix("Z")
    return (
        f"there is a world in it already{f', {title!r}' if title else ''}, at {at} of simulated "
        f"time, with {counts[0]} {records} in Human Resources and {counts[1]} in Dataverse"
    )


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def sql_backend(url: str, replaces: Replaces = "nothing") -> SqlBackend:
    """The backend for a URL given to `--store`; BadInput if no such database can exist."""
    return SqlBackend(url, replaces)
