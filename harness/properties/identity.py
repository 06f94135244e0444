"""Invariants of references, natural keys and lookups: which record is which (V2, R18, R19, R20)."""

from harness.domain.commands import Create, Edit, Import
from harness.domain.environments import (
    DATAVERSE,
    ENVIRONMENT_NAMES,
    ENVIRONMENTS,
    HR,
    Environment,
)
from harness.domain.records import FIRST_REC_ID, Value, at
from harness.properties.oracle.oracle import Step
from harness.properties.oracle.refusals import folded_key
from harness.properties.registry import always

_MAY_DANGLE = {"deleted", "removed", "rekeyed", "undeleted", "environment_restored"}
_KEEP = {"edited", "updated", "rekeyed", "undeleted", "new_period", "environment_restored"}
_VERSION = 0x3C003  # of a GUID's bits from the 62nd on, those of its version and variant
_VERSION_4 = 4 << 14 | 2
_MAY_COME = {"created", "copied", "restored", "rekeyed", "undeleted"}


@always(
    "references are as the products give them",
    rules="R4 R5 R9 R10 R18 R20",
    having=("new_records",),
)
def references(step: Step) -> str | None:
    """A RecId is from 5637144576 upward and never used again; R4 keeps the row id, a GUID.

    Where the row lives on under another key (R18), the record is restored under a new one.
    """
    moved = step.simulator.world.settings.natural_key != "fixed"
    for environment, name, event, reference, before in step.new_records.values():
        kept = event == "restored" and environment == DATAVERSE
        if environment == HR and reference < FIRST_REC_ID:
            return f"{name} has the RecId {reference}"
        if kept and before != name and not (moved and before is None):
            return f"{name} is back in Dataverse under another row id"
        made = environment == DATAVERSE and event == "copied"
        if made and reference >> 62 & _VERSION != _VERSION_4:
            return f"{name} has a row id that is no GUID of version 4"
        if not kept and before is not None and not _is_its_own(step, environment, name, reference):
            return f"{name} has a reference that was used before"
    return None


def _is_its_own(step: Step, environment: Environment, name: str, reference: int) -> bool:
    """Whether the step gives the record that reference (a scenario's own)."""
    command = step.command
    return (
        isinstance(command, Create)
        and (command.environment, command.record) == (environment, name)
        and command.reference == reference
    )


@always(
    "a new RecId exactly where a new period begins", rules="R20", events=("edited", "new_period")
)
def new_periods(step: Step) -> str | None:
    """An edit in HR that makes `from` later, or fills it; any other keeps the reference.

    The tracking row points at the new one at once, also while integration is off.
    """
    began = {event.record for event in step.events if event.event == "new_period"}
    expected = set()
    catalog = step.simulator.world.catalog
    for event in step.events:
        if event.event != "edited" or event.table is None or event.environment != HR:
            continue
        period = catalog[event.table].period
        if period is None or (event.rule == "R18" and event.before is None):
            continue
        before, after = at(event.before or (), period[0]), at(event.data or (), period[0])
        if after is not None and (before is None or str(after) > str(before)):
            expected.add(event.record)
    if began != expected:
        return f"new periods of {sorted(map(str, began))}, and not of {sorted(map(str, expected))}"
    for name in step.names:
        pair = step.simulator.world.record_pairs.named(name) if name in began else None
        if pair is None or pair.row is None or not step.oracle.tracked(name):
            continue
        if pair.row.human_resources_reference != step.oracle.reference_of[HR].get(name):
            return f"the tracking row of {name} points at an earlier period"
    return None


@always("a record keeps its reference", rules="R4 R18 R20 E1 E2", events=_KEEP)
def references_stay(step: Step) -> str | None:
    """Of those that the step is about; after a restore of an environment, of all."""
    for name, pair, hr, dataverse in step.records_after():
        if pair is None:
            continue
        for environment in ENVIRONMENTS:
            record = hr if environment == HR else dataverse
            expected = step.oracle.reference_of[environment].get(pair.name)
            if record is not None and record.reference != expected:
                where = ENVIRONMENT_NAMES[environment]
                return f"{name} in {where} has the reference {record.reference}, not {expected}"
    return None


@always(
    "no lookup is without target in its own environment", rules="R19 R14 E1 E2", events=_MAY_DANGLE
)
def nothing_dangles(step: Step) -> str | None:
    """What is looked up is not deleted, by users or by the integration."""
    world = step.simulator.world
    find = world.record_pairs.find
    for environment in ENVIRONMENTS:
        store = world.stores[environment]
        for name in store.tables():
            lookups = world.catalog[name].lookups
            if not lookups:
                continue
            for record in store.records(name):
                for place, target in lookups:
                    key = at(record.values, place)
                    if key is None or store.find(target, key) is not None:
                        continue
                    pair = find(target, key)
                    gone = pair.name if pair else key
                    where = ENVIRONMENT_NAMES[environment]
                    return f"{record.name} in {where} looks up {gone}, which is not there"
    return None


@always(
    "natural keys are unique, as the databases compare them", rules="V2 R18 E2", events=_MAY_COME
)
def keys_are_unique(step: Step) -> str | None:
    """In the tables of the records that came in the step, in each environment."""
    world = step.simulator.world
    came = (it for it in step.events if it.event in _MAY_COME)
    for table, environment in dict.fromkeys((it.table, it.environment) for it in came):
        if table is None or environment is None:
            continue
        seen: dict[Value, str] = {}
        key_of = world.catalog[table].key_of
        for record in world.stores[environment].records(table):
            key = folded_key(step.oracle, key_of(record.values))
            if key in seen:
                where = ENVIRONMENT_NAMES[environment]
                return f"{record.name} and {seen[key]} in {where} have one natural key: {key}"
            seen[key] = record.name
    return None


@always(
    "a natural key changes by a change of identity alone",
    rules="R18 V2",
    of=(Edit, Import),
    events=("edited",),
)
def keys_are_fixed(step: Step) -> str | None:
    """Its spelling may change, as any value does."""
    for event in step.events:
        if event.event != "edited" or event.table is None or event.before is None:
            continue
        if event.rule == "R18" and step.simulator.world.settings.natural_key != "fixed":
            continue
        table = step.simulator.world.catalog[event.table]
        keys = [folded_key(step.oracle, table.key_of(it)) for it in (event.before, event.data)]
        if keys[0] != keys[1]:
            return f"the natural key of {event.record} was edited"
    return None
