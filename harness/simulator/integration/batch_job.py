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

from typing import Final

from harness.domain.commands import RunBatchJob, SettleNext
from harness.domain.errors import BadInput, Refusal, StoppedRun
from harness.domain.events import Actor
from harness.domain.fault_points import Stuck
from harness.domain.times import END_OF_TIME, format_duration, format_instant
from harness.simulator.integration.run_steps import RunSteps
from harness.simulator.run_in_progress import JobStatus, RunInProgress
from harness.simulator.schedule import MOST_INTERVALS, check_interval, check_runs

_DUE_RUN: Final = RunBatchJob(scheduled=True)
_END: Final = END_OF_TIME * 1000  # in milliseconds, as the clock counts
_LONG: Final = MOST_INTERVALS  # milliseconds: in less the job cannot run too often
# at one instant (B5): what waits is delivered first, which has the default, 0
DUE_RUN_AFTER: Final = 1
NEXT_RECORD_AFTER: Final = 2


class BatchJob(RunSteps):
    """The layer of the batch job: its schedule, its runs and their order."""

    __slots__ = ()

    def create_job(self, cause: int, actor: Actor) -> None:
        """Create the job, where there is none; its first run is an interval later (S4)."""
        world = self.world
        due = world.next_run(world.clock.milliseconds)
        world.job.exists = True
        world.job.status = "Waiting"
        seq = world.journal.add(
            world.clock.now, cause, "job_created", actor, rule="S4", data=due // 1000
        )
        self.schedule_next(seq)

    def schedule_next(self, cause: int) -> None:
        """Schedule the next run one interval from now; runs by hand do not shift it (S4, B5)."""
        due = self.world.next_run(self.world.clock.milliseconds)
        self.world.clock.schedule(due, cause, _DUE_RUN, DUE_RUN_AFTER)

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

    def run(self, scheduled: bool, cause: int | None) -> Refusal | None:
        """Do one run: skipped while integration is off; else only while the job is Waiting (B6).

        A run by hand is refused then, a scheduled one is passed over.
        """
        world = self.world
        journal, now = world.journal, world.clock.now
        actor: Actor = "batch job"
        if not world.on:
            journal.add(now, cause, "batch_skipped", actor, None, None, None, "S4", scheduled)
            return None
        problem = self.cannot_run()
        if problem:
            if not scheduled:
                return problem, "B6", None
            journal.add(now, cause, "batch_blocked", actor, rule="B6", data=world.job.status)
            return None
        waiting = world.missed.count()
        rule = "B5" if scheduled else "B1"
        started = journal.add(now, cause, "batch_started", actor, None, None, None, rule, waiting)
        stops_after = None
        if world.faults.any:
            if world.faults.batch_gets_stuck():
                world.job.status = "Executing"
                journal.add(now, started, "batch_stuck", actor, rule="B6")
                return None
            stops_after = world.faults.batch_stops_after()
        if not waiting and not world.faults.any:
            counts = {"settled": 0, "failed": 0, "held_back": 0}
            journal.add(now, started, "batch_ended", actor, None, None, None, "B1", counts)
            return None
        run = RunInProgress(started, waiting, stops_after)
        at_start = None
        if world.faults.plugged:
            try:
                at_start = self.fault_at_step(run)
            except Exception as error:
                self.note_stop(run, error)
                raise
        if isinstance(at_start, Stuck):
            world.job.status = "Executing"
            journal.add(now, started, "batch_stuck", actor, rule="B6")
            return None
        self.begin(run)
        if at_start is not None:
            self.end_run(run, False)
        elif world.settings.batch_job_per_record:
            world.job.status, world.job.run = "Executing", run
            self.await_turn(run)
        else:
            try:
                finished = self.settle_all(run)
            except Exception as error:
                self.note_stop(run, error)
                raise
            self.end_run(run, finished)
        return None

    def cannot_run(self) -> str:
        """Why no run can start now, or an empty text (B6)."""
        job = self.world.job
        if not job.exists:
            return "there is no batch job"
        return (
            "" if job.status == "Waiting" else f"the batch job is not waiting: it is {job.status}"
        )

    def note_stop(self, run: RunInProgress, error: Exception) -> None:
        """Let an error say where the run stood, for the report of a broken part; the run ends."""
        # also of what an integration of one's own raises, for the report of its failure
        stopped = StoppedRun(run.cause, run.handled - run.open, self.world.missed.count())
        error.stopped_run = stopped  # type: ignore[attr-defined]
        if self.world.job.run is run:
            self.world.job.status, self.world.job.run = "Waiting", None

    def end_run(self, run: RunInProgress, finished: bool) -> None:
        """Report how a run ended: to its end, or where it stands (B4)."""
        world = self.world
        journal, now = world.journal, world.clock.now
        if run.deferred:
            self.report_deferred(run)
        if finished:
            counts = run.counts()
            journal.add(now, run.cause, "batch_ended", "batch job", None, None, None, "B1", counts)
            return
        counts = {"handled": run.handled, "left": world.missed.count()}
        journal.add(now, run.cause, "batch_stopped", "batch job", rule="B4", data=counts)

    def await_turn(self, run: RunInProgress) -> None:
        """Let the next record of a run that takes time have its turn after its time (B8)."""
        world = self.world
        try:
            run.turn = next(self.turns(run), None)
        except Exception as error:
            self.note_stop(run, error)
            raise
        if run.turn is None:
            world.job.status, world.job.run = "Waiting", None
            self.end_run(run, True)
            return
        # each record takes its time, also of those that go together (L10)
        due = world.clock.milliseconds + world.settings.batch_job_per_record * len(run.turn)
        world.clock.schedule(due, run.cause, SettleNext(run.cause), NEXT_RECORD_AFTER)

    def settle_next(self, command: SettleNext) -> None:
        """Handle the record whose turn has come, if its run is still executing (B8)."""
        job = self.world.job
        run = job.run
        if run is None or run.cause != command.run or run.turn is None:
            return
        try:
            stops = self.stops_before_next(run)
            if not stops:
                self.take_slow_turn(run)
        except Exception as error:
            self.note_stop(run, error)
            raise
        if stops:
            job.status, job.run = "Waiting", None
            self.end_run(run, False)
            return
        self.await_turn(run)

    def stop_run(self, status: JobStatus) -> None:
        """End a run that takes time where it stands: turned off, or cancelled (B8)."""
        job = self.world.job
        run, job.run, job.status = job.run, None, status
        if run is not None:
            self.end_run(run, False)
