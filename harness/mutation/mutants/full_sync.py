"""Mutants of sync now (N): the full synchronization of one table.

>>> [mutant.name for mutant in FULL_SYNC if mutant.rule == "N2"]
['sync-now-while-off', 'sync-now-while-off-is-silent']
"""

from collections.abc import Callable
from typing import Any, Final

from harness.domain.catalog import Table
from harness.domain.environments import DATAVERSE, HR
from harness.domain.errors import Refusal
from harness.domain.reconcile import EDITED, RECONCILE, SAME, Decision
from harness.mutation.mutant import Mutant, Original, patch, patch_row
from harness.mutation.mutants.building_blocks import (
    carrying_out,
    gone,
    instead,
    overlooking,
    record_in,
    switched,
)
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


def _only(keep: Callable[[World, RecordPair], object]) -> Original:
    """Of the pairs to synchronize, only some."""
    return lambda original, world, table: [
        pair for pair in original(world, table) if keep(world, pair)
    ]


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
        patch(_all_pairs, _only(lambda world, pair: pair.hr_request or pair.dataverse_request)),
    ),
    Mutant(
        "sync-now-starts-from-hr", "N1", "sync now passes over what is in Dataverse only",
        patch(_all_pairs, _only(lambda world, pair: record_in(world, pair, HR))),
    ),
    Mutant(
        "sync-now-forgets-what-is-gone", "N1",
        "sync now passes over requests of records that are gone on both sides",
        patch(_all_pairs, _only(lambda world, pair: not gone(world, pair))),
    ),
    Mutant(
        "sync-now-does-not-deliver", "N1", "sync now does not first deliver what waits",
        patch(deliver_waiting, instead(None)),
    ),
    Mutant(
        "sync-now-while-off", "N2", "sync now runs while integration is off",
        patch(sync_now, switched(True)),
    ),
    Mutant(
        "sync-now-while-off-is-silent", "N2", "sync now while off does nothing and says nothing",
        patch(sync_now, overlooking("N2")),
    ),
    Mutant(
        "found-and-not-linked", "N3", "what is found by natural key is copied but not tracked",
        patch(settle, _unlinked),
    ),
    Mutant(
        "sync-now-carries-out-deletes", "N4",
        "sync now after a clear deletes in HR what was deleted in Dataverse",
        patch(settle, carrying_out(
            [DATAVERSE], lambda record, delete, edit, tracked, full: full and not tracked
        )),
    ),
    Mutant(
        "sync-now-carries-out-hr-deletes", "N5",
        "sync now after a clear deletes in Dataverse what was deleted in HR",
        patch(settle, carrying_out(
            [HR], lambda record, delete, edit, tracked, full: full and not tracked
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
