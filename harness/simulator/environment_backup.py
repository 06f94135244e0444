"""A backup of one environment (E1): what it keeps, as immutable values that simulations share."""

from typing import NamedTuple

from harness.domain.records import Record
from harness.simulator.record_pairs import RequestState, TrackingRow, Unnoticed


class EnvironmentBackup(NamedTuple):
    """The records, requests and unnoticed changes of one environment; of HR the tracking rows.

    Record pairs go by their names, which never change.
    """

    records: tuple[tuple[str, tuple[Record, ...]], ...]  # by table, in the order of creation
    requests: tuple[tuple[str, RequestState], ...]
    unnoticed: tuple[tuple[str, Unnoticed], ...]
    rows: tuple[tuple[str, TrackingRow], ...] | None  # None: a backup of Dataverse has none
