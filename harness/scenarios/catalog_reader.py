"""The `catalog:` section of a scenario, and catalog files: custom columns and further tables."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from harness.domain.catalog import standard_catalog
from harness.domain.environments import ENVIRONMENTS
from harness.domain.errors import CatalogError, Problem, Problems
from harness.scenarios.field_readers import Reading
from harness.scenarios.format import CATALOG_COLUMN, CATALOG_TABLE
from harness.scenarios.yaml_tree import Items, Node, Pairs, Text, read_tree


def read_catalog(reading: Reading, node: Node | None, additions: Mapping[str, Any]) -> None:
    """Set the reading's catalog: the standard tables, a catalog file's, then the scenario's own."""
    found = merged(additions, _tables(reading, node) if node is not None else {})
    try:
        reading.catalog = standard_catalog()
        if found:
            reading.catalog = reading.catalog.extended(found)
    except CatalogError as error:
        if node is None:
            raise Problems([Problem("the catalog file", 1, 1, str(error))]) from None
        if not reading.problems:  # else it may follow from one of these
            for message in str(error).split("\n"):
                reading.problem(_culprit(node, message), message)


def _culprit(node: Node, message: str) -> Node:
    """The table that an error of the catalog is about: its message begins with the name."""
    if isinstance(node, Pairs):
        for name, (key, _) in node.pairs.items():
            if message.startswith((f"{name} ", f"{name}:")):
                return key
    return node


def load_catalog(path: str, text: str) -> Mapping[str, Any]:
    """The additions of a catalog file: what `catalog:` has in a scenario, as a file of its own."""
    reading = Reading(str(Path(path)))
    tree = read_tree(text, reading.file)
    if isinstance(tree, Pairs) and list(tree.pairs) == ["catalog"]:
        tree = tree.pairs["catalog"][1]
    read_catalog(reading, tree, {})
    if reading.problems:
        raise Problems(reading.problems)
    return _tables(reading, tree)


def merged(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    """Two sets of additions as one; where both name a fact of a table, the second's stays."""
    found = {name: dict(facts) for name, facts in first.items()}
    for name, facts in second.items():
        mine = found.setdefault(name, {})
        for fact, value in facts.items():
            mine[fact] = {**mine.get(fact, {}), **value} if isinstance(value, dict) else value
    return found


def _tables(reading: Reading, node: Node) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if not isinstance(node, Pairs):
        reading.problem(node, "catalog takes tables, each with its columns")
        return found
    for name, (_, value) in node.pairs.items():
        fields = reading.fields(value, CATALOG_TABLE, (), name)
        table: dict[str, Any] = {}
        for fact in ("display_name", "hr_entity"):
            if fact in fields:
                table[fact] = reading.text(fields[fact], fact)
        if "supports_custom_fields" in fields:
            table["supports_custom_fields"] = reading.yes_no(
                fields["supports_custom_fields"], "supports_custom_fields"
            )
        if "natural_key" in fields:
            items = reading.items(fields["natural_key"], "natural_key")
            table["natural_key"] = [reading.text(item, "a natural key") or "" for item in items]
        for fact in ("columns", "lookups"):
            if fact in fields:
                table[fact] = _columns(reading, fact, fields[fact])
        found[name] = table
    return found


def _columns(reading: Reading, fact: str, node: Node) -> dict[str, Any]:
    if not isinstance(node, Pairs):
        reading.problem(node, f"{fact} takes a mapping of column names")
        return {}
    found: dict[str, Any] = {}
    for name, (_, value) in node.pairs.items():
        if fact == "lookups" or not isinstance(value, Pairs):
            found[name] = reading.text(value, name) or ""
            continue
        fields = reading.fields(value, CATALOG_COLUMN, (), name)
        column = {
            key: _both_sides(reading, key, value)
            for key, value in fields.items()
            if key != "required"
        }
        if "required" in fields:
            column["required"] = reading.yes_no(fields["required"], "required")
        found[name] = column
    return found


def _both_sides(reading: Reading, fact: str, node: Node) -> Any:
    """A fact of a column: one for both environments, or one for hr and one for dataverse."""
    if isinstance(node, Pairs):
        fields = reading.fields(node, ENVIRONMENTS, (), fact)
        return {name: _one_side(reading, fact, value) for name, value in fields.items()}
    return _one_side(reading, fact, node)


def _one_side(reading: Reading, fact: str, node: Node) -> Any:
    if fact != "choices":
        return reading.text(node, fact) or ""
    if not isinstance(node, Items):
        said = f", not {node.value!r}" if isinstance(node, Text) else ""
        reading.problem(node, f"choices takes a list such as [Small, Large]{said}")
        return []
    return [reading.text(item, "a choice") or "" for item in node.items]
