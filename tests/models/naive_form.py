"""Random histories in the form that the naive model reads: that of a scenario file."""

from collections.abc import Sequence
from typing import Any

from harness.domain.commands import (
    Advance,
    ClearTracking,
    Command,
    Create,
    Delete,
    Edit,
    Fault,
    Give,
    GiveIntegration,
    Import,
    SyncNow,
    command_name,
)
from harness.domain.settings import Settings


def as_settings(settings: Settings) -> dict[str, Any]:
    """The settings section of a scenario file, durations in seconds."""
    return {
        "start": settings.start,
        "dataverse_to_hr_delay": _seconds(settings.dataverse_to_hr_delay),
        "batch_job_every": _seconds(settings.batch_job_every),
        "conflict": settings.conflict,
        "tie": settings.tie,
        "import_seconds_per_record": {
            "off": _seconds(settings.import_off),
            "on": _seconds(settings.import_on),
        },
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
    return section


def as_step(command: Command) -> dict[str, Any] | str:
    """A command as a step of a scenario file."""
    argument: Any
    match command:
        case Create(environment, table, record, values, entity):
            argument = {"in": environment, "table": table, "record": record, "values": dict(values)}
            argument |= {"entity": entity} if entity else {}
        case Edit(environment, record, values, entity):
            argument = {"in": environment, "record": record, "values": dict(values)}
            argument |= {"entity": entity} if entity else {}
        case Delete(environment, record):
            argument = {"in": environment, "record": record}
        case Import(environment, table, rows):
            listed = [
                {"record": row.record, **dict(row.values)} if row.record else dict(row.values)
                for row in rows
            ]
            argument = {"in": environment, "table": table, "rows": listed}
        case Advance(milliseconds):
            argument = _seconds(milliseconds)
        case ClearTracking(table) | SyncNow(table):
            argument = table
        case Fault(kind, environment, after, milliseconds, nth, lasting, applied):
            duration = "by" if kind in ("clock_ahead", "clock_behind") else "for"
            argument = {"kind": kind}
            argument |= {"in": environment} if environment else {}
            argument |= {} if after is None else {"after": after}
            argument |= {} if milliseconds is None else {duration: _seconds(milliseconds)}
            argument |= {} if nth is None else {"nth": nth}
            argument |= {"lasting": True} if lasting else {}
            argument |= {"applied": True} if applied else {}
        case _:
            return command_name(command)
    return {command_name(command): argument}


def _seconds(milliseconds: int) -> int | float:
    """A whole number where it is one; halves and quarters are exact otherwise."""
    return milliseconds / 1000 if milliseconds % 1000 else milliseconds // 1000
