"""Steps that inject faults: unnoticed changes, late deliveries, wrong clocks, and any by name."""

from harness.domain.commands import Fault
from harness.domain.environments import Environment
from harness.gherkin.fault_steps import fault_of
from harness.gherkin.simulation import Simulation
from harness.gherkin.step_tables import Cells
from harness.gherkin.steps.outages import FAULTS
from harness.gherkin.steps.samples import SAMPLES
from harness.gherkin.vocabulary import StepDecorator

given = StepDecorator("given", FAULTS, SAMPLES)
when = StepDecorator("when", FAULTS, SAMPLES)


@given("change {int} in {environment} is not noticed")
@when("change {int} in {environment} is not noticed", rules="F7")
def not_noticed(nth: int, environment: Environment, simulation: Simulation) -> None:
    """Of what users change there, the nth from now makes no request."""
    simulation.do(Fault("not_noticed", environment, nth=nth))


@given("change {int} of the {table} {string} in {environment} is not noticed")
@when("change {int} of the {table} {string} in {environment} is not noticed", rules="F7")
def not_noticed_of(
    nth: int, table: str, name: str, environment: Environment, simulation: Simulation
) -> None:
    """The same, counting what users change of one record."""
    record = simulation.record(table, name)
    simulation.do(Fault("not_noticed", environment, nth=nth, record=record))


@given("change {int} of {table} records in {environment} is not noticed")
@when("change {int} of {table} records in {environment} is not noticed", rules="F7")
def not_noticed_of_table(
    nth: int, table: str, environment: Environment, simulation: Simulation
) -> None:
    """The same, counting what users change of one table."""
    its = simulation.table(table).name
    simulation.do(Fault("not_noticed", environment, nth=nth, table=its))


@given("changes in {environment} are not noticed")
@when("changes in {environment} are not noticed", rules="F7")
def none_noticed(environment: Environment, simulation: Simulation) -> None:
    """Nothing that users change there makes a request, until the faults are over."""
    simulation.do(Fault("not_noticed", environment, nth=1, lasting=True))


@given("deliveries from {environment} are delayed by {duration}")
@when("deliveries from {environment} are delayed by {duration}", rules="F3 L2")
def delayed(environment: Environment, duration: int, simulation: Simulation) -> None:
    """What is changed there travels so much later, until the faults are over."""
    simulation.do(Fault("delivery_delayed", environment, milliseconds=duration))


@given("deliveries from {environment} are delayed")
@when("deliveries from {environment} are delayed", rules="F3 F6")
def delayed_until_over(environment: Environment, simulation: Simulation) -> None:
    """What is changed there travels when the faults are over."""
    simulation.do(Fault("delivery_delayed", environment))


@given("delivery {int} from {environment} is delayed by {duration}")
@when("delivery {int} from {environment} is delayed by {duration}", rules="F3")
def nth_delayed(nth: int, environment: Environment, duration: int, simulation: Simulation) -> None:
    """The nth change from now travels so much later: later ones overtake it."""
    simulation.do(Fault("delivery_delayed", environment, nth=nth, milliseconds=duration))


@given("delivery {int} from {environment} is delayed")
@when("delivery {int} from {environment} is delayed", rules="F3 F6")
def nth_delayed_until_over(nth: int, environment: Environment, simulation: Simulation) -> None:
    """The nth change from now travels when the faults are over."""
    simulation.do(Fault("delivery_delayed", environment, nth=nth))


@given("delivery {int} from {environment} comes again")
@when(
    "delivery {int} from {environment} comes again",
    rules="F4",
    example="delivery 1 from Human Resources comes again",
)
def nth_repeated(nth: int, environment: Environment, simulation: Simulation) -> None:
    """The nth change from now is delivered twice, the second time at once."""
    simulation.do(Fault("delivery_repeated", environment, nth=nth))


@given("delivery {int} from {environment} comes again {duration} later")
@when(
    "delivery {int} from {environment} comes again {duration} later",
    rules="F4",
    example="delivery 1 from Human Resources comes again 10 minutes later",
)
def nth_repeated_later(
    nth: int, environment: Environment, duration: int, simulation: Simulation
) -> None:
    """The nth change from now is delivered twice, the second time so much later."""
    simulation.do(Fault("delivery_repeated", environment, nth=nth, milliseconds=duration))


@given("the clock of {environment} is {duration} {direction}")
@when("the clock of {environment} is {duration} {direction}", rules="F5 R3")
def clock(environment: Environment, duration: int, ahead: bool, simulation: Simulation) -> None:
    """What is edited there bears later or earlier times than is true."""
    kind = "clock_ahead" if ahead else "clock_behind"
    simulation.do(Fault(kind, environment, milliseconds=duration))


@given("the faults were over")
@when("the faults are over", rules="F6")
def over(simulation: Simulation) -> None:
    """All faults are over, also those that did not strike; what waited for that is delivered."""
    simulation.do(Fault("over"))


@given("the fault {ended_fault} was over")
@when("the fault {ended_fault} is over", rules="F6")
def over_of(kind: str, simulation: Simulation) -> None:
    """The same of one kind of fault; the others stay in force."""
    simulation.do(Fault("over", of=kind))


@given("the next run of the batch job stops after {int} record/records")
@when(
    "the next run of the batch job stops after {int} record/records",
    rules="B4",
    example="the next run of the batch job stops after 1 record",
)
def stops(count: int, simulation: Simulation) -> None:
    """The next run is cut off after so many records."""
    simulation.do(Fault("batch_job_stops", after=count))


@given("the next run of the batch job gets stuck")
@when("the next run of the batch job gets stuck", rules="B6")
def stuck(simulation: Simulation) -> None:
    """The next run stays in Executing until it is cancelled."""
    simulation.do(Fault("batch_job_stuck"))


@given("the fault {fault} is in force")
@when("the fault {fault} is in force")
@when("the fault {fault} begins", rules="F1 F2 F3 F4 F5 F7 B4 B6")
def in_force(kind: str, simulation: Simulation) -> None:
    """A fault by its name, with blanks: one of `harness faults`, or one of your own."""
    simulation.do(fault_of(kind))


@given("the fault {fault} is in force in {environment}")
@when(
    "the fault {fault} is in force in {environment}",
    example='the fault "unavailable" is in force in Dataverse',
)
@when(
    "the fault {fault} begins in {environment}",
    rules="F1 F2 F3 F4 F5 F7",
    example='the fault "unavailable" begins in Dataverse',
)
def in_force_in(kind: str, environment: Environment, simulation: Simulation) -> None:
    """The same in one environment."""
    simulation.do(fault_of(kind, environment=environment))


@given("the fault {fault} is in force with:")
@when(
    "the fault {fault} is in force with:",
    example='the fault "request fails" is in force with:',
)
@when(
    "the fault {fault} begins with:",
    rules="F1 F2 F3 F4 F5 F7 B4",
    example='the fault "request fails" begins with:',
)
def in_force_with(kind: str, datatable: Cells, simulation: Simulation) -> None:
    """The same with the keys that it has in a scenario file, in a table of one row."""
    simulation.do(fault_of(kind, datatable, simulation=simulation))
