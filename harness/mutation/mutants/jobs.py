"""Mutants of the batch job (B): which requests it handles, in which order, and when it runs."""

from collections.abc import Iterable
from dataclasses import replace

from harness.domain.commands import CancelBatchJob
from harness.domain.environments import ENVIRONMENTS, Environment
from harness.domain.errors import Refusal
from harness.domain.request_kinds import EDIT, Change
from harness.domain.settings import DEFAULT_SETTINGS
from harness.mutation.mutant import Mutation
from harness.mutation.mutants.building_blocks import gone, replaced
from harness.simulator.integration.settlement import DONE, FAILED, Settled
from harness.simulator.record_pairs import RecordPair, Request
from harness.simulator.run_in_progress import RunInProgress


class OrderIgnoresParents(Mutation):
    """Requests go as they were made, children before parents."""

    breaks = "B1"

    def settle_all(self, run: RunInProgress) -> bool:
        return self.settle_tables(run, self.tables_to_settle())


class ChildrenBeforeParents(Mutation):
    """Tables go from the children to their parents."""

    breaks = "B1"

    def settle_all(self, run: RunInProgress) -> bool:
        catalog, tables = self.world.catalog, self.tables_to_settle()
        tables.sort(key=lambda name: -catalog[name].depth)
        finished = [self.settle_tables(run, [name]) for name in tables]
        return all(finished)


class FirstTableOnly(Mutation):
    """A run of the batch job handles one table."""

    breaks = "B1"

    def tables_to_settle(self) -> list[str]:
        return super().tables_to_settle()[:1]


class NewestRequestFirst(Mutation):
    """Requests are handled from the newest to the oldest."""

    breaks = "B1"

    def requests_in_order(self, tables: list[str]) -> list[Request]:
        return super().requests_in_order(tables)[::-1]


class LastChangedGoesLast(Mutation):
    """A request that was changed again goes by its last change, not by when it was first made."""

    breaks = "B1"

    def requests_in_order(self, tables: list[str]) -> list[Request]:
        requests = super().requests_in_order(tables)
        return sorted(requests, key=lambda request: request.changed_at)


class TableByTable(Mutation):
    """Tables go one by one, also where none is another's parent."""

    breaks = "B1"

    def settle_all(self, run: RunInProgress) -> bool:
        catalog, tables = self.world.catalog, self.tables_to_settle()
        tables.sort(key=lambda name: catalog[name].depth)
        return all(self.settle_tables(run, [name]) for name in tables)


class CycleIsNotTriedAgain(Mutation):
    """What fails for a lookup within its own table is not tried once more."""

    breaks = "B1"

    def parents_first(self, pairs: list[RecordPair]) -> Iterable[RecordPair]:
        return ()


class CycleIsTriedAsMade(Mutation):
    """What is tried once more goes as it was made, not parents first."""

    breaks = "B1"

    def parents_first(self, pairs: list[RecordPair]) -> Iterable[RecordPair]:
        return pairs


class FirstFailureStopsTheRun(Mutation):
    """One record that fails ends the run."""

    breaks = "B1"

    def settle_in_run(self, run: RunInProgress, pair: RecordPair, may_defer: bool) -> Settled:
        result = super().settle_in_run(run, pair, may_defer)
        if result == FAILED:
            run.stops_after = run.handled
        return result


class HeldBackIsDropped(Mutation):
    """What is held back after a clear is forgotten."""

    breaks = "B2"

    def hold_back(self, request: Request, cause: int, by_batch_job: bool = False) -> None:
        super().hold_back(request, cause, by_batch_job)
        self.world.missed.spend(request)


class GoneButHeldBack(Mutation):
    """What is gone on both sides is held back for ever."""

    breaks = "B2"

    def is_held_back(self, run: RunInProgress, request: Request) -> bool:
        if gone(self.world, request.pair):
            self.hold_back(request, run.cause, by_batch_job=True)
            return True
        return super().is_held_back(run, request)


class HandledEditsStayMissed(Mutation):
    """The next run handles the same edits again."""

    breaks = "B3"

    def settle_in_run(self, run: RunInProgress, pair: RecordPair, may_defer: bool) -> Settled:
        requests = [pair.request(side) for side in ENVIRONMENTS]
        result = super().settle_in_run(run, pair, may_defer)
        for old in requests:
            if result == DONE and old is not None and old.kind == EDIT:
                self.world.missed.add(
                    pair, old.environment, EDIT, old.touched, old.since, old.since_seq, old.entity
                )
        return result


class StoppedRunDropsTheRest(Mutation):
    """A stopped run forgets what it did not come to."""

    breaks = "B4"

    def settle_all(self, run: RunInProgress) -> bool:
        finished = super().settle_all(run)
        if not finished:
            for request in self.world.missed.in_order():
                self.world.missed.spend(request)
        return finished


class StopIsIgnored(Mutation):
    """A run that is stopped goes on to its end."""

    breaks = "B4"

    def settle_all(self, run: RunInProgress) -> bool:
        run.stops_after = None
        return super().settle_all(run)


class ScheduledOnce(Mutation):
    """The batch job runs once on its schedule and never again."""

    breaks = "B5"

    def scheduled_run(self, cause: int) -> None:
        self.run(True, cause)


class IntervalIsIgnored(Mutation):
    """The batch job runs once a day, whatever its interval is."""

    breaks = "B5"

    def schedule_next(self, cause: int) -> None:
        world = self.world
        daily = replace(world.settings, batch_job_every=DEFAULT_SETTINGS.batch_job_every)
        with replaced(world, "settings", daily):
            super().schedule_next(cause)


class StuckRunDoesNotBlock(Mutation):
    """The next run starts though one is stuck in Executing."""

    breaks = "B6"

    def run(self, scheduled: bool, cause: int | None) -> None:
        self.world.job.executing = False
        super().run(scheduled, cause)


class StuckRunStopsLiveSync(Mutation):
    """While a run is stuck, nothing travels live."""

    breaks = "B6"

    def on_change(
        self,
        pair: RecordPair,
        environment: Environment,
        change: Change,
        touched: int,
        entity: str | None,
        cause: int,
        now: int,
    ) -> None:
        world = self.world
        with replaced(world, "on", world.on and not world.job.executing):
            super().on_change(pair, environment, change, touched, entity, cause, now)


class CancelledRunStillBlocks(Mutation):
    """Runs are blocked after a stuck one was cancelled."""

    breaks = "B6"

    def cancel_batch_job(self, command: CancelBatchJob) -> Refusal | None:
        with replaced(self.world.job, "executing", self.world.job.executing):
            return super().cancel_batch_job(command)
