"""A result that `--format json` wrote, read back; or what is wrong with the file.

>>> read_result('{"format": 2}', "old.json")
Traceback (most recent call last):
    ...
harness.domain.errors.BadInput: old.json: a result of format 2, this version reads format 1
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from harness.domain.errors import BadInput, Problem, Problems
from harness.reports.result import FORMAT

_TEXT: Final = (str,)
_TEXT_OR_NULL: Final = (str, type(None))
_SCALAR: Final = (str, int, float, bool, type(None))
_PLACE: Final = {"in": _TEXT, "table": _TEXT, "record": _TEXT}
# a mapping under "*" holds any keys, a list holds that many of one shape, a tuple is types
_SHAPE: Final = {
    "scenario": _TEXT,
    "file": _TEXT,
    "seed": (int,),
    "outcome": _TEXT,
    "failures": [{"step": (int,), "expected": _TEXT, "actual": _TEXT}],
    "started_at": _TEXT,
    "ended_at": _TEXT,
    "integration": _TEXT,
    "environments": {
        "*": {
            "*": [
                {
                    "record": _TEXT,
                    "reference": (int, str),
                    "values": {"*": _SCALAR},
                    "last_edit": _TEXT_OR_NULL,
                }
            ]
        }
    },
    "tracking": [
        {
            "dataverse_table": _TEXT,
            "dataverse_reference": _TEXT,
            "human_resources_entity_name": _TEXT,
            "human_resources_reference": (int,),
            "deleted_from_dataverse": (bool,),
            "record": _TEXT,
        }
    ],
    "missed_requests": [{**_PLACE, "change": _TEXT, "columns": [_TEXT], "since": _TEXT}],
    "data_loss": [
        {
            **_PLACE,
            "columns": {"*": {"lost": _SCALAR, "kept": _SCALAR}},
            "rule": _TEXT,
            "at": _TEXT,
        }
    ],
    "undone_deletes": [{**_PLACE, "rule": _TEXT, "at": _TEXT}],
    "timeline": [
        {
            "seq": (int,),
            "at": _TEXT,
            "cause": (int,),
            "event": _TEXT,
            "environment": _TEXT_OR_NULL,
            "table": _TEXT_OR_NULL,
            "record": _TEXT_OR_NULL,
            "rule": _TEXT_OR_NULL,
            "detail": _TEXT,
        }
    ],
    "fingerprint": _TEXT,
}
_NAMES: Final = {str: "text", int: "a number", float: "a number", bool: "true or false"}


def read_result(text: str, file: str) -> dict[str, Any]:
    """The one result in the text of a file. BadInput where it is none that this version reads."""
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        problem = Problem(file, error.lineno, error.colno, f"this is no JSON: {error.msg}")
        raise Problems([problem]) from None
    except ValueError:
        raise BadInput(f"{file}: no result: a number in it has thousands of digits") from None
    except RecursionError:
        raise BadInput(f"{file}: no result: it is nested too deep") from None
    if isinstance(found, list):
        if len(found) != 1:
            raise BadInput(f"{file}: holds {len(found)} results; one can be compared with another")
        found = found[0]
    if not isinstance(found, dict) or "format" not in found:
        raise BadInput(f"{file}: no result that `--format json` wrote: it has no format")
    if found["format"] != FORMAT or isinstance(found["format"], bool):
        raise BadInput(
            f"{file}: a result of format {found['format']}, this version reads format {FORMAT}"
        )
    wrong = _problem(found, _SHAPE, "")
    if wrong:
        raise BadInput(f"{file}: no result that `--format json` wrote: {wrong}")
    return found


def _problem(value: Any, shape: Any, path: str) -> str:
    """What in the value is not of that shape, or nothing."""
    if isinstance(shape, tuple):
        if isinstance(value, bool) and bool not in shape:
            return f"{path} is true or false, not {_names(shape)}"
        return "" if isinstance(value, shape) else f"{path} is not {_names(shape)}"
    if isinstance(shape, list):
        if not isinstance(value, list):
            return f"{path} is no list"
        parts = ((f"{path}[{place}]", one, shape[0]) for place, one in enumerate(value))
    else:
        if not isinstance(value, dict):
            return f"{path} is no object"
        missing = [key for key in shape if key != "*" and key not in value]
        if missing:
            return f"{path}{'.' if path else ''}{missing[0]} is missing"
        parts = _parts(value, shape, f"{path}." if path else "")
    return next(filter(None, (_problem(one, inner, where) for where, one, inner in parts)), "")


def _parts(value: Mapping[str, Any], shape: Mapping[str, Any], path: str) -> Any:
    if "*" in shape:
        return ((f"{path}{key}", one, shape["*"]) for key, one in value.items())
    return ((f"{path}{key}", value[key], inner) for key, inner in shape.items())


def _names(types: tuple[type, ...]) -> str:
    return " or ".join(dict.fromkeys(_NAMES.get(kind, "null") for kind in types))
