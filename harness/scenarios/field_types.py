"""The types of the fields of scenario files: how each is read, written, described and listed.

A type is four facts. `read` gets the node, its key, and what was read before it of the same step:
the values of a record are read by its table. `write` returns plain Python, as YAML writes it.

>>> DURATION.write(5_400_000), DURATION.words
('1h 30m', 'duration')
"""

from collections.abc import Callable, Collection, Mapping
from datetime import timedelta
from typing import Any, Final, NamedTuple

from harness.domain.catalog import Table
from harness.domain.commands import Given, Row
from harness.domain.environments import DATAVERSE, ENVIRONMENTS, HR, Environment, other
from harness.domain.faults import BUILT_IN_FAULTS, FAULTS, key_text
from harness.domain.plugins import Registry
from harness.domain.policies import POLICIES
from harness.domain.suggestions import did_you_mean
from harness.domain.times import format_duration, format_instant
from harness.reports.findings import GRID_COLUMNS
from harness.scenarios import schema_parts as parts
from harness.scenarios.expectations import LossRow
from harness.scenarios.field_readers import NodeReader
from harness.scenarios.name_resolution import Names
from harness.scenarios.yaml_tree import Node, Pairs, Text
from harness.simulator.integration.registry import INTEGRATIONS
from harness.simulator.schedule import CLOCKS

Found = Mapping[str, Any]  # what was read before of the same step, by attribute
LOSS: Final = ("in", "record", "column", "lost", "kept")


class FieldType(NamedTuple):
    """What may stand behind a key."""

    words: str  # in the documentation
    schema: parts.Schema
    read: Callable[[Names, Node, str, Found], Any]
    write: Callable[[Any], Any] = lambda value: value
    example: str = ""  # what a message proposes if nothing stands behind the key
    choices: Collection[str] = ()  # it may be a registry, to which somebody adds later

    def described(self) -> parts.Schema:
        """The JSON Schema, with the choices that there are now, installed ones too."""
        if isinstance(self.choices, Registry):
            self.choices.load_installed()
        return {"enum": list(self.choices)} if self.choices else self.schema


# --------------------------------------------------------------- texts and numbers


def _scalar(
    words: str,
    schema: parts.Schema,
    read: Callable[[NodeReader, Node, str], Any],
    write: Callable[[Any], Any] = lambda value: value,
    example: str = "",
) -> FieldType:
    """A type that needs no names to be read."""
    return FieldType(
        words, schema, lambda names, node, key, _: read(names.nodes, node, key), write, example
    )


def _one_of(words: str, choices: Collection[str]) -> FieldType:
    of = _scalar(words, {}, lambda nodes, node, key: nodes.one_of(node, choices, key))
    return of._replace(choices=choices)


def _interval(nodes: NodeReader, node: Node, key: str) -> int | None:
    duration = nodes.duration(node, key)
    if duration == 0:
        nodes.problem(node, f"{key} takes a duration longer than 0s")
        return None
    return duration


def _ordinal(nodes: NodeReader, node: Node, key: str) -> int | None:
    number = nodes.whole_number(node, key)
    if number == 0:
        nodes.problem(node, f"{key} counts from 1")
    return number


def _timedelta(nodes: NodeReader, node: Node, key: str) -> timedelta | None:
    milliseconds = nodes.duration(node, key)
    return None if milliseconds is None else timedelta(milliseconds=milliseconds)


def _none(nodes: NodeReader, node: Node, key: str) -> None:
    if isinstance(node, Text) and node.value != "none":
        nodes.problem(node, f"{key} takes none, or {{in, record}}, not {node.value!r}")


_FOR_EXAMPLE: Final = "a duration such as 1h 30m"
_MOMENT: Final[parts.Schema] = {"type": "string", "examples": ["2021-08-19T09:00:00Z"]}
TEXT: Final = _scalar("text", parts.SOME_TEXT, NodeReader.text)
YES_NO: Final = _scalar("yes or no", parts.YES_NO, NodeReader.yes_no)
WHOLE_NUMBER: Final = _scalar("whole number", parts.NUMBER, NodeReader.whole_number)
ORDINAL: Final = _scalar("whole number", parts.NUMBER, _ordinal)
DURATION: Final = _scalar(
    "duration", parts.DURATION, NodeReader.duration, format_duration, _FOR_EXAMPLE
)
INTERVAL: Final = _scalar("duration", parts.DURATION, _interval, format_duration)
SECONDS: Final = _scalar(
    "seconds", {"type": ["number", "string"]}, NodeReader.seconds, lambda value: f"{value / 1000:g}"
)
INSTANT: Final = _scalar("instant", _MOMENT, NodeReader.instant, format_instant)
NONE: Final = _scalar("none", {"const": "none"}, _none, lambda _: "none")
ENVIRONMENT: Final = _one_of("environment", ENVIRONMENTS)
POLICY: Final = _one_of("conflict policy", POLICIES)
INTEGRATION: Final = _one_of("integration", INTEGRATIONS)
CLOCK: Final = _one_of("clock", CLOCKS)
FAULT_KIND: Final = _one_of("fault kind", FAULTS)._replace(choices=BUILT_IN_FAULTS)
TIMEDELTA: Final = _scalar("duration", parts.DURATION, _timedelta, key_text, _FOR_EXAMPLE)
KEY_TYPES: Final[Mapping[str, FieldType]] = {  # of the keys of plugged faults
    "number": WHOLE_NUMBER,
    "text": TEXT,
    "yes or no": YES_NO,
    "duration": TIMEDELTA,
    "environment": ENVIRONMENT,
}


# ------------------------------------------------- environments, tables and records


def _into_hr(names: Names, node: Node, key: str, found: Found) -> Environment | None:
    environment: Environment | None = ENVIRONMENT.read(names, node, key, found)
    if environment == DATAVERSE:
        names.nodes.problem(node, "an import goes into hr only (M1)")
    return environment


def _entity(names: Names, node: Node, key: str, found: Found) -> str | None:
    entity = names.nodes.text(node, key)
    if entity and found["environment"] == DATAVERSE:
        names.nodes.problem(node, "only a change in hr goes through an entity (G3)")
    return entity


def _table(names: Names, node: Node, key: str, _: Found, also: str = "") -> str | None:
    table = names.table(node, key, also)
    return table.name if table else None


def _table_or_all(names: Names, node: Node, key: str, found: Found) -> str | None:
    if isinstance(node, Text) and node.value == "all":
        return None
    return _table(names, node, key, found, f"; {key} takes a table, or all")


INTO_HR: Final = ENVIRONMENT._replace(read=_into_hr)
ENTITY: Final = TEXT._replace(read=_entity)
TABLE: Final = FieldType("table", parts.TABLE, _table, example="a table")
TABLE_OR_ALL: Final = FieldType(
    "a table or all", parts.TABLE, _table_or_all, lambda table: table or "all"
)
RECORD: Final = FieldType("record", parts.SOME_TEXT, lambda names, node, _, __: names.record(node))


# -------------------------------------------------------------------------- values


def _values(whole: bool) -> Callable[[Names, Node, str, Found], Given]:
    def read(names: Names, node: Node, _: str, found: Found) -> Given:
        table = names.table_of(found["record"])
        if "table" in found:
            table = names.catalog.get(found["table"] or "")
        return names.values(table, node, found["environment"] or HR, whole)

    return read


def _edited(names: Names, node: Node, key: str, found: Found) -> Given:
    if isinstance(node, Pairs) and not node.pairs:
        names.nodes.problem(node, "values is empty: an edit names at least one column")
    values: Given = VALUES.read(names, node, key, found)
    return values


def _row(row: Row) -> dict[str, Any]:
    return {**({"record": row.record} if row.record else {}), **dict(row.values)}


VALUES: Final = FieldType("values", parts.VALUES, _values(whole=False), dict)
EDITED_VALUES: Final = VALUES._replace(read=_edited)
WHOLE_RECORD: Final = VALUES._replace(read=_values(whole=True))
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
