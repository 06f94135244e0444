"""The simulator: the one door. Commands go in, events come out, and there is no second path.

>>> from harness.values.commands import Create, RunBatchJob, TurnOn, pairs
>>> simulator = Simulator()
>>> ada = pairs({"cdm_workernumber": "000123", "cdm_firstname": "Ada"})
>>> simulator.do(Create("hr", "cdm_worker", "ada", ada))
>>> simulator.do(TurnOn())
>>> simulator.do(RunBatchJob())
>>> simulator.record("dataverse", "ada").values[:2]
('000123', 'Ada')
"""

from collections.abc import Callable
from typing import Any, Final

from harness.decisions.ports import Backend
from harness.parts.memory import MemoryBackend
from harness.values.catalog import Catalog, CatalogError, standard_catalog
from harness.values.commands import (
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
from harness.values.environments import Environment
from harness.values.errors import BadInput, Refused
from harness.values.faults import FAULTS
from harness.values.records import Record
from harness.values.settings import Settings
from harness.values.suggest import did_you_mean
from harness.values.times import format_duration
from harness.world import batch_job, live_sync, users
from harness.world.imports import run_import
from harness.world.sync_now import clear_tracking, sync_now
from harness.world.world import World


class Simulator:
    """Two environments, their tracking table, a clock and a batch job.

    `world` is for readers: whoever changes it, other than through `do`, is not simulating.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        catalog: Catalog | None = None,
        backend: Backend | None = None,
    ) -> None:
        self.world: Final = World(
            catalog if catalog is not None else standard_catalog(),
            settings or Settings(),
            backend or MemoryBackend(),
        )
        self.journal: Final = self.world.journal

    def do(self, command: Command) -> str | None:
        """Do one command; the reason where the simulated system refuses it.

        Raises BadInput where the command itself is wrong (no such table or column): nothing was
        done then, and the journal does not have it.
        """
        try:
            action = _ACTIONS[type(command)]
        except KeyError:
            raise BadInput(f"{command!r} is no command") from None
        journal = self.journal
        try:
            action(self, command)
        except Refused as refusal:
            journal.history.append(command)
            reason = str(refusal)
            name = getattr(command, "record", None)
            thing = self.world.things.named(name) if name else None
            table = getattr(command, "table", None) or (thing.table.name if thing else None)
            journal.add(
                self.world.clock.now,
                refusal.cause,
                "refused",
                _who(command),
                getattr(command, "environment", None),
                table,
                name,
                refusal.rule,
                (command_name(command), reason),
            )
            return reason
        except CatalogError as error:
            raise BadInput(str(error)) from None
        journal.history.append(command)
        return None

    def record(self, environment: Environment, name: str) -> Record | None:
        """The record of that name in that environment, or None."""
        thing = self.world.things.named(name)
        if thing is None:
            return None
        return self.world.stores[environment].find(thing.table.name, thing.key)

    def _pass_time(self, milliseconds: int) -> None:
        """Move the clock on, doing on the way what is due (B5, L2)."""
        clock = self.world.clock
        end = clock.milliseconds + milliseconds
        while (due := clock.due_by(end)) is not None:
            at, cause, command = due
            clock.move_to(at)
            _SCHEDULED[type(command)](self, command, cause)
        clock.move_to(end)

    # each action does one kind of command

    def _turn_on(self, _: TurnOn) -> None:
        world = self.world
        if world.on:
            self._stayed("on")
            return
        world.on = True
        seq = self.journal.add(world.clock.now, None, "turned_on", "administrator", rule="S3")
        if not world.job.exists:
            batch_job.create_job(world, seq, "administrator")

    def _turn_off(self, _: TurnOff) -> None:
        world = self.world
        if not world.on:
            self._stayed("off")
            return
        world.on = False
        waiting = live_sync.give_up_waiting(world)
        rule = "L5" if waiting else "S2"
        self.journal.add(
            world.clock.now, None, "turned_off", "administrator", rule=rule, data=waiting
        )

    def _stayed(self, what: str) -> None:
        self.journal.add(
            self.world.clock.now, None, "stayed", "administrator", rule="S6", data=what
        )

    def _run_batch_job(self, _: RunBatchJob) -> None:
        batch_job.run(self.world, False, None)

    def _scheduled_run(self, _: RunBatchJob, cause: int) -> None:
        batch_job.schedule_next(self.world, cause)
        batch_job.run(self.world, True, cause)

    def _deliver(self, command: Deliver, cause: int) -> None:
        live_sync.deliver_due(self.world, command, cause)

    def _cancel_batch_job(self, _: CancelBatchJob) -> None:
        batch_job.cancel(self.world)

    def _create(self, command: Create) -> None:
        table = self.world.catalog.table(command.table)
        users.create(
            self.world,
            command.environment,
            table,
            command.record,
            command.values,
            command.entity,
        )

    def _edit(self, command: Edit) -> None:
        users.edit(self.world, command.environment, command.record, command.values, command.entity)

    def _delete(self, command: Delete) -> None:
        users.delete(self.world, command.environment, command.record)

    def _import(self, command: Import) -> None:
        table = self.world.catalog.table(command.table)
        run_import(self.world, table, command.rows, self._pass_time)

    def _advance(self, command: Advance) -> None:
        self.journal.add(
            self.world.clock.now, None, "time_passed", "scenario", data=command.milliseconds
        )
        self._pass_time(command.milliseconds)

    def _clear_tracking(self, command: ClearTracking) -> None:
        clear_tracking(self.world, self.world.catalog.table(command.table))

    def _sync_now(self, command: SyncNow) -> None:
        sync_now(self.world, self.world.catalog.table(command.table))

    def _fault(self, command: Fault) -> None:
        world, faults = self.world, self.world.faults
        if command.kind == "batch_job_stuck":
            faults.stick_batch()
            says = "the next run of the batch job gets stuck in Executing"
        elif command.kind == "batch_job_stops":
            if command.after is None:
                raise BadInput("batch_job_stops needs after: a number of records")
            faults.stop_batch_after(command.after)
            plural = "" if command.after == 1 else "s"
            says = f"the next run of the batch job stops after {command.after} record{plural}"
        elif command.kind == "unavailable":
            if command.environment is None or command.milliseconds is None:
                raise BadInput("unavailable needs in: an environment, and for: a duration")
            until = (world.clock.milliseconds + command.milliseconds) // 1000
            faults.make_unavailable(command.environment, until)
            says = f"unavailable for {format_duration(command.milliseconds)}"
        else:
            raise BadInput(
                f"no fault {command.kind!r}{did_you_mean(command.kind, FAULTS)}; "
                f"there are {', '.join(FAULTS)}"
            )
        self.journal.add(
            world.clock.now, None, "fault_asked", "scenario", command.environment, data=says
        )

    def _give(self, command: Give) -> None:
        table = self.world.catalog.table(command.table)
        for row in command.rows:
            try:
                users.give(self.world, table, row)
            except Refused as refusal:
                raise BadInput(str(refusal)) from None
        named = command.rows[0].record if len(command.rows) == 1 else None
        self.journal.add(
            self.world.clock.now,
            None,
            "given",
            "scenario",
            table=table.name,
            record=named,
            data=len(command.rows),
        )

    def _give_integration(self, _: GiveIntegration) -> None:
        self.world.on = True
        seq = self.journal.add(self.world.clock.now, None, "given_on", "scenario", rule="S4")
        batch_job.create_job(self.world, seq, "scenario")


_ACTIONS: Final[dict[type, Callable[[Simulator, Any], None]]] = {
    TurnOn: Simulator._turn_on,
    TurnOff: Simulator._turn_off,
    RunBatchJob: Simulator._run_batch_job,
    CancelBatchJob: Simulator._cancel_batch_job,
    Create: Simulator._create,
    Edit: Simulator._edit,
    Delete: Simulator._delete,
    Import: Simulator._import,
    Advance: Simulator._advance,
    ClearTracking: Simulator._clear_tracking,
    SyncNow: Simulator._sync_now,
    Fault: Simulator._fault,
    Give: Simulator._give,
    GiveIntegration: Simulator._give_integration,
}
_SCHEDULED: Final[dict[type, Callable[[Simulator, Any, int], None]]] = {
    RunBatchJob: Simulator._scheduled_run,
    Deliver: Simulator._deliver,
}


def _who(command: Any) -> Any:
    kind = type(command)
    if kind is Create or kind is Edit or kind is Delete:
        return users.USER_OF[command.environment]
    return "import" if kind is Import else "administrator"
