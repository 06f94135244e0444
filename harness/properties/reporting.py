"""Promises about what readers read: when, by which rule, what caused it, and what is counted.

A timeline, a list of losses and the JSON result say no more than the journal does. So what the
journal says beside what was written is promised too.
"""

from collections.abc import Iterator

from harness.domain.commands import ClearTracking, Import, SyncNow, TurnOff
from harness.domain.environments import DATAVERSE, ENVIRONMENT_NAMES, ENVIRONMENTS
from harness.domain.settings import Settings
from harness.properties.expected_values import same_but_one_way, tied
from harness.properties.oracle.observations import BatchRun, Settlement
from harness.properties.oracle.oracle import WRITES, Step
from harness.properties.registry import always


@always("what is lost or undone is listed, and nothing else", rules="R7 R13")
def listed(step: Step) -> str | None:
    journal = step.simulator.journal
    for kind, numbers in (("lost", journal.losses), ("delete_undone", journal.undone_deletes)):
        new = []
        if kind in step.kinds:
            new = [at for at, it in enumerate(step.events, step.first) if it.event == kind]
        before = len(numbers) - len(new)
        if numbers[max(before, 0) :] != new or (before > 0 and numbers[before - 1] >= step.first):
            return f"listed as {kind} are entries {numbers[-len(new) - 1 :]}, and it happened {new}"
    return None


@always("every entry has its time", rules="L2 B5 M2")
def at_its_time(step: Step) -> str | None:
    """To the second, in the order in which it happened."""
    for event, time in zip(step.events, step.times, strict=True):
        if event.at != time:
            return f"{event.event} is told of {event.at}, and happened at {time}"
    return None


@always("what caused an entry came before it", rules="R7 R13 R11")
def causes(step: Step) -> str | None:
    """A loss is caused by what overwrote it or was removed, by the same rule; so an undoing."""
    for at, event in enumerate(step.events, step.first):
        cause = event.cause
        if cause is not None and not 0 < cause < at:
            return f"entry {at}, {event.event}, is caused by entry {cause}"
        if event.event not in ("lost", "delete_undone"):
            continue
        by = step.simulator.journal[cause] if cause else None
        if by is None or by.event not in WRITES or by[4:7] != event[4:7]:
            return f"what {event.record} {event.event} by is not what overwrote it"
        if by.rule not in (event.rule, "R15"):
            return f"{event.record}: {event.event} by {event.rule}, and written by {by.rule}"
    return None


@always("what comes again does nothing", rules="F4")
def recognised(step: Step) -> str | None:
    if "repeated" not in step.kinds:
        return None
    again = {at for at, it in enumerate(step.events, step.first) if it.event == "repeated"}
    for event in step.events:
        if event.cause in again:
            return f"a delivery came again, and {event.record} was {event.event}"
    return None


@always("what is told is the rule that decided", rules="R1 R2 R3 R4 R5 R7 R9 R10 R11 R15 L6 C2 C6")
def rules_are_told(step: Step) -> str | None:
    for seen in step.seen:
        expected = _rule(seen, step.simulator.world.settings)
        if expected is not None and seen.event.rule != expected:
            return f"{seen.name} was {seen.event.event} by {seen.event.rule}, and not {expected}"
    return None


def _rule(seen: Settlement, settings: Settings) -> str | None:
    """None where the law has none, or another promise is about it."""
    event, _, table, hr, dataverse, tracked, _ = seen
    if event.event == "held_back":
        return "C2" if event.environment == DATAVERSE else "C6"
    if event.event in ("failed", "lost"):
        return None
    if event.event == "removed" or (event.event == "settled" and None in (hr[0], dataverse[0])):
        return "L6"
    if event.event == "updated" and same_but_one_way(table, event.before or (), event.data):
        return "R15"
    if dataverse.values is None:
        return "R4" if tracked else "R9"
    if hr.values is None:
        return "R5" if tracked else "R10"
    if (hr.pending is None) != (dataverse.pending is None):
        return "R2"
    if hr.pending is None:
        return None
    if same_but_one_way(table, hr.values, dataverse.values):
        return "R7"
    return "R11" if tied(hr, dataverse, settings) else "R3"


@always("a last edit is a user's", rules="R3 R4 R5 R9 R10 L4 F5")
def last_edits(step: Step) -> str | None:
    """By the clock of its environment; a record that the integration made has none."""
    world, oracle = step.simulator.world, step.oracle
    for name in dict.fromkeys(it.record for it in step.events if it.record):
        pair = world.record_pairs.named(name or "")
        if pair is None:
            continue
        for environment in ENVIRONMENTS:
            record = world.stores[environment].find(pair.table.name, pair.key)
            edited_at = oracle.edited_at[environment].get(pair.name)
            if record is not None and record.edited_at != edited_at:
                where = ENVIRONMENT_NAMES[environment]
                return f"{name} in {where} was edited at {record.edited_at}, and not {edited_at}"
    return None


@always("what is counted is so", rules="B1 B2 B4 C1 L5 M1 N1")
def counts(step: Step) -> str | None:
    for what, told, expected in _counted(step):
        if told != expected:
            return f"{what}: {told}, and not {expected}"
    return None


def _counted(step: Step) -> Iterator[tuple[str, object, object]]:
    """What is told, what it is, and what it is to be."""
    for run in step.runs:
        yield from _of_a_run(run)
    command = step.command
    if type(command) is TurnOff and step.was_on and step.events:
        yield "deliveries given up", step.events[0].data, step.gave_up
    elif isinstance(command, ClearTracking) and not step.refused:
        yield "tracking rows that went", step.events[0].data, step.rows_gone
    elif isinstance(command, SyncNow) and not step.refused:
        failed, all_ = _synced(step, command.table)
        yield "synced", step.events[-1].data, {"settled": all_ - failed, "failed": failed}
    elif isinstance(command, Import) and step.events[0].event == "import_started":
        ended = next(it for it in reversed(step.events) if it.event == "import_ended")
        told = [it.event for it in step.events if it.actor == "import"]
        does = {kind: told.count(kind) for kind in ("created", "edited", "refused")}
        does["refused"] -= bool(step.refused)  # said of the import as a whole
        same = len(command.rows) - sum(does.values())
        yield "imported", ended.data, {**does, "same": same}


def _of_a_run(run: BatchRun) -> Iterator[tuple[str, object, object]]:
    if run.begins.event == "batch_started":
        yield "missed requests", run.begins.data, run.missed
    if run.ends is None:
        return
    handled, failed = len(run.handled), len(run.failed)
    if run.ends.event == "batch_ended":
        expected = {"settled": handled - failed, "failed": failed, "held_back": run.held_back}
        yield "handled", run.ends.data, expected
    elif run.ends.event == "batch_stopped":
        yield "handled", run.ends.data, {"handled": run.stops_after, "left": run.left}


def _synced(step: Step, table: str) -> tuple[int, int]:
    """How many records failed in a full synchronization of the table, and how many it came to."""
    oracle, named = step.oracle, step.simulator.world.record_pairs.named
    failed = dropped = 0
    for event in step.events:
        if event.actor == "sync now":
            failed += event.event in ("failed", "unanswered")
            dropped += event.event == "dropped"
    there = {
        name
        for of in (oracle.records, oracle.pending)
        for environment in ENVIRONMENTS
        for name in of[environment]
        if (pair := named(name)) is not None and pair.table.name == table
    }
    return failed, len(there) + dropped
