"""Backup and restore of one environment: what is kept of it, and how it is put back (E1).

>>> from harness.domain.commands import Create
>>> from harness.simulator.engine import Engine
>>> world = (engine := Engine()).world
>>> backup = backup_of(world, "hr")
>>> engine.attempt(Create("hr", "cdm_title", "boss", {"cdm_name": "Boss"}))
>>> restore(world, "hr", backup)
Differences(changed=0, went=1, came=0)
"""

from collections.abc import Mapping
from contextlib import suppress

from harness.domain.catalog import Table
from harness.domain.environments import DATAVERSE, HR, Environment
from harness.domain.errors import PluginError
from harness.domain.records import Record
from harness.domain.translation import numbered
from harness.simulator.environment_backup import BackedUpTable, Differences, EnvironmentBackup
from harness.simulator.missed_requests import identity_of
from harness.simulator.pair_state import RequestSnapshot
from harness.simulator.record_pairs import RecordPair
from harness.simulator.travel_log import TravelLog
from harness.simulator.world import World
from harness.stores.interface import Store


def backup_of(world: World, environment: Environment) -> EnvironmentBackup:
    """A backup of that environment as it is now; what travels is logged from now on."""
    if world.missed.log is None:
        world.missed.log = TravelLog()
    store = world.records[environment]
    tables = []
    for table in store.tables():
        records = tuple(store.records(table))
        pairs = [_pair(world, record) for record in records]
        births = tuple(pair.born(environment) for pair in pairs)
        tables.append(BackedUpTable(table, records, births))
    requests = [it for it in world.missed.in_order() if it.environment == environment]
    unnoticed, rows = [], []
    for pair in world.record_pairs.all():
        ignored = pair.ignored(environment)
        if ignored is not None:
            unnoticed.append((pair.name, ignored))
        if environment == HR and pair.row is not None:
            rows.append((pair.name, pair.row))
    return EnvironmentBackup(
        tuple(tables),
        tuple((it.pair.name, it.state) for it in requests),
        tuple(unnoticed),
        tuple(rows),
    )


def restore(world: World, environment: Environment, backup: EnvironmentBackup) -> Differences:
    """Put an environment back to its backup (E1).

    If its store fails, nothing of it is changed but what the store did.
    """
    differences = _restore_records(world, environment, backup)
    log = world.missed.log
    assert log is not None  # there is a backup
    named = world.record_pairs.named
    states: dict[RecordPair, RequestSnapshot] = {}
    for name, state in backup.requests:
        pair = named(name)
        assert pair is not None  # no pair goes once its record was written
        if not log.has_travelled(identity_of(environment, pair, state.since_seq)):
            states[pair] = state
    world.missed.replace(environment, states)
    unnoticed, rows = dict(backup.unnoticed), dict(backup.rows)
    for pair in world.record_pairs.all():
        ignored = unnoticed.get(pair.name)
        if ignored is not None and log.has_travelled(
            identity_of(environment, pair, ignored.since_seq)
        ):
            ignored = None
        pair.ignore(environment, ignored)
        if environment == HR:
            pair.row = rows.get(pair.name)
        else:
            pair.binned = None  # the recycle bin of what is restored is empty
    return differences


def _restore_records(
    world: World, environment: Environment, backup: EnvironmentBackup
) -> Differences:
    store = world.records[environment]
    saved = {table.name: table.records for table in backup.tables}
    now = {name: tuple(store.records(name)) for name in store.tables()}
    done: list[str] = []
    try:
        for name in sorted({*saved, *now}):
            done.append(name)
            _replace(store, name, now.get(name, ()), saved.get(name, ()))
    except PluginError:
        with suppress(PluginError):
            for name in done:
                _replace(store, name, tuple(store.records(name)), now.get(name, ()))
        raise
    finally:
        world.forget_uses()
    if environment == DATAVERSE and world.row_of:
        world.row_of |= {
            record.reference: record.name
            for table in backup.tables
            for record in table.records
            if record.reference in world.row_of
        }
    for table in backup.tables:
        for record, born in zip(table.records, table.births, strict=True):
            _pair(world, record).set_born(environment, born)
            if environment == DATAVERSE and record.reference in world.row_of:
                world.row_of[record.reference] = record.name  # it has that key again (R18)
    numbers = world.catalog.numbered if environment == DATAVERSE else {}
    return _differences(_by_pair(now, numbers), _by_pair(saved, numbers))


def _replace(store: Store, table: str, now: tuple[Record, ...], wanted: tuple[Record, ...]) -> None:
    """Let a table hold these records in this order; those that are in place stay there."""
    same = 0
    for before, after in zip(now, wanted, strict=False):
        if before[:3] != after[:3]:  # reference, name and key
            break
        same += 1
    for record in now[same:]:
        store.remove(table, record.key)
    for before, after in zip(now[:same], wanted[:same], strict=True):
        if before != after:
            store.put(table, after)
    for record in wanted[same:]:
        store.put(table, record)


def _by_pair(
    tables: Mapping[str, tuple[Record, ...]], numbers: Mapping[str, Table]
) -> dict[str, Record]:
    """The records by name; of choices the numbers, as another name of one is no change (R16)."""
    found: dict[str, Record] = {}
    for table, records in tables.items():
        facts = numbers.get(table)
        for record in records:
            values = record.values if facts is None else numbered(facts, record.values)
            found[record.name] = record._replace(values=values)
    return found


def _differences(now: Mapping[str, Record], saved: Mapping[str, Record]) -> Differences:
    changed = sum(now[name] != record for name, record in saved.items() if name in now)
    return Differences(
        changed, sum(name not in saved for name in now), sum(name not in now for name in saved)
    )


def _pair(world: World, record: Record) -> RecordPair:
    pair = world.record_pairs.named(record.name)
    assert pair is not None  # every record is one of a pair
    return pair
