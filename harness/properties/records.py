"""Invariants of reconciling a record: who wins, what is written, what fails (R)."""

from harness.domain.catalog import Table
from harness.domain.commands import Create, Delete, Edit, Import, Undelete
from harness.domain.environments import (
    DATAVERSE,
    ENVIRONMENT_NAMES,
    ENVIRONMENTS,
    HR,
    Environment,
    other,
)
from harness.domain.records import Value, Values, at
from harness.properties.oracle.expected_forms import hold_the_same
from harness.properties.oracle.expected_values import expected_values
from harness.properties.oracle.observations import Settlement
from harness.properties.oracle.oracle import USERS, WRITES, Step
from harness.properties.oracle.state import may_be_apart
from harness.properties.registry import always

_BY_USERS = (Create, Edit, Delete, Import, Undelete)
_COPIES = WRITES - {"removed"}
# after these entries of a record both its sides are equal
_EQUAL_AFTER = _COPIES | {"lost", "delete_undone", "unanswered"}


@always("the last edit wins", rules="R1 R2 R3 R8 R11 R12 R15 R16 V3 F7 L3 C4 F5", events=_COPIES)
def last_edit_wins(step: Step) -> str | None:
    """The winner's whole record, or as the policy has it; each side in its own form (R15, R16)."""
    settings = step.simulator.world.settings
    for event, name, table, hr, dataverse, *_ in step.settlements:
        if event.event not in _COPIES:
            continue
        both = expected_values(table, hr, dataverse, settings, event.actor == "sync now")
        expected = both[event.environment == DATAVERSE]
        if event.data != expected:
            return f"{name} was given {event.data}, and not {expected}"
    return None


@always(
    "what the integration writes is what the other side holds",
    rules="R2 R4 R5 R9 R10 R15",
    events=_COPIES,
)
def copies_are_equal(step: Step) -> str | None:
    """After a write both sides hold the same, but for one-way columns and those of one side."""
    for name, table in {
        it.name: it.table for it in step.settlements if it.event.event in _COPIES
    }.items():
        # a repeat does nothing, and may come while a later change is on its way (F4)
        events = (it for it in reversed(step.events) if it.record == name)
        last = next(it for it in events if it.event != "repeated")
        if last.event in _EQUAL_AFTER:
            hr, dataverse = (step.oracle.records[it].get(name) for it in ENVIRONMENTS)
            same = hr is dataverse
            if hr is not None and dataverse is not None:
                same = hold_the_same(table, hr, dataverse)
            if not same and not may_be_apart(step.oracle, name):
                return f"{name} was written, and both sides differ: {hr} and {dataverse}"
    return None


@always(
    "where nothing is missed both sides hold the same, or are gone",
    rules="S5 L3 L5 B1 N3 R7 V3",
    having=("names",),
)
def nothing_is_apart(step: Step) -> str | None:
    """But for what nobody noticed (F7), what a restore left (E1), and one-way columns (R15)."""
    oracle = step.oracle
    hr, dataverse = oracle.records[HR], oracle.records[DATAVERSE]
    ours, theirs = oracle.pending[HR], oracle.pending[DATAVERSE]
    for name in step.names:
        if name in ours or name in theirs:
            continue
        mine, its = hr.get(name), dataverse.get(name)
        if mine is its or mine == its or may_be_apart(oracle, name):
            continue
        pair = step.simulator.world.record_pairs.named(name)
        if mine is None or its is None or pair is None:
            return f"{name} is on one side only, and nothing is missed"
        if not hold_the_same(pair.table, mine, its):
            return f"both sides of {name} differ, and nothing is missed: {mine} and {its}"
    return None


@always(
    "what is restored was tracked, and what is copied was not",
    rules="R4 R5 R9 R10 N4",
    events=("copied", "restored"),
)
def restored_or_copied(step: Step) -> str | None:
    for settlement in step.settlements:
        how = settlement.event.event
        if how in ("copied", "restored") and settlement.tracked != (how == "restored"):
            name = settlement.name
            return f"{name} was {how}, and was {'' if settlement.tracked else 'not '}tracked"
    return None


@always("what flows one way is not changed over there", rules="R15", of=_BY_USERS)
def changed_here_alone(step: Step) -> str | None:
    """Of a table that flows one way users of Dataverse make, change and delete nothing."""
    if step.refused or getattr(step.command, "environment", DATAVERSE) != DATAVERSE:
        return None
    for event in step.events:
        mine = event.event in USERS and event.environment == DATAVERSE and event.table
        if mine and step.simulator.world.catalog[mine].flows_one_way:
            return f"{event.record} flows from Human Resources only, and was {event.event}"
    return None


@always("what flows one way never comes back", rules="R15", events=_COPIES)
def flows_one_way(step: Step) -> str | None:
    """Human Resources keeps its value of a one-way column."""
    for event, name, table, hr, *_ in step.settlements:
        if event.environment != HR or event.event not in _COPIES or not table.one_way:
            continue
        made = hr.values is None
        if made and table.flows_one_way:
            continue
        for place in table.one_way:
            if at(event.data, place) != at(hr.values or (), place):
                return f"{table.names[place]} of {name} came back to Human Resources"
    return None


@always("what a written record looks up is there", rules="R14", events=WRITES)
def lookup_targets_exist(step: Step) -> str | None:
    """Or is written together with it, in the same run: rows first, lookups second."""
    for settlement in step.settlements:
        event = settlement.event
        if not settlement.missing or event.rule == "R15" or event.environment is None:
            continue
        together = event.actor in ("batch job", "sync now")
        there = step.oracle.records[event.environment]
        for name in settlement.missing:
            if not together or name not in there:
                return f"{settlement.name} was written, and it looks up {name}, which is not there"
    return None


@always("what is written fits", rules="R16", events=WRITES)
def what_is_written_fits(step: Step) -> str | None:
    for event, name, table, *_ in step.settlements:
        if table.asymmetric and event.event in WRITES and event.environment:
            value = _misfit(table, event.data or (), event.environment)
            if value is not None:
                return f"{name} was given {value} in {ENVIRONMENT_NAMES[event.environment]}"
    return None


@always("what fails has its reason", rules="R14 R16 L5 F6", events=("failed",))
def failures_have_reasons(step: Step) -> str | None:
    for settlement in step.settlements:
        event = settlement.event
        if event.event != "failed" or event.environment is None:
            continue
        where = ENVIRONMENT_NAMES[event.environment]
        if not event.data:
            return f"{settlement.name} failed in {where}, and nothing says why"
        if event.rule == "L5":
            faults = step.oracle.expected_faults
            outage = faults.unavailable(event.environment, event.at)
            gone = settlement.hr.values is settlement.dataverse.values is None  # R6
            if not outage and not gone and not faults.may_fail(event.environment):
                return f"a request to {where} failed, and no fault is in force"
        elif event.rule == "R16":
            values = settlement.side(other(event.environment)).values or ()
            if _misfit(settlement.table, values, event.environment) is None:
                return f"{settlement.name} failed in {where}, and all of it fits"
        elif event.rule == "R14":
            if not _has_lookup(settlement):
                return f"{settlement.name} failed for a lookup, and has none"
        elif event.rule == "R19":
            if settlement.used_by is None and "together with" not in str(event.data):
                return f"the delete of {settlement.name} failed in {where}, and nothing looks it up"
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
    for place in table.numbered:  # a name without a number, or a number without a name
        value, numbers = at(values, place), table.columns[place].numbers
        if value is not None and value not in numbers and value not in numbers.values():
            return value
    return None


def _has_lookup(settlement: Settlement) -> bool:
    return any(
        at(side.values or (), place) is not None
        for side in (settlement.hr, settlement.dataverse)
        for place, _ in settlement.table.lookups
    )
