"""A record as a store holds it.

`values` is a tuple in the order of the table's columns, None for an empty one, and empty ones at
its end left off; it is never changed in place, so both environments share it while they hold the
same. `key` is the natural key: the bare value where the key is one column, else a tuple. A lookup's
value is the natural key of the record it points at, because that is what is the same in both
environments (R14).

>>> Record(5637144576, "ada", "000123", ("000123", "Ada"), None).name
'ada'
"""

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

Scalar = str | int | bool | Decimal
Key = Scalar | tuple["Key | None", ...]
Value = Key | None
Values = tuple[Value, ...]

FIRST_REC_ID = 5637144576  # public documentation: RecIds are allocated from here upward


class Record(NamedTuple):
    """One thing of a table, in one environment."""

    reference: int  # RecId in Human Resources, the row id's 128 bits in Dataverse
    name: str  # the scenario's name for the thing
    key: Key
    values: Values
    edited_at: int | None  # the last edit: None where no user wrote it


def trimmed(values: Iterable[Value]) -> Values:
    """The values with the empty ones at the end left off: the one form of a record's values."""
    kept = list(values)
    while kept and kept[-1] is None:
        kept.pop()
    return tuple(kept)


def at(values: Values, place: int) -> Value:
    """The value of a column, None where it was left off."""
    return values[place] if place < len(values) else None


def row_id_text(reference: int) -> str:
    """A Dataverse row id as the GUID that people see."""
    digits = f"{reference:032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


_MASK = (1 << 128) - 1
_VERSION_4 = ~(0xF << 76 | 0x3 << 62)


@lru_cache(maxsize=1024)  # every short history draws the first few of its seed
def row_id(seed: int, ordinal: int) -> int:
    """The row id of the nth row made in Dataverse, a version 4 GUID drawn from the seed.

    Odd factors and folded halves spread neighbouring ordinals over all 128 bits, and no two of one
    seed meet but where the six bits of the version hide what tells them apart.
    """
    number = seed * 0x9E3779B97F4A7C15F39CC0605CEDC835 + (ordinal + 1) * 0xD1342543DE82EF95 & _MASK
    number = (number ^ number >> 64) * 0xDA942042E4DD58B5_94D049BB133111EB & _MASK
    number = (number ^ number >> 61) * 0xBF58476D1CE4E5B9_2545F4914F6CDD1D & _MASK
    return (number ^ number >> 67) & _VERSION_4 | 4 << 76 | 2 << 62
