"""Arguments of commands and settings as people write them, each read by one function.

A function takes what the argument is called, for the message, and what was given. It returns the
one form that the simulator works with, or raises BadInput, which says what to write instead.

>>> duration("Advance: milliseconds", "1h 30m")
5400000
>>> values("Edit", {"cdm_birthdate": date(1985, 12, 10)})
(('cdm_birthdate', '1985-12-10'),)
>>> environment("Edit: environment", "hrr")
Traceback (most recent call last):
harness.domain.errors.BadInput: Edit: environment takes hr or dataverse, not 'hrr', did you mean hr?
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, TypeAlias, get_args

from harness.domain.environments import DATAVERSE, ENVIRONMENT_OF, ENVIRONMENTS, HR, Environment
from harness.domain.errors import BadInput
from harness.domain.files import no_text
from harness.domain.records import MOST_DIGITS, Scalar
from harness.domain.suggestions import cut, did_you_mean
from harness.domain.times import (
    LONGEST,
    datetime_seconds,
    format_duration,
    format_instant,
    parse_date,
    parse_duration,
    parse_instant,
)

# a value of a column; date and datetime become the ISO text that the catalog wants
ColumnValue: TypeAlias = Scalar | date | datetime | None
ColumnValues: TypeAlias = Mapping[str, ColumnValue] | Iterable[tuple[str, ColumnValue]]
Duration: TypeAlias = int | str | timedelta  # milliseconds, text such as "1h 30m", or a timedelta
Instant: TypeAlias = int | str | datetime  # seconds since the epoch, ISO text, or a datetime

# column and value; None empties the column; the value of a lookup is the name of a record
Given: TypeAlias = tuple[tuple[str, Scalar | None], ...]

MOST_NUMBER: Final = 999_999_999  # as scenario files take
_PLAIN: Final = (bool, type(None))  # taken as they are
KeyValue: TypeAlias = int | str | bool | timedelta  # of a key of a plugged fault
KEY_VALUES: Final = get_args(KeyValue)


def wrong(what: str, takes: str, given: object, instead: str = "") -> BadInput:
    """What an argument takes, what was given, and what to write instead."""
    return BadInput(f"{what} takes {takes}, not {shown(given)}{instead}")


def shown(given: object) -> str:
    """A value in a message, cut if it is long."""
    if isinstance(given, str):
        return cut(given)
    if isinstance(given, timedelta):
        return _shown_duration(given)
    try:
        text = repr(given)
    except Exception:  # noqa: BLE001  (the object is anybody's; Python's own long numbers do, too)
        text = f"one of type {type(given).__name__}"
    return text if len(text) <= 60 else text[:60] + "…"


def _shown_duration(given: timedelta) -> str:
    milliseconds, rest = divmod(abs(given), timedelta(milliseconds=1))
    text = f"{abs(given) / timedelta(seconds=1):f}s" if rest else format_duration(milliseconds)
    return f"-{text}" if given < timedelta(0) else text


def environment(what: str, given: object) -> Environment:
    """An environment by any of its names."""
    if given is HR or given is DATAVERSE:  # nearly always, as Python shares short literals
        return given
    found = ENVIRONMENT_OF.get(given) if isinstance(given, str) else None
    if found is None:
        near = (
            did_you_mean(given, (*ENVIRONMENTS, "Human Resources"))
            if isinstance(given, str)
            else ""
        )
        raise wrong(what, "hr or dataverse", given, near)
    return found


def text(what: str, given: object, takes: str = "text") -> str:
    """A text that is not empty."""
    if type(given) is str and given and given.isprintable():
        return given
    if not isinstance(given, str) or not given:
        raise wrong(what, takes, given)
    return _writable(what, given)


def _writable(what: str, given: str) -> str:
    if found := no_text(given):
        raise wrong(what, f"text without {found}", given)
    return str.__str__(given)  # of a subclass, such as a member of an enumeration, the plain text


def optional_text(what: str, given: object, takes: str = "text or None") -> str | None:
    """A text that is not empty, or None."""
    return None if given is None else text(what, given, takes)


def number(what: str, given: object, least: int, most: int | None = None) -> int:
    """A whole number between these two."""
    within = isinstance(given, int) and least <= given and (most is None or given <= most)
    if not within or isinstance(given, bool):
        upto = f"from {least:,}" if most is None else f"from {least:,} to {most:,}"
        raise wrong(what, f"a whole number {upto}", given)
    assert isinstance(given, int)
    return int(given)


def yes_no(what: str, given: object) -> bool:
    """True or False."""
    if given is not True and given is not False:
        raise wrong(what, "True or False", given)
    return given


def duration(what: str, given: object, least: int = 0) -> int:
    """A duration in milliseconds."""
    takes = 'milliseconds, a timedelta, or text such as "1h 30m"'
    if isinstance(given, str):
        try:
            milliseconds = parse_duration(given)
        except ValueError as error:
            raise BadInput(f"{what}: {_cut(error, given)}") from None
    elif isinstance(given, timedelta):
        milliseconds, rest = divmod(given, timedelta(milliseconds=1))
        if rest:
            raise wrong(what, "whole milliseconds", given)
    elif isinstance(given, int) and not isinstance(given, bool):
        milliseconds = int(given)
    else:
        raise wrong(what, takes, given)
    if milliseconds > LONGEST:
        raise wrong(what, f"at most a hundred years, {format_duration(LONGEST)}", given)
    if milliseconds < least:
        raise wrong(what, f"{format_duration(least)} or more", given)
    return milliseconds


def instant(what: str, given: object) -> int:
    """An instant in seconds since the epoch."""
    try:
        if isinstance(given, str):
            return parse_instant(given)
        if isinstance(given, datetime):
            return datetime_seconds(given)
        if isinstance(given, int) and not isinstance(given, bool):
            return _in_range(int(given))
    except OverflowError:
        pass
    except ValueError as error:
        raise BadInput(f"{what}: {_cut(error, given)}") from None
    takes = "a datetime with a time zone, text such as 2021-08-19T09:00:00Z, or seconds since 1970"
    raise wrong(what, takes, given)


@lru_cache(maxsize=256)
def _in_range(seconds: int) -> int:
    return parse_instant(format_instant(seconds))  # which has a first and a last day


def _cut(error: ValueError, given: object) -> str:
    return str(error).replace(repr(given), shown(given))


def values(what: str, given: object, of: str = "values") -> Given:
    """The values of a record, from a mapping of columns to values or from pairs of them."""
    if type(given) is tuple and all(map(_is_plain_pair, given)):
        return given  # as the harness itself gives them
    if isinstance(given, Mapping):
        items: list[object] = list(given.items())
    elif isinstance(given, Iterable) and not isinstance(given, str | bytes):
        items = list(given)
    else:
        takes = 'a mapping of columns to values, such as {"cdm_lastname": "Byron"}'
        raise wrong(f"{what}: {of}", takes, given)
    found = []
    for item in items:
        if not isinstance(item, tuple | list) or len(item) != 2:
            raise wrong(f"{what}: {of}", "pairs of a column and a value", item)
        column = text(f"{what}: {of}", item[0], "the names of columns")
        found.append((column, _scalar(f"{what}: {column}", item[1])))
    return tuple(found)


def _is_plain_pair(pair: object) -> bool:
    if type(pair) is not tuple or len(pair) != 2:
        return False
    column, value = pair
    if type(column) is not str or not column or not column.isprintable():
        return False
    return value.isprintable() if type(value) is str else type(value) in _PLAIN


def _scalar(what: str, given: object) -> Scalar | None:
    if given is None or given is True or given is False:
        return given
    if isinstance(given, str):
        return given if type(given) is str and given.isprintable() else _writable(what, given)
    try:
        if isinstance(given, datetime):
            return format_instant(datetime_seconds(given))
        if isinstance(given, date):
            return parse_date(given.isoformat())
    except ValueError as error:
        raise BadInput(f"{what}: {error}") from None
    if isinstance(given, int | Decimal):
        return _exact(what, given)
    takes = "text, a whole number, a Decimal, True or False, a date, a datetime or None"
    instead = f"; write Decimal({str(given)!r})" if isinstance(given, float) else ""
    raise wrong(what, takes, given, instead)


def _exact(what: str, given: int | Decimal) -> int | Decimal:
    takes = f"a number of at most {MOST_DIGITS} digits"
    if isinstance(given, int):
        if abs(given) >= 10**MOST_DIGITS:
            raise wrong(what, takes, given)
        return int(given)
    if not given.is_finite():
        raise wrong(what, "a number", given)
    # without an exponent, as files and pages write it; a large one would be long
    plain = f"{given:f}" if abs(given.adjusted()) <= MOST_DIGITS else ""
    if not plain or sum(map(str.isdigit, plain)) > MOST_DIGITS:
        raise wrong(what, takes, given)
    return Decimal(plain)


def fault_keys(keys: object, further: dict[str, Any]) -> dict[str, Any]:
    """The keys of a plugged fault, as pairs and by name, in one mapping."""
    try:
        named = {**dict(keys), **further}  # type: ignore[call-overload]
    except (TypeError, ValueError):
        raise wrong("Fault: keys", "pairs of a name and a value", keys) from None
    for key, value in named.items():
        if not isinstance(key, str):
            raise wrong("Fault: keys", "names as text", key)
        if not isinstance(value, KEY_VALUES):
            takes = "a number, text, True or False, or a timedelta"
            raise wrong(f"Fault: {key}", takes, value)
    return named
