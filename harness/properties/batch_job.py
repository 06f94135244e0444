"""Promises about the batch job: its schedule, what a run takes and leaves, its end (S4, S5, B)."""

from collections.abc import Iterator

from harness.domain.commands import Advance, CancelBatchJob, Import, RunBatchJob, SyncNow
from harness.domain.environments import ENVIRONMENTS
from harness.properties.expected_values import same_but_one_way
from harness.properties.oracle.oracle import Step
from harness.properties.registry import always
from harness.simulator.record_pairs import RecordPair

_RUNNING = (RunBatchJob, Advance, Import)


@always("the schedule comes one interval after another", rules="S4 S6 B5")
def on_its_schedule(step: Step) -> str | None:
    """From the first turning-on, whatever is run by hand, and whether integration is on or off."""
    if not step.runs and not step.due_runs:
        return None
    came = [run.begins.at for run in step.runs if run.scheduled]
    if came != [due // 1000 for due in step.due_runs]:
        return f"{len(step.due_runs)} runs were due, and {len(came)} came, or at other times"
    return None


@always("a run starts where it can", rules="S4 B6", of=_RUNNING)
def runs_start(step: Step) -> str | None:
    """While off it is skipped, while another is stuck it is blocked."""
    by_hand = 0
    for run in step.runs:
        by_hand += not run.scheduled
        expected = "batch_blocked" if run.executing else "batch_started"
        if not step.was_on:
            expected = "batch_skipped"
        if run.begins.event != expected:
            return f"{run.begins.event}, and not {expected}"
    if by_hand != (type(step.command) is RunBatchJob):
        return f"{by_hand} runs by hand"
    return None


@always("a run ends as it must", rules="B1 B4 B6", of=_RUNNING)
def runs_end(step: Step) -> str | None:
    """After all records, or after as many as the fault said; stuck where the fault said so."""
    missed = step.simulator.world.missed
    for run in step.runs:
        if run.begins.event != "batch_started":
            continue
        if run.ends is None:
            return "a run did not end"
        handled = len(run.handled)
        if len(set(run.failed)) < len(run.failed):
            return f"{run.failed[-1]} was tried twice"
        most = run.stops_after
        expected = ("batch_stuck",) if run.sticks else ("batch_ended", "batch_stopped")
        if most is None and not run.sticks:
            expected = ("batch_ended",)
        if run.ends.event not in expected:
            return f"{run.ends.event}, and not {' or '.join(expected)}"
        if most is not None and handled > most:
            return f"it handled {handled} records and was to stop after {most}"
        # one that was put off, to be tried once more at the end, is handled and not told of
        put_off = any(step.simulator.world.catalog[it].cyclic for it in missed.tables())
        if run.ends.event == "batch_stopped" and handled != most and not put_off:
            return f"it stopped after {handled} records, and not {most}"
    return None


@always("a stuck run is cancelled, and no other", rules="B6", of=(CancelBatchJob,))
def cancelling(step: Step) -> str | None:
    if bool(step.refused) == step.was_executing:
        return "a run is executing" if step.was_executing else "no run is executing"
    return None


@always("a run takes parents first, then as first made", rules="B1 B4", of=(RunBatchJob,))
def in_their_order(step: Step) -> str | None:
    """And each record once. Within a cycle some are tried once more: their order is apart."""
    if not step.runs or step.runs[0].sticks or step.runs[0].begins.event != "batch_started":
        return None
    run, pairs = step.runs[0], step.simulator.world.record_pairs
    place = {name: number for number, name in enumerate(step.backlog)}
    latest = -1
    for name in run.told:
        pair = pairs.named(name)
        if name not in place or pair is None:
            return f"{name} was not missed, and yet it was handled"
        if not pair.table.cyclic:
            if place[name] < latest:
                return f"{name} was handled after what was to come later"
            latest = place[name]
    if run.ends is not None and run.ends.event == "batch_ended":
        for name in step.backlog:
            if name not in run.told:
                return f"{name} was missed, and not handled"
    return None


@always("what failed for a lookup fails still", rules="B1 R14", of=(RunBatchJob, SyncNow))
def within_a_cycle(step: Step) -> str | None:
    """Parents go before children, so what is there after a run was there in time."""
    if "failed" not in step.kinds:
        return None
    there = step.oracle.records
    for seen in step.seen:
        event = seen.event
        if event.rule != "R14" or event.event != "failed" or event.environment is None:
            continue
        if event.actor == "live sync":  # a delivery, which sync now begins with: tried again later
            continue
        missing = False
        for side in (seen.hr, seen.dataverse):
            for place, target in seen.table.lookups:
                values = side.values or ()
                value = values[place] if place < len(values) else None
                found = (
                    None if value is None else step.simulator.world.record_pairs.find(target, value)
                )
                missing |= found is not None and found.name not in there[event.environment]
        if not missing:
            return f"{seen.name} failed, and all that it looks up is there"
    return None


def completed(step: Step) -> bool:
    """Whether a run of the batch job came to its end in this step, and was the last thing in it."""
    return bool(step.events) and step.events[-1].event == "batch_ended"


def left_over(step: Step) -> Iterator[tuple[RecordPair, str]]:
    """The things that a completed run did not make the same on both sides, and why not."""
    why: dict[str, str] = {}
    if "failed" in step.kinds or "held_back" in step.kinds:
        for event in step.events:
            if event.event in ("failed", "held_back") and event.record:
                why[event.record] = event.rule or ""
    world = step.simulator.world
    for table in world.record_pairs.tables():
        for pair in world.record_pairs.of(table):
            hr, dataverse = (world.stores[it].find(table, pair.key) for it in ENVIRONMENTS)
            requests = pair.hr_request or pair.dataverse_request
            same = hr is None and dataverse is None
            if hr is not None and dataverse is not None:
                same = same_but_one_way(pair.table, hr.values, dataverse.values)
            if not same or requests:
                yield pair, why.get(pair.name, "")


@always("when the batch job has completed, all data is in both environments", rules="S5 B1 B2 F6")
def converges(step: Step) -> str | None:
    """But for what C2 and C6 hold back after a clear, what cannot be written (R14, R16), faults."""
    if not completed(step):
        return None
    if step.oracle.expected_faults.kinds or not step.oracle.on:
        return None
    waiting = step.simulator.world.missed.waiting
    for pair, why in left_over(step):
        if any(request.pair is pair for request in waiting):
            continue
        held_back = why in ("C2", "C6") and not pair.tracked
        if why in ("R14", "R16") or (held_back and pair.table.name in step.oracle.cleared):
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
