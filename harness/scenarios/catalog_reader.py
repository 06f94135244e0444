"""The `catalog:` section of a scenario, and catalog files: custom columns and further tables."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from harness.domain.catalog import Catalog, standard_catalog
from harness.domain.environments import ENVIRONMENTS
from harness.domain.errors import CatalogError, Problem, Problems
from harness.scenarios.field_readers import NodeReader
from harness.scenarios.yaml_tree import Items, Node, Pairs, Text, read_tree

CATALOG_TABLE: Final[dict[str, str]] = {
    "columns": "column name to type, or to type, max_length and choices",
    "lookups": "column name to the table it looks up",
    "natural_key": "the columns by which the same thing is recognised in both environments",
    "display_name": "the table's name for people",
    "hr_entity": "the Human Resources entity of the grid",
    "supports_custom_fields": "whether the table can be selected in the grid",
}
CATALOG_COLUMN: Final[dict[str, str]] = {
    "type": "the column's type, or one for hr and one for dataverse",
    "max_length": "the longest text, or one for hr and one for dataverse",
    "choices": "the choices there are, or those of hr and of dataverse",
    "required": "yes or no",
}


def read_catalog(nodes: NodeReader, node: Node | None, additions: Mapping[str, Any]) -> Catalog:
    """The standard tables with those of a catalog file, then the scenario's own."""
    catalog = standard_catalog()
    found = merged(additions, _tables(nodes, node) if node is not None else {})
    try:
        return catalog.extended(found) if found else catalog
    except CatalogError as error:
        if node is None:
            raise Problems([Problem("the catalog file", 1, 1, str(error))]) from None
        if not nodes.problems:  # else it may follow from one of these
            for message in str(error).split("\n"):
                nodes.problem(_culprit(node, message), message)
        return catalog


def _culprit(node: Node, message: str) -> Node:
    """The table that an error of the catalog is about: its message begins with the name."""
    if isinstance(node, Pairs):
        for name, (key, _) in node.pairs.items():
            if message.startswith((f"{name} ", f"{name}:")):
                return key
    return node


def load_catalog(path: str, text: str) -> Mapping[str, Any]:
    """The additions of a catalog file: what `catalog:` has in a scenario, as a file of its own."""
    nodes = NodeReader(str(Path(path)))
    tree = read_tree(text, nodes.file)
    if isinstance(tree, Pairs) and list(tree.pairs) == ["catalog"]:
        tree = tree.pairs["catalog"][1]
    read_catalog(nodes, tree, {})
    if nodes.problems:
        raise Problems(nodes.problems)
    return _tables(nodes, tree)


def merged(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    """Two sets of additions as one; where both name a fact of a table, the second's stays."""
    found = {name: dict(facts) for name, facts in first.items()}
    for name, facts in second.items():
        mine = found.setdefault(name, {})
        for fact, value in facts.items():
            mine[fact] = {**mine.get(fact, {}), **value} if isinstance(value, dict) else value
    return found


def _tables(nodes: NodeReader, node: Node) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if not isinstance(node, Pairs):
        nodes.problem(node, "catalog takes tables, each with its columns")
        return found
    for name, (_, value) in node.pairs.items():
        fields = nodes.fields(value, CATALOG_TABLE, (), name)
        table: dict[str, Any] = {}
        for fact in ("display_name", "hr_entity"):
            if fact in fields:
                table[fact] = nodes.text(fields[fact], fact)
        if "supports_custom_fields" in fields:
            table["supports_custom_fields"] = nodes.yes_no(
                fields["supports_custom_fields"], "supports_custom_fields"
            )
        if "natural_key" in fields:
            items = nodes.items(fields["natural_key"], "natural_key")
            table["natural_key"] = [nodes.text(item, "a natural key") or "" for item in items]
        for fact in ("columns", "lookups"):
            if fact in fields:
                table[fact] = _columns(nodes, fact, fields[fact])
        found[name] = table
    return found


def _columns(nodes: NodeReader, fact: str, node: Node) -> dict[str, Any]:
    if not isinstance(node, Pairs):
        nodes.problem(node, f"{fact} takes a mapping of column names")
        return {}
    found: dict[str, Any] = {}
    for name, (_, value) in node.pairs.items():
        if fact == "lookups" or not isinstance(value, Pairs):
            found[name] = nodes.text(value, name) or ""
            continue
        fields = nodes.fields(value, CATALOG_COLUMN, (), name)
        column = {
            key: _both_sides(nodes, key, value)
            for key, value in fields.items()
            if key != "required"
        }
        if "required" in fields:
            column["required"] = nodes.yes_no(fields["required"], "required")
        found[name] = column
    return found


def _both_sides(nodes: NodeReader, fact: str, node: Node) -> Any:
    """A fact of a column: one for both environments, or one for hr and one for dataverse."""
    if isinstance(node, Pairs):
        fields = nodes.fields(node, ENVIRONMENTS, (), fact)
        return {name: _one_side(nodes, fact, value) for name, value in fields.items()}
    return _one_side(nodes, fact, node)


def _one_side(nodes: NodeReader, fact: str, node: Node) -> Any:
    if fact != "choices":
        return nodes.text(node, fact) or ""
    if not isinstance(node, Items):
        said = f", not {node.value!r}" if isinstance(node, Text) else ""
        nodes.problem(node, f"choices takes a list such as [Small, Large]{said}")
        return []
    return [nodes.text(item, "a choice") or "" for item in node.items]
