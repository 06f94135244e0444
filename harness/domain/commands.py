"""Commands: immutable values, one for everything that can be done to the simulation.

A list of commands is a history, enough to replay from the start. A command's name in a scenario
file is its type's name in snake case: `run_batch_job` is `RunBatchJob`.

A command takes what people have (a mapping of values, an environment by any of its names, "1h")
and holds one form of it, so that equal commands are equal values. BadInput says what is wrong with
an argument.

>>> command_name(RunBatchJob())
'run_batch_job'
>>> Edit("Human Resources", "ada", {"cdm_lastname": "Byron"})
Edit('hr', 'ada', {'cdm_lastname': 'Byron'})
>>> _.values
(('cdm_lastname', 'Byron'),)
>>> Advance("1h 30m").milliseconds
5400000
"""

import re
from typing import Final, Literal, TypeAlias, get_args

from harness.domain import arguments, fault_command, given, record_commands
from harness.domain import rows as record_rows
from harness.domain.arguments import Duration
from harness.domain.environments import Environment, EnvironmentName
from harness.domain.immutable import immutable
from harness.domain.readable import Readable
from harness.domain.suggestions import did_you_mean

_set: Final = object.__setattr__  # the commands are frozen
# imported with the commands whose values and rows they are
Given: TypeAlias = arguments.Given
Row = record_rows.Row
pairs = record_rows.pairs
KeyValue: TypeAlias = arguments.KeyValue
KEY_VALUES: Final = arguments.KEY_VALUES
# the commands that have modules of their own
Create = record_commands.Create
Edit = record_commands.Edit
Delete = record_commands.Delete
Import = record_commands.Import
Undelete = record_commands.Undelete
Fault = fault_command.Fault
Give = given.Give
GiveRecord = given.GiveRecord
Side = given.Side
GiveIntegration = given.GiveIntegration

_TABLE: Final = "the logical name of a table"
JOB_STATUSES: Final = ("waiting", "withhold")  # that an administrator can set


@immutable
class TurnOn:
    """Turn integration on (S3, S4, S6)."""


@immutable
class TurnOff:
    """Turn integration off (S2, S6)."""


@immutable
class RunBatchJob(Readable):
    """Run the batch job, the missed request sync, by hand or as scheduled (B1 to B6)."""

    scheduled: bool = False

    def __init__(self, scheduled: bool = False) -> None:
        _set(self, "scheduled", arguments.yes_no("RunBatchJob: scheduled", scheduled))


@immutable
class CancelBatchJob:
    """Cancel a run that is Executing; the job is then Canceled (B6)."""


@immutable
class SetBatchJob(Readable):
    """Set the status of the batch job to waiting or withhold (B6)."""

    status: Literal["waiting", "withhold"]

    def __init__(self, status: str) -> None:
        given = arguments.text("SetBatchJob: status", status, "waiting or withhold")
        if given not in JOB_STATUSES:
            near = did_you_mean(given, JOB_STATUSES)
            raise arguments.wrong("SetBatchJob: status", "waiting or withhold", given, near)
        _set(self, "status", given)


@immutable
class DeleteBatchJob:
    """Delete the batch job, if it is not Executing; the next turning-on makes it again (S4)."""


@immutable
class Advance(Readable):
    """Let simulated time pass; commands that become due are done (B5, L2)."""

    milliseconds: int

    def __init__(self, milliseconds: Duration) -> None:
        _set(self, "milliseconds", arguments.duration("Advance", milliseconds))


@immutable
class ClearTracking(Readable):
    """Clear the tracking information of one table (C1)."""

    table: str

    def __init__(self, table: str) -> None:
        _set(self, "table", arguments.text("ClearTracking: table", table, _TABLE))


@immutable
class SyncNow(Readable):
    """Run a full synchronization of one table (N1)."""

    table: str

    def __init__(self, table: str) -> None:
        _set(self, "table", arguments.text("SyncNow: table", table, _TABLE))


@immutable
class Backup(Readable):
    """Make a backup of one environment, under a name (E1)."""

    environment: Environment
    name: str

    def __init__(self, environment: EnvironmentName, name: str) -> None:
        _set(self, "environment", arguments.environment("Backup: environment", environment))
        _set(self, "name", arguments.text("Backup: name", name, "the name of a backup"))


@immutable
class Restore(Readable):
    """Put an environment back to its backup of that name (E1)."""

    environment: Environment
    name: str

    def __init__(self, environment: EnvironmentName, name: str) -> None:
        _set(self, "environment", arguments.environment("Restore: environment", environment))
        _set(self, "name", arguments.text("Restore: name", name, "the name of a backup"))


@immutable
class SettleNext:
    """Handle the next record of a run that takes time (B8). Scheduled, never given by people."""

    run: int  # the journal entry of the start of the run

    def __init__(self, run: int) -> None:
        _set(self, "run", run)


@immutable
class Deliver:
    """Deliver a change that waited (L2, F3). Scheduled by live sync, never given by people."""

    environment: Environment
    table: str
    record: str
    change: int  # the journal entry of the change that is delivered
    repeats: tuple[int, ...] = ()  # when it comes again, in milliseconds after its arrival (F4)
    again: bool = False  # whether it arrived before

    def __init__(
        self,
        environment: Environment,
        table: str,
        record: str,
        change: int,
        repeats: tuple[int, ...] = (),
        again: bool = False,
    ) -> None:
        _set(self, "environment", environment)
        _set(self, "table", table)
        _set(self, "record", record)
        _set(self, "change", change)
        _set(self, "repeats", repeats)
        _set(self, "again", again)


# the steps of a scenario file; the other commands come from its `given` and from the schedule
StepCommand = (
    TurnOn
    | TurnOff
    | RunBatchJob
    | CancelBatchJob
    | SetBatchJob
    | DeleteBatchJob
    | Create
    | Edit
    | Delete
    | Import
    | Advance
    | ClearTracking
    | SyncNow
    | Backup
    | Restore
    | Undelete
    | Fault
)
Command = StepCommand | Give | GiveRecord | GiveIntegration | Deliver | SettleNext
STEP_COMMANDS: Final[tuple[type, ...]] = get_args(StepCommand)


def command_name(command: Command | type[Command]) -> str:
    """The name a scenario file uses: the type's name in snake case."""
    return _NAMES[command if isinstance(command, type) else type(command)]


_NAMES: Final[dict[type, str]] = {
    kind: re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower() for kind in get_args(Command)
}
