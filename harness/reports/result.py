"""The JSON result of a simulation: its end state, its timeline, and the fingerprint of both.

Lists are in a defined order. The fingerprint is the same on every run, machine, Python version,
hash seed, wall clock and store.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Final, NamedTuple

from msgspec import UNSET, UnsetType, to_builtins
from msgspec.structs import asdict

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
from harness.reports.json_text import Entries, batches
from harness.reports.result_format import (
    EndState,
    Environments,
    FindingEntry,
    FoundEntry,
    LossEntry,
    LostValue,
    MissedEntry,
    RecordEntry,
    TimelineEntry,
    TrackingEntry,
    UndoneEntry,
)
from harness.reports.values import ColumnNames, json_value, logical_names, named_values
from harness.simulator.engine import Engine


class LiveState(NamedTuple):
    """The fields of an `EndState`, whose entries are made anew whenever they are read.

    It takes no memory beside the simulation, and holds as long as nothing happens there.
    """

    started_at: str
    ended_at: str
    integration: str
    environments: Mapping[Environment, Mapping[str, Entries[RecordEntry]]]
    tracking: Entries[TrackingEntry]
    missed_requests: Entries[MissedEntry]
    data_loss: Entries[LossEntry]
    undone_deletes: Entries[UndoneEntry]
    timeline: Entries[TimelineEntry]


def fingerprint(state: EndState | LiveState) -> str:
    """The sha256 of the canonical timeline and end state."""
    fields = state._asdict() if isinstance(state, LiveState) else asdict(state)
    digest = hashlib.sha256()
    for part in _canonical(fields):
        digest.update(part.encode())
    return digest.hexdigest()


class Fingerprinted:
    """A live state whose timeline is hashed while it is written: its entries are made once."""

    def __init__(self, state: LiveState) -> None:
        self._whole = state
        self._digest = hashlib.sha256()
        self.state = state._replace(timeline=Entries(self._timeline))

    def fingerprint(self) -> str:
        """That of the state, whose timeline was read to its end."""
        return self._digest.hexdigest()

    def _timeline(self) -> Iterator[TimelineEntry]:
        self._digest = hashlib.sha256()
        made: list[TimelineEntry] = []
        state = self._whole._replace(timeline=Entries(lambda: _kept(self._whole.timeline, made)))
        for part in _canonical(state._asdict()):
            self._digest.update(part.encode())
            yield from made
            made.clear()


def _kept(entries: Iterable[TimelineEntry], made: list[TimelineEntry]) -> Iterator[TimelineEntry]:
    """The entries, each also put down."""
    for entry in entries:
        made.append(entry)
        yield entry


_compact: Final = json.JSONEncoder(
    sort_keys=True, ensure_ascii=True, separators=(",", ":"), default=to_builtins
).encode


def _canonical(fields: Mapping[str, object]) -> Iterator[str]:
    """JSON without blanks, its keys sorted, in parts."""
    before = "{"
    for key, value in sorted(fields.items()):
        yield f"{before}{_compact(key)}:"
        if isinstance(value, Environments):
            yield from _canonical(asdict(value))
        elif isinstance(value, Mapping):
            yield from _canonical(value)
        elif isinstance(value, str):
            yield _compact(value)
        else:
            assert isinstance(value, Iterable)
            yield from _canonical_list(key, value)
        before = ","
    yield "}" if before == "," else "{}"


def _canonical_list(key: str, entries: Iterable[object]) -> Iterator[str]:
    before = "["
    for some in batches(entries):
        plain = to_builtins(some)
        if key in ("timeline", "data_loss", "undone_deletes"):
            for entry in plain:  # what a reader wonders about the rule is no part of what happened
                entry.pop("setting", None)
        if key == "timeline":
            for entry in plain:  # nor what parts the rule has
                entry["rule_status"] = (entry["rule_status"] or "").partition("(")[0] or None
        yield before + _compact(plain)[1:-1]
        before = ","
    yield "]" if before == "," else "[]"


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


def live_state(simulator: Engine) -> LiveState:
    """The state of a simulation, and its whole journal, as they are while they are read."""
    world = simulator.world
    return LiveState(
        started_at=format_instant(world.settings.start),
        ended_at=format_instant(world.clock.now),
        integration="on" if world.on else "off",
        environments={it: _tables(simulator, it) for it in (HR, DATAVERSE)},
        tracking=Entries(lambda: _tracking(simulator)),
        missed_requests=Entries(lambda: _missed_requests(simulator)),
        data_loss=Entries(lambda: _data_loss(simulator)),
        undone_deletes=Entries(lambda: _undone_deletes(simulator)),
        timeline=Entries(lambda: timeline_entries(simulator)),
    )


def end_state(simulator: Engine) -> EndState:
    """The state of a simulation now, and its whole journal."""
    live = live_state(simulator)
    tables = ({name: list(them) for name, them in it.items()} for it in live.environments.values())
    return EndState(
        started_at=live.started_at,
        ended_at=live.ended_at,
        integration=live.integration,
        environments=Environments(*tables),
        tracking=list(live.tracking),
        missed_requests=list(live.missed_requests),
        data_loss=list(live.data_loss),
        undone_deletes=list(live.undone_deletes),
        timeline=list(live.timeline),
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


def _tables(simulator: Engine, environment: Environment) -> dict[str, Entries[RecordEntry]]:
    store = simulator.world.stores[environment]
    return {
        table: Entries(partial(_records, simulator, environment, table)) for table in store.tables()
    }


def _records(simulator: Engine, environment: Environment, name: str) -> Iterator[RecordEntry]:
    store, table = simulator.world.stores[environment], simulator.world.catalog[name]
    for record in store.records(name):
        values = named_values(simulator, table, record.values)
        yield RecordEntry(
            record.name,
            record.reference if environment == HR else row_id_text(record.reference),
            {
                column: value if type(value) is str else json_value(value)
                for column, value in values.items()
            },
            None if record.edited_at is None else format_instant(record.edited_at),
        )


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


def _undone_deletes(simulator: Engine) -> Iterator[UndoneEntry]:
    for it in undone_deletes(simulator):
        yield UndoneEntry(
            it.environment,
            it.table,
            it.record,
            it.rule,
            format_instant(it.at),
            _setting(it, simulator.world.settings),
        )


def _setting(it: OfRule, settings: Settings) -> str | UnsetType:
    """What stands in the rule's place; nothing is written where the rule holds."""
    return setting_of(it, settings) or UNSET
