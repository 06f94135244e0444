"""Following the runs of the batch job: when they start and end, and what the faults do to them.

>>> from harness.domain.commands import RunBatchJob
>>> from harness.properties.oracle.oracle import Oracle
>>> from harness.simulator.engine import Engine
>>> Oracle(Engine()).do(RunBatchJob()).batch_runs[0].start.event
'batch_skipped'
"""

from typing import Final

from harness.domain.commands import RunBatchJob
from harness.domain.events import Event
from harness.properties.oracle.observations import BatchRun
from harness.properties.oracle.predictions import predict_backlog, predict_waits
from harness.properties.oracle.state import OracleState
from harness.properties.oracle.step import Step

RUN_STARTS: Final = frozenset({"batch_started", "batch_skipped", "batch_blocked"})
RUN_ENDS: Final = frozenset({"batch_ended", "batch_stopped", "batch_stuck"})


def follow_run(oracle: OracleState, step: Step, event: Event) -> None:
    """A run starts, or does not, or ends."""
    if event.event in RUN_STARTS:
        run = BatchRun(event, oracle.job_status, oracle.missed_count())
        step.batch_runs.append(run)
        if event.event == "batch_started":
            _start(oracle, step, run)
    elif oracle.current_run is not None:
        run, oracle.current_run = oracle.current_run, None
        run.end, run.end_at = event, oracle.time
        if event.event == "batch_stuck":
            oracle.job_status = "Executing"
        else:
            _ask_plugged(oracle, run, handled_by(event))
            if run.takes_time and oracle.job_status == "Executing":
                oracle.job_status = "Waiting"
        run.missed_at_end = oracle.missed_count()
        step.ended_runs.append(run)


def _start(oracle: OracleState, step: Step, run: BatchRun) -> None:
    oracle.current_run = run
    oracle.following.pop("batch job", None)
    run.takes_time = bool(oracle.simulator.world.settings.batch_job_per_record)
    run.sticks, run.stops_after = oracle.expected_faults.next_run()
    if not run.sticks:
        _ask_plugged(oracle, run, 0)
    if run.takes_time or type(step.command) is RunBatchJob:
        predict_backlog(oracle, run)
    if run.takes_time:
        run.started_at = oracle.time
        oracle.job_status = "Executing"


def follow_record_of_run(oracle: OracleState, run: BatchRun, event: Event, name: str) -> None:
    """An entry of the run about a record."""
    kind = event.event
    if name not in run.first_events:
        if run.takes_time and run.backlog and name in run.backlog:  # users may have changed lookups
            earlier = run.backlog[: run.backlog.index(name)]
            predict_waits(oracle, run, [it for it in earlier if it not in run.first_events])
        run.first_events[name] = kind
        if run.takes_time:
            run.turns.append((name, kind, oracle.time))
            _note_what_is_gone(oracle, run, name)
    if kind in ("failed", "unanswered"):
        run.failed.append(name)
    run.held_back += kind == "held_back"


def _note_what_is_gone(oracle: OracleState, run: BatchRun, name: str) -> None:
    """Which of those that come after this record were settled before their time begins (B8)."""
    backlog = run.backlog or []
    if name in backlog:
        for later in backlog[backlog.index(name) + 1 :]:
            if any(later in changes for changes in oracle.pending.values()):
                run.gone.discard(later)
            else:
                run.gone.add(later)


def _ask_plugged(oracle: OracleState, run: BatchRun, handled: int) -> None:
    """Let the plugged faults stop the run at its start, or by the records that it handled.

    They were asked before each record but the first, and once more if the run stopped there.
    """
    plugged, now = oracle.expected_faults.plugged, oracle.time // 1000
    if plugged is None:
        return
    stopped = run.end is not None and run.end.event == "batch_stopped"
    for done in range(1, handled + stopped) if run.end is not None else (0,):
        outcome = plugged.batch_step(done, run.missed_at_start, now)
        run.sticks |= outcome == "stuck"
        if outcome == "stops":
            run.stops_after = min(done, done if run.stops_after is None else run.stops_after)


def handled_by(end: Event) -> int:
    """How many records a run handled, by its last entry."""
    data: dict[str, int] = end.data
    return data["handled"] if end.event == "batch_stopped" else data["settled"] + data["failed"]
