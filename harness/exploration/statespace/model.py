"""The bounded model: the simulator with a few records of one table and a finite list of operations.

Exploration rests on the small-scope hypothesis: what is wrong shows in small instances already. The
model has what users and administrators do, few values and the chosen faults. Time only passes in
ticks of a second, and nothing but the order of times matters; deliveries are made at once unless a
fault delays them, the batch job is run by hand, an import takes no time. Outside the model is what
depends on a duration: the delay of L2, the schedule of S4 and B5, the cost of M2, and how long
faults last; and what goes back to an earlier state, which states would have to keep: backups (E1)
and the recycle bin (E2).

>>> model = BoundedModel(faults=("unavailable",))
>>> [operation.label for operation in model.operations][-3:]
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
    SetBatchJob,
    SyncNow,
    TurnOff,
    TurnOn,
    command_name,
    pairs,
)
from harness.domain.environments import ENVIRONMENTS
from harness.domain.errors import BadInput
from harness.domain.fault_text import fault_text
from harness.domain.faults import FAULTS
from harness.domain.policies import POLICIES
from harness.domain.settings import DEFAULT_SETTINGS, ByEnvironment, LateDelete, Settings
from harness.domain.suggestions import did_you_mean
from harness.scenarios.replay import EngineFactory
from harness.simulator.engine import Engine

TABLE: Final = "cdm_worker"
KEY: Final = "cdm_workernumber"
COLUMN: Final = "cdm_lastname"
NAMES: Final = ("ada", "ben", "cleo", "dora", "eve")
# two that differ, and a third that neither side holds yet; random walks need only two
VALUES: Final = (None, "Byron", "King", "Noel")
FEWER_VALUES: Final = VALUES[:3]
FOREVER: Final = 36_000 * 86_400_000  # milliseconds: no history has so many ticks that a run is due

# the kinds of fault that the model can have, and the operations that each adds; they last until
# the faults are over. A request that fails before it is applied is not among them, as it has the
# same effect as an environment that is unavailable.
FAULT_SETS: Final[dict[str, tuple[Fault, ...]]] = {
    "unavailable": tuple(Fault("unavailable", it) for it in ENVIRONMENTS),
    "request_fails": tuple(
        Fault("request_fails", it, lasting=True, applied=True) for it in ENVIRONMENTS
    ),
    "delivery_delayed": tuple(Fault("delivery_delayed", it) for it in ENVIRONMENTS),
    "not_noticed": tuple(Fault("not_noticed", it, lasting=True) for it in ENVIRONMENTS),
    "batch_job_stuck": (Fault("batch_job_stuck"),),
}
# what is done about a fault, beside its end: after a cancel the job has to be set to waiting (B6)
_REMEDIES: Final[dict[str, tuple[Command, ...]]] = {"batch_job_stuck": (SetBatchJob("waiting"),)}
_ORDER: Final = "of times only the order counts there"
_ONE_TABLE: Final = "what holds for one table or column, holds for all that it has"
# why the model cannot have a setting; it has the others, or they say nothing of what it has
_OUTSIDE: Final[dict[str, str]] = {
    "start": "it begins at no date",
    "seed": "nothing is drawn there",
    "dataverse_to_hr_delay": _ORDER,
    "batch_job_every": _ORDER,
    "import_off": _ORDER,
    "import_on": _ORDER,
    "clock": _ORDER,
    "integration": "one of your own may keep a state, which its states do not have",
    "batch_job_per_record": _ORDER,
    "conflict_for": _ONE_TABLE,
    "one_way": _ONE_TABLE,
    "natural_key": "no key is edited there",
    "keys": "each key is spelled in one way there",
}


def require_abstract(settings: Settings, *names: str) -> None:
    """Raise BadInput for a setting other than the default that the bounded model cannot have.

    `names` are the fields to look at; without any all are.
    """
    for name in names or _OUTSIDE:
        value = getattr(settings, name)
        if value != getattr(DEFAULT_SETTINGS, name):
            raise BadInput(
                f"{name}: the bounded model has none but the usual: {_OUTSIDE[name]}; "
                "random histories have it (harness explore)"
            )


# why the model has no plugged faults
UNBOUNDED: Final = (
    "is plugged in, and strikes by a count and by times, which the states of the bounded model do "
    "not have; random histories have it (`harness explore` without --world small)"
)


class Operation(NamedTuple):
    """A transition of the model: a command about one record (here the first), or about all."""

    label: str
    command: Command
    per_record: bool

    @property
    def kind(self) -> str:
        """Its kind in coverage reports: `edit hr`, `turn_on`."""
        name = command_name(self.command)
        environment = getattr(self.command, "environment", None)
        if isinstance(self.command, Fault):
            name = self.command.kind
        return f"{name} {environment}" if environment else name


def fault_label(fault: Fault) -> str:
    """The label of an operation that is a fault: it lasts until the faults are over."""
    return fault_text(fault).split(" until")[0]


class BoundedModel:
    """A finite model. `values` are those of the one column that is edited; None is empty.

    `faults` are kinds of `FAULT_SETS`; `records` is how many a search of all states has, and with
    `lookups` a verification also has a record that looks up another; `engine` makes the simulator.
    """

    columns: tuple[str, ...] = (COLUMN,)

    def __init__(
        self,
        values: tuple[str | None, ...] = VALUES,
        faults: tuple[str, ...] = (),
        conflict: str = "last_edit_wins",
        tie: str = "hr",
        imports: bool = True,
        records: int = 2,
        engine: EngineFactory = Engine,
        late_delete: LateDelete = "carried_out",
        not_listened: ByEnvironment = (),
        lookups: bool = False,
    ) -> None:
        for name in faults:
            if name in FAULTS and FAULTS[name].function is not None:
                raise BadInput(f"the bounded model has no fault {name!r}: it {UNBOUNDED}")
            if name not in FAULT_SETS:
                raise BadInput(
                    f"the bounded model has no fault {name!r}{did_you_mean(name, FAULT_SETS)}; "
                    f"there are {', '.join(FAULT_SETS)}"
                )
        if POLICIES.resolve(conflict).decide is not None:
            raise BadInput(
                f"the bounded model abstracts from times and values, which the conflict policy "
                f"{conflict!r} may read: explore it with random histories of a company"
            )
        if not 1 <= records <= len(NAMES):
            raise BadInput(f"the bounded model has 1 to {len(NAMES)} records, not {records}")
        self.values = values
        self.faults = faults
        self.imports = imports
        self.records = records
        self.lookups = lookups
        self.engine = engine
        self.settings = Settings(
            start=0, batch_job_every=FOREVER, conflict=conflict,
            tie="dataverse" if tie == "dataverse" else "hr", import_off=0, import_on=0,
            late_delete=late_delete, not_listened=not_listened,
        )  # fmt: skip

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """All operations: those of a record first."""
        name = NAMES[0]
        per_record: list[Operation] = []
        for environment in ENVIRONMENTS:
            for value in self.values:
                text = value or "empty"
                values = {KEY: "1"} | ({COLUMN: value} if value else {})
                create = Create(environment, TABLE, name, pairs(values))
                edit = Edit(environment, name, pairs({COLUMN: value}))
                per_record.append(Operation(f"create in {environment}: {text}", create, True))
                per_record.append(Operation(f"edit in {environment}: {text}", edit, True))
            per_record.append(
                Operation(f"delete in {environment}", Delete(environment, name), True)
            )
        for value in self.values if self.imports else ():
            row = Row(name, pairs({KEY: "1"} | ({COLUMN: value} if value else {})))
            label = f"import: {value or 'empty'}"
            per_record.append(Operation(label, Import("hr", TABLE, (row,)), True))
        return (*per_record, *self._shared_operations(ClearTracking(TABLE), SyncNow(TABLE)))

    def _shared_operations(self, *more: Command) -> list[Operation]:
        """Those about all records: the switch, the batch job, time, and the chosen faults."""
        commands = (TurnOn(), TurnOff(), RunBatchJob(), CancelBatchJob(), Advance(1000), *more)
        shared = [Operation(command_name(it), it, False) for it in commands]
        remedies = [it for name in self.faults for it in _REMEDIES.get(name, ())]
        shared += [Operation(command_name(it), it, False) for it in remedies]
        faults = [fault for name in self.faults for fault in FAULT_SETS[name]]
        if faults:
            faults.append(Fault("over"))
        return shared + [Operation(fault_label(it), it, False) for it in faults]

    def simulator(self) -> Engine:
        """A simulator in the initial state: no records, integration off."""
        made = self.engine(self.settings, standard_catalog())
        require_abstract(made.world.settings, "clock", "integration")
        return made

    def command(self, operation: Operation, record: int = 0) -> Command:
        """The operation's command for the record of that number."""
        command, name = operation.command, NAMES[record]
        if not operation.per_record or not record:
            return command
        key = str(record + 1)
        if isinstance(command, Create):
            return Create(command.environment, TABLE, name, (((KEY, key)), *command.values[1:]))
        if isinstance(command, Edit):
            return Edit(command.environment, name, command.values)
        if isinstance(command, Import):
            values = ((KEY, key), *command.rows[0].values[1:])
            return Import(command.environment, TABLE, (Row(name, values),))
        assert isinstance(command, Delete)
        return Delete(command.environment, name)
