"""A conflict policy of one's own is a policy everywhere, as the map of the code says."""

import subprocess
import sys

import pytest

from harness.domain.policies import POLICIES
from harness.properties.oracle.policy_law import POLICY_LAWS

# registered before what follows from it is imported, and after
COMMAND_LINE = """
import sys
from harness.cli.main import main
from harness.domain.policies import policy

@policy("first_edit_wins")
def first_edit_wins(hr, dataverse):
    "The earlier edit."
    if hr.value == "Eve":
        return "HR"
    one, other = hr.edited_at or 0, dataverse.edited_at or 0
    return None if one == other else "hr" if one < other else "dataverse"

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
NONSENSE = (
    "policy first_edit_wins (<string>:6): asked about cdm_firstname of ada (cdm_worker), it "
    "returned 'HR', expected 'hr', 'dataverse' or None, did you mean hr?"
)


@pytest.fixture
def harness(tmp_path):
    """Runs the command line with the new policy; returns status, output and errors."""
    (tmp_path / "first.yaml").write_text(SCENARIO, encoding="utf-8")
    wrong = SCENARIO.replace("firstname: Ada}}\n  - adv", "firstname: Eve}}\n  - adv")
    (tmp_path / "wrong.yaml").write_text(wrong, encoding="utf-8")

    def run(*arguments):
        command = [sys.executable, "-c", COMMAND_LINE, *arguments]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr

    return run


def words(text):
    """A text without its line breaks."""
    return " ".join(text.split())


def test_scenarios_and_reports_know_it(harness):
    status, out, err = harness("replay", "first.yaml", "--promises")
    assert (status, err) == (0, ""), out
    status, out, err = harness("explain", "first.yaml", "--record", "ada")
    assert (status, err) == (0, "")
    assert "setting conflict=first_edit_wins stands in its place: The earlier edit." in words(out)
    assert 'kept "Ada" (HR user, step 1); by the policy first_edit_wins' in words(out)
    status, out, err = harness("diff", "first.yaml", "--set", "conflict=last_edit_wins")
    assert (status, err) == (1, "")
    assert "Augusta" in out
    assert '"first_edit_wins"' in harness("schema")[1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("replay", "first.yaml", "--set", "conflict=frist_edit_wins"), "mean first_edit_wins?"),
        (("explore", "--conflict", "frist_edit_wins"), "mean first_edit_wins?"),
    ],
)
def test_messages_suggest_it(harness, arguments, message):
    status, _, err = harness(*arguments)
    assert (status, message in err) == (2, True), err


def test_it_is_written_as_gherkin_and_read_again(harness, tmp_path):
    status, out, err = harness("export", "first.yaml")
    assert (status, err) == (0, "")
    assert "    Given the conflict policy is first edit wins\n" in out
    (tmp_path / "first.feature").write_text(out, encoding="utf-8")
    status, out, err = harness("export", "first.feature")
    assert (status, err) == (0, "")
    assert "conflict: first_edit_wins" in out
    assert harness("replay", "first.feature", "--quiet")[0] == 0
    wrong = (tmp_path / "first.feature").read_text(encoding="utf-8").replace("first edit", "fist")
    (tmp_path / "wrong.feature").write_text(wrong, encoding="utf-8")
    status, out, _ = harness("check", "wrong.feature")
    said = "4:34: no conflict policy 'fist wins', did you mean first edit wins?; there are last"
    assert (status, f"wrong.feature:{said}" in out) == (2, True), out


def test_histories_are_explored_and_compared_under_it(harness):
    arguments = ("--count", "10", "--length", "20", "--processes", "1")
    status, out, err = harness("explore", *arguments, "--conflict", "first_edit_wins")
    assert "BROKEN" not in out
    assert (status, "NEVER" in out, err) == (1, True, "")  # so few reach not every goal
    status, out, err = harness("compare", "--count", "2", "--processes", "1")
    assert (status, err) == (0, "")
    assert out.count("first_edit_wins") == 2  # under both winners of a tie


@pytest.mark.parametrize("arguments", [("--exhaustive", "--records", "1"), ("--world", "small")])
def test_what_abstracts_from_values_refuses_it(harness, arguments):
    status, out, err = harness("explore", *arguments, "--conflict", "first_edit_wins")
    assert status == 2, out
    assert err == (
        "the bounded model abstracts from times and values, which the conflict policy "
        "'first_edit_wins' may read: explore it with random histories of a company\n"
    )


def test_shrinking_keeps_it(harness, tmp_path):
    fails = SCENARIO.replace("cdm_firstname: Ada}}\n", "cdm_firstname: Augusta}}\n")
    fails = fails.replace("Augusta", "Ada", 1)
    (tmp_path / "fails.yaml").write_text(fails, encoding="utf-8")
    status, out, err = harness("shrink", "fails.yaml")
    assert (status, "conflict: first_edit_wins" in out) == (0, True), out + err


def test_a_replay_shows_how_it_went_up_to_an_answer_that_is_none(harness):
    status, out, err = harness("replay", "wrong.yaml")
    assert (status, err) == (2, "")
    said = words(out)
    assert said.count(NONSENSE) == 2  # in the timeline and at the end
    assert f"PLUG-IN FAILED: {NONSENSE}; the run stopped after 0 records; 2 requests" in said
    assert (
        f"FAILED, 5 steps wrong.yaml:12: step 5 expected: the step is done actual: {NONSENSE}"
        in said
    )
    assert harness("replay", "wrong.yaml", "first.yaml", "--quiet")[0] == 2
    status, out, _ = harness("replay", "wrong.yaml", "--format", "json")
    assert (status, '"plugin_failed"' in out) == (2, True)
    assert harness("shrink", "wrong.yaml")[0] == 0


def test_a_feature_shows_how_it_went_up_to_an_answer_that_is_none(harness, tmp_path):
    text = harness("export", "first.yaml")[1].replace('to "Ada"', 'to "Eve"')
    (tmp_path / "wrong.feature").write_text(text, encoding="utf-8")
    status, out, err = harness("replay", "wrong.feature")
    assert (status, err) == (2, "")
    said = words(out)
    assert f"PLUG-IN FAILED: {NONSENSE}; the run stopped after 0 records; 2 requests" in said
    assert f"wrong.feature:12: step 5 expected: the step is done actual: {NONSENSE}" in said


def test_the_oracle_states_the_law_of_every_policy():
    assert set(POLICY_LAWS) == POLICIES.built_in
