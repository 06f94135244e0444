"""The conformance suite of conflict policies: what each must do.

    import harness as h

    class TestNewestHireWins(h.testing.PolicyConformance):
        def policy(self) -> h.PolicyFunction:
            return newest_hire_wins

It asks the policy about every column of every table, and simulates under it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from functools import partial
from itertools import product
from typing import Final, NamedTuple

from harness.domain.catalog import Catalog, Table, standard_catalog
from harness.domain.columns import Column
from harness.domain.environments import ENVIRONMENTS, Environment
from harness.domain.policies import POLICIES, Edited, Policy, ask, policy
from harness.domain.records import Scalar, Value
from harness.exploration.campaign.work_units import ExplorationSpec, run_unit
from harness.exploration.policies.comparison import Under, compared
from harness.exploration.policies.histories import small_history
from harness.testing.suite import Suite, another_time

HISTORIES: Final = 30
LENGTH: Final = 40
_NAME: Final = "policy_under_test"
_TIMES: Final = ((None, None), (None, 7), (7, None), (7, 7), (7, 8), (8, 7))
_SAMPLES: Final[dict[str, tuple[Scalar, Scalar]]] = {
    "Yes/No": (True, False),
    "Integer": (0, -40),
    "Decimal": (Decimal("12.5"), Decimal(0)),
    "Currency": (Decimal("12.5"), Decimal(0)),
    "Date": ("2021-08-19", "1815-12-10"),
    "DateTime": ("2021-08-19T09:00:00Z", "1815-12-10T00:00:00Z"),
    "Email": ("ada@example.com", "b@example.com"),
    "URL": ("https://example.com", "b"),
}
_TEXTS: Final = ("A", "Ada Byron")


class Question(NamedTuple):
    """What a policy is asked about one column."""

    hr: Edited
    dataverse: Edited


class PolicyConformance(Suite):
    """The whole suite: subclass it under a name that begins with `Test`, and define `policy`.

    It is a method, or a fixture, that returns the function of the policy, registered or not.
    """

    PART = "policy"
    EXAMPLE = "def policy(self): return newest_hire_wins"

    def catalog(self) -> Catalog:
        """The tables that it is asked about; the standard ones unless this is overridden."""
        return standard_catalog()

    def test_it_can_be_registered(self) -> None:
        with self._policy() as registered:
            assert registered.decide is not None

    def test_it_answers_every_question(self) -> None:
        """Of every type of value, empty ones, ties, and records that no user edited."""
        with self._policy() as registered:
            for question in questions(self.catalog()):
                ask(registered, *question, "a record")

    def test_the_same_question_has_the_same_answer(self) -> None:
        with self._policy() as registered:
            for question in questions(self.catalog()):
                first, second = (ask(registered, *question, "a record") for _ in range(2))
                assert first == second, f"it answers {first!r}, and then {second!r}, to {question}"

    def test_it_does_not_read_the_time_of_day(self) -> None:
        with self._policy() as registered:
            asked = list(questions(self.catalog()))
            answers = [ask(registered, *question, "a record") for question in asked]
            with another_time():
                for question, answer in zip(asked, answers, strict=True):
                    again = ask(registered, *question, "a record")
                    assert again == answer, (
                        f"it answers {answer!r}, and {again!r} where Python's clock shows another "
                        f"day, to {question}"
                    )

    def test_it_keeps_no_state_between_questions(self) -> None:
        """Whatever it was asked before, in whatever order."""
        asked = list(questions(self.catalog()))
        answers: dict[Question, Environment | None] = {}
        for order in (asked, asked[::-1], sorted(asked, key=lambda it: it.hr.column)):
            with self._policy() as registered:
                for question in order:
                    answer = ask(registered, *question, "a record")
                    before = answers.setdefault(question, answer)
                    assert answer == before, (
                        f"it answers {before!r}, and in another order {answer!r}, to {question}"
                    )

    def test_simulations_follow_the_law(self) -> None:
        """Nothing that users wrote is lost unless it is reported, and the oracle agrees."""
        with self._policy() as registered:
            spec = ExplorationSpec(length=LENGTH, conflict=registered.name)
            failures = run_unit(spec, 0, HISTORIES).failures
        assert not failures, f"{failures[0].property}: {failures[0].message}"

    def test_both_sides_end_up_the_same(self) -> None:
        """But for what is held back after a clear (C2, C6)."""
        history = partial(small_history, length=LENGTH)
        with self._policy() as registered:
            under = [Under(registered.name, tie) for tie in ENVIRONMENTS]
            for counts in compared(history, range(HISTORIES), policies=under).values():
                assert not counts.diverged, f"{counts.diverged} records differ at the end"

    @contextmanager
    def _policy(self) -> Iterator[Policy]:
        """The policy under test, which has a name inside the block in any case."""
        function = self._given_part()
        for known in POLICIES.values():
            if known.decide is function and function is not None:
                yield known
                return
        policy(_NAME)(function)
        try:
            yield POLICIES[_NAME]
        finally:
            POLICIES.forget(_NAME)


def questions(catalog: Catalog) -> Iterator[Question]:
    """Questions about every column: with two values, or one side empty; edited in any order."""
    for table in catalog.values():
        for place, column in enumerate(table.columns):
            # no policy is asked about what does not travel both ways (R15, V3)
            if place in table.one_way or place in table.one_sided:
                continue
            one, other = (_value(catalog, column, which) for which in (0, 1))
            for values, times, touched in product(
                ((one, other), (other, one), (None, one), (one, None)),
                _TIMES,
                product((True, False), repeat=2),
            ):
                yield Question(
                    *map(partial(_edited, table, column), ENVIRONMENTS, values, times, touched)
                )


def _edited(
    table: Table,
    column: Column,
    environment: Environment,
    value: Value,
    edited_at: int | None,
    touched: bool,
) -> Edited:
    return Edited(table.name, column.name, environment, value, edited_at, touched)


def _value(catalog: Catalog, column: Column, which: int) -> Value:
    """One of two values of a column; of a lookup, the natural key of what it points at."""
    if column.target is not None:
        return _key(catalog, catalog[column.target], which)
    if len(column.accepts.choices) > 1:
        return column.accepts.choices[which]
    return _SAMPLES.get(column.type, _TEXTS)[which]


def _key(catalog: Catalog, table: Table, which: int) -> Value:
    parts: list[Value] = []
    for part in table.key_parts:
        value = _value(catalog, table.columns[part.place], which)
        if part.within is not None and isinstance(value, tuple):
            value = value[part.within]
        parts.append(value)
    return parts[0] if len(parts) == 1 else tuple(parts)
