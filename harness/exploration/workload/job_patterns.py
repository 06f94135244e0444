"""Patterns of the batch job: a job that does not run, and a run that takes time."""

from functools import partial
from typing import Final

from harness.domain.environments import ENVIRONMENTS
from harness.exploration.workload.commands import CommandGenerator, PatternStep
from harness.exploration.workload.patterns import Pattern, changes, maybe, of_same_table, one_of


def _job_held(gen: CommandGenerator, record: int) -> list[PatternStep]:
    """The job is withheld, deleted or canceled while runs fall due, then waits again (B6)."""
    every = gen.settings.batch_job_every
    on, off = partial(gen.switch, True), partial(gen.switch, False)
    withhold, waiting = (partial(gen.set_batch_job, it) for it in ("withhold", "waiting"))
    stuck: list[PatternStep] = [
        partial(gen.fault_of, "batch_job_stuck"), gen.run_batch_job, gen.cancel_batch_job,
    ]  # fmt: skip
    return [
        off,
        *changes(gen, record),
        on,
        *one_of(gen, [withhold], [gen.delete_batch_job], stuck),
        *maybe(gen, gen.run_batch_job),
        partial(gen.advance, every),
        *one_of(gen, [waiting], [off, on], [waiting, off, on]),
        *one_of(gen, [partial(gen.advance, every)], [gen.run_batch_job]),
    ]


def _slow_run(gen: CommandGenerator, record: int) -> list[PatternStep]:
    """A run takes its time, and records change before their turn comes (B8)."""
    draws = gen.draws
    several = of_same_table(gen, record)
    part = gen.settings.batch_job_per_record or gen.settings.batch_job_every // 4
    steps: list[PatternStep] = [
        partial(gen.switch, False),
        *(partial(gen.change, draws.choice(ENVIRONMENTS), one) for one in several),
        partial(gen.switch, True),
        gen.run_batch_job,
    ]
    for one in several[:3]:
        steps.append(partial(gen.advance, draws.choice((part // 2, part))))
        steps += one_of(
            gen,
            [],
            [partial(gen.change, draws.choice(ENVIRONMENTS), one)],
            [partial(gen.delete, draws.choice(ENVIRONMENTS), one)],
            [partial(gen.clear_tracking, gen.universe.table_of[one])],
        )
    return [*steps, partial(gen.advance, len(several) * part), *maybe(gen, gen.run_batch_job)]


JOB_PATTERNS: Final = (Pattern(_job_held), Pattern(_slow_run))
