"""Names in steps: from words to the tables, columns and values of the catalog.

A table is its display name in any case, or its logical name, with or without the prefix; a column
likewise, and a lookup also without its `id`. Blanks and underscores do not count.

>>> from harness.domain.catalog import standard_catalog
>>> worker = table_of(standard_catalog(), "worker")
>>> column_of(worker, "last name").name
'cdm_lastname'
>>> key_value(worker.column("cdm_workernumber"), "Ada")
'Ada'
"""

import re
import zlib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from harness.domain.catalog import Catalog, Table, standard_catalog
from harness.domain.column_names import columns_called, nearest_column, short_names, squashed
from harness.domain.column_words import words_of
from harness.domain.columns import Column
from harness.domain.environments import ENVIRONMENT_OF, Environment
from harness.domain.errors import BadInput
from harness.domain.records import Scalar
from harness.domain.suggestions import cut, did_you_mean
from harness.gherkin.wrong_words import WrongWords
from harness.reports.event_text import many

_FIRST_DAY: Final = date(1990, 1, 1)
_DAYS: Final = 20_000
_ENVIRONMENTS: Final = ("Human Resources", "HR", "Dataverse")  # as steps say them
_WORDS: Final = re.compile(r"[A-Za-z][A-Za-z0-9_ ]*")
# where a word of a column's name is not known, its end mostly is
_LAST_WORD: Final = re.compile(
    r"(?<=[a-z]{4})(name|number|date|code|type|description|status|amount|from)$"
)
_SMALL_WORDS: Final = {"of", "the", "a", "an", "is", "in", "on", "to", "for", "from", "and", "or"}


@lru_cache(maxsize=256)  # every step asks
def _table_names(table: Table) -> tuple[str, ...]:
    names = [squashed(table.display_name), *short_names(table.name)]
    return tuple(form for name in dict.fromkeys(names) for form in forms(name))


def forms(name: str) -> tuple[str, ...]:
    """A squashed name of a table, one and many, as `workers` and `workerrecords`."""
    return name, many(name), f"{name}record", f"{name}records"


def table_of(catalog: Catalog, words: str) -> Table:
    """The table of these words; BadInput with the nearest name if there is none."""
    wanted = squashed(words)
    found = [table for table in catalog.values() if wanted in _table_names(table)]
    if len(found) == 1:
        return found[0]
    if not found and wanted in (called := catalog.words or ALSO):
        return catalog.table(called[wanted])
    known = [
        name for table in catalog.values() for name in (table.display_name.lower(), table.name)
    ]
    raise _unclear(found, words, "table ", did_you_mean(words, known))


def column_of(table: Table, words: str) -> Column:
    """The column of these words; BadInput with the nearest name if there is none."""
    found = columns_called(table, words)
    if len(found) == 1:
        return found[0]
    near = _near_column(table, words) or _known_columns(table)
    raise _unclear(found, words, "column ", near, f" of {table.display_name.lower()}")


def _known_columns(table: Table) -> str:
    """Where the columns of a table are listed, and how to add one; those of an own table."""
    if table.name not in standard_catalog():
        return f"; there are {', '.join(column.name for column in table.columns)}"
    return (
        f"; `harness tables {table.name}` lists its columns, "
        "`harness steps --search custom` the steps that add one"
    )


@lru_cache(maxsize=1024)
def _words_of(name: str) -> str:
    """The words of a column's logical name, also of its end alone.

    >>> _words_of("cdm_xyzzyname")
    'xyzzy name'
    """
    return " ".join(_LAST_WORD.sub(r" \1", word) for word in words_of(name).split(" "))


def column_words(table: Table, column: Column) -> str:
    """A column in words, if they name no other column; else its logical name.

    Of a lookup what it looks up, if that is enough: `worker`, and not `worker id`.
    """
    words = _words_of(column.name)
    for said in (words.removesuffix(" id") if column.target else words, words):
        found = [it.name for it in columns_called(table, said)]
        if found == [column.name] and squashed(said) != "record" and _WORDS.fullmatch(said):
            return said
    return column.name


def _near_column(table: Table, words: str) -> str:
    """`, did you mean X?` with the column of similar letters, or of the same words, or nothing.

    A logical name is answered with a logical name, and words with words.
    """
    near = nearest_column(table, words)
    alike = [] if near is None else [table.column(near)]
    if not alike:
        asked = set(words.casefold().split()) - _SMALL_WORDS
        said_of = {it.name: set(_words_of(it.name).split()) for it in table.columns}
        common = {name: len(asked & its) for name, its in said_of.items()}
        alike = sorted(table.columns, key=lambda it: (-common[it.name], len(said_of[it.name])))
        alike = [it for it in alike[:1] if 2 * common[it.name] >= len(asked) > 0]
    said = [it.name if "_" in words else column_words(table, it) for it in alike]
    return f", did you mean {said[0]}?" if said else ""


def called_so(words: Mapping[str, str]) -> dict[str, str]:
    """Further names of tables in each of their forms, with those that everybody has."""
    usual = {"position": "cdm_jobposition", "employee": "cdm_worker"}
    return {
        form: table
        for name, table in (usual | dict(words)).items()
        for form in forms(squashed(name))
    }


ALSO: Final = called_so({})


def _unclear(
    found: Sequence[Table] | Sequence[Column], words: str, kind: str, near: str, of: str = ""
) -> WrongWords:
    what = f"{kind}{cut(words)}{of}"
    if not found:
        return WrongWords(words, f"there is no {what}{near}")
    names = ", ".join(sorted(one.name for one in found))
    return WrongWords(words, f"{what} could be {names}: say which")


def is_column(table: Table, words: str) -> bool:
    """Whether these words name a column of the table."""
    return len(columns_called(table, words)) == 1


def environment_of(words: str) -> Environment:
    """The environment of these words; BadInput with the nearest name if there is none."""
    if words not in ENVIRONMENT_OF:
        near = did_you_mean(words, _ENVIRONMENTS)
        *most, last = _ENVIRONMENTS
        there = f"{', '.join(most)} or {last}"
        raise WrongWords(words, f"environment is {there}, not {cut(words)}{near}")
    return ENVIRONMENT_OF[words]


def value_or_text(column: Column, environment: Environment | None, text: str) -> Scalar | None:
    """The value of a text; the text itself where the environment refuses it."""
    try:
        return value_of(column, environment, text)
    except BadInput:
        accepts = environment and column.in_environment(environment)
        if not accepts or accepts.objection(text):
            return text
        raise


def value_of(column: Column, environment: Environment | None, text: str) -> Scalar | None:
    """The value of a text of a step, in the column's type; an empty text is an empty column."""
    try:
        return column.read(text, environment)
    except ValueError as error:
        message = str(error).replace(repr(text), cut(text))
        if not message.startswith(column.name):
            accepts = (environment and column.in_environment(environment)) or column.accepts
            message = f"{column.name} takes {accepts.type}: {message}"
        raise WrongWords(text, message) from None


def key_value(column: Column, name: str) -> Scalar:
    """The default of a column of a natural key: a function of the record's name."""
    allows = column.accepts
    number = zlib.crc32(name.encode()) % _DAYS
    if allows.choices:
        return allows.choices[number % len(allows.choices)]
    if allows.type == "Date":
        return (_FIRST_DAY + timedelta(days=number)).isoformat()
    if allows.type == "DateTime":
        return f"{_FIRST_DAY + timedelta(days=number)}T00:00:00Z"
    if allows.type in ("Integer", "Decimal", "Currency"):
        return number
    if allows.type == "Email":
        return f"{squashed(name)}@example.com"
    return name[: allows.max_length]
