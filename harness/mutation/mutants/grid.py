"""Mutants of the grid of tracking rows (G): references, selection, entities, tombstones.

>>> [mutant.name for mutant in GRID if mutant.rule == "G1"]
['references-are-swapped']
"""

from typing import Any, Final

from harness.domain.environments import HR, Environment
from harness.mutation.mutant import Mutant, Original, patch
from harness.mutation.mutants.building_blocks import instead, tracked_as
from harness.simulator.integration.live_sync import _deliver_delete, on_change
from harness.simulator.integration.settlement import DONE, Result, _track, settle
from harness.simulator.integration.sync_now import selectable
from harness.simulator.record_pairs import RecordPair, Request
from harness.simulator.world import World


def _swapped(original: Original, pair: RecordPair, rec_id: int, row_id: int, synced: Any) -> None:
    original(pair, row_id, rec_id, synced)


def _does_not_sync(original: Original, world: World, pair: RecordPair, *how: Any) -> Result:
    if not pair.table.in_grid:
        world.missed.spend_both(pair)
        return DONE
    return original(world, pair, *how)


def _own_entity(original: Original, pair: RecordPair, *references: Any) -> None:
    original(pair, *references)
    if pair.row is not None:
        pair.row = pair.row._replace(entity=pair.table.entity)


def _first_entity(
    original: Original, world: World, pair: RecordPair, environment: Environment, *change: Any
) -> None:
    named = pair.hr_request.entity if pair.hr_request else None
    if named is not None and environment == HR:
        how, touched, _, *rest = change
        change = (how, touched, named, *rest)
    original(world, pair, environment, *change)


def _entity_goes(
    original: Original, pair: RecordPair, rec_id: int, row_id: int, synced: Any
) -> None:
    original(pair, rec_id, row_id, synced)
    if synced is None and pair.row is not None:
        pair.row = pair.row._replace(entity=pair.table.entity)


def _says_no(original: Original, world: World, request: Request, cause: int) -> None:
    original(world, request, cause)
    if request.pair.row is not None:
        request.pair.row = request.pair.row._replace(deleted_from_dataverse=False)


GRID: Final = (
    Mutant(
        "references-are-swapped", "G1", "the grid has RecId and row id in each other's column",
        patch(_track, _swapped),
    ),
    Mutant(
        "every-table-can-be-selected", "G2", "tables without custom fields can be selected",
        patch(selectable, instead("")),
    ),
    Mutant(
        "unselectable-tables-do-not-sync", "G2", "tables that are not in the grid do not sync",
        patch(settle, _does_not_sync),
    ),
    Mutant(
        "entity-is-the-tables-own", "G3", "the grid always shows the table's own entity",
        patch(_track, _own_entity),
    ),
    Mutant(
        "first-entity-counts", "G3", "of several entities the first that was named is shown",
        patch(on_change, _first_entity),
    ),
    Mutant(
        "dataverse-edit-resets-the-entity", "G3",
        "an edit in Dataverse resets the entity to the table's own",
        patch(_track, _entity_goes),
    ),
    Mutant(
        "deleted-row-says-no", "G4", "after a live delete the row still says No",
        patch(_deliver_delete, _says_no),
    ),
    Mutant(
        "restored-row-says-yes", "G4", "a tombstone still says Yes when its record is back",
        patch(_track, tracked_as(lambda before, row: row._replace(
            deleted_from_dataverse=before is not None and before.deleted_from_dataverse
        ))),
    ),
    Mutant(
        "tombstone-keeps-its-references", "G4",
        "a tombstone that is used again points at the records that are gone",
        patch(_track, tracked_as(
            lambda before, row: before._replace(deleted_from_dataverse=False)
            if before is not None and before.deleted_from_dataverse else row
        )),
    ),
)  # fmt: skip
