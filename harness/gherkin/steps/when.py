"""Steps that happen: what users, the administrator and time do; each is one command."""

from typing import Final

from harness.domain.commands import (
    Advance,
    CancelBatchJob,
    ClearTracking,
    Create,
    Delete,
    Edit,
    Fault,
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
from harness.gherkin.vocabulary import given, when

SWITCH: Final = "The switch and time"
RECORDS: Final = "What users do"
IMPORTS: Final = "Imports"
JOB: Final = "The batch job"
PAGE: Final = "The administration page"
FAULTS: Final = "Faults"


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
    rules="F1 L5 B4",
    example="Dataverse is unavailable for 2 hours",
)
def unavailable(environment: Environment, duration: int, simulation: Simulation) -> None:
    """From now on and for that long, nothing that the integration writes there arrives."""
    simulation.do(Fault("unavailable", environment, milliseconds=duration))


@given(
    "{environment} is unavailable",
    group=FAULTS,
    rules="F1 L5 B4",
    example="Dataverse is unavailable",
)
def unavailable_until_over(environment: Environment, simulation: Simulation) -> None:
    """The same until the faults are over."""
    simulation.do(Fault("unavailable", environment))


@given(
    "request {int} to {environment} fails {moment} it is applied",
    group=FAULTS,
    rules="F2 L5",
    example="request 1 to Dataverse fails after it is applied",
)
def request_fails(
    nth: int, environment: Environment, applied: bool, simulation: Simulation
) -> None:
    """Of what the integration writes there, the nth from now: lost, or done and the answer lost."""
    simulation.do(Fault("request_fails", environment, nth=nth, applied=applied))


@given(
    "every request to {environment} from request {int} on fails {moment} it is applied",
    group=FAULTS,
    rules="F2 L5",
    example="every request to Dataverse from request 1 on fails before it is applied",
)
def requests_fail(
    environment: Environment, nth: int, applied: bool, simulation: Simulation
) -> None:
    """The same for all from the nth on, until the faults are over."""
    simulation.do(Fault("request_fails", environment, nth=nth, lasting=True, applied=applied))


@given(
    "deliveries from {environment} are delayed by {duration}",
    group=FAULTS,
    rules="F3 L2",
    example="deliveries from Dataverse are delayed by 10 minutes",
)
def delayed(environment: Environment, duration: int, simulation: Simulation) -> None:
    """What is changed there travels so much later, until the faults are over."""
    simulation.do(Fault("delivery_delayed", environment, milliseconds=duration))


@given(
    "deliveries from {environment} are delayed",
    group=FAULTS,
    rules="F3 F6",
    example="deliveries from Dataverse are delayed",
)
def delayed_until_over(environment: Environment, simulation: Simulation) -> None:
    """What is changed there travels when the faults are over."""
    simulation.do(Fault("delivery_delayed", environment))


@given(
    "delivery {int} from {environment} is delayed by {duration}",
    group=FAULTS,
    rules="F3",
    example="delivery 1 from Dataverse is delayed by 10 minutes",
)
def nth_delayed(nth: int, environment: Environment, duration: int, simulation: Simulation) -> None:
    """The nth change from now travels so much later: later ones overtake it."""
    simulation.do(Fault("delivery_delayed", environment, nth=nth, milliseconds=duration))


@given(
    "delivery {int} from {environment} is delayed",
    group=FAULTS,
    rules="F3 F6",
    example="delivery 1 from Dataverse is delayed",
)
def nth_delayed_until_over(nth: int, environment: Environment, simulation: Simulation) -> None:
    """The nth change from now travels when the faults are over."""
    simulation.do(Fault("delivery_delayed", environment, nth=nth))


@given(
    "delivery {int} from {environment} comes again",
    group=FAULTS,
    rules="F4",
    example="delivery 1 from Human Resources comes again",
)
def nth_repeated(nth: int, environment: Environment, simulation: Simulation) -> None:
    """The nth change from now is delivered twice, the second time at once."""
    simulation.do(Fault("delivery_repeated", environment, nth=nth))


@given(
    "delivery {int} from {environment} comes again {duration} later",
    group=FAULTS,
    rules="F4",
    example="delivery 1 from Human Resources comes again 10 minutes later",
)
def nth_repeated_later(
    nth: int, environment: Environment, duration: int, simulation: Simulation
) -> None:
    """The nth change from now is delivered twice, the second time so much later."""
    simulation.do(Fault("delivery_repeated", environment, nth=nth, milliseconds=duration))


@given(
    "the clock of {environment} is {duration} {direction}",
    group=FAULTS,
    rules="F5 R3",
    example="the clock of Dataverse is 10 minutes ahead",
)
def clock(environment: Environment, duration: int, ahead: bool, simulation: Simulation) -> None:
    """What is edited there bears later or earlier times than is true."""
    kind = "clock_ahead" if ahead else "clock_behind"
    simulation.do(Fault(kind, environment, milliseconds=duration))


@given("the faults were over", group=FAULTS, rules="F6")
@when("the faults are over", group=FAULTS, rules="F6")
def over(simulation: Simulation) -> None:
    """All faults are over, also those that did not strike; what waited for that is delivered."""
    simulation.do(Fault("over"))


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
