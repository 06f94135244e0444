"""Taking up users' changes: what joins which request, and when it is delivered.

>>> from harness.properties.oracle.oracle import Oracle
>>> from harness.domain.commands import Create, TurnOn
>>> from harness.simulator.engine import Engine
>>> oracle = Oracle(Engine())
>>> _ = oracle.do(TurnOn())
>>> oracle.do(Create("hr", "cdm_title", "boss", {"cdm_name": "Boss"})).live_deliveries
[('hr', 'boss')]
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

from harness.domain.catalog import Table
from harness.domain.environments import DATAVERSE, Environment
from harness.domain.fault_points import Delivery
from harness.properties.oracle.expected_faults import NEVER
from harness.properties.oracle.pending import Pending
from harness.properties.oracle.predictions import predict_delete
from harness.properties.oracle.state import OracleState
from harness.properties.oracle.step import Step

_SHOWN: Final = {"created": "create", "edited": "edit", "deleted": "delete"}


class Change(NamedTuple):
    """One user's change, as its entry in the journal tells it."""

    environment: Environment
    name: str
    table: Table
    kind: str  # created, edited or deleted
    touched: int
    entity: str | None
    now: int  # seconds, by the environment's own clock
    seq: int


def take_up(oracle: OracleState, step: Step, change: Change) -> bool:
    """Let a change join what is pending of its record, noticed or not.

    Returns whether there is something to deliver.
    """
    environment, name, kind = change.environment, change.name, change.kind
    changes = oracle.pending[environment]
    faults, pending = oracle.expected_faults, changes.get(name)
    if faults.kinds and faults.goes_unnoticed(environment, change.table.name, name, _SHOWN[kind]):
        step.expected_unnoticed.append((environment, name))
        _ignore(oracle, change, pending)
        return False
    ignored = None
    if kind == "edited" and (known := oracle.unnoticed[environment].get(name)) is not None:
        known.touched |= change.touched  # of what users changed, noticed or not (R7)
    elif oracle.unnoticed[environment]:
        # a delete takes with it what nobody noticed; what is created again is the same thing (R17)
        ignored = oracle.unnoticed[environment].pop(name, None)
    same_thing = ignored is not None and ignored.deletes
    if pending is not None and same_thing:
        pending.ack_lost = False  # users deleted it, unnoticed: it is no new thing
    if pending is None:
        pending = Pending(kind == "created" and not same_thing, change.seq, change.now)
        pending.changed(kind, change.touched, change.entity, change.now)
        changes[name] = pending
    elif not pending.changed(kind, change.touched, change.entity, change.now):
        oracle.spend(environment, name, travelled=False)  # created and deleted: nothing is left
        return False
    if kind == "deleted":
        pending.made_on = oracle.on
        pending.of_nothing |= ignored is not None and ignored.new
    if ignored is not None:
        pending.took = ignored.since_seq
    pending.live = oracle.on
    step.user_changes.append((environment, name))
    return True


def deliver(oracle: OracleState, step: Step, change: Change) -> None:
    """Deliver at once or wait; a change joins a delivery that waits already (L1, L2, F3).

    An edit of columns that nobody listens to does neither (L8).
    """
    environment, name = key = change.environment, change.name
    if oracle.waiting.get(key, 0) > oracle.time:
        return
    world = oracle.simulator.world
    if change.kind == "edited" and world.settings.not_listened:
        deaf: Iterable[str] = dict(world.settings.not_listened).get(environment, ())
        names = [change.table.names[it] for it in range(change.touched.bit_length())
                 if change.touched >> it & 1]  # fmt: skip
        if all(f"{change.table.name}.{column}" in deaf for column in names):
            step.expected_unheard.append(key)
            return
    faults = oracle.expected_faults
    late, held = 0, set[str]()
    if faults.kinds:
        late, is_held = faults.next_delay(environment)
        held = {"delivery_delayed"} if is_held else held
        if faults.plugged is not None:
            kind, now = oracle.pending[environment][name].kind, oracle.time // 1000
            more, kinds = faults.plugged.delay(
                lambda number: Delivery(change.table.name, name, kind, environment, number, now),
                environment,
            )
            late, held = max(late, more), {*held, *kinds}
    if environment == DATAVERSE:
        late += world.settings.dataverse_to_hr_delay
    oracle.waiting.pop(key, None)
    oracle.held.pop(key, None)
    if held or late:
        step.waits.append(key)
    if held:
        oracle.waiting[key], oracle.held[key] = NEVER, held
    elif late:
        oracle.waiting[key] = oracle.time + late
    else:
        step.live_deliveries.append(key)
        predict_delete(oracle, step, environment, name)


def _ignore(oracle: OracleState, change: Change, pending: Pending | None) -> None:
    """Nobody notices a change: it makes no request, and joins what nobody noticed before (F7)."""
    ignored = oracle.unnoticed[change.environment]
    known = ignored.get(change.name)
    oracle.was_unnoticed = True
    if known is None:
        carried_out = pending is not None and pending.ack_lost
        new = change.kind == "created" and (pending is None or carried_out)
        known = Pending(new, change.seq, change.now)
        known.touched = 0 if pending is None else pending.touched
    anew = change.kind == "created" and known.deleted and known.of_nothing
    if known.changed(change.kind, change.touched, change.entity, change.now):
        ignored[change.name] = known
        if anew:
            known.new, known.recreated = True, False
        # created and deleted again, the one noticed and the other not: nothing, all in all
        nothing = pending is not None and (pending.new or pending.of_nothing)
        known.of_nothing = known.deleted and nothing
    else:
        ignored.pop(change.name, None)
        if pending is not None:  # of a thing that nobody knew, and that is gone again
            pending.of_nothing = True
    if pending is not None:
        pending.entity = change.entity  # the latest change counts (G3)
        if change.kind == "created" and pending.deleted:  # an edit that touches no column (R17)
            pending.deleted = pending.ack_lost = False
