"""Steps that observe what is reported: losses, undone deletes, missed requests, the timeline."""

from typing import Final

from harness.domain.environments import ENVIRONMENTS, Environment
from harness.gherkin import step_tables
from harness.gherkin.simulation import Simulation
from harness.gherkin.step_tables import Cells
from harness.gherkin.steps.samples import SAMPLES
from harness.gherkin.vocabulary import StepDecorator
from harness.scenarios.expectations import (
    DataLoss,
    DataLosses,
    Elapsed,
    MissedRequests,
    RefusedBecause,
    TimelineSays,
    UndoneDelete,
)

REPORTED: Final = "What is reported"
then = StepDecorator("then", REPORTED, SAMPLES)


@then("no loss is reported", rules="R7")
def no_loss(simulation: Simulation) -> None:
    """No user's change was lost so far."""
    simulation.expect(DataLoss())


@then("a loss is reported", rules="R7 R3 L6")
def some_loss(simulation: Simulation) -> None:
    """Some user's change was lost, whichever."""
    simulation.expect(DataLoss.some())


@then("these losses are reported:", rules="R7 R3 L6")
def losses(datatable: Cells, simulation: Simulation) -> None:
    """Every loss so far, one row a column: record, environment, column, lost, kept; also table."""
    simulation.expect(DataLosses(step_tables.losses(simulation, datatable)))


@then("a loss of the {table} {string} in {environment} is reported", rules="R7 R3 L6")
def loss(table: str, name: str, environment: Environment, simulation: Simulation) -> None:
    """Something that a user changed there, of this record, was lost."""
    simulation.expect(DataLoss(environment, simulation.record(table, name)))


@then(
    "a loss of the {table} {string} in {environment} is reported, of these columns:",
    rules="R7 R3 L6",
)
def loss_of_columns(
    table: str, name: str, environment: Environment, datatable: Cells, simulation: Simulation
) -> None:
    """A change of exactly these columns was lost; a heading `column`, and a row for each."""
    columns = frozenset(step_tables.columns(simulation.table(table), datatable))
    simulation.expect(DataLoss(environment, simulation.record(table, name), columns))


@then("no undone delete is reported", rules="R13")
def nothing_undone(simulation: Simulation) -> None:
    """No user's delete was reversed so far."""
    simulation.expect(UndoneDelete())


@then("an undone delete is reported", rules="R13 R4 R5")
def some_undone(simulation: Simulation) -> None:
    """Some user's delete was reversed, whichever."""
    simulation.expect(UndoneDelete.some())


@then("the undone delete of the {table} {string} in {environment} is reported", rules="R13 R4 R5")
def undone(table: str, name: str, environment: Environment, simulation: Simulation) -> None:
    """A user's delete, made there, was reversed."""
    simulation.expect(UndoneDelete(environment, simulation.record(table, name)))


@then(
    "there is/are {count} missed request/requests",
    rules="S2 L5 B1",
    example="there are 2 missed requests",
)
def missed(count: int, simulation: Simulation) -> None:
    """So many changes have not travelled, in both environments together; `no` is none."""
    simulation.expect(MissedRequests(count))


@then("the {table} {string} has a missed request in {environment}", rules="S2 L5 B2")
def missed_of(table: str, name: str, environment: Environment, simulation: Simulation) -> None:
    """What was changed of the record there has not travelled."""
    simulation.expect(MissedRequests(None, environment, simulation.record(table, name)))


@then("the {table} {string} has no missed request in {environment}", rules="S2 L5 S5")
def not_missed_in(table: str, name: str, environment: Environment, simulation: Simulation) -> None:
    """All that was changed of the record there has travelled."""
    simulation.expect(MissedRequests(0, environment, simulation.record(table, name)))


@then("the {table} {string} has no missed request", rules="S2 L5 S5")
def not_missed(table: str, name: str, simulation: Simulation) -> None:
    """All that was changed of the record has travelled, from both sides."""
    record = simulation.record(table, name)
    simulation.expect(*(MissedRequests(0, environment, record) for environment in ENVIRONMENTS))


@then("it is refused", rules="N2 G2 R18")
def refused_somehow(simulation: Simulation) -> None:
    """The step before was refused, for whatever reason."""
    simulation.expect(RefusedBecause())


@then(
    "it is refused because {string}",
    rules="N2 G2 R18",
    example='it is refused because "integration is off"',
)
def refused(text: str, simulation: Simulation) -> None:
    """The step before was refused, and the reason has this text in it."""
    simulation.expect(RefusedBecause(text))


@then(
    "the timeline says {string}",
    rules="R11 R14 R16 S4",
    example='the timeline says "skipped: integration is off"',
)
def timeline_says(text: str, simulation: Simulation) -> None:
    """A line of the timeline has this text in it, regardless of case."""
    simulation.expect(TimelineSays(text))


@then(
    "the timeline does not say {string}",
    rules="R11 R14 R16 S4",
    example='the timeline does not say "a tie"',
)
def timeline_does_not_say(text: str, simulation: Simulation) -> None:
    """No line of the timeline has this text in it, regardless of case."""
    simulation.expect(TimelineSays(text, says=False))


@then(
    "the timeline matches the approved timeline {string}",
    rules="R7 R13",
    example='the timeline matches the approved timeline "switching on"',
)
def approved(name: str, simulation: Simulation) -> None:
    """It is what `approved/NAME.txt` beside the feature says; `pytest --approve` writes that."""
    simulation.matches_approved(name)


@then(
    "{duration} has/have passed since the start",
    rules="M2",
    example="50 minutes have passed since the start",
)
def elapsed(duration: int, simulation: Simulation) -> None:
    """So much simulated time, exactly."""
    simulation.expect(Elapsed(duration))
