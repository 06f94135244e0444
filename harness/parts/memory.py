"""The store in memory: the default, and the fastest.

>>> store = MemoryStore()
>>> store.put("cdm_title", Record(1, "boss", "Boss", ("Boss",), None))
>>> store.find("cdm_title", "Boss").name, store.at("cdm_title", 1).key
('boss', 'Boss')
"""

from collections.abc import Iterator

from harness.values.catalog import Catalog
from harness.values.environments import Environment
from harness.values.records import Key, Record


class MemoryStore:
    """Dictionaries by natural key and by reference."""

    def __init__(self) -> None:
        self._by_key: dict[str, dict[Key, Record]] = {}
        self._keys: dict[str, dict[int, Key]] = {}

    def find(self, table: str, key: Key) -> Record | None:
        records = self._by_key.get(table)
        return records.get(key) if records else None

    def at(self, table: str, reference: int) -> Record | None:
        key = self._keys.get(table, {}).get(reference)
        return None if key is None else self._by_key[table][key]

    def put(self, table: str, record: Record) -> None:
        records = self._by_key.get(table)
        if records is None:
            records = self._by_key[table] = {}
            self._keys[table] = {}
        if record.key not in records:
            self._keys[table][record.reference] = record.key
        records[record.key] = record

    def remove(self, table: str, key: Key) -> None:
        record = self._by_key[table].pop(key)
        del self._keys[table][record.reference]

    def records(self, table: str) -> Iterator[Record]:
        return iter(self._by_key.get(table, {}).values())

    def tables(self) -> list[str]:
        return sorted(table for table, records in self._by_key.items() if records)

    def count(self, table: str) -> int:
        return len(self._by_key.get(table, ()))


class MemoryBackend:
    """Stores that live as long as the simulation."""

    def open(self, environment: Environment, catalog: Catalog) -> MemoryStore:
        return MemoryStore()

    def close(self) -> None:
        """Nothing is kept."""
