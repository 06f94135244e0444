"""Random histories in the form that the naive model reads: that of a scenario file."""

from collections.abc import Iterable, Sequence
from typing import Any

from harness.domain.commands import (
    Advance,
    Backup,
    ClearTracking,
    Command,
    Create,
    Delete,
    Edit,
    Fault,
    Give,
    GiveIntegration,
    GiveRecord,
    Import,
    Restore,
    SetBatchJob,
    Side,
    SyncNow,
    Undelete,
    command_name,
)
from harness.domain.settings import Settings


def as_settings(settings: Settings) -> dict[str, Any]:
    """The settings section of a scenario file, durations in seconds."""
    conflict: Any = settings.conflict
    if settings.conflict_for:
        conflict = {"default": settings.conflict, **dict(settings.conflict_for)}
    return {
        "start": settings.start,
        "dataverse_to_hr_delay": _seconds(settings.dataverse_to_hr_delay),
        "batch_job_every": _seconds(settings.batch_job_every),
        "conflict": conflict,
        "tie": settings.tie,
        "import_seconds_per_record": {
            "off": _seconds(settings.import_off),
            "on": _seconds(settings.import_on),
        },
        "batch_job_seconds_per_record": _seconds(settings.batch_job_per_record),
        "late_delete": settings.late_delete,
        "not_listened": {where: list(columns) for where, columns in settings.not_listened},
        "one_way": list(settings.one_way),
        "natural_key": settings.natural_key,
        "keys": settings.keys,
        "delete_in_use": dict(settings.delete_in_use),
    }


def as_given(given: Sequence[Command]) -> dict[str, Any]:
    """The given section of a scenario file."""
    section: dict[str, Any] = {"records": {}}
    for command in given:
        if isinstance(command, GiveIntegration):
            section["integration"] = "on"
        elif isinstance(command, Give):
            for row in command.rows:
                values = dict(row.values)
                section["records"][row.record] = {"table": command.table, "values": values}
        elif isinstance(command, GiveRecord):
            entry: dict[str, Any] = {"table": command.table, "tracked": command.tracked}
            for where, side in (("hr", command.hr), ("dataverse", command.dataverse)):
                if side is not None:
                    entry[where] = _as_side(side)
            section["records"][command.record] = entry
    return section


def _as_side(side: Side) -> dict[str, Any]:
    entry: dict[str, Any] = {} if side.noticed else {"noticed": False}
    if side.values is not None:
        entry["values"] = dict(side.values)
    entry |= _what_is_there(edited=side.edited, reference=side.reference)
    return entry


def as_step(command: Command) -> dict[str, Any] | str:
    """A command as a step of a scenario file."""
    argument: Any
    match command:
        case Create(environment=where, table=table, record=record, values=values):
            argument = {"in": where, "table": table, "record": record, "values": dict(values)}
            argument |= _what_is_there(entity=command.entity, reference=command.reference)
        case Edit(environment=where, record=record, values=values):
            argument = {"in": where, "record": record, "values": dict(values)}
            argument |= _what_is_there(entity=command.entity, becomes=command.becomes)
        case Delete(environment=where, record=record):
            argument = {"in": where, "record": record}
        case Undelete(record=record):
            argument = {"record": record}
        case Import(environment=where, table=table, rows=rows, truncate=truncate):
            argument = {"in": where, "table": table, "rows": list(_as_rows(rows))}
            argument |= {"truncate": True} if truncate else {}
        case Advance(milliseconds):
            argument = _seconds(milliseconds)
        case ClearTracking(table) | SyncNow(table):
            argument = table
        case SetBatchJob(status):
            argument = status
        case Backup(where, name):
            argument = {"in": where, "as": name}
        case Restore(where, name):
            argument = {"in": where, "backup": name}
        case Fault():
            argument = _as_fault(command)
        case _:
            return command_name(command)
    return {command_name(command): argument}


def _as_rows(rows: Iterable[Any]) -> Iterable[dict[str, Any]]:
    for row in rows:
        yield {"record": row.record, **dict(row.values)} if row.record else dict(row.values)


def _as_fault(fault: Fault) -> dict[str, Any]:
    duration = "by" if fault.kind in ("clock_ahead", "clock_behind") else "for"
    length = None if fault.milliseconds is None else _seconds(fault.milliseconds)
    return {"kind": fault.kind} | _what_is_there(
        **{"in": fault.environment, duration: length},
        after=fault.after,
        nth=fault.nth,
        lasting=fault.lasting or None,
        applied=fault.applied or None,
        table=fault.table,
        record=fault.record,
        change=fault.change,
        reason=fault.reason,
        of=fault.of,
    )


def _what_is_there(**keys: Any) -> dict[str, Any]:
    return {key: value for key, value in keys.items() if value is not None}


def _seconds(milliseconds: int) -> int | float:
    """A whole number where it is one; halves and quarters are exact otherwise."""
    return milliseconds / 1000 if milliseconds % 1000 else milliseconds // 1000
