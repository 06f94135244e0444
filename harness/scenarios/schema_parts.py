"""Parts of the JSON Schema of scenario files: what a scalar, a list and a mapping may be.

>>> array_schema(SOME_TEXT, minItems=1)["minItems"]
1
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from harness.domain.environments import ENVIRONMENTS

Schema = dict[str, Any]

SCALAR: Final[Schema] = {"type": ["string", "number", "boolean", "null"]}
SOME_TEXT: Final[Schema] = {"type": ["string", "number", "boolean"]}
TABLE: Final[Schema] = {"$ref": "#/$defs/table"}
VALUES: Final[Schema] = {"$ref": "#/$defs/values"}
YES_NO: Final[Schema] = {
    "enum": [True, False, "yes", "no", "true", "false", "Yes", "No", "True", "False"]
}
ON_OFF: Final[Schema] = {"enum": [True, False, "on", "off", "yes", "no", "true", "false"]}
NUMBER: Final[Schema] = {
    "type": ["integer", "string"], "pattern": "^[0-9]{1,9}$", "minimum": 0
}  # fmt: skip
DURATION: Final[Schema] = {
    "type": "string",
    "pattern": r"^\s*([0-9]+(\.[0-9]{1,3})?\s*(min|[dhms])\s*)+$",
    "examples": ["90s", "10m", "1h 30m", "2d"],
}
ENVIRONMENT: Final[Schema] = {"enum": list(ENVIRONMENTS)}


def object_schema(
    properties: Schema, descriptions: Mapping[str, str] | None = None, required: Iterable[str] = ()
) -> Schema:
    """A mapping with these keys and no others; each may have a description."""
    described = {
        name: {"description": descriptions[name], **value} if descriptions else value
        for name, value in properties.items()
    }
    made: Schema = {"type": "object", "additionalProperties": False, "properties": described}
    required = list(required)
    return {**made, "required": required} if required else made


def array_schema(items: Schema, **facts: int) -> Schema:
    """A list of these; facts are keywords such as `minItems`."""
    return {"type": "array", **facts, "items": items}
