"""What the integration does to a record, followed by a watch from the first entry to the last.

A settlement is several entries about one record: what is written, lost, undone, linked. The watch
keeps how both sides looked before the first of them, so that all can be judged by it.

>>> from harness.properties.oracle.oracle import Oracle
>>> from harness.simulator.simulator import Simulator
>>> look(Oracle(Simulator()), "ada")[0]
Side(values=None, pending=None, edited_at=None)
"""

from typing import Final

from harness.domain.catalog import Table
from harness.domain.environments import DATAVERSE, ENVIRONMENTS, HR, Environment
from harness.domain.events import Event
from harness.domain.records import Values
from harness.properties.oracle.expected_faults import Answer
from harness.properties.oracle.observations import WRITES, SentRequest, Settlement, Side
from harness.properties.oracle.predictions import losses
from harness.properties.oracle.state import OracleState
from harness.properties.oracle.step import Step

SETTLING: Final = WRITES | {"settled", "dropped", "lost", "delete_undone", "unanswered", "linked"}
_LINKS: Final = frozenset({"updated", "copied", "restored", "linked"})


def look(oracle: OracleState, name: str) -> tuple[Side, Side]:
    """Both sides of a record as they are now."""
    hr, dataverse = (
        Side(
            oracle.records[environment].get(name),
            oracle.pending[environment].get(name),
            oracle.edited_at[environment].get(name),
        )
        for environment in ENVIRONMENTS
    )
    return hr, dataverse


def seen(oracle: OracleState, step: Step, event: Event, name: str) -> None:
    """Keep for the step what happened to a record, and how it looked before."""
    table = oracle.simulator.world.catalog[event.table or ""]
    if oracle.found is not None:
        hr, dataverse = oracle.found
    else:  # its requests stay, and may be changed before this step is looked at
        hr, dataverse = look(oracle, name)
        hr = hr._replace(pending=hr.pending and hr.pending.copy())
        dataverse = dataverse._replace(pending=dataverse.pending and dataverse.pending.copy())
    missing = None
    if event.event in WRITES and event.data and table.lookups and event.environment:
        missing = _missing(oracle, event.environment, table, event.data, name)
    step.seen.append(Settlement(event, name, table, hr, dataverse, oracle.tracked(name), missing))


def _missing(
    oracle: OracleState, environment: Environment, table: Table, values: Values, name: str
) -> str | None:
    """What those values look up that is not there (R14)."""
    there, pairs = oracle.records[environment], oracle.simulator.world.record_pairs
    for place, target in table.lookups:
        value = values[place] if place < len(values) else None
        if value is None:
            continue
        pair = pairs.find(target, value)
        if pair is None or (pair.name not in there and pair.name != name):
            return table.names[place]
    return None


def settle(
    oracle: OracleState, step: Step, event: Event, environment: Environment | None, name: str
) -> None:
    """Follow one entry of a settlement."""
    kind = event.event
    if kind in WRITES and environment is not None:
        seen(oracle, step, event, name)
        sent_to(oracle, step, environment, name, "done")
        losses(oracle, step, event, environment, name)
        if kind == "removed":
            oracle.records[environment].pop(name, None)
        else:
            oracle.records[environment][name] = event.data
        if kind != "updated":  # a record that the integration made has no last edit
            oracle.edited_at[environment].pop(name, None)
    elif kind in ("lost", "settled"):
        seen(oracle, step, event, name)
    if kind == "unanswered":
        for sent in step.sent[-1:]:
            sent.found = "unanswered"
        _unheard(oracle, event, name)
    elif kind == "removed" or (kind == "settled" and event.rule == "L6"):
        entity = oracle.rows.get(name, (True, ""))[1]
        oracle.rows[name] = True, entity
    elif kind in _LINKS:
        _linked(oracle, event, name)
    elif kind == "dropped" and oracle.tracked(name):
        del oracle.rows[name]


def sent_to(
    oracle: OracleState, step: Step, environment: Environment, name: str, found: Answer
) -> None:
    """Every request counts; where both sides may be written, not each is seen to fail."""
    expected_faults = oracle.expected_faults
    if not expected_faults.kinds or expected_faults.uncertain:
        return
    pair, settings = (
        oracle.simulator.world.record_pairs.named(name),
        oracle.simulator.world.settings,
    )
    if settings.conflict == "merge_fields" or (pair is not None and pair.table.one_way):
        expected_faults.uncertain = True
        step.sent.clear()
        return
    expected = expected_faults.request(environment, oracle.time // 1000)
    step.sent.append(SentRequest(environment, name, expected, found))


def _linked(oracle: OracleState, event: Event, name: str) -> None:
    """G3: the entity that last synced to Dataverse; a row that is new shows the table's own."""
    own = oracle.simulator.world.catalog[event.table or ""].entity
    if event.environment == DATAVERSE:
        pending = oracle.pending[HR].get(name)
        if pending is not None and not pending.deleted:
            oracle.rows[name] = False, pending.entity or own
            return
    if not oracle.tracked(name):
        oracle.rows[name] = False, own


def _unheard(oracle: OracleState, event: Event, name: str) -> None:
    """F2: it is settled, and stays missed where it was missed."""
    deleted = event.rule == "F2" and oracle.rows.get(name, (False, ""))[0]
    across = event.environment
    for environment in ENVIRONMENTS:
        pending = oracle.pending[environment].get(name)
        if pending is not None and (not deleted or environment != across):
            oracle.pending[environment][name] = pending.as_unheard(deleted)
        else:
            oracle.pending[environment].pop(name, None)
        oracle.waits.pop((environment, name), None)
    oracle.settling = oracle.found = None


def settled(oracle: OracleState) -> None:
    """The record was settled: what users changed of it has travelled, or is lost."""
    if oracle.settling is not None:
        for environment in ENVIRONMENTS:
            oracle.pending[environment].pop(oracle.settling, None)
            if oracle.waits:
                oracle.waits.pop((environment, oracle.settling), None)
        oracle.settling = oracle.found = None
