"""States of the bounded model, as values: what the simulator's future depends on, and no more.

A state is a shared part (the switch, the batch job, faults) and a part for each record, in one of
three forms. A *concrete* state has times as they are; a *time-abstracted* one has them as their
order relative to now; a *canonical* one has values as equal or different besides. `canonicalize` is
this symmetry reduction over values and times: a search over canonical states ends although clocks
and values are unbounded.

What the oracle remembers of the past, and the simulator does not, is part of a state as well, so
that no two states are merged that an invariant could distinguish. Excluded are whether there is a
batch job yet, as its schedule is outside the bounded model, Dataverse's recycle bin, of which the
model takes nothing out, and what only grows: the values and references that existed once; those
that exist now are in the records.
"""

from functools import lru_cache
from typing import Final, Literal, NamedTuple

from harness.domain.environments import DATAVERSE, ENVIRONMENTS, HR, Environment
from harness.domain.records import Values
from harness.domain.request_kinds import CREATE, DELETE, RECREATE, UNACKED_DELETE, RequestKind
from harness.exploration.statespace.model import COLUMN
from harness.properties.oracle.oracle import Oracle
from harness.simulator.pair_state import TrackingRow, UnnoticedChange
from harness.simulator.record_pairs import Request

Form = Literal["concrete", "time-abstracted", "canonical"]
ColumnValue = str | None
# of a model with several columns: one for each
ColumnValues = ColumnValue | tuple[ColumnValue, ...]
Touched = bool | tuple[bool, ...]
SideState = tuple[ColumnValues, int | None]  # a record: its value, its last edit
# what nobody noticed: what all changes come to, and what it touched (F7)
UnnoticedState = tuple[RequestKind | None, Touched]


class RequestState(NamedTuple):
    """A request; `changed_at` is when it was last changed, where its record does not say so."""

    kind: RequestKind
    touched: Touched
    changed_at: int | None
    waits: bool
    made_on: bool  # a delete, made while integration was on (L9)


class RecordState(NamedTuple):
    """One record: both sides, its tracking row, its requests, and the oracle's memory of it."""

    hr: SideState | None
    dataverse: SideState | None
    row: str | None
    hr_request: RequestState | None
    dataverse_request: RequestState | None
    hr_waits_first: bool
    elsewhere: tuple[bool, bool]  # whether the row points at another record than is there (R17)
    unnoticed: tuple[UnnoticedState | None, UnnoticedState | None]
    memory: tuple[object, ...] | None


class SharedState(NamedTuple):
    """What all records share. `now` is 0 but in a concrete state."""

    on: bool
    job: str  # why the batch job does not run: Executing, Canceled, Withhold; empty: it does
    faults: frozenset[str]
    cleared: bool
    now: int


def shared_state(oracle: Oracle, form: Form, with_memory: bool = True) -> SharedState:
    """The shared part of the simulator's state, and of the oracle's memory if wanted."""
    world = oracle.simulator.world
    now = world.clock.now if form == "concrete" else 0
    cleared = with_memory and bool(oracle.cleared)
    faults = frozenset(oracle.expected_faults.kinds_by_environment)
    job = world.job
    held = job.status if job.exists and job.status != "Waiting" else ""
    return SharedState(world.on, held, faults, cleared, now)


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
    table, index = pair.table.name, pair.table.index
    places = [index[column] for column in columns]
    sides: dict[Environment, SideState | None] = {HR: None, DATAVERSE: None}
    references: list[int | None] = []
    for environment in ENVIRONMENTS:
        record = world.stores[environment].find(table, pair.key)
        references.append(record and record.reference)
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
        _request_state(hr, sides[HR], places, hr in waiting),
        _request_state(dataverse, sides[DATAVERSE], places, dataverse in waiting),
        both_wait and next(it for it in waiting if it in (hr, dataverse)) is hr,
        _elsewhere(row, references),
        (_unnoticed(pair.ignored(HR), places), _unnoticed(pair.ignored(DATAVERSE), places)),
        _memory(oracle, name, places, sides, (hr, dataverse)) if with_memory else None,
    )
    if form == "concrete":
        return state
    return canonicalize(state, world.clock.now, form == "canonical")


_NOT_ELSEWHERE: Final = (False, False)
_ABSENT: Final = RecordState(
    None, None, None, None, None, False, _NOT_ELSEWHERE, (None, None), None
)


def _column_values(values: Values, places: list[int]) -> ColumnValues:
    held = [values[place] if place < len(values) else None for place in places]
    found = tuple(None if value is None else str(value) for value in held)
    return found if len(found) > 1 else found[0]


def _touched(bits: int, places: list[int]) -> Touched:
    if len(places) == 1:
        return bool(bits >> places[0] & 1)
    return tuple(bool(bits >> place & 1) for place in places)


def _request_state(
    request: Request | None, side: SideState | None, places: list[int], waits: bool
) -> RequestState | None:
    if request is None:
        return None
    changed_at: int | None = request.changed_at
    if request.kind == UNACKED_DELETE or (side is not None and side[1] == changed_at):
        changed_at = None
    made_on = request.made_on and request.deletes
    return RequestState(request.kind, _touched(request.touched, places), changed_at, waits, made_on)


def _elsewhere(row: TrackingRow | None, references: list[int | None]) -> tuple[bool, bool]:
    """Whether a row that associates points at another record than is there."""
    if row is None or row.deleted_from_dataverse:
        return _NOT_ELSEWHERE
    hr, dataverse = references
    return (
        hr not in (None, row.human_resources_reference),
        dataverse not in (None, row.dataverse_reference),
    )


def _unnoticed(change: UnnoticedChange | None, places: list[int]) -> UnnoticedState | None:
    return None if change is None else (change.kind, _touched(change.touched, places))


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
            if pending.of_nothing:
                found.append((environment, "of nothing"))
        elif request is not None and (request.touched or request.kind in (DELETE, "create")):
            found.append((environment, request.kind == UNACKED_DELETE))
        ignored = oracle.unnoticed[environment].get(name)
        if ignored is not None:
            touched = _touched(ignored.touched, places)
            found.append((environment, ignored.kind, touched, ignored.of_nothing))
        side = sides[environment]
        edited_at = oracle.edited_at[environment].get(name)
        if side is not None and side[1] != edited_at:
            found.append((environment, "edited at", edited_at))
    return tuple(found) or None


def _last_edits_count(state: RecordState) -> bool:
    """Whether the last edit counts of a side where nothing has to travel (R3, R8).

    Where nobody noticed a change, and where both sides differ although neither was edited.
    """
    if state.unnoticed != (None, None):
        return True
    hr, dataverse = state.hr, state.dataverse
    edited = any(
        it is not None
        and (
            it.kind in (CREATE, RECREATE)  # these touch the natural key
            or it.touched is True
            or (it.touched and any(it.touched))
        )
        for it in (state.hr_request, state.dataverse_request)
    )
    return hr is not None and dataverse is not None and hr[0] != dataverse[0] and not edited


def _without_earlier(state: RecordState, now: int) -> RecordState:
    """The state without the last edit of a settled side, if the other's unnoticed one is later.

    What comes back where a side is gone is later too, or is a copy.
    """
    sides, requests = (state.hr, state.dataverse), (state.hr_request, state.dataverse_request)
    kept = []
    for side, request, ignored, other in zip(
        sides, requests, state.unnoticed, reversed(sides), strict=True
    ):
        later = other is None or (other[1] or 0) > ((side and side[1]) or 0)
        settled = side is not None and ignored is None and later
        kept.append(_settled(side, request, now) if side is not None and settled else side)
    return state._replace(hr=kept[0], dataverse=kept[1])


def _settled(side: SideState, request: RequestState | None, now: int) -> SideState:
    """The side without an earlier last edit, if nothing has to travel: what comes is later."""
    return side if request is not None or side[1] == now else (side[0], None)


@lru_cache(maxsize=1 << 16)
def canonicalize(state: RecordState, now: int, values_too: bool) -> RecordState:
    """Symmetry reduction: times by rank (0 for now, 1 for the latest before), values by first use.

    `values_too` no: values stay, as in a time-abstracted state. Raises ValueError for a time after
    `now`, which only a clock that is ahead gives.
    """
    if not _last_edits_count(state):
        hr, dataverse = state.hr, state.dataverse
        state = state._replace(
            hr=hr and _settled(hr, state.hr_request, now),
            dataverse=dataverse and _settled(dataverse, state.dataverse_request, now),
        )
    elif state.unnoticed != (None, None):
        state = _without_earlier(state, now)
    times = {now}
    for side in (state.hr, state.dataverse):
        if side is not None and side[1] is not None:
            times.add(side[1])
    for request in (state.hr_request, state.dataverse_request):
        if request is not None and request.changed_at is not None:
            times.add(request.changed_at)
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
        return request._replace(changed_at=ranks[request.changed_at])

    return state._replace(
        hr=canonical_side(state.hr),
        dataverse=canonical_side(state.dataverse),
        hr_request=canonical_request(state.hr_request),
        dataverse_request=canonical_request(state.dataverse_request),
    )
