"""`harness foresee`: its sentences, its table and its exit status."""

import json

import pytest

from harness.cli.main import main

MORNING = """scenario: A morning of changes
given:
  records:
    ada: {table: cdm_worker, values: {cdm_workernumber: "1", cdm_lastname: Lovelace}}
    ben: {table: cdm_worker, values: {cdm_workernumber: "2", cdm_lastname: Frank}}
steps:
  - edit: {in: hr, record: ada, values: {cdm_lastname: King}}
  - advance: 10m
  - edit: {in: dataverse, record: ada, values: {cdm_lastname: Byron}}
  - delete: {in: dataverse, record: ben}
  - turn_on
"""
QUIET = """scenario: Nothing to do
steps: [turn_on, {expect: {missed_requests: 1}}]
"""
NEW = """scenario: Many are hired
steps:
  - import: {in: hr, table: cdm_worker, generate: 12}
  - create: {in: hr, table: cdm_title, record: boss, values: {cdm_name: Boss}}
  - turn_on
"""


@pytest.fixture
def foresee(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for name, text in {"morning": MORNING, "quiet": QUIET, "new": NEW}.items():
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")

    def run(*arguments):
        monkeypatch.setenv("COLUMNS", "100")
        status = main(["foresee", *arguments])
        return status, *capsys.readouterr()

    return run


def test_the_first_screen_says_what_is_lost_and_comes_back(foresee):
    status, out, _ = foresee("morning.yaml")
    assert status == 0
    assert out.splitlines()[:3] == [
        "A morning of changes",
        "morning.yaml, as of 2021-08-19 09:10:00, integration on",
        "",
    ]
    said = "The batch job would lose 1 change and restore 1 deleted record. It would write to 1 "
    assert f"{said}record. Kind" in " ".join(out.split())
    rows = [line.split() for line in out.splitlines()]
    assert [it[:2] for it in rows if it[:1] in (["lost"], ["restored"], ["edited"])] == [
        ["lost", "ada"],
        ["restored", "ben"],
        ["edited", "ada"],
    ]
    lost = next(line for line in out.splitlines() if line.startswith("lost"))
    assert "King (kept: Byron)" in lost
    assert lost.split()[-3:] == ["R3", "D", "1"]


@pytest.mark.parametrize(
    ("kinds", "more", "status"),
    [
        ("lost", [], 1),
        ("deleted,restored", [], 1),
        ("deleted, failed", [], 0),
        ("refused", [], 0),
        ("lost", ["--until", "2"], 0),
        ("lost,refused", ["--until", "2"], 1),
        ("lost", ["--record", "ben"], 0),
        ("restored", ["--record", "ben"], 1),
        ("lost", ["--table", "cdm_job"], 0),
        ("lost", ["--table", "cdm_worker"], 1),
        ("lost", ["--set", "conflict=hr_wins"], 1),
        ("lost", ["--store", "sqlite://"], 1),
    ],
)
def test_fail_on_is_the_exit_status(foresee, kinds, more, status):
    assert foresee("morning.yaml", "--fail-on", kinds, *more)[0] == status


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--fail-on", "los"], "--fail-on los: there is none such, did you mean lost?"),
        (
            ["--table", "cdm_wrker"],
            "no table 'cdm_wrker', did you mean cdm_worker?; `harness tables`",
        ),
        (["--table", "wroker"], "--table: there is no table 'wroker', did you mean worker?"),
        (["--record", "adda"], "the scenario makes no record 'adda', did you mean ada?"),
        (["--until", "9"], "--until 9: there is no such step; the last one is 5"),
        (["--record", "ada", "--format", "json"], "--record: is for people"),
        (["--record", "adda", "quiet.yaml"], "none of 2 scenarios makes a record 'adda'"),
    ],
)
def test_what_is_wrong_with_an_argument(foresee, arguments, message):
    status, out, error = foresee("morning.yaml", *arguments)
    assert (status, out) == (2, "")
    assert message in error


@pytest.mark.parametrize(
    ("table", "run"),
    [([], "batch job"), (["--table", "cdm_worker"], "sync now of Worker")],
)
def test_while_integration_is_off_it_says_what_would_be_if_it_were_on(foresee, table, run):
    _, out, _ = foresee("morning.yaml", "--until", "4", *table)
    said = " ".join(out.split())
    assert f"{run} would not run: integration is off. 3 missed requests wait." in said.replace(
        "Sync", "sync"
    )
    the = "the " if run == "batch job" else ""
    assert f"If integration were turned on now: {the}{run} would lose 1 change and restore" in said
    assert [line.split()[0] for line in out.splitlines() if "R3" in line] == ["lost", "edited"]
    assert foresee("morning.yaml", "--until", "4", *table, "--fail-on", "lost")[0] == 1
    assert foresee("morning.yaml", "--until", "4", *table, "--fail-on", "failed")[0] == 0


def test_of_one_record_too_it_says_that_integration_is_not_on(foresee):
    _, out, _ = foresee("morning.yaml", "--until", "4", "--record", "ben")
    assert "Why, if integration were turned on: the run would be step 5." in out
    assert "step 5  09:10:00" in out
    assert "King" not in out


def test_in_json_what_would_be_if_it_were_on_has_the_shape_of_a_run(foresee):
    whole = json.loads(foresee("morning.yaml", "--format", "json")[1])
    off = json.loads(foresee("morning.yaml", "--until", "4", "--format", "json")[1])
    assert (off["refused"], off["found"], off["missed_requests"]) == ("integration is off", [], 3)
    run = {key: whole[key] for key in off["if_turned_on"]}
    assert off["if_turned_on"] == run
    assert (run["refused"], run["missed_requests"], run["if_turned_on"]) == (None, 3, None)


def test_a_run_that_would_be_refused_even_if_integration_were_on(foresee, tmp_path):
    held = MORNING.replace("  - turn_on", "  - turn_on\n  - set_batch_job: withhold\n  - turn_off")
    (tmp_path / "held.yaml").write_text(held, "utf-8")
    _, out, _ = foresee("held.yaml", "--record", "ada")
    assert "If integration were turned on now: the batch job would not run: " in out
    assert "Why it is as it is now: nothing would run." in out
    assert "step 8" not in out


def test_a_scenario_that_ran_its_job_is_told_how_to_foresee_that_run(foresee, tmp_path):
    (tmp_path / "ran.yaml").write_text(f"{MORNING}  - run_batch_job\n  - advance: 1m\n", "utf-8")
    _, out, _ = foresee("ran.yaml")
    assert "The batch job would do nothing." in out
    assert "The scenario runs it in step 6: --until 5 foresees that run." in out
    assert "would lose 1 change" in foresee("ran.yaml", "--until", "5")[1]
    assert "--until" not in foresee("ran.yaml", "--until", "6")[1]
    assert "--until" not in foresee("quiet.yaml")[1]  # it never ran with something to do


def test_of_one_record_it_says_why_with_the_run_as_a_further_step(foresee):
    _, out, _ = foresee("morning.yaml", "--record", "ben")
    assert "would lose no change and restore 1 deleted record." in out
    assert "Why: the run is step 6." in out
    assert "step 6  09:10:00" in out
    assert "King" not in out


def test_alike_records_share_a_row_unless_it_is_expanded(foresee):
    _, folded, _ = foresee("new.yaml")
    rows = [line for line in folded.splitlines() if line.startswith("created")]
    assert len(rows) == 2
    assert "12: " in rows[0]
    _, expanded, _ = foresee("new.yaml", "--expand")
    assert sum(line.startswith("created") for line in expanded.splitlines()) == 13


def test_several_scenarios_and_one_that_fails(foresee):
    status, out, _ = foresee("morning.yaml", "quiet.yaml")
    assert status == 0
    assert out.count("The batch job would") == 2
    assert "The batch job would do nothing." in out
    assert "The scenario FAILED (step 2): harness replay shows how." in out


def test_json_has_each_thing_with_its_rule(foresee):
    _, out, _ = foresee("morning.yaml", "--format", "json")
    found = json.loads(out)
    assert (found["scenario"], found["file"], found["at"], found["what"], found["refused"]) == (
        "A morning of changes", "morning.yaml", "2021-08-19T09:10:00Z", "the batch job", None,
    )  # fmt: skip
    assert {kind: count for kind, count in found["counts"].items() if count} == {
        "edited": 1, "lost": 1, "restored": 1,
    }  # fmt: skip
    assert found["found"][1] == {
        "kind": "lost",
        "in": "hr",
        "table": "cdm_worker",
        "table_name": "Worker",
        "record": "ada",
        "columns": {"cdm_lastname": {"lost": "King", "kept": "Byron"}},
        "rule": "R3",
        "rule_status": "D",
        "text": "LOST in Human Resources: last name King (kept: Byron)",
    }
    _, out, _ = foresee("morning.yaml", "quiet.yaml", "--format", "json")
    assert [it["counts"]["lost"] for it in json.loads(out)] == [1, 0]


def test_the_page_has_the_sentence_and_the_table(foresee, tmp_path):
    status, _, _ = foresee("morning.yaml", "--format", "html", "--output", "p.html")
    page = (tmp_path / "p.html").read_text("utf-8")
    assert status == 0
    assert "The batch job would lose 1 change" in page
    assert "last name King (kept: Byron)</td>" in page


@pytest.mark.parametrize("words", ["worker", "Workers", "employees", "Job Position", "crew"])
def test_a_table_is_called_as_in_steps(foresee, tmp_path, words):
    (tmp_path / "pytest.ini").write_text("[pytest]\nharness_words = crew = worker\n", "utf-8")
    table = "Job Position" if words == "Job Position" else "Worker"
    status, out, _ = foresee("morning.yaml", "--table", words)
    assert status == 0
    assert f"Sync now of {table} would" in " ".join(out.split())
