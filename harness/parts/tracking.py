"""The tracking table: which Human Resources record belongs to which Dataverse row.

A row with *Deleted from Dataverse* = Yes is a tombstone: it associates nothing, and is used again
when the thing comes back. Natural keys are fixed (R18), so a row is found by its key.
"""

from collections.abc import Iterator
from typing import NamedTuple

from harness.values.records import Key


class TrackingRow(NamedTuple):
    """One row of the administration grid (G1), less the table, which the caller knows."""

    name: str  # the scenario's name for the thing
    dataverse_reference: int
    entity: str
    human_resources_reference: int
    deleted_from_dataverse: bool = False


class Tracking:
    """Tracking rows by table and natural key, in the order they were made."""

    def __init__(self) -> None:
        self._rows: dict[str, dict[Key, TrackingRow]] = {}

    def row(self, table: str, key: Key) -> TrackingRow | None:
        """The row of this thing, tombstone or not."""
        rows = self._rows.get(table)
        return rows.get(key) if rows else None

    def put(self, table: str, key: Key, row: TrackingRow) -> None:
        """Make a row, or change the one there is; it keeps its place."""
        rows = self._rows.get(table)
        if rows is None:
            rows = self._rows[table] = {}
        rows[key] = row

    def drop(self, table: str, key: Key) -> None:
        """The row goes: both sides are gone (R6)."""
        del self._rows[table][key]

    def clear(self, table: str) -> int:
        """All rows of the table go (C1); how many that were."""
        return len(self._rows.pop(table, ()))

    def rows(self, table: str) -> Iterator[tuple[Key, TrackingRow]]:
        """The rows of one table, as they were made."""
        yield from self._rows.get(table, {}).items()

    def tables(self) -> list[str]:
        """The tables with a row, sorted."""
        return sorted(table for table, rows in self._rows.items() if rows)
