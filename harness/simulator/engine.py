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

from dataclasses import replace
from functools import partial
from typing import Any, Final, Self

from harness.domain import arguments
from harness.domain.catalog import Catalog, standard_catalog
from harness.domain.commands import (
    Command,
    Create,
    Delete,
    Edit,
    Import,
    Undelete,
    command_name,
)
from harness.domain.environments import EnvironmentName
from harness.domain.errors import BadInput, CatalogError, HarnessError, PluginError, Refused
from harness.domain.events import Actor
from harness.domain.records import Record
from harness.domain.settings import DEFAULT_SETTINGS, Settings
from harness.simulator.integration.integration import Integration, effective
from harness.simulator.integration.registry import INTEGRATIONS, broken, require_integration
from harness.simulator.integration.taking_up import USER_OF
from harness.simulator.schedule import CLOCKS, Clock, as_clock
from harness.simulator.world import World
from harness.stores.interface import Backend
from harness.stores.memory import MemoryBackend
from harness.stores.plugged import forked_store, store_in_memory


class Engine:
    """Human Resources and Dataverse, integrated: by default in memory, with the standard tables.

    `world` is its state, to be read only: `attempt` is the one way to change it. An integration
    or a clock that is given goes before the one that the settings name, and they have its name.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        catalog: Catalog | None = None,
        backend: Backend | None = None,
        integration: type[Integration] | None = None,
        clock: Clock | None = None,
    ) -> None:
        settings = settings or DEFAULT_SETTINGS
        if integration is None:
            integration = INTEGRATIONS.resolve(settings.integration)
        else:
            own = require_integration(integration)
            name = INTEGRATIONS.name_of(own, own.__name__)
            settings = replace(settings, integration=name)
        if clock is None:
            clock = CLOCKS.resolve(settings.clock)
        else:
            clock = as_clock(type(clock).__name__, clock)
            name = CLOCKS.name_of(clock, type(clock).__name__)
            settings = replace(settings, clock=name)
        # an integration of one's own, whose exceptions are its own too
        self._plugged: Final = None if integration is Integration else integration
        if self._plugged:
            from harness.simulator.integration.checked import checked

            integration = checked(integration)
        integration = effective(integration)
        self.world: Final = World(
            catalog if catalog is not None else standard_catalog(),
            settings,
            backend or MemoryBackend(),
            integration.new_journal(),
            clock,
        )
        self.journal: Final = self.world.journal
        self.integration: Final = integration(self.world)
        self._actions: Final = integration.actions
        self.world.on = integration.starts_on
        keep_world = getattr(self.world.backend, "keep_world", None)
        if keep_world is not None:  # a database has the world, and lets go of it when it is closed
            from harness.simulator.kept_world import kept_rows

            keep_world(partial(kept_rows, self.world))
            self.world.backend = None

    def fork(self, *, in_memory: bool = False) -> Self:
        """An independent copy in the same state. BadInput if a store cannot be copied.

        `in_memory`: what such a store holds is in memory in the copy.
        """
        new: Self = object.__new__(type(self))
        new.world = self.world.fork(store_in_memory if in_memory else forked_store)  # type: ignore[misc]
        new.journal = new.world.journal  # type: ignore[misc]
        new.integration = self.integration.fork(new.world)  # type: ignore[misc]
        new._actions = self._actions  # type: ignore[misc]
        new._plugged = self._plugged  # type: ignore[misc]
        return new

    def attempt(self, command: Command) -> str | None:
        """Do one command. Returns the reason if the simulated system refuses it, else None.

        Raises BadInput if the command itself is wrong (no such table or column): then nothing was
        done, and the command is not in the journal. Raises PluginError if a plugged part breaks its
        contract: the journal ends with where the command stood, and the next command is possible.
        """
        try:
            refusal = self._actions[type(command)](self.integration, command)
        except Refused as refused:
            refusal = str(refused), None, None
        except CatalogError as error:
            raise BadInput(str(error)) from None
        except PluginError as error:
            self.journal.history.append(command)  # what it had done by then stays done
            self._report(error)
            raise
        except Exception as error:
            if type(command) not in self._actions:
                raise BadInput(f"{command!r} is no command") from None
            if self._plugged is None or isinstance(error, HarnessError):
                raise
            self.journal.history.append(command)
            failure = broken(self._plugged, error)
            failure.stopped_run = getattr(error, "stopped_run", None)
            self._report(failure)
            raise failure from error
        self.journal.history.append(command)
        if refusal is None:
            return None
        kind: type = type(command)
        refused_one: Any = command
        reason, rule, cause = refusal
        fault_text, actor = _REFUSED_AS[kind]
        if kind in _OF_A_RECORD:  # as most that are refused
            environment, name = refused_one.environment, refused_one.record
            pair = self.world.record_pairs.named(name)
            table = None if pair is None else pair.table.name
            if kind is Create:
                table = refused_one.table
        else:
            environment = getattr(command, "environment", None)
            name, table = getattr(command, "record", None), getattr(command, "table", None)
        self.journal.add(
            self.world.clock.now,
            cause,
            "refused",
            actor or USER_OF[environment],
            environment,
            table,
            name,
            rule,
            (fault_text, reason),
        )
        return reason

    def _report(self, error: PluginError) -> None:
        """Add the entry of a plugged part that broke its contract."""
        run = error.stopped_run
        self.journal.add(
            self.world.clock.now,
            run and run.started,
            "plugin_failed",
            "batch job" if run else "scenario",
            data={"message": str(error)}
            | ({"handled": run.handled, "left": run.left} if run else {}),
        )

    def record(self, environment: EnvironmentName, name: str) -> Record | None:
        """The record of that name in that environment, or None if there is none."""
        side = arguments.environment("record: environment", environment)
        pair = self.world.record_pairs.named(name)
        if pair is None:
            return None
        return self.world.stores[side].find(pair.table.name, pair.key)


_OF_A_RECORD: Final = frozenset((Delete, Edit, Create, Undelete))
# the name of a refused command and its actor; None is the user of the environment
_REFUSED_AS: Final[dict[type, tuple[str, Actor | None]]] = {
    kind: (command_name(kind), "administrator") for kind in Integration.actions
} | {
    Create: ("create", None),
    Edit: ("edit", None),
    Delete: ("delete", None),
    Import: ("import", "import"),
    Undelete: ("undelete", None),
}
