"""A kind of fault that some part of the harness does not know fails there, and is no other kind."""

import pytest

from harness.domain.commands import Fault
from harness.domain.errors import BadInput
from harness.domain.faults import FAULTS, fault_text
from harness.domain.prng import Draws
from harness.exploration.workload.faults import durations_of, random_fault
from harness.gherkin.writer import feature_text
from harness.scenarios.reader import parse
from harness.simulator.engine import Engine
from harness.simulator.fault_injector import FaultInjector

UNKNOWN = Fault("clock_stops", "hr", milliseconds=1000)


@pytest.mark.parametrize(
    "function",
    [
        fault_text,
        lambda fault: FaultInjector().inject(fault, 0),
        lambda fault: random_fault(Draws(0), durations_of(0, 3_600_000), fault.kind),
    ],
    ids=["its text", "what it does", "a random one"],
)
def test_an_unknown_kind_of_fault_is_not_taken_for_a_clock(function):
    with pytest.raises(AssertionError, match=r"the fault clock_stops|no random fault clock_stops"):
        function(UNKNOWN)


def test_a_new_kind_of_fault_without_words_cannot_be_exported(monkeypatch):
    monkeypatch.setitem(FAULTS, UNKNOWN.kind, FAULTS["clock_ahead"])
    scenario = parse("scenario: A clock\nsteps:\n  - fault: {kind: clock_stops, in: hr, by: 1s}\n")
    with pytest.raises(BadInput, match="Gherkin has no words for the fault clock_stops"):
        feature_text([scenario])


def test_a_simulation_names_the_kinds_there_are():
    with pytest.raises(BadInput, match=r"no fault 'clock_stops'.*clock_ahead, clock_behind"):
        Engine().attempt(UNKNOWN)
