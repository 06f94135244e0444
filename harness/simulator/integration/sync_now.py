"""The administration page: sync now, a full synchronization of one table, and clear (N, C1, G2).

>>> from harness.domain.commands import SyncNow
>>> from harness.simulator.engine import Engine
>>> Engine().attempt(SyncNow("cdm_worker"))
'integration is off'
"""

from collections.abc import Iterable

from harness.domain.catalog import Table
from harness.domain.commands import ClearTracking, SyncNow
from harness.domain.environments import ENVIRONMENTS
from harness.domain.errors import Refusal
from harness.simulator.integration.batch_job import BatchJob
from harness.simulator.integration.settlement import DEFERRED, DONE, FAILED
from harness.simulator.record_pairs import RecordPair
from harness.simulator.world import PROGRESS_EVERY


class AdministrationPage(BatchJob):
    """The layer of what an administrator does by hand for one table."""

    __slots__ = ()

    def selectable(self, table: Table) -> str:
        """Why a table cannot be selected on the administration page (G2), or an empty text."""
        if table.in_grid:
            return ""
        return f"{table.name} is not in the grid: it does not support custom fields"

    def clear_tracking(self, command: ClearTracking) -> Refusal | None:
        """Clear the tracking of a table: no record changes (C1). Allowed while off (C7)."""
        world = self.world
        table = world.catalog.table(command.table)
        problem = self.selectable(table)
        if problem:
            return problem, "G2", None
        count = self.clear_rows(table)
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

    def clear_rows(self, table: Table) -> int:
        """Remove all tracking rows of a table (C1); return how many there were."""
        return self.world.record_pairs.clear_tracking(table.name)

    def sync_now(self, command: SyncNow) -> Refusal | None:
        """Deliver what waits for a table, then settle all its records and missed requests (N1)."""
        world = self.world
        table = world.catalog.table(command.table)
        problem = self.selectable(table)
        if not world.on:
            off = "integration is off"
            return (f"{problem}, and {off}", "G2", None) if problem else (off, "N2", None)
        if problem:
            return problem, "G2", None
        journal = world.journal
        started = journal.add(
            world.clock.now, None, "sync_now_started", "sync now", table=table.name, rule="N1"
        )
        self.deliver_waiting(table, started)
        pairs = self.pairs_to_sync(table)
        last: dict[RecordPair, None] = {}
        if world.missed.deleted_while_on:
            missed = world.missed.of(table.name)
            last = dict.fromkeys([it.pair for it in missed if it.pair.comes_last])
            if last:
                pairs = [pair for pair in pairs if pair not in last]
        deferred, failed = self.sync_all(pairs, started)
        if last:
            following = self.deletes_that_follow()
            wanted = [pair for pair in reversed(last) if pair in following]
            for group in self.in_order_of_deletion(following, wanted):
                failed += self.carry_out(group, "sync now", started)
            more, also = self.sync_all(
                [pair for pair in last if pair not in following], started, deferred
            )
            deferred, failed = more, failed + also
        for pair in deferred:
            failed += self.settle(pair, "sync now", started, True) == FAILED
        handled = len(pairs) + len(last)
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

    def sync_all(
        self, pairs: list[RecordPair], cause: int, deferred: Iterable[RecordPair] = ()
    ) -> tuple[list[RecordPair], int]:
        """Settle these; what fails for a lookup once more, parents first, and then together (R14).

        Returns those that still fail for a lookup, and how many failed otherwise.
        """
        world = self.world
        waiting, failed = list(deferred), 0
        for number, pair in enumerate(pairs, 1):
            result = self.settle(pair, "sync now", cause, True, True)
            if not number % PROGRESS_EVERY:
                world.on_progress(number, len(pairs))
            if result is not DONE:
                if result == DEFERRED:
                    waiting.append(pair)
                failed += result == FAILED
        if not waiting:
            return waiting, failed
        still = []
        for pair in self.parents_first(waiting):
            result = self.settle(pair, "sync now", cause, True, True)
            if result == DEFERRED:
                still.append(pair)
            failed += result == FAILED
        still, also = self.settle_together(still, "sync now", cause, True)
        return still, failed + also

    def pairs_to_sync(self, table: Table) -> list[RecordPair]:
        """Those with a request in B1's order, the others as they were created, HR's first (N1)."""
        world, name = self.world, table.name
        pairs: dict[RecordPair, None] = {}
        for request in world.missed.of(name):
            pairs[request.pair] = None
        known = world.record_pairs
        for environment in ENVIRONMENTS:
            known.add_those_of(world.records[environment].records(name), name, pairs)
        if len(pairs) < known.count(name):
            for pair in known.of(name):
                if pair not in pairs and (pair.tracked or pair.unnoticed is not None):
                    pairs[pair] = None
        return list(pairs)
