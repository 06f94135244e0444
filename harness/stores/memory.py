"""The store in memory: the default, and the fastest.

>>> store = MemoryStore()
>>> store.put("cdm_title", Record(1, "boss", "Boss", ("Boss",), None))
>>> store.find("cdm_title", "Boss").name, store.at("cdm_title", 1).key
('boss', 'Boss')
"""

from collections import defaultdict
from collections.abc import Iterator

from harness.domain.catalog import Catalog
from harness.domain.environments import Environment
from harness.domain.records import Key, Record


class RecordsInMemory:
    """A dictionary by natural key, and one by reference that is built when it is first needed."""

    def __init__(self) -> None:
        self._by_key: defaultdict[str, dict[Key, Record]] = defaultdict(dict)
        self._by_reference: dict[str, dict[int, Key]] = {}

    def find(self, table: str, key: Key) -> Record | None:
        return self._by_key[table].get(key)

    def at(self, table: str, reference: int) -> Record | None:
        keys = self._by_reference.get(table)
        if keys is None:
            keys = {record.reference: record.key for record in self.records(table)}
            self._by_reference[table] = keys
        key = keys.get(reference)
        return None if key is None else self._by_key[table][key]

    def put(self, table: str, record: Record) -> None:
        self._by_key[table][record.key] = record
        if self._by_reference and table in self._by_reference:
            self._by_reference[table][record.reference] = record.key

    def remove(self, table: str, key: Key) -> None:
        record = self._by_key[table].pop(key)
        if table in self._by_reference:
            del self._by_reference[table][record.reference]

    def records(self, table: str) -> Iterator[Record]:
        return iter(self._by_key[table].values())

    def tables(self) -> list[str]:
        return sorted([table for table, records in self._by_key.items() if records])

    def count(self, table: str) -> int:
        return len(self._by_key[table])


class MemoryStore(RecordsInMemory):
    """A store that is nowhere else, so that it can be copied."""

    def fork(self) -> "MemoryStore":
        """A copy. The records are shared, because they are immutable."""
        new = MemoryStore()
        for table, records in self._by_key.items():
            new._by_key[table] = records.copy()
        return new


class MemoryBackend:
    """A backend whose stores live as long as the simulation."""

    def open(self, environment: Environment, catalog: Catalog) -> MemoryStore:
        return MemoryStore()

    def close(self) -> None:
        """Do nothing: nothing is kept."""


def memory_backend(_url: str) -> MemoryBackend:
    """The backend that `--store memory` names."""
    return MemoryBackend()
