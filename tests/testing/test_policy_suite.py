"""The conformance suite of conflict policies: good ones pass it, and each test finds a mistake."""

import datetime as dt
from decimal import Decimal
from itertools import count

import pytest
from testing.planted import all_tests, found_by

from harness.domain.catalog import standard_catalog
from harness.domain.policies import POLICIES, policy
from harness.testing.policy_conformance import HISTORIES, PolicyConformance, questions


def payroll_from_hr(hr, dataverse):
    """Payroll is Human Resources', contact data Dataverse's, and of the rest the later edit."""
    if hr.table.startswith("cdm_payroll") or hr.column.endswith("code"):
        return "hr"
    if hr.column.startswith(("cdm_email", "cdm_phone")):
        return "dataverse"
    one, other = hr.edited_at or 0, dataverse.edited_at or 0
    return None if one == other else "hr" if one > other else "dataverse"


class TestPayrollFromHr(PolicyConformance):
    def policy(self):
        return payroll_from_hr


class TestFromAFixture(PolicyConformance):
    @pytest.fixture
    def policy(self):
        return payroll_from_hr


def compares_values(hr, dataverse):
    return "hr" if hr.value > dataverse.value else "dataverse"


def has_no_word_for_a_tie(hr, dataverse):
    return "tie" if hr.edited_at == dataverse.edited_at else "hr"


def one_argument(edits):
    return "hr"


def alternates():
    turn = count()
    return lambda hr, dataverse: "hr" if next(turn) % 2 else "dataverse"


def goes_with_the_last_winner():
    winners = ["hr"]

    def decide(hr, dataverse):
        one, other = hr.edited_at or 0, dataverse.edited_at or 0
        winners.append(winners[-1] if one == other else "hr" if one > other else "dataverse")
        return winners[-1]

    return decide


def decides_by_the_first_column():
    first = {}
    return lambda hr, dataverse: first.setdefault(hr.table, "hr" if hr.touched else "dataverse")


def by_the_day():
    return lambda hr, dataverse: "hr" if dt.datetime.now(dt.UTC).year > 2020 else "dataverse"


def breaks_later():
    asked = count()
    return lambda hr, dataverse: "hr" if next(asked) < 3 else "hrs"


PLANTED = {
    "test_it_can_be_registered": (lambda: one_argument, "BadInput: the conflict policy 'policy_"),
    "test_it_answers_every_question": (
        lambda: has_no_word_for_a_tie,
        "PluginError: policy policy_under_test (test_policy_suite.py:",
    ),
    "test_the_same_question_has_the_same_answer": (
        alternates,
        "AssertionError: it answers 'dataverse', and then 'hr', to Question(hr=Edited(table=",
    ),
    "test_it_does_not_read_the_time_of_day": (
        by_the_day,
        "AssertionError: it answers 'hr', and 'dataverse' where Python's clock shows another day",
    ),
    "test_it_keeps_no_state_between_questions": (
        goes_with_the_last_winner,
        "AssertionError: it answers 'hr', and in another order 'dataverse', to Question(",
    ),
    "test_simulations_follow_the_law": (alternates, "AssertionError: the last edit wins: "),
    "test_both_sides_end_up_the_same": (breaks_later, "PluginError: policy policy_under_test ("),
}


@pytest.mark.parametrize("test", sorted(all_tests(PolicyConformance)))
def test_each_test_finds_a_planted_mistake(test):
    made, message = PLANTED[test]
    before = dict(POLICIES)
    assert message in found_by(PolicyConformance, test, made)
    assert before == POLICIES


@pytest.mark.parametrize(
    ("test", "made", "message"),
    [
        ("test_it_answers_every_question", lambda: compares_values, "it raised TypeError: '>' not"),
        ("test_it_can_be_registered", lambda: 5, "(builtins) is a function (hr: h.Edited, data"),
        ("test_it_can_be_registered", lambda: None, "is a function (hr: h.Edited, dataverse"),
        ("test_it_keeps_no_state_between_questions", decides_by_the_first_column, "in another ord"),
    ],
)
def test_other_mistakes(test, made, message):
    assert message in found_by(PolicyConformance, test, made)


def test_the_questions_are_of_every_column_and_kind_of_value():
    asked = list(questions(standard_catalog()))
    columns = {(it.hr.table, it.hr.column) for it in asked}
    known = {
        (table.name, column.name)
        for table in standard_catalog().values()
        for column in table.columns
        if column.hr and column.dataverse and not (column.flows_one_way or table.flows_one_way)
    }
    assert columns == known
    kinds = {type(it.value) for question in asked for it in question}
    assert kinds == {str, int, bool, Decimal, tuple, type(None)}
    assert all(hr.value != dataverse.value for hr, dataverse in asked)


@pytest.mark.parametrize(
    "test", ["test_simulations_follow_the_law", "test_both_sides_end_up_the_same"]
)
def test_simulations_do_ask(test):
    asked = []

    @policy("spied")
    def spied(hr, dataverse):
        asked.append(hr)
        return payroll_from_hr(hr, dataverse)

    assert not found_by(PolicyConformance, test, lambda: spied)
    assert len(asked) > HISTORIES
