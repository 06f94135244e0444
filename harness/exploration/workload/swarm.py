"""Swarm profiles: which commands, faults and patterns a history uses, and with which weights.

Each profile has its own weights, and some commands and faults that it never uses: what many hide,
few show. With `swarm` each leaves out half of everything (swarm testing), but for what a pattern
cannot do without in some of them. The number is fixed; each profile is built when a history first
has it.

>>> sorted(swarm_profile(2, ("clock_ahead", "over"), swarm=True).allowed.kinds)[3:6]
['create', 'delete', 'edit']
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple, TypeVar

from harness.domain.commands import Command
from harness.domain.environments import DATAVERSE, HR, Environment
from harness.domain.prng import Draws
from harness.exploration.workload.commands import Allowed, CommandGenerator
from harness.exploration.workload.fault_patterns import FAULT_PATTERNS
from harness.exploration.workload.job_patterns import JOB_PATTERNS
from harness.exploration.workload.patterns import ANY_FAULT, PATTERNS, PLUGGED_FAULT, Pattern
from harness.exploration.workload.record_patterns import RECORD_PATTERNS

PROFILES: Final = 1024


class GeneratedCommand(NamedTuple):
    """A kind of single command: its weight among the others, and the method that makes one."""

    weight: int
    make: Callable[..., Command | None]
    by_users: bool = False  # made for either environment, each with a share of the weight


COMMANDS: Final = {
    "create": GeneratedCommand(30, CommandGenerator.create, by_users=True),
    "edit": GeneratedCommand(45, CommandGenerator.edit, by_users=True),
    "delete": GeneratedCommand(20, CommandGenerator.delete, by_users=True),
    "undelete": GeneratedCommand(6, CommandGenerator.undelete),
    "import": GeneratedCommand(10, CommandGenerator.import_rows),
    "advance": GeneratedCommand(20, CommandGenerator.advance),
    "switch": GeneratedCommand(15, CommandGenerator.switch),
    "run_batch_job": GeneratedCommand(15, CommandGenerator.run_batch_job),
    "cancel_batch_job": GeneratedCommand(1, CommandGenerator.cancel_batch_job),
    "set_batch_job": GeneratedCommand(2, CommandGenerator.set_batch_job),
    "delete_batch_job": GeneratedCommand(1, CommandGenerator.delete_batch_job),
    "clear_tracking": GeneratedCommand(10, CommandGenerator.clear_tracking),
    "sync_now": GeneratedCommand(10, CommandGenerator.sync_now),
    "backup": GeneratedCommand(3, CommandGenerator.backup),
    "restore": GeneratedCommand(4, CommandGenerator.restore),
    "fault": GeneratedCommand(15, CommandGenerator.fault),
}
FAULT_WEIGHTS: Final = {  # of faults among the faults
    "unavailable": 2,
    "request_fails": 4,
    "delivery_delayed": 4,
    "delivery_repeated": 1,
    "clock_ahead": 2,
    "clock_behind": 2,
    "not_noticed": 2,
    "batch_job_stops": 1,
    "batch_job_stuck": 1,
    "over": 3,
}
# what a history does next: the actions of a profile are places here, and the place after the last
# is a pattern
ACTIONS: Final[tuple[tuple[Callable[..., Command | None], tuple[Environment, ...]], ...]] = (
    *(
        (row.make, where)
        for row in COMMANDS.values()
        for where in (((HR,), (DATAVERSE,)) if row.by_users else ((),))
    ),
    (CommandGenerator.relief, ()),
)
_PLUGGED_WEIGHT: Final = 4
_USUAL: Final = 25  # commands of more weight are in every profile
_TIMES: Final = (0, 1, 1, 3)  # factors of the other weights
_SEEDS: Final = 2 << 40  # far from the seeds of histories and of universes
_WHOLE_SEEDS: Final = 3 << 40
_WHOLE: Final = 25  # percent of the profiles of a swarm that have a pattern which needs many
_WHOLE_WEIGHT: Final = 3  # of such a pattern among the others, more than theirs
_RELIEF: Final = 8  # one in so many commands ends a fault, if one lasts
T = TypeVar("T")


class SwarmProfile(NamedTuple):
    """What a history chooses from."""

    actions: bytes  # places in ACTIONS or after its last, each as often as its weight
    allowed: Allowed
    patterns: tuple[Pattern, ...]
    given: int  # percent of the records
    apart: int  # percent of these that are given otherwise than in sync (S7)
    on: int  # percent of histories with integration on at the start


@lru_cache(maxsize=PROFILES)  # all profiles of one exploration
def swarm_profile(number: int, faults: tuple[str, ...], swarm: bool) -> SwarmProfile:
    """The profile of that number, with these faults allowed."""
    draws = Draws(_SEEDS + number)
    kinds, used = list(COMMANDS), list(faults)
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
    weights = dict.fromkeys(COMMANDS, 0)
    for kind in kinds:
        weight = COMMANDS[kind].weight
        weights[kind] = weight * draws.choice((1, 3) if weight > _USUAL else times)
    weighted_faults = [
        kind
        for kind in used
        for _ in range(FAULT_WEIGHTS.get(kind, _PLUGGED_WEIGHT) * draws.choice(times))
    ]
    needed = [*used, ANY_FAULT] if used else []
    needed += [PLUGGED_FAULT for kind in used if kind not in FAULT_WEIGHTS][:1]
    patterns = [
        pattern
        for pattern in (*PATTERNS, *RECORD_PATTERNS, *JOB_PATTERNS, *FAULT_PATTERNS)
        if not pattern.faults or any(kind in needed for kind in pattern.faults)
    ]
    creates = weights["create"] or weights["import"]
    if swarm:
        patterns = _half(draws, patterns)
        whole = _whole(number, patterns)
        kinds += [kind for pattern in whole for kind in pattern.commands if kind not in kinds]
        patterns += whole * _WHOLE_WEIGHT
        creates = creates or "create" in kinds
    return SwarmProfile(
        _weighted_actions(draws, weights),
        Allowed(
            frozenset(kinds), tuple(used), tuple(weighted_faults or used), draws.choice((0, 50, 84))
        ),
        tuple(patterns),
        draws.choice((0, 50, 100)) if creates else 100,
        draws.choice((0, 0, 30, 70)),
        30 if weights["switch"] else 100,
    )


def _whole(number: int, patterns: Sequence[Pattern]) -> list[Pattern]:
    """A pattern that has all the commands that it needs, in some profiles of a swarm.

    What needs many commands would hardly ever have all of them, as each profile lacks half; single
    commands of the history are still of its half alone.
    """
    draws = Draws(_WHOLE_SEEDS + number)
    found = [pattern for pattern in patterns if pattern.commands]
    return [draws.choice(found)] if found and draws.chance(_WHOLE) else []


def _weighted_actions(draws: Draws, weights: dict[str, int]) -> bytes:
    hr = draws.choice((3, 5, 5, 7))  # of ten changes by users, those in Human Resources
    counts: list[int] = []  # by place in ACTIONS
    for kind, weight in weights.items():
        if COMMANDS[kind].by_users:
            counts += (weight * hr // 10, weight * (10 - hr) // 10)
        else:
            counts.append(weight)
    single = sum(counts)
    ends = ("fault", "set_batch_job", "delete_batch_job")
    counts.append(single // _RELIEF if any(weights[kind] for kind in ends) else 0)
    # patterns begun for each hundred single commands
    counts.append(single * draws.choice((0, 25, 100)) // 100)
    return b"".join(bytes([place]) * count for place, count in enumerate(counts))


def _half(draws: Draws, items: Sequence[T]) -> list[T]:
    return draws.sample(items, (len(items) + 1) // 2)
