"""Scenarios named by their line: what is wrong with a neighbour is no obstacle to a replay."""

import pytest

import harness as h
from harness.cli.main import main

TEXT = """@Z9
Feature: Neighbours
  When the batch job runs

  Background:
    Given integration is on

  Scenario: Good
    When the batch job runs

  Scenario: Bad
    When the batch jobs run

  Scenario Outline: Rows: <name>
    Given the worker "<name>" exists in <side>
    Then the worker "<name>" is in HR

    Examples:
      | name | side |
      | Ada  | HR   |
      | Ben  | RH   |

  Scenario Outline: No rows: <name>
    When the batch job runs
    Examples:
      | name |

  Rule: Own background
    Background:
      Given the wroker "Ada" exists in both environments

    Scenario: Inside
      When the batch job runs

  Rule: None
"""
SOUND = TEXT.replace("@Z9\n", "").replace("  When the batch job runs\n\n  Back", "\n  Back", 1)


def line(of, text=SOUND):
    return next(n for n, line in enumerate(text.splitlines(), 1) if line.strip().startswith(of))


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def at(of, text=SOUND):
        (tmp_path / "v.feature").write_text(text, "utf-8")
        return f"v.feature:{line(of, text)}"

    return at


@pytest.mark.parametrize(
    ("of", "title"), [("Scenario: Good", "Good"), ("| Ada", "Rows: Ada (Ada, HR)")]
)
@pytest.mark.parametrize("command", ["replay", "foresee", "export"])
def test_a_good_scenario_has_bad_neighbours(place, capsys, command, of, title):
    assert h.load(place(of)).title == title
    status = main([command, place(of)])
    out, err = capsys.readouterr()
    assert (status, err) == (0, "")
    assert title in out


def test_a_record_of_it_is_explained_and_two_are_compared(place, capsys):
    assert main(["explain", place("| Ada"), "--record", "Ada"]) == 0
    assert main(["diff", place("Scenario: Good"), place("| Ada")]) == 1
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("of", "wrong"),
    [
        ("Scenario: Bad", ["When the batch jobs run"]),
        ("When the batch jobs run", ["When the batch jobs run"]),
        ("Scenario Outline: Rows", ["| Ben"]),
        ("| Ben", ["| Ben"]),
        ("Scenario Outline: No rows", ["Examples:"]),
        ("Scenario: Inside", ['Given the wroker "Ada"']),
        ("Rule: None", ["Rule: None"]),
        ("Background:", ["When the batch jobs run", "| Ben", 'Given the wroker "Ada"']),
    ],
)
def test_what_is_wrong_with_what_is_named_is_said(place, of, wrong):
    with pytest.raises(h.BadInput) as caught:
        h.load_all(place(of))
    expected = [line(one) for one in wrong]
    if wrong == ["Examples:"]:
        expected = [line("Scenario Outline: No rows") + 2]
    assert [it.line for it in caught.value.problems] == expected


def test_several_lines_are_those_scenarios(place):
    text = SOUND
    with pytest.raises(h.BadInput) as caught:
        h.load_all(f"{place('Scenario: Good')}:{line('| Ben', text)}:{line('| Ada', text)}")
    assert [it.line for it in caught.value.problems] == [line("| Ben")]
    found = h.load_all(f"{place('Scenario: Good')}:{line('| Ada', text)}:{line('| Ada', text)}")
    assert [it.title for it in found] == ["Good", "Rows: Ada (Ada, HR)"]


def test_what_is_wrong_with_the_feature_is_wrong_for_each(place):
    with pytest.raises(h.BadInput) as caught:
        h.load(place("Scenario: Good", TEXT))
    assert [it.line for it in caught.value.problems] == [1, 3]
    with pytest.raises(h.BadInput, match="no step Given 'integration is onn'"):
        h.load(place("Scenario: Good", SOUND.replace("is on\n", "is onn\n")))
    with pytest.raises(h.BadInput, match="is no step, table row or keyword"):
        h.load(place("Scenario: Good", SOUND.replace("    Then the", "    Thn the")))


def test_the_whole_file_has_all_problems(place):
    place("Scenario: Good")
    with pytest.raises(h.BadInput) as caught:
        h.load_all("v.feature")
    assert len(caught.value.problems) == 5
    assert len(h.check("v.feature:7").problems) == 5
