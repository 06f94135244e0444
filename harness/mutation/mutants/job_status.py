"""Mutants of the batch job's status (S4, B6): made again, deleted, withheld, cancelled."""

from harness.domain.commands import DeleteBatchJob, RunBatchJob, SetBatchJob, TurnOff, TurnOn
from harness.domain.errors import Refusal
from harness.domain.events import Actor
from harness.domain.request_kinds import Change
from harness.mutation.mutant import Mutation
from harness.mutation.mutants.building_blocks import SendsSome, unschedule
from harness.simulator.record_pairs import Request


class JobIsNotMadeAgain(Mutation):
    """A batch job that was deleted is not made again by turning on."""

    breaks = "S4"
    deleted = False

    def delete_batch_job(self, command: DeleteBatchJob) -> Refusal | None:
        refusal = super().delete_batch_job(command)
        self.deleted = self.deleted or refusal is None
        return refusal

    def create_job(self, cause: int, actor: Actor) -> None:
        if not self.deleted:
            super().create_job(cause, actor)


class SecondJobIsMade(Mutation):
    """Turning on makes a batch job though there is one, and both run."""

    breaks = "S4"

    def turn_on(self, command: TurnOn) -> Refusal | None:
        second = not self.world.on and self.world.job.exists
        refusal = super().turn_on(command)
        if second:
            self.schedule_next(len(self.world.journal))
        return refusal


class TurningOnShiftsTheSchedule(Mutation):
    """Turning on starts the interval of the batch job anew, though there is one."""

    breaks = "S4"

    def turn_on(self, command: TurnOn) -> Refusal | None:
        shifts = not self.world.on and self.world.job.exists
        refusal = super().turn_on(command)
        if shifts:
            unschedule(self.world)
            self.schedule_next(len(self.world.journal))
        return refusal


class TurningOnSetsTheJobToWaiting(Mutation):
    """Turning on sets a batch job that is withheld or cancelled to Waiting."""

    breaks = "S4"

    def turn_on(self, command: TurnOn) -> Refusal | None:
        job, was_on = self.world.job, self.world.on
        refusal = super().turn_on(command)
        if not was_on and not job.executing:
            job.status = "Waiting"
        return refusal


class RunWhileOffIsRefused(Mutation):
    """A run by hand while integration is off is refused instead of skipped."""

    breaks = "S4"

    def run_batch_job(self, command: RunBatchJob) -> Refusal | None:
        if not self.world.on:
            return "integration is off", "S4", None
        return super().run_batch_job(command)


class CancelledJobRunsAgain(Mutation):
    """A cancelled batch job runs at its next scheduled time."""

    breaks = "B6"

    def scheduled_run(self, cause: int) -> None:
        if self.world.job.status == "Canceled":
            self.world.job.status = "Waiting"
        super().scheduled_run(cause)


class WithheldJobRunsByHand(Mutation):
    """A batch job on Withhold can be run by hand."""

    breaks = "B6"

    def run_batch_job(self, command: RunBatchJob) -> Refusal | None:
        job = self.world.job
        withheld = self.world.on and job.exists and job.status == "Withhold"
        if withheld:
            job.status = "Waiting"
        refusal = super().run_batch_job(command)
        if withheld and job.status == "Waiting":
            job.status = "Withhold"
        return refusal


class WithheldJobRunsOnSchedule(Mutation):
    """A batch job on Withhold runs at its scheduled times."""

    breaks = "B6"

    def scheduled_run(self, cause: int) -> None:
        job = self.world.job
        withheld = job.exists and job.status == "Withhold"
        if withheld:
            job.status = "Waiting"
        super().scheduled_run(cause)
        if withheld and job.status == "Waiting":
            job.status = "Withhold"


class WithholdingStopsLiveSync(SendsSome):
    """While the batch job is on Withhold, nothing travels live."""

    breaks = "B6"

    def _sends(self, request: Request, change: Change) -> bool:
        return self.world.job.status != "Withhold"


class SettingToWaitingShiftsTheSchedule(Mutation):
    """A batch job that is set to Waiting runs an interval later."""

    breaks = "B6"

    def set_batch_job(self, command: SetBatchJob) -> Refusal | None:
        refusal = super().set_batch_job(command)
        if refusal is None and command.status == "waiting":
            unschedule(self.world)
            self.schedule_next(len(self.world.journal))
        return refusal


class TurningOffEndsAStuckRun(Mutation):
    """Turning off ends a run that is stuck."""

    breaks = "B6"

    def turn_off(self, command: TurnOff) -> Refusal | None:
        job, was_on = self.world.job, self.world.on
        refusal = super().turn_off(command)
        if was_on and job.executing:
            job.status = "Waiting"
        return refusal
