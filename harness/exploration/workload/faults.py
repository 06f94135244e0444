"""Faults as histories ask for them: which environment, how long, which request or delivery.

Durations are those at which things happen in a history: its delay and its interval, and parts of
them.
"""

from functools import lru_cache
from typing import Final, NamedTuple

from harness.domain.commands import Fault
from harness.domain.environments import ENVIRONMENTS, Environment
from harness.domain.prng import Draws
from harness.domain.times import UNITS

SECOND, MINUTE, HOUR, DAY = (UNITS[unit] for unit in "smhd")
fault: Final = lru_cache(maxsize=4096)(Fault)  # one that is the same is made once


class Lengths(NamedTuple):
    """How long things take in histories of the same settings, in milliseconds."""

    passes: tuple[int, ...]
    away: tuple[int, ...]
    late: tuple[int | None, ...]
    again: tuple[int | None, ...]
    skews: tuple[int, ...]


@lru_cache
def lengths(delay: int, every: int) -> Lengths:
    """Nothing, little, and what the delay and the interval make matter."""
    of_delay = (delay // 2, delay) if delay else (SECOND, 2 * SECOND)
    matter = (*of_delay, every // 4, every, 3 * every)
    return Lengths(
        (0, 500, SECOND, MINUTE, *matter),
        (SECOND, 1500, MINUTE, *matter),
        (None, 1500, SECOND, MINUTE, *matter),
        (None, 0, 500, SECOND, MINUTE, *matter),
        (500, SECOND, SECOND, 1500, MINUTE, HOUR, *matter),
    )


def drawn_fault(
    draws: Draws, lasts: Lengths, kind: str, environment: Environment | None = None
) -> Fault:
    """One of that kind, in that environment or any."""
    if kind in ("over", "batch_job_stuck"):
        return fault(kind)
    if kind == "batch_job_stops":
        return fault(kind, None, draws.below(4))
    where = environment or draws.choice(ENVIRONMENTS)
    if kind == "unavailable":  # for a while; now and then until the faults are over
        length = None if draws.chance(15) else draws.choice(lasts.away)
        return fault(kind, where, None, length)
    if kind == "request_fails":
        nth = draws.choice((None, 1, 1, 2, 2, 3))
        lasting, applied = draws.chance(25), draws.chance(60)
        return fault(kind, where, None, None, nth, lasting, applied)
    if kind == "delivery_delayed":
        late, nth = draws.choice(lasts.late), draws.choice((None, 1, 1, 2, 3))
        return fault(kind, where, None, late, nth)
    if kind == "delivery_repeated":
        later, nth = draws.choice(lasts.again), draws.choice((None, 1, 2, 3))
        return fault(kind, where, None, later, nth)
    return fault(kind, where, None, draws.choice(lasts.skews))  # a clock
