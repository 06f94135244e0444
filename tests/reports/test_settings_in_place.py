"""Where a setting stands in the place of a rule, nothing credits the article with it."""

import json

import pytest

import harness as h
from harness.cli.main import main
from harness.domain.rules import RULES
from harness.reports.result import fingerprint
from harness.reports.result_format import read_result

STORY = """
scenario: Two edits
rules: [R3, R7]
given:
  integration: on
  records:
    ada: {table: cdm_worker, values: {cdm_workernumber: "1", cdm_lastname: Lovelace}}
steps:
  - turn_off
  - edit: {in: hr, record: ada, values: {cdm_lastname: Byron}}
  - advance: %s
  - edit: {in: dataverse, record: ada, values: {cdm_lastname: King}}
  - turn_on
  - run_batch_job
"""
OWN = """
import harness as h

@h.policy("longest_wins")
def longest(hr, dataverse):
    "The longer value."
    return "hr" if len(hr.value) >= len(dataverse.value) else "dataverse"
"""
CASES = {
    "a policy": ("conflict: hr_wins", "1m", "R3", "conflict=hr_wins"),
    "of a table": ("conflict: {cdm_worker: hr_wins}", "1m", "R3", "conflict.cdm_worker=hr_wins"),
    "of a column": (
        "conflict: {cdm_worker.cdm_lastname: hr_wins}", "1m", "R3",
        "conflict.cdm_worker.cdm_lastname=hr_wins",
    ),
    "merged": ("conflict: merge_fields", "1m", "R3", "conflict=merge_fields"),
    "of one's own": ("conflict: longest_wins", "1m", "R3", "conflict=longest_wins"),
    "a tie": ("tie: dataverse", "0s", "R11", "tie=dataverse"),
}  # fmt: skip
COMMANDS = (
    "replay {}",
    "replay {} --format mermaid",
    "replay {} --format html",
    "explain {} --record ada",
    "explain {} --record ada --format html",
    "foresee {} --until 5",
)


@pytest.fixture
def harness(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    (tmp_path / "own.py").write_text(OWN, "utf-8")
    yield lambda line: (main(line.split()), capsys.readouterr().out)
    if "longest_wins" in h.POLICIES:
        h.POLICIES.forget("longest_wins")


def written(tmp_path, settings, wait, name="story.yaml"):
    text = STORY % wait
    if settings:
        text = text.replace("given:", f"settings:\n  {settings}\ngiven:", 1)
    (tmp_path / name).write_text(text, "utf-8")
    return name


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("case", CASES)
def test_the_rule_is_marked_as_set_wherever_it_is_named(case, command, harness, tmp_path):
    settings, wait, rule, chosen = CASES[case]
    name = written(tmp_path, settings, wait)
    plugin = " --plugin own.py" if "longest" in settings else ""
    status, out = harness(command.format(name) + plugin)
    assert status == 0
    mark = RULES[rule].mark
    markup = f"{rule}<i>" if "html" in command else f"{rule} "
    assert f"{markup}set" in out.replace(f"{rule}   ", f"{rule} ").replace(f"{rule}  ", f"{rule} ")
    assert f"{markup}{mark}" not in out
    assert f"set: a setting stands in its place here: {chosen}" in " ".join(
        out.replace("<br/>", " ").replace("#58;", ":").replace("#61;", "=").split()
    )


def test_by_default_the_rule_bears_its_status(harness, tmp_path):
    _, out = harness(f"replay {written(tmp_path, '', '1m')}")
    assert "R3 D" in out
    assert "R3 set" not in out
    assert "set:" not in out
    assert "\nsettings " not in out


def test_the_head_of_the_text_has_the_settings_in_force(harness, tmp_path):
    name = written(tmp_path, "conflict: {cdm_worker: hr_wins}\n  batch_job_every: 12h", "1m")
    _, out = harness(f"replay {name}")
    assert "\nsettings conflict: cdm_worker: hr_wins; batch_job_every: 12h\n" in out


def test_the_result_has_the_settings_and_what_stands_in_a_rules_place(harness, tmp_path):
    _, out = harness(f"replay {written(tmp_path, 'conflict: hr_wins', '1m')} --format json")
    found = json.loads(out)
    found = found[0] if isinstance(found, list) else found
    assert found["settings"] == {"conflict": "hr_wins"}
    lost = next(it for it in found["timeline"] if it["event"] == "lost")
    assert (lost["rule"], lost["rule_status"], lost["setting"]) == ("R3", "D", "conflict=hr_wins")
    assert found["data_loss"][0]["setting"] == "conflict=hr_wins"
    read = read_result(json.dumps(found), "x.json")
    assert read.run.settings == {"conflict": "hr_wins"}
    # neither is a part of what happened
    assert fingerprint(read.end) == found["fingerprint"]
    bare = {**found, "timeline": [{**it} for it in found["timeline"]]}
    del bare["settings"]  # as earlier versions wrote it
    for it in (*bare["timeline"], *bare["data_loss"]):
        it.pop("setting", None)
    assert fingerprint(read_result(json.dumps(bare), "old.json").end) == found["fingerprint"]


def test_a_result_by_default_has_neither_key(harness, tmp_path):
    _, out = harness(f"replay {written(tmp_path, '', '1m')} --format json")
    assert '"settings"' not in out
    assert '"setting"' not in out


@pytest.mark.parametrize("fmt", ["", " --format html"])
def test_a_comparison_names_different_settings_first(fmt, harness, tmp_path):
    name = written(tmp_path, "conflict: hr_wins", "1m")
    status, out = harness(f"diff {name} --set conflict=last_edit_wins --set tie=dataverse{fmt}")
    assert status == 1
    assert out.index("Settings") < out.index("They part at event")
    assert out.index("They part at event") < out.index("Human Resources: Worker")
    if not fmt:
        assert "conflict: hr_wins in A, not set in B" in out
        assert "tie: not set in A, dataverse in B" in out
        assert "[R3 set]" in out
        assert "[R3 D]" in out  # of B


@pytest.mark.parametrize("case", ["a policy", "of a table", "merged", "of one's own"])
def test_an_explanation_names_the_policy_that_is_not_the_default(case, harness, tmp_path):
    settings, wait, _, chosen = CASES[case]
    plugin = " --plugin own.py" if "longest" in settings else ""
    _, out = harness(f"explain {written(tmp_path, settings, wait)} --record ada{plugin}")
    assert f"; by the policy {chosen.partition('=')[2]}" in " ".join(out.split())


def test_an_explanation_by_default_names_no_policy(harness, tmp_path):
    _, out = harness(f"explain {written(tmp_path, '', '1m')} --record ada")
    assert "by the policy" not in out


@pytest.mark.parametrize("fmt", ["", " --format html"])
def test_settings_that_change_nothing_are_named_and_the_rest_is_the_same(fmt, harness, tmp_path):
    status, out = harness(f"diff {written(tmp_path, '', '1m')} --set tie=dataverse{fmt}")
    assert status == 0
    assert out.index("Settings") < out.index("The same: ")
    assert "dataverse" in out
