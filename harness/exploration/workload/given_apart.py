"""Records that are given otherwise than in sync: what users did before the first step (S7).

Such a record is on one side or on both, tracked or not, edited by users or not, noticed or not. It
looks up nothing beyond its natural key, so that it can be given wherever that is.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final, NamedTuple

from harness.domain.commands import Given, GiveRecord, Side
from harness.domain.environments import DATAVERSE, ENVIRONMENTS, HR, Environment
from harness.domain.prng import Draws
from harness.domain.records import FIRST_REC_ID
from harness.domain.settings import DEFAULT_START
from harness.exploration.workload.made import Made
from harness.exploration.workload.tables import CATALOG

_AGO: Final = (0, 60, 60, 3600)  # seconds before the start
# far from what the counter of Human Resources comes to, and any row id
_FIRST: Final[dict[Environment, int]] = {HR: FIRST_REC_ID + 1_000_000, DATAVERSE: 1 << 64}
_Side = tuple[Given | None, int | None, bool, int | None]  # the arguments of one


class GivenApart(NamedTuple):
    """Such a record, and where it is."""

    item: Made[GiveRecord]
    there: tuple[Environment, ...]


def given_apart(
    draws: Draws,
    table: str,
    name: str,
    number: int,
    values: Callable[[Environment], Given],
) -> GivenApart:
    """A random one of that name, the only one of its number; `values` gives those of a side."""
    there: tuple[Environment, ...] = draws.choice((ENVIRONMENTS, ENVIRONMENTS, (HR,), (DATAVERSE,)))
    tracked = draws.chance(60)
    if CATALOG[table].flows_one_way:  # no user has made it otherwise in Dataverse (R15)
        there, tracked = (HR,), False
    sides: dict[Environment, _Side | None] = {}
    for environment in ENVIRONMENTS:
        edited = DEFAULT_START - draws.choice(_AGO) if draws.chance(60) else None
        noticed = not draws.chance(15)
        if environment in there:
            reference = _FIRST[environment] + number if draws.chance(10) else None
            sides[environment] = (values(environment), edited, noticed, reference)
        else:  # deleted, if it was tracked
            sides[environment] = (None, edited, noticed, None) if tracked else None
    return GivenApart(Made(_give, table, name, sides[HR], sides[DATAVERSE], tracked), there)


def _give(
    table: str, name: str, hr: _Side | None, dataverse: _Side | None, tracked: bool
) -> GiveRecord:
    one, other = (None if side is None else Side(*side) for side in (hr, dataverse))
    return GiveRecord(table, name, one, other, tracked)


def begun_at(start: int, given: GiveRecord) -> GiveRecord:
    """The same in a history that starts at another time than usual."""
    if start == DEFAULT_START:
        return given
    sides = [
        side
        if side is None or side.edited is None
        else replace(side, edited=max(0, side.edited - DEFAULT_START + start))
        for side in (given.hr, given.dataverse)
    ]
    return replace(given, hr=sides[0], dataverse=sides[1])
