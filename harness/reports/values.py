"""Values as people read them: lookups as names, choices with labels, long texts cut or quoted.

>>> brief("Ada"), brief("no"), brief(None), shown(True)
('Ada', '"no"', 'empty', 'yes')
>>> number = ChoiceNumber(754400001, "Inactive")
>>> brief(number), number == 754400001
('754400001 (Inactive)', True)
"""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import count
from typing import Final, Self

from harness.domain.catalog import Table
from harness.domain.columns import labelled
from harness.domain.environments import Environment
from harness.domain.records import Scalar, Value, Values
from harness.simulator.engine import Engine

# the columns' names of a table, by place: words for people, logical names for machines
ColumnNames = Callable[[Table], Sequence[str]]
LONGEST: Final = 60
_BARE: Final = re.compile(r"[^\s\",:→|()]++(?: [^\s\",:→|()]++)*+")
_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_NO_TEXT: Final = ("empty", "null", "yes", "no")


class ChoiceNumber(int):
    """The number that Dataverse holds of a choice (R16), with the label that people see there."""

    def __new__(cls, number: int, label: str = "") -> Self:
        """A number with its label, which is empty where none is published."""
        new = super().__new__(cls, number)
        new.label = label
        return new

    label: str


def readable(simulator: Engine, table: Table, place: int, value: Value) -> Scalar | None:
    """A column's value as people read it: a lookup as the name of the record it points at."""
    column = table.columns[place]
    target = column.target
    if value is None or target is None:
        assert not isinstance(value, tuple)
        if type(value) is int and column.labels:
            return ChoiceNumber(value, column.labels.get(value, ""))
        return value
    pair = simulator.world.record_pairs.find(target, value)
    return pair.name if pair else simulator.world.catalog[target].key_text(value)


def logical_names(table: Table) -> Sequence[str]:
    """The names of a table's columns as files and machines have them."""
    return table.names


def named_values(
    simulator: Engine, table: Table, values: Values, names: ColumnNames = logical_names
) -> dict[str, Scalar]:
    """Column to value as people read them; empty columns are left out."""
    found: dict[str, Scalar] = {}
    for name, column, place, value in zip(names(table), table.columns, count(), values):
        if type(value) is str and column.target is None:  # most are
            found[name] = value
        elif value is not None:
            text = readable(simulator, table, place, value)
            assert text is not None
            found[name] = text
    return found


def record_values(simulator: Engine, environment: Environment, name: str) -> dict[str, Scalar]:
    """The values of a record by column, lookups by name; none if the record does not exist."""
    pair = simulator.world.record_pairs.named(name)
    record = simulator.record(environment, name)
    if pair is None or record is None:
        return {}
    return named_values(simulator, pair.table, record.values)


def json_value(value: Scalar | None) -> str | int | float | bool | None:
    """A value JSON knows: a number that has decimals as a number with decimals."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, ChoiceNumber):
        return int(value)
    return value


def shown(value: Scalar | float | None) -> str:
    """A value in a sentence."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, ChoiceNumber):
        return labelled((int(value), value.label))
    return str(value) if isinstance(value, int | Decimal) else repr(value)


def shortened(value: Scalar | float | None) -> str:
    """A value that stands by itself; a long one is cut, and its length added."""
    if isinstance(value, str):
        if len(value) > LONGEST:
            return f"{value[: LONGEST // 2]}… ({len(value):,} characters)"
        return value
    return shown(value)


def brief(value: Scalar | None) -> str:
    """A value in a sentence: quoted if it could be taken for the words around it."""
    if not isinstance(value, str) or len(value) > LONGEST:
        return shortened(value)
    return _in_a_sentence(value)


@lru_cache(maxsize=1024)  # a value is written, copied and replaced
def _in_a_sentence(text: str) -> str:
    bare = _BARE.fullmatch(text) and text.lower() not in _NO_TEXT
    return text if bare or _INSTANT.fullmatch(text) else f'"{text}"'


def quoted(value: Scalar | float | None) -> str:
    """A value in a sentence: a text always in quotation marks."""
    return f'"{shortened(value)}"' if isinstance(value, str) else shortened(value)
