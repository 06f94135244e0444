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
            found = error.each
        before = frozenset(left_out)
        for one in found:
            name, column = _about(left, one)
            if before.isdisjoint(_NAMES.findall(str(one))):
                names.nodes.problem(_culprit(node, one), str(one))
            for each in [*left] if name is None else [name]:
                left_out |= _leave_out(names, catalog, left, each, column)
    return catalog


def _about(additions: Mapping[str, Any], error: CatalogError) -> tuple[str | None, str | None]:
    """The table of an error, if it is one of these; and the column, if it is one that is added."""
    if error.table is None or error.table not in additions:
        return None, None
    facts = additions[error.table]
    added = any(error.column in facts.get(part, ()) for part in _PARTS)
    return error.table, error.column if added else None


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


def _culprit(node: Node, error: CatalogError) -> Node:
    """The place that an error of the catalog is about.

    In its table, and in its column where that is added, what the reason quotes or names first.
    """
    where = node
    for path in ((error.table,), ("columns", error.column)):
        entry = _entry(node, path)
        if entry is not None:
            where, node = entry
    texts = _QUOTED.findall(error.reason) + _WORDS.findall(error.reason)
    return next((found for text in texts if (found := _text_in(node, text))), where)


def _entry(node: Node, path: Iterable[str | None]) -> tuple[Node, Node] | None:
    """The key and the value at the end of a path of keys; None if there is no such."""
    found: tuple[Node, Node] | None = None
    for name in path:
        if name is None or not isinstance(node, Pairs) or name not in node.pairs:
            return None
        found = node.pairs[name]
        node = found[1]
    return found


def _text_in(node: Node, text: str) -> Node | None:
    """The first place below a node where this text stands, as a key or as a value."""
    if isinstance(node, Text):
        return node if node.value == text else None
    below: Iterable[Node] = node.items if isinstance(node, Items) else chain(*node.pairs.values())
    return next((found for each in below if (found := _text_in(each, text))), None)
