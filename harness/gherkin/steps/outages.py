"""Steps of outages and lost requests: what the integration cannot write, or read (F1, F2)."""

from typing import Final

from harness.domain.commands import Fault
from harness.domain.environments import ENVIRONMENT_NAMES, Environment, other
from harness.domain.errors import BadInput
from harness.domain.faults import words_of
from harness.gherkin.simulation import Simulation
from harness.gherkin.steps.samples import SAMPLES
from harness.gherkin.vocabulary import StepDecorator

FAULTS: Final = "Faults"
given = StepDecorator("given", FAULTS, SAMPLES)
when = StepDecorator("when", FAULTS, SAMPLES)


@given("{environment} is unavailable for {duration}")
@when(
    "{environment} is unavailable for {duration}",
    rules="F1 L5 B4",
    example="Dataverse is unavailable for 2 hours",
)
def unavailable(environment: Environment, duration: int, simulation: Simulation) -> None:
    """From now on and for that long, nothing that the integration writes there arrives."""
    simulation.do(Fault("unavailable", environment, milliseconds=duration))


@given("{environment} is unavailable")
@when("{environment} is unavailable", rules="F1 L5 B4")
def unavailable_until_over(environment: Environment, simulation: Simulation) -> None:
    """The same until the faults are over."""
    simulation.do(Fault("unavailable", environment))


@given("{environment} is available again")
@when("{environment} is available again", rules="F1 F6")
def available_again(environment: Environment, simulation: Simulation) -> None:
    """The outage is over, whether or not its time has come."""
    there = other(environment)
    world = simulation.simulator.world
    if world.faults.outage(there, world.clock.milliseconds // 1000):
        where = ENVIRONMENT_NAMES[there]
        both = f"{where} is unavailable too, and outages end together (F6)"
        raise BadInput(f'{both}: say that the fault "unavailable" is over')
    there_are = world.faults.kinds_in(environment)
    if "unavailable" not in there_are:
        ends = " and ".join(f'the fault "{words_of(kind)}" is over' for kind in there_are)
        raise BadInput(
            f"{ENVIRONMENT_NAMES[environment]} is not unavailable, and no other fault ends so (F6)"
            + (f": say that {ends}" if ends else "; none is in force there")
        )
    simulation.do(Fault("over", of="unavailable"))


@given("{environment} answers {string}")
@when(
    "{environment} answers {string}",
    rules="F2",
    example='Dataverse answers "429 Too Many Requests"',
)
def answers(environment: Environment, reason: str, simulation: Simulation) -> None:
    """Throttling and the like: all that the integration writes there fails, and stays missed."""
    simulation.do(Fault("request_fails", environment, nth=1, lasting=True, reason=reason))


@given("{environment} answers {string} to request {int}")
@when(
    "{environment} answers {string} to request {int}",
    rules="F2",
    example='Dataverse answers "429 Too Many Requests" to request 1',
)
def answers_once(environment: Environment, reason: str, nth: int, simulation: Simulation) -> None:
    """The same for one of the requests, the nth from now."""
    simulation.do(Fault("request_fails", environment, nth=nth, reason=reason))


@given("request {int} to {environment} fails {moment} it is applied")
@when("request {int} to {environment} fails {moment} it is applied", rules="F2 L5")
def request_fails(
    nth: int, environment: Environment, applied: bool, simulation: Simulation
) -> None:
    """Of what the integration writes there, the nth from now: lost, or done and the answer lost."""
    simulation.do(Fault("request_fails", environment, nth=nth, applied=applied))


@given("every request to {environment} from request {int} on fails {moment} it is applied")
@when(
    "every request to {environment} from request {int} on fails {moment} it is applied",
    rules="F2 L5",
    example="every request to Dataverse from request 1 on fails before it is applied",
)
def requests_fail(
    environment: Environment, nth: int, applied: bool, simulation: Simulation
) -> None:
    """The same for all from the nth on, until the faults are over."""
    simulation.do(Fault("request_fails", environment, nth=nth, lasting=True, applied=applied))


@given("every request to {environment} for {table} records fails because {string}")
@when(
    "every request to {environment} for {table} records fails because {string}",
    rules="F2",
    example='every request to Dataverse for worker records fails because "no right"',
)
def requests_for_table_fail(
    environment: Environment, table: str, reason: str, simulation: Simulation
) -> None:
    """What the integration writes there of this table fails, until the faults are over."""
    its = simulation.table(table).name
    simulation.do(
        Fault("request_fails", environment, nth=1, lasting=True, table=its, reason=reason)
    )


@given("every {change} of {table} records in {environment} fails because {string}")
@when(
    "every {change} of {table} records in {environment} fails because {string}",
    rules="F2",
    example='every delete of worker records in Dataverse fails because "no right"',
)
def changes_of_table_fail(
    change: str, table: str, environment: Environment, reason: str, simulation: Simulation
) -> None:
    """The same of one kind of change that the integration writes there."""
    its = simulation.table(table).name
    simulation.do(
        Fault(
            "request_fails",
            environment,
            nth=1,
            lasting=True,
            table=its,
            change=change,
            reason=reason,
        )
    )
