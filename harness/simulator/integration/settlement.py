"""Settlement of one record pair: read both sides, let `reconcile` decide, write the outcome.

Live sync, the batch job and sync now all call `settle`, so that one table of decisions serves all
three (the R rules). A pair is written whole or not at all: if one side cannot be written, the pair
fails with a reason and its requests stay missed (R14, R16, L5).

>>> from harness.domain.commands import Create, TurnOn, pairs
>>> from harness.simulator.engine import Engine
>>> simulator = Engine()
>>> simulator.attempt(Create("hr", "cdm_title", "boss", pairs({"cdm_name": "Boss"})))
>>> settle(simulator.world, simulator.world.record_pairs.named("boss"), "batch job", 1)
'done'
>>> simulator.record("dataverse", "boss").values
('Boss',)
"""

from typing import Final, Literal, NamedTuple

from harness.domain.columns import catalog_problem
from harness.domain.environments import DATAVERSE, ENVIRONMENT_NAMES, HR, Environment
from harness.domain.events import Actor
from harness.domain.reconcile import reconcile, with_one_way
from harness.domain.records import Record, Values, at
from harness.domain.request_kinds import DELETE, EDIT, UNACKED_DELETE
from harness.simulator.record_pairs import RecordPair, Request, TrackingRow
from harness.simulator.world import World

Result = Literal["done", "failed", "deferred"]
DONE: Final = "done"
FAILED: Final = "failed"
DEFERRED: Final = "deferred"  # a parent is missing and may still come in this run
_new: Final = tuple.__new__


def settle(
    world: World,
    pair: RecordPair,
    actor: Actor,
    cause: int,
    full: bool = False,
    may_defer: bool = False,
) -> Result:
    """Settle one pair. `full`: as a full synchronization does (R8).

    `may_defer`: if the target of a lookup is missing, return DEFERRED and report nothing.
    """
    table, key = pair.table, pair.key
    hr = world.stores[HR].find(table.name, key)
    dataverse = world.stores[DATAVERSE].find(table.name, key)
    hr_request, dataverse_request = pair.hr_request, pair.dataverse_request
    row = pair.row
    tracked = row is not None and not row.deleted_from_dataverse
    waits = hr_request is not None or dataverse_request is not None
    if tracked and not waits and hr and dataverse and hr.values is dataverse.values:
        return DONE  # R1, before any table is asked: most pairs of a full synchronization
    rule, values, loser, loss = reconcile(
        table,
        hr,
        None if hr_request is None else hr_request.touched,
        dataverse,
        None if dataverse_request is None else dataverse_request.touched,
        tracked,
        world.policy,
        world.settings.tie,
        full,
    )
    if values is None:
        _drop(world, pair, actor, cause, rule)
        if waits:
            world.missed.spend_both(pair)
        return DONE
    # mostly it is the same tuple, and there is nothing to compare
    write_hr = hr is None or (hr.values is not values and hr.values != values)
    write_dataverse = dataverse is None or (
        dataverse.values is not values and dataverse.values != values
    )
    problem = None
    unanswered: Environment | None = None
    if table.constrained:
        if write_hr:
            problem = _write_problem(world, pair, HR, hr, values)
        if write_dataverse and problem is None:
            problem = _write_problem(world, pair, DATAVERSE, dataverse, values)
    if world.faults.any and problem is None:
        problem, unanswered = _send_requests(world, write_hr, write_dataverse)
    if problem is not None:
        if may_defer and problem.rule == "R14":
            return DEFERRED
        _fail(world, pair, actor, cause, problem)
        return FAILED
    journal, now = world.journal, world.clock.now
    if not tracked and hr is not None and dataverse is not None:
        cause = _link(world, pair, actor, cause)
    if write_hr:
        hr = _write(world, pair, HR, hr, hr_request, values, actor, cause, rule)
    if write_dataverse:
        dataverse = _write(
            world, pair, DATAVERSE, dataverse, dataverse_request, values, actor, cause, rule
        )
    if loss:
        # the cause is the write that overwrote the values: one entry, as both sides exist
        cause = len(journal) - (loser == HR and write_dataverse)
        seq = journal.add(now, cause, "lost", actor, loser, table.name, pair.name, rule, loss)
        journal.losses.append(seq)
    elif waits and not (write_hr or write_dataverse):
        journal.add(now, cause, "settled", actor, None, table.name, pair.name, rule)
    assert hr is not None and dataverse is not None
    _track(pair, hr.reference, dataverse.reference, hr_request if write_dataverse else None)
    if unanswered:
        _keep_missed(world, pair, actor, cause, unanswered)
        return FAILED
    if waits:
        world.missed.spend_both(pair)
    return DONE


def _send_requests(
    world: World, write_hr: bool, write_dataverse: bool
) -> tuple["WriteProblem | None", Environment | None]:
    """Let faults strike at the requests: why one fails, or whose acknowledgement is lost (F2)."""
    problem: WriteProblem | None = None
    unanswered: Environment | None = None
    writes: dict[Environment, bool] = {HR: write_hr, DATAVERSE: write_dataverse}
    for environment, write in writes.items():
        if write:
            reason, answer_lost = world.faults.on_request(environment, world.clock.now)
            if reason and problem is None:
                problem = WriteProblem("L5", reason, environment)
            if answer_lost:
                unanswered = environment
    return problem, None if problem else unanswered


def _keep_missed(
    world: World, pair: RecordPair, actor: Actor, cause: int, unanswered: Environment
) -> None:
    """Keep the requests of a pair whose acknowledgement was lost, as edits of no column (F2)."""
    requests = [
        request for request in (pair.hr_request, pair.dataverse_request) if request is not None
    ]
    for request in requests:
        world.missed.waiting.pop(request, None)
        request.kind, request.touched = EDIT, 0
    table, now = pair.table.name, world.clock.now
    world.journal.add(
        now, cause, "unanswered", actor, unanswered, table, pair.name, "F2", bool(requests)
    )


def _write(
    world: World,
    pair: RecordPair,
    environment: Environment,
    record: Record | None,
    request: Request | None,
    values: Values,
    actor: Actor,
    cause: int,
    rule: str,
) -> Record:
    """Write the values to one side. The integration's own writes make no request (L4)."""
    table, name = pair.table.name, pair.name
    if record is not None:
        before, event = record.values, "updated"
        if pair.table.one_way and with_one_way(pair.table, before, values) == values:
            rule = "R15"  # nothing but one-way columns is written
        # tuple.__new__ takes half the time of the constructor, and a batch run may do a million
        record = _new(Record, (record.reference, name, pair.key, values, record.edited_at))
    else:
        before, event = None, "restored" if pair.tracked else "copied"
        if pair.tracked and environment == DATAVERSE:
            assert pair.row is not None
            reference = pair.row.dataverse_reference  # R4: same row id; R5: always a new RecId
        else:
            reference = world.new_reference(environment)
        # a record created by the integration has no last edit, which counts as the earliest
        record = _new(Record, (reference, name, pair.key, values, None))
    world.stores[environment].put(table, record)
    journal, now = world.journal, world.clock.now
    seq = journal.add(now, cause, event, actor, environment, table, name, rule, values, before)
    if before is None and request is not None and request.kind == DELETE:
        # R13: a user's delete that had not travelled is reversed
        journal.undone_deletes.append(
            journal.add(now, seq, "delete_undone", actor, environment, table, name, rule)
        )
    return record


def _track(pair: RecordPair, rec_id: int, row_id: int, synced: Request | None) -> None:
    """Write the tracking row: it points at both records (R17) and names the entity (G3).

    `synced` is Human Resources' request if it was written to Dataverse: the entity it names is the
    one that last synced. The row of a record from Dataverse names the table's own.
    """
    row = pair.row
    if synced is not None and synced.kind not in (DELETE, UNACKED_DELETE):
        entity = synced.entity or pair.table.entity
    elif row is not None and not row.deleted_from_dataverse:
        entity = row.entity
    else:
        entity = pair.table.entity
    now = (row_id, entity, rec_id, False)
    if row != now:
        pair.row = _new(TrackingRow, now)


def _link(world: World, pair: RecordPair, actor: Actor, cause: int) -> int:
    return world.journal.add(
        world.clock.now,
        cause,
        "linked",
        actor,
        None,
        pair.table.name,
        pair.name,
        "R8",
        pair.row is not None,
    )


def _drop(world: World, pair: RecordPair, actor: Actor, cause: int, rule: str) -> None:
    """Drop a pair with no record left: its tracking row goes, a tombstone stays (R6)."""
    tracked = pair.tracked
    if tracked:
        pair.row = None
    if tracked or pair.hr_request or pair.dataverse_request:
        world.journal.add(
            world.clock.now,
            cause,
            "dropped",
            actor,
            None,
            pair.table.name,
            pair.name,
            rule,
            tracked,
        )


class WriteProblem(NamedTuple):
    """Why a record cannot be written: the rule, the reason, and the environment."""

    rule: str
    reason: str
    environment: Environment


def _fail(world: World, pair: RecordPair, actor: Actor, cause: int, problem: WriteProblem) -> None:
    world.journal.add(
        world.clock.now,
        cause,
        "failed",
        actor,
        problem.environment,
        pair.table.name,
        pair.name,
        problem.rule,
        problem.reason,
    )


def _write_problem(
    world: World, pair: RecordPair, environment: Environment, record: Record | None, values: Values
) -> WriteProblem | None:
    """Why these values cannot be written to that environment (R14, R16), or None."""
    table = pair.table
    lookups = table.lookups
    # if nothing but one-way columns is written, no lookup is translated (R15)
    if table.one_way and record and with_one_way(table, record.values, values) == values:
        lookups = ()
    for place, target in lookups:
        value = at(values, place)
        itself = target == table.name and value == pair.key  # exists once it is written
        if value is None or itself:
            continue
        if world.stores[environment].find(target, value) is None:
            found = world.record_pairs.find(target, value)
            name = found.name if found else world.catalog[target].key_text(value)
            where = ENVIRONMENT_NAMES[environment]
            reason = f"{table.names[place]} looks up {name}, which is not in {where}"
            return WriteProblem("R14", reason, environment)
    for place in table.asymmetric:
        value = at(values, place)
        if value is not None and not isinstance(value, tuple):
            reason = catalog_problem(environment, table.columns[place], value)
            if reason:
                return WriteProblem("R16", reason, environment)
    return None
