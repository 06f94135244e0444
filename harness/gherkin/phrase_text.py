r"""Gherkin syntax for a step, a table, a text and a duration.

>>> quoted("Ada's"), in_table("  blanks"), duration_words(5_400_000)
('"Ada\'s"', '"  blanks"', '1 hour and 30 minutes')
"""

import re
from typing import Final, NamedTuple

from harness.domain.commands import Given
from harness.domain.errors import BadInput
from harness.domain.records import Scalar
from harness.domain.times import format_duration
from harness.gherkin.step_tables import LEFT_OUT, Cells
from harness.gherkin.table_text import no_placeholder

_UNITS: Final = {"d": "day", "h": "hour", "m": "minute", "s": "second"}


class StepText(NamedTuple):
    """A step as text: its keyword, its line, and the table or doc string under it."""

    keyword: str
    line: str
    table: Cells = ()
    doc_string: str = ""


def one_line(text: str) -> str:
    """A text without line breaks, for a title."""
    return " ".join(text.split())


def fits_in_a_line(value: str) -> bool:
    """Whether a text can be a {string}: no line break, no backslash before a quote."""
    return "\n" not in value and not re.search(r"""\\(?=["']|$)""", value)


def quoted(value: str) -> str:
    """A text as a {string} of a step; BadInput if none can hold it."""
    if not fits_in_a_line(value):
        message = f"{value!r} has a line break, or a backslash before a quote"
        raise BadInput(f"{message}, which no Gherkin step can hold: leave it to the scenario file")
    no_placeholder(value)
    if '"' in value and "'" not in value:
        return f"'{value}'"
    return '"' + value.replace('"', '\\"') + '"'


def duration_words(milliseconds: int) -> str:
    """A duration in words."""
    parts = re.findall(r"([0-9.]+)([dhms])", format_duration(milliseconds))
    words = [f"{n} {_UNITS[unit]}{'' if n == '1' else 's'}" for n, unit in parts]
    if len(words) > 1 and "." in words[-1]:  # only a first number may have a fraction
        return f"{milliseconds / 1000:.3f}".rstrip("0").rstrip(".") + " seconds"
    return " and ".join(words)


def duration_with(milliseconds: int, one: str, many: str) -> str:
    """A duration and a verb of its number: `1 day passes`, `2 days pass`."""
    text = duration_words(milliseconds)
    return f"{text} {one if re.fullmatch('1 [a-z]+', text) else many}"


def plain_text(value: Scalar | None) -> str:
    """A value as text in a step; an empty one is an empty text."""
    if value is None:
        return ""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def values_fit_in_a_line(values: Given) -> bool:
    """Whether a step of one line can hold these values: a single one, without a line break."""
    return len(values) == 1 and fits_in_a_line(plain_text(values[0][1]))


def in_table(value: Scalar | None) -> str:
    """A value as text in a cell, quoted if a cell would be read as something else."""
    text = plain_text(value)
    quoted = text != text.strip() or text == LEFT_OUT or (text[:1] == text[-1:] == '"')
    return f'"{text}"' if quoted else text
