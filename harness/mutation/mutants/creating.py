"""Mutants of creation (R8 to R10, R17): records that are new on one side, or created again.

>>> [mutant.name for mutant in CREATING if mutant.rule == "R10"]
['new-in-dataverse-is-not-created']
"""

from typing import Any, Final

from harness.domain.environments import DATAVERSE, HR, Environment, other
from harness.domain.request_kinds import COALESCE, CREATE, DELETE, EDIT, RECREATE
from harness.mutation.mutant import Mutant, Original, patch, patch_row
from harness.mutation.mutants.building_blocks import record_in, tracked_as
from harness.simulator.integration.live_sync import on_change
from harness.simulator.integration.settlement import (
    DONE,
    FAILED,
    Result,
    WriteProblem,
    _fail,
    _track,
    settle,
)
from harness.simulator.record_pairs import RecordPair
from harness.simulator.world import World


def _duplicate(
    original: Original, world: World, pair: RecordPair, actor: Any, cause: int, *how: Any
) -> Result:
    kinds = [request and request.kind for request in (pair.hr_request, pair.dataverse_request)]
    if not pair.tracked and kinds == [CREATE, CREATE]:
        problem = WriteProblem("R8", "there is one with that natural key already", DATAVERSE)
        _fail(world, pair, actor, cause, problem)
        return FAILED
    return original(world, pair, actor, cause, *how)


def _not_created_in(environment: Environment) -> Original:
    """Create no record in that environment: a new one on the other side counts as settled."""

    def settled(original: Original, world: World, pair: RecordPair, *how: Any) -> Result:
        source = record_in(world, pair, other(environment))
        if not pair.tracked and source and record_in(world, pair, environment) is None:
            world.missed.spend_both(pair)
            return DONE
        return original(world, pair, *how)

    return settled


def _remembers_edits(
    original: Original,
    world: World,
    pair: RecordPair,
    environment: Environment,
    how: Any,
    touched: int,
    *rest: Any,
) -> None:
    request = pair.request(environment)
    if request is not None:
        touched |= request.touched  # a delete touches no column, and neither does what follows it
    original(world, pair, environment, how, touched, *rest)


CREATING: Final = (
    Mutant(
        "created-on-both-sides-fails", "R8",
        "created on both sides with one natural key, it fails as a duplicate",
        patch(settle, _duplicate),
    ),
    Mutant(
        "new-in-hr-is-not-created", "R9", "what is new in HR is never created in Dataverse",
        patch(settle, _not_created_in(DATAVERSE)),
    ),
    Mutant(
        "copied-and-not-linked", "R9", "a record that is copied is not linked with its copy",
        patch(_track, tracked_as(lambda before, row: before and row)),
    ),
    Mutant(
        "new-in-dataverse-is-not-created", "R10", "what is new in Dataverse is never created in HR",
        patch(settle, _not_created_in(HR)),
    ),
    Mutant(
        "created-again-and-deleted-is-nothing", "R17",
        "deleted, created again and deleted, the delete is forgotten",
        patch_row(COALESCE, (RECREATE, "deleted"), None),
    ),
    Mutant(
        "created-again-is-an-edit", "R17",
        "an untracked row created again in Dataverse is taken for an edit, and held back",
        patch_row(COALESCE, (DELETE, "created"), EDIT),
    ),
    Mutant(
        "tracking-row-keeps-its-references", "R17",
        "the tracking row still points at the record that was deleted",
        patch(_track, tracked_as(
            lambda before, row: before._replace(entity=row.entity)
            if before is not None and not before.deleted_from_dataverse else row
        )),
    ),
    Mutant(
        "edited-before-the-delete-counts", "R17",
        "created again, the columns that were edited before the delete count as given",
        patch(on_change, _remembers_edits),
    ),
)  # fmt: skip
