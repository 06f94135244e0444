"""Mutants of live deletes (L6, L7): what they delete on the other side, and what wins over them.

>>> [mutant.name for mutant in LIVE_DELETES if mutant.rule == "L7"]
['live-edit-does-not-restore']
"""

from collections.abc import Callable
from typing import Final

from harness.domain.environments import other
from harness.domain.request_kinds import DELETE
from harness.mutation.mutant import Mutant, Original, patch, replaced
from harness.mutation.mutants.building_blocks import instead, record_in
from harness.simulator.integration.live_sync import (
    _deliver_delete,
    deliver,
)
from harness.simulator.record_pairs import Request
from harness.simulator.world import World

_NEVER: Final = 1 << 62  # later than any time


def _as_if_made(at: Callable[[Request], int]) -> Original:
    """Deliver a delete as if it had been made at another time."""

    def delivered(original: Original, world: World, request: Request, cause: int) -> None:
        with replaced(request, "changed_at", at(request)):
            original(world, request, cause)

    return delivered


def _loses_quietly(original: Original, world: World, request: Request, cause: int) -> None:
    theirs = request.pair.request(other(request.environment))
    if theirs is not None:
        theirs.touched = 0
    original(world, request, cause)


def _row_goes(original: Original, world: World, request: Request, cause: int) -> None:
    original(world, request, cause)
    row = request.pair.row
    if row is not None and row.deleted_from_dataverse:
        request.pair.row = None


def _says_no_where_gone(original: Original, world: World, request: Request, cause: int) -> None:
    pair = request.pair
    gone = record_in(world, pair, other(request.environment)) is None
    original(world, request, cause)
    if gone and pair.row is not None:
        pair.row = pair.row._replace(deleted_from_dataverse=False)


def _does_not_restore(original: Original, world: World, request: Request, cause: int) -> None:
    theirs = request.pair.request(other(request.environment))
    if theirs is None or theirs.kind != DELETE or request.kind == DELETE:
        original(world, request, cause)


LIVE_DELETES: Final = (
    Mutant(
        "deletes-do-not-cross", "L6", "a live delete leaves the record in the other environment",
        patch(_deliver_delete, instead(None)),
    ),
    Mutant(
        "delete-beats-a-later-edit", "L6", "a live delete also takes an edit made after it",
        patch(_deliver_delete, _as_if_made(lambda request: _NEVER)),
    ),
    Mutant(
        "earlier-edit-beats-a-delete", "L6", "any edit that waits over there wins over a delete",
        patch(_deliver_delete, _as_if_made(lambda request: -_NEVER)),
    ),
    Mutant(
        "delete-in-the-same-second-loses", "L6", "an edit of the delete's own second wins over it",
        patch(_deliver_delete, _as_if_made(lambda request: request.changed_at - 1)),
    ),
    Mutant(
        "delete-is-as-old-as-its-request", "L6",
        "a delete counts as made when its record was first changed and not when it was deleted",
        patch(_deliver_delete, _as_if_made(lambda request: request.since)),
    ),
    Mutant(
        "edit-lost-with-a-delete-unreported", "L6", "an edit lost with a delete is not reported",
        patch(_deliver_delete, _loses_quietly),
    ),
    Mutant(
        "delete-removes-the-tracking-row", "L6", "a live delete leaves no tracking row",
        patch(_deliver_delete, _row_goes),
    ),
    Mutant(
        "deleted-on-both-sides-says-no", "L6",
        "deleted on both sides, the tracking row still says No",
        patch(_deliver_delete, _says_no_where_gone),
    ),
    Mutant(
        "live-edit-does-not-restore", "L7",
        "a live edit of what the other side deleted waits for the batch job",
        patch(deliver, _does_not_restore),
    ),
)  # fmt: skip
