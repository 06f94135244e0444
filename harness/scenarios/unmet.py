"""Unmet expectations: what should be and what is instead, in words.

>>> unequal("ada", ("is tracked", "is not tracked"), expected=True, actual=False)
Unmet(expected='ada is tracked', actual='ada is not tracked', kind=None)
"""

from collections.abc import Hashable, Iterable, Sequence
from typing import Final, NamedTuple

from harness.domain import arguments
from harness.domain.column_words import column_words
from harness.domain.environments import ENVIRONMENT_NAMES, Environment
from harness.domain.records import Scalar
from harness.reports.values import shown
from harness.simulator.engine import Engine


class Unmet(NamedTuple):
    """An expectation that does not hold."""

    expected: str
    actual: str
    kind: Hashable = None  # of the difference, whatever the values are: a shrink must keep it


def place(environment: Environment, record: str | None) -> str:
    """A record in one environment."""
    return f"{record} in {ENVIRONMENT_NAMES[environment]}"


def spoken(simulator: Engine, record: str | None, column: str) -> str:
    """A column of a record by its words; by its name if there is no such record."""
    pair = simulator.world.record_pairs.named(record or "")
    if pair is None or column not in pair.table.index:
        return column
    return column_words(pair.table)[pair.table.index[column]]


def listed(simulator: Engine, record: str, values: Iterable[tuple[str, Scalar | None]]) -> str:
    """Columns of a record with their values."""
    return ", ".join(f"{spoken(simulator, record, it)} {shown(value)}" for it, value in values)


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
