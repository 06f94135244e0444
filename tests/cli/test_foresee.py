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
        (["--table", "cdm_wrker"], "no table 'cdm_wrker', did you mean cdm_worker?"),
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


def test_before_integration_is_on_nothing_would_run(foresee):
    _, out, _ = foresee("morning.yaml", "--until", "4")
    assert "The batch job would not run: integration is off." in out
    _, out, _ = foresee("morning.yaml", "--until", "4", "--table", "cdm_worker")
    assert "Sync now of Worker would not run: integration is off." in out


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
