"""What each step must lead to, derived from the model before the step's events are applied to it.

>>> from harness.properties.oracle.oracle import Oracle
>>> from harness.domain.commands import Create, RunBatchJob, pairs
>>> from harness.simulator.engine import Engine
>>> oracle = Oracle(Engine())
>>> _ = oracle.do(Create("hr", "cdm_title", "boss", pairs({"cdm_name": "Boss"})))
>>> step = Step(oracle, RunBatchJob(), 2)
>>> predict_backlog(oracle, step)
>>> step.backlog
['boss']
"""

from harness.domain.commands import Advance, Fault, SyncNow
from harness.domain.environments import Environment, other
from harness.domain.events import Event
from harness.domain.records import Values
from harness.properties.oracle.expected_faults import NEVER
from harness.properties.oracle.pending import set_bits
from harness.properties.oracle.state import OracleState
from harness.properties.oracle.step import Step


def predict_deliveries(oracle: OracleState, step: Step) -> None:
    """Predict which waiting deliveries may arrive in this step, and the deletes due among them.

    A sync now ends the deliveries of its table: they no longer wait in the model. Sources: L2, L6.
    """
    step.waiting_before = dict(oracle.waiting)
    command, pairs = step.command, oracle.simulator.world.record_pairs
    for key, due in step.waiting_before.items():
        environment, name = key
        if isinstance(command, SyncNow):
            pair = pairs.named(name)
            table = None if pair is None or not oracle.on else pair.table
            arrives = table is not None and table.name == command.table and table.in_grid
        elif isinstance(command, Fault):
            arrives = command.kind == "over" and due == NEVER
        else:
            arrives = isinstance(command, Advance) and due <= oracle.time + command.milliseconds
        if arrives and (other(environment), name) not in step.waiting_before:
            predict_delete(oracle, step, environment, name)
        if arrives and isinstance(command, SyncNow):
            del oracle.waiting[key]


def predict_delete(oracle: OracleState, step: Step, environment: Environment, name: str) -> None:
    """Expect the delete in the other environment, unless the record was edited there later (L6)."""
    pending, across = oracle.pending[environment].get(name), other(environment)
    if pending is None or not pending.deleted or pending.ack_lost or not oracle.tracked(name):
        return
    edited_there = name in oracle.records[across] and oracle.pending[across].get(name)
    if not edited_there or oracle.edited_at[across].get(name, -NEVER) <= pending.deleted_at:
        step.due_deletes.append((environment, name))


def predict_backlog(oracle: OracleState, step: Step) -> None:
    """Predict the order of a run: tables of parents first, then by the first change (B1)."""
    pairs = oracle.simulator.world.record_pairs
    first: dict[str, int] = {}
    for changes in oracle.pending.values():
        for name, pending in changes.items():
            first[name] = min(pending.since_seq, first.get(name, pending.since_seq))
    order = []
    for name, since_seq in first.items():
        pair = pairs.named(name)
        order.append((pair.table.depth if pair else 0, since_seq, name))
    step.backlog = [name for _, _, name in sorted(order)]


def expect_losses(
    oracle: OracleState, step: Step, event: Event, environment: Environment, name: str
) -> None:
    """Expect the loss of the users' values and deletes that this write undoes (R7, R13)."""
    pending = oracle.pending[environment].get(name)
    if pending is None or event.table is None:
        return
    if pending.deleted:
        if event.event in ("copied", "restored") and not pending.ack_lost:
            step.expected_undone_deletes.append((environment, name))
        return
    before: Values = event.before or ()
    after: Values = event.data or ()
    columns = oracle.simulator.world.catalog[event.table].names
    for place in set_bits(pending.touched):
        lost = before[place] if place < len(before) else None
        kept = after[place] if place < len(after) else None
        if lost != kept:
            step.expected_losses.append((environment, name, columns[place], lost, kept))
