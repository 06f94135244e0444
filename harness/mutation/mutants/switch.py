"""Mutants of the switch (S): changes while integration is off, and the job that it creates."""

from typing import Any

from harness.domain.commands import TurnOff, TurnOn
from harness.domain.environments import DATAVERSE
from harness.domain.errors import Refusal
from harness.domain.events import Actor
from harness.mutation.mutant import Mutation
from harness.mutation.mutants.building_blocks import (
    TakesUpOtherwise,
    UserChange,
    replaced,
    unschedule,
)
from harness.simulator.integration.settlement import DONE, Settled
from harness.simulator.record_pairs import RecordPair, Request
from harness.simulator.run_in_progress import RunInProgress


class OnByDefault(Mutation):
    """Integration is on before anybody turned it on."""

    breaks = "S1"
    starts_on = True


class SyncsWhileOff(Mutation):
    """Changes travel at once while integration is off, too."""

    breaks = "S2"

    def take_up(self, *change: Any, **more: Any) -> Request | None:
        request = super().take_up(*change, **more)
        if request is not None and not self.world.on:
            made = UserChange(*change, **more)
            self.send(request, made.change, made.touched, made.cause)
        return request


class DataverseChangesWhileOffAreForgotten(TakesUpOtherwise):
    """A change in Dataverse while integration is off is not remembered."""

    breaks = "S2"

    def as_taken_up(self, change: UserChange) -> UserChange | None:
        return change if self.world.on or change.environment != DATAVERSE else None


class TurningOnRunsTheJob(Mutation):
    """Turning on runs the batch job at once."""

    breaks = "S3"

    def turn_on(self, command: TurnOn) -> Refusal | None:
        was_on = self.world.on
        refusal = super().turn_on(command)
        if not was_on:
            self.run(False, None)
        return refusal


class NoJobOnTheFirstTurningOn(Mutation):
    """The first turning-on makes no batch job."""

    breaks = "S4"
    was_on = False

    def create_job(self, cause: int, actor: Actor) -> None:
        # the integration that a scenario begins with has its job
        if actor == "scenario" or self.was_on:
            super().create_job(cause, actor)
        self.was_on = True


class RunByHandShiftsTheSchedule(Mutation):
    """After a run by hand the next scheduled one is an interval later."""

    breaks = "S4"

    def run(self, scheduled: bool, cause: int | None) -> Refusal | None:
        refusal = super().run(scheduled, cause)
        if not scheduled and self.world.job.exists:
            unschedule(self.world)
            self.schedule_next(len(self.world.journal))
        return refusal


class TurningOffRemovesTheJob(Mutation):
    """Turning off removes the batch job."""

    breaks = "S4"

    def turn_off(self, command: TurnOff) -> Refusal | None:
        refusal = super().turn_off(command)
        unschedule(self.world)
        self.world.job.exists = False
        return refusal


class JobRunsWhileOff(Mutation):
    """The batch job syncs while integration is off."""

    breaks = "S4"

    def run(self, scheduled: bool, cause: int | None) -> Refusal | None:
        with replaced(self.world, "on", self.world.on or not self.cannot_run()):
            return super().run(scheduled, cause)


class SkippedRunEndsTheSchedule(Mutation):
    """A scheduled run that falls into a time off is the last one."""

    breaks = "S4"

    def scheduled_run(self, cause: int) -> None:
        super().scheduled_run(cause)
        if not self.world.on:
            unschedule(self.world)


class JobSyncsTowardsDataverseOnly(Mutation):
    """The batch job passes over what only changed in Dataverse."""

    breaks = "S5"

    def settle_in_run(self, run: RunInProgress, pair: RecordPair, may_defer: bool) -> Settled:
        if pair.hr_request is None:
            return DONE
        return super().settle_in_run(run, pair, may_defer)


class TurningOnTwiceIsAnError(Mutation):
    """Turning on what is on is refused."""

    breaks = "S6"

    def turn_on(self, command: TurnOn) -> Refusal | None:
        if self.world.on:
            return "integration is on already", "S6", None
        return super().turn_on(command)


class TurningOffTwiceIsAnError(Mutation):
    """Turning off what is off is refused."""

    breaks = "S6"

    def turn_off(self, command: TurnOff) -> Refusal | None:
        if not self.world.on:
            return "integration is off already", "S6", None
        return super().turn_off(command)


class TurningOnTwiceShiftsTheSchedule(Mutation):
    """Turning on what is on starts the interval of the batch job anew."""

    breaks = "S6"

    def turn_on(self, command: TurnOn) -> Refusal | None:
        was_on = self.world.on
        refusal = super().turn_on(command)
        if was_on:
            unschedule(self.world)
            self.schedule_next(len(self.world.journal))
        return refusal
