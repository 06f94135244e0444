"""The types of fields that hold lists: rows, columns, losses, and the rows of a grid."""

from collections.abc import Callable
from typing import Any, Final

from harness.domain.catalog import Table
from harness.domain.commands import Row
from harness.domain.environments import ENVIRONMENT_NAMES, ENVIRONMENTS, Environment, other
from harness.domain.suggestions import did_you_mean
from harness.reports.findings import GRID_COLUMNS
from harness.scenarios import schema_parts as parts
from harness.scenarios.expectations import LossRow
from harness.scenarios.field_types import ENVIRONMENT, FieldType, Found
from harness.scenarios.name_resolution import Names
from harness.scenarios.yaml_tree import Node, Pairs

LOSS: Final = ("in", "record", "column", "lost", "kept")


def _row(row: Row) -> dict[str, Any]:
    return {**({"record": row.record} if row.record else {}), **dict(row.values)}


ROWS: Final = FieldType(  # read with the names, before the steps
    "rows",
    parts.array_schema(parts.VALUES, minItems=1),
    lambda *_: None,
    lambda rows: [*map(_row, rows)],
)


def _column(names: Names, table: Table | None, node: Node, what: str) -> str | None:
    """A column of the table."""
    name = names.nodes.text(node, what)
    if name is None or table is None or name in table.index:
        return name
    if (table.name, name) in names.doubtful_columns:
        names.nodes.doubts += 1
        return None
    near = did_you_mean(name, table.index)
    names.nodes.problem(node, f"{table.name} has no column {name!r}{near}")
    return None


def _columns(names: Names, node: Node, key: str, found: Found) -> frozenset[str | None] | None:
    table = names.table_of(found["record"])
    if table is None:
        return None
    return frozenset(
        _column(names, table, item, "a column") for item in names.nodes.items(node, key)
    )


def _loss(names: Names, node: Node) -> LossRow | None:
    fields = names.nodes.fields(node, LOSS, LOSS, "a loss")
    environment: Environment | None = None
    record: str | None = None
    if "in" in fields:
        environment = ENVIRONMENT.read(names, fields["in"], "in", {})
    if "record" in fields:
        record = names.record(fields["record"])
    table, column = names.table_of(record), names.nodes.text(fields.get("column"), "column")
    if not (table and record and column and environment) or len(fields) < len(LOSS):
        return None
    if _column(names, table, fields["column"], "column") is None:
        return None
    facts = table.column(column)
    for side in ENVIRONMENTS:
        if facts.in_environment(side) is None:
            there = ENVIRONMENT_NAMES[other(side)]
            message = f"{column} exists in {there} only: it does not travel, and is never lost (V3)"
            names.nodes.problem(fields["column"], message)
            return None
    lost = names.cell(table, column, fields["lost"], environment)
    kept = names.cell(table, column, fields["kept"], other(environment))
    return environment, record, column, lost, kept


_GRID_KEYS: Final = {  # the titles of the columns, and their names
    **{title.lower().replace(" ", "_"): name for name, title in GRID_COLUMNS.items()},
    **{name: name for name in (*GRID_COLUMNS, "record")},
}


def _grid_row(names: Names, node: Node) -> tuple[tuple[str, str], ...]:
    if not isinstance(node, Pairs):
        names.nodes.problem(node, f"a grid row takes {', '.join(GRID_COLUMNS)}")
        return ()
    cells = []
    for name, (key, value) in node.pairs.items():
        column = _GRID_KEYS.get(name.lower().replace(" ", "_"))
        if column is None:
            near = did_you_mean(name, [*GRID_COLUMNS, *GRID_COLUMNS.values(), "record"])
            names.nodes.problem(key, f"the grid has no column {name!r}{near}")
            continue
        text = names.nodes.text(value, name) or ""
        if column == "deleted_from_dataverse":
            text = "Yes" if names.nodes.yes_no(value, name) else "No"
        cells.append((column, text))
    return tuple(cells)


def _each(read: Callable[[Names, Node], Any]) -> Callable[[Names, Node, str, Found], Any]:
    return lambda names, node, key, _: tuple(
        read(names, item) for item in names.nodes.items(node, key)
    )


COLUMNS: Final = FieldType("columns", parts.array_schema(parts.SOME_TEXT), _columns, sorted)
LOSSES: Final = FieldType(
    f"[{{{', '.join(LOSS)}}}, ...]",
    parts.array_schema(
        parts.object_schema(
            dict(
                zip(
                    LOSS,
                    (
                        parts.ENVIRONMENT,
                        parts.SOME_TEXT,
                        parts.SOME_TEXT,
                        parts.SCALAR,
                        parts.SCALAR,
                    ),
                    strict=True,
                )
            ),
            required=LOSS,
        )
    ),
    _each(_loss),
    lambda rows: [dict(zip(LOSS, row, strict=True)) for row in rows],
)
_GRID: Final = (*GRID_COLUMNS, *GRID_COLUMNS.values(), "dataverse_table_reference", "record")
GRID_ROWS: Final = FieldType(
    "grid rows",
    parts.array_schema({"type": "object", "properties": dict.fromkeys(_GRID, parts.SOME_TEXT)}),
    _each(_grid_row),
    lambda rows: [dict(row) for row in rows],
)
