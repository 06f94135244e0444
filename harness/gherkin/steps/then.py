"""Steps that observe the records of the environments; each is an expectation."""

from typing import Final

from harness.domain.commands import pairs
from harness.domain.environments import DATAVERSE, HR, Environment
from harness.gherkin import step_tables
from harness.gherkin.simulation import Simulation
from harness.gherkin.step_tables import Cells
from harness.gherkin.steps.samples import SAMPLES
from harness.gherkin.vocabulary import StepDecorator
from harness.scenarios.expectations import (
    Converged,
    DeletedFromDataverse,
    Diverged,
    Exists,
    Grid,
    GridCount,
    HasOtherValues,
    HasReference,
    HasValues,
    IntegrationIs,
    RecordCount,
    Tracked,
    TrackedCount,
)

HELD: Final = "What the environments hold"
then = StepDecorator("then", HELD, SAMPLES)


@then("the {table} {string} is in {environment}", rules="R4 R5")
def is_in(table: str, name: str, environment: Environment, simulation: Simulation) -> None:
    """The record is there."""
    simulation.expect(Exists(environment, simulation.record(table, name), exists=True))


@then("the {table} {string} is not in {environment}", rules="S2 L6")
def is_not_in(table: str, name: str, environment: Environment, simulation: Simulation) -> None:
    """The record is not there."""
    simulation.expect(Exists(environment, simulation.record(table, name), exists=False))


@then("the {table} {string} is in both environments", rules="R4 R5 S5")
def is_in_both(table: str, name: str, simulation: Simulation) -> None:
    """The record is there, in Human Resources and in Dataverse."""
    record = simulation.record(table, name)
    simulation.expect(Exists(HR, record, exists=True), Exists(DATAVERSE, record, exists=True))


@then("the {column} of the {table} {string} is {string} in {environment}", rules="R2 R3")
def has(
    column: str, table: str, name: str, text: str, environment: Environment, simulation: Simulation
) -> None:
    """The record is there and has this value; "" is empty, a lookup is the name of a record."""
    values = simulation.values(table, {column: text}, environment)
    simulation.expect(HasValues(environment, simulation.record(table, name), values))


@then("the {column} of the {table} {string} is {string} in both environments", rules="R2 R3 S5")
def has_in_both(column: str, table: str, name: str, text: str, simulation: Simulation) -> None:
    """The record is there in both environments, with this value."""
    record = simulation.record(table, name)
    in_hr = HasValues(HR, record, simulation.values(table, {column: text}, HR))
    there = HasValues(DATAVERSE, record, simulation.values(table, {column: text}, DATAVERSE))
    simulation.expect(in_hr, there)


@then(
    "the {column} of the {table} {string} is still {string} in {environment}",
    rules="R2 R3",
    example='the last name of the worker "Ada" is still "Byron" in Dataverse',
)
def still_has(
    column: str, table: str, name: str, text: str, environment: Environment, simulation: Simulation
) -> None:
    """The same as without still: the record is there and has this value."""
    has(column, table, name, text, environment, simulation)


@then(
    "the {column} of the {table} {string} is still {string} in both environments",
    rules="R2 R3",
    example='the last name of the worker "Ada" is still "Byron" in both environments',
)
def still_has_in_both(
    column: str, table: str, name: str, text: str, simulation: Simulation
) -> None:
    """The same in both environments."""
    has_in_both(column, table, name, text, simulation)


@then("the {column} of the {table} {string} is empty in {environment}", rules="R2 R3 V1")
def has_none(
    column: str, table: str, name: str, environment: Environment, simulation: Simulation
) -> None:
    """The record is there, and has no value in this column."""
    has(column, table, name, "", environment, simulation)


@then("the {column} of the {table} {string} is empty in both environments", rules="R2 R3 V1")
def has_none_in_both(column: str, table: str, name: str, simulation: Simulation) -> None:
    """The same in both environments."""
    has_in_both(column, table, name, "", simulation)


@then(
    "the {column} of the {table} {string} is not {string} in {environment}",
    rules="R2 R3",
    example='the last name of the worker "Ada" is not "Byron" in Dataverse',
)
def has_other(
    column: str, table: str, name: str, text: str, environment: Environment, simulation: Simulation
) -> None:
    """The record is there and has another value, or none."""
    values = simulation.values(table, {column: text}, environment)
    simulation.expect(HasOtherValues(environment, simulation.record(table, name), values))


@then(
    "the {column} of the {table} {string} is not empty in {environment}",
    rules="R2 R3 V1",
    example='the last name of the worker "Ada" is not empty in Dataverse',
)
def has_some(
    column: str, table: str, name: str, environment: Environment, simulation: Simulation
) -> None:
    """The record is there, with some value in this column."""
    has_other(column, table, name, "", environment, simulation)


@then("the {table} {string} in {environment} has:", rules="R2 R3")
def has_all(
    table: str, name: str, environment: Environment, datatable: Cells, simulation: Simulation
) -> None:
    """The record is there with these values: one row under the headings of its columns."""
    values = step_tables.only_row(simulation, table, datatable, environment)
    expected = HasValues(environment, simulation.record(table, name), pairs(values))
    simulation.expect(expected)


@then(
    "the {table} {string} in {environment} has none of:",
    rules="R2 R3",
    example='the worker "Ada" in Dataverse has none of:',
)
def has_none_of(
    table: str, name: str, environment: Environment, datatable: Cells, simulation: Simulation
) -> None:
    """The record is there with other values than these: one row under their headings."""
    values = step_tables.only_row(simulation, table, datatable, environment)
    record = simulation.record(table, name)
    simulation.expect(HasOtherValues(environment, record, pairs(values)))


@then(
    "the RecId of the {table} {string} is {string}",
    rules="G5 R20",
    example='the RecId of the worker "Ada" is "second RecId"',
)
def has_rec_id(table: str, name: str, text: str, simulation: Simulation) -> None:
    """The record is in Human Resources under this RecId; they may be counted, `second RecId`."""
    _has_reference(HR, table, name, text, simulation)


@then(
    "the row id of the {table} {string} is {string}",
    rules="G5 E2",
    example='the row id of the worker "Ada" is "first row id"',
)
def has_row_id(table: str, name: str, text: str, simulation: Simulation) -> None:
    """The row is in Dataverse under this row id; they may be counted, `first row id`."""
    _has_reference(DATAVERSE, table, name, text, simulation)


def _has_reference(
    environment: Environment, table: str, name: str, text: str, simulation: Simulation
) -> None:
    record = simulation.record(table, name)
    counted = step_tables.counted(text, simulation.settings.seed)
    reference = step_tables.reference(environment, counted)
    simulation.expect(HasReference(environment, record, reference))


@then(
    "there is/are {count} {table} in {environment}",
    rules="S2 S5",
    example="there are 2 workers in Human Resources",
)
def counted(count: int, table: str, environment: Environment, simulation: Simulation) -> None:
    """So many records: `no workers`, `1 worker`, `1,000 worker records`."""
    simulation.expect(RecordCount(environment, simulation.table(table).name, count))


@then("{count} {table} is/are tracked", rules="N3 C3 R8", example="2 workers are tracked")
def tracked_count(count: int, table: str, simulation: Simulation) -> None:
    """So many records of the table have a tracking row that does not say that it was deleted."""
    simulation.expect(TrackedCount(simulation.table(table).name, count))


@then("integration is {switch}", rules="S1 S3 S6")
def integration(on: bool, simulation: Simulation) -> None:
    """Whether it is on, or off, now."""
    simulation.expect(IntegrationIs(on))


@then("both environments hold the same {table} records", rules="S5 N3")
def converged_table(table: str, simulation: Simulation) -> None:
    """The same records with the same values, in this table."""
    simulation.expect(Converged(simulation.table(table).name))


@then("both environments hold the same", rules="S5 N3")
def converged(simulation: Simulation) -> None:
    """The same records with the same values, in every table."""
    simulation.expect(Converged())


@then("the {table} {string} differs between the environments", rules="S2")
def diverged(table: str, name: str, simulation: Simulation) -> None:
    """The two sides of the record differ, or one of them is missing."""
    simulation.expect(Diverged(simulation.record(table, name)))


@then("the {table} {string} is tracked", rules="N3 C3 R8")
def tracked(table: str, name: str, simulation: Simulation) -> None:
    """There is a tracking row of the record, and it does not say that it was deleted."""
    simulation.expect(Tracked(simulation.record(table, name), tracked=True))


@then("the {table} {string} is not tracked", rules="C1 R6")
def untracked(table: str, name: str, simulation: Simulation) -> None:
    """There is no tracking row of the record, or one that says that it was deleted."""
    simulation.expect(Tracked(simulation.record(table, name), tracked=False))


@then("the grid shows the {table} {string} as deleted from Dataverse", rules="G2 L6")
def shown_deleted(table: str, name: str, simulation: Simulation) -> None:
    """Its row in the grid says Deleted from Dataverse: Yes."""
    simulation.expect(DeletedFromDataverse(simulation.record(table, name), deleted=True))


@then("the grid shows the {table} {string} as not deleted from Dataverse", rules="G2 R4")
def shown_not_deleted(table: str, name: str, simulation: Simulation) -> None:
    """Its row in the grid says Deleted from Dataverse: No."""
    simulation.expect(DeletedFromDataverse(simulation.record(table, name), deleted=False))


@then("the grid of the {table} table shows:", rules="G1 G2 G3 G4")
def grid(table: str, datatable: Cells, simulation: Simulation) -> None:
    """These rows in this order, any of the five columns; also `first row id`, `second RecId`."""
    rows = step_tables.grid(simulation, table, datatable)
    simulation.expect(Grid(simulation.table(table).name, rows))


@then("the grid of the {table} table is empty", rules="C1")
def empty_grid(table: str, simulation: Simulation) -> None:
    """No row of the table is shown, not even of a deleted one."""
    simulation.expect(Grid(simulation.table(table).name, ()))


@then(
    "the grid of the {table} table has {count} row/rows",
    rules="G2",
    example="the grid of the worker table has 2 rows",
)
def grid_rows(table: str, count: int, simulation: Simulation) -> None:
    """So many rows, those of deleted records too."""
    simulation.expect(GridCount(simulation.table(table).name, count))
