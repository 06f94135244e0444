"""What each step must lead to, derived from the model before the step's events are applied to it.

>>> from harness.properties.oracle.oracle import Oracle
>>> from harness.domain.commands import Create, pairs
>>> from harness.simulator.engine import Engine
>>> oracle = Oracle(Engine())
>>> _ = oracle.do(Create("hr", "cdm_title", "boss", pairs({"cdm_name": "Boss"})))
>>> backlog_of(oracle)[0]
['boss']
"""

from collections.abc import Iterable

from harness.domain.commands import Advance, Delete, Fault, SyncNow
from harness.domain.environments import DATAVERSE, ENVIRONMENTS, HR, Environment, other
from harness.domain.events import Event
from harness.domain.records import Values, at
from harness.properties.oracle.expected_faults import NEVER
from harness.properties.oracle.following import edited_later
from harness.properties.oracle.lookups import (
    all_users,
    closure_of_users,
    missing_targets,
    users_of,
)
from harness.properties.oracle.observations import BatchRun, SideBefore
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
            arrives = command.kind == "over" and due == NEVER and released(oracle, command, key)
        else:
            arrives = isinstance(command, Advance) and due <= oracle.time + command.milliseconds
        if arrives and (other(environment), name) not in step.waiting_before:
            predict_delete(oracle, step, environment, name)
        if arrives and isinstance(command, SyncNow):
            del oracle.waiting[key]
            oracle.held.pop(key, None)


def released(oracle: OracleState, over: Fault, key: tuple[Environment, str]) -> bool:
    """Whether the end of these faults lets a delivery go that they held (F6)."""
    return over.of is None or oracle.held.get(key, set()) == {over.of}


def predict_delete(oracle: OracleState, step: Step, environment: Environment, name: str) -> None:
    """Expect the delete in the other environment, unless the record was edited there later (L6)."""
    pending = oracle.pending[environment].get(name)
    if pending is None or not pending.undoable or not oracle.tracked(name):
        return
    if not edited_later(oracle, environment, name, pending):
        step.due_deletes.append((environment, name))


def predict_cascade(oracle: OracleState, step: Step) -> None:
    """Predict what a user's delete takes along: what looks the record up, and so on (R19)."""
    command = step.command
    assert isinstance(command, Delete)
    environment, name = command.environment, command.record
    if next(users_of(oracle, environment, name), None) is not None:
        users = all_users(oracle, environment)
        gone = closure_of_users(oracle, environment, name)
        step.cascade = {one: users.get(one, []) for one in oracle.records[environment]
                        if one in gone}  # fmt: skip


def backlog_of(oracle: OracleState) -> tuple[list[str], set[str]]:
    """The missed records in their order, and those of them that come last (B1, L10).

    Tables of parents first, then by the first change; a delete made while on at the end.
    """
    named = oracle.simulator.world.record_pairs.named
    first: dict[str, int] = {}
    late: set[str] = set()
    for changes in oracle.pending.values():
        for name, pending in changes.items():
            first[name] = min(pending.since_seq, first.get(name, pending.since_seq))
            if pending.late:
                late.add(name)
    order = []
    for name, since_seq in first.items():
        pair = named(name)
        order.append((name in late, pair.table.depth if pair else 0, since_seq, name))
    return [name for *_, name in sorted(order)], late


def predict_backlog(oracle: OracleState, run: BatchRun) -> None:
    """Predict what a run that starts now finds, and in which order it comes (B1)."""
    run.backlog, run.late = backlog_of(oracle)
    for name in run.backlog:
        changes = [it for its in oracle.pending.values() if (it := its.get(name)) is not None]
        run.since[name] = min(it.since_seq for it in changes), any(it.deleted for it in changes)
    predict_waits(oracle, run, run.backlog)


def predict_waits(oracle: OracleState, run: BatchRun, names: Iterable[str]) -> None:
    """Which of these may come later in the run, as what they look up is not there now (B1)."""
    named = oracle.simulator.world.record_pairs.named
    for name in names:
        pair = named(name)
        if pair is None or not pair.table.lookups:
            continue
        for environment in ENVIRONMENTS:
            values = oracle.records[environment].get(name)
            across = other(environment)
            if values and missing_targets(oracle, across, pair.table, values, name):
                run.may_wait.add(name)


def predict_sync_order(oracle: OracleState, step: Step) -> None:
    """Predict in which order a sync now takes what it reconciles (N1).

    Without those that come at its end (L10), or may as what they look up is not there (R14).
    """
    assert isinstance(step.command, SyncNow)
    step.sync_order = []
    named, table = oracle.simulator.world.record_pairs.named, step.command.table
    order, late = backlog_of(oracle)
    for name in dict.fromkeys((*order, *oracle.records[HR], *oracle.records[DATAVERSE])):
        pair = named(name)
        if pair is None or pair.table.name != table or name in late:
            continue
        sides = ((it, oracle.records[it].get(name)) for it in ENVIRONMENTS)
        if not any(
            values and missing_targets(oracle, other(environment), pair.table, values, name)
            for environment, values in sides
        ):
            step.sync_order.append(name)


def expect_losses(
    oracle: OracleState,
    step: Step,
    event: Event,
    environment: Environment,
    name: str,
    side: SideBefore,
) -> None:
    """Expect the loss of the users' values and deletes that this write undoes (R7, R13).

    Noticed or not (F7): whatever users changed there and has not travelled.
    """
    pending, ignored = side.pending, side.ignored
    if (pending is None and ignored is None) or event.table is None:
        return
    if event.event in ("copied", "restored"):
        if any(it is not None and it.deletes for it in (pending, ignored)):
            step.expected_undone_deletes.append((environment, name))
        return
    table = oracle.simulator.world.catalog[event.table]
    before: Values = event.before or ()
    after: Values = event.data or ()
    for place in set_bits(side.touched):
        lost, kept = at(before, place), at(after, place)
        if lost == kept or place in table.one_sided:
            continue
        if place in table.numbered and kept is not None and event.event != "removed":
            numbers = table.columns[place].numbers  # as the other environment has it (R16)
            if environment == HR:
                kept = numbers.get(str(kept), kept)
            else:
                kept = at(oracle.records[HR].get(name, ()), place)
        step.expected_losses.append((environment, name, table.names[place], lost, kept))
