"""States of the bounded model, as values: what the simulator's future depends on, and no more.

A state is a shared part (the switch, the batch job, faults) and a part for each record, in one of
three forms. A *concrete* state has times as they are; a *time-abstracted* one has them as their
order relative to now; a *canonical* one has values as equal or different besides. `canonicalize` is
this symmetry reduction over values and times: a search over canonical states ends although clocks
and values are unbounded.

What the oracle remembers of the past, and the simulator does not, is part of a state as well, so
that no two states are merged that an invariant could distinguish. Excluded are whether there is a
batch job yet, as its schedule is outside the bounded model, and what only grows: the values and
references that existed once; those that exist now are in the records.
"""

from functools import lru_cache
from typing import Final, Literal, NamedTuple

from harness.domain.environments import DATAVERSE, ENVIRONMENTS, HR, Environment
from harness.domain.records import Values
from harness.domain.request_kinds import DELETE, UNACKED_DELETE, RequestKind
from harness.exploration.statespace.model import COLUMN, TABLE
from harness.properties.oracle.oracle import Oracle
from harness.simulator.record_pairs import Request

Form = Literal["concrete", "time-abstracted", "canonical"]
ColumnValue = str | None
# of a model with several columns: one for each
ColumnValues = ColumnValue | tuple[ColumnValue, ...]
Touched = bool | tuple[bool, ...]
SideState = tuple[ColumnValues, int | None]  # a record: its value, its last edit
# a request: its kind, what it touched, when it was deleted, whether it waits
RequestState = tuple[RequestKind, Touched, int | None, bool]


class RecordState(NamedTuple):
    """One record: both sides, its tracking row, its requests, and the oracle's memory of it."""

    hr: SideState | None
    dataverse: SideState | None
    row: str | None
    hr_request: RequestState | None
    dataverse_request: RequestState | None
    hr_waits_first: bool
    memory: tuple[object, ...] | None


class SharedState(NamedTuple):
    """What all records share. `now` is 0 but in a concrete state."""

    on: bool
    executing: bool
    faults: frozenset[str]
    cleared: bool
    now: int


def shared_state(oracle: Oracle, form: Form, with_memory: bool = True) -> SharedState:
    """The shared part of the simulator's state, and of the oracle's memory if wanted."""
    world = oracle.simulator.world
    now = world.clock.now if form == "concrete" else 0
    cleared = with_memory and bool(oracle.cleared)
    faults = frozenset(oracle.expected_faults.kinds_by_environment)
    return SharedState(world.on, world.job.executing, faults, cleared, now)


def record_state(
    oracle: Oracle,
    name: str,
    form: Form,
    with_memory: bool = True,
    columns: tuple[str, ...] = (COLUMN,),
) -> RecordState:
    """The state of the record of that name, and the oracle's memory of it if wanted."""
    world = oracle.simulator.world
    pair = world.record_pairs.named(name)
    if pair is None:
        return _ABSENT
    index = world.catalog[TABLE].index
    places = [index[column] for column in columns]
    sides: dict[Environment, SideState | None] = {HR: None, DATAVERSE: None}
    for environment in ENVIRONMENTS:
        record = world.stores[environment].find(TABLE, pair.key)
        if record is not None:
            sides[environment] = _column_values(record.values, places), record.edited_at
    waiting = world.missed.waiting
    hr, dataverse = pair.hr_request, pair.dataverse_request
    both_wait = hr in waiting and dataverse in waiting
    row = pair.row
    state = RecordState(
        sides[HR],
        sides[DATAVERSE],
        None if row is None else "tombstone" if row.deleted_from_dataverse else "tracked",
        _request_state(hr, places, hr in waiting),
        _request_state(dataverse, places, dataverse in waiting),
        both_wait and next(it for it in waiting if it in (hr, dataverse)) is hr,
        _memory(oracle, name, places, sides, (hr, dataverse)) if with_memory else None,
    )
    if form == "concrete":
        return state
    return canonicalize(state, world.clock.now, form == "canonical")


_ABSENT: Final = RecordState(None, None, None, None, None, False, None)


def _column_values(values: Values, places: list[int]) -> ColumnValues:
    held = [values[place] if place < len(values) else None for place in places]
    found = tuple(None if value is None else str(value) for value in held)
    return found if len(found) > 1 else found[0]


def _touched(bits: int, places: list[int]) -> Touched:
    if len(places) == 1:
        return bool(bits >> places[0] & 1)
    return tuple(bool(bits >> place & 1) for place in places)


def _request_state(request: Request | None, places: list[int], waits: bool) -> RequestState | None:
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
    """Where the oracle's model differs from the simulator; None if it does not."""
    found: list[object] = []
    for environment, request in zip(ENVIRONMENTS, requests, strict=True):
        pending = oracle.pending[environment].get(name)
        if pending is not None:
            change = pending.deleted, _touched(pending.touched, places)
            if request is None or change != (
                request.kind == DELETE,
                _touched(request.touched, places),
            ):
                found.append((environment, *change, pending.new))
        elif request is not None and (request.touched or request.kind in (DELETE, "create")):
            found.append((environment, request.kind == UNACKED_DELETE))
        side = sides[environment]
        edited_at = oracle.edited_at[environment].get(name)
        if side is not None and side[1] != edited_at:
            found.append((environment, "edited at", edited_at))
    return tuple(found) or None


@lru_cache(maxsize=1 << 16)
def canonicalize(state: RecordState, now: int, values_too: bool) -> RecordState:
    """Symmetry reduction: times by rank (0 for now, 1 for the latest before), values by first use.

    `values_too` no: values stay, as in a time-abstracted state. Raises ValueError for a time after
    `now`, which only a clock that is ahead gives.
    """
    times = {now}
    for side in (state.hr, state.dataverse):
        if side is not None and side[1] is not None:
            times.add(side[1])
    for request in (state.hr_request, state.dataverse_request):
        if request is not None and request[2] is not None:
            times.add(request[2])
    ranks: dict[int | None, int | None] = {None: None}
    ranks |= {time: rank for rank, time in enumerate(sorted(times, reverse=True))}
    if ranks[now] != 0:
        raise ValueError("a time after now has no canonical form")
    names: dict[tuple[int, ColumnValue], ColumnValue] = {}  # by column and value

    def canonical_value(column: int, value: ColumnValue) -> ColumnValue:
        if value is None:
            return None
        return names.setdefault((column, value), f"value {len(names) + 1}")

    def canonical_side(side: SideState | None) -> SideState | None:
        if side is None:
            return None
        values: ColumnValues = side[0]
        if values_too:
            if isinstance(values, tuple):
                values = tuple(map(canonical_value, range(len(values)), values))
            else:
                values = canonical_value(0, values)
        return values, ranks[side[1]]

    def canonical_request(request: RequestState | None) -> RequestState | None:
        if request is None:
            return None
        return request[0], request[1], ranks[request[2]], request[3]

    return RecordState(
        canonical_side(state.hr),
        canonical_side(state.dataverse),
        state.row,
        canonical_request(state.hr_request),
        canonical_request(state.dataverse_request),
        state.hr_waits_first,
        state.memory,
    )
