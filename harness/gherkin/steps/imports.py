"""Steps of imports: the Data Management Framework, and Dataverse's own."""

from typing import Final

from harness.domain.commands import Import
from harness.domain.environments import HR, Environment
from harness.gherkin import step_tables
from harness.gherkin.csv_records import file_records
from harness.gherkin.simulation import Simulation
from harness.gherkin.step_tables import Cells
from harness.gherkin.steps.samples import SAMPLES
from harness.gherkin.vocabulary import StepDecorator

IMPORTS: Final = "Imports"
given = StepDecorator("given", IMPORTS, SAMPLES)
when = StepDecorator("when", IMPORTS, SAMPLES)


@given("these {table} records were imported:")
@when(
    "these {table} records are imported:",
    rules="M1 M2",
)
def imported(table: str, datatable: Cells, simulation: Simulation) -> None:
    """The Data Management Framework writes these records into Human Resources, row by row."""
    rows = step_tables.records(simulation, table, datatable, HR)
    simulation.do(Import(HR, simulation.table(table).name, rows))


@given("the file {file} was imported into the {table} table")
@when(
    "the file {file} is imported into the {table} table",
    rules="M1 M2",
    example='the file "workers.csv" is imported into the worker table',
)
def imported_file(file: str, table: str, simulation: Simulation) -> None:
    """The same from a CSV file beside the feature: `record` heads the names, if there are any."""
    imported_file_into(file, table, HR, simulation)


@given("the file {file} was imported into the {table} table of {environment}")
@when(
    "the file {file} is imported into the {table} table of {environment}",
    rules="M1 M4",
    example='the file "workers.csv" is imported into the worker table of Dataverse',
)
def imported_file_into(
    file: str, table: str, environment: Environment, simulation: Simulation
) -> None:
    """The same into either environment."""
    rows = file_records(simulation, table, simulation.file(file), environment)
    simulation.do(Import(environment, simulation.table(table).name, rows))


@given("the {table} table was truncated and the file {file} was imported")
@when(
    "the {table} table is truncated and the file {file} is imported",
    rules="M3",
    example='the worker table is truncated and the file "workers.csv" is imported',
)
def imported_file_anew(table: str, file: str, simulation: Simulation) -> None:
    """The import first deletes every record of the table in Human Resources."""
    rows = file_records(simulation, table, simulation.file(file), HR)
    simulation.do(Import(HR, simulation.table(table).name, rows, truncate=True))


@when(
    "{count} new {table} records are imported",
    rules="M2",
    example="2000 new worker records are imported",
)
def imported_many(count: int, table: str, simulation: Simulation) -> None:
    """The same with so many new records, of which nothing but their natural key is known."""
    rows = step_tables.numbered(simulation, table, count)
    simulation.do(Import(HR, simulation.table(table).name, rows))


@when(
    "{count} generated {table} records are imported",
    rules="M2",
    example="2000 generated worker records are imported",
)
def imported_generated(count: int, table: str, simulation: Simulation) -> None:
    """So many seeded records: people, jobs, positions, with values that suit their tables."""
    rows = simulation.generated(table, count)
    simulation.do(Import(HR, simulation.table(table).name, rows, count))


@given("these {table} records were imported into {environment}:")
@when(
    "these {table} records are imported into {environment}:",
    rules="M1 M4",
)
def imported_into(
    table: str, environment: Environment, datatable: Cells, simulation: Simulation
) -> None:
    """The same into either environment; Dataverse has an import of its own."""
    rows = step_tables.records(simulation, table, datatable, environment)
    simulation.do(Import(environment, simulation.table(table).name, rows))


@when(
    "{count} generated {table} records are imported into {environment}",
    rules="M2 M4",
    example="2000 generated worker records are imported into Dataverse",
)
def imported_generated_into(
    count: int, table: str, environment: Environment, simulation: Simulation
) -> None:
    """So many seeded records into either environment."""
    rows = simulation.generated(table, count, environment)
    simulation.do(Import(environment, simulation.table(table).name, rows, count))


@given("the {table} table was truncated and these records were imported:")
@when(
    "the {table} table is truncated and these records are imported:",
    rules="M3",
)
def imported_anew(table: str, datatable: Cells, simulation: Simulation) -> None:
    """The import first deletes every record of the table in Human Resources."""
    rows = step_tables.records(simulation, table, datatable, HR)
    simulation.do(Import(HR, simulation.table(table).name, rows, truncate=True))


@when(
    "the {table} table is truncated and {count} generated records are imported",
    rules="M3",
    example="the worker table is truncated and 2000 generated records are imported",
)
def imported_generated_anew(table: str, count: int, simulation: Simulation) -> None:
    """The same with so many seeded records."""
    rows = simulation.generated(table, count)
    simulation.do(Import(HR, simulation.table(table).name, rows, count, truncate=True))
