"""Mutants of the batch job (B): which requests it handles, in which order, and when it runs.

>>> [mutant.name for mutant in JOBS if mutant.rule == "B4"]
['stopped-run-drops-the-rest', 'stop-is-ignored']
"""

from dataclasses import replace
from typing import Any, Final

from harness.domain.environments import ENVIRONMENTS
from harness.domain.errors import Refusal
from harness.domain.request_kinds import EDIT
from harness.domain.settings import DEFAULT_SETTINGS
from harness.mutation.mutant import Mutant, Original, patch, patch_method, replaced
from harness.mutation.mutants.building_blocks import gone, instead, then
from harness.simulator.engine import _scheduled_run
from harness.simulator.integration.batch_job import _Run, cancel, run, schedule_next
from harness.simulator.integration.live_sync import hold_back, on_change
from harness.simulator.integration.lookup_order import parents_first
from harness.simulator.integration.settlement import DONE, FAILED, Result
from harness.simulator.missed_requests import Backlog
from harness.simulator.record_pairs import RecordPair, Request
from harness.simulator.world import World


def _as_made(original: Original, job: _Run) -> bool:
    return job._level(job.world.missed.tables())


def _children_first(original: Original, job: _Run) -> bool:
    catalog, tables = job.world.catalog, job.world.missed.tables()
    tables.sort(key=lambda name: -catalog[name].depth)
    finished = [job._level([name]) for name in tables]
    return all(finished)


def _table_by_table(original: Original, job: _Run) -> bool:
    catalog, tables = job.world.catalog, job.world.missed.tables()
    tables.sort(key=lambda name: catalog[name].depth)
    return all(job._level([name]) for name in tables)


def _stops(original: Original, job: _Run, *what: Any) -> Result:
    result: Result = original(job, *what)
    if result == FAILED:
        job.stops_after = job.handled
    return result


def _drops_held_back(
    original: Original, world: World, request: Request, *why: Any, **how: Any
) -> None:
    original(world, request, *why, **how)
    world.missed.spend(request)


def _holds_what_is_gone(original: Original, job: _Run, request: Request) -> bool:
    if gone(job.world, request.pair):
        hold_back(job.world, request, job.cause, by_batch_job=True)
        return True
    return original(job, request)


def _keeps_edits(original: Original, job: _Run, pair: RecordPair, *how: Any) -> Result:
    requests = [pair.request(side) for side in ENVIRONMENTS]
    result: Result = original(job, pair, *how)
    for old in requests:
        if result == DONE and old is not None and old.kind == EDIT:
            job.world.missed.add(
                pair, old.environment, EDIT, old.touched, old.since, old.since_seq, old.entity
            )
    return result


def _drops_the_rest(original: Original, job: _Run) -> bool:
    finished: bool = original(job)
    if not finished:
        for request in job.world.missed.in_order():
            job.world.missed.spend(request)
    return finished


def _goes_on(original: Original, job: _Run) -> bool:
    job.stops_after = None
    return original(job)


def _once(original: Original, world: World, command: Any, cause: int) -> None:
    run(world, True, cause)


def _once_a_day(original: Original, world: World, cause: int) -> None:
    daily = replace(world.settings, batch_job_every=DEFAULT_SETTINGS.batch_job_every)
    with replaced(world, "settings", daily):
        schedule_next(world, cause)


def _does_not_block(original: Original, world: World, *how: Any) -> None:
    world.job.executing = False
    original(world, *how)


def _blocks_live_sync(original: Original, world: World, *change: Any) -> None:
    with replaced(world, "on", world.on and not world.job.executing):
        original(world, *change)


def _stays_stuck(original: Original, world: World) -> Refusal | None:
    with replaced(world.job, "executing", world.job.executing):
        return original(world)


JOBS: Final = (
    Mutant(
        "order-ignores-parents", "B1", "requests go as they were made, children before parents",
        patch_method(_Run, "every_request", _as_made),
    ),
    Mutant(
        "children-before-parents", "B1", "tables go from the children to their parents",
        patch_method(_Run, "every_request", _children_first),
    ),
    Mutant(
        "first-table-only", "B1", "a run of the batch job handles one table",
        patch_method(Backlog, "tables", then(lambda tables: tables[:1])),
    ),
    Mutant(
        "newest-request-first", "B1", "requests are handled from the newest to the oldest",
        patch_method(Backlog, "in_order", then(lambda requests: requests[::-1])),
    ),
    Mutant(
        "last-changed-goes-last", "B1",
        "a request that was changed again goes by its last change, not by when it was first made",
        patch_method(Backlog, "in_order", then(
            lambda requests: sorted(requests, key=lambda request: request.changed_at)
        )),
    ),
    Mutant(
        "table-by-table", "B1", "tables go one by one, also where none is another's parent",
        patch_method(_Run, "every_request", _table_by_table),
    ),
    Mutant(
        "cycle-is-not-tried-again", "B1",
        "what fails for a lookup within its own table is not tried once more",
        patch(parents_first, instead(())),
    ),
    Mutant(
        "cycle-is-tried-as-made", "B1",
        "what is tried once more goes as it was made, not parents first",
        patch(parents_first, lambda original, world, pairs: pairs),
    ),
    Mutant(
        "first-failure-stops-the-run", "B1", "one record that fails ends the run",
        patch_method(_Run, "_settle", _stops),
    ),
    Mutant(
        "held-back-is-dropped", "B2", "what is held back after a clear is forgotten",
        patch(hold_back, _drops_held_back),
    ),
    Mutant(
        "gone-but-held-back", "B2", "what is gone on both sides is held back for ever",
        patch_method(_Run, "_held_back", _holds_what_is_gone),
    ),
    Mutant(
        "handled-edits-stay-missed", "B3", "the next run handles the same edits again",
        patch_method(_Run, "_settle", _keeps_edits),
    ),
    Mutant(
        "stopped-run-drops-the-rest", "B4", "a stopped run forgets what it did not come to",
        patch_method(_Run, "every_request", _drops_the_rest),
    ),
    Mutant(
        "stop-is-ignored", "B4", "a run that is stopped goes on to its end",
        patch_method(_Run, "every_request", _goes_on),
    ),
    Mutant(
        "scheduled-once", "B5", "the batch job runs once on its schedule and never again",
        patch(_scheduled_run, _once),
    ),
    Mutant(
        "interval-is-ignored", "B5", "the batch job runs once a day, whatever its interval is",
        patch(schedule_next, _once_a_day),
    ),
    Mutant(
        "stuck-run-does-not-block", "B6", "the next run starts though one is stuck in Executing",
        patch(run, _does_not_block),
    ),
    Mutant(
        "stuck-run-stops-live-sync", "B6", "while a run is stuck, nothing travels live",
        patch(on_change, _blocks_live_sync),
    ),
    Mutant(
        "cancelled-run-still-blocks", "B6", "runs are blocked after a stuck one was cancelled",
        patch(cancel, _stays_stuck),
    ),
)  # fmt: skip
