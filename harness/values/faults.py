"""The faults a scenario may ask for, what each takes, and where it strikes.

A fault strikes where the world asks `parts.faults.Faults`: at a write to an environment and at a
step of the batch job. The third place, an environment's own clock, is `World.now_in`; no kind of
fault strikes there yet.

>>> sorted(FAULTS)
['batch_job_stops', 'batch_job_stuck', 'unavailable']
"""

from typing import Final, NamedTuple


class FaultKind(NamedTuple):
    """One kind of fault: the keys it takes in a scenario file, and what it does."""

    keys: tuple[str, ...]
    strikes: str  # a write, a batch step
    does: str
    rules: tuple[str, ...]


FAULTS: Final[dict[str, FaultKind]] = {
    "unavailable": FaultKind(
        ("in", "for"),
        "write",
        "for that long, nothing the integration writes to that environment arrives",
        ("L5", "B4"),
    ),
    "batch_job_stops": FaultKind(
        ("after",),
        "batch step",
        "the next run of the batch job stops after that many records",
        ("B4",),
    ),
    "batch_job_stuck": FaultKind(
        (),
        "batch step",
        "the next run of the batch job is stuck in Executing until it is cancelled",
        ("B6",),
    ),
}
