"""Steps of a project's own: what was to be done ends as a part of its own breaks its contract."""

import pytest

from harness import Advance, HarnessError, RunBatchJob, TurnOn, when


@when("the batch job runs, and breaks off because {string}")
def run_breaks_off(why, simulation):
    breaks_off(simulation, RunBatchJob(), why)


@when("integration is turned on, and that breaks off because {string}")
def turning_on_breaks_off(why, simulation):
    breaks_off(simulation, TurnOn(), why)


@when("{duration} is/are to pass, and that breaks off because {string}")
def time_breaks_off(duration, why, simulation):
    breaks_off(simulation, Advance(duration), why)


def breaks_off(simulation, command, why):
    with pytest.raises(HarnessError) as error:
        simulation.simulator.attempt(command)
    assert why in str(error.value), str(error.value)
