"""The lock that keeps two simulations from writing to one database at once.

It is held from before the first table is looked at until the one transaction has ended, as a
transaction alone does not keep what it has read from being another's by the time it writes.
"""

from typing import Final

import sqlalchemy as sa

WAIT: Final = 5  # seconds, as Python's driver of SQLite waits
_NAME: Final = "dataverse-sync-harness"


def take_lock(connection: sa.Connection) -> None:
    """Begin the transaction and take the lock; an error if another keeps it.

    Of databases besides these four the transaction is all there is.
    """
    name = connection.dialect.name
    if name == "sqlite":
        # Python's driver begins no transaction before a table is made
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    elif name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{WAIT}s'")
        # of one schema, as its tables are; READ COMMITTED: what is read from now on is of after it
        of_schema = sa.text(
            "SELECT pg_advisory_xact_lock(hashtextextended(:name || ' ' || current_schema(), 0))"
        )
        connection.execute(of_schema, {"name": _NAME})
        connection.exec_driver_sql("SET LOCAL lock_timeout = DEFAULT")
    elif name in ("mysql", "mariadb"):
        of_database = sa.text("SELECT GET_LOCK(CONCAT(:name, ' ', MD5(DATABASE())), :wait)")
        if connection.execute(of_database, {"name": _NAME, "wait": WAIT}).scalar() != 1:
            raise TimeoutError("the database is locked")
        # what was read so far, nothing, is all that this transaction would see
        connection.rollback()
