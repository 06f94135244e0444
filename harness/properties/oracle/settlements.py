"""What the integration does to a record, followed by a watch from the first entry to the last.

A settlement is several entries about one record: what is written, lost, undone, linked. The watch
keeps how both sides looked before the first of them, so that all can be judged by it.

>>> from harness.properties.oracle.oracle import Watch
>>> from harness.simulator.simulator import Simulator
>>> look(Watch(Simulator()), "ada")[0]
Side(values=None, pending=None, edited_at=None)
"""

from typing import Final

from harness.domain.catalog import Table
from harness.domain.environments import DATAVERSE, ENVIRONMENTS, HR, Environment
from harness.domain.events import Event
from harness.domain.records import Values
from harness.properties.oracle.expected_faults import Answer
from harness.properties.oracle.observations import WRITES, Seen, Sent, Side
from harness.properties.oracle.predictions import losses
from harness.properties.oracle.state import State
from harness.properties.oracle.step import Step

SETTLING: Final = WRITES | {"settled", "dropped", "lost", "delete_undone", "unanswered", "linked"}
_LINKS: Final = frozenset({"updated", "copied", "restored", "linked"})


def look(watch: State, name: str) -> tuple[Side, Side]:
    """Both sides of a record as they are now."""
    hr, dataverse = (
        Side(
            watch.records[environment].get(name),
            watch.pending[environment].get(name),
            watch.edited_at[environment].get(name),
        )
        for environment in ENVIRONMENTS
    )
    return hr, dataverse


def seen(watch: State, step: Step, event: Event, name: str) -> None:
    """Keep for the step what happened to a record, and how it looked before."""
    table = watch.simulator.world.catalog[event.table or ""]
    if watch.found is not None:
        hr, dataverse = watch.found
    else:  # its requests stay, and may be changed before this step is looked at
        hr, dataverse = look(watch, name)
        hr = hr._replace(pending=hr.pending and hr.pending.copy())
        dataverse = dataverse._replace(pending=dataverse.pending and dataverse.pending.copy())
    missing = None
    if event.event in WRITES and event.data and table.lookups and event.environment:
        missing = _missing(watch, event.environment, table, event.data, name)
    step.seen.append(Seen(event, name, table, hr, dataverse, watch.tracked(name), missing))


def _missing(
    watch: State, environment: Environment, table: Table, values: Values, name: str
) -> str | None:
    """What those values look up that is not there (R14)."""
    there, things = watch.records[environment], watch.simulator.world.things
    for place, target in table.lookups:
        value = values[place] if place < len(values) else None
        if value is None:
            continue
        thing = things.find(target, value)
        if thing is None or (thing.name not in there and thing.name != name):
            return table.names[place]
    return None


def settle(
    watch: State, step: Step, event: Event, environment: Environment | None, name: str
) -> None:
    """Follow one entry of a settlement."""
    kind = event.event
    if kind in WRITES and environment is not None:
        seen(watch, step, event, name)
        sent_to(watch, step, environment, name, "done")
        losses(watch, step, event, environment, name)
        if kind == "removed":
            watch.records[environment].pop(name, None)
        else:
            watch.records[environment][name] = event.data
        if kind != "updated":  # a record that the integration made has no last edit
            watch.edited_at[environment].pop(name, None)
    elif kind in ("lost", "settled"):
        seen(watch, step, event, name)
    if kind == "unanswered":
        for sent in step.sent[-1:]:
            sent.found = "unanswered"
        _unheard(watch, event, name)
    elif kind == "removed" or (kind == "settled" and event.rule == "L6"):
        entity = watch.rows.get(name, (True, ""))[1]
        watch.rows[name] = True, entity
    elif kind in _LINKS:
        _linked(watch, event, name)
    elif kind == "dropped" and watch.tracked(name):
        del watch.rows[name]


def sent_to(watch: State, step: Step, environment: Environment, name: str, found: Answer) -> None:
    """Every request counts; where both sides may be written, not each is seen to fail."""
    trouble = watch.trouble
    if not trouble.kinds or trouble.uncertain:
        return
    thing, settings = watch.simulator.world.things.named(name), watch.simulator.world.settings
    if settings.conflict == "merge_fields" or (thing is not None and thing.table.one_way):
        trouble.uncertain = True
        step.sent.clear()
        return
    expected = trouble.request(environment, watch.time // 1000)
    step.sent.append(Sent(environment, name, expected, found))


def _linked(watch: State, event: Event, name: str) -> None:
    """G3: the entity that last synced to Dataverse; a row that is new shows the table's own."""
    own = watch.simulator.world.catalog[event.table or ""].entity
    if event.environment == DATAVERSE:
        pending = watch.pending[HR].get(name)
        if pending is not None and not pending.deleted:
            watch.rows[name] = False, pending.entity or own
            return
    if not watch.tracked(name):
        watch.rows[name] = False, own


def _unheard(watch: State, event: Event, name: str) -> None:
    """F2: it is settled, and stays missed where it was missed."""
    deleted = event.rule == "F2" and watch.rows.get(name, (False, ""))[0]
    across = event.environment
    for environment in ENVIRONMENTS:
        pending = watch.pending[environment].get(name)
        if pending is not None and (not deleted or environment != across):
            watch.pending[environment][name] = pending.as_unheard(deleted)
        else:
            watch.pending[environment].pop(name, None)
        watch.waits.pop((environment, name), None)
    watch.settling = watch.found = None


def settled(watch: State) -> None:
    """The record was settled: what users changed of it has travelled, or is lost."""
    if watch.settling is not None:
        for environment in ENVIRONMENTS:
            watch.pending[environment].pop(watch.settling, None)
            if watch.waits:
                watch.waits.pop((environment, watch.settling), None)
        watch.settling = watch.found = None
