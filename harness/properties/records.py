"""Promises about reconciling a record: who wins, what is written, and what may be written (R)."""

from harness.domain.commands import Edit, Import
from harness.domain.environments import DATAVERSE, ENVIRONMENT_NAMES, ENVIRONMENTS, HR, other
from harness.domain.records import FIRST_REC_ID
from harness.properties.expected_values import expected_values
from harness.properties.oracle.observations import Settlement, Side
from harness.properties.oracle.oracle import WRITES, Step
from harness.properties.registry import always


@always("the last edit wins", rules="R1 R2 R3 R8 R11 R12 R15 L3 C4 F5")
def settled_as_the_law_says(step: Step) -> str | None:
    """But for one-way columns the whole record of the winner, or what the policy says."""
    settings = step.simulator.world.settings
    for event, name, table, hr, dataverse, _, _ in step.seen:
        if event.event not in ("updated", "copied", "restored"):
            continue
        expected = expected_values(table, hr, dataverse, settings, event.actor == "sync now")
        if event.data != expected:
            return f"{name} was given {event.data}, and not {expected}"
    return None


@always("what the integration writes is what the other side holds", rules="R2 R4 R5 R9 R10 R15")
def copies_are_true(step: Step) -> str | None:
    """After a write both sides hold the same of that record, but for one-way columns."""
    if not step.seen:
        return None
    made = ("updated", "copied", "restored")
    for name in sorted({seen.name for seen in step.seen if seen.event.event in made}):
        for event in reversed(step.events):
            if event.record == name:
                break
        if (
            event.event in WRITES | {"lost", "delete_undone", "unanswered", "repeated"}
            and event.event != "removed"
        ):
            hr, dataverse = (step.oracle.records[it].get(name) for it in ENVIRONMENTS)
            if hr != dataverse:
                return f"{name} was written, and both sides differ: {hr} and {dataverse}"
    return None


@always("what is restored was tracked, and what is copied was not", rules="R4 R5 R9 R10 N4")
def restored_or_copied(step: Step) -> str | None:
    for seen in step.seen:
        how = seen.event.event
        if how in ("copied", "restored") and seen.tracked != (how == "restored"):
            return f"{seen.name} was {how}, and was {'' if seen.tracked else 'not '}tracked"
    return None


@always("references are as the products give them", rules="R4 R5 R9 R10")
def references(step: Step) -> str | None:
    """A RecId is from 5637144576 upward and never used again; R4 keeps the row id."""
    for environment, name, event, reference, before in step.made:
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
    for seen in step.seen:
        if seen.event.event != "removed":
            continue
        here: Side = seen.side(HR if seen.event.environment == HR else DATAVERSE)
        there = seen.dataverse if here is seen.hr else seen.hr
        if there.pending is None or not there.pending.deleted or seen.event.actor != "live sync":
            return f"{seen.name} was removed, and no user deleted it"
        if here.pending is not None and (here.edited_at or 0) > there.pending.deleted_at:
            return f"{seen.name} was edited after the delete, and removed"
    return None


@always("what a written record looks up is there", rules="R14")
def lookups_lead_somewhere(step: Step) -> str | None:
    for seen in step.seen:
        if seen.missing and seen.event.rule != "R15":
            return f"{seen.name} was written, and what its {seen.missing} looks up is not there"
    return None


@always("what is written fits", rules="R16")
def what_is_written_fits(step: Step) -> str | None:
    for event, name, table, *_ in step.seen:
        if not table.uneven or event.event not in WRITES or not event.environment:
            continue
        for place in table.uneven:
            value = event.data[place] if event.data and place < len(event.data) else None
            if value is None or isinstance(value, tuple):
                continue
            if table.columns[place].constraints(event.environment).objection(value):
                return f"{name} was given {value} in {ENVIRONMENT_NAMES[event.environment]}"
    return None


@always("what fails has its reason", rules="R14 R16 L5 F6")
def failures_have_reasons(step: Step) -> str | None:
    for seen in step.seen:
        event = seen.event
        if event.event != "failed" or event.environment is None:
            continue
        where = ENVIRONMENT_NAMES[event.environment]
        if event.rule == "L5":
            trouble = step.oracle.expected_faults
            away = event.at < trouble.outages.get(event.environment, 0)
            if not away and f"request_fails {event.environment}" not in trouble.where:
                return f"a request to {where} failed, and no fault is in force"
        elif event.rule == "R16":
            if not _unfit(seen):
                return f"{seen.name} failed in {where}, and all of it fits"
        elif event.rule == "R14":
            if not any(_looks_up(seen)):
                return f"{seen.name} failed for a lookup, and has none"
        else:
            return f"{seen.name} failed by {event.rule}"
    return None


def _unfit(seen: Settlement) -> bool:
    event, table = seen.event, seen.table
    assert event.environment is not None
    values = seen.side(other(event.environment)).values or ()
    for place in table.uneven:
        value = values[place] if place < len(values) else None
        if value is None or isinstance(value, tuple):
            continue
        if table.columns[place].constraints(event.environment).objection(value):
            return True
    return False


def _looks_up(seen: Settlement) -> list[bool]:
    return [
        side.values is not None and place < len(side.values) and side.values[place] is not None
        for side in (seen.hr, seen.dataverse)
        for place, _ in seen.table.lookups
    ]


@always("a natural key never changes", rules="R18", of=(Edit, Import))
def keys_are_fixed(step: Step) -> str | None:
    for event in step.events:
        if event.event != "edited" or event.table is None or event.before is None:
            continue
        table = step.simulator.world.catalog[event.table]
        for place in range(len(event.before)):
            if table.key_bits >> place & 1 and (event.data or ())[place : place + 1] != (
                event.before[place],
            ):
                return f"the natural key of {event.record} was edited"
    return None
