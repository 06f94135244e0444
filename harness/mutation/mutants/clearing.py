"""Mutants of clearing tracking information (C).

>>> [mutant.name for mutant in CLEARING if mutant.rule == "C7"]
['clear-refused-while-off']
"""

from typing import Any, Final

from harness.domain.catalog import Table
from harness.domain.environments import DATAVERSE, HR, other
from harness.domain.errors import Refusal
from harness.domain.reconcile import EDITED, RECONCILE, Decision
from harness.domain.request_kinds import CREATE, DELETE, EDIT
from harness.mutation.mutant import Mutant, Original, patch, patch_method, patch_row
from harness.mutation.mutants.building_blocks import put_under, record_in, refusing, was_cleared
from harness.simulator.integration.batch_job import _Run
from harness.simulator.integration.live_sync import deliver, hold_back, travels
from harness.simulator.integration.settlement import Result, settle
from harness.simulator.integration.sync_now import clear_tracking
from harness.simulator.record_pairs import RecordPair, RecordPairs, Request
from harness.simulator.world import World


def _every_table(original: Original, pairs: RecordPairs, _table: str) -> int:
    return sum([original(pairs, table) for table in pairs.tables()])


def _tombstones_stay(original: Original, pairs: RecordPairs, table: str) -> int:
    kept = [(pair, pair.row) for pair in pairs.of(table) if pair.row and not pair.tracked]
    cleared: int = original(pairs, table)
    for pair, tombstone in kept:
        pair.row = tombstone
    return cleared - len(kept)


def _become_tombstones(original: Original, pairs: RecordPairs, table: str) -> int:
    rows = [(pair, pair.row) for pair in pairs.of(table) if pair.row]
    cleared: int = original(pairs, table)
    for pair, before in rows:
        pair.row = before._replace(deleted_from_dataverse=True)
    return cleared


def _requests_go(original: Original, world: World, table: Table) -> Refusal | None:
    refusal: Refusal | None = original(world, table)
    if refusal is None:
        for request in world.missed.in_order([table.name]):
            world.missed.spend(request)
    return refusal


def _rows_go(original: Original, world: World, table: Table) -> Refusal | None:
    refusal: Refusal | None = original(world, table)
    if refusal is None:
        for record in list(world.stores[DATAVERSE].records(table.name)):
            world.stores[DATAVERSE].remove(table.name, record.key)
    return refusal


def _edit_travels(original: Original, request: Request | None) -> bool:
    return travels(request) or (request is not None and request.kind == EDIT)


def _hr_edit_is_held_back(original: Original, request: Request | None) -> bool:
    return travels(request) and request is not None and request.kind != EDIT


def _delete_travels_from(environment: str) -> Original:
    """Deliver untracked deletes of that environment by natural key."""

    def delivered(original: Original, world: World, request: Request, cause: int) -> None:
        pair, across = request.pair, other(request.environment)
        follows = request.kind == DELETE and request.environment == environment
        if follows and not pair.tracked and record_in(world, pair, across) is not None:
            world.stores[across].remove(pair.table.name, pair.key)
            world.missed.spend_both(pair)
        else:
            original(world, request, cause)

    return delivered


def _job_moves(kind: str, environment: str) -> Original:
    """Hold back no requests of that kind from that environment."""

    def held(original: Original, job: _Run, request: Request) -> bool:
        if request.kind == kind and request.environment == environment:
            return False
        return original(job, request)

    return held


def _made_anew(original: Original, world: World, pair: RecordPair, *how: Any) -> Result:
    theirs = record_in(world, pair, DATAVERSE)
    if not pair.tracked and theirs is not None and record_in(world, pair, HR) is not None:
        put_under(world.new_reference(DATAVERSE), world, pair, DATAVERSE, theirs)
    return original(world, pair, *how)


def _new_is_held_back(original: Original, world: World, request: Request, cause: int) -> None:
    new = request.kind == CREATE and request.environment == DATAVERSE
    if new and was_cleared(world, request.pair.table.name):
        hold_back(world, request, cause)
    else:
        original(world, request, cause)


CLEARING: Final = (
    Mutant(
        "clears-every-table", "C1", "clearing one table clears all",
        patch_method(RecordPairs, "clear_tracking", _every_table),
    ),
    Mutant(
        "clear-leaves-tombstones", "C1", "rows that say Yes are not cleared",
        patch_method(RecordPairs, "clear_tracking", _tombstones_stay),
    ),
    Mutant(
        "clear-makes-tombstones", "C1", "clearing only sets Deleted from Dataverse to Yes",
        patch_method(RecordPairs, "clear_tracking", _become_tombstones),
    ),
    Mutant(
        "clear-forgets-what-is-missed", "C1", "clearing forgets what has not travelled",
        patch(clear_tracking, _requests_go),
    ),
    Mutant(
        "clear-deletes-in-dataverse", "C1", "clearing deletes the rows in Dataverse",
        patch(clear_tracking, _rows_go),
    ),
    Mutant(
        "edit-after-a-clear-travels", "C2", "an edit of an untracked row in Dataverse reaches HR",
        patch(travels, _edit_travels),
    ),
    Mutant(
        "job-moves-edits-after-a-clear", "C2", "the batch job carries such an edit to HR",
        patch_method(_Run, "_held_back", _job_moves(EDIT, DATAVERSE)),
    ),
    Mutant(
        "delete-after-a-clear-travels", "C2",
        "a delete of an untracked row in Dataverse deletes the record in HR",
        patch(deliver, _delete_travels_from(DATAVERSE)),
    ),
    Mutant(
        "job-undoes-deletes-after-a-clear", "C2",
        "the batch job brings a row back that was deleted in Dataverse after a clear",
        patch_method(_Run, "_held_back", _job_moves(DELETE, DATAVERSE)),
    ),
    Mutant(
        "hr-edit-after-a-clear-is-held-back", "C3", "an edit of an untracked record in HR stays",
        patch(travels, _hr_edit_is_held_back),
    ),
    Mutant(
        "linking-makes-a-new-row", "C3", "the row that is found by natural key is replaced",
        patch(settle, _made_anew),
    ),
    Mutant(
        "linking-lets-hr-win", "C4", "linking what both sides edited copies HR's without comparing",
        patch_row(RECONCILE, (EDITED, EDITED, False), Decision("R2", "hr")),
    ),
    Mutant(
        "new-row-after-a-clear-is-held-back", "C5",
        "a row created in Dataverse after a clear does not travel live",
        patch(deliver, _new_is_held_back),
    ),
    Mutant(
        "hr-delete-after-a-clear-travels", "C6",
        "a delete of an untracked record in HR deletes the row in Dataverse",
        patch(deliver, _delete_travels_from(HR)),
    ),
    Mutant(
        "job-undoes-hr-deletes-after-a-clear", "C6",
        "the batch job brings a record back that was deleted in HR after a clear",
        patch_method(_Run, "_held_back", _job_moves(DELETE, HR)),
    ),
    Mutant(
        "clear-refused-while-off", "C7", "tracking cannot be cleared while integration is off",
        patch(clear_tracking, refusing("integration is off", "C7", on=False)),
    ),
)  # fmt: skip
