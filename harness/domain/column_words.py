"""The words of columns, as people read and say them: of `cdm_lastname`, *last name*.

Logical names run words together, and nobody publishes the display names of these columns; so the
words are found by a list of those that the catalog's names are made of. A name in which another
word stands is left whole. A lookup has no *id* at its end. Gherkin reads all of them back.

>>> from harness.domain.catalog import standard_catalog
>>> worker = standard_catalog()["cdm_worker"]
>>> column_words(worker)[worker.index["cdm_lastname"]]
'last name'
>>> words_of("new_shoesize"), words_of("new_shoe_size"), words_of("cdm_jobpositionid", lookup=True)
('shoesize', 'shoe size', 'job position')
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from harness.domain.catalog_table import Table
from harness.domain.column_names import columns_called, nearest_column, without_prefix
from harness.domain.columns import Column
from harness.domain.errors import CatalogError
from harness.domain.suggestions import cut

_PARTS: Final = re.compile(r"\d+|\D+")


def words_of(name: str, *, lookup: bool = False) -> str:
    """The words of a column's logical name, without the prefix of its publisher."""
    found = [word for part in without_prefix(name).split("_") for word in _words(part)]
    if lookup and found[1:] and found[-1] == "id":
        found.pop()
    return " ".join(filter(None, found)) or name


@cache
def _words(text: str) -> Sequence[str]:
    """The text in known words and numbers; as it is if there is another word in it."""
    found: list[str] = []
    for part in _PARTS.findall(text):
        words = (part,) if part.isdigit() else _known_words(part)
        if not words:
            return (text,)
        found += words
    return found


@cache
def _vocabulary() -> frozenset[str]:
    # next to this file, as the catalog: importlib.resources takes long to import
    text = (Path(__file__).parent / "data" / "column_words.txt").read_text(encoding="utf-8")
    return frozenset(text.split())


def _known_words(text: str) -> Sequence[str]:
    """The text in as few known words as it takes; none if there is another one in it."""
    known = _vocabulary()
    best: dict[int, tuple[str, ...]] = {0: ()}  # by length, the words of the text's beginning
    for end in range(1, len(text) + 1):
        ways = [
            (*best[start], text[start:end])
            for start in range(end)
            if start in best and text[start:end] in known
        ]
        if ways:
            best[end] = min(ways, key=len)
    return best.get(len(text), ())


def table_words(table: Table) -> str:
    """What one record of the table is called; a table without a name for people by its own.

    >>> from harness.domain.catalog import standard_catalog
    >>> table_words(standard_catalog()["cdm_jobposition"])
    'job position'
    """
    return table.name if table.display_name == table.name else table.display_name.lower()


def column_called(table: Table, words: str) -> Column:
    """The column of these words, or of this logical name; CatalogError if there is not one."""
    found = columns_called(table, words)
    if len(found) == 1:
        return found[0]
    names = [it.name for it in found]
    if not names:
        near = nearest_column(table, words)
        names = [near] if near else []
    said = dict(zip(table.names, column_words(table), strict=True))
    either = " or ".join(f"{said[it]} ({it})" for it in names)
    suggestion = f", did you mean {either}?" if names else ""
    which = "has several columns" if found else "has no column"
    raise CatalogError(f"{table_words(table)} {which} {cut(words)}{suggestion}")


@lru_cache(maxsize=256)
def column_words(table: Table) -> Sequence[str]:
    """The words of a table's columns by place; two that would be the same keep their names."""
    found = [words_of(column.name, lookup=column.target is not None) for column in table.columns]
    squashed = [words.replace(" ", "") for words in found]
    often = Counter(squashed)
    return [
        column.name if often[short] > 1 else words
        for column, words, short in zip(table.columns, found, squashed, strict=True)
    ]
