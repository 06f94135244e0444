"""Swarm profiles: which commands, faults and patterns a history uses, and with which weights.

Each profile has its own weights, and some commands and faults that it never uses: what many hide,
few show. With `swarm` each leaves out half of everything (swarm testing). The number is fixed;
each profile is built when a history first has it.

>>> sorted(swarm_profile(1, ("clock_ahead", "over"), swarm=True).allowed.kinds)
['advance', 'cancel_batch_job', 'create', 'delete', 'fault', 'import']
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple, TypeVar

from harness.domain.prng import Draws
from harness.exploration.workload.commands import Allowed
from harness.exploration.workload.fault_patterns import FAULT_PATTERNS
from harness.exploration.workload.patterns import PATTERNS, Pattern

PROFILES: Final = 1024
WEIGHTS: Final = {  # of single commands
    "create": 30,
    "edit": 45,
    "delete": 20,
    "import": 10,
    "advance": 20,
    "switch": 15,
    "run_batch_job": 15,
    "cancel_batch_job": 1,
    "clear_tracking": 10,
    "sync_now": 10,
    "fault": 15,
}
FAULT_WEIGHTS: Final = {  # of faults among the faults
    "unavailable": 2,
    "request_fails": 4,
    "delivery_delayed": 4,
    "delivery_repeated": 1,
    "clock_ahead": 2,
    "clock_behind": 2,
    "batch_job_stops": 1,
    "batch_job_stuck": 1,
    "over": 3,
}
# what a history does next: the actions of a profile are places here
ACTIONS: Final = (
    "create in hr",
    "create in dataverse",
    "edit in hr",
    "edit in dataverse",
    "delete in hr",
    "delete in dataverse",
    "import",
    "advance",
    "switch",
    "run_batch_job",
    "cancel_batch_job",
    "clear_tracking",
    "sync_now",
    "fault",
    "relief",
    "pattern",
)
_USUAL: Final = 25  # commands of more weight are in every profile
_TIMES: Final = (0, 1, 1, 3)  # factors of the other weights
_SEEDS: Final = 2 << 40  # far from the seeds of histories and of universes
_RELIEF: Final = 8  # one in so many commands ends a fault, if one lasts
T = TypeVar("T")


class SwarmProfile(NamedTuple):
    """What a history chooses from."""

    actions: bytes  # places in ACTIONS, each as often as its weight
    allowed: Allowed
    patterns: tuple[Pattern, ...]
    given: int  # percent of the records
    on: int  # percent of histories with integration on at the start


@lru_cache(maxsize=PROFILES)  # all profiles of one exploration
def swarm_profile(number: int, faults: tuple[str, ...], swarm: bool) -> SwarmProfile:
    """The profile of that number, with these faults allowed."""
    draws = Draws(_SEEDS + number)
    kinds, used = list(WEIGHTS), list(faults)
    if swarm:
        others = _half(draws, [kind for kind in used if kind != "over"])
        used = others + [kind for kind in used if kind == "over" and draws.chance(50)]
    if used == ["over"]:  # there is no fault to end
        used = []
    if not used:
        kinds.remove("fault")
    if swarm:
        kinds = _half(draws, kinds)
    if "fault" not in kinds:
        used = []

    times = _TIMES[1:] if swarm else _TIMES  # in a swarm enough is left out already
    weights = dict.fromkeys(WEIGHTS, 0)
    for kind in kinds:
        factor = draws.choice((1, 3) if WEIGHTS[kind] > _USUAL else times)
        weights[kind] = WEIGHTS[kind] * factor
    weighted_faults = [
        kind for kind in used for _ in range(FAULT_WEIGHTS[kind] * draws.choice(times))
    ]
    patterns = [
        pattern
        for pattern in (*PATTERNS, *FAULT_PATTERNS)
        if not pattern.faults or any(kind in used for kind in pattern.faults)
    ]
    if swarm:
        patterns = _half(draws, patterns)
    creates = weights["create"] or weights["import"]
    return SwarmProfile(
        _weighted_actions(draws, weights),
        Allowed(
            frozenset(kinds), tuple(used), tuple(weighted_faults or used), draws.choice((0, 50, 84))
        ),
        tuple(patterns),
        draws.choice((0, 50, 100)) if creates else 100,
        30 if weights["switch"] else 100,
    )


def _weighted_actions(draws: Draws, weights: dict[str, int]) -> bytes:
    hr = draws.choice((3, 5, 5, 7))  # of ten changes by users, those in Human Resources
    counts = dict.fromkeys(ACTIONS, 0)
    for kind, weight in weights.items():
        if kind in counts:
            counts[kind] = weight
        else:
            counts[f"{kind} in hr"] = weight * hr // 10
            counts[f"{kind} in dataverse"] = weight * (10 - hr) // 10
    single = sum(counts.values())
    counts["relief"] = single // _RELIEF if weights["fault"] else 0
    # patterns begun for each hundred single commands
    counts["pattern"] = single * draws.choice((0, 25, 100)) // 100
    return b"".join(bytes([place]) * counts[action] for place, action in enumerate(ACTIONS))


def _half(draws: Draws, items: Sequence[T]) -> list[T]:
    return draws.sample(items, (len(items) + 1) // 2)
