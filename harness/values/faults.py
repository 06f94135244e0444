"""The faults a scenario may ask for, what each takes, and where it strikes.

There are three places where a fault can strike, and each asks `parts.faults.Faults` there: a write
to an environment, a step of the batch job, and the reading of an environment's clock.

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
