"""A row more of `POLICIES` is a policy everywhere, as the map of the code says."""

import subprocess
import sys

import pytest

from harness.domain.policies import POLICIES
from harness.gherkin.writer import feature_text
from harness.properties.oracle.policy_law import POLICY_LAWS
from harness.scenarios.reader import parse

# the row is there before what follows from it is imported
COMMAND_LINE = """
import sys
from harness.domain.environments import other
from harness.domain.policies import POLICIES, Policy

def first_edit(hr, dataverse, tie):
    winner, rule = POLICIES["last_edit_wins"].last(hr, dataverse, tie)
    return (winner if rule == "R11" else other(winner)), rule

POLICIES["first_edit_wins"] = Policy(
    first_edit, by_time=True, merge=False, words="first edit wins", description="the earlier edit"
)

from harness.cli.main import main

sys.exit(main(sys.argv[1:]))
"""
SCENARIO = """
scenario: The first edit wins
settings: {conflict: first_edit_wins}
given:
  records:
    ada: {table: cdm_worker, values: {cdm_workernumber: "1"}}
steps:
  - edit: {in: hr, record: ada, values: {cdm_firstname: Ada}}
  - advance: 1m
  - edit: {in: dataverse, record: ada, values: {cdm_firstname: Augusta}}
  - turn_on
  - run_batch_job
  - expect: {in: dataverse, record: ada, values: {cdm_firstname: Ada}}
"""


@pytest.fixture
def harness(tmp_path):
    """Runs the command line with the new policy; returns status, output and errors."""
    (tmp_path / "first.yaml").write_text(SCENARIO, encoding="utf-8")

    def run(*arguments):
        command = [sys.executable, "-c", COMMAND_LINE, *arguments]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr

    return run


def test_scenarios_and_reports_know_a_new_policy(harness):
    status, out, err = harness("replay", "first.yaml")
    assert (status, err) == (0, ""), out
    status, out, err = harness("explain", "first.yaml", "--record", "ada")
    assert (status, err) == (0, "")
    assert "Here the setting conflict=first_edit_wins stands in its place: the earlier edit" in (
        " ".join(out.split())
    )


def test_a_new_policy_is_written_as_gherkin(harness, monkeypatch):
    row = POLICIES["last_edit_wins"]._replace(words="first edit wins")
    monkeypatch.setitem(POLICIES, "first_edit_wins", row)
    assert "    Given the conflict policy is first edit wins\n" in feature_text([parse(SCENARIO)])
    # the pattern of the phrase is a literal, as editors read it, and lacks these words
    status, _, err = harness("export", "first.yaml")
    wrong = "Gherkin cannot say this: no step Given 'the conflict policy is first edit wins'"
    assert (status, err) == (2, f"first.yaml: {wrong}\n")


def test_a_new_policy_is_compared_under_both_winners_of_a_tie(harness):
    status, out, err = harness("compare", "--count", "2", "--processes", "1")
    assert (status, err) == (0, "")
    assert out.count("first_edit_wins") == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("replay", "--promises", "first.yaml"),
        ("explore", "--count", "1", "--processes", "1", "--conflict", "first_edit_wins"),
        ("explore", "--exhaustive", "--records", "1", "--conflict", "first_edit_wins"),
    ],
)
def test_the_oracle_judges_no_policy_by_the_law_of_another(harness, arguments):
    status, out, err = harness(*arguments)
    assert status == 2, out
    assert "the oracle states no law of the conflict policy 'first_edit_wins'" in err
    assert "state it in POLICY_LAWS" in err
    assert "Traceback" not in err


def test_the_oracle_states_the_law_of_every_policy():
    assert set(POLICY_LAWS) == set(POLICIES)
