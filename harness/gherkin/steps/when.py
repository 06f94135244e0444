"""Steps of events: the switch, time and users act; each step is one command."""

from typing import Final

from harness.domain.commands import (
    Advance,
    Create,
    Delete,
    Edit,
    TurnOff,
    TurnOn,
    Undelete,
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
given = StepDecorator("given", samples=SAMPLES)
when = StepDecorator("when", samples=SAMPLES)


@given('I set "Enable Dataverse integration" to {answer}')
@when('I set "Enable Dataverse integration" to {answer}')
@given("I turned integration {switch}")
@when("I turn integration {switch}")
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
    its, record = simulation.table(table).name, simulation.record(table, name)
    simulation.do(Create(environment, its, record, values))


@given(
    "the {table} {string} was created in {environment} with:",
    example='the worker "Ada" was created in Human Resources with:',
)
@when(
    "the {table} {string} is created in {environment} with:",
    group=RECORDS,
    rules="S2 L1 L2",
    example='the worker "Ada" is created in Human Resources with:',
)
def created_with(
    table: str, name: str, environment: Environment, datatable: Cells, simulation: Simulation
) -> None:
    """A user creates a record with these values: one row under the headings of its columns."""
    row = step_tables.only_row(simulation, table, datatable, environment)
    values = simulation.keyed(table, name, environment, row)
    its, record = simulation.table(table).name, simulation.record(table, name)
    simulation.do(Create(environment, its, record, values))


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
)
def created_through(
    table: str, name: str, entity: str, datatable: Cells, simulation: Simulation
) -> None:
    """A record made in Human Resources, that says which of the entities it goes through."""
    row = step_tables.only_row(simulation, table, datatable, HR)
    values = simulation.keyed(table, name, HR, row)
    its, record = simulation.table(table).name, simulation.record(table, name)
    simulation.do(Create(HR, its, record, values, entity))


@when(
    "the {table} {string} is changed through the entity {string} to:",
    group=RECORDS,
    rules="G3",
    example='the position "Desk" is changed through the entity "HcmPositionEntity" to:',
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
    rules="S2 L6 L9 R12 R13 R19",
    example='the worker "Ada" is deleted from Human Resources',
)
def deleted(table: str, name: str, environment: Environment, simulation: Simulation) -> None:
    """A user deletes a record in one environment."""
    simulation.do(Delete(environment, simulation.record(table, name)))


@given(
    "the {table} {string} was created in {environment} under reference {string} with:",
    example='the job "Clerk" was created in Human Resources under reference "5637149999" with:',
)
@when(
    "the {table} {string} is created in {environment} under reference {string} with:",
    group=RECORDS,
    rules="S2 L1 L2 G5",
    example='the job "Clerk" is created in Human Resources under reference "5637149999" with:',
)
def created_under(
    table: str,
    name: str,
    environment: Environment,
    text: str,
    datatable: Cells,
    simulation: Simulation,
) -> None:
    """A record with a RecId or row id of one's own; it is refused where that is taken."""
    row = step_tables.only_row(simulation, table, datatable, environment)
    values = simulation.keyed(table, name, environment, row)
    reference = step_tables.reference(environment, text)
    its, record = simulation.table(table).name, simulation.record(table, name)
    simulation.do(Create(environment, its, record, values, reference=reference))


@when(
    "the {table} {string} is created through the entity {string} under reference {string} with:",
    group=RECORDS,
    rules="G3 G5",
    example='the position "Desk" is created through the entity "HcmPositionEntity" under '
    'reference "5637149999" with:',
)
def created_through_under(
    table: str, name: str, entity: str, text: str, datatable: Cells, simulation: Simulation
) -> None:
    """The same in Human Resources, through one of the entities."""
    row = step_tables.only_row(simulation, table, datatable, HR)
    values = simulation.keyed(table, name, HR, row)
    reference = step_tables.reference(HR, text)
    its, record = simulation.table(table).name, simulation.record(table, name)
    simulation.do(Create(HR, its, record, values, entity, reference))


@given(
    "the {table} {string} became {string} in {environment}, with the {column} {string}",
    example='the worker "Ada" became "Ada anew" in Dataverse, with the worker number "124"',
)
@when(
    "the {table} {string} becomes {string} in {environment}, with the {column} {string}",
    group=RECORDS,
    rules="R18",
    example='the worker "Ada" becomes "Ada anew" in Dataverse, with the worker number "124"',
)
def becomes(
    table: str,
    name: str,
    new: str,
    environment: Environment,
    column: str,
    text: str,
    simulation: Simulation,
) -> None:
    """An edit of the natural key, and the record's name from then on."""
    values = simulation.values(table, {column: text}, environment)
    record, anew = simulation.record(table, name), simulation.record(table, new)
    simulation.do(Edit(environment, record, values, becomes=anew))


@given(
    "the {table} {string} became {string} in {environment} with:",
    example='the worker "Ada" became "Ada anew" in Dataverse with:',
)
@when(
    "the {table} {string} becomes {string} in {environment} with:",
    group=RECORDS,
    rules="R18",
    example='the worker "Ada" becomes "Ada anew" in Dataverse with:',
)
def becomes_with(
    table: str,
    name: str,
    new: str,
    environment: Environment,
    datatable: Cells,
    simulation: Simulation,
) -> None:
    """The same with several columns: one row under their headings."""
    values = step_tables.only_row(simulation, table, datatable, environment)
    record, anew = simulation.record(table, name), simulation.record(table, new)
    simulation.do(Edit(environment, record, pairs(values), becomes=anew))


@when(
    "the {table} {string} becomes {string} through the entity {string} with:",
    group=RECORDS,
    rules="R18 G3",
    example='the worker "Ada" becomes "Ada anew" through the entity "HcmWorkerEntity" with:',
)
def becomes_through(
    table: str, name: str, new: str, entity: str, datatable: Cells, simulation: Simulation
) -> None:
    """The same in Human Resources, through one of the entities."""
    values = step_tables.only_row(simulation, table, datatable, HR)
    record, anew = simulation.record(table, name), simulation.record(table, new)
    simulation.do(Edit(HR, record, pairs(values), entity, anew))


@given("the {table} {string} was taken out of the recycle bin")
@when(
    "the {table} {string} is taken out of the recycle bin",
    group=RECORDS,
    rules="E2",
    example='the worker "Ada" is taken out of the recycle bin',
)
def undeleted(table: str, name: str, simulation: Simulation) -> None:
    """A user of Dataverse restores the row that was deleted last, with its row id and values."""
    simulation.do(Undelete(simulation.record(table, name)))
