"""Generated rows of any table: seeded, and computed when they are read.

    rows = generated_rows(catalog["cdm_worker"], 1_000_000, seed=7)  # takes no time and no memory
    rows[123].record                                                 # "W000124"
    simulator.attempt(Import("hr", "cdm_worker", rows, generate=len(rows)))

Row n is a function of the seed, the table and n: not of the number of rows, the machine, the day,
the Python version or the hash seed. Names, natural keys and lookups are not even functions of the
seed, so that scenarios can name generated records, and an import under another seed edits the
records of the first. Names, cities, streets and job descriptions come from Faker and may change
with its release: approved timelines must not contain them.

A generated row looks up generated rows: assignment n is worker n in position n. Those must be
imported first; `needed_first` and `import_order` name the tables and how many rows. All other
lookups are empty.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import cached_property
from typing import Final, overload

from harness.domain.catalog import Table
from harness.domain.columns import Column
from harness.domain.environments import HR, Environment
from harness.domain.errors import BadInput
from harness.domain.records import Scalar
from harness.domain.rows import LazyRows, Row
from harness.sample_data.keys import Generate, check_room, choices, key_generator, room
from harness.sample_data.names import import_order, lookup_row, namer, needed_first
from harness.sample_data.pools import COUNTRIES, Pool, Source, need_faker
from harness.sample_data.tables import IN_KEYS, TABLES, date_text, hundredths

__all__ = ["GeneratedRows", "generated_rows", "import_order", "needed_first"]

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
# by a part of the column's name; the first match counts
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

MOST_ROWS: Final = 1_000_000  # they take a minute and two gigabytes


def generated_rows(
    table: Table, count: int, seed: int, environment: Environment = HR
) -> "GeneratedRows":
    """So many rows of a table; BadInput if Faker is missing or the table cannot hold so many.

    Those for Dataverse have the numbers of choices, and no column of Human Resources alone (M4).
    """
    if count < 0:
        raise BadInput(f"cannot generate {count} rows")
    if count > MOST_ROWS:
        raise BadInput(f"at most {MOST_ROWS:,} records are generated at once, not {count:,}")
    need_faker()
    check_room(table, count)
    return GeneratedRows(table, count, seed, environment)


class GeneratedRows(LazyRows):
    """A lazy sequence of rows: each is computed whenever it is read, and always the same."""

    def __init__(self, table: Table, count: int, seed: int, environment: Environment = HR) -> None:
        self.table: Final = table
        self.count_of_rows: Final = count
        self.seed: Final = seed
        self.environment: Final = environment

    def __len__(self) -> int:
        return self.count_of_rows

    def __iter__(self) -> Iterator[Row]:
        return map(self._row, range(self.count_of_rows))

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Row, ...]: ...
    def __getitem__(self, index: int | slice) -> Row | tuple[Row, ...]:
        places = range(self.count_of_rows)[index]
        return self._row(places) if isinstance(places, int) else tuple(map(self._row, places))

    def named(self, record: str) -> Row | None:
        """The row of that name, found by the number in the name and not by a search."""
        name = namer(self.table.name)
        for digits in re.findall(r"[0-9]{1,18}", record):
            n = int(digits) - 1
            if 0 <= n < self.count_of_rows and name(n) == record:
                return self._row(n)
        return None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, GeneratedRows) and self._identity == other._identity

    def __hash__(self) -> int:
        return hash(self._identity)

    def __repr__(self) -> str:
        where = "" if self.environment == HR else f", {self.environment!r}"
        return f"GeneratedRows({self.table.name!r}, {self.count_of_rows}, seed={self.seed}{where})"

    @property
    def _identity(self) -> tuple[object, ...]:
        table = self.table
        drawn = self.count_of_rows, self.seed, self.environment
        return table.name, table.columns, table.natural_key, *drawn

    @cached_property
    def _row(self) -> Callable[[int], Row]:
        return _row_generator(self.table, Source(self.seed), self.environment)


def _row_generator(table: Table, source: Source, environment: Environment) -> Callable[[int], Row]:
    name, together = namer(table.name), TABLES.get(table.name)
    columns = [
        (column.name, _together(table, column), _column_generator(table, column, source))
        for column in table.columns
        # of one side, those of Human Resources: rows go there, or to both
        if column.hr is not None and column.in_environment(environment) is not None
    ]
    numbered = {column.name: column for column in table.columns if column.numbers}
    if environment == HR:
        numbered.clear()

    def row(n: int) -> Row:
        dependent = together(n, source) if together else {}
        values = []
        for column, is_dependent, generate in columns:
            value = dependent[column] if is_dependent and column in dependent else generate(n)
            if column in numbered:
                value = numbered[column].to_dataverse(value)
            if value is not None:
                values.append((column, value))
        return Row._make((name(n), tuple(values)))  # checked already, and a million at a time

    return row


def _together(table: Table, column: Column) -> bool:
    """Whether the table's own function may generate the column.

    Not if a scenario's catalog gave the column another type, or put it into the natural key.
    """
    return not column.custom and (
        column.name not in table.key_columns or f"{table.name}.{column.name}" in IN_KEYS
    )


def _column_generator(table: Table, column: Column, source: Source) -> Generate:
    if column.target is not None:
        return _lookup_generator(table, column, source)
    return key_generator(table, column) or _value_generator(table, column, source)


def _lookup_generator(table: Table, column: Column, source: Source) -> Generate:
    target_row, name = lookup_row(table, column, source), namer(column.target or "")
    if target_row is None:
        return lambda n: None

    def lookup(n: int) -> Scalar | None:
        row = target_row(n)
        return None if row is None else name(row)

    return lookup


def _value_generator(table: Table, column: Column, source: Source) -> Generate:
    """Values by the column's name and type alone; those of a key are the same under every seed.

    A column that is not required is empty in one row of four, and one that concerns few people, as
    a date of death, in most.
    """
    in_key = column.name in table.key_columns
    draw = source.draw_key if in_key else source.draw
    of, value_of = f"{table.name}.{column.name}", _value_of(table, column, source, in_key)
    # a required lookup to what is not synced is as empty as those to other tables
    if in_key or (column.required and not column.external):
        return lambda n: value_of(n, draw(of, n))
    sixteenths = 1 if any(word in column.name for word in _RARE) else 12

    def sometimes(n: int) -> Scalar | None:
        drawn = draw(of, n)
        return value_of(n, drawn >> 4) if drawn & 15 < sixteenths else None

    return sometimes


def _value_of(
    table: Table, column: Column, source: Source, in_key: bool
) -> Callable[[int, int], Scalar | None]:
    """The function from a row number and a drawn number to the value."""
    options = choices(column)
    if options:
        return lambda n, drawn: options[drawn % len(options)]
    if column.type == "Yes/No":
        return lambda n, drawn: drawn % 2 == 0
    if column.type == "Integer":
        return lambda n, drawn: drawn % 100 + 1
    if column.type in ("Decimal", "Currency"):
        return lambda n, drawn: hundredths(drawn % 1_000_000)
    if column.type in ("Date", "DateTime"):
        return _day_of(table, column, source)
    text, widest = _text_of(table, column, source, in_key), room(column)
    if column.type in ("Email", "Phone", "URL"):  # which cannot be cut
        return lambda n, drawn: made if len(made := text(n, drawn)) <= widest else None
    return lambda n, drawn: text(n, drawn)[:widest].rstrip()


def _day_of(table: Table, column: Column, source: Source) -> Callable[[int, int], str]:
    """Days are counted from one day of the row, so that an end comes after its begin."""
    row_day = f"{table.name}.day"
    late = any(word in column.name for word in _LATE)
    timed = column.type == "DateTime"

    def day(n: int, drawn: int) -> str:
        ordinal = _FIRST_DAY + source.draw_key(row_day, n) % _DAYS
        ordinal += 28 + drawn % 700 if late else drawn % 28
        if not timed:
            return date_text(ordinal)
        return f"{date_text(ordinal)}T{8 + drawn // 700 % 10:02}:{drawn // 7000 % 60:02}:00Z"

    return day


def _text_of(
    table: Table, column: Column, source: Source, in_key: bool
) -> Callable[[int, int], str]:
    name = column.name.rpartition("_")[2].lower()
    if column.type == "Email" or name == "email":
        return lambda n, drawn: f"{_noun(drawn)}{n + 1}@example.com"
    if column.type == "URL" or name.endswith("url"):
        return lambda n, drawn: f"https://example.com/{_noun(drawn)}{n + 1}"
    if column.type == "Phone" or any(
        word in name for word in ("phone", "fax", "sms", "telex", "pager")
    ):
        return lambda n, drawn: f"+1 555 {drawn % 10**7:07}"
    if "country" in name:
        return lambda n, drawn: COUNTRIES[drawn % len(COUNTRIES)].code
    if column.type == "Choice" or "currency" in name:
        options = next(options for word, options in _CHOICES if word in name)
        return lambda n, drawn: options[drawn % len(options)]
    if "postal" in name or any(word in name for word in _AMOUNTS):
        return lambda n, drawn: str(drawn % 90_000 + 10_000 if "postal" in name else drawn % 1000)
    if name == "name":
        row_name = namer(table.name)
        return lambda n, drawn: row_name(n)
    if not in_key and "city" in name:  # values from Faker are no part of a key
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
    def text(n: int, drawn: int) -> str:
        pool = texts(source.pools[COUNTRIES[drawn % len(COUNTRIES)].locale])
        return pool[drawn // len(COUNTRIES) % len(pool)]

    return text
