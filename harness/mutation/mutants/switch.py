"""Mutants of the switch (S): changes while integration is off, and the job that it creates.

>>> [mutant.name for mutant in SWITCH if mutant.rule == "S1"]
['on-by-default']
"""

from typing import Any, Final

from harness.domain.environments import DATAVERSE, Environment
from harness.mutation.mutant import Mutant, Original, patch, patch_method
from harness.mutation.mutants.building_blocks import refusing, switched, unschedule
from harness.simulator.engine import _scheduled_run, _turn_off, _turn_on
from harness.simulator.integration import batch_job
from harness.simulator.integration.batch_job import create_job, run, schedule_next
from harness.simulator.integration.live_sync import on_change
from harness.simulator.integration.settlement import DONE, Result
from harness.simulator.world import World


def _on_by_default(original: Original, world: World, *parts: Any) -> None:
    original(world, *parts)
    world.on = True


def _forgets_while_off(
    original: Original, world: World, pair: Any, environment: Environment, *change: Any
) -> None:
    if world.on or environment != DATAVERSE:
        original(world, pair, environment, *change)


def _runs_at_once(original: Original, world: World, command: Any) -> None:
    was_on = world.on
    original(world, command)
    if not was_on:
        run(world, False, None)


def _no_job(original: Original, world: World, cause: int, actor: str) -> None:
    if actor == "scenario":  # the integration that a scenario begins with has its job
        original(world, cause, actor)


def _shifts(original: Original, world: World, scheduled: bool, cause: int | None) -> None:
    original(world, scheduled, cause)
    if not scheduled and world.job.exists:
        unschedule(world)
        schedule_next(world, len(world.journal))


def _job_goes(original: Original, world: World, command: Any) -> None:
    original(world, command)
    unschedule(world)
    world.job.exists = False


def _ends_when_skipped(original: Original, world: World, command: Any, cause: int) -> None:
    original(world, command, cause)
    if not world.on:
        unschedule(world)


def _only_towards_dataverse(original: Original, job: Any, pair: Any, *how: Any) -> Result:
    if pair.hr_request is None:
        return DONE
    return original(job, pair, *how)


def _twice_shifts(original: Original, world: World, command: Any) -> None:
    was_on = world.on
    original(world, command)
    if was_on:
        unschedule(world)
        schedule_next(world, len(world.journal))


SWITCH: Final = (
    Mutant(
        "on-by-default", "S1", "integration is on before anybody turned it on",
        patch_method(World, "__init__", _on_by_default),
    ),
    Mutant(
        "syncs-while-off", "S2", "changes travel at once while integration is off, too",
        patch(on_change, switched(True)),
    ),
    Mutant(
        "dataverse-changes-while-off-are-forgotten", "S2",
        "a change in Dataverse while integration is off is not remembered",
        patch(on_change, _forgets_while_off),
    ),
    Mutant(
        "turning-on-runs-the-job", "S3", "turning on runs the batch job at once",
        patch(_turn_on, _runs_at_once),
    ),
    Mutant(
        "no-job-on-the-first-turning-on", "S4", "the first turning-on makes no batch job",
        patch(create_job, _no_job),
    ),
    Mutant(
        "run-by-hand-shifts-the-schedule", "S4",
        "after a run by hand the next scheduled one is an interval later",
        patch(run, _shifts),
    ),
    Mutant(
        "turning-off-removes-the-job", "S4", "turning off removes the batch job",
        patch(_turn_off, _job_goes),
    ),
    Mutant(
        "job-runs-while-off", "S4", "the batch job syncs while integration is off",
        patch(run, switched(True)),
    ),
    Mutant(
        "skipped-run-ends-the-schedule", "S4",
        "a scheduled run that falls into a time off is the last one",
        patch(_scheduled_run, _ends_when_skipped),
    ),
    Mutant(
        "job-syncs-towards-dataverse-only", "S5",
        "the batch job passes over what only changed in Dataverse",
        patch_method(batch_job._Run, "_settle", _only_towards_dataverse),
    ),
    Mutant(
        "turning-on-twice-is-an-error", "S6", "turning on what is on is refused",
        patch(_turn_on, refusing("integration is on already", "S6", on=True)),
    ),
    Mutant(
        "turning-off-twice-is-an-error", "S6", "turning off what is off is refused",
        patch(_turn_off, refusing("integration is off already", "S6", on=False)),
    ),
    Mutant(
        "turning-on-twice-shifts-the-schedule", "S6",
        "turning on what is on starts the interval of the batch job anew",
        patch(_turn_on, _twice_shifts),
    ),
)  # fmt: skip
