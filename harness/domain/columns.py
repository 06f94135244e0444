"""Columns: their types, the values that each environment accepts in them, and how text is read.

>>> first_name = Column("cdm_firstname", Constraints("Text", 25), Constraints("Text", 25))
>>> first_name.read("Ada")
'Ada'
>>> first_name.hr.objection("A" * 30)
'takes 25 characters, this has 30'
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final, NamedTuple

from harness.domain.environments import DATAVERSE, ENVIRONMENT_NAMES, HR, Environment
from harness.domain.errors import CatalogError
from harness.domain.records import MOST_DIGITS, Scalar
from harness.domain.suggestions import cut, did_you_mean
from harness.domain.times import format_instant, parse_date, parse_instant

LONGEST_TEXT: Final = 1_048_576  # what a Dataverse multiline text column holds at most
TEXT_TYPES: Final = ("Text", "Email", "Phone", "URL", "Choice")
COLUMN_TYPES: Final = (
    *TEXT_TYPES,
    "Yes/No",
    "Integer",
    "Decimal",
    "Currency",
    "Date",
    "DateTime",
    "Lookup",
)
ONE_WAY: Final = "dimensiondisplayvalue"  # R15: columns with this suffix flow to Dataverse only
_YES_NO: Final = {"yes": True, "true": True, "no": False, "false": False}
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
INTEGERS: Final = range(-(2**31), 2**31)
_RANGE: Final = f"between {INTEGERS[0]} and {INTEGERS[-1]}"
_FORMS: Final = {  # of text values, as `Column.read` returns them
    "Date": re.compile(r"\d{4}-\d\d-\d\d", re.ASCII),
    "DateTime": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII),
    "Email": re.compile(r"[^@\s]+@[^@\s]+"),
    "URL": re.compile(r"\S+"),
}


class Constraints(NamedTuple):
    """What one environment accepts in a column (R16): type, length in characters, choices."""

    type: str
    max_length: int = LONGEST_TEXT
    choices: tuple[str, ...] = ()

    def objection(self, value: Scalar) -> str:
        """Why the value is not accepted, or an empty text."""
        if isinstance(value, str):
            if self.type in ("Yes/No", "Integer", "Decimal", "Currency"):
                return f"takes {self.type}, not text"
            if self.type in _FORMS and not _FORMS[self.type].fullmatch(value):
                return f"takes {self.type}, not {cut(value)}"
            if len(value) > self.max_length:
                return f"takes {self.max_length:,} characters, this has {len(value):,}"
            if self.choices and value not in self.choices:
                return f"has no choice {value!r}, only {', '.join(self.choices)}"
            return ""
        fits: tuple[str, ...] = ("Integer", "Decimal", "Currency")
        if self.type == "Integer" and type(value) is int and value not in INTEGERS:
            return f"takes a whole number {_RANGE}, not {value}"
        if isinstance(value, bool):
            fits = ("Yes/No",)
        elif isinstance(value, Decimal):
            fits = ("Decimal", "Currency")
        return "" if self.type in fits else f"takes {self.type}, not {value}"


class Column(NamedTuple):
    """One column of a table. A lookup is a column whose `target` names another table."""

    name: str
    hr: Constraints
    dataverse: Constraints
    required: bool = False
    type_source: str = "documented"
    target: str | None = None
    custom: bool = False

    def __repr__(self) -> str:
        sides = dict.fromkeys((_described(self.hr), _described(self.dataverse)))
        kind = f"Lookup of {self.target}" if self.target else " in hr, ".join(sides)
        kind += " in dataverse" if len(sides) > 1 else ""
        return f"<Column {self.name}: {kind}{', required' if self.required else ''}>"

    @property
    def type(self) -> str:
        """The type in Human Resources, even if Dataverse has another."""
        return self.hr.type

    @property
    def one_way(self) -> bool:
        """Whether Human Resources' value goes to Dataverse and never back (R15)."""
        return self.name.endswith(ONE_WAY)

    def constraints(self, environment: Environment) -> Constraints:
        """What this environment accepts in the column."""
        return self.hr if environment == HR else self.dataverse

    def read(self, text: str, environment: Environment = HR) -> Scalar | None:
        """Parse a value that a person wrote; ValueError names what was expected.

        Empty text is an empty column. A lookup's text is the name of a record, and stays text.
        """
        constraints = self.constraints(environment)
        if text == "":
            return None
        if constraints.type == "Lookup":
            return text
        value = _parse(constraints.type, text)
        objection = constraints.objection(value)
        if objection:
            raise ValueError(f"{self.name} {objection}")
        return value


def _described(accepts: Constraints) -> str:
    length = f"({accepts.max_length})" if accepts.max_length < LONGEST_TEXT else ""
    return f"{accepts.type}{length}" + (f" of {', '.join(accepts.choices)}" * bool(accepts.choices))


class KeyPart(NamedTuple):
    """One part of a natural key: a column's value, or a part of the key that a lookup holds."""

    path: str  # `cdm_code`, or `cdm_jobid.cdm_code` through a lookup
    place: int  # of the column in the table
    within: int | None  # position in the target's natural key; None: the value itself


def catalog_problem(environment: Environment, column: Column, value: Scalar) -> str:
    """Why a value of the other environment cannot be written here (R16), or an empty text."""
    objection = column.constraints(environment).objection(value)
    return f"{column.name} in {ENVIRONMENT_NAMES[environment]} {objection}" if objection else ""


def _parse(kind: str, text: str) -> Scalar:
    if kind == "Yes/No":
        if text.lower() not in _YES_NO:
            raise ValueError(f"{text!r} is not yes or no")
        return _YES_NO[text.lower()]
    if kind == "Date":
        return parse_date(text)
    if kind == "DateTime":
        return format_instant(parse_instant(text))
    if kind == "Integer":
        if not re.fullmatch(r"[+-]?[0-9]{1,10}", text) or int(text) not in INTEGERS:
            raise ValueError(f"{text!r} is not a whole number {_RANGE}")
        return int(text)
    if kind in ("Decimal", "Currency"):
        return _parse_decimal(text)
    if kind == "Email" and not _FORMS[kind].fullmatch(text):
        raise ValueError(f"{text!r} is not an e-mail address")
    if kind == "URL" and not _FORMS[kind].fullmatch(text):
        raise ValueError(f"{text!r} is not a URL: it has white space in it")
    return text


def _parse_decimal(text: str) -> Decimal:
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"{text!r} is not a number such as 12.50")
    if sum(map(str.isdigit, text)) > MOST_DIGITS:
        raise ValueError(f"{text!r} has more than {MOST_DIGITS} digits")
    number = Decimal(text)
    # 1.10 and 1.1 are one value: in one form they print and compare alike
    whole = number.to_integral_value()
    return whole.quantize(Decimal(1)) if number == whole else number.normalize()


_UNLIMITED: Final = {kind: Constraints(kind) for kind in COLUMN_TYPES}


def columns_of(facts: Mapping[str, Any], custom: bool) -> Iterator[Column]:
    """The columns in a table's entry of a catalog: those under `columns:`, then the lookups.

    A column's entry is its type, or a mapping whose values may differ by environment:
    `{type: Text, max_length: {hr: 20, dataverse: 10}}`. CatalogError where one is impossible.
    """
    for name, entry in facts.get("columns", {}).items():
        column = {"type": entry} if isinstance(entry, str) else entry
        try:
            hr = dataverse = _constraints(column, HR)
            if any(isinstance(value, dict) for value in column.values()):
                dataverse = _constraints(column, DATAVERSE)
        except CatalogError as error:
            raise CatalogError(f"column {name}: {error}") from None
        source = str(column.get("type_source", "documented"))
        yield Column(name, hr, dataverse, bool(column.get("required")), source, None, custom)
    for name, target in facts.get("lookups", {}).items():
        # a lookup to what is no synced table (a currency, a user) is an opaque text
        constraints = _UNLIMITED["Lookup" if target else "Text"]
        yield Column(name, constraints, constraints, False, "documented", target or None, custom)


def _constraints(column: Mapping[str, Any], environment: Environment) -> Constraints:
    def value_of(key: str, default: Any) -> Any:
        value = column.get(key, default)
        return value.get(environment, default) if isinstance(value, dict) else value

    kind = str(value_of("type", "Text"))
    if kind == "Lookup":
        raise CatalogError("a lookup goes under lookups: with the table it looks up")
    if kind not in COLUMN_TYPES:
        raise CatalogError(
            f"no column type {kind!r}{did_you_mean(kind, COLUMN_TYPES)}; the types are "
            f"{', '.join(COLUMN_TYPES[:-1])}"
        )
    if "max_length" not in column and "choices" not in column:
        return _UNLIMITED[kind]  # shared: most columns of the 67 tables
    length = str(value_of("max_length", LONGEST_TEXT))
    if not length.isdecimal() or not 1 <= int(length[:9]) <= LONGEST_TEXT:
        raise CatalogError(f"max_length {length!r} is not a number from 1 to {LONGEST_TEXT}")
    return Constraints(kind, int(length), tuple(value_of("choices", ())))
