"""Expected values: what each side of a record shall hold once it is settled, by the rules (R).

>>> from harness.domain.catalog import standard_catalog
>>> from harness.properties.oracle.pending import Pending
>>> worker = standard_catalog()["cdm_worker"]
>>> edited = Pending(False, 1, 0)
>>> edited.touched = 0b10
>>> hr = SideBefore(("1", "Ada"), None, None)
>>> dataverse = SideBefore(("1", "Eve"), edited, 5)
>>> expected_values(worker, hr, dataverse, Settings(), full=False)
(('1', 'Eve'), ('1', 'Eve'))
"""

from collections.abc import Iterator
from itertools import zip_longest
from typing import NamedTuple

from harness.domain.catalog import Table
from harness.domain.environments import ENVIRONMENTS, HR, Environment
from harness.domain.policies import Edited, PolicyFunction
from harness.domain.records import Value, Values, trimmed
from harness.domain.settings import Settings
from harness.properties.oracle.expected_forms import as_in_dataverse, as_in_hr
from harness.properties.oracle.observations import SideBefore
from harness.properties.oracle.policy_law import TablePolicies, later, policies_for

Both = tuple[Values | None, Values | None]  # Human Resources' values, and Dataverse's


def expected_values(
    table: Table, hr: SideBefore, dataverse: SideBefore, settings: Settings, full: bool
) -> Both:
    """What the two sides shall hold; None and None if both are gone. `full`: by a sync now."""
    ours, own = hr.values, dataverse.values
    if own is None:
        return ours, None if ours is None else as_in_dataverse(table, ours, ())
    if ours is None:
        kept = as_in_hr(table, own, None)
        return kept, as_in_dataverse(table, kept, own)
    theirs = as_in_hr(table, own, ours)
    if ours == theirs:
        kept = ours
    elif hr.edited != dataverse.edited:
        kept = ours if hr.edited else theirs  # R2
    elif hr.edited:
        kept = _conflict(table, hr, dataverse, theirs, settings)  # R3
    elif full:  # nobody edited, after F7 or E1 (R8)
        won = later(hr.edited_at, dataverse.edited_at, settings.tie)
        kept = ours if won == HR else theirs
    else:  # R1: what nobody noticed goes on waiting, and one-way columns go across all the same
        return ours, as_in_dataverse(table, theirs, own)
    return kept, as_in_dataverse(table, kept, own)


def _conflict(
    table: Table, hr: SideBefore, dataverse: SideBefore, theirs: Values, settings: Settings
) -> Values:
    """What is kept where both sides edited a record (R3, R11), in Human Resources' form."""
    policies = policies_for(settings, table.name)
    law = policies.law
    if law.decide is not None or law.merges or policies.columns:
        by_column = _by_column(table, hr, dataverse, theirs, policies, settings)
        return trimmed(it.kept for it in by_column)
    won = law.winner(hr.edited_at, dataverse.edited_at, settings.tie)
    return (hr.values or ()) if won == HR else theirs


def tied(table: Table, hr: SideBefore, dataverse: SideBefore, settings: Settings) -> bool:
    """Whether it is a tie (R11): by time, if both sides have the same last edit, or none.

    Or, where a plugged policy is asked about single columns, if it leaves one of them open.
    """
    policies = policies_for(settings, table.name)
    law, same_time = policies.law, hr.edited_at == dataverse.edited_at
    if hr.edited != dataverse.edited:
        return False  # R2: what nobody noticed is no edit
    if not hr.edited:
        return same_time  # R8
    if law.by_time and same_time:
        return True
    theirs = as_in_hr(table, dataverse.values or (), hr.values)
    return any(it.open for it in _by_column(table, hr, dataverse, theirs, policies, settings))


class _Kept(NamedTuple):
    """What both sides shall hold in one column, and whether a plugged policy left it open."""

    kept: Value
    open: bool = False


def _by_column(
    table: Table,
    hr: SideBefore,
    dataverse: SideBefore,
    theirs: Values,
    policies: TablePolicies,
    settings: Settings,
) -> Iterator[_Kept]:
    """Column by column, where the two differ: a column's own policy goes before the table's."""
    times = hr.edited_at, dataverse.edited_at, settings.tie
    for place, (mine, other) in enumerate(zip_longest(hr.values or (), theirs)):
        if mine == other:
            yield _Kept(mine)
            continue
        own = policies.columns.get(table.names[place])
        law, open_ = own or policies.law, False
        touched = tuple(
            side.pending is not None and bool(side.pending.touched >> place & 1)
            for side in (hr, dataverse)
        )
        winner: Environment | None
        if touched[0] != touched[1] and (own is not None or (law.merges and not law.decide)):
            winner = ENVIRONMENTS[touched.index(True)]
        elif own is not None and not any(touched):
            winner = policies.law.winner(*times)  # as the record's last edit
        elif law.decide is not None:
            winner = _asked(table, place, law.decide, (hr, dataverse), (mine, other))
            open_ = winner is None
        else:
            winner = law.winner(*times)
        yield _Kept(mine if (winner or settings.tie) == HR else other, open_)


def _asked(
    table: Table,
    place: int,
    decide: PolicyFunction,
    sides: tuple[SideBefore, SideBefore],
    values: tuple[Value, Value],
) -> Environment | None:
    """What a plugged policy says of one column, asked about the oracle's own model."""
    return decide(
        *(
            Edited(
                table.name,
                table.names[place],
                environment,
                value,
                side.edited_at,
                side.pending is not None and bool(side.pending.touched >> place & 1),
            )
            for environment, side, value in zip(ENVIRONMENTS, sides, values, strict=True)
        )
    )
