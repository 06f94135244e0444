"""Instants and durations as numbers, parsed from and formatted as text.

Instants are whole seconds since 1970-01-01T00:00:00Z, as both products store them; durations are
whole milliseconds, because an import may take 1.5 seconds a record.

>>> parse_duration("1h 30m")
5400000
>>> format_duration(5400000)
'1h 30m'
>>> format_instant(parse_instant("2021-08-19T09:00:00Z"))
'2021-08-19T09:00:00Z'
"""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

SECOND = 1000
UNITS = {"d": 86_400 * SECOND, "h": 3_600 * SECOND, "m": 60 * SECOND, "s": SECOND}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EARLIEST = "1900-01-01"  # Human Resources' own "no date"
LATEST = "2154-12-31"  # Human Resources' own "never"
LONGEST = 100 * 366 * UNITS["d"]
# of simulated time, in seconds: a clock that is ahead and what is due later stay before year 9999
END_OF_TIME = (datetime(9000, 1, 1, tzinfo=UTC) - EPOCH) // timedelta(seconds=1)
_FIRST = (datetime.fromisoformat(f"{EARLIEST}T00:00Z") - EPOCH) // timedelta(seconds=1)
_END = (datetime.fromisoformat(f"{LATEST}T00:00Z") - EPOCH) // timedelta(seconds=1) + 86_400

_DURATION = re.compile(r"\s*(?:[0-9]+(?:\.[0-9]{1,3})?\s*(?:min|[dhms])\s*)+")
_PART = re.compile(r"([0-9]+(?:\.[0-9]{1,3})?)\s*(min|[dhms])")
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_INSTANT = re.compile(  # no 24:00, which Python reads as the next day from 3.14 on
    r"\d{4}-\d\d-\d\d([T ]([01]\d|2[0-3]):\d\d(:\d\d(\.\d+)?)?)?\s*(Z|z|[+-]\d\d:?\d\d)?",
    re.ASCII,
)


@lru_cache(maxsize=256)  # few are written again and again
def parse_duration(text: str) -> int:
    """`90s`, `10m`, `10min`, `1h 30m` or `2d` in milliseconds; ValueError says what it takes."""
    if not _DURATION.fullmatch(text):
        raise ValueError(f"{text!r} is not a duration such as 90s, 10m, 1h 30m or 2d")
    total = 0
    for number, unit in _PART.findall(text):
        whole, _, fraction = number.partition(".")
        if len(whole) > 12:
            raise ValueError(f"{text!r} is longer than a hundred years")
        size = UNITS[unit[0]]
        total += int(whole) * size + int(fraction.ljust(3, "0") or 0) * size // 1000
    if total > LONGEST:
        raise ValueError(f"{text!r} is longer than a hundred years")
    return total


def format_duration(milliseconds: int) -> str:
    """The shortest text that `parse_duration` reads back as the same duration."""
    parts = []
    for unit, size in UNITS.items():
        if unit == "s":
            if milliseconds % SECOND:
                parts.append(f"{milliseconds / SECOND:.3f}".rstrip("0") + "s")
            elif milliseconds or not parts:
                parts.append(f"{milliseconds // SECOND}s")
        elif milliseconds >= size:
            parts.append(f"{milliseconds // size}{unit}")
            milliseconds %= size
    return " ".join(parts)


def parse_instant(text: str) -> int:
    """An ISO 8601 date and time in seconds since the epoch; UTC if it has no offset."""
    if not _INSTANT.fullmatch(text.strip()):
        raise ValueError(f"{text!r} is not a date and time such as 2021-08-19T09:00:00Z")
    try:
        moment = datetime.fromisoformat(text.strip().replace("z", "Z"))
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"{text!r} is not a date and time of the calendar") from None
    return _seconds(moment, repr(text))


def datetime_seconds(moment: datetime) -> int:
    """A datetime in seconds since the epoch; ValueError if it has no time zone."""
    if moment.utcoffset() is None:
        raise ValueError(
            f"{moment} has no time zone, so it is no instant; "
            f"write one with it, such as {moment.replace(tzinfo=UTC)!r}"
        )
    return _seconds(moment, str(moment))


def _seconds(moment: datetime, given: str) -> int:
    since = (moment - EPOCH) // timedelta(seconds=1)
    if not _FIRST <= since < _END:
        raise ValueError(f"{given} is outside {EARLIEST} to {LATEST}")
    return since


def format_instant(seconds: int) -> str:
    """The instant as ISO 8601 in UTC, to the whole second."""
    return f"{(EPOCH + timedelta(seconds=seconds)).isoformat()[:19]}Z"


def parse_date(text: str) -> str:
    """A calendar date in its canonical form, `2021-08-19`; ValueError if it is none."""
    if not _DATE.fullmatch(text.strip()):
        raise ValueError(f"{text!r} is not a date such as 2021-08-19")
    try:
        datetime.strptime(text.strip(), "%Y-%m-%d")
    except ValueError:
        raise ValueError(f"{text!r} is not a day of the calendar") from None
    if not EARLIEST <= text.strip() <= LATEST:
        raise ValueError(f"{text!r} is outside {EARLIEST} to {LATEST}")
    return text.strip()
