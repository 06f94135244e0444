"""Records: the immutable rows that a store holds, and their references.

`values` is a tuple in the order of the table's columns: None for an empty one, and empty ones at
the end are left off. It is never changed in place, so both environments share it while they hold
the same. `key` is the natural key: the bare value if the key is one column, else a tuple. A
lookup's value is the natural key of the record it points at, because that is the same in both
environments (R14).

>>> Record(5637144576, "ada", "000123", ("000123", "Ada"), None).name
'ada'
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from harness.domain.environments import HR, Environment
from harness.domain.prng import mix_128

Scalar = str | int | bool | Decimal
Key = Scalar | tuple["Key | None", ...]
Value = Key | None
Values = tuple[Value, ...]

MOST_DIGITS: Final = 15  # what a number keeps exactly, in every result too
FIRST_REC_ID: Final = 5637144576  # public documentation: RecIds are allocated from here upward


class Record(NamedTuple):
    """A record of a table in one environment."""

    reference: int  # RecId in Human Resources, the row id's 128 bits in Dataverse
    name: str  # the scenario's name for the record pair
    key: Key
    values: Values
    edited_at: int | None  # the last edit in seconds; None if no user wrote the record


def trimmed(values: Iterable[Value]) -> Values:
    """The canonical form of a record's values: without the empty ones at the end."""
    kept = list(values)
    while kept and kept[-1] is None:
        kept.pop()
    return tuple(kept)


def folded(key: Key) -> Key:
    """The key as both databases compare it: without letter case and blanks at the end (V2).

    >>> folded("E-77 ") == folded("e-77"), folded((7, ("A", None)))
    (True, (7, ('a', None)))
    """
    if isinstance(key, str):
        return key.casefold().rstrip(" ")
    if isinstance(key, tuple):
        return tuple(None if part is None else folded(part) for part in key)
    return key


def at(values: Values, place: int) -> Value:
    """The value of the column in this place, None if it is empty or was left off."""
    return values[place] if place < len(values) else None


def row_id_text(reference: int) -> str:
    """A Dataverse row id as the GUID that people see."""
    digits = f"{reference:032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def reference_text(environment: Environment, reference: int) -> str:
    """A reference as people see and write it: a RecId in digits, a row id as a GUID."""
    return str(reference) if environment == HR else row_id_text(reference)


def reference_number(environment: Environment, text: str) -> int:
    """The reference of such a text. ValueError if it is none of that environment.

    >>> reference_number("hr", "5637144577")
    5637144577
    """
    if environment == HR:
        if not _REC_ID.fullmatch(text):
            raise ValueError(f"{text!r} is not a RecId, a whole number such as {FIRST_REC_ID}")
        number = int(text)
        if not FIRST_REC_ID <= number < 1 << 63:
            raise ValueError(f"{text} is not a RecId: they go from {FIRST_REC_ID} to {2**63 - 1}")
        return number
    if not _ROW_ID.fullmatch(text.lower()):
        raise ValueError(f"{text!r} is not a row id, a GUID such as {row_id_text(row_id(0, 0))}")
    number = int(text.replace("-", ""), 16)
    if number == 0:
        raise ValueError(f"{text} is not a row id: it is no row's")
    return number


_REC_ID: Final = re.compile("[0-9]{1,19}")
_ROW_ID: Final = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_VERSION_4: Final = ~(0xF << 76 | 0x3 << 62)


@lru_cache(maxsize=1024)  # every short history draws the first few of its seed
def row_id(seed: int, ordinal: int) -> int:
    """The row id of the nth row created in Dataverse: a version 4 GUID, a function of the seed.

    Two row ids of one seed are equal only if they differ in nothing but the six bits of the
    version.
    """
    number = seed * 0x9E3779B97F4A7C15F39CC0605CEDC835 + (ordinal + 1) * 0xD1342543DE82EF95
    return mix_128(number) & _VERSION_4 | 4 << 76 | 2 << 62
