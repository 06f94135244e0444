"""What there is before the first step: records on either side, and whether integration is on.

>>> GiveRecord("cdm_title", "boss", hr=Side({"cdm_name": "Boss"}), tracked=False)
GiveRecord('cdm_title', 'boss', hr=Side(values={'cdm_name': 'Boss'}), tracked=False)
"""

from collections.abc import Sequence
from typing import Final

from harness.domain import arguments
from harness.domain.arguments import ColumnValues, Given, Instant
from harness.domain.environments import HR, Environment
from harness.domain.errors import BadInput
from harness.domain.immutable import immutable
from harness.domain.readable import Readable
from harness.domain.record_commands import reference_of
from harness.domain.rows import Row, Rows, generated, read_rows

_set: Final = object.__setattr__  # the commands are frozen
_TABLE: Final = "the logical name of a table"


@immutable
class Give(Readable):
    """Put records into both environments, tracked and in sync, before the first step."""

    table: str
    rows: Sequence[Row]
    generate: int | None = None

    def __init__(self, table: str, rows: Rows, generate: int | None = None) -> None:
        _set(self, "table", arguments.text("Give: table", table, _TABLE))
        _set(self, "rows", read_rows("Give", rows))
        _set(self, "generate", generated("Give", generate, self.rows))


@immutable
class Side(Readable):
    """One environment's side of a given record (S7): its values, None if it is not there.

    `edited` is when a user made it so, if one did; `noticed` is False if no request shows it (F7).
    """

    values: Given | None = None
    edited: int | None = None  # seconds since the epoch
    noticed: bool = True
    reference: int | None = None  # a RecId or row id of one's own

    def __init__(
        self,
        values: ColumnValues | None = None,
        edited: Instant | None = None,
        noticed: bool = True,
        reference: int | None = None,
    ) -> None:
        given = None if values is None else arguments.values("Side", values)
        at = None if edited is None else arguments.instant("Side: edited", edited)
        _set(self, "values", given)
        _set(self, "edited", at)
        _set(self, "noticed", arguments.yes_no("Side: noticed", noticed))
        _set(self, "reference", reference)


@immutable
class GiveRecord(Readable):
    """Put one record that differs on its two sides, is on one alone, or is untracked (S7)."""

    table: str
    record: str
    hr: Side | None = None
    dataverse: Side | None = None
    tracked: bool = True

    def __init__(
        self,
        table: str,
        record: str,
        hr: Side | None = None,
        dataverse: Side | None = None,
        tracked: bool = True,
    ) -> None:
        _set(self, "table", arguments.text("GiveRecord: table", table, _TABLE))
        _set(self, "record", arguments.text("GiveRecord: record", record, "a record's name"))
        for environment, side in (("hr", hr), ("dataverse", dataverse)):
            if side is not None and not isinstance(side, Side):
                raise arguments.wrong(f"GiveRecord: {environment}", "a Side, or None", side)
            if side is not None:
                reference_of(f"GiveRecord: {environment}", environment, side.reference)
            _set(self, environment, side)
        _set(self, "tracked", arguments.yes_no("GiveRecord: tracked", tracked))
        if all(side is None or side.values is None for side in (hr, dataverse)):
            raise BadInput(f"GiveRecord: {self.record} is in neither environment")

    def side(self, environment: Environment) -> Side | None:
        """Its side in that environment, or None."""
        return self.hr if environment == HR else self.dataverse


@immutable
class GiveIntegration:
    """Turn integration on before the first step; the first batch run is one interval later."""
