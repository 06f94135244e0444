"""Following users' changes: the net that has to travel, and whether it is delivered at once.

>>> from harness.properties.oracle.oracle import Oracle
>>> from harness.domain.commands import Create, pairs
>>> from harness.simulator.engine import Engine
>>> oracle = Oracle(Engine())
>>> _ = oracle.do(Create("hr", "cdm_title", "boss", pairs({"cdm_name": "Boss"})))
>>> oracle.pending["hr"]["boss"].new, ("boss", 0, "Boss") in oracle.user_values
(True, True)
"""

from harness.domain.catalog import Table
from harness.domain.commands import Create, Edit
from harness.domain.environments import DATAVERSE, HR, Environment
from harness.domain.events import Event
from harness.domain.records import Values, at
from harness.properties.oracle.beginnings import note_values
from harness.properties.oracle.expected_forms import counted
from harness.properties.oracle.observations import ChangeKey
from harness.properties.oracle.state import BinnedRow, OracleState
from harness.properties.oracle.step import MovedKey, Step
from harness.properties.oracle.taking_up import Change, deliver, take_up


def follow_user_change(
    oracle: OracleState, step: Step, event: Event, environment: Environment, name: str, seq: int
) -> None:
    """Apply a user's change to the model; the net of several is as the law's *request*."""
    kind, records = event.event, oracle.records[environment]
    table = oracle.simulator.world.catalog[event.table or ""]
    entity = None
    if kind == "rekeyed":
        _leave_key(oracle, step, event, environment, table, seq)
        return
    if kind == "undeleted":
        _undelete(oracle, step, event, name, table, seq)
        return
    if kind == "edited" and step.moved is not None and step.moved.becomes == name:
        _take_key(oracle, step, event, environment, table, seq)
        return
    if event.rule == "R19" or step.time_of_cascade is not None:
        now = _time_of_cascade(oracle, step, event, environment)
    else:
        now = oracle.now_in(environment)
    row = None
    if kind == "deleted":
        touched = 0
        if environment == DATAVERSE:
            row = _binned(oracle, name, seq)
        records.pop(name, None)
        oracle.edited_at[environment].pop(name, None)
        oracle.reference_of[environment].pop(name, None)
    else:
        touched = _touched(oracle, event, environment, table, name)
        records[name] = event.data
        if kind == "edited" and not touched:
            return
        oracle.edited_at[environment][name] = now
        if environment == HR and isinstance(step.command, Create | Edit):
            entity = step.command.entity
    change = Change(environment, name, table, kind, touched, entity, now, seq)
    unnoticed = len(step.expected_unnoticed)
    delivers = take_up(oracle, step, change)
    if row is not None:
        row = row._replace(noticed=len(step.expected_unnoticed) == unnoticed)
        oracle.binned[name] = (*oracle.binned.get(name, ()), row)
    if delivers and oracle.on:
        deliver(oracle, step, change)


def _binned(oracle: OracleState, name: str, seq: int) -> BinnedRow | None:
    """The row that a user is about to delete, with what is pending of it (E2)."""
    values = oracle.records[DATAVERSE].get(name)
    if values is None:
        return None
    pending = oracle.pending[DATAVERSE].get(name)
    ignored = oracle.unnoticed[DATAVERSE].get(name)
    key: ChangeKey = (DATAVERSE, name)
    waits = list(oracle.waiting)
    return BinnedRow(
        values,
        oracle.edited_at[DATAVERSE].get(name),
        oracle.reference_of[DATAVERSE].get(name, 0),
        seq,
        pending and pending.copy(),
        ignored and ignored.copy(),
        oracle.waiting.get(key),
        frozenset(oracle.held.get(key, ())),
        frozenset(waits[: waits.index(key)] if key in waits else ()),
    )


def _time_of_cascade(
    oracle: OracleState, step: Step, event: Event, environment: Environment
) -> int:
    """The time of all that go together: that of the first (R19)."""
    if step.time_of_cascade is None:
        step.time_of_cascade = oracle.now_in(environment)
    now = step.time_of_cascade
    if event.rule != "R19":
        step.time_of_cascade = None  # the record itself is the last of them
    return now


def _leave_key(
    oracle: OracleState,
    step: Step,
    event: Event,
    environment: Environment,
    table: Table,
    seq: int,
) -> None:
    """A record gets another natural key: for the integration the thing of the old one goes (R18).

    It goes on under its new name; its reference and last edit go with it.
    """
    name, becomes = event.data
    now = oracle.now_in(environment)
    oracle.records[environment].pop(name, None)
    edited_at = oracle.edited_at[environment].pop(name, None)
    reference = oracle.reference_of[environment].pop(name, 0)
    oracle.reference_of[environment][becomes] = reference
    oracle.references[environment][reference] = becomes
    gone = Change(environment, name, table, "deleted", 0, None, now, seq)
    step.moved = MovedKey(becomes, edited_at, gone)


def _take_key(
    oracle: OracleState,
    step: Step,
    event: Event,
    environment: Environment,
    table: Table,
    seq: int,
) -> None:
    """The thing of the new natural key comes; both are taken up before the first is delivered."""
    assert step.moved is not None
    (name, edited_at, gone), step.moved = step.moved, None
    values: Values = event.data
    changed = _differing(values, event.before or ())
    changed &= ~_followed(oracle, table, (gone.name, name), values, event.before or ())
    note_values(oracle, environment, table, name, values, range(len(values)))
    oracle.records[environment][name] = values
    if counted(table, environment, changed & ~table.key_bits):
        edited_at = gone.now
    if edited_at is not None:
        oracle.edited_at[environment][name] = edited_at
    entity = None
    if environment == HR and isinstance(step.command, Edit):
        entity = step.command.entity
    touched = counted(table, environment, _filled(values))
    came = Change(environment, name, table, "created", touched, entity, gone.now, seq)
    for change in [it for it in (gone, came) if take_up(oracle, step, it)]:
        if oracle.on:
            deliver(oracle, step, change)


def _followed(
    oracle: OracleState, table: Table, names: tuple[str, str], values: Values, before: Values
) -> int:
    """The columns in which the record looks itself up, under the old key and then the new one."""
    pairs = [oracle.simulator.world.record_pairs.named(name) for name in names]
    old, new = (None if pair is None else pair.key for pair in pairs)
    return sum(
        1 << place
        for place, target in table.lookups
        if target == table.name and (at(before, place), at(values, place)) == (old, new)
    )


def _filled(values: Values) -> int:
    return sum(1 << place for place, value in enumerate(values) if value is not None)


def _undelete(
    oracle: OracleState, step: Step, event: Event, name: str, table: Table, seq: int
) -> None:
    """A row comes out of the recycle bin, as it was; a delete that waits is taken back (E2)."""
    rows = oracle.binned.pop(name, ())
    values: Values = event.data
    oracle.records[DATAVERSE][name] = values
    if rows:
        *below, row = rows
        if below:
            oracle.binned[name] = tuple(below)
        oracle.reference_of[DATAVERSE][name] = row.reference
        oracle.references[DATAVERSE][row.reference] = name
        if row.edited_at is not None:
            oracle.edited_at[DATAVERSE][name] = row.edited_at
        if _takes_back(oracle, name, row):
            return
    touched, now = counted(table, DATAVERSE, _filled(values)), oracle.now_in(DATAVERSE)
    change = Change(DATAVERSE, name, table, "created", touched, None, now, seq)
    if take_up(oracle, step, change) and oracle.on:
        deliver(oracle, step, change)


def _takes_back(oracle: OracleState, name: str, row: BinnedRow) -> bool:
    """Take back the delete of a row, if it has not travelled nor been carried out (E2)."""
    unnoticed, changes = oracle.unnoticed[DATAVERSE], oracle.pending[DATAVERSE]
    pending, before = changes.get(name), row.pending
    if row.settled:
        return False
    if not row.noticed:
        ignored = unnoticed.get(name)
        was_new = row.ignored is not None and row.ignored.new  # created and deleted: nothing
        if (ignored is None) != was_new or not (ignored is None or ignored.deleted):
            return False
    elif before is not None and before.new:
        if pending is not None:
            return False
        changes[name] = before.copy()
    else:
        since = row.seq if before is None else before.since_seq
        if pending is None or not pending.undoable or pending.since_seq != since:
            return False
        if before is None:
            oracle.spend(DATAVERSE, name, travelled=False)
        else:
            changes[name] = before.copy()
    unnoticed.pop(name, None)
    if row.ignored is not None:
        unnoticed[name] = row.ignored.copy()
    if row.noticed and before is not None:
        key: ChangeKey = (DATAVERSE, name)
        oracle.waiting.pop(key, None)
        oracle.held.pop(key, None)
        if row.waits is not None and row.waits > oracle.time:
            waits = list(oracle.waiting.items())
            place = max(
                (n for n, (it, _) in enumerate(waits, 1) if it in row.waits_after), default=0
            )
            oracle.waiting.clear()
            oracle.waiting.update([*waits[:place], (key, row.waits), *waits[place:]])
            if row.held:
                oracle.held[key] = set(row.held)
    return True


def _touched(
    oracle: OracleState, event: Event, environment: Environment, table: Table, name: str
) -> int:
    """The columns that the change sets, as bits; without those that do not count (V3, R15)."""
    values: Values = event.data
    before: Values = event.before or ()
    touched = 0
    if values is before:
        return 0
    written, width, was = oracle.user_values, len(values), len(before)
    for place in range(max(width, was)):
        value = values[place] if place < width else None
        if value != (before[place] if place < was else None):
            touched |= 1 << place
            written.add((name, place, value))
    if touched and table.numbered:
        note_values(oracle, environment, table, name, values, range(width))
    if table.one_way or table.one_sided:
        touched = counted(table, environment, touched)
    return touched


def _differing(values: Values, before: Values) -> int:
    places = range(max(len(values), len(before)))
    return sum(1 << place for place in places if at(values, place) != at(before, place))
