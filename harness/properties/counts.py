"""Invariants of what is counted: runs, full synchronizations, imports, clears and restores."""

from collections.abc import Iterator

from harness.domain.commands import (
    Backup,
    CancelBatchJob,
    ClearTracking,
    Import,
    Restore,
    SyncNow,
    TurnOff,
)
from harness.domain.environments import ENVIRONMENTS
from harness.domain.events import Event
from harness.properties.oracle.batch_runs import handled_by
from harness.properties.oracle.observations import BatchRun
from harness.properties.oracle.oracle import Step
from harness.properties.registry import always

_COUNTED = {TurnOff, ClearTracking, SyncNow, Import, Backup, Restore}


@always("what is counted is so", rules="B1 B2 B4 C1 L5 M1 M3 N1 E1")
def counts(step: Step) -> str | None:
    if not step.ended_runs and not step.batch_runs and type(step.command) not in _COUNTED:
        return None
    for what, reported, expected in _counts(step):
        if reported != expected:
            return f"{what}: {reported}, and not {expected}"
    return None


def _counts(step: Step) -> Iterator[tuple[str, object, object]]:
    """What is counted, the reported number, and the expected one."""
    for run in step.batch_runs:
        if run.start.event == "batch_started":
            yield "missed requests", run.start.data, run.missed_at_start
    for run in step.ended_runs:
        yield from _run_counts(step, run)
    command = step.command
    if type(command) is TurnOff and step.was_on and step.events:
        yield "deliveries given up", step.events[0].data, step.abandoned_deliveries
    elif isinstance(command, ClearTracking) and not step.refused:
        yield "tracking rows that went", step.events[0].data, step.cleared_rows
    elif isinstance(command, SyncNow) and not step.refused:
        yield "synced", step.events[-1].data, _synced(step, command.table)
    elif isinstance(command, Import) and step.events[0].event == "import_started":
        yield from _import_counts(step, command)
    elif isinstance(command, Backup):
        kept = len(step.oracle.records[command.environment])
        yield "backed up", step.events[0].data, (command.name, kept)
    elif isinstance(command, Restore) and not step.refused:
        yield "restored", step.events[0].data, {"backup": command.name, **step.restored}


def _import_counts(step: Step, command: Import) -> Iterator[tuple[str, object, object]]:
    """Of the rows, and of what went first (M3); what went with another record counts too."""
    ended = next(it for it in reversed(step.events) if it.event == "import_ended")
    mine = [it for it in step.events if it.actor == "import"]
    counted = {kind: sum(it.event == kind for it in mine) for kind in ("created", "edited")}
    refusals = [it.data[0] for it in mine if it.event == "refused" and it.cause is not None]
    rows = refusals.count("import") - bool(step.refused)  # the import as a whole
    expected = {**counted, "refused": rows + refusals.count("delete")}
    expected["same"] = len(command.rows) - sum(counted.values()) - rows
    if command.truncate:
        there = sum(
            pair is not None and pair.table.name == command.table
            for name in step.records_before
            for pair in [step.simulator.world.record_pairs.named(name)]
        )
        expected["deleted"] = there - refusals.count("delete")
    yield "imported", ended.data, expected


def _run_counts(step: Step, run: BatchRun) -> Iterator[tuple[str, object, object]]:
    if run.end is None or run.end.event == "batch_stuck":
        return
    handled, failed = _handled(step, run, run.end), len(run.failed)
    if run.end.event == "batch_ended":
        expected = {"settled": handled - failed, "failed": failed, "held_back": run.held_back}
        yield "handled", run.end.data, expected
    elif run.end.event == "batch_stopped":
        most = run.stops_after
        if type(step.command) in (TurnOff, CancelBatchJob):  # where it stood (B8)
            most = handled
        if most is not None:  # more of them where records went together, which no stop parts
            most = max(most, handled)
            yield "handled", run.end.data, {"handled": most, "left": run.missed_at_end}


def _handled(step: Step, run: BatchRun, end: Event) -> int:
    """How many records had their turn, as far as the entries and the time of the run tell.

    In a run that takes time one has no entry of it, if it failed for its lookup and was settled
    before its second try (B8). Its turn took time as any other.
    """
    entries = len(run.handled)
    if not run.takes_time:
        return entries
    cost = step.simulator.world.settings.batch_job_per_record
    turns = (run.end_at - run.started_at) // cost
    return max(entries, min(handled_by(end), turns))


def _synced(step: Step, table: str) -> dict[str, int]:
    """How many records failed in a full synchronization of the table, and how many did not."""
    oracle, named = step.oracle, step.simulator.world.record_pairs.named
    mine = [event for event in step.events if event.actor == "sync now" and event.record]
    failed = sum(event.event in ("failed", "unanswered") for event in mine)
    handled = {event.record for event in mine}  # some are gone by now
    for of in (oracle.records, oracle.pending):
        for environment in ENVIRONMENTS:
            for name in of[environment]:
                pair = named(name)
                if pair is not None and pair.table.name == table:
                    handled.add(name)
    settled = len(handled) - failed
    reported: int = step.events[-1].data["settled"]
    if oracle.was_unnoticed and reported > settled:  # of what is nowhere any more (F7)
        gone = sum(pair.name not in handled for pair in step.simulator.world.record_pairs.of(table))
        settled = min(reported, settled + gone)
    return {"settled": settled, "failed": failed}
