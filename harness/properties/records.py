"""Invariants of reconciling a record: who wins, what is written, what may be removed (R)."""

from harness.domain.catalog import Table
from harness.domain.commands import Edit, Import
from harness.domain.environments import (
    DATAVERSE,
    ENVIRONMENT_NAMES,
    ENVIRONMENTS,
    HR,
    Environment,
    other,
)
from harness.domain.records import FIRST_REC_ID, Value, Values, at
from harness.properties.expected_values import expected_values
from harness.properties.oracle.observations import Settlement, Side
from harness.properties.oracle.oracle import WRITES, Step
from harness.properties.registry import always

_COPIES = WRITES - {"removed"}
# after these entries of a record both its sides are equal
_EQUAL_AFTER = _COPIES | {"lost", "delete_undone", "unanswered", "repeated"}


@always("the last edit wins", rules="R1 R2 R3 R8 R11 R12 R15 L3 C4 F5")
def last_edit_wins(step: Step) -> str | None:
    """The winner's whole record, or as the policy has it; one-way columns aside (R15)."""
    settings = step.simulator.world.settings
    for event, name, table, hr, dataverse, _, _ in step.settlements:
        if event.event not in _COPIES:
            continue
        expected = expected_values(table, hr, dataverse, settings, event.actor == "sync now")
        if event.data != expected:
            return f"{name} was given {event.data}, and not {expected}"
    return None


@always("what the integration writes is what the other side holds", rules="R2 R4 R5 R9 R10 R15")
def copies_are_equal(step: Step) -> str | None:
    """After a write both sides hold the same, but for one-way columns."""
    if not step.settlements:
        return None
    for name in sorted({it.name for it in step.settlements if it.event.event in _COPIES}):
        last = next(event for event in reversed(step.events) if event.record == name)
        if last.event in _EQUAL_AFTER:
            hr, dataverse = (step.oracle.records[it].get(name) for it in ENVIRONMENTS)
            if hr != dataverse:
                return f"{name} was written, and both sides differ: {hr} and {dataverse}"
    return None


@always("what is restored was tracked, and what is copied was not", rules="R4 R5 R9 R10 N4")
def restored_or_copied(step: Step) -> str | None:
    for settlement in step.settlements:
        how = settlement.event.event
        if how in ("copied", "restored") and settlement.tracked != (how == "restored"):
            name = settlement.name
            return f"{name} was {how}, and was {'' if settlement.tracked else 'not '}tracked"
    return None


@always("references are as the products give them", rules="R4 R5 R9 R10")
def references(step: Step) -> str | None:
    """A RecId is from 5637144576 upward and never used again; R4 keeps the row id."""
    for environment, name, event, reference, before in step.new_records:
        kept = event == "restored" and environment == DATAVERSE
        if environment == HR and reference < FIRST_REC_ID:
            return f"{name} has the RecId {reference}"
        if kept and before != name:
            return f"{name} is back in Dataverse under another row id"
        if not kept and before is not None:
            return f"{name} has a reference that was used before"
    return None


@always("nothing is deleted but by a user's delete that nobody edited after", rules="L6 R4 R5")
def removed_by_a_delete(step: Step) -> str | None:
    for settlement in step.settlements:
        if settlement.event.event != "removed":
            continue
        side: Side = settlement.side(HR if settlement.event.environment == HR else DATAVERSE)
        across = settlement.dataverse if side is settlement.hr else settlement.hr
        if (
            across.pending is None
            or not across.pending.deleted
            or settlement.event.actor != "live sync"
        ):
            return f"{settlement.name} was removed, and no user deleted it"
        if side.pending is not None and (side.edited_at or 0) > across.pending.deleted_at:
            return f"{settlement.name} was edited after the delete, and removed"
    return None


@always("what a written record looks up is there", rules="R14")
def lookup_targets_exist(step: Step) -> str | None:
    for settlement in step.settlements:
        if settlement.missing and settlement.event.rule != "R15":
            name, column = settlement.name, settlement.missing
            return f"{name} was written, and what its {column} looks up is not there"
    return None


@always("what is written fits", rules="R16")
def what_is_written_fits(step: Step) -> str | None:
    for event, name, table, *_ in step.settlements:
        if table.asymmetric and event.event in WRITES and event.environment:
            value = _misfit(table, event.data or (), event.environment)
            if value is not None:
                return f"{name} was given {value} in {ENVIRONMENT_NAMES[event.environment]}"
    return None


@always("what fails has its reason", rules="R14 R16 L5 F6")
def failures_have_reasons(step: Step) -> str | None:
    for settlement in step.settlements:
        event = settlement.event
        if event.event != "failed" or event.environment is None:
            continue
        where = ENVIRONMENT_NAMES[event.environment]
        if event.rule == "L5":
            faults = step.oracle.expected_faults
            outage = faults.unavailable(event.environment, event.at)
            if not outage and not faults.may_fail(event.environment):
                return f"a request to {where} failed, and no fault is in force"
        elif event.rule == "R16":
            values = settlement.side(other(event.environment)).values or ()
            if _misfit(settlement.table, values, event.environment) is None:
                return f"{settlement.name} failed in {where}, and all of it fits"
        elif event.rule == "R14":
            if not _has_lookup(settlement):
                return f"{settlement.name} failed for a lookup, and has none"
        else:
            return f"{settlement.name} failed by {event.rule}"
    return None


def _misfit(table: Table, values: Values, environment: Environment) -> Value:
    """The first value that the environment's column does not take (R16), or None."""
    for place in table.asymmetric:
        value = at(values, place)
        if value is None or isinstance(value, tuple):
            continue
        accepts = table.columns[place].in_environment(environment)
        if accepts is not None and accepts.objection(value):
            return value
    return None


def _has_lookup(settlement: Settlement) -> bool:
    return any(
        at(side.values or (), place) is not None
        for side in (settlement.hr, settlement.dataverse)
        for place, _ in settlement.table.lookups
    )


@always("a natural key never changes", rules="R18", of=(Edit, Import))
def keys_are_fixed(step: Step) -> str | None:
    for event in step.events:
        if event.event != "edited" or event.table is None or event.before is None:
            continue
        table = step.simulator.world.catalog[event.table]
        for place in range(len(event.before)):
            if table.key_bits >> place & 1 and at(event.data or (), place) != event.before[place]:
                return f"the natural key of {event.record} was edited"
    return None
