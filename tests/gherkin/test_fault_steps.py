"""Faults by their names in features, and plugged faults written as features."""

import re

import pytest

from harness.domain.commands import Advance, Fault
from harness.domain.errors import BadInput
from harness.domain.faults import fault_of_words
from harness.gherkin.fault_steps import fault_of
from harness.gherkin.simulation import Simulation
from harness.gherkin.step_writer import step_of
from harness.gherkin.steps import faults as fault_steps
from harness.gherkin.steps import outages
from harness.gherkin.vocabulary import PHRASES
from harness.gherkin.writer import feature_text
from harness.scenarios.reader import parse

pytestmark = pytest.mark.usefixtures("own_faults")
FILE = """\
scenario: Ours
steps:
  - turn_on
  - fault: {kind: quota, after: 1, reason: Too many}
  - fault: {kind: quota, in: hr, after: 0, applied: yes}
  - fault: {kind: flaky_network, in: dataverse}
  - fault: {kind: flaky_network}
  - fault: {kind: flaky_network, by: 1m 30s, worse: no}
  - fault: {kind: short_runs, most: 2}
  - fault: {kind: drift, by: 1h, ahead: dataverse}
  - fault: over
"""


def commands(text):
    return [step.does for step in parse(text).steps if isinstance(step.does, Fault)]


def test_a_step_makes_the_fault_that_a_file_has():
    text = FILE.replace("fault: over", "fault: {kind: over}")
    for fault in commands(text):
        step = step_of(None, fault)
        if fault.kind == "over":
            continue
        phrase, same = [it for it in PHRASES.values() if it.parser.is_matching(step.line)]
        assert (phrase.phrase, phrase.function) == (same.phrase, same.function)
        assert {phrase.keyword, same.keyword} == {"given", "when"}
        arguments = phrase.arguments(step.line)
        assert fault_of(arguments["kind"], step.table, arguments.get("environment")) == fault


def test_a_scenario_with_them_is_written_as_a_feature():
    text = feature_text([parse(FILE.replace("fault: over", "fault: {kind: over}"))])
    assert fault_steps.FAULTS in {phrase.group for phrase in PHRASES.values()}
    assert 'And the fault "quota" is in force with:' in text
    assert "| 1     | Too many |" in text
    assert 'the fault "a flaky network" is in force in Dataverse' in text


def test_a_fault_is_called_by_its_words_or_its_name():
    for words in ("a flaky network", "flaky_network"):
        assert fault_of_words(words) == "flaky_network"
    assert fault_of_words("clock ahead") == fault_of_words("clock_ahead") == "clock_ahead"
    with pytest.raises(BadInput, match="no fault 'a flaky netwrok', did you mean a flaky n"):
        fault_of_words("a flaky netwrok")


@pytest.mark.parametrize(
    ("kind", "cells", "message"),
    [
        ("quota", [["aftr"], ["1"]], "fault quota has no 'aftr', did you mean after?"),
        ("quota", [], "fault quota needs after"),
        ("quota", [["after"], ["many"]], "after takes a whole number from 0 to 999,999,999"),
        ("drift", [["by"], ["soon"]], "'soon' is not a duration such as"),
        ("short_runs", [["most", "in"], ["1", "HR"]], "fault short_runs has no 'in'"),
        ("unavailable", [["by", "in"], ["1 hour", "HR"]], "unavailable takes no by"),
        ("quota", [["after"]], "a heading row of keys, and one row with their values"),
        ("quota", [["after", "after"], ["1", "2"]], "a heading of the table is there twice"),
    ],
)
def test_what_a_fault_does_not_take_is_named(kind, cells, message):
    with pytest.raises(BadInput, match=re.escape(message)):
        fault_of(kind, cells)


def test_one_outage_of_two_does_not_end_alone():
    """F6 ends faults by their kind."""
    simulation = Simulation()
    for environment in ("hr", "dataverse"):
        simulation.do(Fault("unavailable", environment, milliseconds="10m"))
    with pytest.raises(BadInput, match="Human Resources is unavailable too"):
        outages.available_again("dataverse", simulation)
    simulation.do(Advance("10m"))  # both have ended by themselves
    simulation.do(Fault("unavailable", "dataverse"))
    outages.available_again("dataverse", simulation)
    assert simulation.simulator.world.faults.outage("dataverse", 1 << 40) == ""


@pytest.mark.parametrize(
    ("faults", "ends"),
    [
        ([], "; none is in force there"),
        ([Fault("request_fails", "hr", nth=1, lasting=True)], "; none is in force there"),
        (
            [Fault("request_fails", "dataverse", nth=1, lasting=True, reason="429")],
            ': say that the fault "request fails" is over',
        ),
        (
            [Fault("clock_ahead", "dataverse", milliseconds="1m"), Fault("flaky_network")],
            ': say that the fault "clock ahead" is over and the fault "a flaky network" is over',
        ),
    ],
)
def test_what_is_not_unavailable_is_not_available_again(faults, ends):
    """F6 ends faults by their kind, and the step is about outages."""
    simulation = Simulation()
    for fault in faults:
        simulation.do(fault)
    said = f"Dataverse is not unavailable, and no other fault ends so (F6){ends}"
    with pytest.raises(BadInput, match=f"^{re.escape(said)}$"):
        outages.available_again("dataverse", simulation)


def test_an_outage_that_ended_by_itself_may_be_said_to_be_over_once():
    simulation = Simulation()
    simulation.do(Fault("unavailable", "dataverse", milliseconds="10m"))
    simulation.do(Advance("20m"))
    outages.available_again("dataverse", simulation)
    with pytest.raises(BadInput, match="Dataverse is not unavailable"):
        outages.available_again("dataverse", simulation)


def test_words_of_durations_and_environments_are_those_of_steps():
    made = fault_of("drift", [["by", "ahead"], ["1 hour and 30 minutes", "Dataverse"]])
    assert made == fault_of("drift", [["by", "ahead"], ["1h 30m", "dataverse"]])
    # a text stays what it is
    assert fault_of("quota", [["after", "reason"], ["1", "Dataverse"]]).reason == "Dataverse"
