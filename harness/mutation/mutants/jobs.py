"""Mutants of the batch job (B): which requests it handles, in which order, and when it runs."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby

from harness.domain.commands import SetBatchJob
from harness.domain.environments import ENVIRONMENTS
from harness.domain.errors import Refusal
from harness.domain.request_kinds import EDIT, Change
from harness.domain.settings import DEFAULT_SETTINGS
from harness.mutation.mutant import Mutation
from harness.mutation.mutants.building_blocks import SendsSome, gone, record_in, replaced
from harness.simulator.integration.settlement import DONE, FAILED, Settled
from harness.simulator.record_pairs import RecordPair, Request
from harness.simulator.run_in_progress import RunInProgress


class OrderIgnoresParents(Mutation):
    """Requests go as they were made, children before parents."""

    breaks = "B1"

    def requests_of_run(self) -> list[Request]:
        return self.requests_in_order(self.tables_to_settle())


class ChildrenBeforeParents(Mutation):
    """Tables go from the children to their parents."""

    breaks = "B1"

    def requests_of_run(self) -> list[Request]:
        catalog, tables = self.world.catalog, self.tables_to_settle()
        tables.sort(key=lambda name: -catalog[name].depth)
        levels = groupby(tables, key=lambda name: catalog[name].depth)
        return [it for _, level in levels for it in self.requests_in_order(list(level))]


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

    def requests_of_run(self) -> list[Request]:
        catalog, tables = self.world.catalog, self.tables_to_settle()
        tables.sort(key=lambda name: catalog[name].depth)
        return [request for name in tables for request in self.requests_in_order([name])]


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

    def begin(self, run: RunInProgress) -> None:
        super().begin(run)
        if run.stops_after is None:
            run.stops_after = -1  # asked for at every turn, and not yet

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
            if (
                old is None
                or old.kind != EDIT
                or record_in(self.world, pair, old.environment) is None
            ):
                continue
            if result == DONE:
                self.world.missed.add(
                    pair, old.environment, EDIT, old.touched, old.since, old.since_seq, old.entity
                )
        return result


class StoppedRunDropsTheRest(Mutation):
    """A stopped run forgets what it did not come to."""

    breaks = "B4"

    def end_run(self, run: RunInProgress, finished: bool) -> None:
        super().end_run(run, finished)
        if not finished:
            for request in self.world.missed.in_order():
                self.world.missed.spend(request)


class StopIsIgnored(Mutation):
    """A run that is stopped goes on to its end."""

    breaks = "B4"

    def stops_before_next(self, run: RunInProgress) -> bool:
        return False


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

    def run(self, scheduled: bool, cause: int | None) -> Refusal | None:
        job = self.world.job
        if job.executing and job.run is None:
            job.status = "Waiting"
        return super().run(scheduled, cause)


class StuckRunStopsLiveSync(SendsSome):
    """While a run is stuck, nothing travels live."""

    breaks = "B6"

    def _sends(self, request: Request, change: Change) -> bool:
        return not self.world.job.executing


class CancelledRunStillBlocks(Mutation):
    """Runs are blocked though a cancelled job was set to Waiting again."""

    breaks = "B6"

    def set_batch_job(self, command: SetBatchJob) -> Refusal | None:
        job = self.world.job
        if job.status != "Canceled":
            return super().set_batch_job(command)
        with replaced(job, "status", job.status):
            return super().set_batch_job(command)
