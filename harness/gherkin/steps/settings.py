"""Steps that choose settings; they come before anything exists or happens."""

from dataclasses import replace
from textwrap import indent
from typing import Final, TypeVar

from harness.domain.environments import Environment
from harness.domain.errors import Problems
from harness.domain.settings import InUse, Keys, LateDelete, NaturalKey, Settings
from harness.gherkin import column_tables, step_tables
from harness.gherkin.simulation import Simulation
from harness.gherkin.step_tables import Cells
from harness.gherkin.steps.samples import SAMPLES
from harness.gherkin.vocabulary import StepDecorator
from harness.gherkin.wrong_words import WrongLine, WrongText, WrongWords, blaming
from harness.scenarios.catalog_reader import load_catalog
from harness.simulator.integration.registry import INTEGRATIONS
from harness.simulator.schedule import CLOCKS

_K = TypeVar("_K")
_V = TypeVar("_V")
SETTINGS: Final = "Settings, before anything else"
given = StepDecorator("given", SETTINGS, SAMPLES)


@given("changes in Dataverse take {duration} to reach Human Resources", rules="L2")
def delay(duration: int, simulation: Simulation) -> None:
    """How long a change in Dataverse waits, with integration on, until it is delivered."""
    simulation.set(dataverse_to_hr_delay=duration)


@given(
    "the batch job runs every {duration}",
    rules="S4 B5",
    example="the batch job runs every 6 hours",
)
def interval(duration: int, simulation: Simulation) -> None:
    """The interval between the scheduled runs; once a day where nothing is said."""
    simulation.set(batch_job_every=duration)


@given(
    "the batch job takes {duration} a record",
    rules="B8",
    example="the batch job takes 10 seconds a record",
)
def batch_job_cost(duration: int, simulation: Simulation) -> None:
    """Simulated time that a run takes for each record; none where nothing is said."""
    simulation.set(batch_job_per_record=duration)


@given(
    "the batch job runs by the clock {string}",
    rules="S4 B5",
    example='the batch job runs by the clock "interval"',
)
def clock(name: str, simulation: Simulation) -> None:
    """Which clock says when the scheduled runs are due: interval, or one that is plugged in."""
    blaming(CLOCKS.resolve)(name)
    simulation.set(clock=name)


@given(
    "the integration is simulated by {string}",
    rules="S1",
    example='the integration is simulated by "documented"',
)
def simulated_by(name: str, simulation: Simulation) -> None:
    """What is simulated: the documented integration, or one that is plugged in."""
    blaming(INTEGRATIONS.resolve)(name)
    simulation.set(integration=name)


@given("the conflict policy is {policy}", rules="R3")
def policy(policy: str, simulation: Simulation) -> None:
    """Who wins where both sides edited; the last edit where nothing is said."""
    simulation.set(conflict=policy)


@given("{table} records have the conflict policy {policy}", rules="R3")
def table_policy(table: str, policy: str, simulation: Simulation) -> None:
    """Who wins where both sides edited a record of this table."""
    _add_policy(simulation, simulation.table(table).name, policy)


@given("the {column} of {table} records has the conflict policy {policy}", rules="R3")
def column_policy(column: str, table: str, policy: str, simulation: Simulation) -> None:
    """Where both sides edited a record: the side that touched the column, else this policy."""
    _add_policy(simulation, _column(simulation, table, column), policy)


def _add_policy(simulation: Simulation, name: str, policy: str) -> None:
    simulation.adjust(lambda it: replace(it, conflict_for=_with(it.conflict_for, name, policy)))


def _with(pairs: tuple[tuple[_K, _V], ...], key: _K, value: _V) -> tuple[tuple[_K, _V], ...]:
    """Pairs of a setting that is a mapping, with one more."""
    return tuple({**dict(pairs), key: value}.items())


@given("ties are won by {environment}", rules="R11")
def tie(environment: Environment, simulation: Simulation) -> None:
    """Who wins where both last edits have the same time; Human Resources where nothing is said."""
    simulation.set(tie=environment)


@given(
    "deletes that arrive late are {lateness}",
    rules="L9 L10",
    example="deletes that arrive late are undone",
)
def late_delete(lateness: LateDelete, simulation: Simulation) -> None:
    """What comes of a delete made while on: carried out where nothing is said, or undone."""
    simulation.set(late_delete=lateness)


@given("deleting a record in use {in_use} in {environment}", rules="R19")
def delete_in_use(in_use: InUse, environment: Environment, simulation: Simulation) -> None:
    """What comes of a user's delete of what others look up; it is refused where nothing is said."""
    simulation.adjust(
        lambda it: replace(it, delete_in_use=_with(it.delete_in_use, environment, in_use))
    )


@given("natural keys are {key_change}", rules="R18")
def natural_key(key_change: NaturalKey, simulation: Simulation) -> None:
    """Whether an edit may change what identifies a record; fixed where nothing is said."""
    simulation.set(natural_key=key_change)


@given("natural keys are compared {comparison}", rules="V2")
def keys(comparison: Keys, simulation: Simulation) -> None:
    """Whether letter case and blanks at the end tell keys apart; not where nothing is said."""
    simulation.set(keys=comparison)


@given(
    "nobody listens to the {column} of {table} records in {environment}",
    rules="L8",
    example="nobody listens to the known as of worker records in Human Resources",
)
def not_listened(column: str, table: str, environment: Environment, simulation: Simulation) -> None:
    """An edit of such columns alone is not delivered: it stays missed."""
    name = _column(simulation, table, column)

    def without(settings: Settings) -> Settings:
        columns = (*dict(settings.not_listened).get(environment, ()), name)
        return replace(settings, not_listened=_with(settings.not_listened, environment, columns))

    simulation.adjust(without)


@given("{table} records flow from Human Resources to Dataverse only", rules="R15")
def one_way_table(table: str, simulation: Simulation) -> None:
    """A user's change of such a record in Dataverse is refused."""
    _add_one_way(simulation, simulation.table(table).name)


@given(
    "the {column} of {table} records flows from Human Resources to Dataverse only",
    rules="R15",
    sets_up=True,
)
def one_way_column(column: str, table: str, simulation: Simulation) -> None:
    """What Dataverse has in such a column never travels, and is no edit."""
    _add_one_way(simulation, _column(simulation, table, column))


def _add_one_way(simulation: Simulation, name: str) -> None:
    simulation.catalog.with_one_way([name])  # BadInput if it cannot flow so
    simulation.adjust(lambda it: replace(it, one_way=(*it.one_way, name)))


def _column(simulation: Simulation, table: str, column: str) -> str:
    """A column of a table, as settings name it."""
    return f"{simulation.table(table).name}.{simulation.column(table, column)}"


@given("the seed is {int}", rules="G1", example="the seed is 7")
def seed(number: int, simulation: Simulation) -> None:
    """Where row ids are drawn from; the same seed gives the same ones."""
    simulation.set(seed=number)


@given(
    "an import takes {duration} a record while integration is {switch}",
    rules="M2",
    example="an import takes 2.5 seconds a record while integration is off",
)
def import_cost(duration: int, on: bool, simulation: Simulation) -> None:
    """Simulated time that an import takes for each record."""
    simulation.set(**{"import_on" if on else "import_off": duration})


@given(
    "the simulation starts at {string}",
    rules="S4",
    example='the simulation starts at "2021-08-19T09:00:00Z"',
)
def start_time(instant: str, simulation: Simulation) -> None:
    """When the simulation begins, in UTC; 2021-08-19 at 09:00 where nothing is said."""
    simulation.set(start=step_tables.instant(instant))


@given("the catalog has these additions:", rules="R16 V3", sets_up=True)
def catalog_additions(docstring: str, simulation: Simulation) -> None:
    """Further tables and columns, as the `catalog:` of a scenario file has them, in YAML."""
    try:  # a line and a blank before each line, which places are without
        added = load_catalog("the additions", f"catalog:\n{indent(docstring, ' ')}")
    except Problems as error:
        lines = [WrongLine(it.line - 1, it.column - 1, it.message) for it in error.problems]
        raise WrongText(lines) from None
    simulation.add_to_catalog(added)


@given("the {table} table has these custom columns:", rules="R16 V3", sets_up=True)
def custom_columns(table: str, datatable: Cells, simulation: Simulation) -> None:
    """Columns beyond the documented ones: column, type, length, choices; also by environment."""
    column_tables.add(simulation, table, datatable)


@given(
    "the {table} table has a custom column {string} of type {column_type}",
    rules="R16 V3",
    example='the worker table has a custom column "new_badge" of type Text',
    sets_up=True,
)
def custom_column(table: str, name: str, column_type: str, simulation: Simulation) -> None:
    """One column beyond the documented ones, the same in both environments."""
    if column_type == "Choice":
        phrase = f'the {table} table has a custom column "{name}" with the choices "red, green"'
        raise WrongWords(column_type, f"a Choice needs its choices: {phrase}")
    simulation.add_columns(table, {name: {"type": column_type}})


@given(
    "the {table} table has a custom column {string} with the choices {string}",
    rules="R16 V3",
    example='the worker table has a custom column "new_badge" with the choices "red, green"',
    sets_up=True,
)
def custom_choice(table: str, name: str, choices: str, simulation: Simulation) -> None:
    """A column of type Choice, the same in both environments, with commas between its choices."""
    facts = {"type": "Choice", "choices": step_tables.choices_of(choices)}
    simulation.add_columns(table, {name: facts})
