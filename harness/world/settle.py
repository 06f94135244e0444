"""Settling one record: gather what both sides look like, have it decided, write the outcome.

Live sync, the batch job and sync now all come through here, so that one table decides for all
(behaviour.md, R). Nothing is written for a record that cannot be written whole: it fails with a
reason and its requests stay missed (R14, R16, L5).
"""

from typing import Final, Literal

from harness.decisions.net import DELETE
from harness.decisions.reconcile import reconcile
from harness.parts.tracking import TrackingRow
from harness.values.catalog import Table, catalog_problem
from harness.values.environments import DATAVERSE, ENVIRONMENT_NAMES, HR, Environment
from harness.values.events import Actor
from harness.values.records import Key, Record, Values
from harness.world.world import World

Result = Literal["done", "failed", "put off"]
DONE: Final = "done"
FAILED: Final = "failed"
PUT_OFF: Final = "put off"


def settle(
    world: World,
    table: Table,
    key: Key,
    actor: Actor,
    cause: int,
    *,
    full: bool = False,
    may_put_off: bool = False,
) -> Result:
    """Reconcile one thing. `may_put_off`: where a lookup's target is missing, say so and no more."""
    name = table.name
    missed, journal = world.missed, world.journal
    hr_store, dataverse_store = world.stores[HR], world.stores[DATAVERSE]
    hr, dataverse = hr_store.find(name, key), dataverse_store.find(name, key)
    hr_request = missed.get(HR, name, key)
    dataverse_request = missed.get(DATAVERSE, name, key)
    row = world.tracking.row(name, key)
    tracked = row is not None and not row.deleted_from_dataverse
    rule, values, loser, loss = reconcile(
        table,
        hr,
        hr_request,
        dataverse,
        dataverse_request,
        tracked,
        world.policy,
        world.settings.tie,
        full,
    )
    now = world.clock.now
    if values is None:
        if tracked:
            world.tracking.drop(name, key)
        if tracked or hr_request is not None or dataverse_request is not None:
            label = row.name if row is not None else world.names.name(name, key)
            journal.add(now, cause, "dropped", actor, None, name, label, rule, tracked)
    else:
        write_hr = hr is None or hr.values != values
        write_dataverse = dataverse is None or dataverse.values != values
        if write_hr or write_dataverse:
            problem = (write_hr and _problem(world, table, HR, values)) or (
                write_dataverse and _problem(world, table, DATAVERSE, values)
            )
            if problem:
                if may_put_off and problem[0] == "R14":
                    return PUT_OFF
                label = (hr or dataverse).name  # type: ignore[union-attr]
                journal.add(
                    now, cause, "failed", actor, problem[2], name, label, problem[0], problem[1]
                )
                return FAILED
        if not tracked and hr is not None and dataverse is not None:
            cause = journal.add(
                now, cause, "linked", actor, None, name, hr.name, "R8", row is not None
            )
        if write_hr:
            new, seq = _write(world, table, HR, hr, dataverse, values, row, actor, cause, rule)
            if hr is None and hr_request is not None and hr_request.kind == DELETE:
                _undone(world, HR, name, new.name, seq, rule, actor)
            hr = new
        if write_dataverse:
            new, seq = _write(world, table, DATAVERSE, dataverse, hr, values, row, actor, cause, rule)
            if dataverse is None and dataverse_request is not None and dataverse_request.kind == DELETE:
                _undone(world, DATAVERSE, name, new.name, seq, rule, actor)
            dataverse = new
        assert hr is not None and dataverse is not None
        if loss:
            # the last write is the one that overwrote it
            seq = journal.add(now, len(journal), "lost", actor, loser, name, hr.name, rule, loss)
            journal.losses.append(seq)
        elif not (write_hr or write_dataverse) and (
            hr_request is not None or dataverse_request is not None
        ):
            journal.add(now, cause, "settled", actor, None, name, hr.name, rule)
        # G3: what last synced to Dataverse. A row from Dataverse shows the table's own entity
        if write_dataverse and hr_request is not None and hr_request.kind != DELETE:
            entity = hr_request.entity or table.entity
        elif row is not None and tracked:
            entity = row.entity
        else:
            entity = table.entity
        if (
            row is None
            or not tracked
            or row.human_resources_reference != hr.reference
            or row.dataverse_reference != dataverse.reference
            or row.entity != entity
        ):
            world.tracking.put(
                name, key, TrackingRow(hr.name, dataverse.reference, entity, hr.reference)
            )
    if hr_request is not None:
        missed.spend(HR, name, key)
    if dataverse_request is not None:
        missed.spend(DATAVERSE, name, key)
    return DONE


def _write(
    world: World,
    table: Table,
    environment: Environment,
    record: Record | None,
    across: Record | None,
    values: Values,
    row: TrackingRow | None,
    actor: Actor,
    cause: int,
    rule: str,
) -> tuple[Record, int]:
    """Make this side hold the values; what the integration writes makes no request (L4)."""
    if record is not None:
        before, event = record.values, "updated"
        record = Record(record.reference, record.name, record.key, values, record.edited_at)
    else:
        assert across is not None
        before, event = None, "copied"
        if row is not None and not row.deleted_from_dataverse:
            event = "restored"
        if event == "restored" and environment == DATAVERSE:
            assert row is not None
            reference = row.dataverse_reference  # R4: the same row id; R5: always a new RecId
        else:
            reference = world.new_reference(environment)
        # a record the integration made has no last edit: earliest of all (behaviour.md, Words)
        record = Record(reference, across.name, across.key, values, None)
    world.stores[environment].put(table.name, record)
    seq = world.journal.add(
        world.clock.now,
        cause,
        event,
        actor,
        environment,
        table.name,
        record.name,
        rule,
        (before, values),
    )
    return record, seq


def _undone(
    world: World,
    environment: Environment,
    table: str,
    name: str,
    cause: int,
    rule: str,
    actor: Actor,
) -> None:
    """R13: a user's delete that had not travelled is reversed, and reported."""
    seq = world.journal.add(
        world.clock.now, cause, "delete_undone", actor, environment, table, name, rule
    )
    world.journal.undone_deletes.append(seq)


Problem = tuple[str, str, Environment]  # rule, reason, where it could not be written


def _problem(
    world: World, table: Table, environment: Environment, values: Values
) -> Problem | None:
    """Why these values cannot be written to that environment, or None."""
    if world.faults.any:
        reason = world.faults.write_fails(environment, world.clock.now)
        if reason:
            return "L5", reason, environment
    for place, target in table.lookups:
        value = values[place]
        if value is not None and world.stores[environment].find(target, value) is None:
            name = world.names.name(target, value) or world.catalog[target].key_text(value)
            where = ENVIRONMENT_NAMES[environment]
            return (
                "R14",
                f"{table.names[place]} looks up {name}, which is not in {where}",
                environment,
            )
    for place in table.uneven:
        value = values[place]
        if value is not None and not isinstance(value, tuple):
            reason = catalog_problem(environment, table.columns[place], value)
            if reason:
                return "R16", reason, environment
    return None
