"""The simulator as a library: an engine whose refusals are exceptions, and whose state is read.

>>> from harness.domain.commands import SyncNow
>>> Simulator().do(SyncNow("cdm_worker"))
Traceback (most recent call last):
harness.domain.errors.Refused: integration is off
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final, Self

from harness.domain.arguments import number, text, wrong
from harness.domain.catalog import Catalog
from harness.domain.commands import Command
from harness.domain.environments import DATAVERSE, HR
from harness.domain.errors import BadInput, ExpectationFailed, Refused
from harness.domain.policies import Policy, PolicyFunction
from harness.domain.policies import name_of as policy_name
from harness.domain.settings import DEFAULT_SETTINGS, Settings
from harness.domain.suggestions import did_you_mean
from harness.library.given_parts import given_backend, given_catalog, given_world
from harness.library.views import EnvironmentView
from harness.reports.checks import Check, checks
from harness.reports.event_text import plural
from harness.reports.findings import (
    Finding,
    MissedRequest,
    data_loss,
    grids,
    missed_requests,
    undone_deletes,
)
from harness.reports.output import PIPED_WIDTH
from harness.reports.timeline_rows import timeline_lines
from harness.scenarios.expectations import Expectation
from harness.scenarios.scenario import Scenario
from harness.scenarios.writer import from_journal, scenario_text
from harness.simulator.engine import Engine
from harness.simulator.integration.integration import Integration
from harness.simulator.schedule import Clock
from harness.stores.interface import Backend
from harness.stores.kept import WorldBackend, keeps_world, let_go

# the attributes that a fork has, too
_PARTS: Final = ("_backend", "_stores", "_policy", "_clock", "_integration", "_refusal")


class Simulator(Engine):
    """Human Resources and Dataverse, integrated: by default in memory, with the standard tables.

    `catalog` is one, or what is added to the standard one, as a scenario's `catalog:`; `stores` is
    a backend, or as `--store` names one: `memory`, a URL of SQLAlchemy, or a registered name. A
    `policy`, a `clock` and an `integration` go before those that the settings name. In a `with`
    block, the stores are closed at its end; where an exception ends it, a database keeps what it
    had. `overwrite` lets this world take the place of the one that a database holds.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        catalog: Catalog | Mapping[str, Any] | None = None,
        stores: Backend | str = "memory",
        policy: PolicyFunction | Policy | str | None = None,
        clock: Clock | None = None,
        integration: type[Integration] | None = None,
        overwrite: bool = False,
    ) -> None:
        if settings is not None and not isinstance(settings, Settings):
            raise wrong("settings", 'h.Settings(conflict="hr_wins"), for example', settings)
        backend = given_backend(stores, overwrite=overwrite)
        settings = settings or DEFAULT_SETTINGS
        if policy is not None:
            settings = replace(settings, conflict=policy_name(policy))
        super().__init__(settings, given_catalog(catalog), backend, integration, clock)
        self._backend, self._stores = backend, stores
        self._policy, self._clock, self._integration = policy, clock, integration
        self._refusal: str | None = None  # of the last command

    @classmethod
    def open(cls, stores: str) -> Self:
        """Go on with the world that a database holds, which is locked until it is closed.

        All that was done in it is done again, as what follows from it is not kept but compared: it
        takes as long as it did. Raises BadInput if there is none, or if it comes to something else.
        """
        stored = given_world(stores)
        try:
            new = stored.made(lambda its, tables: cls(its, catalog=tables, stores=stored.backend))
            stored.repeat(new)
        except BaseException:
            stored.backend.abandon()
            raise
        return new

    def do(self, *commands: Command) -> None:
        """Do the commands in order. Raises Refused for one that the simulated system refuses."""
        for command in commands:
            reason = self.attempt(command)
            if reason is not None:
                rule = self.journal[len(self.journal)].rule  # a refusal is the last entry
                refused = Refused.of(command, reason, rule)
                refused.hint = self._meant(command, reason)
                raise refused

    def _meant(self, command: Command, reason: str) -> str:
        """Which record was meant, if there is none of the name that the command has."""
        name = getattr(command, "record", None)
        if not isinstance(name, str) or not reason.startswith(f"no such record: {name} in "):
            return ""
        pairs = self.world.record_pairs
        return did_you_mean(name, [it.name for table in pairs.tables() for it in pairs.of(table)])

    def attempt(self, command: Command) -> str | None:
        """Do one command. Returns why the simulated system refuses it; None if it does not.

        Raises BadInput if the command is wrong in itself: then nothing was done.
        """
        self._refusal = None
        self._refusal = super().attempt(command)
        return self._refusal

    # what is there

    @property
    def hr(self) -> EnvironmentView:
        """The records of Human Resources: `simulator.hr["ada"]["cdm_lastname"]`."""
        return EnvironmentView(self, HR)

    @property
    def dataverse(self) -> EnvironmentView:
        """The records of Dataverse."""
        return EnvironmentView(self, DATAVERSE)

    @property
    def on(self) -> bool:
        """Whether integration is on."""
        return self.world.on

    @property
    def now(self) -> datetime:
        """The simulated time."""
        return datetime.fromtimestamp(self.world.clock.milliseconds / 1000, UTC)

    @property
    def settings(self) -> Settings:
        """What it is run with."""
        return self.world.settings

    @property
    def catalog(self) -> Catalog:
        """Its tables."""
        return self.world.catalog

    @property
    def losses(self) -> list[Finding]:
        """The data that users lost, in the order in which it was reported (R7)."""
        return data_loss(self)

    @property
    def undone_deletes(self) -> list[Finding]:
        """The deletes of users that were undone (R13)."""
        return undone_deletes(self)

    @property
    def missed_requests(self) -> list[MissedRequest]:
        """The changes that have not travelled yet, in the order in which they were made."""
        return missed_requests(self)

    @property
    def findings(self) -> list[Check]:
        """What is looked for, in how much of it, and what is found: losses, lookalikes, drift."""
        return checks(self)

    @property
    def grid(self) -> dict[str, list[dict[str, str]]]:
        """The rows of the administration grid, by table (G1)."""
        return {table.name: rows for table, rows in grids(self)}

    def timeline(self, width: int | None = None, *, expand: bool = False) -> str:
        """What happened, as `harness replay` prints it; `expand` folds nothing into one line."""
        from harness.reports.timeline import timeline  # needs tabulate

        columns = PIPED_WIDTH if width is None else number("width", width, 20)
        return timeline(timeline_lines(self, expand=expand), width=columns)

    def expect(self, *expectations: Expectation) -> None:
        """Check expectations. Raises ExpectationFailed, with all that are unmet and the state."""
        for one in expectations:
            if not isinstance(one, Expectation):
                raise wrong("an expectation", 'h.Converged() or h.Tracked("ada", True)', one)
        found = [unmet for one in expectations if (unmet := one.check(self, self._refusal))]
        if found:
            from harness.reports.text_report import state_text

            broken = [f"expected: {it.expected}\nactual:   {it.actual}" for it in found]
            raise ExpectationFailed("\n\n".join([*broken, state_text(self)]))

    # others like it

    def fork(self, *, in_memory: bool = False) -> Self:
        """An independent copy in the same state. BadInput if the stores are not in memory.

        `in_memory`: what they hold is in memory in the copy.
        """
        new = super().fork(in_memory=in_memory)
        vars(new).update({name: vars(self)[name] for name in _PARTS})
        if isinstance(self._backend, WorldBackend):  # which has the world of this one
            vars(new)["_backend"] = given_backend("memory", overwrite=False)
        return new

    def fresh(
        self, settings: Settings | None = None, catalog: Catalog | Mapping[str, Any] | None = None
    ) -> Self:
        """One of the same parts in which nothing has happened.

        Stores that are no memory are those of this simulator, emptied. BadInput if that would empty
        a database in which something has happened.
        """
        return self._like(settings, catalog, self._policy)

    def under(self, settings: Settings, catalog: Catalog) -> Self:
        """A fresh one whose conflict policy is that of the settings, and not its own."""
        return self._like(settings, catalog, None)

    def _like(
        self,
        settings: Settings | None,
        catalog: Catalog | Mapping[str, Any] | None,
        policy: PolicyFunction | Policy | str | None,
    ) -> Self:
        if len(self.journal) and keeps_world(self._backend):
            raise BadInput(
                f"store {self._backend.place}: a database holds one world, and a fresh simulator "
                "would empty it: make a new one with other stores"
            )
        new = type(self)(
            settings or self.settings,
            catalog=self.catalog if catalog is None else catalog,
            stores=self._backend,
            policy=policy,
            clock=self._clock,
            integration=self._integration,
        )
        vars(new)["_stores"] = self._stores
        return new

    def recipe(self) -> Callable[[], Self]:
        """What makes one of the same parts, in another process too."""
        return partial(
            type(self),
            self.settings,
            catalog=self.catalog,
            stores=self._stores,
            policy=self._policy,
            clock=self._clock,
            integration=self._integration,
        )

    def scenario(self, title: str = "From a simulation") -> Scenario:
        """Its history as a scenario. BadInput if records were given after the first step."""
        return from_journal(self, text("title", title))

    def to_yaml(self, title: str = "From a simulation") -> str:
        """Its history as the text of a scenario file, which replays to the same state."""
        return scenario_text(self.scenario(title))

    def close(self) -> None:
        """Close the stores: what they hold is written, if they keep anything, and read no more."""
        self._backend.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        let_go(self._backend, whole=kind is None)

    def __repr__(self) -> str:
        parts = [
            f"{self.now:%Y-%m-%d %H:%M:%S}",
            f"integration {'on' if self.on else 'off'}",
            f"{plural(len(self.hr), 'record')} in Human Resources",
            f"{len(self.dataverse):,} in Dataverse",
        ]
        found = (
            plural(self.world.missed.count(), "missed request"),
            plural(len(self.journal.losses), "data loss"),
            plural(len(self.journal.undone_deletes), "undone delete"),
        )
        parts += [it for it in found if not it.startswith("0 ")]
        return f"<{type(self).__name__}: {', '.join(parts)}>"
