"""The JSON result of a simulation: its end state, its timeline, and the fingerprint of both.

Lists are in a defined order. The fingerprint is the same on every run, machine, Python version,
hash seed, wall clock and store.
"""

import hashlib
import json
from collections.abc import Iterator

from msgspec import UNSET, UnsetType, to_builtins

from harness.domain.environments import DATAVERSE, HR, Environment
from harness.domain.records import row_id_text
from harness.domain.request_kinds import shown_kind, touched_columns
from harness.domain.rule_marks import OfRule, setting_of
from harness.domain.rules import RULES
from harness.domain.settings import Settings
from harness.domain.times import format_instant
from harness.reports.checks import checks
from harness.reports.event_text import describe
from harness.reports.findings import data_loss, undone_deletes
from harness.reports.result_format import (
    EndState,
    Environments,
    FindingEntry,
    FoundEntry,
    LossEntry,
    LostValue,
    MissedEntry,
    RecordEntry,
    Tables,
    TimelineEntry,
    TrackingEntry,
    UndoneEntry,
)
from harness.reports.values import ColumnNames, json_value, logical_names, named_values
from harness.simulator.engine import Engine


def fingerprint(state: EndState) -> str:
    """The sha256 of the canonical timeline and end state."""
    canonical = to_builtins(state)
    for entry in canonical["timeline"]:  # what a rule's parts are is no part of what happened
        entry["rule_status"] = (entry["rule_status"] or "").partition("(")[0] or None
    for key in ("timeline", "data_loss", "undone_deletes"):
        for entry in canonical[key]:  # what a reader wonders about the rule, likewise
            entry.pop("setting", None)
    text = json.dumps(canonical, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def finding_entries(simulator: Engine) -> list[FindingEntry]:
    """What every check looked at and found. It is no part of the fingerprint."""
    settings = simulator.world.settings
    return [
        FindingEntry(
            check.kind,
            check.looked_at,
            check.of,
            [
                FoundEntry(
                    it.environment,
                    it.table,
                    it.record,
                    it.what,
                    it.rule or None,
                    _setting(it, settings),
                )
                for it in check.found
            ],
        )
        for check in checks(simulator, logical_names)
    ]


def end_state(simulator: Engine) -> EndState:
    """The state of a simulation now, and its whole journal."""
    world = simulator.world
    return EndState(
        started_at=format_instant(world.settings.start),
        ended_at=format_instant(world.clock.now),
        integration="on" if world.on else "off",
        environments=Environments(_tables(simulator, HR), _tables(simulator, DATAVERSE)),
        tracking=list(_tracking(simulator)),
        missed_requests=list(_missed_requests(simulator)),
        data_loss=list(_data_loss(simulator)),
        undone_deletes=[
            UndoneEntry(
                it.environment,
                it.table,
                it.record,
                it.rule,
                format_instant(it.at),
                _setting(it, world.settings),
            )
            for it in undone_deletes(simulator)
        ],
        timeline=list(timeline_entries(simulator)),
    )


def timeline_entries(
    simulator: Engine, first: int = 1, names: ColumnNames = logical_names
) -> Iterator[TimelineEntry]:
    """The entries of the journal from the one of this number on; `names` are those of columns."""
    settings = simulator.world.settings
    for seq, event in simulator.journal.since(first):
        yield TimelineEntry(
            seq=seq,
            at=format_instant(event.at),
            cause=event.cause or seq,
            event=event.event,
            actor=event.actor,
            environment=event.environment,
            table=event.table,
            record=event.record,
            rule=event.rule,
            rule_status=RULES[event.rule].mark if event.rule else None,
            setting=_setting(event, settings),
            detail=describe(simulator, event, names),
        )


def _tables(simulator: Engine, environment: Environment) -> Tables:
    store, catalog = simulator.world.stores[environment], simulator.world.catalog
    return {
        table: [
            RecordEntry(
                record.name,
                record.reference if environment == HR else row_id_text(record.reference),
                {
                    column: json_value(value)
                    for column, value in named_values(
                        simulator, catalog[table], record.values
                    ).items()
                },
                None if record.edited_at is None else format_instant(record.edited_at),
            )
            for record in store.records(table)
        ]
        for table in store.tables()
    }


def _tracking(simulator: Engine) -> Iterator[TrackingEntry]:
    pairs = simulator.world.record_pairs
    for table in pairs.tables():
        for pair in pairs.of(table):
            if pair.row is not None:
                yield TrackingEntry(
                    table,
                    row_id_text(pair.row.dataverse_reference),
                    pair.row.entity,
                    pair.row.human_resources_reference,
                    pair.row.deleted_from_dataverse,
                    pair.name,
                )


def _missed_requests(simulator: Engine) -> Iterator[MissedEntry]:
    for request in simulator.world.missed.in_order():
        table = request.pair.table
        yield MissedEntry(
            request.environment,
            table.name,
            request.pair.name,
            shown_kind(request.kind),
            list(touched_columns(table.names, request.touched)),
            format_instant(request.since),
        )


def _data_loss(simulator: Engine) -> Iterator[LossEntry]:
    for loss in data_loss(simulator):
        columns = {
            column: LostValue(json_value(lost), json_value(kept))
            for column, lost, kept in loss.columns
        }
        setting = _setting(loss, simulator.world.settings)
        yield LossEntry(
            loss.environment,
            loss.table,
            loss.record,
            columns,
            loss.rule,
            format_instant(loss.at),
            setting,
        )


def _setting(it: OfRule, settings: Settings) -> str | UnsetType:
    """What stands in the rule's place; nothing is written where the rule holds."""
    return setting_of(it, settings) or UNSET
