"""Commands: everything that can happen to the simulation, in the imperative.

A command's name in a scenario file is its type's name: `run_batch_job` is `RunBatchJob`. Commands
are values: printable, comparable, hashable, and enough to replay a history from its start.

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
    """The values of a command from a mapping."""
    return tuple(values.items())


@dataclass(frozen=True, slots=True)
class TurnOn:
    """Turn integration on (S3, S4, S6)."""


@dataclass(frozen=True, slots=True)
class TurnOff:
    """Turn integration off (S2, S6)."""


@dataclass(frozen=True, slots=True)
class RunBatchJob:
    """Run the missed request sync, by hand or as scheduled (B1 to B6)."""

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
    """One row of an import: the name for the record, where the file gives one, and its values."""

    record: str | None
    values: Given


@dataclass(frozen=True, slots=True)
class Import:
    """The Data Management Framework creates or edits records by natural key (M1, M2)."""

    environment: Environment
    table: str
    rows: Sequence[Row]
    generate: int | None = None  # how many rows were generated, where they were

    def __repr__(self) -> str:
        source = f"generate={self.generate}" if self.generate else f"{len(self.rows)} rows"
        return f"Import({self.environment!r}, {self.table!r}, {source})"


@dataclass(frozen=True, slots=True)
class Advance:
    """Let simulated time pass; what is due meanwhile happens (B5, L2)."""

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
    """Ask for a fault; the kinds and what each takes are in `faults.FAULTS`."""

    kind: str
    environment: Environment | None = None
    after: int | None = None
    milliseconds: int | None = None  # the keys `for` and `by`
    nth: int | None = None
    lasting: bool = False
    applied: bool = False


@dataclass(frozen=True, slots=True)
class Give:
    """Records that exist in both environments, tracked and in sync, before the first step."""

    table: str
    rows: Sequence[Row]
    generate: int | None = None


@dataclass(frozen=True, slots=True)
class GiveIntegration:
    """Integration is on before the first step; the first batch run is one interval later."""


@dataclass(frozen=True, slots=True)
class Deliver:
    """A change that waited is delivered (L2, F3). Scheduled by live sync, never by people."""

    environment: Environment
    table: str
    record: str
    change: int  # the journal entry of the change that is delivered
    repeats: tuple[int, ...] = ()  # it comes again, so many milliseconds after it arrived (F4)
    again: bool = False  # it came before


Command = (
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
    | Give
    | GiveIntegration
    | Deliver
)

# what a scenario file may say as a step; the others are made by `given` and by the schedule
STEP_COMMANDS: Final = (
    TurnOn,
    TurnOff,
    RunBatchJob,
    CancelBatchJob,
    Create,
    Edit,
    Delete,
    Import,
    Advance,
    ClearTracking,
    SyncNow,
    Fault,
)


def command_name(command: Command | type[Command]) -> str:
    """The name a scenario file uses: the type's name in snake case."""
    return _NAMES[command if isinstance(command, type) else type(command)]


_NAMES: Final[dict[type, str]] = {
    kind: re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower() for kind in get_args(Command)
}
