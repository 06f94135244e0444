"""The recovery suffix: commands appended to a history, so that both environments converge.

Faults end, a stuck run is cancelled, the batch job is there and Waiting, integration is on, and it
runs: then all data must be in both environments (S5), and a second run must change nothing (B3).
Turning off and on makes a job that was deleted anew (S4), and ends a run that takes time (B8); such
a run has the time that it takes.
"""

from typing import Final

from harness.domain.commands import (
    Advance,
    CancelBatchJob,
    Command,
    Fault,
    RunBatchJob,
    SetBatchJob,
    TurnOff,
    TurnOn,
)
from harness.domain.settings import Settings

_HEAL: Final[tuple[Command, ...]] = (
    Fault("over"), CancelBatchJob(), SetBatchJob("waiting"), TurnOff(), TurnOn(),
)  # fmt: skip
_RUN: Final = RunBatchJob()
_RECORDS: Final = 12  # more than a history has, second tries and all


def healing(settings: Settings) -> tuple[Command, ...]:
    """The commands that heal a history of these settings."""
    if not settings.batch_job_per_record:
        return (*_HEAL, _RUN, _RUN)
    run = (_RUN, Advance(_RECORDS * settings.batch_job_per_record))
    return (*_HEAL, *run, *run)
