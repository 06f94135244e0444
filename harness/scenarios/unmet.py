"""Unmet expectations: what should be and what is instead, in words.

>>> unequal("ada", ("is tracked", "is not tracked"), expected=True, actual=False)
Unmet(expected='ada is tracked', actual='ada is not tracked', kind=None)
"""

from collections.abc import Hashable, Iterable, Sequence
from typing import Final, NamedTuple

from harness.domain import arguments
from harness.domain.environments import ENVIRONMENT_NAMES, Environment
from harness.domain.records import Scalar
from harness.reports.values import shown


class Unmet(NamedTuple):
    """An expectation that does not hold."""

    expected: str
    actual: str
    kind: Hashable = None  # of the difference, whatever the values are: a shrink must keep it


def place(environment: Environment, record: str | None) -> str:
    """A record in one environment."""
    return f"{record} in {ENVIRONMENT_NAMES[environment]}"


def listed(values: Iterable[tuple[str, Scalar | None]]) -> str:
    """Columns with their values."""
    return ", ".join(f"{column} {shown(value)}" for column, value in values)


def first_three(texts: Sequence[str]) -> str:
    """The first three, and how many more there are."""
    more = f", and {len(texts) - 3} more" if len(texts) > 3 else ""
    return "; ".join(texts[:3]) + more


def unequal(what: str, words: tuple[str, str], expected: bool, actual: bool) -> Unmet | None:
    """Compare a condition with what it should be; the words are for true and for false."""
    if expected == actual:
        return None
    return Unmet(f"{what} {words[not expected]}", f"{what} {words[not actual]}")


NAME: Final = "the name of a record"


def set_place(expectation: object, environment: object, record: object) -> None:
    """Set the fields of a frozen expectation that is about one record, or about all."""
    if environment is not None:
        name = type(expectation).__name__
        environment = arguments.environment(f"{name}: environment", environment)
        record = arguments.text(f"{name}: record", record, NAME)
    object.__setattr__(expectation, "environment", environment)
    object.__setattr__(expectation, "record", record)
