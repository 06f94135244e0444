"""Following users' changes: the net that has to travel, and whether it is delivered at once.

>>> from harness.properties.oracle.oracle import Oracle
>>> from harness.domain.commands import Create, pairs
>>> from harness.simulator.engine import Engine
>>> oracle = Oracle(Engine())
>>> _ = oracle.do(Create("hr", "cdm_title", "boss", pairs({"cdm_name": "Boss"})))
>>> oracle.pending["hr"]["boss"].new, ("boss", 0, "Boss") in oracle.user_values
(True, True)
"""

from harness.domain.commands import Create, Edit
from harness.domain.environments import DATAVERSE, HR, Environment
from harness.domain.events import Event
from harness.domain.fault_points import Delivery
from harness.domain.records import Values
from harness.properties.oracle.expected_faults import NEVER
from harness.properties.oracle.pending import Pending
from harness.properties.oracle.predictions import predict_delete
from harness.properties.oracle.state import OracleState
from harness.properties.oracle.step import Step


def follow_user_change(
    oracle: OracleState, step: Step, event: Event, environment: Environment, name: str, seq: int
) -> None:
    """Apply a user's change to the model; the net of several is as the law's *request*."""
    changes, kind = oracle.pending[environment], event.event
    pending, now = changes.get(name), oracle.now_in(environment)
    touched, entity = 0, None
    if kind == "deleted":
        oracle.records[environment].pop(name, None)
    else:
        touched = _touched(oracle, event, environment, name)
        oracle.records[environment][name] = event.data
        if not touched and kind == "edited":
            return
        oracle.edited_at[environment][name] = now
        if environment == HR and isinstance(step.command, Create | Edit):
            entity = step.command.entity
    if pending is None:
        pending = changes[name] = Pending(kind == "created", seq, now)
        pending.changed(kind, touched, entity, now)
    elif not pending.changed(kind, touched, entity, now):
        del changes[name]  # created and deleted again: nothing is left
        oracle.waiting.pop((environment, name), None)
        return
    pending.live = oracle.on
    step.user_changes.append((environment, name))
    if oracle.on:
        _deliver(oracle, step, environment, name, event.table or "")


def _deliver(
    oracle: OracleState, step: Step, environment: Environment, name: str, table: str
) -> None:
    """Deliver at once or wait; a change joins a delivery that waits already (L1, L2, F3)."""
    key = environment, name
    if oracle.waiting.get(key, 0) > oracle.time:
        return
    settings = oracle.simulator.world.settings
    faults = oracle.expected_faults
    late = faults.next_delay(environment)
    if faults.plugged is not None:
        kind, now = oracle.pending[environment][name].kind, oracle.time // 1000
        delay = faults.plugged.delay(
            lambda number: Delivery(table, name, kind, environment, number, now), environment
        )
        late = NEVER if delay is None else max(late, delay)
    if environment == DATAVERSE:
        late += settings.dataverse_to_hr_delay
    oracle.waiting.pop(key, None)
    if late:
        oracle.waiting[key] = min(oracle.time + late, NEVER) if late < NEVER else NEVER
    else:
        step.live_deliveries.append(key)
        predict_delete(oracle, step, environment, name)


def _touched(oracle: OracleState, event: Event, environment: Environment, name: str) -> int:
    """The columns that the change sets, as bits; without those that flow one way (R15)."""
    values: Values = event.data
    before: Values = event.before or ()
    touched = 0
    if values is before:
        return 0
    for place in range(max(len(values), len(before))):
        value = values[place] if place < len(values) else None
        if value != (before[place] if place < len(before) else None):
            touched |= 1 << place
            oracle.user_values.add((name, place, value))
    if environment == DATAVERSE and event.table is not None:
        for place in oracle.simulator.world.catalog[event.table].one_way:  # R15
            touched &= ~(1 << place)
    return touched
