"""A backup of one environment (E1): what it keeps, as immutable values that simulations share."""

from typing import NamedTuple

from harness.domain.records import Record
from harness.simulator.pair_state import RequestSnapshot, TrackingRow, UnnoticedChange


class BackedUpTable(NamedTuple):
    """The records of one table in the order of creation, and the numbers of their creation."""

    name: str
    records: tuple[Record, ...]
    births: tuple[int, ...]


class EnvironmentBackup(NamedTuple):
    """The records, requests and unnoticed changes of one environment; of HR the tracking rows.

    Record pairs go by their names, which never change.
    """

    tables: tuple[BackedUpTable, ...]
    requests: tuple[tuple[str, RequestSnapshot], ...]
    unnoticed: tuple[tuple[str, UnnoticedChange], ...]
    rows: tuple[tuple[str, TrackingRow], ...]  # a backup of Dataverse has none

    @property
    def record_count(self) -> int:
        """How many records it has."""
        return sum(len(table.records) for table in self.tables)


class Differences(NamedTuple):
    """How many records a restore changes back, removes, and brings back."""

    changed: int
    went: int
    came: int
