"""Durations in the words of steps: `90 minutes`, `one hour and 30 minutes`, `a week`.

>>> duration_of("one week"), duration_of("an hour and 30 minutes")
(604800000, 5400000)
>>> file_duration("2 weeks and 1 hour"), file_duration("1h")
('14d 1h', '1h')
"""

import re
from typing import Final

from harness.domain.times import UNITS, format_duration, parse_duration

_WORDS: Final = (
    *("one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_NUMBERS: Final = {"a": 1, "an": 1} | {word: n for n, word in enumerate(_WORDS, 1)}
_PART: Final = re.compile(r"([a-z0-9.]+) (second|minute|hour|day|week)s?")
_WHOLE: Final = re.compile(rf"{_PART.pattern}(?: and {_PART.pattern})*")
_WEEK: Final = 7 * UNITS["d"]


def duration_of(words: str) -> int:
    """The duration of these words, in milliseconds; ValueError says what it takes."""
    parts = (_part(number, unit) for number, unit in _PART.findall(words))
    return parse_duration(format_duration(sum(parts)))


def _part(number: str, unit: str) -> int:
    number = str(_NUMBERS.get(number, number))
    if unit != "week":
        return parse_duration(f"{number}{unit[0]}")
    return 7 * parse_duration(f"{number}d")


def file_duration(text: str) -> str:
    """Such words as a scenario file has them; any other text as it is."""
    return format_duration(duration_of(text)) if _WHOLE.fullmatch(text) else text
