"""Steps that observe what the next run would do, which is done in a copy of the simulation."""

from typing import Final

from harness.domain.environments import Environment
from harness.gherkin import step_tables
from harness.gherkin.simulation import Simulation
from harness.gherkin.step_tables import Cells
from harness.gherkin.steps.samples import SAMPLES
from harness.gherkin.vocabulary import StepDecorator
from harness.scenarios.expectations import Foresees

FORESEEN: Final = "What the next run would do"
then = StepDecorator("then", FORESEEN, SAMPLES)


def _table(simulation: Simulation, run: str) -> str | None:
    """The table that sync now is of; None for the batch job."""
    return simulation.table(run).name if run else None


@then("{run} would do nothing", rules="B1 B3 N1")
def nothing(run: str, simulation: Simulation) -> None:
    """It would run and find nothing to do; `sync now of the worker table` is of that table."""
    simulation.expect(Foresees("nothing", table=_table(simulation, run)))


@then(
    "{run} would {effect} nothing",
    rules="B1 R7 R13",
    example="the next batch run would lose nothing",
)
def none(run: str, kind: str, simulation: Simulation) -> None:
    """Nothing of that kind would happen to any record."""
    simulation.expect(Foresees(kind, count=0, table=_table(simulation, run)))


@then("{run} would {effect} something", rules="B1 R7 R13")
def some(run: str, kind: str, simulation: Simulation) -> None:
    """It would happen to some record, whichever."""
    simulation.expect(Foresees(kind, table=_table(simulation, run)))


@then(
    "{run} would {effect} {count} change/changes/record/records",
    rules="B1 R7 R13",
    example="the next batch run would lose 2 changes",
)
def so_many(run: str, kind: str, count: int, simulation: Simulation) -> None:
    """So many changes would be lost, or so many records be restored, deleted and so on."""
    simulation.expect(Foresees(kind, count=count, table=_table(simulation, run)))


@then("{run} would {effect_on} the {table} {string}", rules="R2 R3 R7")
def of_record(run: str, kind: str, table: str, name: str, simulation: Simulation) -> None:
    """It would do so in either environment."""
    simulation.expect(
        Foresees(kind, None, simulation.record(table, name), table=_table(simulation, run))
    )


@then(
    "{run} would {effect_on} the {table} {string} in {environment}",
    rules="R2 R3 R4 R5 R7 R13",
    example='the next batch run would restore the worker "Ada" in Dataverse',
)
def of_record_in(
    run: str, kind: str, table: str, name: str, environment: Environment, simulation: Simulation
) -> None:
    """Of a change that is lost it is the environment in which a user made it."""
    simulation.expect(
        Foresees(kind, environment, simulation.record(table, name), table=_table(simulation, run))
    )


@then(
    "{run} would lose a change of the {table} {string} in {environment}, of these columns:",
    rules="R3 R7 L6",
)
def of_columns(
    run: str,
    table: str,
    name: str,
    environment: Environment,
    datatable: Cells,
    simulation: Simulation,
) -> None:
    """A change of exactly these columns; a heading `column`, and a row for each."""
    columns = step_tables.columns(simulation.table(table), datatable)
    record = simulation.record(table, name)
    simulation.expect(Foresees("lost", environment, record, columns, table=_table(simulation, run)))


@then("{run} would not {effect_on} the {table} {string}", rules="R1 R7 B2")
def not_of_record(run: str, kind: str, table: str, name: str, simulation: Simulation) -> None:
    """It would do so in neither environment."""
    simulation.expect(
        Foresees(kind, None, simulation.record(table, name), count=0, table=_table(simulation, run))
    )


@then("{run} would not {effect_on} the {table} {string} in {environment}", rules="R1 R7 B2")
def not_of_record_in(
    run: str, kind: str, table: str, name: str, environment: Environment, simulation: Simulation
) -> None:
    """It would not do so there."""
    simulation.expect(
        Foresees(
            kind,
            environment,
            simulation.record(table, name),
            count=0,
            table=_table(simulation, run),
        )
    )


@then("{run} would stop before its end", rules="B4 B6")
def stops(run: str, simulation: Simulation) -> None:
    """A fault would stop it, or leave it stuck in Executing."""
    simulation.expect(Foresees("stopped", table=_table(simulation, run)))


@then("{run} would not stop before its end", rules="B4 B6")
def does_not_stop(run: str, simulation: Simulation) -> None:
    """No fault would stop it."""
    simulation.expect(Foresees("stopped", count=0, table=_table(simulation, run)))
