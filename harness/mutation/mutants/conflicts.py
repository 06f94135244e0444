"""Mutants of conflicts (R1 to R3, R11): which side's edit is kept.

>>> [mutant.name for mutant in CONFLICTS if mutant.rule == "R11"]
['tie-goes-to-the-other-side', 'tie-is-not-said', 'last-edit-to-the-minute']
"""

from typing import Any, Final

from harness.domain.catalog import Table
from harness.domain.environments import DATAVERSE, Environment, other
from harness.domain.policies import POLICIES
from harness.domain.reconcile import (
    EDITED,
    RECONCILE,
    SAME,
    Decision,
    Outcome,
    reconcile,
)
from harness.domain.records import Record, Values, at, trimmed
from harness.mutation.mutant import Mutant, Original, Patch, patch, patch_row, replaced
from harness.mutation.mutants.building_blocks import put_under, record_in
from harness.simulator.integration.settlement import Result, settle
from harness.simulator.record_pairs import RecordPair
from harness.simulator.world import World

_DEFAULT: Final = POLICIES["last_edit_wins"]
_Winner = tuple[Environment, str]


def _default_policy_with(**changes: Any) -> Patch:
    return patch_row(POLICIES, "last_edit_wins", _DEFAULT._replace(**changes))


def _older(hr: int | None, dataverse: int | None, tie: Environment) -> _Winner:
    winner, rule = _DEFAULT.last(hr, dataverse, tie)
    return winner if rule == "R11" else other(winner), rule


def _other_tie(hr: int | None, dataverse: int | None, tie: Environment) -> _Winner:
    return _DEFAULT.last(hr, dataverse, other(tie))


def _silent_tie(hr: int | None, dataverse: int | None, tie: Environment) -> _Winner:
    return _DEFAULT.last(hr, dataverse, tie)[0], "R3"


def _to_the_minute(hr: int | None, dataverse: int | None, tie: Environment) -> _Winner:
    return _DEFAULT.last(hr and hr // 60, dataverse and dataverse // 60, tie)


def _row_is_replaced(
    original: Original, world: World, pair: RecordPair, actor: str, cause: int, *how: Any
) -> Result:
    waits, tracked = pair.hr_request or pair.dataverse_request, pair.tracked
    result: Result = original(world, pair, actor, cause, *how)
    theirs = record_in(world, pair, DATAVERSE)
    if tracked and not waits and theirs is not None and pair.row is not None:
        reference = world.new_reference(DATAVERSE)
        put_under(reference, world, pair, DATAVERSE, theirs)
        pair.row = pair.row._replace(dataverse_reference=reference)
    return result


def _empty_is_nothing(
    original: Original,
    table: Table,
    hr: Record | None,
    hr_touched: int | None,
    dataverse: Record | None,
    *rest: Any,
) -> Outcome:
    rule, values, loser, lost = original(table, hr, hr_touched, dataverse, *rest)
    if values is not None and hr is not None and dataverse is not None:
        sides: list[Values] = [values, hr.values, dataverse.values]
        values = trimmed(
            next((at(side, place) for side in sides if at(side, place) is not None), None)
            for place in range(max(map(len, sides)))
        )
    return rule, values, loser, lost


def _first_edit_counts(original: Original, world: World, pair: RecordPair, *how: Any) -> Result:
    hr, dataverse, policy = pair.hr_request, pair.dataverse_request, world.policy
    if hr is None or dataverse is None:
        return original(world, pair, *how)
    first, second = hr.since, dataverse.since
    by_first = policy._replace(last=lambda _hr, _dataverse, tie: policy.last(first, second, tie))
    with replaced(world, "policy", by_first):
        return original(world, pair, *how)


CONFLICTS: Final = (
    Mutant(
        "untouched-row-is-replaced", "R1",
        "what nobody edited is deleted and made anew in Dataverse by a full synchronization",
        patch(settle, _row_is_replaced),
    ),
    Mutant(
        "dataverse-edit-is-overwritten", "R2",
        "where only Dataverse was edited, HR's values overwrite it",
        patch_row(RECONCILE, (SAME, EDITED, True), Decision("R2", "hr")),
    ),
    Mutant(
        "hr-edit-is-overwritten", "R2", "where only HR was edited, Dataverse's values overwrite it",
        patch_row(RECONCILE, (EDITED, SAME, True), Decision("R2", "dataverse")),
    ),
    Mutant(
        "emptied-column-is-not-copied", "R2", "a column that was emptied keeps its old value",
        patch(reconcile, _empty_is_nothing),
    ),
    Mutant(
        "older-edit-wins", "R3", "where both sides edited, the earlier edit is kept",
        _default_policy_with(last=_older),
    ),
    Mutant(
        "hr-always-wins", "R3", "where both sides edited, HR wins however old its edit is",
        _default_policy_with(last=POLICIES["hr_wins"].last),
    ),
    Mutant(
        "dataverse-always-wins", "R3", "where both sides edited, Dataverse wins in any case",
        _default_policy_with(last=POLICIES["dataverse_wins"].last),
    ),
    Mutant(
        "columns-are-merged", "R3", "the winner's columns are merged with the loser's",
        _default_policy_with(merge=True),
    ),
    Mutant(
        "first-edit-counts", "R3", "the first edit of each side is compared instead of the last",
        patch(settle, _first_edit_counts),
    ),
    Mutant(
        "tie-goes-to-the-other-side", "R11", "where both edits are of one second, Dataverse wins",
        _default_policy_with(last=_other_tie),
    ),
    Mutant(
        "tie-is-not-said", "R11", "the timeline does not say that it was a tie",
        _default_policy_with(last=_silent_tie),
    ),
    Mutant(
        "last-edit-to-the-minute", "R11", "edits of one minute are taken for a tie",
        _default_policy_with(last=_to_the_minute),
    ),
)  # fmt: skip
