"""The state of a simulation, as a value: what its future depends on, and no more.

A state is a global part and a local part for each record, in one of three forms. *Plain* has times
as they are; *order* has them as their order against now; *canonical* has values as equal or
different besides, so that a search over canonical states closes although clocks and values are
without bound. What a property remembers of the past is part of the state wherever it is not what
the simulation itself says, so that no two states are taken for the same that a property could tell
apart; but for whether there is a batch job yet, as its schedule is outside of the small world, and
for what only grows: the values and references that were there once. Those that are there are in it.
"""

from functools import lru_cache
from typing import Final, Literal, NamedTuple

from harness.domain.environments import DATAVERSE, ENVIRONMENTS, HR, Environment
from harness.domain.records import Values
from harness.domain.request_kinds import DELETE, UNACKED_DELETE, RequestKind
from harness.exploration.statespace.model import COLUMN, TABLE
from harness.properties.oracle.oracle import Oracle
from harness.simulator.record_pairs import Request

Form = Literal["plain", "order", "canonical"]
Word = str | None
# of a world of several columns: one for each
Words = Word | tuple[Word, ...]
Touched = bool | tuple[bool, ...]
SideState = tuple[Words, int | None]  # a record: its value, its last edit
# a request: its kind, what it touched, when it was deleted, whether it waits
RequestState = tuple[RequestKind, Touched, int | None, bool]


class RecordState(NamedTuple):
    """What there is of one record, in both environments and between them."""

    hr: SideState | None
    dataverse: SideState | None
    row: str | None
    hr_request: RequestState | None
    dataverse_request: RequestState | None
    hr_waits_first: bool
    memory: tuple[object, ...] | None


class SharedState(NamedTuple):
    """What is the same for all records. `now` is 0 in a canonical state."""

    on: bool
    executing: bool
    faults: frozenset[str]
    cleared: bool
    now: int


def global_of(oracle: Oracle, form: Form, checked: bool = True) -> SharedState:
    """The global part. Not `checked`: without what properties remember."""
    world = oracle.simulator.world
    now = world.clock.now if form == "plain" else 0
    cleared = checked and bool(oracle.cleared)
    return SharedState(
        world.on,
        world.job.executing,
        frozenset(oracle.expected_faults.kinds_by_environment),
        cleared,
        now,
    )


def local_of(
    oracle: Oracle,
    name: str,
    form: Form,
    checked: bool = True,
    columns: tuple[str, ...] = (COLUMN,),
) -> RecordState:
    """The local part of the record of that name. Not `checked`: as above."""
    world = oracle.simulator.world
    pair = world.record_pairs.named(name)
    index = world.catalog[TABLE].index
    places = [index[column] for column in columns]
    sides: dict[Environment, SideState | None] = {HR: None, DATAVERSE: None}
    if pair is None:
        return _NOTHING
    for environment in ENVIRONMENTS:
        record = world.stores[environment].find(TABLE, pair.key)
        if record is not None:
            sides[environment] = _words(record.values, places), record.edited_at
    waiting = world.missed.waiting
    hr, dataverse = pair.hr_request, pair.dataverse_request
    both_wait = hr in waiting and dataverse in waiting
    row = pair.row
    local = RecordState(
        sides[HR],
        sides[DATAVERSE],
        None if row is None else "tombstone" if row.deleted_from_dataverse else "tracked",
        _asked(hr, places, hr in waiting),
        _asked(dataverse, places, dataverse in waiting),
        both_wait and next(it for it in waiting if it in (hr, dataverse)) is hr,
        _memory(oracle, name, places, sides, (hr, dataverse)) if checked else None,
    )
    if form == "plain":
        return local
    return canonicalize(local, world.clock.now, form == "canonical")


_NOTHING: Final = RecordState(None, None, None, None, None, False, None)


def _words(values: Values, places: list[int]) -> Words:
    words = [values[place] if place < len(values) else None for place in places]
    found = tuple(None if word is None else str(word) for word in words)
    return found if len(found) > 1 else found[0]


def _touched(bits: int, places: list[int]) -> Touched:
    if len(places) == 1:
        return bool(bits >> places[0] & 1)
    return tuple(bool(bits >> place & 1) for place in places)


def _asked(request: Request | None, places: list[int], waits: bool) -> RequestState | None:
    if request is None:
        return None
    deleted_at = request.changed_at if request.kind == DELETE else None
    return request.kind, _touched(request.touched, places), deleted_at, waits


def _memory(
    oracle: Oracle,
    name: str,
    places: list[int],
    sides: dict[Environment, SideState | None],
    requests: tuple[Request | None, Request | None],
) -> tuple[object, ...] | None:
    """What properties remember and the simulation does not say; None where there is nothing."""
    found: list[object] = []
    for environment, request in zip(ENVIRONMENTS, requests, strict=True):
        pending = oracle.pending[environment].get(name)
        if pending is not None:
            mine = pending.deleted, _touched(pending.touched, places)
            if request is None or mine != (
                request.kind == DELETE,
                _touched(request.touched, places),
            ):
                found.append((environment, *mine, pending.new))
        elif request is not None and (request.touched or request.kind in (DELETE, "create")):
            found.append((environment, request.kind == UNACKED_DELETE))
        side = sides[environment]
        edited_at = oracle.edited_at[environment].get(name)
        if side is not None and side[1] != edited_at:
            found.append((environment, "edited at", edited_at))
    return tuple(found) or None


@lru_cache(maxsize=1 << 16)
def canonicalize(local: RecordState, now: int, values_too: bool) -> RecordState:
    """Times as their order, 0 for now and 1 for the latest before; values as they first appear."""
    times = {now}
    for side in (local.hr, local.dataverse):
        if side is not None and side[1] is not None:
            times.add(side[1])
    for request in (local.hr_request, local.dataverse_request):
        if request is not None and request[2] is not None:
            times.add(request[2])
    order: dict[int | None, int | None] = {None: None}
    order |= {time: rank for rank, time in enumerate(sorted(times, reverse=True))}
    if now not in order or order[now] != 0:  # a clock is ahead
        raise ValueError("a time after now has no canonical form")
    known: dict[tuple[int, Word], Word] = {}  # by column

    def word(column: int, of: Word) -> Word:
        return of if of is None else known.setdefault((column, of), f"value {len(known) + 1}")

    def seen(of: SideState | None) -> SideState | None:
        if of is None:
            return None
        value: Words = of[0]
        if values_too:
            if isinstance(value, tuple):
                value = tuple(map(word, range(len(value)), value))
            else:
                value = word(0, value)
        return value, order[of[1]]

    def asked(of: RequestState | None) -> RequestState | None:
        return None if of is None else (of[0], of[1], order[of[2]], of[3])

    return RecordState(
        seen(local.hr), seen(local.dataverse), local.row, asked(local.hr_request),
        asked(local.dataverse_request), local.hr_waits_first, local.memory,
    )  # fmt: skip
