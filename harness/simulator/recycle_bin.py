"""Dataverse's recycle bin: a row that a user deletes, and its delete taken back (E2).

>>> from harness.domain.commands import Create, Delete, Undelete
>>> from harness.simulator.engine import Engine
>>> engine = Engine()
>>> engine.attempt(Create("dataverse", "cdm_title", "boss", {"cdm_name": "Boss"}))
>>> engine.attempt(Delete("dataverse", "boss"))
>>> engine.world.record_pairs.named("boss").binned.request.kind
'create'
>>> engine.attempt(Undelete("boss"))
>>> [(request.record, request.kind) for request in engine.world.missed.in_order()]
[('boss', 'create')]
"""

from typing import Final

from harness.domain.commands import Deliver
from harness.domain.environments import DATAVERSE
from harness.domain.records import Record
from harness.domain.request_kinds import COALESCE, CREATE, DELETE
from harness.simulator.pair_state import Binned
from harness.simulator.record_pairs import RecordPair, Request
from harness.simulator.world import World

_new: Final = tuple.__new__


def put_into_bin(world: World, pair: RecordPair, record: Record, seq: int) -> None:
    """Put a row that a user deletes, by that journal entry, into the recycle bin.

    It was removed, and its delete is not taken up yet.
    """
    request = pair.dataverse_request
    missed, unnoticed = world.missed, pair.unnoticed and pair.ignored(DATAVERSE)
    before = waits = None
    if request is not None:
        before, waits = request.state, missed.waiting.get(request)
    # tuple.__new__, as in settlement
    pair.binned = _new(
        Binned,
        (record, seq, before, unnoticed, waits, missed.given_up, True, False, pair.binned),
    )


def take_back_delete(world: World, pair: RecordPair, binned: Binned) -> bool:
    """Take back the delete of a row: its requests are again what they were before it.

    False if it was carried out (F2), or if the thing was settled since: then it has travelled.
    """
    missed, request, before = world.missed, pair.dataverse_request, binned.request
    if binned.settled:
        return False
    if not binned.noticed:
        ignored, earlier = pair.ignored(DATAVERSE), binned.unnoticed or before
        kind = None if earlier is None else earlier.kind
        if (None if ignored is None else ignored.kind) != COALESCE[kind, "deleted"]:
            return False
        pair.ignore(DATAVERSE, binned.unnoticed)
        return True
    if before is not None and before.kind == CREATE:  # created and deleted: nothing was left
        if request is not None:
            return False
        request = missed.again(pair, DATAVERSE, before)
    elif request is None or not _is_of(request, binned):
        return False
    elif before is None:
        missed.spend(request, travelled=False)
    else:
        request.become(before)
    if before is not None:
        _wait_again(world, request, binned)
    pair.ignore(DATAVERSE, binned.unnoticed)
    return True


def _is_of(request: Request, binned: Binned) -> bool:
    """Whether that delete is what the request comes to, and it was not carried out."""
    before = binned.request
    since = binned.seq if before is None else before.since_seq
    return request.kind == DELETE and request.since_seq == since


def _wait_again(world: World, request: Request, binned: Binned) -> None:
    """Let a request be on its way as it was before the delete, if it is to arrive yet (L2).

    Nothing waits any more that was given up since, as integration was turned off (L5).
    """
    waiting, wait = world.missed.waiting, binned.waits
    if wait is not None and world.missed.given_up == binned.given_up and _is_due(world, wait):
        waiting[request] = wait
    else:
        waiting.pop(request, None)


def _is_due(world: World, change: int) -> bool:
    """Whether the delivery of that change, a journal entry, is still to come (L2, F3)."""
    due = (*world.clock.scheduled(), *(held.delivery for held in world.faults.held))
    return any(isinstance(it, Deliver) and it.change == change and not it.again for it in due)
