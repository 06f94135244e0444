"""Scenario files that pytest collects: one test each, and failures that read as those of replay."""

import re
import xml.etree.ElementTree as ET

import pytest
from projects import ROOT, feature

GOOD = """# A tie
scenario: Ties are settled
rules: [S1, R6]
given:
  records: {ada: {table: cdm_worker, values: {cdm_workernumber: W1}}}
steps:
  - turn_on
  - expect: {record: ada, exists: true, in: dataverse}
"""
WRONG = GOOD.replace("A tie", "No tie").replace("exists: true", "exists: false")
BAD = GOOD.replace("turn_on", "turn_onn")
OTHERS = {
    ".github/workflows/ci.yml": "on: push\njobs: {}\n",
    "compose.yaml": "services:\n  scenario: x\n",
    "deploy/pipeline.yml": "steps:\n- script: echo scenario:\n",
    "broken.yaml": "a: [",
    "empty.yml": "",
    "company.catalog.yaml": "scenario: no\n",
    "bytes.yaml": b"\xff\xfe",
}


def test_each_file_is_a_test_and_other_yaml_is_passed_over(project):
    files = {"scenarios/a.yaml": GOOD, "scenarios/deep/b.yml": GOOD.replace("Ties", "2::ties")}
    status, said = project({**files, **OTHERS}, "-v", "--strict-markers", "-W", "error")
    assert status == 0, said
    ids = re.findall(r"^(\S+::.*) PASSED", said, re.MULTILINE)
    assert ids == [
        "scenarios/a.yaml::Ties are settled",
        "scenarios/deep/b.yml::2:ties are settled",
    ]
    for node in ids:
        status, said = project({}, "-q", node)
        assert (status, "1 passed" in said) == (0, True), said


@pytest.mark.parametrize(
    "chosen", [("-o", "harness_scenario_files=false"), ("--harness-no-scenario-files",)]
)
def test_it_can_be_switched_off(project, chosen):
    status, said = project({"scenarios/a.yaml": GOOD}, "-q", *chosen)
    assert status == 5, said
    assert "no tests ran" in said


def test_a_failure_has_its_place_both_environments_and_the_timeline(project, tmp_path):
    files = {"scenarios/a b.yaml": WRONG, "a.feature": feature("Given integration is on")}
    status, said = project(files, "-q", "--junitxml=junit.xml")
    assert status == 1
    lines = said.splitlines()
    at = lines.index("scenarios/a b.yaml: Ties are settled")
    assert lines[at + 1] == "  scenarios/a b.yaml:8: step 2"
    assert lines[at + 2] == "    expected: ada in Dataverse is not there"
    assert lines[at + 3] == "    actual:   ada in Dataverse is there"
    text = "\n".join(lines[at:])
    assert re.search(r"Record +Human Resources +Dataverse", text)
    assert re.search(r"1 +09:00:00 +administrator +integration on", text)
    assert '  Its timeline:  harness replay "scenarios/a b.yaml"' in text
    assert "Traceback" not in said
    assert "site-packages" not in said
    [failure] = ET.parse(tmp_path / "junit.xml").iter("failure")
    assert failure.get("message") == "expected: ada in Dataverse is not there"
    assert failure.text.strip() in said


def test_all_that_is_wrong_with_a_file_is_said_and_the_others_run(project):
    status, said = project({"a.yaml": BAD.replace("S1", "S99"), "b.yaml": GOOD}, "-q")
    assert status == 2, said
    assert "a.yaml:7:5: no step 'turn_onn', did you mean turn_on?" in said
    assert "a.yaml:3:9: no rule 'S99'" in said
    assert "Traceback" not in said
    status, said = project({}, "-q", "--continue-on-collection-errors")
    assert "1 passed" in said


def test_what_is_wrong_on_purpose_runs_only_if_it_is_named(project):
    files = {"scenarios/bad/a.yaml": BAD, "scenarios/b.yaml": GOOD}
    for chosen in ((), ("scenarios",), (".",)):
        status, said = project(files, "-q", *chosen)
        assert status == 0, said
        assert "1 passed" in said
    for chosen in ("scenarios/bad", "scenarios/bad/a.yaml"):
        status, said = project(files, "-q", chosen)
        assert status != 0
        assert "scenarios/bad/a.yaml:7:5" in said


def test_a_file_that_is_named_is_read_whatever_is_in_it(project):
    status, said = project({"a.yaml": "steps: [turn_on]\n"}, "-q", "a.yaml")
    assert status != 0
    assert "a.yaml:1:1: the title is missing" in said


def test_they_are_chosen_by_word_mark_and_last_failure_and_in_several_processes(project):
    files = {"a.yaml": GOOD, "b.yaml": WRONG.replace("[S1, R6]", "[S1]"), "c.yaml": GOOD}
    status, said = project(files, "-q", "-n", "2", cache=True)
    assert status == 1
    assert "1 failed, 2 passed" in said
    assert "  b.yaml:8: step 2" in said
    status, said = project({}, "-q", "--lf", cache=True)
    assert "1 failed" in said
    assert "passed" not in said
    status, said = project({}, "-q", "-m", "R6")
    assert status == 0, said
    assert "2 passed, 1 deselected" in said
    status, said = project({}, "-q", "-k", "settled and not b.yaml")
    assert "2 passed, 1 deselected" in said


def test_the_timeline_beside_it_is_compared_if_there_is_one(project, tmp_path):
    approved = tmp_path / "scenarios" / "a.timeline.txt"
    files = {"pytest.ini": "[pytest]\n", "scenarios/a.yaml": GOOD, "scenarios/a.timeline.txt": ""}
    status, said = project(files, "-q")
    assert status == 1
    assert "the timeline is not the approved one, a.timeline.txt" in said
    assert "if this is meant: pytest --approve" in said
    assert re.search(r"^ +\+.*integration on", said, re.MULTILINE)
    status, said = project({}, "-q", "--approve")
    assert status == 0, said
    text = approved.read_text("utf-8")
    assert text.startswith("Ties are settled\nscenarios/a.yaml\n")
    status, said = project({}, "-q")
    assert status == 0, said
    status, said = project({}, "-q", "--rootdir", str(tmp_path), str(tmp_path / "scenarios"))
    assert status == 0, said
    project({"scenarios/b.yaml": GOOD}, "-q", "--approve")
    assert not approved.with_name("b.timeline.txt").exists()


def test_our_own_scenarios_pass_with_the_timelines_that_are_approved(project, tmp_path):
    names = ("switch", "bad", "migration")
    files = {
        str(path.relative_to(ROOT)): path.read_bytes()
        for name in names
        for path in (ROOT / "scenarios" / name).rglob("*")
        if path.is_file()
    }
    status, said = project({**files, "pytest.ini": "[pytest]\n"}, "-q")
    assert status == 0, said
    count = sum(name.endswith(".yaml") and "/bad/" not in name for name in files)
    assert f"{count} passed" in said


def test_they_notice_a_mutant(project):
    files = {
        f"scenarios/{path.name}": path.read_bytes()
        for path in (ROOT / "scenarios" / "switch").glob("*.yaml")
    }
    status, said = project(files, "-q")
    assert status == 0, said
    status, said = project({}, "-q", "--harness-mutant", "on-by-default")
    assert status == 1, said
