"""Plugged faults in shrinking: keys are dropped and made smaller, as far as the failure stays."""

from datetime import timedelta

import pytest

from harness.domain.commands import Fault
from harness.exploration.shrinking.same_failure import violated_property
from harness.exploration.shrinking.shrinker import shrink
from harness.exploration.shrinking.simplification import _simpler
from harness.scenarios.reader import parse
from harness.scenarios.writer import scenario_text
from harness.simulator.fault_injector import FaultInjector

pytestmark = pytest.mark.usefixtures("own_faults")


def test_a_fault_is_made_simpler_key_by_key():
    given = Fault("quota", "hr", after=3, applied=True, reason="Too many")
    assert list(_simpler(given)) == [
        Fault("quota", after=3, applied=True, reason="Too many"),
        Fault("quota", "hr", after=3, reason="Too many"),
        Fault("quota", "hr", after=3, applied=True),
        Fault("quota", "hr", after=1, applied=True, reason="Too many"),
    ]
    second = timedelta(seconds=1)
    assert list(_simpler(Fault("drift", by="1m"))) == [Fault("drift", by=second)]
    assert list(_simpler(Fault("short_runs", most=0))) == []


LONG = """\
scenario: A simulator that never fails
given:
  integration: on
steps:
  - create: {in: hr, table: cdm_worker, record: ada, values: {cdm_workernumber: 1}}
  - advance: 1h
  - fault: {kind: quota, in: dataverse, after: 0, reason: Too many}
  - fault: {kind: drift, by: 1h, ahead: hr}
  - create: {in: hr, table: cdm_worker, record: ben, values: {cdm_workernumber: 2}}
  - edit: {in: hr, record: ada, values: {cdm_lastname: King}}
  - edit: {in: hr, record: ada, values: {cdm_lastname: Byron}}
  - edit: {in: hr, record: ben, values: {cdm_lastname: Byron}}
  - advance: 1h
"""


def test_a_history_with_it_shrinks_to_what_matters(monkeypatch):
    monkeypatch.setattr(FaultInjector, "ask", lambda *_: [])
    scenario = parse(LONG)
    name = "a request fails where a fault is to strike it, and no other does"
    failing = violated_property(scenario, name)
    found = shrink(scenario, failing).scenario
    commands = [step.does for step in found.steps]
    [fault] = [it for it in commands if isinstance(it, Fault)]
    assert fault == Fault("quota", after=0)
    assert len(commands) <= 3
    assert "kind: quota, after: 0" in scenario_text(found)
