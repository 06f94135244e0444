"""The integration: the whole simulated product, what it decides and what every command does to it.

One class in layers, each in a module of its own, from the settlement of one record to the switch.
An integration of one's own is a subclass that overrides what it does differently; a mutant is such
a subclass, with one rule broken.

>>> from harness.domain.commands import Create, Delete, TurnOn, pairs
>>> from harness.simulator.engine import Engine
>>> class NoLiveDeletes(Integration):
...     def deliver_delete(self, request, cause):
...         self.keep_missed(request, cause)
>>> engine = Engine(integration=NoLiveDeletes)
>>> engine.attempt(TurnOn())
>>> engine.attempt(Create("hr", "cdm_title", "boss", pairs({"cdm_name": "Boss"})))
>>> engine.attempt(Delete("hr", "boss"))
>>> engine.record("dataverse", "boss").values
('Boss',)
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from copy import deepcopy
from functools import partial
from typing import Any, ClassVar, Final, Self

from harness.domain.commands import (
    Advance,
    Backup,
    CancelBatchJob,
    ClearTracking,
    Create,
    Delete,
    DeleteBatchJob,
    Edit,
    Fault,
    Give,
    GiveIntegration,
    GiveRecord,
    Import,
    Restore,
    RunBatchJob,
    SetBatchJob,
    SyncNow,
    TurnOff,
    TurnOn,
    Undelete,
)
from harness.domain.errors import Refusal
from harness.domain.reconcile import RECONCILE, loss
from harness.simulator.integration.asked_faults import AskedFaults
from harness.simulator.journal import Journal
from harness.simulator.world import World

Action = Callable[[Any, Any], Refusal | None]  # of an integration and a command


class Integration(AskedFaults):
    """The documented integration; the outermost layer is the switch, and what a scenario gives.

    A subclass overrides what it does differently, and calls the rest by `super()`:

        RECONCILE, COALESCE    the tables of decisions
        reconcile, loss        the pure functions that apply them
        settle                 one record: decide, write both sides, track
        deliver, keep_missed   a user's change, while integration is on
        requests_in_order      what a run of the batch job settles
        create, edit, turn_on  commands, each a method of its name

    `world` is its state. A subclass may keep further state in attributes, which are copied with
    the simulation: plain values, no records or requests of the world. `harness help library` has
    all methods in a table, layer by layer.
    """

    __slots__ = ()

    starts_on: ClassVar[bool] = False  # S1
    new_journal: ClassVar[Callable[[], Journal]] = Journal
    # the method for each kind of command, as this class or a subclass has it
    actions: ClassVar[Mapping[type, Action]]

    def __init_subclass__(cls, **options: Any) -> None:
        """Let commands be done by the methods of the subclass."""
        super().__init_subclass__(**options)
        cls.actions = _actions_of(cls)

    def __init__(self, world: World) -> None:
        """Take over an empty world; a subclass calls `super().__init__(world)` first."""
        self.world, self.together = world, {}
        self._reconcile, self._coalesce = self.reconcile, self.COALESCE
        own: dict[str, Any] = {}
        if self.RECONCILE is not RECONCILE:
            own["decisions"] = self.RECONCILE
        if self.loss is not loss:
            own["loss_of"] = self.loss
        if own:
            self._reconcile = partial(self.reconcile, **own)

    def fork(self, world: World) -> Self:
        """The same integration for a copy of its world."""
        new = type(self)(world)
        if state := getattr(self, "__dict__", None):
            new.__dict__.update(deepcopy(state))
        return new

    def turn_on(self, _command: TurnOn) -> Refusal | None:
        """Turn integration on; where there is no batch job, it is created (S3, S4, S6)."""
        world = self.world
        if world.on:
            self._stays("on")
            return None
        if not world.job.exists:
            world.next_run(world.clock.milliseconds)  # raises before anything is done
        world.on = True
        now = world.clock.now
        seq = world.journal.add(now, None, "turned_on", "administrator", None, None, None, "S3")
        if not world.job.exists:
            self.create_job(seq, "administrator")
        return None

    def turn_off(self, _command: TurnOff) -> Refusal | None:
        """Turn integration off; what waits to be delivered stays missed (S2, L5, S6)."""
        world = self.world
        if not world.on:
            self._stays("off")
            return None
        world.on = False
        waiting = self.give_up_waiting()
        rule, now = "L5" if waiting else "S2", world.clock.now
        world.journal.add(now, None, "turned_off", "administrator", None, None, None, rule, waiting)
        if world.job.run is not None:
            self.stop_run("Waiting")  # B8; one that is stuck stays Executing (B6)
        return None

    def run_batch_job(self, _command: RunBatchJob) -> Refusal | None:
        """Run the batch job by hand (B1)."""
        return self.run(False, None)

    def cancel_batch_job(self, _command: CancelBatchJob) -> Refusal | None:
        """Cancel the run that is Executing; the job is then Canceled, and nothing runs (B6)."""
        world = self.world
        if not world.job.exists:
            return "there is no batch job", "B6", None
        if not world.job.executing:
            return "the batch job is not executing", "B6", None
        world.journal.add(world.clock.now, None, "batch_cancelled", "administrator", rule="B6")
        self.stop_run("Canceled")
        return None

    def set_batch_job(self, command: SetBatchJob) -> Refusal | None:
        """Set the job to waiting or withhold, if it is not Executing (B6)."""
        world = self.world
        refusal = self.cannot_be_set()
        if refusal is not None:
            return refusal
        world.job.status = "Waiting" if command.status == "waiting" else "Withhold"
        world.journal.add(
            world.clock.now, None, "job_set", "administrator", rule="B6", data=command.status
        )
        return None

    def delete_batch_job(self, _command: DeleteBatchJob) -> Refusal | None:
        """Delete the job, if it is not Executing; the next turning-on makes it again (B6, S4)."""
        world = self.world
        refusal = self.cannot_be_set()
        if refusal is not None:
            return refusal
        world.job.exists, world.job.status = False, "Waiting"
        world.clock.cancel(RunBatchJob)
        world.journal.add(world.clock.now, None, "job_deleted", "administrator", rule="B6")
        return None

    def cannot_be_set(self) -> Refusal | None:
        """Why the job can be neither set nor deleted, or None (B6)."""
        if not self.world.job.exists:
            return "there is no batch job", "B6", None
        if self.world.job.executing:
            return "the batch job is executing", "B6", None
        return None

    def advance(self, command: Advance) -> Refusal | None:
        """Let time pass."""
        milliseconds = command.milliseconds
        self.foresee_runs(milliseconds)
        now, journal = self.world.clock.now, self.world.journal
        journal.add(now, None, "time_passed", "scenario", None, None, None, None, milliseconds)
        self.pass_time(milliseconds)
        return None

    def _stays(self, state: str) -> None:
        now = self.world.clock.now
        self.world.journal.add(now, None, "stayed", "administrator", None, None, None, "S6", state)


_METHODS: Final[dict[type, str]] = {
    TurnOn: "turn_on",
    TurnOff: "turn_off",
    RunBatchJob: "run_batch_job",
    CancelBatchJob: "cancel_batch_job",
    SetBatchJob: "set_batch_job",
    DeleteBatchJob: "delete_batch_job",
    Create: "create",
    Edit: "edit",
    Delete: "delete",
    Import: "import_rows",
    Advance: "advance",
    ClearTracking: "clear_tracking",
    SyncNow: "sync_now",
    Backup: "backup",
    Restore: "restore",
    Undelete: "undelete",
    Fault: "fault",
    Give: "give_records",
    GiveRecord: "give_record",
    GiveIntegration: "give_integration",
}


_COMBINED: Final[dict[tuple[type, type], type[Integration]]] = {}  # a class for each pair
_in_force: ContextVar["type[Integration] | None"] = ContextVar("in_force", default=None)


@contextmanager
def in_force(integration: type[Integration]) -> Iterator[None]:
    """Inside the block every new simulation has this integration, over the one that it names.

    Over one of a user's own it is the first of two base classes: what it overrides calls the
    other by `super`.
    """
    token = _in_force.set(combined(integration, _in_force.get()))
    try:
        yield
    finally:
        _in_force.reset(token)


def effective(integration: type[Integration]) -> type[Integration]:
    """The integration that a new simulation gets if it names this one."""
    over = _in_force.get()
    return integration if over is None else combined(over, integration)


def combined(over: type[Integration], under: type[Integration] | None) -> type[Integration]:
    """Both integrations in one class; where both override a method, `over` comes first."""
    if under is None or issubclass(over, under):
        return over
    if issubclass(under, over):
        return under
    if (over, under) not in _COMBINED:
        name = f"{over.__name__}_over_{under.__name__}"
        _COMBINED[over, under] = type(name, (over, under), {})
    return _COMBINED[over, under]


def _actions_of(integration: type[Integration]) -> Mapping[type, Action]:
    return {kind: getattr(integration, name) for kind, name in _METHODS.items()}


Integration.actions = _actions_of(Integration)
