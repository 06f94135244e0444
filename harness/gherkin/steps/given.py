"""Steps that set the simulation up: settings, and records that exist from the start."""

from textwrap import indent
from typing import Final

from harness.domain.commands import Give, Row
from harness.domain.environments import Environment
from harness.gherkin import step_tables
from harness.gherkin.simulation import Simulation
from harness.gherkin.step_tables import Cells
from harness.gherkin.steps.samples import SAMPLES
from harness.gherkin.vocabulary import StepDecorator
from harness.scenarios.catalog_reader import load_catalog
from harness.simulator.integration.registry import INTEGRATIONS
from harness.simulator.schedule import CLOCKS

SETTINGS: Final = "Settings, before anything else"
START: Final = "What is there from the start"
given = StepDecorator("given", samples=SAMPLES)


@given("changes in Dataverse take {duration} to reach Human Resources", group=SETTINGS, rules="L2")
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
    "the batch job runs by the clock {string}",
    group=SETTINGS,
    rules="S4 B5",
    example='the batch job runs by the clock "interval"',
)
def clock(name: str, simulation: Simulation) -> None:
    """Which clock says when the scheduled runs are due: interval, or one that is plugged in."""
    CLOCKS.resolve(name)
    simulation.set(clock=name)


@given(
    "the integration is simulated by {string}",
    group=SETTINGS,
    rules="S1",
    example='the integration is simulated by "documented"',
)
def simulated_by(name: str, simulation: Simulation) -> None:
    """What is simulated: the documented integration, or one that is plugged in."""
    INTEGRATIONS.resolve(name)
    simulation.set(integration=name)


@given("the conflict policy is {policy}", group=SETTINGS, rules="R3")
def policy(policy: str, simulation: Simulation) -> None:
    """Who wins where both sides edited; the last edit where nothing is said."""
    simulation.set(conflict=policy)


@given("ties are won by {environment}", group=SETTINGS, rules="R11")
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


@given("the {table} table has these custom columns:", group=SETTINGS, rules="R16", sets_up=True)
def custom_columns(table: str, datatable: Cells, simulation: Simulation) -> None:
    """Columns beyond the documented ones: column, and type and length in either environment."""
    simulation.add_columns(table, step_tables.custom_columns(datatable))


@given("integration is {switch}", group=START, rules="S1 S4")
def integration(on: bool, simulation: Simulation) -> None:
    """The switch at the start. It is off by default; on, the batch job exists already."""
    simulation.start(on=on)


@given("the {table} {string} exists in both environments", group=START, rules="R1")
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
    table=step_tables.records_fit,
)
def all_exist(table: str, datatable: Cells, simulation: Simulation) -> None:
    """The same of several records, with values: a heading `record`, the others are columns."""
    for row in step_tables.records(simulation, table, datatable):
        simulation.give(Give(simulation.table(table).name, (row,)))
