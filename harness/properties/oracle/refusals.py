"""Expected refusals: which commands the simulated system refuses, and why, by the law.

What is expected are texts of which the reason contains one; none where the command is to be done.

>>> from harness.domain.commands import Delete, RunBatchJob
>>> from harness.properties.oracle.state import OracleState
>>> from harness.simulator.engine import Engine
>>> expected_refusal(OracleState(Engine()), Delete("hr", "ada"))
('no such record',)
>>> expected_refusal(OracleState(Engine()), RunBatchJob())  # while off it does nothing
()
"""

from collections.abc import Callable
from typing import Any, Final

from harness.domain.catalog import Table
from harness.domain.commands import (
    CancelBatchJob,
    ClearTracking,
    Command,
    Create,
    Delete,
    DeleteBatchJob,
    Edit,
    Given,
    Import,
    Restore,
    RunBatchJob,
    SetBatchJob,
    SyncNow,
    Undelete,
)
from harness.domain.environments import DATAVERSE, Environment
from harness.domain.errors import CatalogError
from harness.domain.records import Key, Value, Values
from harness.properties.oracle.lookups import closure_of_users, missing_targets, users_of
from harness.properties.oracle.state import OracleState

Texts = tuple[str, ...]
_FLOWS: Final = "flows from Human Resources only"
_EMPTY_DATE: Final = "1900-01-01"


def expected_refusal(oracle: OracleState, command: Command) -> Texts | None:
    """What the reason contains; nothing if it is not refused; None if the oracle does not say."""
    look = _LOOKS.get(type(command))
    return () if look is None else look(oracle, command)


def folded_key(oracle: OracleState, key: Key) -> Key:
    """The key as it is compared: without letter case and blanks at the end, or as written (V2)."""
    if oracle.simulator.world.settings.keys == "exact":
        return key
    if isinstance(key, str):
        return key.casefold().rstrip(" ")
    if isinstance(key, tuple):
        return tuple(None if part is None else folded_key(oracle, part) for part in key)
    return key


def held_value(table: Table, place: int, environment: Environment, scalar: Value) -> Value:
    """The value as the environment holds it: of the day that stands for no date, empty (V1)."""
    accepts = table.columns[place].in_environment(environment)
    dates = accepts is not None and accepts.type in ("Date", "DateTime")
    return None if dates and str(scalar).startswith(_EMPTY_DATE) else scalar


def _entered(
    oracle: OracleState, environment: Environment, table: Table, given: Given
) -> tuple[dict[int, Value], list[str]] | None:
    """The values by column, and why they are not accepted; None if the oracle does not say."""
    found: dict[int, Value] = {}
    problems: list[str] = []
    longest, index = table.longest[environment], table.index
    for column, scalar in given:
        place = index.get(column)
        if place is None:
            return None
        found[place] = scalar
        if scalar is None or (type(scalar) is str and len(scalar) <= longest[place]):
            continue
        its = table.columns[place]
        if its.target is not None:
            pair = oracle.simulator.world.record_pairs.named(str(scalar))
            if pair is None or pair.table.name != its.target:
                problems.append("no such record")
                continue
            found[place] = pair.key
            if pair.name not in oracle.records[environment]:
                problems.append("no such record")
            continue
        accepts = its.in_environment(environment)
        if accepts is None or accepts.objection(scalar):
            problems.append(column)
        found[place] = held_value(table, place, environment, scalar)
    return found, problems


def _with(values: Values, changed: dict[int, Value]) -> Values:
    new = [*values, *[None] * (max(changed, default=-1) + 1 - len(values))]
    for place, value in changed.items():
        new[place] = value
    return tuple(new)


def _key_of(table: Table, values: Values) -> Key | None:
    try:
        return table.key_of(values)
    except CatalogError:
        return None


def _create(oracle: OracleState, command: Create) -> Texts | None:
    environment, name = command.environment, command.record
    table = oracle.simulator.world.catalog.get(command.table)
    if table is None:
        return None
    if table.flows_one_way and environment == DATAVERSE:
        return (_FLOWS,)
    entered = _entered(oracle, environment, table, command.values)
    if entered is None:
        return None
    values, found = entered
    pairs = oracle.simulator.world.record_pairs
    pair = pairs.named(name)
    if pair is not None and name in oracle.records[environment]:
        found.append("already exists")
    reference = command.reference
    taken = reference is not None and reference in oracle.references[environment]
    if taken and reference in oracle.reference_of[environment].values():
        found.append("reference is taken")
    key = _key_of(table, _with((), values))
    if key is None:
        found.append("natural key")
    elif pairs.find(table.name, key) is not pair:
        found.append("natural key is taken")
    if taken:  # it was another record's, at least
        return (*found, "reference is taken") if found else None
    return tuple(found)


def _edit(oracle: OracleState, command: Edit) -> Texts | None:
    environment, name = command.environment, command.record
    pair = oracle.simulator.world.record_pairs.named(name)
    values = oracle.records[environment].get(name)
    if pair is None or values is None:
        return ("no such record",)
    table = pair.table
    if table.flows_one_way and environment == DATAVERSE:
        return (_FLOWS,)
    entered = _entered(oracle, environment, table, command.values)
    if entered is None:
        return None
    new, found = entered
    if found:
        return tuple(found)
    key_bits = table.key_bits
    for place in new:
        if key_bits >> place & 1:
            break
    else:  # most edits
        return ()
    key = _key_of(table, _with(values, new))
    if key is not None and folded_key(oracle, key) == folded_key(oracle, pair.key):
        return ()
    if oracle.simulator.world.settings.natural_key == "fixed":
        return ("natural key is fixed",)
    return _change_key(oracle, command, table, key)


def _change_key(oracle: OracleState, command: Edit, table: Table, key: Key | None) -> Texts | None:
    """Why a record gets no other natural key: it is in use, or the new key is taken (R18)."""
    environment, name, becomes = command.environment, command.record, command.becomes
    if becomes is None:
        return None
    found = []
    if next(users_of(oracle, environment, name), None) is not None:
        found.append("is looked up by")
    if key is None:
        return (*found, "natural key")
    pairs = oracle.simulator.world.record_pairs
    target, known = pairs.find(table.name, key), pairs.named(becomes)
    if target is not known or (target is not None and becomes in oracle.records[environment]):
        found.append("natural key is taken")
    return tuple(found)


def _delete(oracle: OracleState, command: Delete) -> Texts | None:
    environment, name = command.environment, command.record
    world = oracle.simulator.world
    pair = world.record_pairs.named(name)
    if pair is None or name not in oracle.records[environment]:
        return ("no such record",)
    if pair.table.flows_one_way and environment == DATAVERSE:
        return (_FLOWS,)
    if next(users_of(oracle, environment, name), None) is None:
        return ()
    if dict(world.settings.delete_in_use).get(environment) != "cascade":
        return ("is looked up by",)
    if environment == DATAVERSE:
        for user in closure_of_users(oracle, environment, name):
            its = world.record_pairs.named(user)
            if its is not None and its.table.flows_one_way:
                return (_FLOWS,)
    return ()


def _undelete(oracle: OracleState, command: Undelete) -> Texts | None:
    name, found = command.record, []
    pair = oracle.simulator.world.record_pairs.named(name)
    rows = oracle.binned.get(name)
    if name in oracle.records[DATAVERSE]:
        found.append("natural key is taken")
    if pair is None or not rows:
        found.append("nothing to undelete")
    elif missing_targets(oracle, DATAVERSE, pair.table, rows[-1].values, name):
        found.append("what it looks up is gone")
    return tuple(found)


def _import(oracle: OracleState, command: Import) -> Texts | None:
    table = oracle.simulator.world.catalog.get(command.table)
    flows = table is not None and table.flows_one_way and command.environment == DATAVERSE
    return (_FLOWS,) if flows else None


def _run(oracle: OracleState, _command: Command) -> Texts:
    if not oracle.on or oracle.job_status == "Waiting":
        return ()
    return ("the batch job is not waiting",) if oracle.job_status else ("there is no batch job",)


def _cancel(oracle: OracleState, _command: Command) -> Texts:
    if oracle.job_status == "Executing":
        return ()
    known = "the batch job is not executing"
    return (known,) if oracle.job_status else (known, "there is no batch job")


def _set(oracle: OracleState, _command: Command) -> Texts:
    if not oracle.job_status:
        return ("there is no batch job",)
    return ("the batch job is executing",) if oracle.job_status == "Executing" else ()


def _restore(oracle: OracleState, command: Restore) -> Texts:
    found = []
    if oracle.job_status == "Executing":
        found.append("the batch job is executing")
    if (command.environment, command.name) not in oracle.backups:
        found.append("no such backup")
    return tuple(found)


def _select(oracle: OracleState, command: ClearTracking | SyncNow) -> Texts | None:
    table = oracle.simulator.world.catalog.get(command.table)
    if table is None:
        return None
    if not table.in_grid:
        return ("not in the grid",)
    return ("integration is off",) if isinstance(command, SyncNow) and not oracle.on else ()


_LOOKS: Final[dict[type, Callable[[OracleState, Any], Texts | None]]] = {
    Create: _create,
    Edit: _edit,
    Delete: _delete,
    Undelete: _undelete,
    Import: _import,
    RunBatchJob: _run,
    CancelBatchJob: _cancel,
    SetBatchJob: _set,
    DeleteBatchJob: _set,
    Restore: _restore,
    ClearTracking: _select,
    SyncNow: _select,
}
