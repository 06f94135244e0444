"""What a step has to come to, foreseen from the watch's own account before it is done or told.

>>> from harness.properties.oracle.oracle import Oracle
>>> from harness.domain.commands import Create, RunBatchJob, pairs
>>> from harness.simulator.simulator import Simulator
>>> oracle = Oracle(Simulator())
>>> _ = oracle.do(Create("hr", "cdm_title", "boss", pairs({"cdm_name": "Boss"})))
>>> step = Step(oracle, RunBatchJob(), 2)
>>> backlog(oracle, step)
>>> step.backlog
['boss']
"""

from harness.domain.commands import Advance, Fault, SyncNow
from harness.domain.environments import Environment, other
from harness.domain.events import Event
from harness.domain.records import Values
from harness.properties.oracle.expected_faults import NEVER
from harness.properties.oracle.pending import bits
from harness.properties.oracle.state import OracleState
from harness.properties.oracle.step import Step


def waits_end(oracle: OracleState, step: Step) -> None:
    """What waits, and the deletes among it that this step is to carry out."""
    step.waited = dict(oracle.waits)
    command, pairs = step.command, oracle.simulator.world.record_pairs
    for one, due in step.waited.items():
        environment, name = one
        if isinstance(command, SyncNow):
            pair = pairs.named(name)
            table = None if pair is None or not oracle.on else pair.table
            ends = table is not None and table.name == command.table and table.in_grid
        elif isinstance(command, Fault):
            ends = command.kind == "over" and due == NEVER
        else:
            ends = isinstance(command, Advance) and due <= oracle.time + command.milliseconds
        if ends and (other(environment), name) not in step.waited:
            delete_due(oracle, step, environment, name)
        if ends and isinstance(command, SyncNow):
            del oracle.waits[one]


def delete_due(oracle: OracleState, step: Step, environment: Environment, name: str) -> None:
    """L6: it is carried out, but for an edit over there that was made later."""
    pending, across = oracle.pending[environment].get(name), other(environment)
    if pending is None or not pending.deleted or pending.unheard or not oracle.tracked(name):
        return
    theirs = name in oracle.records[across] and oracle.pending[across].get(name)
    if not theirs or oracle.edited_at[across].get(name, -NEVER) <= pending.deleted_at:
        step.deletes.append((environment, name))


def backlog(oracle: OracleState, step: Step) -> None:
    """B1: parents' tables first, then as first made."""
    pairs = oracle.simulator.world.record_pairs
    first: dict[str, int] = {}
    for mine in oracle.pending.values():
        for name, pending in mine.items():
            first[name] = min(pending.made, first.get(name, pending.made))
    found = []
    for name, made in first.items():
        pair = pairs.named(name)
        found.append((pair.table.depth if pair else 0, made, name))
    step.backlog = [name for _, _, name in sorted(found)]


def losses(
    oracle: OracleState, step: Step, event: Event, environment: Environment, name: str
) -> None:
    """R7, R13: what this write of the integration takes from the users of that environment."""
    pending = oracle.pending[environment].get(name)
    if pending is None or event.table is None:
        return
    if pending.deleted:
        if event.event in ("copied", "restored") and not pending.unheard:
            step.expected_undone.append((environment, name))
        return
    before: Values = event.before or ()
    after: Values = event.data or ()
    columns = oracle.simulator.world.catalog[event.table].names
    for place in bits(pending.touched):
        lost = before[place] if place < len(before) else None
        kept = after[place] if place < len(after) else None
        if lost != kept:
            step.expected_losses.append((environment, name, columns[place], lost, kept))
