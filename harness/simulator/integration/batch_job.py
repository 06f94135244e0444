"""The batch job *Dataverse integration missed request sync*: settles every missed request (B).

Its cost is proportional to the number of missed requests, not to the size of the tables.

>>> from harness.domain.commands import RunBatchJob, TurnOn
>>> from harness.simulator.engine import Engine
>>> engine = Engine()
>>> engine.attempt(TurnOn())
>>> engine.attempt(RunBatchJob())
>>> engine.journal[4].event, engine.journal[4].data
('batch_ended', {'settled': 0, 'failed': 0, 'held_back': 0})
"""

from collections.abc import Iterable
from itertools import groupby
from typing import Final

from harness.domain.commands import RunBatchJob
from harness.domain.errors import BadInput, StoppedRun
from harness.domain.events import Actor
from harness.domain.fault_points import BatchStep, Stops, Stuck
from harness.domain.times import END_OF_TIME, format_duration, format_instant
from harness.simulator.integration.live_sync import LiveSync
from harness.simulator.integration.lookup_order import parents_first
from harness.simulator.integration.settlement import DEFERRED, FAILED, Settled
from harness.simulator.record_pairs import RecordPair, Request
from harness.simulator.schedule import MOST_INTERVALS, check_interval, check_runs
from harness.simulator.world import PROGRESS_EVERY

_DUE_RUN: Final = RunBatchJob(scheduled=True)
_END: Final = END_OF_TIME * 1000  # in milliseconds, as the clock counts
_LONG: Final = MOST_INTERVALS  # milliseconds: in less the job cannot run too often


class RunInProgress:
    """One run over the missed requests, with its counts."""

    __slots__ = ("cause", "failed", "handled", "held", "open", "stops_after", "waiting")

    def __init__(self, cause: int, waiting: int, stops_after: int | None) -> None:
        self.cause = cause  # the journal entry of its start
        self.waiting = waiting  # requests when it started
        self.stops_after = stops_after  # records, if a fault stops it (B4)
        self.handled = 0
        self.open = 0  # of the handled, those that are deferred or at which an error struck
        self.failed = 0
        self.held = 0

    def __repr__(self) -> str:
        return f"<RunInProgress: {self.handled:,} of {self.waiting:,}, {self.failed:,} failed>"

    def counts(self) -> dict[str, int]:
        """The counts as the journal has them at the end."""
        settled = self.handled - self.failed
        return {"settled": settled, "failed": self.failed, "held_back": self.held}


class BatchJob(LiveSync):
    """The layer of the batch job: its schedule, its runs and their order."""

    __slots__ = ()

    def create_job(self, cause: int, actor: Actor) -> None:
        """Create the job, as the first turning-on does; its first run is an interval later (S4)."""
        world = self.world
        due = world.next_run(world.clock.milliseconds)
        world.job.exists = True
        seq = world.journal.add(
            world.clock.now, cause, "job_created", actor, rule="S4", data=due // 1000
        )
        self.schedule_next(seq)

    def schedule_next(self, cause: int) -> None:
        """Schedule the next run one interval from now; runs by hand do not shift it (S4, B5)."""
        due = self.world.next_run(self.world.clock.milliseconds)
        self.world.clock.schedule(due, cause, _DUE_RUN)

    def foresee_runs(self, passing: int) -> None:
        """Raise, before that much time passes, if it cannot, or if the job would run too often."""
        world = self.world
        now = world.clock.milliseconds
        if now + passing > _END:
            end, at = format_instant(END_OF_TIME), format_instant(world.clock.now)
            raise BadInput(
                f"simulated time ends at {end}: it is {at}, and {format_duration(passing)} more "
                "is too much"
            )
        if world.schedule is not None:
            check_runs(world.schedule, world.clock.next_of(RunBatchJob), now + passing, passing)
        elif passing > _LONG and world.job.exists:
            check_interval(world.settings.batch_job_every, passing)

    def scheduled_run(self, cause: int) -> None:
        """Do the run that is due, after the next one was scheduled (B5)."""
        self.schedule_next(cause)
        self.run(True, cause)

    def run(self, scheduled: bool, cause: int | None) -> None:
        """Do one run: skipped while integration is off, blocked while another run executes."""
        world = self.world
        journal, now = world.journal, world.clock.now
        actor: Actor = "batch job"
        if not world.on:
            journal.add(now, cause, "batch_skipped", actor, None, None, None, "S4", scheduled)
            return
        if world.job.executing:
            journal.add(now, cause, "batch_blocked", actor, rule="B6", data=scheduled)
            return
        waiting = world.missed.count()
        rule = "B5" if scheduled else "B1"
        started = journal.add(now, cause, "batch_started", actor, None, None, None, rule, waiting)
        stops_after = None
        if world.faults.any:
            if world.faults.batch_gets_stuck():
                world.job.executing = True
                journal.add(now, started, "batch_stuck", actor, rule="B6")
                return
            stops_after = world.faults.batch_stops_after()
        run = RunInProgress(started, waiting, stops_after)
        try:
            at_start = self.fault_at_step(run) if world.faults.plugged else None
            finished = at_start is None and self.settle_all(run)
        except Exception as error:
            # also of what an integration of one's own raises, for the report of its failure
            stopped = StoppedRun(started, run.handled - run.open, world.missed.count())
            error.stopped_run = stopped  # type: ignore[attr-defined]
            raise
        if isinstance(at_start, Stuck):
            world.job.executing = True
            journal.add(now, started, "batch_stuck", actor, rule="B6")
        elif finished:
            journal.add(now, started, "batch_ended", actor, None, None, None, "B1", run.counts())
        else:
            counts = {"handled": run.handled, "left": world.missed.count()}
            journal.add(now, started, "batch_stopped", actor, rule="B4", data=counts)

    def fault_at_step(self, run: RunInProgress) -> Stops | Stuck | None:
        """Let plugged faults strike at the start of a run, or before a further record (B4, B6)."""
        world = self.world
        outcomes: list[Stops | Stuck] = world.faults.ask(
            "batch step",
            None,
            lambda number: BatchStep(run.handled, run.waiting, number, world.clock.now),
        )
        stuck = [outcome for outcome in outcomes if isinstance(outcome, Stuck)]
        return next(iter(stuck or outcomes), None)

    def settle_all(self, run: RunInProgress) -> bool:
        """Settle every request, parents' tables first (B1); False if a fault stopped the run."""
        catalog = self.world.catalog
        tables = self.tables_to_settle()
        if not tables:
            return True
        if len(tables) == 1:
            return self.settle_tables(run, tables)
        tables.sort(key=lambda name: catalog[name].depth)
        for _, level in groupby(tables, key=lambda name: catalog[name].depth):
            if not self.settle_tables(run, list(level)):
                return False
        return True

    def tables_to_settle(self) -> list[str]:
        """The tables with a missed request, sorted."""
        return self.world.missed.tables()

    def requests_in_order(self, tables: list[str]) -> list[Request]:
        """The missed requests of these tables in the order in which they were first made (B1)."""
        return self.world.missed.in_order(tables)

    def parents_first(self, pairs: list[RecordPair]) -> Iterable[RecordPair]:
        """Pairs that failed for want of a parent in their own table, in the order to try again."""
        return parents_first(self.world, pairs)

    def settle_tables(self, run: RunInProgress, tables: list[str]) -> bool:
        """Settle the requests of tables none of which is a parent of another; False if stopped."""
        deferred: list[RecordPair] = []
        plugged = self.world.faults.plugged
        for request in self.requests_in_order(tables):
            pair = request.pair
            if request is not pair.hr_request and request is not pair.dataverse_request:
                continue  # settled together with the request of the other side
            if not pair.tracked and self.is_held_back(run, request):
                run.held += 1
                continue
            other = pair.dataverse_request if request is pair.hr_request else pair.hr_request
            if other is not None and other.since_seq < request.since_seq:
                continue  # each pair once: it failed when the request of the other side was handled
            if plugged and run.handled and self.fault_at_step(run) is not None:
                return False
            if run.handled == run.stops_after:
                return False
            run.handled += 1
            if not run.handled % PROGRESS_EVERY:
                self.world.on_progress(run.handled, run.waiting)
            if self.settle_in_run(run, pair, pair.table.cyclic) == DEFERRED:
                deferred.append(pair)
                run.open += 1
        if deferred:
            for pair in self.parents_first(deferred):
                run.open -= 1
                self.settle_in_run(run, pair, False)
        return True

    def settle_in_run(self, run: RunInProgress, pair: RecordPair, may_defer: bool) -> Settled:
        """Settle one pair; a failure is counted, and the run goes on (B1)."""
        try:
            result = self.settle(pair, "batch job", run.cause, False, may_defer)
        except Exception:
            run.open += 1
            raise
        if result == FAILED:
            run.failed += 1
        return result

    def is_held_back(self, run: RunInProgress, request: Request) -> bool:
        """Whether an untracked pair is held back until the other side's request moves (B2)."""
        pair = request.pair
        if self.travels(pair.hr_request) or self.travels(pair.dataverse_request):
            return False
        stores = self.world.stores.values()
        if all(store.find(pair.table.name, pair.key) is None for store in stores):
            return False  # R6
        self.hold_back(request, run.cause, by_batch_job=True)
        return True
