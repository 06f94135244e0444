"""The JSON Schema of scenario files, for editors: made from the format's one table.

An editor reads YAML with its types, the loader reads texts; so the schema takes a number or a
boolean where a text is meant. What only the loader can know (is there such a record, does the value
suit its column) it does not say.
"""

from typing import Any

from harness.domain.catalog import Catalog
from harness.domain.columns import COLUMN_TYPES
from harness.domain.environments import ENVIRONMENTS
from harness.domain.faults import FAULTS
from harness.domain.policies import POLICIES
from harness.domain.rules import RULES
from harness.reports.findings import GRID_COLUMNS
from harness.scenarios.format import (
    CATALOG_COLUMN,
    CATALOG_TABLE,
    EXPECTATIONS,
    LOSS,
    NESTED,
    SETTINGS,
    STEPS,
    TOP,
    Field,
    Kind,
    Step,
)

_SCALAR: dict[str, Any] = {"type": ["string", "number", "boolean", "null"]}
_TEXT: dict[str, Any] = {"type": ["string", "number", "boolean"]}
_DURATION: dict[str, Any] = {
    "type": "string",
    "pattern": r"^\s*([0-9]+(\.[0-9]{1,3})?\s*[dhms]\s*)+$",
    "examples": ["90s", "10m", "1h 30m", "2d"],
}
_YES_NO: dict[str, Any] = {
    "enum": [True, False, "yes", "no", "true", "false", "Yes", "No", "True", "False"]
}
_ON_OFF: dict[str, Any] = {"enum": [True, False, "on", "off", "yes", "no", "true", "false"]}
_NUMBER: dict[str, Any] = {"type": ["integer", "string"], "pattern": "^[0-9]{1,9}$", "minimum": 0}


def schema(catalog: Catalog) -> dict[str, Any]:
    """The schema, with the tables of this catalog offered as completions."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A scenario of the Human Resources and Dataverse integration",
        "type": "object",
        "additionalProperties": False,
        "required": ["scenario", "steps"],
        "properties": {
            name: {"description": says, **_top(name, catalog)} for name, says in TOP.items()
        },
        "$defs": {
            "values": {"type": "object", "additionalProperties": _SCALAR},
            "table": {**_TEXT, "examples": list(catalog)},
        },
    }


def _top(name: str, catalog: Catalog) -> dict[str, Any]:
    if name == "scenario":
        return _TEXT
    if name == "rules":
        return {"type": "array", "items": {"enum": list(RULES)}}
    if name == "start":
        return {"type": "string", "examples": ["2021-08-19T09:00:00Z"]}
    if name == "seed":
        return _NUMBER
    if name == "settings":
        return _object({key: _setting(key) for key in SETTINGS}, SETTINGS)
    if name == "catalog":
        return {"type": "object", "additionalProperties": _catalog_table()}
    if name == "given":
        record = _object(
            {"table": {"$ref": "#/$defs/table"}, "values": {"$ref": "#/$defs/values"}},
            required=["table", "values"],
        )
        return _object(
            {
                "integration": _ON_OFF,
                "records": {"type": "object", "additionalProperties": record},
                "generate": {"type": "object", "additionalProperties": _NUMBER},
            }
        )
    steps = [_step(name, step) for name, step in STEPS.items()]
    bare = [name for name, step in STEPS.items() if not step.fields and not step.bare]
    return {
        "type": "array",
        "minItems": 1,
        "items": {
            "anyOf": [{"enum": bare}, *steps, _only("expect", _expectations(), "what holds")]
        },
    }


def _setting(key: str) -> dict[str, Any]:
    if key == "conflict":
        return {"enum": list(POLICIES)}
    if key == "tie":
        return {"enum": list(ENVIRONMENTS)}
    if key == "import_seconds_per_record":
        seconds = {"type": ["number", "string"]}
        return _object({"off": seconds, "on": seconds})
    return _DURATION


def _object(
    properties: dict[str, Any],
    says: dict[str, str] | None = None,
    required: list[str] | None = None,
) -> dict[str, Any]:
    described = {
        name: {"description": says[name], **value} if says else value
        for name, value in properties.items()
    }
    made: dict[str, Any] = {
        "type": "object",
        "additionalProperties": False,
        "properties": described,
    }
    return {**made, "required": required} if required else made


def _only(name: str, value: dict[str, Any], says: str) -> dict[str, Any]:
    """A mapping with this one key."""
    return _object({name: {"description": says, **value}}, required=[name])


def _step(name: str, step: Step) -> dict[str, Any]:
    if step.fields:
        return _only(name, _fields(step.fields), step.says)
    return _only(name, _kind(step.bare) if step.bare else {"type": "null"}, step.says)


def _fields(fields: tuple[Field, ...]) -> dict[str, Any]:
    return _object(
        {field.name: _kind(field.kind) for field in fields},
        required=[field.name for field in fields if field.required],
    )


def _kind(kind: Kind) -> dict[str, Any]:
    kinds: dict[Kind, dict[str, Any]] = {
        "environment": {"enum": list(ENVIRONMENTS)},
        "table": {"$ref": "#/$defs/table"},
        "table or all": {"$ref": "#/$defs/table"},
        "values": {"$ref": "#/$defs/values"},
        "duration": _DURATION,
        "whole number": _NUMBER,
        "yes or no": _YES_NO,
        "none": {"const": "none"},
        "rows": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/values"}},
        "columns": {"type": "array", "items": _TEXT},
        "grid rows": {"type": "array", "items": _grid_row()},
        "fault kind": {"enum": list(FAULTS)},
    }
    if kind == "losses":
        return {"type": "array", "items": _loss_row()}
    return kinds.get(kind, _TEXT)


def _grid_row() -> dict[str, Any]:
    names = [*GRID_COLUMNS, *GRID_COLUMNS.values(), "dataverse_table_reference", "record"]
    return {"type": "object", "properties": dict.fromkeys(names, _TEXT)}


def _loss_row() -> dict[str, Any]:
    values = {"lost": _SCALAR, "kept": _SCALAR}
    row = {field.name: values.get(field.name) or _kind(field.kind) for field in LOSS}
    return _object(row, required=list(row))


def _expectations() -> dict[str, Any]:
    forms = []
    for name, step in EXPECTATIONS.items():
        body = _fields(step.fields)
        if name in NESTED:
            body = {"anyOf": [_kind(step.bare), body]} if step.bare else body
            forms.append(_only(name, body, step.says))
        else:
            forms.append({"description": step.says, **body})
    return {"anyOf": forms}


def _catalog_table() -> dict[str, Any]:
    both = {"type": "object", "properties": {"hr": {}, "dataverse": {}}}
    column = _object(
        {
            "type": {"anyOf": [{"enum": list(COLUMN_TYPES[:-1])}, both]},
            "max_length": {"anyOf": [_NUMBER, both]},
            "choices": {"anyOf": [{"type": "array", "items": _TEXT}, both]},
            "required": _YES_NO,
        },
        CATALOG_COLUMN,
    )
    return _object(
        {
            "columns": {
                "type": "object",
                "additionalProperties": {"anyOf": [{"enum": list(COLUMN_TYPES[:-1])}, column]},
            },
            "lookups": {"type": "object", "additionalProperties": _TEXT},
            "natural_key": {"type": "array", "items": _TEXT, "minItems": 1},
            "display_name": _TEXT,
            "hr_entity": _TEXT,
            "supports_custom_fields": _YES_NO,
        },
        CATALOG_TABLE,
    )
