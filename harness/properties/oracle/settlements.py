"""Following a settlement: what the integration does to one record, from first entry to last.

A settlement is several journal entries in a row about one record: written, lost, undone, linked.
The oracle keeps both sides of the record as they were before the first of them, and judges each by
that.

>>> from harness.properties.oracle.oracle import Oracle
>>> from harness.simulator.engine import Engine
>>> current_sides(Oracle(Engine()), "ada")[0]
SideBefore(values=None, pending=None, edited_at=None, ignored=None)
"""

from typing import Final

from harness.domain.environments import DATAVERSE, ENVIRONMENTS, HR, Environment
from harness.domain.events import Event
from harness.properties.oracle.lookups import missing_targets, users_of
from harness.properties.oracle.observations import WRITES, Settlement, SideBefore
from harness.properties.oracle.predictions import expect_losses
from harness.properties.oracle.requests import expect_requests, note_unanswered
from harness.properties.oracle.restoring import same_in_both
from harness.properties.oracle.state import OracleState
from harness.properties.oracle.step import Step

SETTLING: Final = WRITES | {"settled", "dropped", "lost", "delete_undone", "unanswered", "linked"}
_LINKS: Final = frozenset({"updated", "copied", "restored", "linked"})


def current_sides(oracle: OracleState, name: str) -> tuple[SideBefore, SideBefore]:
    """Both sides of a record as they are now, by the model."""
    records, pending, edited_at = oracle.records, oracle.pending, oracle.edited_at
    unnoticed = oracle.unnoticed
    return (
        SideBefore(
            records[HR].get(name),
            pending[HR].get(name),
            edited_at[HR].get(name),
            unnoticed[HR].get(name),
        ),
        SideBefore(
            records[DATAVERSE].get(name),
            pending[DATAVERSE].get(name),
            edited_at[DATAVERSE].get(name),
            unnoticed[DATAVERSE].get(name),
        ),
    )


def begin_settlement(oracle: OracleState, step: Step, event: Event, name: str) -> None:
    """Keep both sides as they are, and expect what the faults in force do to the requests."""
    oracle.settling = name
    oracle.sides_before = current_sides(oracle, name)
    if oracle.expected_faults.kinds:
        expect_requests(oracle, step, event, name, oracle.sides_before)


def add_settlement(
    oracle: OracleState, step: Step, event: Event, name: str, follows: bool | None
) -> None:
    """Add an entry of a settlement to the step, with both sides before it."""
    world = oracle.simulator.world
    table = world.catalog[event.table or ""]
    if oracle.sides_before is not None:
        hr, dataverse = oracle.sides_before
    else:  # of a record that is not settled, and whose changes go on: copies of them
        hr, dataverse = current_sides(oracle, name)
        hr = hr._replace(pending=hr.pending and hr.pending.copy())
        dataverse = dataverse._replace(pending=dataverse.pending and dataverse.pending.copy())
    missing: tuple[str, ...] = ()
    used_by = None
    environment, kind = event.environment, event.event
    if environment is not None:
        if kind in WRITES and event.data and table.lookups:
            missing = missing_targets(oracle, environment, table, event.data, name)
        elif kind == "removed" or event.rule == "R19":
            used_by = next(users_of(oracle, environment, name), None)
    tracked = oracle.tracked(name)
    step.settlements.append(
        Settlement(event, name, table, hr, dataverse, tracked, missing, used_by, follows)
    )


def follow_settlement(
    oracle: OracleState,
    step: Step,
    event: Event,
    environment: Environment | None,
    name: str,
    follows: bool | None,
) -> None:
    """Apply one entry of a settlement to the model."""
    kind = event.event
    if kind in WRITES and environment is not None:
        add_settlement(oracle, step, event, name, follows)
        assert oracle.sides_before is not None
        side = oracle.sides_before[environment == DATAVERSE]
        if side.pending is not None or side.ignored is not None:
            expect_losses(oracle, step, event, environment, name, side)
        if kind == "removed":
            oracle.records[environment].pop(name, None)
            oracle.reference_of[environment].pop(name, None)
            if environment == DATAVERSE:
                oracle.binned.pop(name, None)  # E2: no user deleted it last
        else:
            oracle.records[environment][name] = event.data
        if kind != "updated":  # a record that the integration made has no last edit
            oracle.edited_at[environment].pop(name, None)
    elif kind in ("lost", "settled", "dropped"):
        add_settlement(oracle, step, event, name, follows)
    if kind == "unanswered":
        note_unanswered(step, event, name)
        _lose_answer(oracle, event, name)
    elif kind == "removed" or (kind == "settled" and event.rule in ("L6", "L10")):
        entity = oracle.tracking_rows.get(name, (True, ""))[1]
        oracle.tracking_rows[name] = True, entity
    elif kind in _LINKS:
        _linked(oracle, event, name)
    elif kind == "dropped" and oracle.tracked(name):
        del oracle.tracking_rows[name]


def _linked(oracle: OracleState, event: Event, name: str) -> None:
    """Note in the tracking row the entity that last synced to Dataverse, or the table's (G3)."""
    default = oracle.simulator.world.catalog[event.table or ""].entity
    before = oracle.sides_before
    # of a record that is gone no change travels: what Dataverse gets is of the one that is made now
    if event.environment == DATAVERSE and (before is None or before[0].values is not None):
        pending = oracle.pending[HR].get(name) or oracle.unnoticed[HR].get(name)
        if pending is not None and not pending.deleted:
            oracle.tracking_rows[name] = False, pending.entity or default
            return
    if not oracle.tracked(name):
        oracle.tracking_rows[name] = False, default


def _lose_answer(oracle: OracleState, event: Event, name: str) -> None:
    """Keep the changes missed where they were missed, though they were carried out (F2)."""
    deleted = oracle.tracking_rows.get(name, (False, ""))[0]
    for environment in ENVIRONMENTS:
        pending = oracle.pending[environment].get(name)
        if pending is not None:
            gone = deleted and environment != event.environment
            oracle.pending[environment][name] = pending.with_lost_ack(gone)
        oracle.waiting.pop((environment, name), None)
        oracle.held.pop((environment, name), None)
    _forget_unnoticed(oracle, name)
    if name in oracle.binned:
        _settle_binned(oracle, name)
    oracle.settling = oracle.sides_before = None


def end_settlement(oracle: OracleState) -> None:
    """The settlement is over: what users changed of the record has travelled, or is lost."""
    name = oracle.settling
    if name is not None:
        for environment in ENVIRONMENTS:
            if name in oracle.pending[environment]:
                oracle.spend(environment, name)
        oracle.settling = oracle.sides_before = None
        if name in oracle.binned:
            _settle_binned(oracle, name)
        if oracle.apart or oracle.unnoticed[HR] or oracle.unnoticed[DATAVERSE]:
            _forget_unnoticed(oracle, name)


def _settle_binned(oracle: OracleState, name: str) -> None:
    """No delete of the thing is taken back any more: it has travelled, or was overtaken (E2)."""
    rows = oracle.binned[name]
    oracle.binned[name] = tuple(row._replace(settled=True) for row in rows)


def end_sync(oracle: OracleState, step: Step, table: str) -> None:
    """A full synchronization settles what nobody noticed, also where nothing is written (N1)."""
    if not (oracle.unnoticed[HR] or oracle.unnoticed[DATAVERSE] or oracle.apart):
        return
    failed = {it.record for it in step.events if it.event == "failed" and it.actor == "sync now"}
    named = oracle.simulator.world.record_pairs.named
    for name in {*oracle.unnoticed[HR], *oracle.unnoticed[DATAVERSE], *oracle.apart} - failed:
        pair = named(name)
        if pair is not None and pair.table.name == table:
            _forget_unnoticed(oracle, name)


def _forget_unnoticed(oracle: OracleState, name: str) -> None:
    """What nobody noticed was copied or overwritten, if both sides hold the same now (F7)."""
    if same_in_both(oracle, name):
        for environment in ENVIRONMENTS:
            ignored = oracle.unnoticed[environment].pop(name, None)
            if ignored is not None and oracle.backups:
                oracle.travelled.add((environment, name, ignored.since_seq))
        oracle.apart.discard(name)
