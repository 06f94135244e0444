"""What forms need to know, as plain values: tables with their columns, and the kinds of fault."""

from collections.abc import Mapping
from typing import Any, Final

from harness.domain.catalog import Table
from harness.domain.column_words import column_words
from harness.domain.columns import Column, Constraints
from harness.domain.environments import ENVIRONMENTS
from harness.domain.faults import FAULTS, FaultKind
from harness.scenarios.fault_form import FAULT_FORM
from harness.scenarios.field_types import YES_NO
from harness.server.answers import Plain
from harness.server.live_scenario import LiveScenario
from harness.simulator.engine import Engine

_EXAMPLES: Final[Mapping[str, str]] = {
    "Text": "Ada", "Email": "ada@contoso.com", "Phone": "555-0100", "URL": "https://contoso.com",
    "Yes/No": "yes", "Integer": "1", "Decimal": "1.5", "Currency": "100.00", "Date": "2021-08-19",
    "DateTime": "2021-08-19T09:00:00Z",
}  # fmt: skip


def tables(live: LiveScenario, step: int | None) -> Plain:
    """The catalog, each table with how many records it has."""
    simulator = live.at(step)
    return {"tables": [_table(simulator, it) for it in simulator.world.catalog.values()]}


def _table(simulator: Engine, table: Table) -> Plain:
    return {
        "name": table.name,
        "display_name": table.display_name,
        "in_grid": table.in_grid,
        "records": {it: simulator.world.stores[it].count(table.name) for it in ENVIRONMENTS},
        "natural_key": list(table.natural_key),
        "columns": [
            _column(table, place, column, words)
            for place, (column, words) in enumerate(
                zip(table.columns, column_words(table), strict=True)
            )
        ],
    }


def _column(table: Table, place: int, column: Column, words: str) -> Plain:
    sides = {it: column.in_environment(it) for it in ENVIRONMENTS}
    one = next(it for it in (sides["hr"], sides["dataverse"]) if it is not None)
    return {
        "name": column.name,
        "display_name": words,
        "type": "Lookup" if column.target else one.type,
        "target": column.target,
        "required": column.required or column.name in table.key_columns,
        "in_key": column.name in table.key_columns,
        "one_way": place in table.one_way,
        "environments": [it for it in ENVIRONMENTS if sides[it] is not None],
        "choices": {it: _choices(side) for it, side in sides.items()},
        "max_length": {it: side and side.max_length for it, side in sides.items()},
        "example": _EXAMPLES.get(one.type, ""),
    }


def _choices(side: Constraints | None) -> list[Any] | None:
    if side is None:
        return None
    if side.labels is not None:
        return [{"number": number, "label": label} for number, label in side.labels.items()]
    return list(side.choices) or None


def fault_kinds() -> Plain:
    """Every kind of fault, with its keys."""
    FAULTS.load_installed()
    return {"kinds": [_fault_kind(name, kind) for name, kind in FAULTS.items()]}


def _fault_kind(name: str, kind: FaultKind) -> Plain:
    fields = {it.key: it for it in FAULT_FORM.variants().get(name, FAULT_FORM).fields}
    own = {key.name: key for key in kind.keys}
    keys = []
    for key in (*kind.required, *kind.optional):
        kind_of = fields[key].type
        keys.append(
            {
                "key": key,
                "required": key in kind.required or (key in own and own[key].required),
                "example": kind_of.example,
                "choices": list(kind_of.choices)
                or (["yes", "no"] if kind_of.words == YES_NO.words else None),
            }
        )
    return {"kind": name, "text": kind.description, "keys": keys}
