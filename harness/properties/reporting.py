"""Invariants of the journal: times, causes, rules and counts of its entries.

Timelines, lists of losses and the JSON result are all read from the journal, so what it records
besides the values has to be right too.
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
            new = [at for at, it in enumerate(step.events, step.first_seq) if it.event == kind]
        before = len(numbers) - len(new)
        if numbers[max(before, 0) :] != new or (
            before > 0 and numbers[before - 1] >= step.first_seq
        ):
            return f"listed as {kind} are entries {numbers[-len(new) - 1 :]}, and it happened {new}"
    return None


@always("every entry has its time", rules="L2 B5 M2")
def at_its_time(step: Step) -> str | None:
    """To the second, by the clock of the simulator."""
    for event, time in zip(step.events, step.event_times, strict=True):
        if event.at != time:
            return f"{event.event} is reported at {event.at}, and happened at {time}"
    return None


@always("what caused an entry came before it", rules="R7 R13 R11")
def causes(step: Step) -> str | None:
    """A loss or an undone delete is caused by the write that overwrote it, under the same rule."""
    for at, event in enumerate(step.events, step.first_seq):
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
    numbered = enumerate(step.events, step.first_seq)
    repetitions = {at for at, event in numbered if event.event == "repeated"}
    for event in step.events:
        if event.cause in repetitions:
            return f"a delivery came again, and {event.record} was {event.event}"
    return None


@always(
    "the reported rule is the one that decided",
    rules="R1 R2 R3 R4 R5 R7 R9 R10 R11 R15 L6 C2 C6",
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
    event, _, table, hr, dataverse, tracked, _ = settlement
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
    return "R11" if tied(table, hr, dataverse, settings) else "R3"


@always("a last edit is a user's", rules="R3 R4 R5 R9 R10 L4 F5")
def last_edits(step: Step) -> str | None:
    """By the clock of its environment; a record that the integration created has no last edit."""
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
    for what, reported, expected in _counts(step):
        if reported != expected:
            return f"{what}: {reported}, and not {expected}"
    return None


def _counts(step: Step) -> Iterator[tuple[str, object, object]]:
    """What is counted, the reported number, and the expected one."""
    for run in step.batch_runs:
        yield from _run_counts(run)
    command = step.command
    if type(command) is TurnOff and step.was_on and step.events:
        yield "deliveries given up", step.events[0].data, step.abandoned_deliveries
    elif isinstance(command, ClearTracking) and not step.refused:
        yield "tracking rows that went", step.events[0].data, step.cleared_rows
    elif isinstance(command, SyncNow) and not step.refused:
        failed, all_ = _synced(step, command.table)
        yield "synced", step.events[-1].data, {"settled": all_ - failed, "failed": failed}
    elif isinstance(command, Import) and step.events[0].event == "import_started":
        ended = next(it for it in reversed(step.events) if it.event == "import_ended")
        kinds = [it.event for it in step.events if it.actor == "import"]
        counted = {kind: kinds.count(kind) for kind in ("created", "edited", "refused")}
        counted["refused"] -= bool(step.refused)  # the import as a whole
        same = len(command.rows) - sum(counted.values())
        yield "imported", ended.data, {**counted, "same": same}


def _run_counts(run: BatchRun) -> Iterator[tuple[str, object, object]]:
    if run.start.event == "batch_started":
        yield "missed requests", run.start.data, run.missed_at_start
    if run.end is None:
        return
    handled, failed = len(run.handled), len(run.failed)
    if run.end.event == "batch_ended":
        expected = {"settled": handled - failed, "failed": failed, "held_back": run.held_back}
        yield "handled", run.end.data, expected
    elif run.end.event == "batch_stopped":
        yield "handled", run.end.data, {"handled": run.stops_after, "left": run.missed_at_end}


def _synced(step: Step, table: str) -> tuple[int, int]:
    """How many records failed in a full synchronization of the table, and how many it handled."""
    oracle, named = step.oracle, step.simulator.world.record_pairs.named
    failed = dropped = 0
    for event in step.events:
        if event.actor == "sync now":
            failed += event.event in ("failed", "unanswered")
            dropped += event.event == "dropped"
    handled = {
        name
        for of in (oracle.records, oracle.pending)
        for environment in ENVIRONMENTS
        for name in of[environment]
        if (pair := named(name)) is not None and pair.table.name == table
    }
    return failed, len(handled) + dropped
