"""Columns that Dataverse holds in a narrower type than Human Resources does, for R16.

No shipped table has such a column. So every fourth history has two: a text that may be too long for
Dataverse, and a number of another type. What is given at the start fits both environments; what
users and imports write need not.

>>> catalog_for(2) is CATALOG, catalog_for(3) is NARROW
(True, True)
>>> NARROW["cdm_worker"].columns[NARROW["cdm_worker"].asymmetric[0]].name
'cdm_birthdate'
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from harness.domain.catalog import Catalog
from harness.domain.commands import Command, Give, Given, GiveRecord, Side
from harness.exploration.workload.tables import CATALOG

_EVERY: Final = 4  # seeds
_COLUMNS: Final[dict[str, dict[str, dict[str, Any]]]] = {
    "cdm_worker": {"cdm_birthdate": {"type": "Text", "max_length": {"hr": 10, "dataverse": 9}}},
    "cdm_employment": {
        "cdm_workernoticeamount": {"type": {"hr": "Decimal", "dataverse": "Integer"}}
    },
}
NARROW: Final = CATALOG.extended(
    {table: {"columns": columns} for table, columns in _COLUMNS.items()}
)


def catalog_for(seed: int) -> Catalog:
    """The tables of the history of that seed."""
    return NARROW if seed % _EVERY == _EVERY - 1 else CATALOG


def suitable(given: Iterable[Command], catalog: Catalog) -> tuple[Command, ...]:
    """The given records, without values that may not fit in one of the environments."""
    if catalog is not NARROW:
        return tuple(given)
    return tuple(_without(it) if isinstance(it, Give | GiveRecord) else it for it in given)


def _without(give: Give | GiveRecord) -> Give | GiveRecord:
    columns = _COLUMNS.get(give.table, {})

    def fitting(values: Given) -> Given:
        return tuple(pair for pair in values if pair[0] not in columns)

    if isinstance(give, Give):
        rows = (row._replace(values=fitting(row.values)) for row in give.rows)
        return Give(give.table, tuple(rows))
    sides: list[Side | None] = [
        side if side is None or side.values is None else replace(side, values=fitting(side.values))
        for side in (give.hr, give.dataverse)
    ]
    return replace(give, hr=sides[0], dataverse=sides[1])
