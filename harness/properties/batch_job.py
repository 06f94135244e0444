"""Invariants of the batch job: its schedule, the order of a run, its end (S4, S5, B)."""

from harness.domain.commands import (
    Advance,
    CancelBatchJob,
    Import,
    RunBatchJob,
    SyncNow,
    TurnOff,
)
from harness.domain.environments import ENVIRONMENTS
from harness.properties.deletes import leads_to
from harness.properties.oracle.expected_values import expected_values
from harness.properties.oracle.lookups import missing_targets, targets_of
from harness.properties.oracle.observations import BatchRun
from harness.properties.oracle.oracle import WRITES, Step
from harness.properties.registry import always

_RUNNING = (RunBatchJob, Advance, Import)


@always(
    "the schedule comes one interval after another",
    rules="S4 S6 B5",
    having=("batch_runs", "due_runs"),
)
def on_its_schedule(step: Step) -> str | None:
    """From the first turning-on; runs by hand and the switch do not move it."""
    came = [run.start.at for run in step.batch_runs if run.scheduled]
    if came != [due // 1000 for due in step.due_runs]:
        return f"{len(step.due_runs)} runs were due, and {len(came)} came, or at other times"
    return None


@always("a run starts where the job is Waiting, and nowhere else", rules="S4 B6", of=_RUNNING)
def runs_start(step: Step) -> str | None:
    """While off it is skipped; one that is due while the job is not Waiting is passed over."""
    by_hand = 0
    for run in step.batch_runs:
        by_hand += not run.scheduled
        expected = "batch_started" if run.status == "Waiting" else "batch_blocked"
        if not step.was_on:
            expected = "batch_skipped"
        if run.start.event != expected:
            return f"{run.start.event} while {run.status or 'there is no job'}, and not {expected}"
        if expected == "batch_blocked" and run.start.data != run.status:
            return f"passed over as the job is {run.start.data}, and it is {run.status}"
    if by_hand != (type(step.command) is RunBatchJob and not step.refused):
        return f"{by_hand} runs by hand"
    return None


@always(
    "a run ends as it must",
    rules="B1 B4 B6 B8",
    having=("batch_runs", "ended_runs", "oracle.current_run"),
)
def runs_end(step: Step) -> str | None:
    """With all records; or where it stands: stopped, stuck, cancelled or turned off."""
    for run in step.batch_runs:
        if run.start.event == "batch_started" and run.end is None and not run.takes_time:
            return "a run did not end"
    for run in step.ended_runs:
        found = _end_of(step, run)
        if found is not None:
            return found
    if type(step.command) in (TurnOff, CancelBatchJob) and step.oracle.current_run is not None:
        return "a run goes on that was to end where it stood"
    return None


def _end_of(step: Step, run: BatchRun) -> str | None:
    assert run.end is not None
    handled = len(run.handled)
    if len(set(run.failed)) < len(run.failed):
        return f"{run.failed[-1]} was tried twice"
    if type(step.command) in (TurnOff, CancelBatchJob):
        return None if run.end.event == "batch_stopped" else f"{run.end.event}, and it was stopped"
    plugged = step.oracle.expected_faults.plugged
    if run.takes_time and plugged:  # which may have struck at any of its records
        return None
    most = run.stops_after
    expected = ("batch_stuck",) if run.sticks else ("batch_ended", "batch_stopped")
    if most is None and not run.sticks:
        expected = ("batch_ended",)
    if run.end.event not in expected:
        return f"{run.end.event}, and not {' or '.join(expected)}"
    more = most is not None and handled > most
    if more and not _in_one_go(step, run):
        return f"it handled {handled} records and was to stop after {most}"
    # a record deferred to the end of the run is handled, and has no entry if it stops before
    deferred = any(it.event == "failed" and it.rule == "R14" for it in step.events)
    if run.end.event == "batch_stopped" and handled != most and not (more or deferred):
        return f"it stopped after {handled} records, and not {most}"
    return None


def _in_one_go(step: Step, run: BatchRun) -> bool:
    """Whether records went together that look each other up: no stop parts them (R14, L10)."""
    if len({at for *_, at in run.turns}) < len(run.turns):  # also before this step (B8)
        return True
    return any(
        it.missing
        or (it.used_by and it.event.event == "removed")
        or "together with" in str(it.event.data)
        for it in step.settlements
    )


@always(
    "a run takes parents first, then as first made", rules="B1 B4 B8 L10", having=("ended_runs",)
)
def in_their_order(step: Step) -> str | None:
    """Each record once; at the very end those with a delete made while integration was on.

    What lacks a record that it looks up may come later, when it is tried once more.
    """
    for run in step.ended_runs:
        if run.backlog is None or run.sticks:
            continue
        found = _out_of_order(step, run, run.backlog)
        if found is not None:
            return found
    return None


def _out_of_order(step: Step, run: BatchRun, backlog: list[str]) -> str | None:
    place = {name: number for number, name in enumerate(backlog)}
    latest, at_the_end = -1, False
    for name, kind in run.first_events.items():
        if name not in place:
            return f"{name} was not missed, and yet it was handled"
        if name in run.late:  # in an order of their own
            at_the_end = True
            continue
        if name in run.may_wait or kind == "failed":
            continue
        if at_the_end:
            return f"{name} was handled after a delete made while integration was on"
        if place[name] < latest:
            return f"{name} was handled after what was to come later"
        latest = place[name]
    # while a run takes its time users may change what it was to handle (B8)
    at_once = not run.takes_time or run.end_at == run.started_at
    if run.end is not None and run.end.event == "batch_ended" and at_once:
        for name in backlog:
            if name not in run.first_events:
                return f"{name} was missed, and not handled"
    return None


@always(
    "a run that takes time handles a record each so many seconds",
    rules="B8",
    having=("ended_runs", "oracle.current_run"),
)
def takes_its_time(step: Step) -> str | None:
    """The first after that time. What is settled in its own time takes it, else it takes none."""
    current = step.oracle.current_run
    if current is not None and current.turns and not (current.late or current.may_wait):
        backlog = current.backlog or []
        last = current.turns[-1][0]
        left = backlog[backlog.index(last) + 1 :] if last in backlog else [last]
        if not current.failed and current.gone.issuperset(left):
            return f"it goes on after {last}, and nothing is left that it is to take"
    for run in step.ended_runs:
        if not run.takes_time or run.end is None:
            continue
        cost = step.simulator.world.settings.batch_job_per_record
        turns = [(name, at) for name, kind, at in run.turns if kind != "held_back"]
        if run.late or run.may_wait or any(name in run.failed for name, _ in turns):
            continue  # second tries take no time
        latest = run.started_at
        for name, at in turns:
            if at <= latest or (at - run.started_at) % cost:
                return f"{name} was handled {at - run.started_at} milliseconds after the start"
            latest = at
        if run.end.event == "batch_ended":
            extra = (run.end_at - run.started_at) / cost - len(turns)
            # the others were settled meanwhile, or held back as their turn came
            others = len({*(run.backlog or ())} - {name for name, _ in turns} - run.gone)
            if run.end_at < latest or not 0 <= extra <= others or extra % 1:
                return f"it ended {run.end_at - latest} milliseconds after its last record"
    return None


@always(
    "what failed for a lookup fails still",
    rules="B1 R14",
    of=(*_RUNNING, SyncNow),
    events=("failed",),
)
def within_a_cycle(step: Step) -> str | None:
    """Parents go before children: a target that exists after the run existed in time.

    And what fails only for want of each other is written together: of what failed, there is no set
    in which each one's missing targets are of the set.
    """
    world, oracle = step.simulator.world, step.oracle
    left: dict[str, tuple[str, ...]] = {}
    for settlement in step.settlements:
        event = settlement.event
        if event.rule != "R14" or event.event != "failed" or event.environment is None:
            continue
        if event.actor == "live sync":  # a waiting delivery, before sync now: tried again
            continue
        if "batch_stopped" in step.kinds:  # before it was to be tried once more (B4)
            continue
        name, hr, dataverse = settlement.name, settlement.hr, settlement.dataverse
        full = event.actor == "sync now"
        both = expected_values(settlement.table, hr, dataverse, world.settings, full)
        values = both[ENVIRONMENTS.index(event.environment)] or ()
        missing = missing_targets(oracle, event.environment, settlement.table, values, name)
        if not missing and "together with" not in str(event.data):
            if len(step.batch_runs) > 1 or type(step.command) not in (RunBatchJob, SyncNow):
                continue  # it came later
            return f"{name} failed, and all that it looks up is there"
        left[name] = missing or (*left, name)
    if len(step.batch_runs) > 1 or oracle.expected_faults.kinds:
        return None
    while gone := [name for name, its in left.items() if any(it not in left for it in its)]:
        for name in gone:
            del left[name]
    return f"{', '.join(left)} fail only for want of each other" if left else None


@always(
    "what is tried once more goes parents first",
    rules="B1 R14",
    of=(RunBatchJob, SyncNow),
    events=WRITES | {"failed"},
)
def second_tries(step: Step) -> str | None:
    """Else nothing is written together with others but for records that look each other up."""
    if step.ended_runs and step.ended_runs[0].takes_time:
        return None
    oracle, named = step.oracle, step.simulator.world.record_pairs.named
    links: dict[str, set[str]] = {}
    for settlement in step.settlements:
        event = settlement.event
        together = event.event == "failed" and "together with" in str(event.data)
        if not together and (event.event not in WRITES or not settlement.missing):
            continue
        if not links:
            for records in oracle.records.values():
                for name, values in records.items():
                    pair = named(name)
                    if pair is not None:
                        its = {target for _, target in targets_of(oracle, pair.table, values)}
                        links.setdefault(name, set()).update(its - {name})
        name = settlement.name
        if not any(leads_to(links, it, it) for it in (name, *links) if leads_to(links, name, it)):
            return f"{name} went together with others, and its parents were to go before"
    return None
