"""Faults of one's own on the command line: in files and features, listed, drawn and refused."""

import json

import pytest

from harness.cli.main import BAD, FAILED, PASSED, main
from harness.domain.faults import FAULTS

QUOTA = """
import harness as h

@h.fault("quota", strikes=h.Request)
def quota(request: h.Request, *, after: int, reason: str = "429") -> h.Fails | None:
    "Requests past the quota fail."
    return h.Fails(reason) if request.number > after else None

@h.fault("named", strikes=h.Request)
def named(request: h.Request, *, reason: str) -> h.Fails | None:
    return h.Fails(reason)

@h.fault("broken", strikes=h.Delivery)
def broken(delivery: h.Delivery):
    return "late"
"""
SCENARIO = """
scenario: Past the quota
given:
  integration: on
steps:
  - fault: {kind: quota, in: dataverse, after: 1, reason: Too many}
  - create: {in: hr, table: cdm_worker, record: ada, values: {cdm_workernumber: 1}}
  - create: {in: hr, table: cdm_worker, record: ben, values: {cdm_workernumber: 2}}
  - expect: {in: dataverse, record: ben, exists: no}
  - expect: {missed_requests: 1}
"""
FEATURE = """
Feature: A quota
  Scenario: Past the quota
    Given integration is on
    And the fault "quota" is in force with:
      | in        | after | reason   |
      | Dataverse | 1     | Too many |
    When the worker "Ada" is created in Human Resources
    And the worker "Ben" is created in Human Resources
    Then the timeline says "Too many"
    And there is 1 missed request
"""


@pytest.fixture
def harness(tmp_path, monkeypatch, capsys):
    """Runs a command line in a folder with these files; its status and both outputs."""
    monkeypatch.chdir(tmp_path)
    for name, text in (("q.py", QUOTA), ("s.yaml", SCENARIO), ("f.feature", FEATURE)):
        (tmp_path / name).write_text(text)

    def run(line):
        capsys.readouterr()
        status = main(f"{line} --plugin q.py".split())
        assert "quota" not in FAULTS, "a file is plugged in for one command"
        return status, *capsys.readouterr()

    return run


@pytest.mark.parametrize("line", [
    "replay s.yaml --quiet", "check s.yaml", "check f.feature", "replay f.feature --quiet",
    "explain s.yaml --record ben", "compare --count 3 --faults quota",
])  # fmt: skip
def test_it_is_known_wherever_simulations_run(harness, line):
    assert harness(line)[::2] == (PASSED, "")


def test_it_is_told_in_the_timeline_and_written_as_a_feature(harness):
    _, out, _ = harness("replay s.yaml --format pipe")
    assert "fault: quota in Dataverse: after 1, reason Too many" in out
    assert "FAILED, stays missed: Too many" in out
    _, out, _ = harness("export s.yaml")
    assert 'Given integration is on\n    And the fault "quota" is in force with:' in out
    assert "| Dataverse | 1     | Too many |" in out


def test_it_is_listed_with_its_keys_its_point_and_where_it_comes_from(harness):
    _, out, _ = harness("faults --format json")
    found = {row["kind"]: row for row in json.loads(out)}
    assert found["quota"] == {
        "kind": "quota", "takes": ["after", "reason?", "in?"], "rules": ["F2"],
        "what_it_does": "Requests past the quota fail", "strikes": "request", "origin": "q.py:4",
    }  # fmt: skip
    assert found["unavailable"]["origin"] == "built in"
    assert "(q.py:4)" in harness("faults")[1]


def test_it_is_in_the_schema(harness):
    assert '"const": "quota"' in harness("schema")[1]


@pytest.mark.slow
@pytest.mark.parametrize("faults", ["quota", "all,quota"])
def test_an_exploration_draws_it_in_other_processes_too(harness, faults):
    status, out, err = harness(f"explore --count 600 --processes 2 --length 20 --faults {faults}")
    assert (status, err) == (PASSED, "")
    assert "NEVER" not in out


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("explore --faults qouta", "--faults qouta: there is none such, did you mean quota?"),
        ("explore --faults named", "nothing can be drawn for its key reason, a text; give reason"),
        ("explore --faults none,quota", "--faults none: goes with no other"),
        ("explore --faults all,unavailable", "--faults all: goes with no other"),
        ("explore --exhaustive --faults quota", "quota: is plugged in, and strikes by a count and"),
        ("explore --world small --faults quota", "quota: is plugged in, and strikes by a count a"),
        ("find data-loss --faults quota", "--faults quota: is plugged in, and strikes by a count"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(harness, line, message):
    status, _, err = harness(line)
    assert status == BAD
    assert message in " ".join(err.split())


def test_a_feature_that_calls_it_otherwise_is_wrong_before_it_runs(harness, tmp_path):
    (tmp_path / "f.feature").write_text(FEATURE.replace("| after |", "| aftr |"))
    status, out, err = harness("check f.feature")
    assert status in (BAD, FAILED)
    assert "f.feature:6:21: fault quota has no 'aftr', did you mean after?" in out + err


def test_an_exploration_finds_where_one_breaks_its_contract(harness):
    status, out, _ = harness("explore --count 50 --faults broken")
    said = " ".join(out.split())
    assert status == FAILED
    assert "fault broken (q.py:13): asked about the delivery of " in said
    assert "it returned 'late', expected h.Delayed(by), h.Held(), h.Repeated() or None" in said
    assert "- fault: {kind: broken}" in out
