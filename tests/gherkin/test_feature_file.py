"""A feature file as cases: those of Cucumber's compiler, with the places of the text."""

import re
from pathlib import Path

from harness.gherkin.feature_file import load, parse

TEXT = """@all
Feature: Money
  Background:
    Given an account

  @rule
  Rule: Fees
    Background:
      Given a fee

    @fee @all
    Scenario Outline: <amount (EUR)> costs <fee?>
      When "<amount (EUR)>" is sent:
        | note | <fee?> \\| \\\\d |
      * a <receipt> is kept:
        \"\"\"
        <fee?>
        \"\"\"

      @small
      Examples:
        | amount (EUR) | fee? |
        | 1            | 0.1  |
        | 2            | a\\\\1 |
"""


def test_a_case_is_a_row_with_the_steps_of_every_background_and_all_tags():
    first, second = parse("money.feature", TEXT).cases
    assert (first.title, first.row, first.line) == ("1 costs 0.1", 23, 12)
    assert first.template == "<amount (EUR)> costs <fee?>"
    assert first.tags == ("all", "rule", "fee", "small")
    assert [(step.type, step.text, step.line) for step in first.steps] == [
        ("given", "an account", 4),
        ("given", "a fee", 9),
        ("when", '"1" is sent:', 13),
        ("when", "a <receipt> is kept:", 15),
    ]
    assert first.rule["name"] == "Fees"
    assert second.values == ("2", "a\\1")


def test_columns_of_examples_are_no_regular_expressions():
    _, second = parse("money.feature", TEXT).cases
    assert second.title == "2 costs a\\1"
    assert second.steps[2].table == (("note", "a\\1 | \\d"),)
    assert second.steps[3].doc_string == "a\\1"


def test_there_is_a_pickle_for_each_case_and_the_tree_stays_as_it_is_written():
    read = parse("money.feature", TEXT)
    assert [pickle["name"] for pickle in read.pickles] == [case.title for case in read.cases]
    outline = read.feature["children"][1]["rule"]["children"][1]["scenario"]
    header = outline["examples"][0]["tableHeader"]
    assert [cell["value"] for cell in header["cells"]] == ["amount (EUR)", "fee?"]


def test_an_empty_file_has_no_feature_and_no_case():
    read = parse("empty.feature", "# nothing\n")
    assert (read.feature, read.cases, read.pickles) == ({}, (), ())


def test_the_titles_of_our_rows_read_as_sentences():
    places = "in|from|to|of|at|by|after|before|with"
    for path in sorted((Path(__file__).parents[2] / "features").glob("*.feature")):
        for case in load(path).cases:
            assert not re.search(rf"\b(\w+) \1\b|\b({places}) ({places})\b", case.title), case.title
            assert "<" not in case.title
