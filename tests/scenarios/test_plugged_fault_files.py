"""Plugged faults in scenario files: read by their keys and types, written, and in the schema."""

from dataclasses import replace
from datetime import timedelta

import jsonschema
import pytest

from harness.domain.catalog import standard_catalog
from harness.domain.commands import Fault
from harness.domain.errors import Problems
from harness.scenarios.json_schema import schema
from harness.scenarios.reader import parse
from harness.scenarios.representable import read_back
from harness.scenarios.writer import scenario_text

pytestmark = pytest.mark.usefixtures("own_faults")
STEPS = {
    "{kind: quota, after: 3}": Fault("quota", after=3),
    "{kind: quota, in: dataverse, after: 3, applied: yes, reason: Too many}": Fault(
        "quota", "dataverse", after=3, applied=True, reason="Too many"
    ),
    "{kind: flaky_network}": Fault("flaky_network"),
    "{kind: flaky_network, in: hr, by: 1m 30s, worse: no}": Fault(
        "flaky_network", "hr", by=timedelta(seconds=90), worse=False
    ),
    "{kind: short_runs, most: 0, stuck: yes}": Fault("short_runs", most=0, stuck=True),
    "{kind: drift, by: 1h, ahead: dataverse}": Fault(
        "drift", by=timedelta(hours=1), ahead="dataverse"
    ),
}


def scenario(step):
    return parse(f"scenario: Ours\nsteps:\n  - fault: {step}\n")


@pytest.mark.parametrize("step", STEPS)
def test_it_is_read_and_written(step):
    read = scenario(step)
    assert read.steps[0].does == STEPS[step]
    assert scenario_text(read).endswith(f"  - fault: {step}\n")
    assert read_back(read).steps[0].does == STEPS[step]


def test_what_python_writes_otherwise_is_written_as_a_file_has_it():
    for by in (5_400_000, "1h 30m", timedelta(minutes=90)):
        read = scenario("{kind: drift, by: 1s}")
        does = Fault("drift", by=by, ahead="Dataverse")
        text = scenario_text(replace(read, steps=(replace(read.steps[0], does=does),)))
        assert text.endswith("  - fault: {kind: drift, by: 1h 30m, ahead: dataverse}\n")


@pytest.mark.parametrize(
    ("step", "message"),
    [
        ("{kind: quota}", "3:12: fault quota needs after"),
        ("{kind: quota, aftr: 3}", "3:26: fault quota has no 'aftr', did you mean after?"),
        ("{kind: quota, after: three}", "3:33: after takes a whole number from 0 to 999,999,999"),
        ("{kind: quota, after: 1, applied: perhaps}", "applied is yes or no, not 'perhaps'"),
        ("{kind: quota, after: 1, in: paris}", "in is hr or dataverse, not 'paris'"),
        ("{kind: quota, after: 1, nth: 1}", "fault quota has no 'nth'; it takes kind, in, after"),
        ("{kind: drift, by: soon}", "'soon' is not a duration such as"),
        ("{kind: short_runs, most: 1, in: hr}", "fault short_runs has no 'in'"),
        ("{kind: qouta, after: 3}", "not 'qouta', did you mean quota?"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(step, message):
    with pytest.raises(Problems) as problems:
        scenario(step)
    assert message in str(problems.value)
    assert len(problems.value.problems) == 1


def test_the_schema_has_its_keys():
    found = schema(standard_catalog())

    def valid(step):
        document = {"scenario": "x", "steps": [{"fault": step}]}
        return not list(jsonschema.Draft202012Validator(found).iter_errors(document))

    assert valid({"kind": "quota", "after": 3, "applied": True})
    assert valid({"kind": "drift", "by": "1h", "ahead": "hr"})
    assert valid({"kind": "unavailable", "in": "hr"})
    assert not valid({"kind": "quota"})
    assert not valid({"kind": "quota", "after": 3, "most": 1})
    assert not valid({"kind": "drift", "by": 3})
