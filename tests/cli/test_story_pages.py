"""`explain` and `diff` as pages, and `explain` as of a step or a moment."""

import json

import pytest
from html_pages import read_whole

from harness.cli.main import main

STORY = """
scenario: "<script>alert(1)</script> & a story"
settings: {conflict: hr_wins}
given:
  integration: on
  records: {ada: {table: cdm_worker, values: {cdm_workernumber: "1", cdm_lastname: Byron}}}
steps:
  - turn_off
  - edit: {in: hr, record: ada, values: {cdm_lastname: "</td><b>King"}}
  - advance: 2d
  - edit: {in: dataverse, record: ada, values: {cdm_lastname: Noel}}
  - create: {in: hr, table: cdm_worker, record: ben, values: {cdm_workernumber: "2"}}
  - turn_on
  - advance: 30h
  - expect: {missed_requests: 7}
"""


@pytest.fixture
def harness(tmp_path, capsys, monkeypatch):
    """Run a command where `story.yaml` is."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "story.yaml").write_text(STORY, "utf-8")

    def run(*arguments):
        status = main([*arguments])
        read = capsys.readouterr()
        return status, read.out, read.err

    return run


def test_the_story_of_a_record_is_a_page(harness):
    status, page, _ = harness("explain", "story.yaml", "--record", "ada", "--format", "html")
    assert status == 0
    read = read_whole(page)
    assert {link[1:] for link in read.links if link != "data:,"} <= set(read.ids)
    for said in (
        "ada: Worker (cdm_worker) 1",
        "<script>alert(1)</script> & a story",
        'LOST: last name "Noel" (Dataverse user, step 4) in Dataverse',
        'HR user wrote "</td><b>King" in Human Resources',
        "Here the setting conflict=hr_wins stands in its place",
        "The scenario failed (step 8)",
    ):
        assert said in read.words, said
    assert "rule-R3" in read.ids
    text = harness("explain", "story.yaml", "--record", "ada")[1]
    told = " ".join(text.split())
    for heading in ("Is it there?", "What people lost", "Its values", "Its tracking row"):
        assert heading in read.words
        assert heading in told


def test_a_comparison_is_a_page(harness, tmp_path):
    saved = harness("replay", "story.yaml", "--format", "json")[1]
    (tmp_path / "saved.json").write_text(saved, "utf-8")
    status, page, _ = harness(
        "diff", "saved.json", "story.yaml", "--set", "conflict=dataverse_wins", "--format", "html"
    )
    assert status == 1
    read = read_whole(page)
    assert {link[1:] for link in read.links if link != "data:,"} <= set(read.ids)
    for said in (
        "Where they part, and what differs at the end",
        "story.yaml with conflict=dataverse_wins",
        "They part at event ",
        "LOST in Human Resources: last name </td><b>King (kept: Noel)",
        "Human Resources: Worker (cdm_worker)",
    ):
        assert said in read.words, said
    status, page, _ = harness("diff", "saved.json", "story.yaml", "--format", "html")
    assert status == 0
    events = len(json.loads(saved)["timeline"])
    assert f"The same: {events} events, and the same end." in read_whole(page).words
    status, page, _ = harness("diff", "story.yaml", "story.yaml", "--set", "tie=dataverse",
                              "--format", "html")  # fmt: skip
    assert status == 0
    (tmp_path / "longer.yaml").write_text(STORY + "  - turn_off\n", "utf-8")
    status, page, _ = harness("diff", "story.yaml", "longer.yaml", "--format", "html")
    assert "nothing more happens" in read_whole(page).words


@pytest.mark.parametrize(
    ("at", "as_of", "value"),
    [
        ("0", "2021-08-19 09:00:00", "Never anything else, wherever it is"),
        ("2", "2021-08-19 09:00:00", '"</td><b>King" in Human Resources, "Byron" in Dataverse'),
        ("step 4", "2021-08-21 09:00:00", '"Noel" in Dataverse'),
        ("8", "2021-08-22 15:00:00", '"</td><b>King" in both'),
        ("1h 30m", "2021-08-19 10:30:00", '"Byron" in Dataverse'),
        ("2021-08-20", "2021-08-20 00:00:00", '"Byron" in Dataverse'),
        ("2021-08-21T09:00:00Z", "2021-08-21 09:00:00", '"Noel" in Dataverse'),
        ("2021-08-22 08:59:59", "2021-08-22 08:59:59", '"Noel" in Dataverse'),
        ("2021-08-22 09:00", "2021-08-22 09:00:00", '"</td><b>King" in both'),  # the job has run
        ("3d 6h", "2021-08-22 15:00:00", '"</td><b>King" in both'),
    ],
)
def test_a_record_is_explained_as_of_a_step_or_a_moment(harness, at, as_of, value):
    status, said, _ = harness("explain", "story.yaml", "--record", "ada", "--at", at)
    assert status == 0
    assert f"as of {as_of}, " in said
    values = said.partition("\nIts values\n")[2].partition("\n\nWhat has not")[0]
    [line] = [it for it in values.splitlines() if it.startswith(("  last name:", "  Never"))][-1:]
    assert value in line
    page = harness("explain", "story.yaml", "--record", "ada", "--at", at, "--format", "html")[1]
    assert f"as of {as_of} UTC" in read_whole(page).words


@pytest.mark.parametrize(
    ("record", "at", "says"),
    [
        ("ada", "9", "--at 9: the scenario has 8 steps"),
        ("ada", "noon", "--at noon: a step, 0 to 8; a time, 2021-08-19T09:00:00Z to 2021-08-22"),
        ("ada", "-1", "--at -1: a step, 0 to 8; "),
        ("ada", "2021-02-30", "--at 2021-02-30: a step, 0 to 8; "),
        ("ada", "2021-08-19", "--at 2021-08-19: the scenario goes from 2021-08-19T09:00:00Z to 2"),
        ("ada", "4d", "--at 4d: the scenario goes from "),
        ("ben", "4", "--at 4: there is no ben yet; it comes in step 5"),
        ("ben", "1d", "--at 1d: there is no ben yet; it comes in step 5"),
        ("bem", "4", "the scenario makes no record 'bem'"),
    ],
)  # fmt: skip
def test_what_is_no_step_or_moment_of_the_scenario_is_said(harness, record, at, says):
    status, out, err = harness("explain", "story.yaml", "--record", record, "--at", at)
    assert (status, out) == (2, "")
    assert err.startswith(says), err


def test_a_page_and_sentences_are_all_the_formats(harness):
    for command in (["explain", "story.yaml", "--record", "ada"], ["diff", "story.yaml", "x"]):
        status, _, err = harness(*command, "--format", "htm")
        assert status == 2
        assert "did you mean html?; there are text, html" in err
