"""The two ways in which the values of choices in Dataverse are held: by name, and by number (R16).

The integration has them by name, and a store in memory is its own. People, and stores that they may
look into, have them by number. A `TranslatedStore` stands between both.

>>> from harness.domain.catalog import standard_catalog
>>> from harness.stores.memory import MemoryStore
>>> held = MemoryStore()
>>> held.put("cdm_worker", Record(1, "ada", "1", ("1", None, None, None, "Contractor"), None))
>>> in_numbers(held, standard_catalog()).find("cdm_worker", "1").values
('1', None, None, None, 754400001)
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from harness.domain.catalog import Catalog, Table
from harness.domain.records import Key, Record, Values
from harness.domain.translation import named, numbered
from harness.stores.interface import Store
from harness.stores.memory import RecordsInMemory
from harness.stores.plugged import forked_store

Form = Callable[[Table, Values], Values]
_MOST_KNOWN: Final = 256  # records that are remembered, so that few are translated twice


class TranslatedStore:
    """A store whose choices are read in one form and written in another."""

    def __init__(self, held: Store, catalog: Catalog, read: Form, written: Form) -> None:
        self.held: Final = held
        self._tables: Final = catalog.numbered
        self._catalog: Final = catalog
        self._read: Final = read
        self._written: Final = written
        self._known: dict[tuple[str, Key], tuple[Record, Record]] = {}

    def fork(self) -> "TranslatedStore":
        """A copy, if the store has one."""
        return TranslatedStore(forked_store(self.held), self._catalog, self._read, self._written)

    def _in_form(self, form: Form, table: str, record: Record) -> Record:
        facts = self._tables.get(table)
        values = record.values if facts is None else form(facts, record.values)
        return record if values is record.values else record._replace(values=values)

    def _as_read(self, table: str, record: Record) -> Record:
        """The record in the form that is read; one that is read again is the same object."""
        if table not in self._tables:
            return record
        known = self._known.get((table, record.key))
        if known is not None and known[0] is record:
            return known[1]
        if len(self._known) == _MOST_KNOWN:
            self._known.clear()
        found = self._in_form(self._read, table, record)
        self._known[table, record.key] = record, found
        return found

    def find(self, table: str, key: Key) -> Record | None:
        record = self.held.find(table, key)
        return None if record is None else self._as_read(table, record)

    def at(self, table: str, reference: int) -> Record | None:
        record = self.held.at(table, reference)
        return None if record is None else self._as_read(table, record)

    def put(self, table: str, record: Record) -> None:
        self.held.put(table, self._in_form(self._written, table, record))

    def remove(self, table: str, key: Key) -> None:
        self.held.remove(table, key)

    def records(self, table: str) -> Iterator[Record]:
        for record in self.held.records(table):
            yield self._as_read(table, record)

    def tables(self) -> Iterable[str]:
        return self.held.tables()

    def count(self, table: str) -> int:
        return self.held.count(table)


def in_numbers(store: Store, catalog: Catalog) -> Store:
    """Dataverse's store as people read it, given as the integration has it."""
    if not catalog.numbered:
        return store
    if isinstance(store, TranslatedStore):
        return store.held
    return TranslatedStore(store, catalog, numbered, named)


def named_store(store: Store, catalog: Catalog) -> Store:
    """Dataverse's store as the integration has it; one in memory is that as it is."""
    if not catalog.numbered or isinstance(store, RecordsInMemory):
        return store
    return TranslatedStore(store, catalog, named, numbered)
