"""The recovery suffix: commands appended to a history, so that both environments converge.

Faults end, a stuck run is cancelled, integration is on and the batch job runs: then all data must
be in both environments (S5), and a second run must change nothing (B3).
"""

from typing import Final

from harness.domain.commands import CancelBatchJob, Command, Fault, RunBatchJob, TurnOn

HEAL: Final[tuple[Command, ...]] = (
    Fault("over"), CancelBatchJob(), TurnOn(), RunBatchJob(), RunBatchJob(),
)  # fmt: skip
