"""The ports: what the world needs of a store. A backend supplies one constructor.

Every backend passes `harness.testing.store_conformance.StoreConformance`; a backend of your own
registers under the entry point group `harness.stores` with a callable that takes the URL or name
given to `--store` and returns a `Backend`.
"""

from collections.abc import Iterable, Iterator
from typing import Protocol

from harness.domain.catalog import Catalog
from harness.domain.environments import Environment
from harness.domain.records import Key, Record


class Store(Protocol):
    """The records of one environment. Answers by key and by reference without scanning."""

    def find(self, table: str, key: Key) -> Record | None:
        """The record with this natural key, or None."""

    def at(self, table: str, reference: int) -> Record | None:
        """The record with this RecId or row id, or None."""

    def put(self, table: str, record: Record) -> None:
        """Add the record at the end, or replace the one with its key and reference in its place."""

    def remove(self, table: str, key: Key) -> None:
        """Remove the record with this key; KeyError where there is none."""

    def records(self, table: str) -> Iterator[Record]:
        """The records of a table in the order they were created. Not to be changed meanwhile."""

    def tables(self) -> Iterable[str]:
        """The names of the tables that hold a record, sorted."""

    def count(self, table: str) -> int:
        """How many records the table holds."""


class Backend(Protocol):
    """Where the stores of a simulation live."""

    def open(self, environment: Environment, catalog: Catalog) -> Store:
        """An empty store for one environment; what an earlier simulation left there is gone.

        May be called again, also after `close`, for the next simulation.
        """

    def close(self) -> None:
        """Keep what was written, where the backend keeps anything. Read the stores before.

        Without it, as when a replay is interrupted, what an earlier simulation left is kept.
        """
