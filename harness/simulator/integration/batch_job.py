"""The batch job *Dataverse integration missed request sync*: settles every missed request (B).

Its cost is proportional to the number of missed requests, not to the size of the tables.

>>> from harness.domain.commands import RunBatchJob, TurnOn
>>> from harness.simulator.engine import Engine
>>> simulator = Engine()
>>> simulator.attempt(TurnOn())
>>> simulator.attempt(RunBatchJob())
>>> simulator.journal[4].event, simulator.journal[4].data
('batch_ended', {'settled': 0, 'failed': 0, 'held_back': 0})
"""

from itertools import groupby

from harness.domain.commands import RunBatchJob
from harness.domain.errors import Refusal
from harness.domain.events import Actor
from harness.simulator.integration.live_sync import hold_back, travels
from harness.simulator.integration.lookup_order import parents_first
from harness.simulator.integration.settlement import DEFERRED, FAILED, Result, settle
from harness.simulator.record_pairs import RecordPair, Request
from harness.simulator.world import PROGRESS_EVERY, World


def create_job(world: World, cause: int, actor: Actor) -> None:
    """Create the job, as the first turning-on does; its first run is one interval later (S4)."""
    world.job.exists = True
    seq = world.journal.add(
        world.clock.now,
        cause,
        "job_created",
        actor,
        rule="S4",
        data=(world.clock.milliseconds + world.settings.batch_job_every) // 1000,
    )
    schedule_next(world, seq)


def schedule_next(world: World, cause: int) -> None:
    """Schedule the next run one interval from now; runs by hand do not shift it (S4, B5)."""
    due = world.clock.milliseconds + world.settings.batch_job_every
    world.clock.schedule(due, cause, RunBatchJob(scheduled=True))


def run(world: World, scheduled: bool, cause: int | None) -> None:
    """Do one run: skipped while integration is off, blocked while another run executes."""
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
    run = _Run(world, started, waiting, stops_after)
    if run.every_request():
        journal.add(now, started, "batch_ended", actor, None, None, None, "B1", run.counts())
    else:
        counts = {"handled": run.handled, "left": world.missed.count()}
        journal.add(now, started, "batch_stopped", actor, rule="B4", data=counts)


def cancel(world: World) -> Refusal | None:
    """Cancel a stuck run, so that further runs can start (B6)."""
    if not world.job.executing:
        return "the batch job is not executing", "B6", None
    world.job.executing = False
    world.journal.add(world.clock.now, None, "batch_cancelled", "administrator", rule="B6")
    return None


class _Run:
    """One run over the missed requests, with its counts."""

    def __init__(self, world: World, cause: int, waiting: int, stops_after: int | None) -> None:
        self.world = world
        self.cause = cause
        self.stops_after = stops_after
        self.waiting = waiting
        self.handled = 0
        self.failed = 0
        self.held = 0

    def counts(self) -> dict[str, int]:
        settled = self.handled - self.failed
        return {"settled": settled, "failed": self.failed, "held_back": self.held}

    def every_request(self) -> bool:
        """Settle every request, parents' tables first (B1); False if a fault stopped the run."""
        catalog = self.world.catalog
        tables = self.world.missed.tables()
        if len(tables) < 2:
            return self._level(tables)
        tables.sort(key=lambda name: catalog[name].depth)
        for _, level in groupby(tables, key=lambda name: catalog[name].depth):
            if not self._level(list(level)):
                return False
        return True

    def _level(self, tables: list[str]) -> bool:
        deferred: list[RecordPair] = []
        for request in self.world.missed.in_order(tables):
            pair = request.pair
            if request is not pair.hr_request and request is not pair.dataverse_request:
                continue  # settled together with the request of the other side
            if not pair.tracked and self._held_back(request):
                self.held += 1
                continue
            other = pair.dataverse_request if request is pair.hr_request else pair.hr_request
            if other is not None and other.since_seq < request.since_seq:
                continue  # each pair once: it failed when the request of the other side was handled
            if self.handled == self.stops_after:
                return False
            self.handled += 1
            if not self.handled % PROGRESS_EVERY:
                self.world.on_progress(self.handled, self.waiting)
            if self._settle(pair, pair.table.cyclic) == DEFERRED:
                deferred.append(pair)
        for pair in parents_first(self.world, deferred):
            self._settle(pair, False)
        return True

    def _settle(self, pair: RecordPair, may_defer: bool) -> Result:
        result = settle(self.world, pair, "batch job", self.cause, False, may_defer)
        if result == FAILED:
            self.failed += 1
        return result

    def _held_back(self, request: Request) -> bool:
        """Whether an untracked pair is held back until the other side's request moves (B2)."""
        world, pair = self.world, request.pair
        if travels(pair.hr_request) or travels(pair.dataverse_request):
            return False
        stores = world.stores.values()
        if all(store.find(pair.table.name, pair.key) is None for store in stores):
            return False  # R6
        hold_back(world, request, self.cause, by_batch_job=True)
        return True
