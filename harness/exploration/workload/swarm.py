"""How one history draws: which commands, faults and plans it uses, and how often.

Each style has its own weights, and some commands and faults it never uses: what many hide, few
show. In a swarm each leaves out half of everything (swarm testing). There are a number of styles,
each made when a history first has it.

>>> sorted(style(1, ("clock_ahead", "over"), swarm=True).allowed.kinds)
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
WEIGHTS: Final = {  # how often a command is drawn one by one
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
FAULT_WEIGHTS: Final = {  # and a fault among the faults
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
# what stands in a deck: a place here
WAYS: Final = (
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
    "plan",
)
_USUAL: Final = 25  # commands of this weight no history goes without
_TIMES: Final = (0, 1, 1, 3)  # for the others
_SEEDS: Final = 2 << 40  # away from the seeds of histories and of companies
_RELIEF: Final = 8  # of so many commands one would end a fault, where one lasts
T = TypeVar("T")


class SwarmProfile(NamedTuple):
    """What a history draws from."""

    deck: bytes  # places in WAYS, each as often as it is to come
    allowed: Allowed
    plans: tuple[Pattern, ...]
    given: int  # how many in a hundred of the things are given
    on: int  # how often in a hundred integration is on at first


@lru_cache(maxsize=PROFILES)  # all that one exploration needs
def style(number: int, faults: tuple[str, ...], swarm: bool) -> SwarmProfile:
    """The style of that number, where these faults may be drawn."""
    draws = Draws(_SEEDS + number)
    kinds, used = list(WEIGHTS), list(faults)
    if swarm:
        others = _half(draws, [kind for kind in used if kind != "over"])
        used = others + [kind for kind in used if kind == "over" and draws.chance(50)]
    if used == ["over"]:  # of nothing
        used = []
    if not used:
        kinds.remove("fault")
    if swarm:
        kinds = _half(draws, kinds)
    if "fault" not in kinds:
        used = []

    times = _TIMES[1:] if swarm else _TIMES  # in a swarm enough is left out
    weights = dict.fromkeys(WEIGHTS, 0)
    for kind in kinds:
        often = draws.choice((1, 3) if WEIGHTS[kind] > _USUAL else times)
        weights[kind] = WEIGHTS[kind] * often
    chances = [kind for kind in used for _ in range(FAULT_WEIGHTS[kind] * draws.choice(times))]
    plans = [
        plan
        for plan in (*PATTERNS, *FAULT_PATTERNS)
        if not plan.faults or any(kind in used for kind in plan.faults)
    ]
    if swarm:
        plans = _half(draws, plans)
    made = weights["create"] or weights["import"]
    return SwarmProfile(
        _deck(draws, weights),
        Allowed(
            frozenset(kinds),
            tuple(used),
            tuple(chances or used),
            draws.choice((0, 50, 84)),
        ),
        tuple(plans),
        draws.choice((0, 50, 100)) if made else 100,
        30 if weights["switch"] else 100,
    )


def _deck(draws: Draws, weights: dict[str, int]) -> bytes:
    hr = draws.choice((3, 5, 5, 7))  # of ten changes by users
    cards = dict.fromkeys(WAYS, 0)
    for kind, weight in weights.items():
        if kind in cards:
            cards[kind] = weight
        else:
            cards[f"{kind} in hr"] = weight * hr // 10
            cards[f"{kind} in dataverse"] = weight * (10 - hr) // 10
    alone = sum(cards.values())
    cards["relief"] = alone // _RELIEF if weights["fault"] else 0
    # plans that begin, to a hundred commands that are drawn one by one
    cards["plan"] = alone * draws.choice((0, 25, 100)) // 100
    return b"".join(bytes([place]) * cards[way] for place, way in enumerate(WAYS))


def _half(draws: Draws, items: Sequence[T]) -> list[T]:
    return draws.sample(items, (len(items) + 1) // 2)
