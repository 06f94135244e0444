"""Random faults: in which environment, how long, on which request or delivery.

Durations are those at which things happen in a history: its delay, its interval, and parts of them.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import lru_cache
from typing import Final, NamedTuple

from harness.domain.commands import Fault, KeyValue
from harness.domain.environments import ENVIRONMENTS, Environment
from harness.domain.faults import CHANGES, CLOCKS, FAULTS, FaultKey, FaultKind, own_keys
from harness.domain.prng import Draws
from harness.domain.times import UNITS

SECOND, MINUTE, HOUR, DAY = (UNITS[unit] for unit in "smhd")
NUMBERS: Final = (1, 1, 2, 3, 5)  # for a key of a plugged fault
fault: Final = lru_cache(maxsize=4096)(Fault)  # equal faults are built once


class Durations(NamedTuple):
    """Durations to choose from in histories of the same settings, in milliseconds."""

    advances: tuple[int, ...]
    outages: tuple[int, ...]
    delays: tuple[int | None, ...]
    repetitions: tuple[int | None, ...]
    skews: tuple[int, ...]


class Narrowed(NamedTuple):
    """What a fault is narrowed to: a table, a record; of the end of faults, the kind."""

    table: str | None = None
    record: str | None = None
    of: str | None = None


_CHANGES: Final = (None, None, None, *CHANGES)
_REASONS: Final = (None, None, "no right", "429")  # that a failure bears
NARROWED: Final = ("request_fails", "not_noticed")  # the faults that may be narrowed
_EVERYTHING: Final = Narrowed()


@lru_cache
def durations_of(delay: int, every: int, per_record: int = 0) -> Durations:
    """None, short ones, and those around the delay and the interval of the batch job.

    Where a run takes time for each record (B8), also around that time.
    """
    of_delay = (delay // 2, delay) if delay else (SECOND, 2 * SECOND)
    of_record = (per_record // 2, per_record, 2 * per_record) * 2 if per_record else ()
    relevant = (*of_delay, every // 4, every, 3 * every)
    return Durations(
        (0, 500, SECOND, MINUTE, *relevant, *of_record),
        (SECOND, 1500, MINUTE, *relevant),
        (None, 1500, SECOND, MINUTE, *relevant),
        (None, 0, 500, SECOND, MINUTE, *relevant),
        (500, SECOND, SECOND, 1500, MINUTE, HOUR, *relevant),
    )


def random_fault(
    draws: Draws,
    durations: Durations,
    kind: str,
    environment: Environment | None = None,
    narrowed: Narrowed = _EVERYTHING,
) -> Fault:
    """A random fault of that kind, in that environment or any."""
    if kind == "over":
        return fault(kind, of=narrowed.of)
    if kind == "batch_job_stuck":
        return fault(kind)
    if kind in FAULTS and FAULTS[kind].function is not None:
        return plugged_fault(draws, durations.advances, kind, environment)
    if kind == "batch_job_stops":
        return fault(kind, None, draws.below(4))
    where = environment or draws.choice(ENVIRONMENTS)
    if kind == "unavailable":  # for a while; now and then until the faults are over
        length = None if draws.chance(15) else draws.choice(durations.outages)
        return fault(kind, where, None, length)
    table, record, _ = narrowed
    if kind == "request_fails":
        nth = draws.choice((None, 1, 1, 2, 2, 3))
        lasting, applied = draws.chance(25), draws.chance(60)
        change, reason = draws.choice(_CHANGES), None if applied else draws.choice(_REASONS)
        return fault(kind, where, None, None, nth, lasting, applied, table, record, change, reason)
    if kind == "not_noticed":
        nth, lasting = draws.choice((None, 1, 1, 2)), draws.chance(25)
        change = draws.choice(_CHANGES)
        return fault(kind, where, None, None, nth, lasting, False, table, record, change)
    if kind == "delivery_delayed":
        late, nth = draws.choice(durations.delays), draws.choice((None, 1, 1, 2, 3))
        return fault(kind, where, None, late, nth)
    if kind == "delivery_repeated":
        later, nth = draws.choice(durations.repetitions), draws.choice((None, 1, 2, 3))
        return fault(kind, where, None, later, nth)
    if kind in CLOCKS:
        return fault(kind, where, None, draws.choice(durations.skews))
    raise AssertionError(f"no random fault {kind}")


def plugged_fault(
    draws: Draws, lengths: Sequence[int], kind: str, environment: Environment | None = None
) -> Fault:
    """A random plugged fault: small numbers, these durations; what may be left out sometimes is."""
    its = FAULTS[kind]
    if "in" in its.optional and environment is None and draws.chance(50):
        environment = draws.choice(ENVIRONMENTS)
    keys = [
        (key.name, _random_value(draws, lengths, key))
        for key in its.keys
        if key.required or (key.type != "text" and draws.chance(50))
    ]
    return Fault(kind, environment if "in" in its.optional else None, keys=keys)


def _random_value(draws: Draws, lengths: Sequence[int], key: FaultKey) -> KeyValue:
    if key.type == "number":
        return draws.choice(NUMBERS if key.least else (0, *NUMBERS))
    if key.type == "yes or no":
        return draws.chance(50)
    if key.type == "environment":
        return draws.choice(ENVIRONMENTS)
    return timedelta(milliseconds=draws.choice(lengths))


def boundary_faults(given: Fault) -> Iterator[Fault]:
    """The plugged fault with each of its keys, by turns, at the least and the most that is drawn.

    At last without all that may be left out.
    """
    keys, values = FAULTS[given.kind].keys, own_keys(given)
    for key in keys:
        for value in _boundaries(key):
            changed = {**values, key.name: value}
            yield Fault(given.kind, given.environment, keys=changed.items())
    needed = [(key.name, values[key.name]) for key in keys if key.required]
    yield Fault(given.kind, keys=needed)


def _boundaries(key: FaultKey) -> tuple[KeyValue, ...]:
    if key.type == "number":
        return key.least, NUMBERS[-1]
    if key.type == "yes or no":
        return False, True
    if key.type == "environment":
        return ENVIRONMENTS
    return () if key.type == "text" else (timedelta(0), timedelta(milliseconds=3 * DAY))


def undrawable(kind: FaultKind) -> str:
    """The key for which nothing can be drawn: a text without a default; else an empty text."""
    return next((key.name for key in kind.keys if key.required and key.type == "text"), "")
