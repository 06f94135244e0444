"""Columns: their types, the values that each environment accepts in them, and how text is read.

>>> first_name = Column("cdm_firstname", Constraints("Text", 25), Constraints("Text", 25))
>>> first_name.read("Ada")
'Ada'
>>> first_name.hr.objection("A" * 30)
'takes 25 characters, this has 30'
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from harness.domain.environments import DATAVERSE, ENVIRONMENT_NAMES, HR, Environment
from harness.domain.records import MOST_DIGITS, Scalar, Value
from harness.domain.suggestions import cut, did_you_mean, nearest
from harness.domain.times import EARLIEST, format_instant, parse_date, parse_instant

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
_YES_NO: Final = {"yes": True, "true": True, "no": False, "false": False}
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,10}")
INTEGERS: Final = range(-(2**31), 2**31)
_RANGE: Final = f"between {INTEGERS[0]} and {INTEGERS[-1]}"
_FORMS: Final = {  # of text values, as `Column.read` returns them
    "Date": re.compile(r"\d{4}-\d\d-\d\d", re.ASCII),
    "DateTime": re.compile(r"\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ", re.ASCII),
    "Email": re.compile(r"[^@\s]+@[^@\s]+"),
    "URL": re.compile(r"\S+"),
}


class Constraints(NamedTuple):
    """What one environment accepts in a column (R16): type, length in characters, choices."""

    type: str
    max_length: int = LONGEST_TEXT
    choices: tuple[str, ...] = ()
    # of a choice that is held as a number: the label of each, empty if there may be any number
    labels: Mapping[int, str] | None = None

    def __hash__(self) -> int:
        """Of what is hashable: mappings are not."""
        return hash(self[:3])

    def held(self, value: Scalar) -> Scalar | None:
        """The value as the environment holds it: of the day that stands for no date, empty (V1)."""
        if (
            self.type in ("Date", "DateTime")
            and isinstance(value, str)
            and value.startswith(EARLIEST)
        ):
            return None
        return value

    def objection(self, value: Scalar) -> str:
        """Why the value is not accepted, or an empty text."""
        if self.labels is not None:
            return self._number_objection(self.labels, value)
        if isinstance(value, str):
            if self.type in ("Yes/No", "Integer", "Decimal", "Currency"):
                return f"takes {self.type}, not text"
            if self.type in _FORMS and not (
                _FORMS[self.type].fullmatch(value)
                and (self.type not in ("Date", "DateTime") or _is_day(value[:10]))
            ):
                return f"takes {self.type}, not {cut(value)}"
            if len(value) > self.max_length:
                return f"takes {self.max_length:,} characters, this has {len(value):,}"
            if self.choices and value not in self.choices:
                return f"has no choice {cut(value)}, only {', '.join(self.choices)}"
            return ""
        fits: tuple[str, ...] = ("Integer", "Decimal", "Currency")
        if self.type == "Integer" and type(value) is int and value not in INTEGERS:
            return f"takes a whole number {_RANGE}, not {value}"
        if isinstance(value, bool):
            fits = ("Yes/No",)
        elif isinstance(value, Decimal):
            fits = ("Decimal", "Currency")
        return "" if self.type in fits else f"takes {self.type}, not {value}"

    @staticmethod
    def _number_objection(labels: Mapping[int, str], value: Scalar) -> str:
        if type(value) is not int:
            return f"takes the number of a choice, not {cut(str(value))}"
        if value not in INTEGERS:
            return f"takes a whole number {_RANGE}, not {value}"
        if labels and value not in labels:
            return f"has no choice {value}, only {', '.join(map(labelled, labels.items()))}"
        return ""


def _is_day(value: str) -> bool:
    """Whether a day is in the calendar."""
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


class Column(NamedTuple):
    """One column of a table. A lookup is a column whose `target` names another table."""

    name: str
    hr: Constraints | None  # None: the column exists in Dataverse only, and is not mapped (V3)
    dataverse: Constraints | None
    required: bool = False  # as documented; nothing is refused for it
    target: str | None = None
    custom: bool = False
    flows_one_way: bool = False  # Human Resources' value goes to Dataverse and never back (R15)
    numbers: Mapping[str, int] = {}  # of HR's names in their order, Dataverse's numbers (R16)
    sources: Mapping[str, str] = {}  # where its name, type, choices and one way come from
    external: str | None = None  # the table that is not synced, to which this is a lookup

    def __hash__(self) -> int:
        """Of what is hashable: mappings are not."""
        return hash((self.name, self.hr, self.dataverse))

    def __repr__(self) -> str:
        sides = dict.fromkeys(_described(side) for side in (self.hr, self.dataverse) if side)
        kind = f"Lookup of {self.target}" if self.target else " in hr, ".join(sides)
        if self.hr is None or self.dataverse is None:
            kind += f" in {'dataverse' if self.dataverse else 'hr'} only"
        elif len(sides) > 1:
            kind += " in dataverse"
        return f"<Column {self.name}: {kind}{', required' if self.required else ''}>"

    @property
    def accepts(self) -> Constraints:
        """What Human Resources accepts, or Dataverse where the column exists only there."""
        accepts = self.hr or self.dataverse
        assert accepts is not None  # the catalog makes no column that exists nowhere
        return accepts

    @property
    def type(self) -> str:
        """The type in Human Resources, even if Dataverse has another."""
        return self.accepts.type

    @property
    def labels(self) -> Mapping[int, str]:
        """The label of each number that Dataverse holds; empty where none is published."""
        return (self.dataverse and self.dataverse.labels) or {}

    def in_environment(self, environment: Environment) -> Constraints | None:
        """What this environment accepts in the column; None if it does not exist there (V3)."""
        return self.hr if environment == HR else self.dataverse

    def to_dataverse(self, name: Value) -> int | None:
        """The number that Dataverse has for a name of Human Resources; None without one (R16)."""
        return self.numbers.get(name) if isinstance(name, str) else None

    def to_hr(self, number: Value, own: Value = None) -> str | None:
        """The name that Human Resources has for a number of Dataverse; None without one (R16).

        Where several names have one number, it is the record's `own` name if it is one of them,
        else the first.
        """
        if isinstance(own, str) and number is not None and self.numbers.get(own) == number:
            return own
        return next((name for name, its in self.numbers.items() if its == number), None)

    def read(self, text: str, environment: Environment | None = None) -> Scalar | None:
        """Parse a value that a person wrote; ValueError names what was expected.

        Empty text is an empty column. A lookup's text is the name of a record, and stays text.
        Without an environment it is Human Resources', or Dataverse's if it exists only there.
        """
        accepts = self.in_environment(environment) if environment else self.accepts
        if accepts is None:
            there = ENVIRONMENT_NAMES[DATAVERSE if environment == HR else HR]
            raise ValueError(f"{self.name} exists in {there} only")
        if text == "":
            return None
        if accepts.type == "Lookup":
            return text
        value = (
            self._parse_number(text) if accepts.labels is not None else _parse(accepts.type, text)
        )
        objection = accepts.objection(value)
        if objection:
            near = did_you_mean(str(value), accepts.choices) if accepts.choices else ""
            raise ValueError(f"{self.name} {objection}{near}")
        return accepts.held(value)

    def _parse_number(self, text: str) -> int:
        """The number of a choice; a name or label, or what is near to one, gets the hint which."""
        if _INTEGER.fullmatch(text):
            return int(text)
        named = {number: name for name, number in reversed([*self.numbers.items()])}
        named |= {number: label or named.get(number, "") for number, label in self.labels.items()}
        by_name = {name: number for number, name in named.items() if name} | dict(self.numbers)
        if text in by_name:
            hint = f": {text} is {by_name[text]}"
        elif near := nearest(text, by_name):
            hint = f", did you mean {by_name[near[0]]} ({near[0]})?"
        else:
            hint = f": {', '.join(map(labelled, sorted(named.items())))}"
        raise ValueError(
            f"{self.name} takes the number of a choice in Dataverse, not {cut(text)}{hint}"
        )


def labelled(number_and_label: tuple[int, str]) -> str:
    """A number of Dataverse with its label, as people read it."""
    number, label = number_and_label
    return f"{number} ({label})" if label else str(number)


def _described(accepts: Constraints) -> str:
    length = f"({accepts.max_length})" if accepts.max_length < LONGEST_TEXT else ""
    choices = ", ".join(accepts.choices or map(labelled, (accepts.labels or {}).items()))
    return f"{accepts.type}{length}" + (f" of {choices}" * bool(choices))


class KeyPart(NamedTuple):
    """One part of a natural key: a column's value, or a part of the key that a lookup holds."""

    path: str  # `cdm_code`, or `cdm_jobid.cdm_code` through a lookup
    place: int  # of the column in the table
    within: int | None  # position in the target's natural key; None: the value itself


def catalog_problem(environment: Environment, column: Column, value: Scalar) -> str:
    """Why a value of the other environment cannot be written here (R16), or an empty text."""
    where = ENVIRONMENT_NAMES[environment]
    if column.numbers and environment == DATAVERSE:
        known = column.to_dataverse(value) is not None
        return "" if known else f"{column.name} in {where} has no number for {value!r}"
    if column.numbers:
        known = column.to_hr(value) is not None
        shown = labelled((value, column.labels.get(value, ""))) if type(value) is int else value
        return "" if known else f"{column.name} in {where} has no name for {shown}"
    accepts = column.in_environment(environment)
    objection = accepts.objection(value) if accepts else ""
    return f"{column.name} in {where} {objection}" if objection else ""


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
        if not _INTEGER.fullmatch(text) or int(text) not in INTEGERS:
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
