"""The interface of a store: what the simulator needs of one. A backend constructs the stores.

Every store passes `harness.testing.StoreConformance`. `harness.stores.backend` makes a backend of a
store class of your own, and `--store FILE.py:Shelf` finds it; an installed package registers it
under the entry point group `harness.stores`. Of such a store every answer is checked.
"""

from collections.abc import Iterable, Iterator
from typing import Protocol

from harness.domain.catalog import Catalog
from harness.domain.environments import Environment
from harness.domain.records import Key, Record


class Store(Protocol):
    """The records of one environment; `find` and `at` use an index and do not scan.

    It may have two methods more: `fork()`, a copy that grows on its own, for a simulation that is
    forked; without it the records are put into a new store of its class. And `close()`, called
    when the simulation that has it ends, if `harness.stores.backend` opens it.
    """

    def find(self, table: str, key: Key) -> Record | None:
        """The record with this natural key, or None."""

    def at(self, table: str, reference: int) -> Record | None:
        """The record with this RecId or row id, or None."""

    def put(self, table: str, record: Record) -> None:
        """Add the record at the end, or replace the one with its key and reference in its place."""

    def remove(self, table: str, key: Key) -> None:
        """Remove the record with this key; KeyError if there is none."""

    def records(self, table: str) -> Iterator[Record]:
        """The records of a table in order of creation. Do not write while iterating."""

    def tables(self) -> Iterable[str]:
        """The names of the tables that hold a record, sorted."""

    def count(self, table: str) -> int:
        """How many records the table holds."""


class Backend(Protocol):
    """A factory of stores, one for each environment of a simulation."""

    def open(self, environment: Environment, catalog: Catalog) -> Store:
        """Open an empty store for one environment; what an earlier simulation left is removed.

        BadInput if it may not be, as a world in a database that nobody asked to overwrite. It may
        be called again, after `close` too, for the next simulation.
        """

    def close(self) -> None:
        """Commit what was written, if the backend keeps anything. The stores cannot be read after.

        Without it, as in an interrupted replay, the backend keeps the earlier simulation.
        """
