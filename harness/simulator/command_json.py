"""Commands, settings and their values as JSON: what a database keeps of a history.

Each field of a command that is not the usual one is a key. Text that JSON has no form for has a
mapping of one key: a Decimal, a length of time, rows that are generated.

>>> from harness.domain.catalog import standard_catalog
>>> from harness.domain.commands import Edit
>>> to_json(Edit("hr", "ada", {"cdm_lastname": "Byron"}))
'{"environment": "hr", "record": "ada", "values": [["cdm_lastname", "Byron"]]}'
>>> command_of("edit", to_json(Edit("hr", "ada", {"cdm_lastname": "Byron"})), standard_catalog())
Edit('hr', 'ada', {'cdm_lastname': 'Byron'})
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final, cast, get_args

from harness.domain.catalog import Catalog
from harness.domain.commands import Command, Row, Side, command_name
from harness.domain.environments import HR
from harness.domain.errors import BadInput
from harness.domain.settings import Settings
from harness.sample_data.rows import GeneratedRows, generated_rows

_COMMANDS: Final[Mapping[str, type]] = {command_name(kind): kind for kind in get_args(Command)}
_MICROSECOND: Final = timedelta(microseconds=1)


def to_json(held: Command | Settings | Mapping[str, Any]) -> str:
    """A command without its name, settings, or the additions to a catalog."""
    return _encoded(_fields(held) if is_dataclass(held) else held)


def _fields(held: Any) -> dict[str, Any]:
    named = ((field, getattr(held, field.name)) for field in fields(held))
    return {field.name: value for field, value in named if value != field.default}


def _default(value: object) -> object:
    match value:
        case Decimal():
            return {"decimal": str(value)}
        case timedelta():
            return {"microseconds": value // _MICROSECOND}
        case GeneratedRows():
            return {"generated": len(value), "seed": value.seed}
        case Side():
            return {"side": _fields(value)}
        case _:
            return list(cast("Any", value))  # rows of a class of one's own


_encoded: Final = json.JSONEncoder(ensure_ascii=False, default=_default).encode


def command_of(name: str, text: str, catalog: Catalog) -> Command:
    """The command of that name. BadInput for what is none."""
    kind = _COMMANDS.get(name)
    found = _mapping(text)
    if kind is None:
        raise BadInput(f"there is no command {name!r}")
    rows = found.get("rows")
    if isinstance(rows, dict):
        environment = found.get("environment", HR)
        table = catalog.table(str(found.get("table")))
        found["rows"] = generated_rows(table, rows["generated"], rows["seed"], environment)
    elif rows is not None:
        found["rows"] = tuple(Row(record, _value(values)) for record, values in rows)
    command: Command = _made(kind, found)
    return command


def settings_of(text: str) -> Settings:
    """The settings. BadInput for what are none."""
    settings: Settings = _made(Settings, _mapping(text))
    return settings


def additions_of(text: str) -> dict[str, Any]:
    """The additions to the standard tables."""
    additions: dict[str, Any] = _mapping(text, decimals=True)
    return additions


def _mapping(text: str, *, decimals: bool = False) -> dict[str, Any]:
    hook: Callable[[dict[str, Any]], Any] | None = _untagged if decimals else None
    try:
        found = json.loads(text, object_hook=hook)
    except (RecursionError, ValueError) as error:
        raise BadInput(f"{text[:60]!r} is no JSON: {error}") from None
    if not isinstance(found, dict):
        raise BadInput(f"{text[:60]!r} is no mapping")
    return found


def _untagged(found: dict[str, Any]) -> Any:
    return Decimal(found["decimal"]) if found.keys() == {"decimal"} else found


def _made(kind: type, found: Mapping[str, Any]) -> Any:
    try:
        return kind(**{name: _value(value) for name, value in found.items()})
    except BadInput:
        raise
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise BadInput(f"{kind.__name__} cannot be made of it: {error}") from None


def _value(value: Any) -> Any:
    """The value that a JSON value stands for."""
    if isinstance(value, list):
        return tuple(map(_value, value))
    if not isinstance(value, dict):
        return value
    ((tag, its),) = value.items()
    match tag:
        case "decimal":
            return Decimal(its)
        case "microseconds":
            return timedelta(microseconds=its)
        case "side":
            return _made(Side, its)
        case _:
            raise BadInput(f"{tag!r} stands for nothing")
