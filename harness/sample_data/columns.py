"""Values for a column that nothing more is known of than its name and its type.

A column's name says much: what ends in city is a city, and what is a date of the end comes after
the row's own day. Columns that need not be filled are empty in one row of four,
and what befalls few people in most rows.
"""

from collections.abc import Callable
from datetime import date
from typing import Final

from harness.domain.catalog import Table
from harness.domain.columns import Column
from harness.domain.records import Scalar
from harness.sample_data.keys import Maker, choices, room
from harness.sample_data.names import namer
from harness.sample_data.pools import COUNTRIES, Pool, Source
from harness.sample_data.workers import day, number

_ADJECTIVES: Final = (
    "annual", "basic", "central", "common", "early", "extended", "external", "final", "flexible",
    "general", "hourly", "internal", "joint", "late", "local", "monthly", "open", "partial",
    "regional", "seasonal", "shared", "special", "standard", "weekly",
)  # fmt: skip
_NOUNS: Final = (
    "account", "agreement", "allowance", "assessment", "benefit", "budget", "calendar", "change",
    "class", "contract", "course", "estimate", "grade", "group", "level", "option", "period",
    "plan", "policy", "program", "rate", "request", "review", "schedule",
)  # fmt: skip
# in a column's name; the first that is found counts
_CHOICES: Final = (
    ("currency", ("EUR", "JPY", "MXN", "PLN", "USD")),
    ("gender", ("Female", "Male")),
    ("marital", ("Married", "Single", "Widowed")),
    ("status", ("Active", "Closed", "Draft")),
    ("frequency", ("Weekly", "Biweekly", "Monthly")),
    ("period", ("Weekly", "Biweekly", "Monthly")),
    ("unit", ("Days", "Weeks", "Months")),
    ("", ("Standard", "Special", "Other")),
)
_RARE: Final = ("deceased", "expatriate", "military", "disabled")
_LATE: Final = ("end", "expir", "validto", "until", "deceased")
_AMOUNTS: Final = ("amount", "number", "percent", "priority", "units", "value", "code", "leverage")
_FIRST_DAY: Final = date(2012, 1, 1).toordinal()
_DAYS: Final = 9 * 365


def column_maker(table: Table, column: Column, source: Source) -> Maker:
    """How the column's values are made; columns of the key are the same under every seed."""
    in_key = column.name in table.key_columns
    draw = source.draw_key if in_key else source.draw
    of, make = f"{table.name}.{column.name}", _maker(table, column, source, in_key)
    if in_key or column.required:
        return lambda n: make(n, draw(of, n))

    sixteenths = 1 if any(word in column.name for word in _RARE) else 12

    def sometimes(n: int) -> Scalar | None:
        drawn = draw(of, n)
        return make(n, drawn >> 4) if drawn & 15 < sixteenths else None

    return sometimes


def _maker(
    table: Table, column: Column, source: Source, in_key: bool
) -> Callable[[int, int], Scalar | None]:
    """The value of row n from what was drawn for it."""
    options = choices(column)
    if options:
        return lambda n, drawn: options[drawn % len(options)]
    if column.type == "Yes/No":
        return lambda n, drawn: drawn % 2 == 0
    if column.type == "Integer":
        return lambda n, drawn: drawn % 100 + 1
    if column.type in ("Decimal", "Currency"):
        return lambda n, drawn: number(drawn % 1_000_000, 2)
    if column.type in ("Date", "DateTime"):
        return _day_maker(table, column, source)
    text, widest = _text_maker(table, column, source, in_key), room(column)
    if column.type in ("Email", "Phone", "URL"):  # a part of one is none
        return lambda n, drawn: made if len(made := text(n, drawn)) <= widest else None
    return lambda n, drawn: text(n, drawn)[:widest].rstrip()


def _day_maker(table: Table, column: Column, source: Source) -> Callable[[int, int], str]:
    own_day = f"{table.name}.day"  # the row's own, that its other days are counted from
    late = any(word in column.name for word in _LATE)
    timed = column.type == "DateTime"

    def make(n: int, drawn: int) -> str:
        ordinal = _FIRST_DAY + source.draw_key(own_day, n) % _DAYS
        ordinal += 28 + drawn % 700 if late else drawn % 28
        if not timed:
            return day(ordinal)
        return f"{day(ordinal)}T{8 + drawn // 700 % 10:02}:{drawn // 7000 % 60:02}:00Z"

    return make


def _text_maker(
    table: Table, column: Column, source: Source, in_key: bool
) -> Callable[[int, int], str]:
    name = column.name.rpartition("_")[2].lower()
    if column.type == "Email":
        return lambda n, drawn: f"{_noun(drawn)}{n + 1}@example.com"
    if column.type == "URL" or name.endswith("url"):
        return lambda n, drawn: f"https://example.com/{_noun(drawn)}{n + 1}"
    if column.type == "Phone" or any(word in name for word in ("phone", "fax", "sms", "telex")):
        return lambda n, drawn: f"+1 555 {drawn % 10**7:07}"
    if column.type == "Choice" or "currency" in name:
        options = next(options for word, options in _CHOICES if word in name)
        return lambda n, drawn: options[drawn % len(options)]
    if "country" in name:
        return lambda n, drawn: COUNTRIES[drawn % len(COUNTRIES)].code
    if "postal" in name or any(word in name for word in _AMOUNTS):
        return lambda n, drawn: str(drawn % 90_000 + 10_000 if "postal" in name else drawn % 1000)
    if name == "name":
        own = namer(table.name)
        return lambda n, drawn: own(n)
    if not in_key and "city" in name:  # what comes from Faker is no part of a key
        return _from_pool(source, lambda pool: pool.cities)
    if not in_key and "state" in name:
        return _from_pool(source, lambda pool: pool.regions)
    if not in_key and "street" in name:
        return _from_pool(source, lambda pool: pool.streets)
    return lambda n, drawn: f"{_ADJECTIVES[drawn // 24 % 24].capitalize()} {_noun(drawn)}"


def _noun(drawn: int) -> str:
    return _NOUNS[drawn % len(_NOUNS)]


def _from_pool(
    source: Source, texts: Callable[[Pool], tuple[str, ...]]
) -> Callable[[int, int], str]:
    def make(n: int, drawn: int) -> str:
        pool = texts(source.pools[COUNTRIES[drawn % len(COUNTRIES)].locale])
        return pool[drawn // len(COUNTRIES) % len(pool)]

    return make
