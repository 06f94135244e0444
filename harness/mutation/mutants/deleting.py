"""Mutants of deletion (R4 to R6, R12, R13): records deleted on one side or on both.

>>> [mutant.name for mutant in DELETING if mutant.rule == "R12"]
['later-delete-beats-an-edit']
"""

from typing import Any, Final

from harness.domain.environments import DATAVERSE, ENVIRONMENTS, HR, Environment, other
from harness.domain.records import Record
from harness.mutation.mutant import Mutant, Original, patch, patch_method, replaced
from harness.mutation.mutants.building_blocks import carrying_out, gone, put_under
from harness.simulator.integration.settlement import (
    DONE,
    Result,
    _drop,
    _write,
    settle,
)
from harness.simulator.journal import Journal
from harness.simulator.record_pairs import RecordPair
from harness.simulator.world import World


def _new_row_id(
    original: Original, world: World, pair: RecordPair, environment: Environment, *rest: Any
) -> Record:
    new = environment == DATAVERSE and rest[0] is None
    with replaced(pair, "row", None if new else pair.row):
        return original(world, pair, environment, *rest)


def _old_rec_id(
    original: Original, world: World, pair: RecordPair, environment: Environment, *rest: Any
) -> Record:
    written: Record = original(world, pair, environment, *rest)
    if environment == HR and rest[0] is None and pair.row is not None and pair.tracked:
        return put_under(pair.row.human_resources_reference, world, pair, HR, written)
    return written


def _is_passed_over(original: Original, world: World, pair: RecordPair, *how: Any) -> Result:
    return DONE if gone(world, pair) else original(world, pair, *how)


def _row_stays(original: Original, world: World, pair: RecordPair, *why: Any) -> None:
    with replaced(pair, "row", pair.row):
        original(world, pair, *why)


def _undone_unreported(
    original: Original, world: World, pair: RecordPair, side: Environment, record: Any, *rest: Any
) -> Record:
    _, *others = rest  # without its request, the delete is unknown
    return original(world, pair, side, record, None, *others)


def _every_copy_is_undone(
    original: Original, world: World, pair: RecordPair, side: Environment, record: Any, *rest: Any
) -> Record:
    request, _, actor, cause, rule = rest
    written: Record = original(world, pair, side, record, *rest)
    if record is None and request is None:
        seq = world.journal.add(
            world.clock.now, cause, "delete_undone", actor, side, pair.table.name, pair.name, rule
        )
        world.journal.undone_deletes.append(seq)
    return written


def _undone_elsewhere(
    original: Original, journal: Journal, at: int, cause: int, event: str, *rest: Any, **more: Any
) -> int:
    if event == "delete_undone":
        actor, side, *others = rest
        rest = (actor, other(side), *others)
    return original(journal, at, cause, event, *rest, **more)


DELETING: Final = (
    Mutant(
        "restored-under-a-new-row-id", "R4", "a record restored in Dataverse gets a new row id",
        patch(_write, _new_row_id),
    ),
    Mutant(
        "delete-in-dataverse-is-carried-out", "R4",
        "what was deleted in Dataverse while off is deleted in HR as well",
        patch(settle, carrying_out(
            [DATAVERSE], lambda record, delete, edit, tracked, full: tracked and edit is None
        )),
    ),
    Mutant(
        "restored-under-the-old-recid", "R5", "a record restored in HR has the RecId it had before",
        patch(_write, _old_rec_id),
    ),
    Mutant(
        "delete-in-hr-is-carried-out", "R5",
        "what was deleted in HR while off is deleted in Dataverse as well",
        patch(settle, carrying_out(
            [HR], lambda record, delete, edit, tracked, full: tracked and edit is None
        )),
    ),
    Mutant(
        "gone-on-both-sides-is-passed-over", "R6",
        "what was deleted on both sides stays missed and tracked",
        patch(settle, _is_passed_over),
    ),
    Mutant(
        "gone-on-both-sides-keeps-its-row", "R6",
        "what was deleted on both sides keeps its tracking row",
        patch(_drop, _row_stays),
    ),
    Mutant(
        "later-delete-beats-an-edit", "R12",
        "a delete made after the other side's edit is carried out",
        patch(settle, carrying_out(
            ENVIRONMENTS, lambda record, delete, edit, tracked, full:
                tracked and edit is not None and delete.changed_at > (record.edited_at or 0)
        )),
    ),
    Mutant(
        "undone-delete-unreported", "R13", "a delete that is reversed is not reported",
        patch(_write, _undone_unreported),
    ),
    Mutant(
        "every-copy-is-an-undone-delete", "R13",
        "a record that is new over there is reported as an undone delete",
        patch(_write, _every_copy_is_undone),
    ),
    Mutant(
        "undone-delete-told-of-the-other-side", "R13",
        "an undone delete is reported for the environment that still had the record",
        patch_method(Journal, "add", _undone_elsewhere),
    ),
)  # fmt: skip
