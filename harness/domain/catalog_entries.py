"""The entries of a catalog's additions as Python gives them: their shape, checked with its place.

A scenario file was checked by its reader, with lines and columns; these are the same facts.

>>> check_entry({"columns": {"new_badge": {"tipe": "Text"}}})
Traceback (most recent call last):
harness.domain.errors.CatalogError: column new_badge has no 'tipe', did you mean type?
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from harness.domain.arguments import shown
from harness.domain.environments import ENVIRONMENTS
from harness.domain.errors import CatalogError
from harness.domain.suggestions import did_you_mean

_TABLE: Final = (
    "columns", "lookups", "natural_key", "display_name", "hr_entity", "hr_entities",
    "supports_custom_fields", "one_way", "period", "group",
)  # fmt: skip
_COLUMN: Final = (
    "type", "max_length", "choices", "numbers", "labels", "required", "one_way", "type_source",
)  # fmt: skip
_LOOKUP: Final = ("target", "required", "one_way")
_PERIOD: Final = ("from", "to")
_COLUMNS: Final = "a mapping of names to types, or to mappings such as {type: Text, max_length: 20}"


def check_additions(additions: object) -> None:
    """Raise CatalogError unless this is a mapping of the names of tables to entries."""
    for name, _ in _items("a catalog", additions, "a mapping of tables to what they gain"):
        if not isinstance(name, str) or not name:
            raise _wrong("a catalog", "the names of tables", name)


def check_entry(entry: object) -> None:
    """Raise CatalogError if a table's entry has not the shape that it takes."""
    for fact, value in _items("it", entry, f"a mapping with {', '.join(_TABLE[:-1])}"):
        _check_known("it", fact, _TABLE)
        if fact == "columns":
            for name, column in _items("columns", value, _COLUMNS):
                _check_name("columns", name)
                with _of_column(name):
                    _check_column(f"column {name}", column)
        elif fact == "lookups":
            for name, target in _items("lookups", value, "a mapping of names to tables"):
                _check_name("lookups", name)
                with _of_column(name):
                    _check_lookup(f"lookup {name}", target)
        elif fact == "natural_key":
            _check_texts("natural_key", value, "a list of columns")
        elif fact == "hr_entities":
            _check_texts("hr_entities", value, "a list of entities")
        elif fact == "period":
            for end, column in _items("period", value, "a mapping with from and to"):
                _check_known("period", end, _PERIOD)
                _check_name(f"period: {end}", column)
        elif fact in ("supports_custom_fields", "one_way"):
            _check_yes_no(fact, value)
        elif not isinstance(value, str) and not (value is None and fact == "hr_entity"):
            raise _wrong(fact, "text", value)


@contextmanager
def _of_column(name: str) -> Iterator[None]:
    """A block in which what is wrong is wrong with this column."""
    try:
        yield
    except CatalogError as error:
        reason = error.reason.removeprefix("lookup ").removeprefix("column ").removeprefix(name)
        raise CatalogError(reason.lstrip(": "), column=name, text=error.reason) from None


def _check_lookup(where: str, given: object) -> None:
    facts = given if isinstance(given, Mapping) else {"target": given}
    for fact, value in facts.items():
        _check_known(where, fact, _LOOKUP)
        if fact != "target":
            _check_yes_no(f"{where}: {fact}", value)
        elif value is not None and not isinstance(value, str):
            raise _wrong(where, "the name of a table", value)


def _check_column(where: str, column: object) -> None:
    if isinstance(column, str):
        return
    for fact, value in _items(where, column, "a type, or a mapping with type, max_length, choices"):
        _check_known(where, fact, _COLUMN)
        if fact in ("required", "one_way"):
            _check_yes_no(f"{where}: {fact}", value)
            continue
        if fact in ("numbers", "labels"):  # what is no number is for whoever reads it
            takes = "names to numbers" if fact == "numbers" else "numbers to texts"
            for each in _items(f"{where}: {fact}", value, f"a mapping of {takes}"):
                text = each[fact == "labels"]
                if not isinstance(text, str):
                    raise _wrong(f"{where}: {fact}", f"a mapping of {takes}", value)
            continue
        values = [value]
        if isinstance(value, Mapping) and fact != "type_source":
            for environment in value:
                _check_known(f"{where}: {fact}", environment, ENVIRONMENTS)
            values = list(value.values())
        for one in values:
            if fact == "choices":
                # where choices have numbers, Dataverse's are those
                too = int if isinstance(column, Mapping) and "numbers" in column else str
                _check_texts(f"{where}: choices", one, "a list of texts", too)
            elif fact == "max_length" and isinstance(one, int) and not isinstance(one, bool):
                pass  # whether it is in its range is for whoever reads it
            elif not isinstance(one, str):
                number = "a whole number" if fact == "max_length" else "text"
                raise _wrong(f"{where}: {fact}", number, one)


def _items(where: str, given: object, takes: str) -> Iterator[tuple[Any, Any]]:
    if not isinstance(given, Mapping):
        raise _wrong(where, takes, given)
    return iter(given.items())


def _check_known(where: str, key: object, known: Collection[str]) -> None:
    if key not in known:
        near = did_you_mean(key, known) if isinstance(key, str) else ""
        raise CatalogError(
            f"{where} has no {shown(key)}" + (near or f"; there are {', '.join(known)}")
        )


def _check_name(where: str, name: object) -> None:
    if not isinstance(name, str) or not name:
        raise _wrong(where, "the names of columns", name)


def _check_texts(where: str, given: object, takes: str, too: type = str) -> None:
    if not isinstance(given, list | tuple):
        raise _wrong(where, takes, given)
    for text in given:
        if not isinstance(text, str | too):
            raise _wrong(where, takes, text)


def _check_yes_no(where: str, given: object) -> None:
    if not isinstance(given, bool):
        raise _wrong(where, "True or False", given)


def _wrong(where: str, takes: str, given: object) -> CatalogError:
    return CatalogError(f"{where} takes {takes}, not {shown(given)}")
