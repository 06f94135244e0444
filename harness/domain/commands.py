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
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias, get_args

from harness.domain import arguments
from harness.domain import rows as record_rows
from harness.domain.arguments import ColumnValues, Duration
from harness.domain.environments import DATAVERSE, HR, Environment, EnvironmentName
from harness.domain.errors import BadInput
from harness.domain.readable import Readable
from harness.domain.rows import Rows, generated, read_rows

_set: Final = object.__setattr__  # the commands are frozen
# imported with the commands whose values and rows they are
Given: TypeAlias = arguments.Given
Row = record_rows.Row
pairs = record_rows.pairs

KeyValue: TypeAlias = arguments.KeyValue
KEY_VALUES: Final = arguments.KEY_VALUES

_TABLE: Final = "the logical name of a table"
_NAME: Final = "the name of a record"


@dataclass(frozen=True, slots=True)
class TurnOn:
    """Turn integration on (S3, S4, S6)."""


@dataclass(frozen=True, slots=True)
class TurnOff:
    """Turn integration off (S2, S6)."""


@dataclass(frozen=True, slots=True, init=False, repr=False)
class RunBatchJob(Readable):
    """Run the batch job, the missed request sync, by hand or as scheduled (B1 to B6)."""

    scheduled: bool = False

    def __init__(self, scheduled: bool = False) -> None:
        _set(self, "scheduled", arguments.yes_no("RunBatchJob: scheduled", scheduled))


@dataclass(frozen=True, slots=True)
class CancelBatchJob:
    """Cancel a run that is stuck in Executing (B6)."""


@dataclass(frozen=True, slots=True, init=False, repr=False)
class Create(Readable):
    """A user creates a record; the natural key is among the values."""

    environment: Environment
    table: str
    record: str
    values: Given
    entity: str | None = None  # the Human Resources entity it goes through (G3)

    def __init__(
        self,
        environment: EnvironmentName,
        table: str,
        record: str,
        values: ColumnValues,
        entity: str | None = None,
    ) -> None:
        _set(self, "environment", arguments.environment("Create: environment", environment))
        _set(self, "table", arguments.text("Create: table", table, _TABLE))
        _set(self, "record", arguments.text("Create: record", record, _NAME))
        _set(self, "values", arguments.values("Create", values))
        _set(self, "entity", _entity("Create", self.environment, entity))


@dataclass(frozen=True, slots=True, init=False, repr=False)
class Edit(Readable):
    """A user changes the named columns of a record, and only those."""

    environment: Environment
    record: str
    values: Given
    entity: str | None = None

    def __init__(
        self,
        environment: EnvironmentName,
        record: str,
        values: ColumnValues,
        entity: str | None = None,
    ) -> None:
        _set(self, "environment", arguments.environment("Edit: environment", environment))
        _set(self, "record", arguments.text("Edit: record", record, _NAME))
        _set(self, "values", arguments.values("Edit", values))
        _set(self, "entity", _entity("Edit", self.environment, entity))


def _entity(what: str, environment: Environment, given: object) -> str | None:
    if given is not None and environment == DATAVERSE:
        raise BadInput(f"{what}: only a change in hr goes through an entity (G3)")
    return arguments.optional_text(f"{what}: entity", given, "the name of an entity, or None")


@dataclass(frozen=True, slots=True, init=False, repr=False)
class Delete(Readable):
    """A user deletes a record."""

    environment: Environment
    record: str

    def __init__(self, environment: EnvironmentName, record: str) -> None:
        _set(self, "environment", arguments.environment("Delete: environment", environment))
        _set(self, "record", arguments.text("Delete: record", record, _NAME))


@dataclass(frozen=True, slots=True, init=False, repr=False)
class Import(Readable):
    """The Data Management Framework creates or edits records by natural key (M1, M2)."""

    environment: Environment
    table: str
    rows: Sequence[Row]
    generate: int | None = None  # how many rows were generated, if they were

    def __init__(
        self, environment: EnvironmentName, table: str, rows: Rows, generate: int | None = None
    ) -> None:
        _set(self, "environment", arguments.environment("Import: environment", environment))
        _set(self, "table", arguments.text("Import: table", table, _TABLE))
        _set(self, "rows", read_rows("Import", rows))
        _set(self, "generate", generated("Import", generate, self.rows))
        if self.environment != HR:
            raise BadInput("Import: an import goes into hr only (M1)")


@dataclass(frozen=True, slots=True, init=False, repr=False)
class Advance(Readable):
    """Let simulated time pass; commands that become due are done (B5, L2)."""

    milliseconds: int

    def __init__(self, milliseconds: Duration) -> None:
        _set(self, "milliseconds", arguments.duration("Advance", milliseconds))


@dataclass(frozen=True, slots=True, init=False, repr=False)
class ClearTracking(Readable):
    """Clear the tracking information of one table (C1)."""

    table: str

    def __init__(self, table: str) -> None:
        _set(self, "table", arguments.text("ClearTracking: table", table, _TABLE))


@dataclass(frozen=True, slots=True, init=False, repr=False)
class SyncNow(Readable):
    """Run a full synchronization of one table (N1)."""

    table: str

    def __init__(self, table: str) -> None:
        _set(self, "table", arguments.text("SyncNow: table", table, _TABLE))


@dataclass(frozen=True, slots=True, init=False, repr=False)
class Fault(Readable):
    """Inject a fault; its kind and the fields that the kind takes are in `faults.FAULTS`.

    A plugged fault takes keys of its own, by name: `Fault("quota", after=3, reason="429")`.
    """

    kind: str
    environment: Environment | None = None
    after: int | None = None
    milliseconds: int | None = None  # `for` or `by` in a scenario file
    nth: int | None = None
    lasting: bool = False
    applied: bool = False
    keys: tuple[tuple[str, KeyValue], ...] = ()  # further ones of a plugged fault, by name

    def __init__(
        self,
        kind: str,
        environment: EnvironmentName | None = None,
        after: int | None = None,
        milliseconds: Duration | None = None,
        nth: int | None = None,
        lasting: bool = False,
        applied: bool = False,
        keys: Iterable[tuple[str, KeyValue]] = (),
        **further: KeyValue,
    ) -> None:
        named = arguments.fault_keys(keys, further) if keys or further else {}
        after, nth = named.pop("after", after), named.pop("nth", nth)
        lasting, applied = named.pop("lasting", lasting), named.pop("applied", applied)
        _set(self, "kind", arguments.text("Fault: kind", kind, "the name of a kind of fault"))
        where, length = environment, milliseconds
        if where is not None:
            where = arguments.environment("Fault: environment", where)
        if length is not None:
            length = arguments.duration("Fault: milliseconds", length)
        _set(self, "environment", where)
        if after is not None:
            after = arguments.number("Fault: after", after, 0, arguments.MOST_NUMBER)
        if nth is not None:
            nth = arguments.number("Fault: nth", nth, 0, arguments.MOST_NUMBER)
        _set(self, "after", after)
        _set(self, "milliseconds", length)
        _set(self, "nth", nth)
        _set(self, "lasting", arguments.yes_no("Fault: lasting", lasting))
        _set(self, "applied", arguments.yes_no("Fault: applied", applied))
        _set(self, "keys", tuple(sorted(named.items())))

    def own_keys(self) -> dict[str, KeyValue]:
        """The keys that are given, as a plugged fault takes them; `in` is not among them."""
        found: dict[str, KeyValue] = {} if self.after is None else {"after": self.after}
        if self.nth is not None:
            found["nth"] = self.nth
        found |= {name: True for name in ("lasting", "applied") if getattr(self, name)}
        return {**found, **dict(self.keys)}


@dataclass(frozen=True, slots=True, init=False, repr=False)
class Give(Readable):
    """Put records into both environments, tracked and in sync, before the first step."""

    table: str
    rows: Sequence[Row]
    generate: int | None = None

    def __init__(self, table: str, rows: Rows, generate: int | None = None) -> None:
        _set(self, "table", arguments.text("Give: table", table, _TABLE))
        _set(self, "rows", read_rows("Give", rows))
        _set(self, "generate", generated("Give", generate, self.rows))


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
