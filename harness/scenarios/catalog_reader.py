"""The `catalog:` section of a scenario, and catalog files: custom columns and further tables."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from harness.domain.catalog import Catalog, standard_catalog
from harness.domain.columns import COLUMN_TYPES
from harness.domain.environments import ENVIRONMENTS
from harness.domain.errors import CatalogError, Problem, Problems
from harness.scenarios import field_types as of
from harness.scenarios.field_readers import NodeReader
from harness.scenarios.field_types import FieldType, Found
from harness.scenarios.name_resolution import Names
from harness.scenarios.schema_parts import SOME_TEXT, Schema, object_schema
from harness.scenarios.yaml_tree import Items, Node, Pairs, Text, read_tree

Rows = Mapping[str, tuple[FieldType, str]]  # keys with their types and descriptions


def read_catalog(names: Names, node: Node | None, additions: Mapping[str, Any]) -> Catalog:
    """The standard tables with those of a catalog file, then the scenario's own."""
    catalog = standard_catalog()
    if node is None:
        try:
            return catalog.extended(additions) if additions else catalog
        except CatalogError as error:
            raise Problems([Problem("the catalog file", 1, 1, str(error))]) from None
    from harness.scenarios.catalog_problems import extended  # most have the standard tables

    own, wrong = _tables(names, node)
    return extended(names, catalog, merged(additions, own), node, wrong)


def load_catalog(path: str, text: str) -> Mapping[str, Any]:
    """The additions of a catalog file: what `catalog:` has in a scenario, as a file of its own."""
    from harness.scenarios.catalog_problems import extended

    names = Names(NodeReader(str(Path(path))))
    tree = read_tree(text, names.nodes.file)
    if isinstance(tree, Pairs) and list(tree.pairs) == ["catalog"]:
        tree = tree.pairs["catalog"][1]
    found, wrong = _tables(names, tree)
    extended(names, standard_catalog(), found, tree, wrong)
    if names.nodes.problems:
        raise Problems(names.nodes.problems)
    return found


def merged(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    """Two sets of additions as one; if both name a fact of a table, the second's stays."""
    found = {name: dict(facts) for name, facts in first.items()}
    for name, facts in second.items():
        mine = found.setdefault(name, {})
        for fact, value in facts.items():
            mine[fact] = {**mine.get(fact, {}), **value} if isinstance(value, dict) else value
    return found


def _tables(names: Names, node: Node) -> tuple[dict[str, Any], list[str]]:
    """What is said of each table, and of which something is wrong, which is noted."""
    if not isinstance(node, Pairs):
        names.nodes.problem(node, "catalog takes tables, each with its columns")
        return {}, []
    found, wrong = {}, []
    for name, (_, value) in node.pairs.items():
        before = len(names.nodes.problems)
        found[name] = _row(names, value, TABLE, name)
        if len(names.nodes.problems) > before:
            wrong.append(name)
    return found, wrong


def _row(names: Names, node: Node, rows: Rows, what: str) -> dict[str, Any]:
    fields = names.nodes.fields(node, rows, (), what)
    keys = sorted(fields, key=lambda key: _ORDER.get(key, 0))
    return {key: rows[key][0].read(names, fields[key], key, {}) for key in keys}


def described(rows: Rows) -> Schema:
    """The schema of a mapping with these keys."""
    types = {key: kind.schema for key, (kind, _) in rows.items()}
    return object_schema(types, {key: description for key, (_, description) in rows.items()})


def _mapping(
    read: Callable[[Names, Node, str], Any],
    schema: Schema,
    takes: str = "a mapping of column names",
) -> FieldType:
    """A mapping of names, mostly of columns."""

    def read_all(names: Names, node: Node, key: str, _: Found) -> dict[str, Any]:
        if isinstance(node, Pairs):
            return {name: read(names, value, name) for name, (_, value) in node.pairs.items()}
        names.nodes.problem(node, f"{key} takes {takes}")
        return {}

    return FieldType("", {"type": "object", "additionalProperties": schema}, read_all)


def _either(one: FieldType) -> FieldType:
    """One value for both environments, or one for hr and one for dataverse."""

    def read(names: Names, node: Node, key: str, found: Found) -> Any:
        if not isinstance(node, Pairs):
            return one.read(names, node, key, found)
        fields = names.nodes.fields(node, ENVIRONMENTS, (), key)
        return {name: one.read(names, value, key, found) for name, value in fields.items()}

    both = {"type": "object", "properties": {"hr": {}, "dataverse": {}}}
    return FieldType("", {"anyOf": [one.schema, both]}, read)


def _text(names: Names, node: Node, key: str, _: Found = MappingProxyType({})) -> str:
    return names.nodes.text(node, key) or ""


def _key(names: Names, node: Node, key: str, _: Found) -> list[str]:
    return [_text(names, item, _ITEMS[key]) for item in names.nodes.items(node, key)]


def _choices(names: Names, node: Node, key: str, _: Found) -> list[str]:
    if not isinstance(node, Items):
        found = f", not {node.value!r}" if isinstance(node, Text) else ""
        names.nodes.problem(node, f"{key} takes a list such as [Small, Large]{found}")
        return []
    return [_text(names, item, "a choice") for item in node.items]


def _period(names: Names, node: Node, key: str, _: Found) -> dict[str, str]:
    fields = names.nodes.fields(node, _PERIOD, _PERIOD, key)
    return {end: _text(names, value, end) for end, value in fields.items()}


def _number(names: Names, node: Node, name: str) -> int | str:
    return _as_number(_text(names, node, name))


def _labels(names: Names, node: Node, key: str, _: Found) -> dict[int | str, str]:
    if isinstance(node, Pairs):
        return {
            _as_number(number): _text(names, value, number)
            for number, (_, value) in node.pairs.items()
        }
    names.nodes.problem(node, f"{key} takes a mapping of numbers to texts")
    return {}


def _as_number(text: str) -> int | str:
    """A whole number; what is none is for the catalog to name."""
    return int(text) if _NUMBER.fullmatch(text) else text


def _lookup(names: Names, node: Node, name: str) -> Any:
    return _row(names, node, LOOKUP, name) if isinstance(node, Pairs) else _text(names, node, name)


def _column(names: Names, node: Node, name: str) -> Any:
    return _row(names, node, COLUMN, name) if isinstance(node, Pairs) else _text(names, node, name)


_NUMBER: Final = re.compile("-?[0-9]{1,10}")
_PERIOD: Final = ("from", "to")
_ITEMS: Final = {"natural_key": "a natural key", "hr_entities": "an entity"}
_LABELS: Final[Schema] = {"type": "object", "propertyNames": {"pattern": "^-?[0-9]{1,10}$"}}
_TEXTS: Final[Schema] = {"type": "array", "items": SOME_TEXT}
_TYPE: Final = FieldType("", {"enum": list(COLUMN_TYPES[:-1])}, _text)  # lookups stand apart
_LENGTH: Final = FieldType("", of.WHOLE_NUMBER.schema, _text)  # the catalog reads the number
# what a column may have, and what a table: each with its type, and its description
COLUMN: Final[Rows] = {
    "type": (
        _either(_TYPE),
        "the column's type, or one for hr and one for dataverse; it exists where it has one",
    ),
    "max_length": (_either(_LENGTH), "the longest text, or one for hr and one for dataverse"),
    "choices": (
        _either(FieldType("", _TEXTS, _choices)),
        "the choices there are, or those of hr and of dataverse",
    ),
    "numbers": (
        _mapping(_number, of.WHOLE_NUMBER.schema, "a mapping of choices to numbers"),
        "of each choice of hr, the number that dataverse has for it",
    ),
    "labels": (
        FieldType("", {**_LABELS, "additionalProperties": SOME_TEXT}, _labels),
        "of each number of dataverse, its label; there are no other numbers",
    ),
    "required": (of.YES_NO, "yes or no"),
    "one_way": (of.YES_NO, "whether it flows from hr to dataverse only"),
}
LOOKUP: Final[Rows] = {
    "target": (of.TEXT, "the table it looks up"),
    "required": (of.YES_NO, "yes or no"),
    "one_way": (of.YES_NO, "whether it flows from hr to dataverse only"),
}
TABLE: Final[Rows] = {
    "columns": (
        _mapping(_column, {"anyOf": [_TYPE.schema, described(COLUMN)]}),
        "column name to type, or to type, max_length and choices",
    ),
    "lookups": (
        _mapping(_lookup, {"anyOf": [SOME_TEXT, described(LOOKUP)]}),
        "column name to the table it looks up, or to target, required and one_way",
    ),
    "natural_key": (
        FieldType("", {**_TEXTS, "minItems": 1}, _key),
        "the columns by which the same thing is recognised in both environments",
    ),
    "display_name": (of.TEXT, "the table's name for people"),
    "hr_entity": (of.TEXT, "the Human Resources entity of the grid"),
    "hr_entities": (
        FieldType("", _TEXTS, _key),
        "all Human Resources entities that feed the table",
    ),
    "supports_custom_fields": (of.YES_NO, "whether the table can be selected in the grid"),
    "one_way": (of.YES_NO, "whether all of it flows from hr to dataverse only"),
    "period": (
        FieldType("", object_schema(dict.fromkeys(_PERIOD, SOME_TEXT), None, _PERIOD), _period),
        "the columns that begin and end a period: from and to",
    ),
}
# the order of the keys in what is read, and so in what is written of it; others come first
_ORDER: Final = {
    key: place
    for place, key in enumerate(
        (
            "display_name",
            "hr_entity",
            "hr_entities",
            "supports_custom_fields",
            "one_way",
            "natural_key",
            "period",
            "columns",
            "lookups",
        ),
        1,
    )
} | {"required": 1}
