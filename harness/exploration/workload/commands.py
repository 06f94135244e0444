"""The command generator: draws one random, mostly valid command at a time.

It chooses from the command pools of a universe. An estimate of which records exist keeps most
commands valid: an edit is of a record that seems to exist.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Final, NamedTuple, TypeVar

from harness.domain.commands import (
    Advance,
    CancelBatchJob,
    ClearTracking,
    Command,
    Fault,
    Import,
    RunBatchJob,
    SyncNow,
    TurnOff,
    TurnOn,
)
from harness.domain.environments import HR, Environment
from harness.domain.faults import CLOCKS
from harness.domain.prng import Draws
from harness.domain.settings import Settings
from harness.exploration.workload.command_pools import CommandPool, PooledUniverse
from harness.exploration.workload.estimate import Estimate
from harness.exploration.workload.faults import durations_of, random_fault

PatternStep = Callable[[], Command | None]
T = TypeVar("T")
# commands are values: those that are the same are made once
_TURN_ON, _TURN_OFF, _RUN, _CANCEL = TurnOn(), TurnOff(), RunBatchJob(), CancelBatchJob()
_advance: Final = lru_cache(maxsize=256)(Advance)
_clear_tracking: Final = lru_cache(maxsize=256)(ClearTracking)
_sync_now: Final = lru_cache(maxsize=256)(SyncNow)


class Allowed(NamedTuple):
    """What one history may contain."""

    kinds: frozenset[str]  # of commands
    faults: tuple[str, ...]
    weighted_faults: tuple[str, ...]  # each as often as its weight
    focus: int  # percent of changes, from 4 on, about the record that was changed last


class CommandGenerator:
    """The command generator of one history; None stands for a command not allowed in it."""

    def __init__(
        self,
        draws: Draws,
        pooled: PooledUniverse,
        settings: Settings,
        estimate: Estimate,
        allowed: Allowed,
    ) -> None:
        self.draws: Final = draws
        self.universe, self.pools = pooled
        self.settings: Final = settings
        self.estimate: Final = estimate
        self.kinds: Final = allowed.kinds
        self.faults: Final = allowed.faults
        self._weighted_faults = allowed.weighted_faults
        self._focus = allowed.focus
        self._durations = durations_of(settings.dataverse_to_hr_delay, settings.batch_job_every)
        self._last = -1

    # ------------------------------------------------------------------------ users

    def create(self, side: Environment, record: int | None = None) -> Command | None:
        """A create; if every record exists, another change."""
        if "create" not in self.kinds:
            return None
        existing = self.estimate.existing[side]
        if record is None:
            creatable = self.universe.creatable[existing]
            if not creatable:
                change = self.draws.choice((self.edit, self.edit, self.delete))(side)
                if change is not None:
                    return change
            record = self._record(creatable)
        self._changed(side, record, True)
        return self._choose(self.pools.creates[side][record], existing)

    def edit(self, side: Environment, record: int | None = None) -> Command | None:
        """An edit; if no record exists, a create."""
        if "edit" not in self.kinds:
            return None
        existing = self.estimate.existing[side]
        if record is None:
            if not existing and "create" in self.kinds:
                return self.create(side)
            record = self._record(self.universe.members[existing])
        if self.universe.key_only[record] and "delete" in self.kinds and self.draws.chance(80):
            return self.delete(side, record)
        self._last = record
        return self._choose(self.pools.edits[side][record], existing)

    def delete(self, side: Environment, record: int | None = None) -> Command | None:
        """A delete; if no record exists, a create."""
        if "delete" not in self.kinds:
            return None
        if record is None:
            existing = self.estimate.existing[side]
            if not existing and "create" in self.kinds:
                return self.create(side)
            record = self._record(self.universe.members[existing])
        self._changed(side, record, False)
        return self.draws.choice(self.pools.deletes[side][record])

    def change(self, environment: Environment, record: int) -> Command | None:
        """A change that is valid by the estimate."""
        if not self.estimate.existing[environment] >> record & 1:
            return self.create(environment, record)
        change = self.edit if self.draws.chance(70) else self.delete
        return change(environment, record)

    def import_rows(self) -> Command | None:
        """An import of a few rows of one table, perhaps of one record more than once."""
        choice, universe = self.draws.choice, self.universe
        table = choice(universe.tables)
        rows = []
        for _ in range(choice((1, 2, 2, 3))):
            record = choice(universe.of_table[table])
            rows.append(self._choose(self.pools.rows[record], self.estimate.existing[HR]))
            self._changed(HR, record, True)
        return Import(HR, table, tuple(rows))

    def _record(self, fitting: tuple[int, ...]) -> int:
        """One of the fitting records, often the one changed last; now and then any record."""
        number = self.draws.below(100)
        if number < 4 or not fitting:
            return self.draws.choice(self.universe.records)
        if number < self._focus and self._last in fitting:
            return self._last
        return fitting[number % len(fitting)]  # saves a draw

    def _changed(self, environment: Environment, record: int, exists: bool) -> None:
        self._last = record
        self.estimate.change(environment, record, exists)

    def _choose(self, pool: CommandPool[T], existing: int) -> T:
        """An item of the pool; seldom one that looks up a record which seems not to exist."""
        item, lookups = self.draws.choice(pool.all)
        if lookups & ~existing and self.draws.chance(80):
            return self.draws.choice(pool.self_contained).item
        return item

    # ------------------------------------------------------------------------ administrators

    def advance(self, milliseconds: int | None = None) -> Command | None:
        """An advance of the clock."""
        if "advance" not in self.kinds:
            return None
        if milliseconds is None:
            milliseconds = self.draws.choice(self._durations.advances)
        self.estimate.advance(milliseconds)
        return _advance(milliseconds)

    def switch(self, on: bool | None = None) -> Command | None:
        """A switch of integration, on or off; now and then to what it is already."""
        if "switch" not in self.kinds:
            return None
        if on is None:
            on = self.estimate.on == self.draws.chance(15)
        self.estimate.switch(on)
        return _TURN_ON if on else _TURN_OFF

    def run_batch_job(self) -> Command | None:
        """A run of the batch job by hand."""
        if "run_batch_job" not in self.kinds:
            return None
        self.estimate.synchronize(-1)
        self.estimate.executing = self.estimate.stuck
        return _RUN

    def cancel_batch_job(self) -> Command | None:
        """A cancellation of the run that is executing; mostly there is none."""
        if "cancel_batch_job" not in self.kinds:
            return None
        if self.estimate.executing:
            self.estimate.stuck = self.estimate.executing = False
        return _CANCEL

    def clear_tracking(self, table: str | None = None) -> Command | None:
        """A clear of the tracking information of a table."""
        if "clear_tracking" not in self.kinds:
            return None
        return _clear_tracking(table or self.draws.choice(self.universe.tables))

    def sync_now(self, table: str | None = None) -> Command | None:
        """A full synchronization of a table."""
        if "sync_now" not in self.kinds:
            return None
        table = table or self.draws.choice(self.universe.tables)
        self.estimate.synchronize(self.universe.bits_of[table])
        return _sync_now(table)

    # ------------------------------------------------------------------------ faults

    def fault(self) -> Command | None:
        """A fault of a random kind."""
        return self.inject(
            random_fault(self.draws, self._durations, self.draws.choice(self._weighted_faults))
        )

    def fault_of(self, kind: str, environment: Environment | None = None) -> Command | None:
        """A fault of that kind; the kind "clock" is either of `CLOCKS`."""
        if kind == "clock":
            kind = self.draws.choice([one for one in CLOCKS if one in self.faults] or CLOCKS)
        return (
            self.inject(random_fault(self.draws, self._durations, kind, environment))
            if kind in self.faults
            else None
        )

    def inject(self, fault: Fault) -> Command | None:
        """The fault, if its kind is allowed."""
        kind = fault.kind
        if kind not in self.faults:
            return None
        if kind == "over":
            self.estimate.faulty = False
            if self.estimate.on:
                self.estimate.deliver()
        elif kind == "batch_job_stuck":
            self.estimate.stuck = True
        # other faults end by themselves
        elif fault.milliseconds is None or kind in CLOCKS:
            self.estimate.faulty = True
        return fault

    def relief(self) -> Command | None:
        """A command that ends a fault which lasts for ever; None if there is none."""
        if self.estimate.stuck:
            return self.cancel_batch_job() if self.estimate.executing else self.run_batch_job()
        if self.estimate.faulty and self.draws.chance(40):
            return self.fault_of("over")
        return None
