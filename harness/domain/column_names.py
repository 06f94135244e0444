"""Columns by the names that people write: logical ones, also without the prefix, and their words.

Letter case, blanks and underscores do not count, and a lookup may be without its `id`.

>>> from harness.domain.catalog import standard_catalog
>>> worker = standard_catalog()["cdm_worker"]
>>> [column.name for column in columns_called(worker, "Last name")]
['cdm_lastname']
>>> columns_called(worker, "last nam"), nearest_column(worker, "last nam")
((), 'cdm_lastname')
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from harness.domain.catalog_table import Table
from harness.domain.columns import Column
from harness.domain.suggestions import nearest

_BLANKS = re.compile(r"[\s_]+")
_PREFIX = re.compile(r"^[a-z0-9]+_")


def squashed(words: str) -> str:
    """Words in the form for comparisons: in lower case, without blanks and underscores."""
    return _BLANKS.sub("", words).casefold()


def without_prefix(logical: str) -> str:
    """A logical name without the prefix of its publisher."""
    return _PREFIX.sub("", logical)


def short_names(logical: str) -> tuple[str, str]:
    """A logical name, squashed, with and without its prefix."""
    return squashed(logical), squashed(without_prefix(logical))


def columns_called(table: Table, words: str) -> Sequence[Column]:
    """The column of a table that has this name; several if it could be each of them."""
    return _columns(table).get(squashed(words), ())


def nearest_column(table: Table, words: str) -> str | None:
    """The logical name of the column whose name is nearest, or None if none is near."""
    known = {name: column.name for column in table.columns for name in short_names(column.name)}
    alike = nearest(squashed(words), known)
    return known[alike[0]] if alike else None


@lru_cache(maxsize=256)  # every step asks
def _columns(table: Table) -> Mapping[str, Sequence[Column]]:
    """The columns of a table by each of their names: one, or what could be meant."""
    exact: dict[str, list[Column]] = {}
    found: dict[str, list[Column]] = {}
    for column in table.columns:
        exact.setdefault(squashed(column.name), []).append(column)
        names = set(short_names(column.name))
        if column.target:
            names |= {name.removesuffix("id") for name in names}
        for name in names:
            found.setdefault(name, []).append(column)
    return found | exact
