"""Commands: immutable values, one for everything that can be done to the simulation.

A list of commands is a history, enough to replay from the start. A command's name in a scenario
file is its type's name in snake case: `run_batch_job` is `RunBatchJob`.

>>> command_name(RunBatchJob())
'run_batch_job'
>>> Edit("hr", "ada", pairs({"cdm_lastname": "Byron"})).values
(('cdm_lastname', 'Byron'),)
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, get_args

from harness.domain.environments import Environment
from harness.domain.records import Scalar

# column and value; None empties the column; the value of a lookup is the name of a record
Given = tuple[tuple[str, Scalar | None], ...]


def pairs(values: Mapping[str, Scalar | None]) -> Given:
    """The values of a command, from a mapping of columns to values."""
    return tuple(values.items())


@dataclass(frozen=True, slots=True)
class TurnOn:
    """Turn integration on (S3, S4, S6)."""


@dataclass(frozen=True, slots=True)
class TurnOff:
    """Turn integration off (S2, S6)."""


@dataclass(frozen=True, slots=True)
class RunBatchJob:
    """Run the batch job, the missed request sync, by hand or as scheduled (B1 to B6)."""

    scheduled: bool = False


@dataclass(frozen=True, slots=True)
class CancelBatchJob:
    """Cancel a run that is stuck in Executing (B6)."""


@dataclass(frozen=True, slots=True)
class Create:
    """A user creates a record; the natural key is among the values."""

    environment: Environment
    table: str
    record: str
    values: Given
    entity: str | None = None  # the Human Resources entity it goes through (G3)


@dataclass(frozen=True, slots=True)
class Edit:
    """A user changes the named columns of a record, and only those."""

    environment: Environment
    record: str
    values: Given
    entity: str | None = None


@dataclass(frozen=True, slots=True)
class Delete:
    """A user deletes a record."""

    environment: Environment
    record: str


class Row(NamedTuple):
    """One row of an import: a name for the record, if the file gives one, and its values."""

    record: str | None
    values: Given


@dataclass(frozen=True, slots=True)
class Import:
    """The Data Management Framework creates or edits records by natural key (M1, M2)."""

    environment: Environment
    table: str
    rows: Sequence[Row]
    generate: int | None = None  # how many rows were generated, if they were

    def __repr__(self) -> str:
        source = f"generate={self.generate}" if self.generate else f"{len(self.rows)} rows"
        return f"Import({self.environment!r}, {self.table!r}, {source})"


@dataclass(frozen=True, slots=True)
class Advance:
    """Let simulated time pass; commands that become due are done (B5, L2)."""

    milliseconds: int


@dataclass(frozen=True, slots=True)
class ClearTracking:
    """Clear the tracking information of one table (C1)."""

    table: str


@dataclass(frozen=True, slots=True)
class SyncNow:
    """Run a full synchronization of one table (N1)."""

    table: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Inject a fault; its kind and the fields that the kind takes are in `faults.FAULTS`."""

    kind: str
    environment: Environment | None = None
    after: int | None = None
    milliseconds: int | None = None  # `for` or `by` in a scenario file
    nth: int | None = None
    lasting: bool = False
    applied: bool = False


@dataclass(frozen=True, slots=True)
class Give:
    """Put records into both environments, tracked and in sync, before the first step."""

    table: str
    rows: Sequence[Row]
    generate: int | None = None


@dataclass(frozen=True, slots=True)
class GiveIntegration:
    """Turn integration on before the first step; the first batch run is one interval later."""


@dataclass(frozen=True, slots=True)
class Deliver:
    """Deliver a change that waited (L2, F3). Scheduled by live sync, never given by people."""

    environment: Environment
    table: str
    record: str
    change: int  # the journal entry of the change that is delivered
    repeats: tuple[int, ...] = ()  # when it comes again, in milliseconds after its arrival (F4)
    again: bool = False  # whether it arrived before


# the steps of a scenario file; the other commands come from its `given` and from the schedule
StepCommand = (
    TurnOn
    | TurnOff
    | RunBatchJob
    | CancelBatchJob
    | Create
    | Edit
    | Delete
    | Import
    | Advance
    | ClearTracking
    | SyncNow
    | Fault
)
Command = StepCommand | Give | GiveIntegration | Deliver
STEP_COMMANDS: Final[tuple[type, ...]] = get_args(StepCommand)


def command_name(command: Command | type[Command]) -> str:
    """The name a scenario file uses: the type's name in snake case."""
    return _NAMES[command if isinstance(command, type) else type(command)]


_NAMES: Final[dict[type, str]] = {
    kind: re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower() for kind in get_args(Command)
}
