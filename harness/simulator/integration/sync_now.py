"""The administration page: sync now, a full synchronization of one table, and clear (N, C1, G2).

>>> from harness.domain.commands import SyncNow
>>> from harness.simulator.engine import Engine
>>> Engine().attempt(SyncNow("cdm_worker"))
'integration is off'
"""

from harness.domain.catalog import Table
from harness.domain.environments import ENVIRONMENTS
from harness.domain.errors import Refusal
from harness.simulator.integration.live_sync import deliver_waiting
from harness.simulator.integration.lookup_order import parents_first
from harness.simulator.integration.settlement import DEFERRED, FAILED, settle
from harness.simulator.record_pairs import RecordPair
from harness.simulator.world import PROGRESS_EVERY, World


def selectable(world: World, table: Table) -> str:
    """Why the table cannot be selected on the administration page (G2), or an empty text."""
    if table.in_grid:
        return ""
    return f"{table.name} is not in the grid: it does not support custom fields"


def clear_tracking(world: World, table: Table) -> Refusal | None:
    """Clear the tracking of a table: no record changes (C1). Allowed while off (C7)."""
    problem = selectable(world, table)
    if problem:
        return problem, "G2", None
    count = world.record_pairs.clear_tracking(table.name)
    world.journal.add(
        world.clock.now,
        None,
        "tracking_cleared",
        "administrator",
        table=table.name,
        rule="C1" if world.on else "C7",
        data=count,
    )
    return None


def sync_now(world: World, table: Table) -> Refusal | None:
    """Deliver what waits for the table, then settle every record and missed request of it (N1)."""
    problem = selectable(world, table)
    if not world.on:
        off = "integration is off"
        return (f"{problem}, and {off}", "G2", None) if problem else (off, "N2", None)
    if problem:
        return problem, "G2", None
    journal = world.journal
    started = journal.add(
        world.clock.now, None, "sync_now_started", "sync now", table=table.name, rule="N1"
    )
    deliver_waiting(world, table, started)
    deferred: list[RecordPair] = []
    handled = failed = 0
    pairs = _all_pairs(world, table)
    for pair in pairs:
        result = settle(world, pair, "sync now", started, True, table.cyclic)
        handled += 1
        if not handled % PROGRESS_EVERY:
            world.on_progress(handled, len(pairs))
        if result == DEFERRED:
            deferred.append(pair)
        failed += result == FAILED
    for pair in parents_first(world, deferred):
        failed += settle(world, pair, "sync now", started, True) == FAILED
    journal.add(
        world.clock.now,
        started,
        "sync_now_ended",
        "sync now",
        table=table.name,
        rule="N3",
        data={"settled": handled - failed, "failed": failed},
    )
    return None


def _all_pairs(world: World, table: Table) -> list[RecordPair]:
    """Pairs with a record on either side, in order of creation, then those with a request only."""
    pairs: dict[RecordPair, None] = {}
    for environment in ENVIRONMENTS:
        for record in world.stores[environment].records(table.name):
            pair = world.record_pairs.find(table.name, record.key)
            assert pair is not None
            pairs[pair] = None
    for request in world.missed.in_order([table.name]):
        pairs[request.pair] = None
    return list(pairs)
