"""A small world: a few records of one table, all commands, the faults that were chosen.

What a history of it can do is a list of operations. Time only passes in ticks of a second, so that
nothing but the order of times matters; deliveries are at once unless a fault keeps them, the batch
job is run by hand, an import takes no time. What reads an absolute age is outside: the delay of
L2, the schedule of S4 and B5, the cost of M2, and the durations of faults.

>>> world = BoundedModel(faults=("unavailable",))
>>> [operation.says for operation in world.operations][-3:]
['Human Resources is unavailable', 'Dataverse is unavailable', 'the faults are over']
"""

from functools import cached_property
from typing import Final, NamedTuple

from harness.domain.catalog import standard_catalog
from harness.domain.commands import (
    Advance,
    CancelBatchJob,
    ClearTracking,
    Command,
    Create,
    Delete,
    Edit,
    Fault,
    Import,
    Row,
    RunBatchJob,
    SyncNow,
    TurnOff,
    TurnOn,
    command_name,
    pairs,
)
from harness.domain.environments import ENVIRONMENTS
from harness.domain.errors import BadInput
from harness.domain.faults import fault_text
from harness.domain.settings import Settings
from harness.domain.suggestions import did_you_mean
from harness.simulator.simulator import Simulator

TABLE: Final = "cdm_worker"
KEY: Final = "cdm_workernumber"
COLUMN: Final = "cdm_lastname"
NAMES: Final = ("ada", "ben", "cleo", "dora", "eve")
# two that differ, and a third that neither side has yet; a walk makes do with two
VALUES: Final = (None, "Byron", "King", "Noel")
FEWER_VALUES: Final = VALUES[:3]
FOREVER: Final = 36_000 * 86_400_000  # milliseconds: the schedule does not come in so many ticks

# the kinds that can be chosen: what each adds to the operations; they last until the faults are
# over. That requests fail before they are applied is what an environment that is unavailable does.
FAULT_SETS: Final[dict[str, tuple[Fault, ...]]] = {
    "unavailable": tuple(Fault("unavailable", it) for it in ENVIRONMENTS),
    "request_fails": tuple(
        Fault("request_fails", it, lasting=True, applied=True) for it in ENVIRONMENTS
    ),
    "delivery_delayed": tuple(Fault("delivery_delayed", it) for it in ENVIRONMENTS),
    "batch_job_stuck": (Fault("batch_job_stuck"),),
}


class Operation(NamedTuple):
    """Something that can happen: a command of a record (`{}` stands for which), or a global one."""

    says: str
    command: Command
    of_a_record: bool

    @property
    def pair(self) -> str:
        """The kind of it, for coverage: `edit hr`, `turn_on`."""
        name = command_name(self.command)
        environment = getattr(self.command, "environment", None)
        if isinstance(self.command, Fault):
            name = self.command.kind
        return f"{name} {environment}" if environment else name


class BoundedModel:
    """What is explored. `values` are those of the one column that is changed; None is empty."""

    columns: tuple[str, ...] = (COLUMN,)

    def __init__(
        self,
        values: tuple[str | None, ...] = VALUES,
        faults: tuple[str, ...] = (),
        conflict: str = "last_edit_wins",
        tie: str = "hr",
        imports: bool = True,
    ) -> None:
        for name in faults:
            if name not in FAULT_SETS:
                raise BadInput(
                    f"the small world has no fault {name!r}{did_you_mean(name, FAULT_SETS)}; "
                    f"there are {', '.join(FAULT_SETS)}"
                )
        self.values = values
        self.faults = faults
        self.imports = imports
        self.settings = Settings(
            start=0, batch_job_every=FOREVER, conflict=conflict,
            tie="dataverse" if tie == "dataverse" else "hr", import_off=0, import_on=0,
        )  # fmt: skip

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """All operations: those of a record first."""
        name = NAMES[0]
        of_a_record: list[Operation] = []
        for environment in ENVIRONMENTS:
            for value in self.values:
                text = value or "empty"
                values = {KEY: "1"} | ({COLUMN: value} if value else {})
                make = Create(environment, TABLE, name, pairs(values))
                change = Edit(environment, name, pairs({COLUMN: value}))
                of_a_record.append(Operation(f"create in {environment}: {text}", make, True))
                of_a_record.append(Operation(f"edit in {environment}: {text}", change, True))
            of_a_record.append(
                Operation(f"delete in {environment}", Delete(environment, name), True)
            )
        for value in self.values if self.imports else ():
            row = Row(name, pairs({KEY: "1"} | ({COLUMN: value} if value else {})))
            what = f"import: {value or 'empty'}"
            of_a_record.append(Operation(what, Import("hr", TABLE, (row,)), True))
        return (*of_a_record, *self._of_everybody(ClearTracking(TABLE), SyncNow(TABLE)))

    def _of_everybody(self, *more: Command) -> list[Operation]:
        """The switch, the batch job, time, and the chosen faults."""
        others = (TurnOn(), TurnOff(), RunBatchJob(), CancelBatchJob(), Advance(1000), *more)
        everybodys = [Operation(command_name(it), it, False) for it in others]
        faults = [fault for name in self.faults for fault in FAULT_SETS[name]]
        if faults:
            faults.append(Fault("over"))
        return everybodys + [
            Operation(fault_text(it).split(" until")[0], it, False) for it in faults
        ]

    def simulator(self) -> Simulator:
        """The world at its start: nothing is there, integration is off."""
        return Simulator(self.settings, standard_catalog())

    def command(self, operation: Operation, record: int = 0) -> Command:
        """The operation's command, of the record of that number."""
        does, name = operation.command, NAMES[record]
        if not operation.of_a_record or not record:
            return does
        key = str(record + 1)
        if isinstance(does, Create):
            return Create(does.environment, TABLE, name, (((KEY, key)), *does.values[1:]))
        if isinstance(does, Edit):
            return Edit(does.environment, name, does.values)
        if isinstance(does, Import):
            values = ((KEY, key), *does.rows[0].values[1:])
            return Import(does.environment, TABLE, (Row(name, values),))
        assert isinstance(does, Delete)
        return Delete(does.environment, name)
