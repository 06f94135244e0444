"""Following a settlement: what the integration does to one record, from first entry to last.

A settlement is several journal entries in a row about one record: written, lost, undone, linked.
The oracle keeps both sides of the record as they were before the first of them, and judges each by
that.

>>> from harness.properties.oracle.oracle import Oracle
>>> from harness.simulator.engine import Engine
>>> current_sides(Oracle(Engine()), "ada")[0]
Side(values=None, pending=None, edited_at=None)
"""

from typing import Final

from harness.domain.catalog import Table
from harness.domain.environments import DATAVERSE, ENVIRONMENTS, HR, Environment, other
from harness.domain.events import Event
from harness.domain.records import Values
from harness.domain.request_kinds import ShownKind
from harness.properties.oracle.expected_plugged import Answer
from harness.properties.oracle.observations import WRITES, SentRequest, Settlement, Side
from harness.properties.oracle.predictions import expect_losses
from harness.properties.oracle.state import OracleState
from harness.properties.oracle.step import Step
from harness.simulator.travelling_request import TravellingRequest

SETTLING: Final = WRITES | {"settled", "dropped", "lost", "delete_undone", "unanswered", "linked"}
_LINKS: Final = frozenset({"updated", "copied", "restored", "linked"})


def current_sides(oracle: OracleState, name: str) -> tuple[Side, Side]:
    """Both sides of a record as they are now, by the model."""
    hr, dataverse = (
        Side(
            oracle.records[environment].get(name),
            oracle.pending[environment].get(name),
            oracle.edited_at[environment].get(name),
        )
        for environment in ENVIRONMENTS
    )
    return hr, dataverse


def add_settlement(oracle: OracleState, step: Step, event: Event, name: str) -> None:
    """Add an entry of a settlement to the step, with both sides before it."""
    table = oracle.simulator.world.catalog[event.table or ""]
    if oracle.sides_before is not None:
        hr, dataverse = oracle.sides_before
    else:  # of a record that is not settled, and whose changes go on: copies of them
        hr, dataverse = current_sides(oracle, name)
        hr = hr._replace(pending=hr.pending and hr.pending.copy())
        dataverse = dataverse._replace(pending=dataverse.pending and dataverse.pending.copy())
    missing = None
    if event.event in WRITES and event.data and table.lookups and event.environment:
        missing = _missing_target(oracle, event.environment, table, event.data, name)
    tracked = oracle.tracked(name)
    step.settlements.append(Settlement(event, name, table, hr, dataverse, tracked, missing))


def _missing_target(
    oracle: OracleState, environment: Environment, table: Table, values: Values, name: str
) -> str | None:
    """The lookup column whose target does not exist in that environment, or None (R14)."""
    existing, pairs = oracle.records[environment], oracle.simulator.world.record_pairs
    for place, target in table.lookups:
        value = values[place] if place < len(values) else None
        if value is None:
            continue
        pair = pairs.find(target, value)
        if pair is None or (pair.name not in existing and pair.name != name):
            return table.names[place]
    return None


def follow_settlement(
    oracle: OracleState, step: Step, event: Event, environment: Environment | None, name: str
) -> None:
    """Apply one entry of a settlement to the model."""
    kind = event.event
    if kind in WRITES and environment is not None:
        add_settlement(oracle, step, event, name)
        expect_answer(oracle, step, environment, name, "done")
        expect_losses(oracle, step, event, environment, name)
        if kind == "removed":
            oracle.records[environment].pop(name, None)
        else:
            oracle.records[environment][name] = event.data
        if kind != "updated":  # a record that the integration made has no last edit
            oracle.edited_at[environment].pop(name, None)
    elif kind in ("lost", "settled"):
        add_settlement(oracle, step, event, name)
    if kind == "unanswered":
        for request in step.sent_requests[-1:]:
            request.actual = "unanswered"
        _lose_answer(oracle, event, name)
    elif kind == "removed" or (kind == "settled" and event.rule == "L6"):
        entity = oracle.tracking_rows.get(name, (True, ""))[1]
        oracle.tracking_rows[name] = True, entity
    elif kind in _LINKS:
        _linked(oracle, event, name)
    elif kind == "dropped" and oracle.tracked(name):
        del oracle.tracking_rows[name]


def expect_answer(
    oracle: OracleState, step: Step, environment: Environment, name: str, actual: Answer
) -> None:
    """Record a request's answer with the predicted one (F1, F2).

    Faults count requests. A settlement that may write both sides may send two, and its entries do
    not show which of them failed: from then on the oracle predicts no answers.
    """
    expected_faults = oracle.expected_faults
    if not expected_faults.kinds or expected_faults.uncertain:
        return
    pair = oracle.simulator.world.record_pairs.named(name)
    if oracle.policy_law.merges or (pair is not None and pair.table.one_way):
        expected_faults.uncertain = True
        step.sent_requests.clear()
        return
    now = oracle.time // 1000
    if expected_faults.unavailable(environment, now):  # nothing is asked (F1)
        step.sent_requests.append(SentRequest(environment, name, "failed", actual))
        return
    kind = _travelling_kind(oracle, environment, name)
    table = "" if pair is None else pair.table.name
    expected = expected_faults.next_answer(environment, table, name, kind)
    if expected_faults.plugged is not None and pair is not None:
        missed = oracle.pending[other(environment)].get(name)
        since = missed.since if missed else now
        expected = expected_faults.plugged.answer(
            environment,
            lambda number: TravellingRequest(pair, environment, kind, since, number, now),
            expected,
        )
    step.sent_requests.append(SentRequest(environment, name, expected, actual))


def _travelling_kind(oracle: OracleState, to: Environment, name: str) -> ShownKind:
    """What is written: what is gone in one environment can only be deleted in the other."""
    if name not in oracle.records[other(to)]:
        return "delete"
    return "edit" if name in oracle.records[to] else "create"


def _linked(oracle: OracleState, event: Event, name: str) -> None:
    """Note in the tracking row the entity that last synced to Dataverse, or the table's (G3)."""
    default = oracle.simulator.world.catalog[event.table or ""].entity
    if event.environment == DATAVERSE:
        pending = oracle.pending[HR].get(name)
        if pending is not None and not pending.deleted:
            oracle.tracking_rows[name] = False, pending.entity or default
            return
    if not oracle.tracked(name):
        oracle.tracking_rows[name] = False, default


def _lose_answer(oracle: OracleState, event: Event, name: str) -> None:
    """Keep the changes missed where they were missed, though they were carried out (F2)."""
    deleted = event.rule == "F2" and oracle.tracking_rows.get(name, (False, ""))[0]
    written_to = event.environment
    for environment in ENVIRONMENTS:
        pending = oracle.pending[environment].get(name)
        if pending is not None and (not deleted or environment != written_to):
            oracle.pending[environment][name] = pending.with_lost_ack(deleted)
        else:
            oracle.pending[environment].pop(name, None)
        oracle.waiting.pop((environment, name), None)
    oracle.settling = oracle.sides_before = None


def end_settlement(oracle: OracleState) -> None:
    """The settlement is over: what users changed of the record has travelled, or is lost."""
    if oracle.settling is not None:
        for environment in ENVIRONMENTS:
            oracle.pending[environment].pop(oracle.settling, None)
            if oracle.waiting:
                oracle.waiting.pop((environment, oracle.settling), None)
        oracle.settling = oracle.sides_before = None
