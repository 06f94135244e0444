"""Mutants of data loss (R7): how an edit that was overwritten is reported.

>>> [mutant.name for mutant in LOSSES][:1]
['loss-unreported']
"""

from typing import Any, Final

from harness.domain.catalog import Table
from harness.domain.environments import DATAVERSE, other
from harness.domain.reconcile import (
    Loss,
    Outcome,
    loss,
    reconcile,
)
from harness.domain.records import Record, Values, at
from harness.mutation.mutant import Mutant, Original, patch
from harness.mutation.mutants.building_blocks import then


def _equal_is_lost(
    original: Original, table: Table, touched: int, lost: Values, kept: Values
) -> Loss:
    places = range(len(table.names))
    columns = [place for place in places if touched >> place & 1]
    return tuple((table.names[place], at(lost, place), at(kept, place)) for place in columns)


def _same_change_is_lost(original: Original, table: Table, hr: Record, *rest: Any) -> Outcome:
    rule, values, loser, lost = original(table, hr, *rest)
    if rule == "R7":
        touched = rest[2]
        return rule, values, DATAVERSE, _equal_is_lost(loss, table, touched, values, values)
    return rule, values, loser, lost


def _untouched_is_lost(
    original: Original, table: Table, touched: int, lost: Values, kept: Values
) -> Loss:
    return original(table, (1 << len(table.names)) - 1 if touched else 0, lost, kept)


LOSSES: Final = (
    Mutant(
        "loss-unreported", "R7", "an edit that is overwritten is not reported",
        patch(reconcile, then(lambda outcome: (*outcome[:2], None, ()))),
    ),
    Mutant(
        "equal-values-reported-lost", "R7", "a column that both sides hold alike counts as lost",
        patch(loss, _equal_is_lost),
    ),
    Mutant(
        "same-change-reported-lost", "R7", "the same change made on both sides is reported lost",
        patch(reconcile, _same_change_is_lost),
    ),
    Mutant(
        "untouched-columns-reported-lost", "R7", "columns that the loser never touched count too",
        patch(loss, _untouched_is_lost),
    ),
    Mutant(
        "first-lost-column-only", "R7", "of several lost columns only the first is reported",
        patch(loss, then(lambda found: found[:1])),
    ),
    Mutant(
        "lost-and-kept-swapped", "R7", "the value lost and the value kept are mixed up",
        patch(loss, then(lambda found: tuple((name, kept, lost) for name, lost, kept in found))),
    ),
    Mutant(
        "loss-told-of-the-winner", "R7", "the loss is reported for the environment that won",
        patch(reconcile, then(
            lambda outcome: (*outcome[:2], outcome[2] and other(outcome[2]), outcome[3])
        )),
    ),
)  # fmt: skip
