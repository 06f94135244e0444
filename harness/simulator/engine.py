"""The simulator: commands go in, events come out in the journal, and there is no other way in.

A command either happens, or is refused by the simulated system, or raises BadInput. The same
commands with the same settings give the same journal, on every machine.

>>> from harness.domain.commands import Create, RunBatchJob, TurnOn, pairs
>>> simulator = Engine()
>>> ada = pairs({"cdm_workernumber": "000123", "cdm_firstname": "Ada"})
>>> simulator.attempt(Create("hr", "cdm_worker", "ada", ada))
>>> simulator.attempt(TurnOn())
>>> simulator.attempt(RunBatchJob())
>>> simulator.record("dataverse", "ada").values[:2]
('000123', 'Ada')
"""

from collections.abc import Callable
from typing import Any, Final, Self

from harness.domain.catalog import Catalog, standard_catalog
from harness.domain.commands import (
    Advance,
    CancelBatchJob,
    ClearTracking,
    Command,
    Create,
    Delete,
    Deliver,
    Edit,
    Fault,
    Give,
    GiveIntegration,
    Import,
    RunBatchJob,
    SyncNow,
    TurnOff,
    TurnOn,
    command_name,
)
from harness.domain.environments import Environment
from harness.domain.errors import BadInput, CatalogError, Refusal, Refused
from harness.domain.events import Actor
from harness.domain.faults import FAULTS, fault_text, given_keys
from harness.domain.records import Record
from harness.domain.settings import DEFAULT_SETTINGS, Settings
from harness.domain.suggestions import did_you_mean
from harness.simulator import users
from harness.simulator.data_import import run_import
from harness.simulator.integration import batch_job, live_sync
from harness.simulator.integration.sync_now import clear_tracking, sync_now
from harness.simulator.world import World
from harness.stores.interface import Backend
from harness.stores.memory import MemoryBackend


class Engine:
    """Human Resources and Dataverse, integrated: by default in memory, with the standard tables.

    `world` is its state, to be read only: `do` is the one way to change it.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        catalog: Catalog | None = None,
        backend: Backend | None = None,
    ) -> None:
        self.world: Final = World(
            catalog if catalog is not None else standard_catalog(),
            settings or DEFAULT_SETTINGS,
            backend or MemoryBackend(),
        )
        self.journal: Final = self.world.journal

    def fork(self) -> Self:
        """An independent copy in the same state. BadInput if the stores are not in memory."""
        new: Self = object.__new__(type(self))
        new.world = self.world.fork()  # type: ignore[misc]
        new.journal = new.world.journal  # type: ignore[misc]
        return new

    def attempt(self, command: Command) -> str | None:
        """Do one command. Returns the reason if the simulated system refuses it, else None.

        Raises BadInput if the command itself is wrong (no such table or column): then nothing was
        done, and the command is not in the journal.
        """
        kind = type(command)
        try:
            action = _ACTIONS[kind]
        except KeyError:
            raise BadInput(f"{command!r} is no command") from None
        journal = self.journal
        try:
            refusal = action(self.world, command)
        except Refused as refused:
            refusal = str(refused), None, None
        except CatalogError as error:
            raise BadInput(str(error)) from None
        journal.history.append(command)
        if refusal is None:
            return None
        reason, rule, cause = refusal
        fault_text, actor = _REFUSED_AS[kind]
        environment: Any = getattr(command, "environment", None)
        name, table = getattr(command, "record", None), getattr(command, "table", None)
        if table is None and name is not None:
            pair = self.world.record_pairs.named(name)
            table = pair and pair.table.name
        journal.add(
            self.world.clock.now,
            cause,
            "refused",
            actor or users.USER_OF[environment],
            environment,
            table,
            name,
            rule,
            (fault_text, reason),
        )
        return reason

    def record(self, environment: Environment, name: str) -> Record | None:
        """The record of that name in that environment, or None if there is none."""
        pair = self.world.record_pairs.named(name)
        if pair is None:
            return None
        return self.world.stores[environment].find(pair.table.name, pair.key)


def pass_time(world: World, milliseconds: int) -> None:
    """Move the clock forwards, and do the commands that are due on the way (B5, L2)."""
    clock = world.clock
    end = clock.milliseconds + milliseconds
    while (due := clock.pop_due(end)) is not None:
        at, cause, command = due
        clock.move_to(at)
        _SCHEDULED[type(command)](world, command, cause)
    clock.move_to(end)


# one action for each kind of command; those of users are in `users`


def _turn_on(world: World, _: TurnOn) -> None:
    if world.on:
        _stays(world, "on")
        return
    world.on = True
    now = world.clock.now
    seq = world.journal.add(now, None, "turned_on", "administrator", None, None, None, "S3")
    if not world.job.exists:
        batch_job.create_job(world, seq, "administrator")


def _turn_off(world: World, _: TurnOff) -> None:
    if not world.on:
        _stays(world, "off")
        return
    world.on = False
    waiting = live_sync.give_up_waiting(world)
    rule, now = "L5" if waiting else "S2", world.clock.now
    world.journal.add(now, None, "turned_off", "administrator", None, None, None, rule, waiting)


def _stays(world: World, state: str) -> None:
    now = world.clock.now
    world.journal.add(now, None, "stayed", "administrator", None, None, None, "S6", state)


def _run_batch_job(world: World, _: RunBatchJob) -> None:
    batch_job.run(world, False, None)


def _scheduled_run(world: World, _: RunBatchJob, cause: int) -> None:
    batch_job.schedule_next(world, cause)
    batch_job.run(world, True, cause)


def _cancel_batch_job(world: World, _: CancelBatchJob) -> Refusal | None:
    return batch_job.cancel(world)


def _import(world: World, command: Import) -> Refusal | None:
    table = world.catalog.table(command.table)
    return run_import(world, table, command.rows, pass_time)


def _advance(world: World, command: Advance) -> None:
    milliseconds = command.milliseconds
    now = world.clock.now
    world.journal.add(now, None, "time_passed", "scenario", None, None, None, None, milliseconds)
    pass_time(world, milliseconds)


def _clear_tracking(world: World, command: ClearTracking) -> Refusal | None:
    return clear_tracking(world, world.catalog.table(command.table))


def _sync_now(world: World, command: SyncNow) -> Refusal | None:
    return sync_now(world, world.catalog.table(command.table))


def _fault(world: World, command: Fault) -> None:
    kind = FAULTS.get(command.kind)
    if kind is None:
        raise BadInput(
            f"no fault {command.kind!r}{did_you_mean(command.kind, FAULTS)}; "
            f"there are {', '.join(FAULTS)}"
        )
    given = given_keys(command)
    for key in kind.required:
        if key not in given:
            raise BadInput(f"{command.kind} needs {key}")
    for key in given:
        if key not in kind.required + kind.optional:
            raise BadInput(f"{command.kind} takes no {key}")
    if command.nth is not None and command.nth < 1:
        raise BadInput(f"nth counts from 1, not {command.nth}")
    journal, now = world.journal, world.clock.now
    rule = next((rule for rule in kind.rules if rule[0] in "BF"), None)
    if command.kind == "over":
        held = world.faults.end()
        seq = journal.add(now, None, "faults_ended", "scenario", rule=rule)
        for delivery in held:
            live_sync.deliver_due(world, delivery, seq)
        return
    world.faults.inject(command, world.clock.milliseconds)
    journal.add(
        now,
        None,
        "fault_asked",
        "scenario",
        command.environment,
        rule=rule,
        data=fault_text(command),
    )


def _give(world: World, command: Give) -> None:
    table = world.catalog.table(command.table)
    for row in command.rows:
        try:
            users.give(world, table, row)
        except Refused as refused:
            raise BadInput(str(refused)) from None
    named = command.rows[0].record if len(command.rows) == 1 else None
    world.journal.add(
        world.clock.now,
        None,
        "given",
        "scenario",
        table=table.name,
        record=named,
        data=len(command.rows),
    )


def _give_integration(world: World, _: GiveIntegration) -> None:
    world.on = True
    seq = world.journal.add(world.clock.now, None, "given_on", "scenario", rule="S4")
    batch_job.create_job(world, seq, "scenario")


_ACTIONS: Final[dict[type, Callable[[World, Any], Refusal | None]]] = {
    TurnOn: _turn_on,
    TurnOff: _turn_off,
    RunBatchJob: _run_batch_job,
    CancelBatchJob: _cancel_batch_job,
    Create: users.create,
    Edit: users.edit,
    Delete: users.delete,
    Import: _import,
    Advance: _advance,
    ClearTracking: _clear_tracking,
    SyncNow: _sync_now,
    Fault: _fault,
    Give: _give,
    GiveIntegration: _give_integration,
}
# the name of a refused command and its actor; None is the user of the environment
_REFUSED_AS: Final[dict[type, tuple[str, Actor | None]]] = {
    kind: (command_name(kind), "administrator") for kind in _ACTIONS
} | {
    Create: ("create", None),
    Edit: ("edit", None),
    Delete: ("delete", None),
    Import: ("import", "import"),
}
_SCHEDULED: Final[dict[type, Callable[[World, Any, int], None]]] = {
    RunBatchJob: _scheduled_run,
    Deliver: live_sync.deliver_due,
}
