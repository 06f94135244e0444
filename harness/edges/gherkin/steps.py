"""The steps: every phrase that features may use, each one command or one expectation.

`harness steps` lists them. A record is spoken of by table and name, `the worker "Ada"`; a table by
its display name or its logical name; a column by friendly words, `last name` for `cdm_lastname`.
What belongs to the natural key and is not said is filled in from the record's name.
"""

from textwrap import indent
from typing import Final

from harness.edges.gherkin import step_tables
from harness.edges.gherkin.simulation import Simulation
from harness.edges.gherkin.step_tables import Cells
from harness.edges.gherkin.vocabulary import given, then, when
from harness.histories.catalog_section import load_catalog
from harness.readers.expectations import (
    Converged,
    DataLoss,
    DataLosses,
    DeletedFromDataverse,
    Diverged,
    Elapsed,
    Exists,
    Grid,
    HasValues,
    MissedRequests,
    RefusedBecause,
    TimelineSays,
    Tracked,
    UndoneDelete,
)
from harness.values.commands import (
    Advance,
    CancelBatchJob,
    ClearTracking,
    Create,
    Delete,
    Edit,
    Fault,
    Give,
    Import,
    Row,
    RunBatchJob,
    SyncNow,
    TurnOff,
    TurnOn,
    pairs,
)
from harness.values.environments import DATAVERSE, HR, Environment

SETTINGS: Final = "Settings, before anything else"
START: Final = "What is there from the start"
SWITCH: Final = "The switch and time"
RECORDS: Final = "What users do"
IMPORTS: Final = "Imports"
JOB: Final = "The batch job"
PAGE: Final = "The administration page"
FAULTS: Final = "Faults"
HELD: Final = "What the environments hold"
REPORTED: Final = "What is reported"


@given(
    "changes in Dataverse take {duration} to reach Human Resources",
    group=SETTINGS,
    rules="L2",
    example="changes in Dataverse take 10 minutes to reach Human Resources",
)
def delay(duration: int, simulation: Simulation) -> None:
    """How long a change in Dataverse waits, with integration on, until it is delivered."""
    simulation.set(dataverse_to_hr_delay=duration)


@given(
    "the batch job runs every {duration}",
    group=SETTINGS,
    rules="S4 B5",
    example="the batch job runs every 6 hours",
)
def interval(duration: int, simulation: Simulation) -> None:
    """The interval between the scheduled runs; once a day where nothing is said."""
    simulation.set(batch_job_every=duration)


@given(
    "the conflict policy is {policy}",
    group=SETTINGS,
    rules="R3",
    example="the conflict policy is merge fields",
)
def policy(policy: str, simulation: Simulation) -> None:
    """Who wins where both sides edited; the last edit where nothing is said."""
    simulation.set(conflict=policy)


@given(
    "ties are won by {environment}",
    group=SETTINGS,
    rules="R11",
    example="ties are won by Dataverse",
)
def tie(environment: Environment, simulation: Simulation) -> None:
    """Who wins where both last edits have the same time; Human Resources where nothing is said."""
    simulation.set(tie=environment)


@given("the seed is {int}", group=SETTINGS, rules="G1", example="the seed is 7")
def seed(number: int, simulation: Simulation) -> None:
    """Where row ids are drawn from; the same seed gives the same ones."""
    simulation.set(seed=number)


@given(
    "an import takes {duration} a record while integration is {switch}",
    group=SETTINGS,
    rules="M2",
    example="an import takes 2.5 seconds a record while integration is off",
)
def import_cost(duration: int, on: bool, simulation: Simulation) -> None:
    """Simulated time that an import takes for each record."""
    simulation.set(**{"import_on" if on else "import_off": duration})


@given(
    "the simulation starts at {string}",
    group=SETTINGS,
    rules="S4",
    example='the simulation starts at "2021-08-19T09:00:00Z"',
)
def start_time(instant: str, simulation: Simulation) -> None:
    """When the simulation begins, in UTC; 2021-08-19 at 09:00 where nothing is said."""
    simulation.set(start=step_tables.instant(instant))


@given("the catalog has these additions:", group=SETTINGS, rules="R16", sets_up=True)
def catalog_additions(docstring: str, simulation: Simulation) -> None:
    """Further tables and columns, as the `catalog:` of a scenario file has them, in YAML."""
    simulation.add_to_catalog(load_catalog("the additions", f"catalog:\n{indent(docstring, ' ')}"))


@given(
    "the {table} table has these custom columns:",
    group=SETTINGS,
    rules="R16",
    example="the worker table has these custom columns:",
    sets_up=True,
)
def custom_columns(table: str, datatable: Cells, simulation: Simulation) -> None:
    """Columns beyond the documented ones: column, and type and length in either environment."""
    simulation.add_columns(table, step_tables.custom_columns(datatable))


@given("integration is {switch}", group=START, rules="S1 S4", example="integration is on")
def integration(on: bool, simulation: Simulation) -> None:
    """The switch at the start. It is off by default; on, the batch job exists already."""
    simulation.start(on=on)


@given(
    "the {table} {string} exists in both environments",
    group=START,
    rules="R1",
    example='the worker "Ada" exists in both environments',
)
def exists(table: str, name: str, simulation: Simulation) -> None:
    """A record on both sides, tracked and in sync, that nobody has edited yet."""
    row = Row(name, simulation.keyed(table, name))
    simulation.give(Give(simulation.table(table).name, (row,)))


@given(
    "{int} generated {table} records exist in both environments",
    group=START,
    rules="R1",
    example="1000 generated worker records exist in both environments",
)
def generated(count: int, table: str, simulation: Simulation) -> None:
    """So many seeded records on both sides: people, jobs, positions; they come before others."""
    rows = simulation.generated(table, count)
    simulation.give(Give(simulation.table(table).name, rows, count))


@given(
    "these {table} records exist in both environments:",
    group=START,
    rules="R1",
    example="these worker records exist in both environments:",
    table=step_tables.records_fit,
)
def all_exist(table: str, datatable: Cells, simulation: Simulation) -> None:
    """The same of several records, with values: a heading `record`, the others are columns."""
    for row in step_tables.records(simulation, table, datatable):
        simulation.give(Give(simulation.table(table).name, (row,)))


@given(
    "integration was turned {switch}",
    group=SWITCH,
    rules="S2 S3 S6",
    example="integration was turned off",
)
@when(
    "integration is turned {switch}",
    group=SWITCH,
    rules="S2 S3 S6",
    example="integration is turned on",
)
def turned(on: bool, simulation: Simulation) -> None:
    """An administrator sets Enable Dataverse integration to Yes or No."""
    simulation.do(TurnOn() if on else TurnOff())


@given("{duration} has/have passed", group=SWITCH, rules="B5 L2", example="2 hours have passed")
@when("{duration} pass/passes", group=SWITCH, rules="B5 L2", example="1 day passes")
def passes(duration: int, simulation: Simulation) -> None:
    """Simulated time passes, and what is due meanwhile happens."""
    simulation.do(Advance(duration))


@given(
    "the {table} {string} was created in {environment}",
    group=RECORDS,
    rules="S2 L1 L2",
    example='the worker "Ada" was created in Human Resources',
)
@when(
    "the {table} {string} is created in {environment}",
    group=RECORDS,
    rules="S2 L1 L2",
    example='the worker "Ada" is created in Dataverse',
)
def created(table: str, name: str, environment: Environment, simulation: Simulation) -> None:
    """A user creates a record; its natural key comes from its name."""
    values = simulation.keyed(table, name, environment)
    simulation.do(Create(environment, simulation.table(table).name, name, values))


@given(
    "the {table} {string} was created in {environment} with:",
    group=RECORDS,
    rules="S2 L1 L2",
    example='the worker "Ada" was created in Human Resources with:',
    table=step_tables.records_fit,
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
    said = step_tables.only_row(simulation, table, datatable, environment)
    values = simulation.keyed(table, name, environment, said)
    simulation.do(Create(environment, simulation.table(table).name, name, values))


@given(
    "the {column} of the {table} {string} was changed to {string} in {environment}",
    group=RECORDS,
    rules="S2 L1 L2 R2 R3",
    example='the last name of the worker "Ada" was changed to "Byron" in Dataverse',
)
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


@given(
    "the {table} {string} was changed in {environment} to:",
    group=RECORDS,
    rules="S2 L1 L2 R2 R3",
    example='the worker "Ada" was changed in Dataverse to:',
    table=step_tables.records_fit,
)
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
    said = step_tables.only_row(simulation, table, datatable, HR)
    values = simulation.keyed(table, name, HR, said)
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
    group=RECORDS,
    rules="G3",
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


@given(
    "the {table} {string} was deleted from {environment}",
    group=RECORDS,
    rules="S2 L6 R12 R13",
    example='the worker "Ada" was deleted from Dataverse',
)
@when(
    "the {table} {string} is deleted from {environment}",
    group=RECORDS,
    rules="S2 L6 R12 R13",
    example='the worker "Ada" is deleted from Human Resources',
)
def deleted(table: str, name: str, environment: Environment, simulation: Simulation) -> None:
    """A user deletes a record in one environment."""
    simulation.do(Delete(environment, simulation.record(table, name)))


@given(
    "these {table} records were imported:",
    group=IMPORTS,
    rules="M1 M2",
    example="these worker records were imported:",
    table=step_tables.records_fit,
)
@when(
    "these {table} records are imported:",
    group=IMPORTS,
    rules="M1 M2",
    example="these worker records are imported:",
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


@given("the batch job has run", group=JOB, rules="B1 S5")
@when("the batch job runs", group=JOB, rules="B1 S5")
def batch_job(simulation: Simulation) -> None:
    """The missed request sync is run by hand; scheduled runs come as time passes."""
    simulation.do(RunBatchJob())


@when("the stuck run of the batch job is cancelled", group=JOB, rules="B6")
def cancelled(simulation: Simulation) -> None:
    """An administrator cancels the run that is stuck in Executing."""
    simulation.do(CancelBatchJob())


@given(
    "the tracking of the {table} table was cleared",
    group=PAGE,
    rules="C1 C7",
    example="the tracking of the worker table was cleared",
)
@when(
    "the tracking of the {table} table is cleared",
    group=PAGE,
    rules="C1 C7",
    example="the tracking of the worker table is cleared",
)
def cleared(table: str, simulation: Simulation) -> None:
    """An administrator selects the table, then Clear tracking information."""
    simulation.do(ClearTracking(simulation.table(table).name))


@given(
    "sync now was run for the {table} table",
    group=PAGE,
    rules="N1 N3",
    example="sync now was run for the worker table",
)
@when(
    "sync now is run for the {table} table",
    group=PAGE,
    rules="N1 N3",
    example="sync now is run for the worker table",
)
def synchronized(table: str, simulation: Simulation) -> None:
    """An administrator selects the table, then Sync now."""
    simulation.do(SyncNow(simulation.table(table).name))


@given(
    "{environment} is unavailable for {duration}",
    group=FAULTS,
    rules="L5 B4",
    example="Dataverse is unavailable for 2 hours",
)
def unavailable(environment: Environment, duration: int, simulation: Simulation) -> None:
    """From now on and for that long, nothing that the integration writes there arrives."""
    simulation.do(Fault("unavailable", environment, milliseconds=duration))


@given(
    "the next run of the batch job stops after {int} record/records",
    group=FAULTS,
    rules="B4",
    example="the next run of the batch job stops after 1 record",
)
def stops(count: int, simulation: Simulation) -> None:
    """The next run is cut off after so many records."""
    simulation.do(Fault("batch_job_stops", after=count))


@given("the next run of the batch job gets stuck", group=FAULTS, rules="B6")
def stuck(simulation: Simulation) -> None:
    """The next run stays in Executing until it is cancelled."""
    simulation.do(Fault("batch_job_stuck"))


@then(
    "the {table} {string} is in {environment}",
    group=HELD,
    rules="R4 R5",
    example='the worker "Ada" is in Dataverse',
)
def is_in(table: str, name: str, environment: Environment, simulation: Simulation) -> None:
    """The record is there."""
    simulation.expect(Exists(environment, simulation.record(table, name), exists=True))


@then(
    "the {table} {string} is not in {environment}",
    group=HELD,
    rules="S2 L6",
    example='the worker "Ada" is not in Dataverse',
)
def is_not_in(table: str, name: str, environment: Environment, simulation: Simulation) -> None:
    """The record is not there."""
    simulation.expect(Exists(environment, simulation.record(table, name), exists=False))


@then(
    "the {table} {string} is in both environments",
    group=HELD,
    rules="R4 R5 S5",
    example='the worker "Ada" is in both environments',
)
def is_in_both(table: str, name: str, simulation: Simulation) -> None:
    """The record is there, in Human Resources and in Dataverse."""
    record = simulation.record(table, name)
    simulation.expect(Exists(HR, record, exists=True), Exists(DATAVERSE, record, exists=True))


@then(
    "the {column} of the {table} {string} is {string} in {environment}",
    group=HELD,
    rules="R2 R3",
    example='the last name of the worker "Ada" is "Byron" in Dataverse',
)
def has(
    column: str, table: str, name: str, text: str, environment: Environment, simulation: Simulation
) -> None:
    """The record is there and has this value; "" is empty, a lookup is the name of a record."""
    values = simulation.values(table, {column: text}, environment)
    simulation.expect(HasValues(environment, simulation.record(table, name), values))


@then(
    "the {column} of the {table} {string} is {string} in both environments",
    group=HELD,
    rules="R2 R3 S5",
    example='the last name of the worker "Ada" is "Byron" in both environments',
)
def has_in_both(column: str, table: str, name: str, text: str, simulation: Simulation) -> None:
    """The record is there in both environments, with this value."""
    record = simulation.record(table, name)
    in_hr = HasValues(HR, record, simulation.values(table, {column: text}, HR))
    there = HasValues(DATAVERSE, record, simulation.values(table, {column: text}, DATAVERSE))
    simulation.expect(in_hr, there)


@then(
    "the {table} {string} in {environment} has:",
    group=HELD,
    rules="R2 R3",
    example='the worker "Ada" in Dataverse has:',
    table=step_tables.records_fit,
)
def has_all(
    table: str, name: str, environment: Environment, datatable: Cells, simulation: Simulation
) -> None:
    """The record is there with these values: one row under the headings of its columns."""
    values = step_tables.only_row(simulation, table, datatable, environment)
    expected = HasValues(environment, simulation.record(table, name), pairs(values))
    simulation.expect(expected)


@then(
    "both environments hold the same {table} records",
    group=HELD,
    rules="S5 N3",
    example="both environments hold the same worker records",
)
def converged_table(table: str, simulation: Simulation) -> None:
    """The same records with the same values, in this table."""
    simulation.expect(Converged(simulation.table(table).name))


@then("both environments hold the same", group=HELD, rules="S5 N3")
def converged(simulation: Simulation) -> None:
    """The same records with the same values, in every table."""
    simulation.expect(Converged())


@then(
    "the {table} {string} differs between the environments",
    group=HELD,
    rules="S2",
    example='the worker "Ada" differs between the environments',
)
def diverged(table: str, name: str, simulation: Simulation) -> None:
    """The two sides of the record differ, or one of them is missing."""
    simulation.expect(Diverged(simulation.record(table, name)))


@then(
    "the {table} {string} is tracked",
    group=HELD,
    rules="N3 C3 R8",
    example='the worker "Ada" is tracked',
)
def tracked(table: str, name: str, simulation: Simulation) -> None:
    """There is a tracking row of the record, and it does not say that it was deleted."""
    simulation.expect(Tracked(simulation.record(table, name), tracked=True))


@then(
    "the {table} {string} is not tracked",
    group=HELD,
    rules="C1 R6",
    example='the worker "Ada" is not tracked',
)
def untracked(table: str, name: str, simulation: Simulation) -> None:
    """There is no tracking row of the record, or one that says that it was deleted."""
    simulation.expect(Tracked(simulation.record(table, name), tracked=False))


@then(
    "the grid shows the {table} {string} as deleted from Dataverse",
    group=HELD,
    rules="G2 L6",
    example='the grid shows the worker "Ada" as deleted from Dataverse',
)
def shown_deleted(table: str, name: str, simulation: Simulation) -> None:
    """Its row in the grid says Deleted from Dataverse: Yes."""
    simulation.expect(DeletedFromDataverse(simulation.record(table, name), says_yes=True))


@then(
    "the grid shows the {table} {string} as not deleted from Dataverse",
    group=HELD,
    rules="G2 R4",
    example='the grid shows the worker "Ada" as not deleted from Dataverse',
)
def shown_not_deleted(table: str, name: str, simulation: Simulation) -> None:
    """Its row in the grid says Deleted from Dataverse: No."""
    simulation.expect(DeletedFromDataverse(simulation.record(table, name), says_yes=False))


@then(
    "the grid of the {table} table shows:",
    group=HELD,
    rules="G1 G2 G3 G4",
    example="the grid of the worker table shows:",
    table=step_tables.grid_fits,
)
def grid(table: str, datatable: Cells, simulation: Simulation) -> None:
    """These rows in this order, any of the five columns; also `first row id`, `second RecId`."""
    rows = step_tables.grid(simulation, datatable)
    simulation.expect(Grid(simulation.table(table).name, rows))


@then(
    "the grid of the {table} table is empty",
    group=HELD,
    rules="C1",
    example="the grid of the worker table is empty",
)
def empty_grid(table: str, simulation: Simulation) -> None:
    """No row of the table is shown, not even of a deleted one."""
    simulation.expect(Grid(simulation.table(table).name, ()))


@then("no loss is reported", group=REPORTED, rules="R7")
def no_loss(simulation: Simulation) -> None:
    """No user's change was lost so far."""
    simulation.expect(DataLoss())


@then("these losses are reported:", group=REPORTED, rules="R7 R3 L6", table=step_tables.losses_fit)
def losses(datatable: Cells, simulation: Simulation) -> None:
    """Every loss so far, one row a column: record, environment, column, lost, kept."""
    simulation.expect(DataLosses(step_tables.losses(simulation, datatable)))


@then(
    "a loss of the {table} {string} in {environment} is reported",
    group=REPORTED,
    rules="R7 R3 L6",
    example='a loss of the worker "Ada" in Dataverse is reported',
)
def loss(table: str, name: str, environment: Environment, simulation: Simulation) -> None:
    """Something that a user changed there, of this record, was lost."""
    simulation.expect(DataLoss(environment, simulation.record(table, name)))


@then(
    "a loss of the {table} {string} in {environment} is reported, of these columns:",
    group=REPORTED,
    rules="R7 R3 L6",
    example='a loss of the worker "Ada" in Dataverse is reported, of these columns:',
    table=step_tables.columns_fit,
)
def loss_of_columns(
    table: str, name: str, environment: Environment, datatable: Cells, simulation: Simulation
) -> None:
    """A change of exactly these columns was lost; a heading `column`, and a row for each."""
    columns = frozenset(step_tables.columns(simulation.table(table), datatable))
    simulation.expect(DataLoss(environment, simulation.record(table, name), columns))


@then("no undone delete is reported", group=REPORTED, rules="R13")
def nothing_undone(simulation: Simulation) -> None:
    """No user's delete was reversed so far."""
    simulation.expect(UndoneDelete())


@then(
    "the undone delete of the {table} {string} in {environment} is reported",
    group=REPORTED,
    rules="R13 R4 R5",
    example='the undone delete of the worker "Ada" in Dataverse is reported',
)
def undone(table: str, name: str, environment: Environment, simulation: Simulation) -> None:
    """A user's delete, made there, was reversed."""
    simulation.expect(UndoneDelete(environment, simulation.record(table, name)))


@then(
    "there is/are {int} missed request/requests",
    group=REPORTED,
    rules="S2 L5 B1",
    example="there are 2 missed requests",
)
def missed(count: int, simulation: Simulation) -> None:
    """So many changes have not travelled, in both environments together."""
    simulation.expect(MissedRequests(count))


@then(
    "the {table} {string} has a missed request in {environment}",
    group=REPORTED,
    rules="S2 L5 B2",
    example='the worker "Ada" has a missed request in Dataverse',
)
def missed_of(table: str, name: str, environment: Environment, simulation: Simulation) -> None:
    """What was changed of the record there has not travelled."""
    simulation.expect(MissedRequests(None, environment, simulation.record(table, name)))


@then(
    "it is refused because {string}",
    group=REPORTED,
    rules="N2 G2 R18",
    example='it is refused because "integration is off"',
)
def refused(text: str, simulation: Simulation) -> None:
    """The step before was refused, and the reason has this text in it."""
    simulation.expect(RefusedBecause(text))


@then(
    "the timeline says {string}",
    group=REPORTED,
    rules="R11 R14 R16 S4",
    example='the timeline says "skipped: integration is off"',
)
def timeline_says(text: str, simulation: Simulation) -> None:
    """A line of the timeline has this text in it, regardless of case."""
    simulation.expect(TimelineSays(text))


@then(
    "the timeline matches the approved timeline {string}",
    group=REPORTED,
    rules="R7 R13",
    example='the timeline matches the approved timeline "switching on"',
)
def approved(name: str, simulation: Simulation) -> None:
    """It is what `approved/NAME.txt` beside the feature says; --harness-approve writes that."""
    simulation.matches_approved(name)


@then(
    "{duration} has/have passed since the start",
    group=REPORTED,
    rules="M2",
    example="50 minutes have passed since the start",
)
def elapsed(duration: int, simulation: Simulation) -> None:
    """So much simulated time, exactly."""
    simulation.expect(Elapsed(duration))
