"""Look-ups take the words that people have in hand: a rule, a fault in words, a table's name."""

import json

import pytest

from harness.cli.main import main


@pytest.fixture
def harness(capsys, tmp_path, monkeypatch):
    """Runs a command in an empty folder; returns what it says."""
    monkeypatch.chdir(tmp_path)

    def run(*command, status=0):
        assert main(command) == status
        printed = capsys.readouterr()
        return printed.err if status else printed.out

    return run


def test_a_phrase_is_found_by_its_words_and_shows_its_table(harness):
    said = harness("steps", "--search", "losses")
    assert "Then these losses are reported:\n  | record | environment | column    |" in said
    assert "is in force" not in said


def test_a_phrase_is_found_by_what_stands_under_it(harness):
    said = harness("steps", "--search", "edited")
    assert "these worker records exist, untracked:\n  | record | environment     |" in said


@pytest.mark.parametrize("rule", ["R20", "r20"])
def test_a_phrase_is_found_by_its_rule(rule, harness):
    found = json.loads(harness("steps", "--search", rule, "--format", "json"))
    assert [it["phrase"] for it in found] == ["the RecId of the {table} {string} is {string}"]
    assert {"R2", "R20"} <= {rule for it in found for rule in (*it["rules"], "R2")}


def test_for_a_rule_of_no_phrase_those_of_its_group_are_shown(harness):
    said = harness("steps", "--search", "C2")
    assert said.startswith("No phrase is about C2 alone; these are of its group.")
    assert "`harness rules C2`" in " ".join(said.split())
    assert "The administration page" in said
    assert "the batch job runs" not in said


def test_given_and_when_of_the_same_words_stand_in_one_row(harness):
    said = harness("steps", "--search", "unavailable for duration")
    assert said.count("Given, When") == said.count("{environment}") == 1


def test_a_page_and_a_wiki_have_the_tables_too(harness):
    row = "| Ada    | Dataverse   | last name | King | Byron |"
    assert f"{row}\n```" in harness("steps", "--search", "losses", "--format", "markdown")
    assert row in harness("steps", "--search", "losses", "--format", "html")
    found = json.loads(harness("steps", "--search", "losses", "--format", "json"))
    assert found[0]["under"][1] == ["Ada", "Dataverse", "last name", "King", "Byron"]
    assert row in harness("steps", "--format", "glue")


@pytest.mark.parametrize(
    ("asked", "kinds"),
    [
        (["unavailable"], ["unavailable"]),
        (["request", "fails"], ["request_fails"]),
        (["clock"], ["clock_ahead", "clock_behind"]),
        (["F3"], ["delivery_delayed"]),
        (["over", "batch job stuck"], ["over", "batch_job_stuck"]),
    ],
)
def test_faults_are_found_by_name_word_and_rule(asked, kinds, harness):
    found = json.loads(harness("faults", *asked, "--format", "json"))
    assert [it["kind"] for it in found] == kinds
    said = harness("faults", *asked)
    for kind in kinds:
        assert f"- fault: {{kind: {kind}" in said


def test_the_example_of_a_fault_has_what_it_needs(harness):
    assert "- fault: {kind: clock_ahead, in: dataverse, by: 10m}" in harness("faults", "clock")
    assert "harness steps --search F5" in harness("faults", "clock")


@pytest.mark.parametrize("words", [["cdm_worker"], ["worker"], ["Workers"], ["employee"]])
def test_a_table_is_found_by_the_words_of_steps(words, harness):
    assert harness("tables", *words).startswith("Worker (cdm_worker)")


def test_several_words_are_one_table(harness):
    assert harness("tables", "job", "position").startswith("Job Position (cdm_jobposition)")


def test_rules_are_found_by_a_word(harness):
    found = json.loads(harness("rules", "recycle", "--format", "json"))
    assert "E2" in {rule["id"] for rule in found}
    assert len(found) < 5


@pytest.mark.parametrize(
    ("words", "phrase"),
    [
        ("throttled", "{environment} answers {string}"),
        ("down", "{environment} is unavailable"),
        ("outage", "{environment} is unavailable for {duration}"),
        ("error", "every request to {environment} for {table} records fails because {string}"),
        ("data loss", "no loss is reported"),
        ("dataverse is up again", "{environment} is available again"),
    ],
)
def test_steps_are_found_by_what_people_say(words, phrase, harness):
    found = json.loads(harness("steps", "--search", words, "--format", "json"))
    assert phrase in {it["phrase"] for it in found}
    assert len(found) < 25


WRONG = {
    "faults unavailabel": "no fault 'unavailabel', did you mean unavailable?; `harness faults`",
    "tables wroker": "there is no table 'wroker', did you mean worker?; `harness tables` lists",
    "rules featurs": "no rule, no word of a rule and no path 'featurs'",
    "steps --search lossess": "no phrase has 'lossess', did you mean losses?",
}


@pytest.mark.parametrize("line", WRONG)
def test_what_is_not_found_is_answered_with_the_nearest(line, harness):
    assert WRONG[line] in harness(*line.split(), status=2)
