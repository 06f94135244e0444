"""Steps of administrators: the batch job, the administration page, backups."""

from typing import Final

from harness.domain.commands import (
    Backup,
    CancelBatchJob,
    ClearTracking,
    DeleteBatchJob,
    Restore,
    RunBatchJob,
    SetBatchJob,
    SyncNow,
)
from harness.domain.environments import Environment
from harness.gherkin.simulation import Simulation
from harness.gherkin.steps.samples import SAMPLES
from harness.gherkin.vocabulary import StepDecorator

JOB: Final = "The batch job"
PAGE: Final = "The administration page"
BACKUPS: Final = "Backups"
given = StepDecorator("given", samples=SAMPLES)
when = StepDecorator("when", samples=SAMPLES)


@given(
    'the "Dataverse integration missed request sync" job has/was run',
    example='the "Dataverse integration missed request sync" job has run',
)
@given(
    'the "Dataverse integration missed request sync" batch job has/was run',
    example='the "Dataverse integration missed request sync" batch job has run',
)
@when('the "Dataverse integration missed request sync" job is run')
@when('the "Dataverse integration missed request sync" job runs')
@when('the "Dataverse integration missed request sync" batch job is run')
@when('the "Dataverse integration missed request sync" batch job runs')
@given("I ran the batch job")
@when("I run the batch job")
@when("the batch job is run")
@given("the batch job has/was run", example="the batch job has run")
@when("the batch job runs", group=JOB, rules="B1 S5 B6 B8")
def batch_job(simulation: Simulation) -> None:
    """The missed request sync is run by hand; scheduled runs come as time passes."""
    simulation.do(RunBatchJob())


@given("the batch job was cancelled")
@when("the batch job is cancelled")
@when("the stuck run of the batch job is cancelled", group=JOB, rules="B6 B8")
def cancelled(simulation: Simulation) -> None:
    """An administrator cancels the run that is Executing; the job is then Canceled."""
    simulation.do(CancelBatchJob())


@given("the batch job was set to {job_status}")
@when("the batch job is set to {job_status}", group=JOB, rules="B6")
def set_to(status: str, simulation: Simulation) -> None:
    """An administrator changes the status of the job: no run starts while it is on Withhold."""
    simulation.do(SetBatchJob(status))


@given("the batch job was deleted")
@when("the batch job is deleted", group=JOB, rules="S4 B6")
def job_deleted(simulation: Simulation) -> None:
    """An administrator deletes the job; the next turning-on makes it again."""
    simulation.do(DeleteBatchJob())


@given("I selected Clear tracking information for the {table} table")
@when("I select Clear tracking information for the {table} table")
@given('I selected "Clear tracking information" for the {table} table')
@when('I select "Clear tracking information" for the {table} table')
@given("I cleared the tracking information of the {table} table")
@when("I clear the tracking information of the {table} table")
@given('"Clear tracking information" was selected for the {table} table')
@when('"Clear tracking information" is selected for the {table} table')
@given("the tracking information of the {table} table was cleared")
@when("the tracking information of the {table} table is cleared")
@given("the tracking of the {table} table was cleared")
@when("the tracking of the {table} table is cleared", group=PAGE, rules="C1 C7")
def cleared(table: str, simulation: Simulation) -> None:
    """An administrator selects the table, then Clear tracking information."""
    simulation.do(ClearTracking(simulation.table(table).name))


@given("I selected Sync now for the {table} table")
@when("I select Sync now for the {table} table")
@given('I selected "Sync now" for the {table} table')
@when('I select "Sync now" for the {table} table')
@given('"Sync now" was selected for the {table} table')
@when('"Sync now" is selected for the {table} table')
@given("sync now was run for the {table} table")
@when("sync now is run for the {table} table", group=PAGE, rules="N1 N3")
def synchronized(table: str, simulation: Simulation) -> None:
    """An administrator selects the table, then Sync now."""
    simulation.do(SyncNow(simulation.table(table).name))


@given(
    "a backup of {environment} was made as {string}",
    example='a backup of Dataverse was made as "Sunday"',
)
@when(
    "a backup of {environment} is made as {string}",
    group=BACKUPS,
    rules="E1",
    example='a backup of Dataverse is made as "Sunday"',
)
def backed_up(environment: Environment, name: str, simulation: Simulation) -> None:
    """An administrator keeps the state of one environment, under a name."""
    simulation.do(Backup(environment, name))


@given(
    "{environment} was restored from the backup {string}",
    example='Dataverse was restored from the backup "Sunday"',
)
@when(
    "{environment} is restored from the backup {string}",
    group=BACKUPS,
    rules="E1",
    example='Dataverse is restored from the backup "Sunday"',
)
def restored(environment: Environment, name: str, simulation: Simulation) -> None:
    """An administrator puts one environment back as it was; the other stays as it is."""
    simulation.do(Restore(environment, name))
