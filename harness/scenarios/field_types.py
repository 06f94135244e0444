"""The types of the fields of scenario files: how each is read, written, described and listed.

A type is four facts. `read` gets the node, its key, and what was read before it of the same step:
the values of a record are read by its table. `write` returns plain Python, as YAML writes it.

>>> DURATION.write(5_400_000), DURATION.words
('1h 30m', 'duration')
"""

from collections.abc import Callable, Collection, Mapping
from datetime import timedelta
from typing import Any, Final, NamedTuple

from harness.domain.commands import JOB_STATUSES, Given
from harness.domain.environments import DATAVERSE, ENVIRONMENTS, HR, Environment
from harness.domain.faults import ALL_FAULTS, BUILT_IN_FAULTS, CHANGES, FAULTS, key_text
from harness.domain.plugins import Registry, is_one_of
from harness.domain.policies import POLICIES
from harness.domain.records import reference_number, row_id_text
from harness.domain.suggestions import cut
from harness.domain.times import format_duration, format_instant
from harness.scenarios import schema_parts as parts
from harness.scenarios.field_readers import ON_OFF as ON_OFF_WORDS
from harness.scenarios.field_readers import NodeReader
from harness.scenarios.foresight import OUTCOMES
from harness.scenarios.name_resolution import Names
from harness.scenarios.yaml_tree import Node, Pairs, Text
from harness.simulator.integration.registry import INTEGRATIONS
from harness.simulator.schedule import CLOCKS

Found = Mapping[str, Any]  # what was read before of the same step, by attribute


class FieldType(NamedTuple):
    """What may stand behind a key."""

    words: str  # in the documentation
    schema: parts.Schema
    read: Callable[[Names, Node, str, Found], Any]
    write: Callable[[Any], Any] = lambda value: value
    example: str = ""  # what a message proposes if nothing stands behind the key
    choices: Collection[str] = ()  # it may be a registry, to which somebody adds later
    mapped: bool = False  # it may also be a mapping to such values

    def described(self) -> parts.Schema:
        """The JSON Schema, with the choices that there are now, installed ones too."""
        if isinstance(self.choices, Registry):
            self.choices.load_installed()
        one = {"enum": list(self.choices)} if self.choices else self.schema
        if self.mapped:
            return {"anyOf": [one, {"type": "object", "additionalProperties": one}]}
        return one


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


def one_of(words: str, choices: Collection[str]) -> FieldType:
    """A type of these words, or of the names of a registry."""
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


def _ended(nodes: NodeReader, node: Node, key: str) -> str | None:
    """A kind of fault that can be over."""
    if isinstance(node, Text) and node.value == "over":
        nodes.problem(node, f"{key} is the kind of fault that is over, and over is none")
        return None
    text = nodes.text(node, key)
    known = FAULTS if text is not None and is_one_of(text, FAULTS) else ALL_FAULTS
    return None if text is None else nodes.one_of(node, known, key)


def _none_or_some(nodes: NodeReader, node: Node, key: str) -> bool | None:
    """Whether there is any."""
    if isinstance(node, Text) and node.value in ("none", "some"):
        return node.value == "some"
    said = f", not {node.value!r}" if isinstance(node, Text) else ""
    nodes.problem(node, f"{key} takes none, some, or {{in, record}}{said}")
    return None


def _none_or_one(nodes: NodeReader, node: Node, key: str) -> int | None:
    number = nodes.whole_number(node, key)
    if number is not None and number > 1:
        nodes.problem(node, f"{key} of one record is 0 or 1, not {number}")
    return number


def _any_text(nodes: NodeReader, node: Node, key: str) -> str | None:
    """A text that may be empty."""
    return "" if isinstance(node, Text) and node.value == "" else nodes.text(node, key)


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
NONE_OR_SOME: Final = _scalar(
    "none or some",
    {"enum": ["none", "some"]},
    _none_or_some,
    lambda reported: "some" if reported else "none",
)
NONE_OR_ONE: Final = _scalar("0 or 1", {**parts.NUMBER, "maximum": 1}, _none_or_one)
ANY_TEXT: Final = _scalar("text", {**parts.SOME_TEXT, "minLength": 0}, _any_text)
ON_OFF: Final = _scalar(
    "on or off",
    parts.ON_OFF,
    lambda nodes, node, key: nodes.yes_no(node, key, ON_OFF_WORDS),
    lambda on: "on" if on else "off",
)
ENVIRONMENT: Final = one_of("environment", ENVIRONMENTS)
POLICY: Final = one_of("conflict policy", POLICIES)
INTEGRATION: Final = one_of("integration", INTEGRATIONS)
CLOCK: Final = one_of("clock", CLOCKS)
FAULT_KIND: Final = one_of("fault kind", FAULTS)._replace(choices=BUILT_IN_FAULTS)
TIMEDELTA: Final = _scalar("duration", parts.DURATION, _timedelta, key_text, _FOR_EXAMPLE)
JOB_STATUS: Final = one_of("waiting or withhold", JOB_STATUSES)._replace(example="waiting")
CHANGE: Final = one_of("create, edit or delete", CHANGES)
OUTCOME: Final = one_of("what may be foreseen", OUTCOMES)
ENDED_FAULT: Final = _scalar("fault kind", {}, _ended)._replace(choices=ALL_FAULTS)
KEY_TYPES: Final[Mapping[str, FieldType]] = {  # of the keys of plugged faults
    "number": WHOLE_NUMBER,
    "text": TEXT,
    "yes or no": YES_NO,
    "duration": TIMEDELTA,
    "environment": ENVIRONMENT,
}


# ------------------------------------------------- environments, tables and records


def _truncate(names: Names, node: Node, key: str, found: Found) -> bool | None:
    truncate = names.nodes.yes_no(node, key)
    if truncate and found["environment"] == DATAVERSE:
        names.nodes.problem(node, "truncate is for hr only (M3)")
    return truncate


def _reference(names: Names, node: Node, key: str, found: Found) -> int | None:
    """A RecId or row id, of the environment that was read before."""
    text = names.nodes.text(node, key)
    environment = found["environment"]
    if text is None or environment is None:
        return None
    try:
        return reference_number(environment, text)
    except ValueError as error:
        names.nodes.problem(node, str(error).replace(repr(text), cut(text)))
        return None


def reference(environment: Environment, given: int) -> int | str:
    """A reference as a file has it: the number of a RecId, the GUID of a row id."""
    return given if environment == HR else row_id_text(given)


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


TRUNCATE: Final = YES_NO._replace(read=_truncate)
REFERENCE: Final = FieldType("RecId or row id", parts.SOME_TEXT, _reference)
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


def _some_values(names: Names, node: Node, key: str, found: Found) -> Given:
    if isinstance(node, Pairs) and not node.nodes:
        names.nodes.problem(node, f"{key} is empty: it names at least one column")
    values: Given = VALUES.read(names, node, key, found)
    return values


VALUES: Final = FieldType("values", parts.VALUES, _values(whole=False), dict)
SOME_VALUES: Final = VALUES._replace(read=_some_values)
WHOLE_RECORD: Final = VALUES._replace(read=_values(whole=True))
