"""The result of a simulation as JSON: stable keys, lists in a defined order, and the fingerprint.

`format` counts breaking changes. The fingerprint is the same on every run, machine, Python version,
hash seed, wall clock and store.
"""

import hashlib
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from harness.domain.environments import ENVIRONMENTS, Environment
from harness.domain.records import row_id_text
from harness.domain.request_kinds import shown_kind, touched_columns
from harness.domain.rules import RULES
from harness.domain.times import format_instant
from harness.reports.event_text import describe
from harness.reports.findings import data_loss, named_values, undone_deletes
from harness.simulator.simulator import Simulator

FORMAT = 1


def end_state(simulator: Simulator) -> dict[str, Any]:
    """Everything that a simulation is at its end, and the timeline that led there."""
    world = simulator.world
    return {
        "started_at": format_instant(world.settings.start),
        "ended_at": format_instant(world.clock.now),
        "integration": "on" if world.on else "off",
        "environments": {name: _environment(simulator, name) for name in ENVIRONMENTS},
        "tracking": list(_tracking(simulator)),
        "missed_requests": list(_missed_requests(simulator)),
        "data_loss": [
            {
                "in": loss.environment,
                "table": loss.table,
                "record": loss.record,
                "columns": {
                    column: {"lost": _plain(lost), "kept": _plain(kept)}
                    for column, lost, kept in loss.columns
                },
                "rule": loss.rule,
                "at": format_instant(loss.at),
            }
            for loss in data_loss(simulator)
        ],
        "undone_deletes": [
            {
                "in": undone.environment,
                "table": undone.table,
                "record": undone.record,
                "rule": undone.rule,
                "at": format_instant(undone.at),
            }
            for undone in undone_deletes(simulator)
        ],
        "timeline": list(timeline_entries(simulator)),
    }


def fingerprint(state: dict[str, Any]) -> str:
    """The sha256 of the canonical timeline and end state."""
    text = json.dumps(state, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def timeline_entries(simulator: Simulator) -> Iterator[dict[str, Any]]:
    """The journal, an object an entry; `cause` of what nothing caused is its own `seq`."""
    for seq, event in simulator.journal:
        yield {
            "seq": seq,
            "at": format_instant(event.at),
            "cause": event.cause or seq,
            "event": event.event,
            "actor": event.actor,
            "environment": event.environment,
            "table": event.table,
            "record": event.record,
            "rule": event.rule,
            "rule_status": RULES[event.rule].status if event.rule else None,
            "detail": describe(simulator, event),
        }


def _environment(simulator: Simulator, name: Environment) -> dict[str, Any]:
    store, catalog = simulator.world.stores[name], simulator.world.catalog
    return {
        table: [
            {
                "record": record.name,
                "reference": _reference(name, record.reference),
                "values": {
                    column: _plain(value)
                    for column, value in named_values(
                        simulator, catalog[table], record.values
                    ).items()
                },
                "last_edit": None if record.edited_at is None else format_instant(record.edited_at),
            }
            for record in store.records(table)
        ]
        for table in store.tables()
    }


def _reference(environment: Environment, reference: int) -> int | str:
    return reference if environment == "hr" else row_id_text(reference)


def _tracking(simulator: Simulator) -> Iterator[dict[str, Any]]:
    pairs = simulator.world.record_pairs
    for table in pairs.tables():
        for pair in pairs.of(table):
            if pair.row is not None:
                yield {
                    "dataverse_table": table,
                    "dataverse_reference": row_id_text(pair.row.dataverse_reference),
                    "human_resources_entity_name": pair.row.entity,
                    "human_resources_reference": pair.row.human_resources_reference,
                    "deleted_from_dataverse": pair.row.deleted_from_dataverse,
                    "record": pair.name,
                }


def _missed_requests(simulator: Simulator) -> Iterator[dict[str, Any]]:
    for request in simulator.world.missed.in_order():
        table = request.pair.table
        yield {
            "in": request.environment,
            "table": table.name,
            "record": request.pair.name,
            "change": shown_kind(request.kind),
            "columns": list(touched_columns(table.names, request.touched)),
            "since": format_instant(request.since),
        }


def _plain(value: Any) -> Any:
    """A value JSON knows: a number that has decimals as a number with decimals."""
    if not isinstance(value, Decimal):
        return value
    return int(value) if value == value.to_integral_value() else float(value)
