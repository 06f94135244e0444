"""Mutants of sync now (N): the full synchronization of one table.

>>> [mutant.name for mutant in FULL_SYNC if mutant.rule == "N2"]
['sync-now-while-off', 'sync-now-while-off-is-silent']
"""

from typing import Any, Final

from harness.domain.catalog import Table
from harness.domain.environments import DATAVERSE, HR
from harness.domain.errors import Refusal
from harness.domain.reconcile import EDITED, RECONCILE, SAME, Decision
from harness.mutation.mutant import Mutant, Original, patch, patch_row
from harness.mutation.mutants.building_blocks import carrying_out, record_in, switched
from harness.simulator.integration.live_sync import deliver_waiting
from harness.simulator.integration.settlement import Result, settle
from harness.simulator.integration.sync_now import _all_pairs, selectable, sync_now
from harness.simulator.record_pairs import RecordPair
from harness.simulator.world import World


def _unlinked(
    original: Original, world: World, pair: RecordPair, actor: str, cause: int, *how: Any
) -> Result:
    both = record_in(world, pair, HR) and record_in(world, pair, DATAVERSE)
    before = pair.row
    result: Result = original(world, pair, actor, cause, *how)
    if both and (before is None or before.deleted_from_dataverse):
        pair.row = before
    return result


def _what_waits_only(original: Original, world: World, table: Table) -> list[RecordPair]:
    return [pair for pair in _all_pairs(world, table) if pair.hr_request or pair.dataverse_request]


def _from_hr_only(original: Original, world: World, table: Table) -> list[RecordPair]:
    return [pair for pair in _all_pairs(world, table) if record_in(world, pair, HR)]


def _what_is_there_only(original: Original, world: World, table: Table) -> list[RecordPair]:
    return [
        pair
        for pair in _all_pairs(world, table)
        if record_in(world, pair, HR) or record_in(world, pair, DATAVERSE)
    ]


def _does_not_deliver(original: Original, world: World, table: Table, cause: int) -> None:
    """Deliver nothing: what waits goes on waiting."""


def _while_off(original: Original, world: World, table: Table) -> Refusal | None:
    with switched(world, True):
        return original(world, table)


def _silent_while_off(original: Original, world: World, table: Table) -> Refusal | None:
    refusal: Refusal | None = original(world, table)
    return None if refusal is not None and refusal[1] == "N2" else refusal


def _of_every_table(original: Original, world: World, table: Table) -> Refusal | None:
    refusal: Refusal | None = original(world, table)
    for name in world.record_pairs.tables():
        also = world.catalog[name]
        if refusal is None and also is not table and not selectable(world, also):
            original(world, also)
    return refusal


FULL_SYNC: Final = (
    Mutant(
        "sync-now-takes-what-waits-only", "N1", "sync now handles missed requests and nothing else",
        patch(_all_pairs, _what_waits_only),
    ),
    Mutant(
        "sync-now-starts-from-hr", "N1", "sync now passes over what is in Dataverse only",
        patch(_all_pairs, _from_hr_only),
    ),
    Mutant(
        "sync-now-forgets-what-is-gone", "N1",
        "sync now passes over requests of records that are gone on both sides",
        patch(_all_pairs, _what_is_there_only),
    ),
    Mutant(
        "sync-now-does-not-deliver", "N1", "sync now does not first deliver what waits",
        patch(deliver_waiting, _does_not_deliver),
    ),
    Mutant(
        "sync-now-while-off", "N2", "sync now runs while integration is off",
        patch(sync_now, _while_off),
    ),
    Mutant(
        "sync-now-while-off-is-silent", "N2", "sync now while off does nothing and says nothing",
        patch(sync_now, _silent_while_off),
    ),
    Mutant(
        "found-and-not-linked", "N3", "what is found by natural key is copied but not tracked",
        patch(settle, _unlinked),
    ),
    Mutant(
        "sync-now-carries-out-deletes", "N4",
        "sync now after a clear deletes in HR what was deleted in Dataverse",
        patch(settle, carrying_out(
            lambda record, delete, edit, tracked, full:
                full and not tracked and delete.environment == DATAVERSE
        )),
    ),
    Mutant(
        "sync-now-carries-out-hr-deletes", "N5",
        "sync now after a clear deletes in Dataverse what was deleted in HR",
        patch(settle, carrying_out(
            lambda record, delete, edit, tracked, full:
                full and not tracked and delete.environment == HR
        )),
    ),
    Mutant(
        "sync-now-takes-hr", "N6", "sync now after a clear overwrites an edit in Dataverse",
        patch_row(RECONCILE, (SAME, EDITED, False), Decision("R2", "hr")),
    ),
    Mutant(
        "sync-now-of-every-table", "N7", "sync now of one table runs for all",
        patch(sync_now, _of_every_table),
    ),
)  # fmt: skip
