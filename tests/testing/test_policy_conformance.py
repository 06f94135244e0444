"""The conformance suite of policies: good ones pass it, and each of its tests finds a mistake."""

from decimal import Decimal
from itertools import count

import pytest

from harness.domain.catalog import standard_catalog
from harness.domain.errors import HarnessError
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


def raises(hr, dataverse):
    return "hr" if hr.value > dataverse.value else "dataverse"


def has_no_words_for_a_tie(hr, dataverse):
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


def tires():
    asked = count()
    return lambda hr, dataverse: "hr" if next(asked) % 3 else "dataverse"


def breaks_later():
    asked = count()
    return lambda hr, dataverse: "hr" if next(asked) < 3 else "hrs"


MISTAKES = {
    "test_it_can_be_registered": lambda: one_argument,
    "test_it_answers_every_question": lambda: has_no_words_for_a_tie,
    "test_the_same_question_has_the_same_answer": alternates,
    "test_it_keeps_no_state_between_questions": goes_with_the_last_winner,
    "test_simulations_follow_the_law": tires,
    "test_both_sides_end_up_the_same": breaks_later,
}
TESTS = [name for name in vars(PolicyConformance) if name.startswith("test_")]


@pytest.mark.parametrize("name", TESTS)
def test_each_test_finds_a_mistake(name):
    made = MISTAKES[name]()

    class Suite(PolicyConformance):
        def policy(self):
            return made

    before = dict(POLICIES)
    with pytest.raises((AssertionError, HarnessError), match=r"policy|answers|lost|given"):
        getattr(Suite(), name)()
    assert before == POLICIES


def test_a_policy_that_takes_values_for_texts_is_found():
    class Suite(PolicyConformance):
        def policy(self):
            return raises

    with pytest.raises(
        Exception, match=r"policy policy_under_test .* it raised TypeError: '>' not"
    ):
        Suite().test_it_answers_every_question()


def test_the_questions_are_of_every_column_and_kind_of_value():
    asked = list(questions(standard_catalog()))
    columns = {(it.hr.table, it.hr.column) for it in asked}
    known = {
        (table.name, column.name)
        for table in standard_catalog().values()
        for column in table.columns
        if not column.one_way
    }
    assert columns == known
    kinds = {type(it.value) for question in asked for it in question}
    assert kinds == {str, int, bool, Decimal, tuple, type(None)}
    assert all(hr.value != dataverse.value for hr, dataverse in asked)


def test_simulations_do_ask(plugged):
    asked = []

    @policy("spied")
    def spied(hr, dataverse):
        asked.append(hr)
        return payroll_from_hr(hr, dataverse)

    class Suite(PolicyConformance):
        def policy(self):
            return spied

    Suite().test_simulations_follow_the_law()
    assert len(asked) > HISTORIES
    before = len(asked)
    Suite().test_both_sides_end_up_the_same()
    assert len(asked) > before + HISTORIES
