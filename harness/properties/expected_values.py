"""Expected values: what both sides of a record shall hold once it is settled, by the rules (R).

>>> from harness.domain.catalog import standard_catalog
>>> worker = standard_catalog()["cdm_worker"]
>>> hr, dataverse = Side(("1", "Ada"), None, None), Side(("1", "Eve"), Pending(False, 1, 0), 5)
>>> expected_values(worker, hr, dataverse, Settings(), full=False)
('1', 'Eve')
"""

from collections.abc import Iterator
from itertools import zip_longest
from typing import NamedTuple

from harness.domain.catalog import Table
from harness.domain.environments import ENVIRONMENTS, HR
from harness.domain.policies import Edited, PolicyFunction
from harness.domain.records import Value, Values, trimmed
from harness.domain.settings import Settings
from harness.properties.oracle.observations import Side
from harness.properties.oracle.pending import Pending
from harness.properties.oracle.policy_law import law_of

__all__ = ["Pending", "expected_values", "same_but_one_way", "tied"]


def expected_values(
    table: Table, hr: Side, dataverse: Side, settings: Settings, full: bool
) -> Values | None:
    """The values that both sides shall hold; None if both are gone. `full`: by a sync now."""
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
    law = law_of(settings.conflict)
    if law.decide is not None:
        return trimmed(it.kept for it in _by_column(table, hr, dataverse, law.decide, settings))
    winner = law.winner(hr.edited_at, dataverse.edited_at, settings.tie)  # R3, R11
    kept, lost = (ours, theirs) if winner == HR else (theirs, ours)
    if law.merges and mine is not None and other is not None:
        winners, losers = (mine, other) if winner == HR else (other, mine)
        only_lost = losers.touched & ~winners.touched
        return trimmed(
            lost_value if only_lost >> place & 1 else kept_value
            for place, (kept_value, lost_value) in enumerate(zip_longest(kept, lost))
        )
    return kept


def tied(table: Table, hr: Side, dataverse: Side, settings: Settings) -> bool:
    """Whether it is a tie (R11): by time, if both sides have the same last edit, or none.

    A plugged policy has a tie where it leaves one of the columns open.
    """
    law = law_of(settings.conflict)
    if law.decide is not None:
        return any(it.tied for it in _by_column(table, hr, dataverse, law.decide, settings))
    return law.by_time and hr.edited_at == dataverse.edited_at


class _Kept(NamedTuple):
    """What both sides shall hold in one column, and whether a tie decided it."""

    kept: Value
    tied: bool = False


def _by_column(
    table: Table, hr: Side, dataverse: Side, decide: PolicyFunction, settings: Settings
) -> Iterator[_Kept]:
    """Column by column, as a plugged policy decides where the sides differ (R3)."""
    ours = hr.values or ()
    theirs = _with_one_way(table, dataverse.values or (), ours)  # R15
    for place, (mine, other) in enumerate(zip_longest(ours, theirs)):
        if mine == other:
            yield _Kept(mine)
            continue
        asked = [
            Edited(
                table.name,
                table.names[place],
                environment,
                value,
                side.edited_at,
                side.pending is not None and bool(side.pending.touched >> place & 1),
            )
            for environment, side, value in zip(
                ENVIRONMENTS, (hr, dataverse), (mine, other), strict=True
            )
        ]
        winner = decide(*asked)
        yield _Kept(mine if (winner or settings.tie) == HR else other, winner is None)


def same_but_one_way(table: Table, one: Values, other: Values) -> bool:
    """Whether the values are the same but for one-way columns (R15)."""
    return one == other or _with_one_way(table, one, other) == other


def _with_one_way(table: Table, values: Values, hr: Values) -> Values:
    if not table.one_way:
        return values
    mixed: list[Value] = [*values, *[None] * (len(table.columns) - len(values))]
    for place in table.one_way:
        mixed[place] = hr[place] if place < len(hr) else None
    return trimmed(mixed)
