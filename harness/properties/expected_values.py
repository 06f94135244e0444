"""What both sides of a record shall hold once it is settled: the R rules, as they are written.

>>> from harness.domain.catalog import standard_catalog
>>> worker = standard_catalog()["cdm_worker"]
>>> hr, dataverse = Side(("1", "Ada"), None, None), Side(("1", "Eve"), Pending(False, 1), 5)
>>> expected_values(worker, hr, dataverse, Settings(), full=False)
('1', 'Eve')
"""

from collections.abc import Iterable
from itertools import zip_longest

from harness.domain.catalog import Table
from harness.domain.environments import DATAVERSE, HR, Environment
from harness.domain.records import Value, Values
from harness.domain.settings import Settings
from harness.properties.oracle.observations import Side
from harness.properties.oracle.pending import Pending

__all__ = ["Pending", "expected_values", "last", "same_but_one_way", "tied", "without_end"]
_NOBODY = -(1 << 62)  # no last edit: earliest of all


def expected_values(
    table: Table, hr: Side, dataverse: Side, settings: Settings, full: bool
) -> Values | None:
    """The values that both shall hold; None where both are gone. `full`: by a sync now."""
    ours = hr.values
    if dataverse.values is None:
        return ours
    theirs = _with_one_way(table, dataverse.values, ours or ())  # R15
    if ours is None:
        return theirs
    mine, other = hr.pending, dataverse.pending
    if (mine is None) != (other is None):
        return theirs if mine is None else ours  # R2
    if mine is None and not full:
        return ours  # R1: they differ in one-way columns at most
    winner = last(hr.edited_at, dataverse.edited_at, settings)
    kept, lost = (ours, theirs) if winner == HR else (theirs, ours)
    if settings.conflict == "merge_fields" and mine is not None and other is not None:
        alone = other.touched & ~mine.touched if winner == HR else mine.touched & ~other.touched
        return without_end(
            there if alone >> place & 1 else here
            for place, (here, there) in enumerate(zip_longest(kept, lost))
        )
    return kept


def last(hr: int | None, dataverse: int | None, settings: Settings) -> Environment:
    """R3, R11: who made the last edit, or is taken to have made it."""
    if settings.conflict == "hr_wins":
        return HR
    if settings.conflict == "dataverse_wins":
        return DATAVERSE
    mine, theirs = _NOBODY if hr is None else hr, _NOBODY if dataverse is None else dataverse
    if mine == theirs:
        return settings.tie
    return HR if mine > theirs else DATAVERSE


def tied(hr: Side, dataverse: Side, settings: Settings) -> bool:
    """R11: under a policy that goes by time, nobody made the last edit."""
    by_time = settings.conflict in ("last_edit_wins", "merge_fields")
    return by_time and hr.edited_at == dataverse.edited_at


def same_but_one_way(table: Table, one: Values, other: Values) -> bool:
    """R15: one-way columns are no difference."""
    return one == other or _with_one_way(table, one, other) == other


def _with_one_way(table: Table, values: Values, hr: Values) -> Values:
    if not table.one_way:
        return values
    mixed: list[Value] = [*values, *[None] * (len(table.columns) - len(values))]
    for place in table.one_way:
        mixed[place] = hr[place] if place < len(hr) else None
    return without_end(mixed)


def without_end(values: Iterable[Value]) -> Values:
    """Without the empty columns at the end, as records are held."""
    kept: list[Value] = list(values)
    while kept and kept[-1] is None:
        kept.pop()
    return tuple(kept)
