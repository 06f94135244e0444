"""Invariants of what a completed run of the batch job leaves behind (S5, B3, F6)."""

from collections.abc import Iterator

from harness.domain.commands import RunBatchJob
from harness.domain.environments import ENVIRONMENTS
from harness.properties.oracle.expected_forms import hold_the_same
from harness.properties.oracle.oracle import Step
from harness.properties.oracle.state import may_be_apart
from harness.properties.registry import always
from harness.simulator.record_pairs import RecordPair


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
                same = hold_the_same(pair.table, hr.values, dataverse.values)
            if not same or requests:
                yield pair, reasons.get(pair.name, "")


@always(
    "when the batch job has completed, all data is in both environments",
    rules="S5 B1 B2 F6",
    events=("batch_ended",),
)
def convergence(step: Step) -> str | None:
    """Except what is held back after a clear (C2, C6), not writable (R14, R16), or in use (R19).

    What nobody noticed, or a restore left behind, waits for sync now (F7, E1).
    """
    if not completed(step):
        return None
    oracle = step.oracle
    if oracle.expected_faults.kinds or not oracle.on or _goes_on(step):
        return None
    waiting = step.simulator.world.missed.waiting
    for pair, rule in left_over(step):
        if any(request.pair is pair for request in waiting):
            continue
        held_back = rule in ("C2", "C6") and not oracle.tracked(pair.name)
        if held_back or rule in ("R14", "R16", "R19"):
            continue
        requests = pair.hr_request or pair.dataverse_request
        if not requests and may_be_apart(oracle, pair.name):
            continue
        return f"{pair.name} is not the same on both sides, or still missed"
    return None


def _goes_on(step: Step) -> bool:
    """Whether requests may have been made during the run, which are live sync's (B8)."""
    return any(run.takes_time for run in step.ended_runs)


@always(
    "the batch job, run again, changes nothing",
    rules="B3",
    of=(RunBatchJob,),
    having=("after_batch",),
)
def batch_is_idempotent(step: Step) -> str | None:
    if step.oracle.expected_faults.kinds or step.refused:
        return None
    if any(run.sticks for run in step.batch_runs):  # B6
        return None
    for event in step.events:
        if event.event not in ("batch_started", "batch_ended", "failed", "held_back"):
            return f"the second run {event.event} {event.record or ''}".rstrip()
    return None
