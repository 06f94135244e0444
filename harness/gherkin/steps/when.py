"""Steps of events: users, the administrator and time act; each step is one command."""

from typing import Final

from harness.domain.commands import (
    Advance,
    CancelBatchJob,
    ClearTracking,
    Create,
    Delete,
    Edit,
    Import,
    RunBatchJob,
    SyncNow,
    TurnOff,
    TurnOn,
    pairs,
)
from harness.domain.environments import HR, Environment
from harness.gherkin import step_tables
from harness.gherkin.simulation import Simulation
from harness.gherkin.step_tables import Cells
from harness.gherkin.steps.samples import SAMPLES
from harness.gherkin.vocabulary import StepDecorator

SWITCH: Final = "The switch and time"
RECORDS: Final = "What users do"
IMPORTS: Final = "Imports"
JOB: Final = "The batch job"
PAGE: Final = "The administration page"
given = StepDecorator("given", samples=SAMPLES)
when = StepDecorator("when", samples=SAMPLES)


@given('the option "Enable Dataverse integration" was set to {answer}')
@when('the option "Enable Dataverse integration" is set to {answer}')
@given("integration was turned {switch}", example="integration was turned off")
@when("integration is turned {switch}", group=SWITCH, rules="S2 S3 S6")
def turned(on: bool, simulation: Simulation) -> None:
    """An administrator sets Enable Dataverse integration to Yes or No."""
    simulation.do(TurnOn() if on else TurnOff())


@given("{duration} has/have passed", example="2 hours have passed")
@when("{duration} pass/passes", group=SWITCH, rules="B5 L2", example="1 day passes")
def passes(duration: int, simulation: Simulation) -> None:
    """Simulated time passes, and what is due meanwhile happens."""
    simulation.do(Advance(duration))


@given(
    "the {table} {string} was created in {environment}",
    example='the worker "Ada" was created in Human Resources',
)
@when("the {table} {string} is created in {environment}", group=RECORDS, rules="S2 L1 L2")
def created(table: str, name: str, environment: Environment, simulation: Simulation) -> None:
    """A user creates a record; its natural key comes from its name."""
    values = simulation.keyed(table, name, environment)
    simulation.do(Create(environment, simulation.table(table).name, name, values))


@given(
    "the {table} {string} was created in {environment} with:",
    example='the worker "Ada" was created in Human Resources with:',
)
@when(
    "the {table} {string} is created in {environment} with:",
    group=RECORDS,
    rules="S2 L1 L2",
    example='the worker "Ada" is created in Human Resources with:',
    table=step_tables.records_fit,
)
def created_with(
    table: str, name: str, environment: Environment, datatable: Cells, simulation: Simulation
) -> None:
    """A user creates a record with these values: one row under the headings of its columns."""
    row = step_tables.only_row(simulation, table, datatable, environment)
    values = simulation.keyed(table, name, environment, row)
    simulation.do(Create(environment, simulation.table(table).name, name, values))


@given("the {column} of the {table} {string} was changed to {string} in {environment}")
@when(
    "the {column} of the {table} {string} is changed to {string} in {environment}",
    group=RECORDS,
    rules="S2 L1 L2 R2 R3",
    example='the last name of the worker "Ada" is changed to "Byron" in Human Resources',
)
def changed(
    column: str, table: str, name: str, text: str, environment: Environment, simulation: Simulation
) -> None:
    """A user edits one column; "" empties it, and a lookup is the name of a record."""
    values = simulation.values(table, {column: text}, environment)
    simulation.do(Edit(environment, simulation.record(table, name), values))


@given("the {table} {string} was changed in {environment} to:")
@when(
    "the {table} {string} is changed in {environment} to:",
    group=RECORDS,
    rules="S2 L1 L2 R2 R3",
    example='the worker "Ada" is changed in Human Resources to:',
    table=step_tables.records_fit,
)
def changed_to(
    table: str, name: str, environment: Environment, datatable: Cells, simulation: Simulation
) -> None:
    """A user edits these columns at once: one row under their headings; a blank cell empties."""
    values = step_tables.only_row(simulation, table, datatable, environment)
    simulation.do(Edit(environment, simulation.record(table, name), pairs(values)))


@when(
    "the {table} {string} is created through the entity {string} with:",
    group=RECORDS,
    rules="G3",
    example='the position "Desk" is created through the entity "HcmPositionEntity" with:',
    table=step_tables.records_fit,
)
def created_through(
    table: str, name: str, entity: str, datatable: Cells, simulation: Simulation
) -> None:
    """A record made in Human Resources, that says which of the entities it goes through."""
    row = step_tables.only_row(simulation, table, datatable, HR)
    values = simulation.keyed(table, name, HR, row)
    simulation.do(Create(HR, simulation.table(table).name, name, values, entity))


@when(
    "the {table} {string} is changed through the entity {string} to:",
    group=RECORDS,
    rules="G3",
    example='the position "Desk" is changed through the entity "HcmPositionEntity" to:',
    table=step_tables.records_fit,
)
def changed_to_through(
    table: str, name: str, entity: str, datatable: Cells, simulation: Simulation
) -> None:
    """Several columns edited in Human Resources through one of the entities."""
    values = step_tables.only_row(simulation, table, datatable, HR)
    simulation.do(Edit(HR, simulation.record(table, name), pairs(values), entity))


@given(
    "the {column} of the {table} {string} was changed to {string} through the entity {string}",
    example='the description of the position "Desk" was changed to "Front" through the entity '
    '"HcmPositionEntity"',
)
@when(
    "the {column} of the {table} {string} is changed to {string} through the entity {string}",
    group=RECORDS,
    rules="G3",
    example='the description of the position "Desk" is changed to "Front" through the entity '
    '"HcmPositionEntity"',
)
def changed_through(
    column: str, table: str, name: str, text: str, entity: str, simulation: Simulation
) -> None:
    """An edit in Human Resources that says which of the entities it goes through."""
    values = simulation.values(table, {column: text}, HR)
    simulation.do(Edit(HR, simulation.record(table, name), values, entity))


@given("the {table} {string} was deleted from {environment}")
@when(
    "the {table} {string} is deleted from {environment}",
    group=RECORDS,
    rules="S2 L6 R12 R13",
    example='the worker "Ada" is deleted from Human Resources',
)
def deleted(table: str, name: str, environment: Environment, simulation: Simulation) -> None:
    """A user deletes a record in one environment."""
    simulation.do(Delete(environment, simulation.record(table, name)))


@given("these {table} records were imported:")
@when(
    "these {table} records are imported:",
    group=IMPORTS,
    rules="M1 M2",
    table=step_tables.records_fit,
)
def imported(table: str, datatable: Cells, simulation: Simulation) -> None:
    """The Data Management Framework writes these records into Human Resources, row by row."""
    rows = step_tables.records(simulation, table, datatable, HR)
    simulation.do(Import(HR, simulation.table(table).name, rows))


@when(
    "{int} new {table} records are imported",
    group=IMPORTS,
    rules="M2",
    example="2000 new worker records are imported",
)
def imported_many(count: int, table: str, simulation: Simulation) -> None:
    """The same with so many new records, of which nothing but their natural key is known."""
    rows = step_tables.numbered(simulation, table, count)
    simulation.do(Import(HR, simulation.table(table).name, rows))


@when(
    "{int} generated {table} records are imported",
    group=IMPORTS,
    rules="M2",
    example="2000 generated worker records are imported",
)
def imported_generated(count: int, table: str, simulation: Simulation) -> None:
    """So many seeded records: people, jobs, positions, with values that suit their tables."""
    rows = simulation.generated(table, count)
    simulation.do(Import(HR, simulation.table(table).name, rows, count))


@given("the batch job has run")
@when("the batch job runs", group=JOB, rules="B1 S5")
def batch_job(simulation: Simulation) -> None:
    """The missed request sync is run by hand; scheduled runs come as time passes."""
    simulation.do(RunBatchJob())


@when("the stuck run of the batch job is cancelled", group=JOB, rules="B6")
def cancelled(simulation: Simulation) -> None:
    """An administrator cancels the run that is stuck in Executing."""
    simulation.do(CancelBatchJob())


@given('"Clear tracking information" was selected for the {table} table')
@when('"Clear tracking information" is selected for the {table} table')
@given("the tracking of the {table} table was cleared")
@when("the tracking of the {table} table is cleared", group=PAGE, rules="C1 C7")
def cleared(table: str, simulation: Simulation) -> None:
    """An administrator selects the table, then Clear tracking information."""
    simulation.do(ClearTracking(simulation.table(table).name))


@given('"Sync now" was selected for the {table} table')
@when('"Sync now" is selected for the {table} table')
@given("sync now was run for the {table} table")
@when("sync now is run for the {table} table", group=PAGE, rules="N1 N3")
def synchronized(table: str, simulation: Simulation) -> None:
    """An administrator selects the table, then Sync now."""
    simulation.do(SyncNow(simulation.table(table).name))
