"""Steps of what is there from the start: the switch, and records on one side or on both."""

from typing import Final

from harness.domain.commands import Give, GiveRecord, Row, Side
from harness.domain.environments import DATAVERSE, HR, Environment
from harness.domain.errors import BadInput
from harness.gherkin import given_tables, step_tables
from harness.gherkin.simulation import Simulation
from harness.gherkin.step_tables import Cells
from harness.gherkin.steps.samples import SAMPLES
from harness.gherkin.vocabulary import StepDecorator

START: Final = "What is there from the start"
given = StepDecorator("given", START, SAMPLES)


@given("integration is {switch}", rules="S1 S4")
def integration(on: bool, simulation: Simulation) -> None:
    """The switch at the start. It is off by default; on, the batch job exists already."""
    simulation.start(on=on)


@given("the {table} {string} exists in both environments", rules="R1")
def exists(table: str, name: str, simulation: Simulation) -> None:
    """A record on both sides, tracked and in sync, that nobody has edited yet."""
    row = Row(simulation.record(table, name), simulation.keyed(table, name))
    simulation.give(Give(simulation.table(table).name, (row,)))


@given(
    "{count} generated {table} records exist in both environments",
    rules="R1",
    example="1000 generated worker records exist in both environments",
)
def generated(count: int, table: str, simulation: Simulation) -> None:
    """So many seeded records on both sides: people, jobs, positions; they come before others."""
    rows = simulation.generated(table, count)
    simulation.give(Give(simulation.table(table).name, rows, count))


@given(
    "these {table} records exist in both environments:",
    rules="R1",
)
def all_exist(table: str, datatable: Cells, simulation: Simulation) -> None:
    """The same of several records, with values: a heading `record`, the others are columns."""
    rows = step_tables.records(simulation, table, datatable)
    simulation.give(*(Give(simulation.table(table).name, (row,)) for row in rows))


@given(
    "the {table} {string} exists in {environment}",
    rules="S7 R9 R10",
    example='the worker "Ada" exists in Human Resources',
)
def exists_here(table: str, name: str, environment: Environment, simulation: Simulation) -> None:
    """A record on one side alone, that a user made there: a create waits for the batch job."""
    simulation.give(_on_one_side(simulation, table, name, environment, tracked=False))


@given(
    "these {table} records exist in {environment}:",
    rules="S7 R9 R10",
    example="these worker records exist in Human Resources:",
)
def all_exist_here(
    table: str, environment: Environment, datatable: Cells, simulation: Simulation
) -> None:
    """The same of several records, with values: a heading `record`, the others are columns."""
    its = simulation.table(table).name
    for row in step_tables.records(simulation, table, datatable, environment):
        if row.record is None:
            raise BadInput("name each record under a heading record")
        sides = {environment: Side(row.values)}
        simulation.give(GiveRecord(its, row.record, sides.get(HR), sides.get(DATAVERSE), False))


@given("the {table} {string} exists in both environments, untracked", rules="S7 R8")
def exists_untracked(table: str, name: str, simulation: Simulation) -> None:
    """A record on both sides that nothing associates yet: a create waits on either side."""
    side = Side(simulation.keyed(table, name))
    its, record = simulation.table(table).name, simulation.record(table, name)
    simulation.give(GiveRecord(its, record, side, side, tracked=False))


@given(
    "the {table} {string} exists in {environment} only, {tracking}",
    rules="S7 R4 R9 R10",
    example='the worker "Ada" exists in Dataverse only, untracked',
)
def exists_on_one_side(
    table: str, name: str, environment: Environment, tracking: bool, simulation: Simulation
) -> None:
    """Untracked, a user created it there; tracked, a user deleted it from the other side."""
    simulation.give(_on_one_side(simulation, table, name, environment, tracking))


def _on_one_side(
    simulation: Simulation, table: str, name: str, environment: Environment, tracked: bool
) -> GiveRecord:
    side = Side(simulation.keyed(table, name))
    hr, dataverse = (side, None) if environment == HR else (None, side)
    its, record = simulation.table(table).name, simulation.record(table, name)
    return GiveRecord(its, record, hr, dataverse, tracked)


@given(
    "these {table} records exist, {tracking}:",
    rules="S7 F7",
    example="these worker records exist, untracked:",
)
def all_exist_so(table: str, tracking: bool, datatable: Cells, simulation: Simulation) -> None:
    """A row for each side of a record: record, environment, columns; exists, edited, noticed."""
    simulation.give(*given_tables.records(simulation, table, datatable, tracked=tracking))
