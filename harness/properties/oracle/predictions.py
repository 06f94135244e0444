"""What a step has to come to, foreseen from the watch's own account before it is done or told.

>>> from harness.properties.oracle.oracle import Watch
>>> from harness.domain.commands import Create, RunBatchJob, pairs
>>> from harness.simulator.simulator import Simulator
>>> watch = Watch(Simulator())
>>> _ = watch.do(Create("hr", "cdm_title", "boss", pairs({"cdm_name": "Boss"})))
>>> step = Step(watch, RunBatchJob(), 2)
>>> backlog(watch, step)
>>> step.backlog
['boss']
"""

from harness.domain.commands import Advance, Fault, SyncNow
from harness.domain.environments import Environment, other
from harness.domain.events import Event
from harness.domain.records import Values
from harness.properties.oracle.expected_faults import NEVER
from harness.properties.oracle.pending import bits
from harness.properties.oracle.state import State
from harness.properties.oracle.step import Step


def waits_end(watch: State, step: Step) -> None:
    """What waits, and the deletes among it that this step is to carry out."""
    step.waited = dict(watch.waits)
    command, things = step.command, watch.simulator.world.things
    for one, due in step.waited.items():
        environment, name = one
        if isinstance(command, SyncNow):
            thing = things.named(name)
            table = None if thing is None or not watch.on else thing.table
            ends = table is not None and table.name == command.table and table.in_grid
        elif isinstance(command, Fault):
            ends = command.kind == "over" and due == NEVER
        else:
            ends = isinstance(command, Advance) and due <= watch.time + command.milliseconds
        if ends and (other(environment), name) not in step.waited:
            delete_due(watch, step, environment, name)
        if ends and isinstance(command, SyncNow):
            del watch.waits[one]


def delete_due(watch: State, step: Step, environment: Environment, name: str) -> None:
    """L6: it is carried out, but for an edit over there that was made later."""
    pending, across = watch.pending[environment].get(name), other(environment)
    if pending is None or not pending.deleted or pending.unheard or not watch.tracked(name):
        return
    theirs = name in watch.records[across] and watch.pending[across].get(name)
    if not theirs or watch.edited_at[across].get(name, -NEVER) <= pending.deleted_at:
        step.deletes.append((environment, name))


def backlog(watch: State, step: Step) -> None:
    """B1: parents' tables first, then as first made."""
    things = watch.simulator.world.things
    first: dict[str, int] = {}
    for mine in watch.pending.values():
        for name, pending in mine.items():
            first[name] = min(pending.made, first.get(name, pending.made))
    found = []
    for name, made in first.items():
        thing = things.named(name)
        found.append((thing.table.depth if thing else 0, made, name))
    step.backlog = [name for _, _, name in sorted(found)]


def losses(watch: State, step: Step, event: Event, environment: Environment, name: str) -> None:
    """R7, R13: what this write of the integration takes from the users of that environment."""
    pending = watch.pending[environment].get(name)
    if pending is None or event.table is None:
        return
    if pending.deleted:
        if event.event in ("copied", "restored") and not pending.unheard:
            step.expected_undone.append((environment, name))
        return
    before: Values = event.before or ()
    after: Values = event.data or ()
    columns = watch.simulator.world.catalog[event.table].names
    for place in bits(pending.touched):
        lost = before[place] if place < len(before) else None
        kept = after[place] if place < len(after) else None
        if lost != kept:
            step.expected_losses.append((environment, name, columns[place], lost, kept))
