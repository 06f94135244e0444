"""Additions to the catalog, as far as they are right: each mistake is noted once, at its place.

What is wrong is left out, and the rest is tried again, so that all mistakes are found. Names that
were left out are doubtful: nothing is said of who uses them, for the reason was given already.
"""

import re
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any, Final

from harness.domain.catalog import Catalog
from harness.domain.errors import CatalogError
from harness.scenarios.name_resolution import Names
from harness.scenarios.yaml_tree import Items, Node, Pairs, Text

Additions = Mapping[str, Mapping[str, Any]]
_QUOTED: Final = re.compile("'([^']*)'")
_WORDS: Final = re.compile(r"\w+(?:\.\w+)*")
_NAMES: Final = re.compile(r"\w+")
_COLUMN: Final = re.compile(r": column ([^:]*): ")
_PARTS: Final = ("columns", "lookups")  # of a table that gains some


def extended(
    names: Names, catalog: Catalog, additions: Additions, node: Node, wrong: Iterable[str]
) -> Catalog:
    """The catalog with these additions; `wrong` are tables in which something was noted already."""
    left: dict[str, Any] = {name: {**facts} for name, facts in additions.items()}
    left_out: set[str] = set()
    for each in wrong:
        left_out |= _leave_out(names, catalog, left, each, None)
    while left:
        try:
            return catalog.extended(left)
        except CatalogError as error:
            found = str(error).split("\n")
        before = frozenset(left_out)
        for message in found:
            name, column = _about(left, message)
            if before.isdisjoint(_NAMES.findall(message)):
                names.nodes.problem(_culprit(node, message), message)
            for each in [*left] if name is None else [name]:
                left_out |= _leave_out(names, catalog, left, each, column)
    return catalog


def _about(additions: Mapping[str, Any], message: str) -> tuple[str | None, str | None]:
    """The table that a message begins with, and the column if it is about one that is added."""
    for name, facts in additions.items():
        if message.startswith((f"{name} ", f"{name}:")):
            found = _COLUMN.match(message[len(name) :])
            added = found and any(found[1] in facts.get(part, ()) for part in _PARTS)
            return name, found[1] if found and added else None
    return None, None


def _leave_out(
    names: Names, catalog: Catalog, additions: dict[str, Any], table: str, column: str | None
) -> set[str]:
    """Leave out a column, or all that is said of a table; returns the names of what is doubtful."""
    facts = additions.get(table, {})
    added = {part: facts[part] for part in _PARTS if isinstance(facts.get(part), Mapping)}
    if column is not None:
        for part, columns in added.items():
            facts[part] = {name: its for name, its in columns.items() if name != column}
        names.doubtful_columns.add((table, column))
        return {column}
    additions.pop(table, None)
    columns = {name for columns in added.values() for name in columns}
    names.doubtful_columns |= {(table, name) for name in columns}
    if table in catalog:
        return columns
    names.doubtful_tables.add(table)
    return {table}


def _culprit(node: Node, message: str) -> Node:
    """The place that an error of the catalog is about: its message begins with the table's name."""
    if isinstance(node, Pairs):
        for name, (key, table) in node.pairs.items():
            if message.startswith((f"{name} ", f"{name}:")):
                rest = message.removeprefix(f"{name}: ").removeprefix(name)
                return _culprit_in_table(key, table, rest)
    return node


def _culprit_in_table(where: Node, table: Node, message: str) -> Node:
    """The text that the message quotes or names first: in the column that it is about, if one."""
    pairs = table.pairs if isinstance(table, Pairs) else {}
    _, columns = pairs.get("columns", (where, table))
    if isinstance(columns, Pairs) and message.startswith("column "):
        for name, (key, column) in columns.pairs.items():
            if message.startswith(f"column {name}: "):
                where, table, message = key, column, message.removeprefix(f"column {name}: ")
                break
    texts = _QUOTED.findall(message) + _WORDS.findall(message)
    return next((found for text in texts if (found := _text_in(table, text))), where)


def _text_in(node: Node, text: str) -> Node | None:
    """The first place below a node where this text stands, as a key or as a value."""
    if isinstance(node, Text):
        return node if node.value == text else None
    below: Iterable[Node] = node.items if isinstance(node, Items) else chain(*node.pairs.values())
    return next((found for each in below if (found := _text_in(each, text))), None)
