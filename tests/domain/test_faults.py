"""A kind of fault that some part of the harness does not know fails there, and is no other kind."""

import pytest

from harness.domain.commands import Fault
from harness.domain.errors import BadInput
from harness.domain.fault_text import fault_text
from harness.domain.faults import FAULTS, given_keys
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


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        (Fault("request_fails", "hr"), "request 1 to Human Resources fails before it was applied"),
        (
            Fault("request_fails", "dataverse", nth=2, change="delete", record="ada", reason="429"),
            "request 2 to Dataverse to delete ada fails before it was applied: 429",
        ),
        (
            Fault("request_fails", "hr", record="ada", lasting=True, applied=True),
            "request 1 to Human Resources to write ada and each after it fail after it was applied",
        ),
        (
            Fault("request_fails", "hr", table="cdm_worker", record="ada", change="edit"),
            "request 1 to Human Resources to edit ada of cdm_worker fails before it was applied",
        ),
        (
            Fault("request_fails", "hr", change="create"),
            "request 1 to Human Resources to create a record fails before it was applied",
        ),
        (Fault("not_noticed", "hr", nth=3), "change 3 in Human Resources is not noticed"),
        (Fault("not_noticed", "hr", change="delete"), "delete 1 in Human Resources is not noticed"),
        (
            Fault("not_noticed", "dataverse", record="ada", lasting=True),
            "change 1 of ada in Dataverse and each after it are not noticed",
        ),
        (
            Fault("not_noticed", "dataverse", table="cdm_worker", change="edit"),
            "edit 1 of a record of cdm_worker in Dataverse is not noticed",
        ),
        (Fault("over"), "the faults are over"),
        (Fault("over", of="not_noticed"), "the fault not_noticed is over"),
    ],
)
def test_the_text_of_a_fault_says_what_it_is_narrowed_to(fault, text):
    assert fault_text(fault) == text


def test_the_keys_of_a_fault_are_those_of_its_row():
    """What is set stands in its row, and what its row takes can be set."""
    narrowed = Fault(
        "request_fails", "hr", nth=2, lasting=True, applied=True, table="cdm_worker", record="ada",
        change="edit", reason="429",
    )  # fmt: skip
    row = FAULTS["request_fails"]
    assert {*given_keys(narrowed)} == {*row.required, *row.optional}
    assert given_keys(Fault("over", of="unavailable")) == {"of": "unavailable"}
