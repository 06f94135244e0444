"""Definition of the names of a scenario file before any step is read, and the rows of imports.

The rows of an import are found with the names, because a row without a name takes its natural key's
text, or the name of the record that has this key.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from harness.domain.catalog import Table
from harness.domain.commands import Row
from harness.domain.environments import DATAVERSE, ENVIRONMENTS, HR, Environment
from harness.domain.errors import BadInput, Problems
from harness.scenarios.name_resolution import Names, Pair
from harness.scenarios.yaml_tree import Items, Node, Pairs, Text

Imported = Mapping[str, Any]  # the rows of an import, as the attributes of the command
_NO_ROWS: Final[Imported] = {"rows": ()}  # of an import with a problem


class _WrittenRows(NamedTuple):
    """The rows of an import that stand in the step, or in a file that it names."""

    table: Table
    environment: Environment
    items: Sequence[Node]
    file: str


def define_names(
    names: Names, given: Mapping[str, Pair], steps: Sequence[Node]
) -> list[Imported | None]:
    """Define every name of the file. Returns for each step its rows, if it is an import."""
    for name, (key, node) in given.items():
        if isinstance(node, Pairs):
            names.define(name, node.pairs.get("table"), _given_values(node), key)
    verbs = [*map(_verb, steps)]
    rows_of = [_rows_of(names, verb, node) for verb, node in verbs]
    edits = (_change(node) for verb, node in verbs if verb == "edit")
    changes = _define_changes(names, [*filter(None, edits)])
    names.define_keys()
    found = [rows and rows() for rows in rows_of]
    for change in _define_changes(names, changes, keys=True):  # of what has no name in the file
        names.nodes.problem(
            change.record, f"no record {change.record.value!r} is made {names.nodes.whole}"
        )
    return found


def _given_values(node: Pairs) -> Pair | None:
    """The values with the natural key of a given record: those of both, or of one side."""
    for side in (node, *(node.pairs[it][1] for it in ENVIRONMENTS if it in node.pairs)):
        values = side.pairs.get("values") if isinstance(side, Pairs) else None
        if values is not None:
            return values
    return None


class _Change(NamedTuple):
    """An edit by which a record becomes another thing (R18)."""

    record: Text
    values: Node
    becomes: Text


def _change(node: Node | None) -> _Change | None:
    if not isinstance(node, Pairs) or "becomes" not in node.nodes:
        return None
    found = [node.nodes[key] for key in _Change._fields if key in node.nodes]
    if len(found) < len(_Change._fields):
        return None
    record, values, becomes = found
    if not isinstance(record, Text) or not isinstance(becomes, Text):
        return None
    return _Change(record, values, becomes)


def _define_changes(names: Names, changes: list[_Change], keys: bool = False) -> list[_Change]:
    """Define what records become; one may become something again. Returns those of no record."""
    while True:
        left = []
        for change in changes:
            if not names.define_change(change.record.value or "", change.values, change.becomes):
                left.append(change)
            elif keys:
                names.define_key(change.becomes.value or "")
        if len(left) == len(changes):
            return left
        changes = left


def _verb(step: Node) -> tuple[str, Node | None]:
    """What a step does, and its argument."""
    if not isinstance(step, Pairs) or len(step.nodes) != 1:
        return "", None
    ((verb, node),) = step.nodes.items()
    return verb, node


def _rows_of(names: Names, verb: str, node: Node | None) -> Callable[[], Imported] | None:
    """Define the names that a step makes. Of an import, returns what reads its rows later."""
    if verb not in ("create", "backup", "import") or not isinstance(node, Pairs):
        return None
    if verb == "create":
        _define(names, node, node.pairs.get("record"), node.pairs.get("values"))
    if verb == "backup":
        _define_backup(names, node)
    if verb != "import":
        return None
    source = _source(names, node)
    if not isinstance(source, _WrittenRows):
        return lambda: source
    with names.nodes.inside(source.file):
        for row in source.items:
            if isinstance(row, Pairs):
                _define(names, node, row.pairs.get("record"), (Text(0, 0, None), row))
    return lambda: _rows(names, source)


def _define_backup(names: Names, node: Pairs) -> None:
    found = [node.nodes[key] for key in ("in", "as") if key in node.nodes]
    if len(found) == 2 and all(isinstance(it, Text) and it.value for it in found):
        environment, name = found
        assert isinstance(environment, Text)
        assert isinstance(name, Text)
        names.define_backup(environment.value or "", name.value or "", name)


def _define(names: Names, node: Pairs, named: Pair | None, values: Pair | None) -> None:
    if named is not None and isinstance(named[1], Text) and named[1].value:
        names.define(named[1].value, node.pairs.get("table"), values, named[1])


def _source(names: Names, node: Pairs) -> _WrittenRows | Imported:
    """The rows of an import: generated, or else where they are written."""
    nodes = names.nodes
    fields = node.nodes
    of = fields.get("table")
    table = names.catalog.get(of.value or "") if isinstance(of, Text) else None
    if table is None:
        return _NO_ROWS  # the problem is noted with the step
    where = fields.get("in")
    side: Environment = DATAVERSE if isinstance(where, Text) and where.value == DATAVERSE else HR
    sources = [name for name in ("rows", "generate", "file") if name in fields]
    if len(sources) != 1:
        nodes.problem(node, "import takes one of rows, generate and file")
    elif sources == ["generate"]:
        return names.generate(fields["generate"], table, side) or _NO_ROWS
    elif sources == ["rows"]:
        items = nodes.items(fields["rows"], "rows")
        if isinstance(fields["rows"], Items) and not items:
            nodes.problem(fields["rows"], "rows is empty")
        return _WrittenRows(table, side, items, nodes.file)
    elif name := nodes.text(fields["file"], "file"):
        from harness.scenarios.csv_rows import csv_rows

        path = Path(nodes.file).parent / name
        try:
            return _WrittenRows(
                table, side, tuple(csv_rows(path, table, names.doubtful_columns)), str(path)
            )
        except Problems as error:
            nodes.problems += error.problems
        except BadInput as error:
            nodes.problem(fields["file"], str(error))
    return _NO_ROWS


def _rows(names: Names, source: _WrittenRows) -> Imported:
    with names.nodes.inside(source.file):
        return {"rows": tuple(_row(names, source, item) for item in source.items)}


def _row(names: Names, source: _WrittenRows, node: Node) -> Row:
    table = source.table
    values = names.values(table, node, source.environment, whole=True, row=True)
    key = names.key(table, node)
    if key is None or not isinstance(node, Pairs):
        return Row(None, values)
    named = node.pairs.get("record")
    if named and not (isinstance(named[1], Text) and named[1].value is None):
        return Row(names.nodes.text(named[1], "record"), values)
    return Row(names.name_of(table, key, node), values)
