"""Invariants of the journal: times, causes, rules and last edits of its entries.

Timelines, lists of losses and the JSON result are all read from the journal, so what it records
besides the values has to be right too.
"""

from typing import Final

from harness.domain.catalog import Table
from harness.domain.environments import DATAVERSE, ENVIRONMENT_NAMES, ENVIRONMENTS, HR
from harness.domain.records import Values, at
from harness.domain.settings import Settings
from harness.properties.oracle.expected_forms import hold_the_same
from harness.properties.oracle.expected_values import tied
from harness.properties.oracle.observations import Settlement
from harness.properties.oracle.oracle import WRITES, Step
from harness.properties.registry import always

_UNDOING: Final = frozenset({"lost", "delete_undone"})
# losses by R3 whose write another rule decided: where one side was edited, and in sync now
_LOST_BY = {("R3", "R2"), ("R3", "R8"), ("L6", "L10")}


@always("what is lost or undone is listed, and nothing else", rules="R7 R13")
def listed(step: Step) -> str | None:
    journal, kinds, first = step.oracle.simulator.journal, step.kinds, step.first_seq
    if "lost" not in kinds and "delete_undone" not in kinds:
        losses, undone = journal.losses, journal.undone_deletes
        if (not losses or losses[-1] < first) and (not undone or undone[-1] < first):
            return None
    for kind, numbers in (("lost", journal.losses), ("delete_undone", journal.undone_deletes)):
        new = [at for at, it in enumerate(step.events, first) if it.event == kind]
        before = len(numbers) - len(new)
        if numbers[max(before, 0) :] != new or (before > 0 and numbers[before - 1] >= first):
            return f"listed as {kind} are entries {numbers[-len(new) - 1 :]}, and it happened {new}"
    return None


@always("every entry has its time", rules="L2 B5 M2")
def at_its_time(step: Step) -> str | None:
    """To the second, by the clock of the simulator."""
    if [event.at for event in step.events] == step.event_times:
        return None
    for event, time in zip(step.events, step.event_times, strict=True):
        if event.at != time:
            return f"{event.event} is reported at {event.at}, and happened at {time}"
    return None


@always("what caused an entry came before it", rules="R7 R13 R11")
def causes(step: Step) -> str | None:
    """A loss or an undone delete is caused by the write that overwrote it, under the same rule."""
    for seq, event in enumerate(step.events, step.first_seq):
        cause = event.cause
        if cause is not None and not 0 < cause < seq:
            return f"entry {seq}, {event.event}, is caused by entry {cause}"
        if event.event not in _UNDOING:
            continue
        by = step.simulator.journal[cause] if cause else None
        if by is None or by.event not in WRITES or by[4:7] != event[4:7]:
            return f"what {event.record} {event.event} by is not what overwrote it"
        if by.rule not in (event.rule, "R15") and (event.rule, by.rule) not in _LOST_BY:
            return f"{event.record}: {event.event} by {event.rule}, and written by {by.rule}"
    return None


@always("what comes again does nothing", rules="F4", events=("repeated",))
def recognised(step: Step) -> str | None:
    numbered = enumerate(step.events, step.first_seq)
    repetitions = {at for at, event in numbered if event.event == "repeated"}
    for event in step.events:
        if event.cause in repetitions:
            return f"a delivery came again, and {event.record} was {event.event}"
    return None


@always(
    "the reported rule is the one that decided",
    rules="R1 R2 R3 R4 R5 R6 R7 R8 R9 R10 R11 R15 L6 C2 C6",
    having=("settlements",),
)
def reported_rules(step: Step) -> str | None:
    for settlement in step.settlements:
        expected = _rule(settlement, step.simulator.world.settings)
        event = settlement.event
        if expected is not None and event.rule != expected:
            return f"{event.record} was {event.event} by {event.rule}, and not {expected}"
    return None


def _rule(settlement: Settlement, settings: Settings) -> str | None:
    """The rule by the law; None if it names none, or another invariant checks it."""
    event, _, table, hr, dataverse, tracked, *_ = settlement
    if event.event == "held_back":
        return "C2" if event.environment == DATAVERSE else "C6"
    if event.event in ("failed", "lost"):
        return None
    if event.event == "removed" or (event.event == "settled" and None in (hr[0], dataverse[0])):
        return "L6" if event.actor == "live sync" else "L10"
    if event.event == "dropped":
        return "R6"
    if event.event == "updated" and _only_one_way(table, event.before or (), event.data):
        return "R15"
    if dataverse.values is None:
        return "R4" if tracked else "R9"
    if hr.values is None:
        return "R5" if tracked else "R10"
    if hr.edited != dataverse.edited:
        return "R2"
    same = hold_the_same(table, hr.values, dataverse.values)
    if hr.edited and same:
        return "R7"
    if hr.edited or (event.actor == "sync now" and not same):
        tie = tied(table, hr, dataverse, settings)
        return "R11" if tie else "R3" if hr.edited else "R8"
    return None


def _only_one_way(table: Table, before: Values, after: Values) -> bool:
    """Whether nothing changed but columns that flow one way (R15)."""
    if not table.one_way:
        return False
    places = range(max(len(before), len(after)))
    changed = [place for place in places if at(before, place) != at(after, place)]
    return bool(changed) and all(place in table.one_way for place in changed)


@always(
    "a last edit is a user's",
    rules="R3 R4 R5 R9 R10 R18 V3 L4 F5 E1 E2",
    events=("environment_restored",),
    having=("names",),
)
def last_edits(step: Step) -> str | None:
    """By the clock of its environment; a record that the integration created has no last edit."""
    by_the_oracle = step.oracle.edited_at
    for name, pair, hr, dataverse in step.records_after():
        if pair is None:
            continue
        for environment in ENVIRONMENTS:
            record = hr if environment == HR else dataverse
            if record is None:
                continue
            edited_at = by_the_oracle[environment].get(pair.name)
            if record.edited_at != edited_at:
                where = ENVIRONMENT_NAMES[environment]
                return f"{name} in {where} was edited at {record.edited_at}, and not {edited_at}"
    return None
