"""A JSON result as kinds of things, and what there is to say of each: what `diff` compares.

>>> _cell("2021-08-19T09:00:00Z", is_time=True).text
'2021-08-19 09:00:00'
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from harness.domain.environments import ENVIRONMENT_NAMES, HR
from harness.reports.explain.sentences import quoted

REFERENCES: Final = ("RecId", "row id", "Dataverse reference", "Human Resources reference")
_WHOLE: Final = {
    "outcome": "outcome",
    "integration": "integration",
    "start": "started_at",
    "end": "ended_at",
}
_TRACKING: Final = {
    "Deleted from Dataverse": "deleted_from_dataverse",
    "Human Resources entity name": "human_resources_entity_name",
    "Dataverse reference": "dataverse_reference",
    "Human Resources reference": "human_resources_reference",
}
_TIMES: Final = ("started_at", "ended_at", "since", "at", "last_edit")


class Cell(NamedTuple):
    """A value, and how it is shown."""

    value: Any
    text: str


ComparedRecord = Mapping[str, Cell]  # what there is to say of it -> the value
Kinds = Mapping[tuple[int, str], Mapping[str, ComparedRecord]]  # (place, kind) -> name -> thing


def kinds(result: Mapping[str, Any]) -> Kinds:
    """All that a result says of the end, in the order in which people want to know it."""
    found: dict[tuple[int, str], Mapping[str, ComparedRecord]] = {
        (0, "As a whole"): {"": _said(result, _WHOLE)},
        (1, "Expectations that failed"): _things(
            (f"step {one['step']}", _said(one, {"expected": "expected", "actual": "actual"}))
            for one in result["failures"]
        ),
        (4, "Data loss"): _things((_place(one), _loss(one)) for one in result["data_loss"]),
        (5, "Undone deletes"): _things(
            (_place(one), _said(one, {"rule": "rule", "at": "at"}))
            for one in result["undone_deletes"]
        ),
        (6, "Missed requests"): _things(
            (_place(one), _said(one, {"change": "change", "columns": "columns", "since": "since"}))
            for one in result["missed_requests"]
        ),
        (7, "Tracking rows"): _things(
            (f"{one['record']} of {one['dataverse_table']}", _said(one, _TRACKING))
            for one in result["tracking"]
        ),
    }
    for environment, tables in result["environments"].items():
        for table, records in tables.items():
            where = f"{ENVIRONMENT_NAMES.get(environment, environment)}: {table}"
            reference = "RecId" if environment == HR else "row id"
            found[2 if environment == HR else 3, where] = _things(
                (one["record"], _record(one, reference)) for one in records
            )
    return found


def _things(pairs: Iterable[tuple[str, ComparedRecord]]) -> dict[str, ComparedRecord]:
    """By name; the second of a name is told apart by its number."""
    found: dict[str, ComparedRecord] = {}
    seen: Counter[str] = Counter()
    for name, thing in pairs:
        seen[name] += 1
        found[name if seen[name] == 1 else f"{name} ({seen[name]})"] = thing
    return found


def _place(one: Mapping[str, Any]) -> str:
    where = ENVIRONMENT_NAMES.get(one["in"], one["in"])
    return f"{one['record']} of {one['table']} in {where}"


def _said(one: Mapping[str, Any], names: Mapping[str, str]) -> ComparedRecord:
    return {name: _cell(one[key], key in _TIMES) for name, key in names.items()}


def _cell(value: Any, is_time: bool = False) -> Cell:
    if is_time and isinstance(value, str):
        return Cell(value, value.replace("T", " ").removesuffix("Z"))
    if isinstance(value, list):
        return Cell(value, ", ".join(map(str, value)) or "none")
    return Cell(value, value if isinstance(value, str) else quoted(value))


def _record(one: Mapping[str, Any], reference: str) -> ComparedRecord:
    values = {column: Cell(value, quoted(value)) for column, value in one["values"].items()}
    edited = one["last_edit"]
    last = Cell(None, "none by a user") if edited is None else _cell(edited, is_time=True)
    return {**values, "last edit": last, reference: _cell(one["reference"])}


def _loss(one: Mapping[str, Any]) -> ComparedRecord:
    columns = {
        column: Cell(pair, f"{quoted(pair['lost'])} lost, {quoted(pair['kept'])} kept")
        for column, pair in one["columns"].items()
    }
    return {**columns, **_said(one, {"rule": "rule", "at": "at"})}
