"""Invariants of the batch job: its schedule, the order of a run, its end (S4, S5, B)."""

from collections.abc import Iterator

from harness.domain.commands import Advance, CancelBatchJob, Import, RunBatchJob, SyncNow
from harness.domain.environments import ENVIRONMENTS
from harness.domain.records import at
from harness.properties.expected_values import same_but_one_way
from harness.properties.oracle.oracle import Step
from harness.properties.registry import always
from harness.simulator.record_pairs import RecordPair

_RUNNING = (RunBatchJob, Advance, Import)


@always("the schedule comes one interval after another", rules="S4 S6 B5")
def on_its_schedule(step: Step) -> str | None:
    """From the first turning-on; runs by hand and the switch do not move it."""
    if not step.batch_runs and not step.due_runs:
        return None
    came = [run.start.at for run in step.batch_runs if run.scheduled]
    if came != [due // 1000 for due in step.due_runs]:
        return f"{len(step.due_runs)} runs were due, and {len(came)} came, or at other times"
    return None


@always("a run starts where it can", rules="S4 B6", of=_RUNNING)
def runs_start(step: Step) -> str | None:
    """While off it is skipped, while another is stuck it is blocked."""
    by_hand = 0
    for run in step.batch_runs:
        by_hand += not run.scheduled
        expected = "batch_blocked" if run.other_executing else "batch_started"
        if not step.was_on:
            expected = "batch_skipped"
        if run.start.event != expected:
            return f"{run.start.event}, and not {expected}"
    if by_hand != (type(step.command) is RunBatchJob):
        return f"{by_hand} runs by hand"
    return None


@always("a run ends as it must", rules="B1 B4 B6", of=_RUNNING)
def runs_end(step: Step) -> str | None:
    """With all records; or stopped or stuck if a fault has it so."""
    missed = step.simulator.world.missed
    for run in step.batch_runs:
        if run.start.event != "batch_started":
            continue
        if run.end is None:
            return "a run did not end"
        handled = len(run.handled)
        if len(set(run.failed)) < len(run.failed):
            return f"{run.failed[-1]} was tried twice"
        most = run.stops_after
        expected = ("batch_stuck",) if run.sticks else ("batch_ended", "batch_stopped")
        if most is None and not run.sticks:
            expected = ("batch_ended",)
        if run.end.event not in expected:
            return f"{run.end.event}, and not {' or '.join(expected)}"
        if most is not None and handled > most:
            return f"it handled {handled} records and was to stop after {most}"
        # a record deferred to the end of the run is handled, and has no entry if it stops before
        deferred = any(step.simulator.world.catalog[it].cyclic for it in missed.tables())
        if run.end.event == "batch_stopped" and handled != most and not deferred:
            return f"it stopped after {handled} records, and not {most}"
    return None


@always("a stuck run is cancelled, and no other", rules="B6", of=(CancelBatchJob,))
def cancelling(step: Step) -> str | None:
    if bool(step.refused) == step.was_executing:
        return "a run is executing" if step.was_executing else "no run is executing"
    return None


@always("a run takes parents first, then as first made", rules="B1 B4", of=(RunBatchJob,))
def in_their_order(step: Step) -> str | None:
    """Each record once. Tables with a cycle of lookups are excluded: some records are retried."""
    run = step.batch_runs[0] if step.batch_runs else None
    if run is None or run.sticks or run.start.event != "batch_started":
        return None
    pairs = step.simulator.world.record_pairs
    place = {name: number for number, name in enumerate(step.backlog)}
    latest = -1
    for name in run.first_events:
        pair = pairs.named(name)
        if name not in place or pair is None:
            return f"{name} was not missed, and yet it was handled"
        if not pair.table.cyclic:
            if place[name] < latest:
                return f"{name} was handled after what was to come later"
            latest = place[name]
    if run.end is not None and run.end.event == "batch_ended":
        for name in step.backlog:
            if name not in run.first_events:
                return f"{name} was missed, and not handled"
    return None


@always("what failed for a lookup fails still", rules="B1 R14", of=(RunBatchJob, SyncNow))
def within_a_cycle(step: Step) -> str | None:
    """Parents go before children: a target that exists after the run existed in time."""
    if "failed" not in step.kinds:
        return None
    records, pairs = step.oracle.records, step.simulator.world.record_pairs
    for settlement in step.settlements:
        event = settlement.event
        if event.rule != "R14" or event.event != "failed" or event.environment is None:
            continue
        if event.actor == "live sync":  # a waiting delivery, before sync now: tried again
            continue
        missing = False
        for side in (settlement.hr, settlement.dataverse):
            for place, target in settlement.table.lookups:
                value = at(side.values or (), place)
                pair = pairs.find(target, value) if value is not None else None
                missing |= pair is not None and pair.name not in records[event.environment]
        if not missing:
            return f"{settlement.name} failed, and all that it looks up is there"
    return None


def completed(step: Step) -> bool:
    """Whether the step ends with the completion of a run of the batch job."""
    return bool(step.events) and step.events[-1].event == "batch_ended"


def left_over(step: Step) -> Iterator[tuple[RecordPair, str]]:
    """The records that a completed run left different in the two environments, and the rule."""
    reasons: dict[str, str] = {}
    if "failed" in step.kinds or "held_back" in step.kinds:
        for event in step.events:
            if event.event in ("failed", "held_back") and event.record:
                reasons[event.record] = event.rule or ""
    world = step.simulator.world
    for table in world.record_pairs.tables():
        for pair in world.record_pairs.of(table):
            hr, dataverse = (world.stores[it].find(table, pair.key) for it in ENVIRONMENTS)
            requests = pair.hr_request or pair.dataverse_request
            same = hr is None and dataverse is None
            if hr is not None and dataverse is not None:
                same = same_but_one_way(pair.table, hr.values, dataverse.values)
            if not same or requests:
                yield pair, reasons.get(pair.name, "")


@always("when the batch job has completed, all data is in both environments", rules="S5 B1 B2 F6")
def convergence(step: Step) -> str | None:
    """Except records held back after a clear (C2, C6), unwritable ones (R14, R16), and faults."""
    if not completed(step):
        return None
    if step.oracle.expected_faults.kinds or not step.oracle.on:
        return None
    waiting = step.simulator.world.missed.waiting
    for pair, rule in left_over(step):
        if any(request.pair is pair for request in waiting):
            continue
        held_back = rule in ("C2", "C6") and not pair.tracked
        if rule in ("R14", "R16") or (held_back and pair.table.name in step.oracle.cleared):
            continue
        return f"{pair.name} is not the same on both sides, or still missed"
    return None


@always("the batch job, run again, changes nothing", rules="B3", of=(RunBatchJob,))
def batch_is_idempotent(step: Step) -> str | None:
    if not step.after_batch or step.oracle.expected_faults.kinds:
        return None
    for event in step.events:
        if event.event not in ("batch_started", "batch_ended", "failed", "held_back"):
            return f"the second run {event.event} {event.record or ''}".rstrip()
    return None
