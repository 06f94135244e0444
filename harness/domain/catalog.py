"""The catalog: which tables are synced, their columns, natural keys and lookups.

The 67 real tables are read from `data/tables.json`, which ships with the package. A scenario or a
catalog file adds columns and tables (`extended`), as the product does with each release.

>>> worker = standard_catalog()["cdm_worker"]
>>> worker.natural_key
('cdm_workernumber',)
>>> worker.column("cdm_firstname").type
'Text'
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from harness.domain.environments import DATAVERSE, ENVIRONMENT_NAMES, HR, Environment
from harness.domain.records import Key, Scalar, Value, Values, at
from harness.domain.suggestions import cut, did_you_mean
from harness.domain.times import format_instant, parse_date, parse_instant

LONGEST_TEXT: Final = 1_048_576  # what a Dataverse multiline text column holds at most
MOST_DIGITS: Final = 15  # what a number keeps exactly, in every result too
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
ONE_WAY: Final = "dimensiondisplayvalue"  # R15: columns so named flow to Dataverse only
_YES_NO: Final = {"yes": True, "true": True, "no": False, "false": False}
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


_FORMS: Final = {  # as `Column.read` leaves them
    "Date": re.compile(r"\d{4}-\d\d-\d\d", re.ASCII),
    "DateTime": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII),
    "Email": re.compile(r"[^@\s]+@[^@\s]+"),
    "URL": re.compile(r"\S+"),
}


class CatalogError(ValueError):
    """Tables or columns that cannot be; a line for each says which, and what instead."""


class Allows(NamedTuple):
    """What one environment takes in a column (R16)."""

    type: str
    max_length: int = LONGEST_TEXT
    choices: tuple[str, ...] = ()

    def objection(self, value: Scalar) -> str:
        """Why the value does not fit here, or nothing."""
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
        if isinstance(value, bool):
            fits = ("Yes/No",)
        elif isinstance(value, Decimal):
            fits = ("Decimal", "Currency")
        return "" if self.type in fits else f"takes {self.type}, not {value}"


class Column(NamedTuple):
    """One column of a table. A lookup is a column whose `target` names another table."""

    name: str
    hr: Allows
    dataverse: Allows
    required: bool = False
    type_source: str = "documented"
    target: str | None = None
    custom: bool = False

    @property
    def type(self) -> str:
        """The type in Human Resources, where the two differ."""
        return self.hr.type

    @property
    def one_way(self) -> bool:
        """True where Human Resources' value goes to Dataverse and never back (R15)."""
        return self.name.endswith(ONE_WAY)

    def allows(self, environment: Environment) -> Allows:
        return self.hr if environment == HR else self.dataverse

    def read(self, text: str, environment: Environment = HR) -> Scalar | None:
        """The value a person wrote as text, in the column's type; ValueError says what is expected.

        Empty text is an empty column. A lookup's text is the name of a record, and stays text.
        """
        kind = self.allows(environment).type
        if text == "":
            return None
        if kind == "Lookup":
            return text
        value = _read(kind, text)
        objection = self.allows(environment).objection(value)
        if objection:
            raise ValueError(f"{self.name} {objection}")
        return value


def _read(kind: str, text: str) -> Scalar:
    if kind == "Yes/No":
        if text.lower() not in _YES_NO:
            raise ValueError(f"{text!r} is not yes or no")
        return _YES_NO[text.lower()]
    if kind == "Date":
        return parse_date(text)
    if kind == "DateTime":
        return format_instant(parse_instant(text))
    if kind == "Integer":
        if not re.fullmatch(r"[+-]?[0-9]{1,10}", text) or not -(2**31) <= int(text) < 2**31:
            raise ValueError(f"{text!r} is not a whole number between -2147483648 and 2147483647")
        return int(text)
    if kind in ("Decimal", "Currency"):
        return _decimal(text)
    if kind == "Email" and not _FORMS[kind].fullmatch(text):
        raise ValueError(f"{text!r} is not an e-mail address")
    if kind == "URL" and not _FORMS[kind].fullmatch(text):
        raise ValueError(f"{text!r} is not a URL: it has white space in it")
    return text


def _decimal(text: str) -> Decimal:
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"{text!r} is not a number such as 12.50")
    if sum(map(str.isdigit, text)) > MOST_DIGITS:
        raise ValueError(f"{text!r} has more than {MOST_DIGITS} digits")
    number = Decimal(text)
    # 1.10 and 1.1 are one value: written one way, they print and compare one way
    whole = number.to_integral_value()
    return whole.quantize(Decimal(1)) if number == whole else number.normalize()


class KeyPart(NamedTuple):
    """Where one column of the natural key is found: a column, or a part of a lookup's own key."""

    path: str
    place: int
    within: int | None  # position in the target's natural key; None: the value itself


class Table:
    """One synced table, with what the hot paths need worked out once."""

    def __init__(
        self,
        name: str,
        columns: tuple[Column, ...],
        natural_key: tuple[str, ...],
        *,
        display_name: str = "",
        hr_entity: str | None = None,
        group: str = "",
        in_grid: bool = True,
        entity_set: str = "",
    ) -> None:
        self.name: Final = name
        self.columns: Final = columns
        self.natural_key: Final = natural_key
        self.display_name: Final = display_name or name
        self.hr_entity: Final = hr_entity
        self.entity: Final = hr_entity or self.display_name  # where a change names none (G3)
        self.group: Final = group
        self.in_grid: Final = in_grid  # G2: only tables that support custom fields
        self.entity_set: Final = entity_set or name + "s"
        self.names: Final = tuple(column.name for column in columns)
        self.index: Final = {name: place for place, name in enumerate(self.names)}
        self.lookups: Final = tuple(
            (place, column.target)
            for place, column in enumerate(columns)
            if column.target is not None
        )
        self.one_way: Final = tuple(i for i, column in enumerate(columns) if column.one_way)
        self.uneven: Final = tuple(
            i for i, column in enumerate(columns) if column.hr != column.dataverse
        )
        self.constrained: Final = bool(self.lookups or self.uneven)  # copying can fail (R14, R16)
        # what a plain text may have in each column, -1 where more than the length is to be checked
        hr = tuple(_longest(column.hr) for column in columns)
        dataverse = tuple(_longest(column.dataverse) for column in columns)
        self.longest: Final[dict[Environment | None, tuple[int, ...]]] = {
            HR: hr,
            DATAVERSE: dataverse,
            None: tuple(map(min, hr, dataverse)),  # what both take
        }
        self.key_parts: tuple[KeyPart, ...] = ()
        self.key_columns: tuple[str, ...] = ()
        self.key_bits = 0  # the same columns as bits
        self.key_place: int | None = None  # the one column of a key that is no more than that
        self.depth = 0  # how many lookups deep: parents before children (B1); set by the catalog
        self.cyclic = False  # its lookups lead back to it

    def column(self, name: str) -> Column:
        """The column of that name; CatalogError with the nearest one where there is none."""
        place = self.index.get(name)
        if place is None:
            raise CatalogError(
                f"{self.name} has no column {name!r}{did_you_mean(name, self.index)}"
            )
        return self.columns[place]

    def key_of(self, values: Values) -> Key:
        """The natural key in these values; CatalogError where a part of it is empty."""
        if self.key_place is not None:  # most tables: one column
            value = values[self.key_place] if self.key_place < len(values) else None
            if value is not None:
                return value
        parts = tuple(
            at(values, part.place)
            if part.within is None
            else _part_of(at(values, part.place), part.within)
            for part in self.key_parts
        )
        for part, value in zip(self.key_parts, parts, strict=True):
            if value is None:
                raise CatalogError(f"{self.name} needs its natural key: {part.path} is empty")
        return parts[0] if len(parts) == 1 and parts[0] is not None else parts

    def set_key(self, parts: tuple[KeyPart, ...]) -> None:
        """Told by the catalog, which knows the targets of the lookups in the key."""
        self.key_parts = parts
        # the columns that must be given
        self.key_columns = tuple(dict.fromkeys(part.path.partition(".")[0] for part in parts))
        self.key_bits = sum(1 << self.index[column] for column in self.key_columns)
        if len(parts) == 1 and parts[0].within is None:
            self.key_place = parts[0].place

    def key_text(self, key: Key) -> str:
        """The natural key as people read it: its parts with blanks between."""
        return " ".join(map(str, _flat(key)))


def _longest(allows: Allows) -> int:
    return allows.max_length if allows.type == "Text" and not allows.choices else -1


def _part_of(key: Value, within: int) -> Value:
    return key[within] if isinstance(key, tuple) else key


def _flat(key: Value) -> Iterator[Value]:
    if isinstance(key, tuple):
        for part in key:
            yield from _flat(part)
    else:
        yield key


class Catalog(Mapping[str, Table]):
    """Tables by logical name, in order of name; every key and lookup leads somewhere."""

    def __init__(
        self, tables: Mapping[str, Table], additions: Mapping[str, Any] | None = None
    ) -> None:
        self.additions = additions or {}  # what `extended` added to the standard tables
        self._tables = {name: tables[name] for name in sorted(tables)}
        for table in self._tables.values():
            for _, target in table.lookups:
                if target not in self._tables:
                    raise CatalogError(
                        f"{table.name} looks up {target}, which is no table"
                        f"{did_you_mean(target, self._tables)}"
                    )
        for table in self._tables.values():
            table.set_key(tuple(self._key_part(table, path) for path in table.natural_key))
            if not table.key_parts:
                raise CatalogError(f"{table.name} has no natural key")
        _set_depths(self._tables)

    def __getitem__(self, name: str) -> Table:
        return self._tables[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)

    def table(self, name: str) -> Table:
        """The table of that name; CatalogError with the nearest one where there is none."""
        try:
            return self._tables[name]
        except KeyError:
            raise CatalogError(f"no table {cut(name)}{did_you_mean(name, self._tables)}") from None

    def _key_part(self, table: Table, path: str) -> KeyPart:
        head, _, rest = path.partition(".")
        column = table.column(head)
        if not rest:
            return KeyPart(path, table.index[head], None)
        if column.target is None:
            raise CatalogError(f"{table.name}: {path} goes through {head}, which is no lookup")
        target = self._tables[column.target]
        if rest not in target.natural_key:
            raise CatalogError(
                f"{table.name}: {path} must end at a part of the natural key of {target.name}: "
                f"{', '.join(target.natural_key)}"
            )
        return KeyPart(path, table.index[head], target.natural_key.index(rest))

    def extended(self, additions: Mapping[str, Any]) -> Catalog:
        """This catalog with the tables and columns of a `catalog:` section added.

        `{table: {columns: {name: {...}}, lookups: {name: target}, natural_key: [...], ...}}`; a
        table that is here already gains columns and lookups, a new one needs a natural key.
        """
        tables: dict[str, Table] = {}
        wrong = []
        for name in (*additions, *(name for name in self._tables if name not in additions)):
            try:
                tables[name] = _table(name, additions.get(name, {}), self._tables.get(name))
            except CatalogError as error:
                wrong.append(f"{name}: {error}")
        if wrong:
            raise CatalogError("\n".join(wrong))
        return Catalog(tables, additions)


def _set_depths(tables: Mapping[str, Table]) -> None:
    """How deep each table's lookups go; tables that look each other up share a depth (B1)."""
    reach: dict[str, set[str]] = {}

    def reached(name: str) -> set[str]:
        seen: set[str] = set()
        waiting = [target for _, target in tables[name].lookups]
        while waiting:
            current = waiting.pop()
            if current not in seen:
                seen.add(current)
                waiting += [target for _, target in tables[current].lookups]
        return seen

    for name in tables:
        reach[name] = reached(name)
        tables[name].cyclic = name in reach[name]
    depths: dict[str, int] = {}
    # a table is deeper than all it reaches, so the order of how many it reaches is enough
    for name in sorted(tables, key=lambda name: (len(reach[name] | {name}), name)):
        below = [depths[t] for t in reach[name] if t in depths and name not in reach[t]]
        depths[name] = tables[name].depth = 1 + max(below) if below else 0


_ALLOWS: Final = {kind: Allows(kind) for kind in COLUMN_TYPES}  # where only the type is said


def _allows(given: Mapping[str, Any], environment: Environment) -> Allows:
    def own(key: str, default: Any) -> Any:
        value = given.get(key, default)
        return value.get(environment, default) if isinstance(value, dict) else value

    kind = str(own("type", "Text"))
    if (
        kind in _ALLOWS
        and kind != "Lookup"
        and "max_length" not in given
        and "choices" not in given
    ):
        return _ALLOWS[kind]
    if kind == "Lookup":
        raise CatalogError("a lookup goes under lookups: with the table it looks up")
    if kind not in COLUMN_TYPES:
        raise CatalogError(
            f"no column type {kind!r}{did_you_mean(kind, COLUMN_TYPES)}; the types are "
            f"{', '.join(COLUMN_TYPES[:-1])}"
        )
    length = str(own("max_length", LONGEST_TEXT))
    if not length.isdecimal() or not 1 <= int(length[:9]) <= LONGEST_TEXT:
        raise CatalogError(f"max_length {length!r} is not a number from 1 to {LONGEST_TEXT}")
    return Allows(kind, int(length), tuple(own("choices", ())))


def _columns(given: Mapping[str, Any], custom: bool) -> Iterator[Column]:
    for name, said in given.get("columns", {}).items():
        facts = {"type": said} if isinstance(said, str) else said
        try:
            hr = dataverse = _allows(facts, HR)
            if any(isinstance(value, dict) for value in facts.values()):
                dataverse = _allows(facts, DATAVERSE)
        except CatalogError as error:
            raise CatalogError(f"column {name}: {error}") from None
        source = str(facts.get("type_source", "documented"))
        yield Column(name, hr, dataverse, bool(facts.get("required")), source, None, custom)
    for name, target in given.get("lookups", {}).items():
        # a lookup to what is no synced table (a currency, a user) is an opaque text
        allows = _ALLOWS["Lookup" if target else "Text"]
        yield Column(name, allows, allows, False, "documented", target or None, custom)


def _table(name: str, given: Mapping[str, Any], known: Table | None) -> Table:
    if known is None:
        return Table(
            name,
            tuple(_columns(given, custom=True)),
            tuple(given.get("natural_key", ())),
            display_name=str(given.get("display_name", "")),
            hr_entity=given.get("hr_entity"),
            group=str(given.get("group", "Tables of the scenario")),
            in_grid=bool(given.get("supports_custom_fields", True)),
        )
    columns = {column.name: column for column in known.columns}
    columns |= {column.name: column for column in _columns(given, custom=True)}
    return Table(
        name,
        tuple(columns.values()),
        tuple(given.get("natural_key", known.natural_key)),
        display_name=given.get("display_name", known.display_name),
        hr_entity=given.get("hr_entity", known.hr_entity),
        group=known.group,
        in_grid=bool(given.get("supports_custom_fields", known.in_grid)),
        entity_set=known.entity_set,
    )


@cache  # it never changes, and reading it takes as long as a thousand commands
def standard_catalog() -> Catalog:
    """The 67 tables of the public documentation."""
    # beside this file, because importlib.resources takes longer to import than all the rest
    text = (Path(__file__).parent / "data" / "tables.json").read_text(encoding="utf-8")
    tables = {}
    for facts in json.loads(text)["tables"]:
        given = {
            **facts,
            "columns": {column["name"]: column for column in facts["columns"]},
            "lookups": {lookup["name"]: lookup["target"] for lookup in facts["lookups"]},
        }
        tables[facts["logical_name"]] = Table(
            facts["logical_name"],
            tuple(_columns(given, custom=False)),
            tuple(facts["natural_key"]),
            display_name=facts["display_name"],
            hr_entity=facts["hr_entity"],
            group=facts["group"],
            in_grid=facts["supports_custom_fields"],
            entity_set=facts["entity_set"],
        )
    return Catalog(tables)


def catalog_problem(environment: Environment, column: Column, value: Scalar) -> str:
    """Why a value that one environment holds cannot be written to the other (R16), or nothing."""
    objection = column.allows(environment).objection(value)
    return f"{column.name} in {ENVIRONMENT_NAMES[environment]} {objection}" if objection else ""
