"""The command generator: draws one random, mostly valid command at a time."""

from collections.abc import Callable
from functools import lru_cache
from typing import Final

from harness.domain.commands import (
    Advance,
    Backup,
    CancelBatchJob,
    ClearTracking,
    Command,
    DeleteBatchJob,
    Fault,
    Restore,
    RunBatchJob,
    SetBatchJob,
    SyncNow,
    TurnOff,
    TurnOn,
)
from harness.domain.environments import ENVIRONMENTS, Environment
from harness.domain.faults import CLOCKS
from harness.exploration.workload.faults import NARROWED, Narrowed, random_fault
from harness.exploration.workload.user_commands import Allowed, UserCommands

__all__ = ["Allowed", "CommandGenerator", "PatternStep"]
PatternStep = Callable[[], Command | None]
# commands are values: those that are the same are made once
_TURN_ON, _TURN_OFF, _RUN, _CANCEL = TurnOn(), TurnOff(), RunBatchJob(), CancelBatchJob()
_DELETE: Final = DeleteBatchJob()
_advance: Final = lru_cache(maxsize=256)(Advance)
_clear_tracking: Final = lru_cache(maxsize=256)(ClearTracking)
_sync_now: Final = lru_cache(maxsize=256)(SyncNow)
_set_batch_job: Final = lru_cache(maxsize=2)(SetBatchJob)
_backup: Final = lru_cache(maxsize=16)(Backup)
_restore: Final = lru_cache(maxsize=16)(Restore)
_BACKUPS: Final = ("friday", "friday", "before")  # few names: a backup takes another's place


class CommandGenerator(UserCommands):
    """The command generator of one history; None stands for a command not allowed in it."""

    # ------------------------------------------------------------------------ administrators

    def advance(self, milliseconds: int | None = None) -> Command | None:
        """An advance of the clock."""
        if "advance" not in self.kinds:
            return None
        if milliseconds is None:
            milliseconds = self.draws.choice(self.durations.advances)
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
            self.estimate.held = True
        return _CANCEL

    def set_batch_job(self, status: str | None = None) -> Command | None:
        """A change of the job's status; mostly to the other one (B6)."""
        if "set_batch_job" not in self.kinds:
            return None
        if status is None:
            status = "waiting" if self.estimate.held == self.draws.chance(85) else "withhold"
        self.estimate.held = status == "withhold"
        return _set_batch_job(status)

    def delete_batch_job(self) -> Command | None:
        """A delete of the batch job (S4)."""
        if "delete_batch_job" not in self.kinds:
            return None
        self.estimate.no_job = True
        self.estimate.held = False
        return _DELETE

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

    def backup(self, side: Environment | None = None) -> Command | None:
        """A backup of one environment, under one of few names (E1)."""
        if "backup" not in self.kinds:
            return None
        where = self.draws.choice(ENVIRONMENTS) if side is None else side
        name = self.draws.choice(_BACKUPS)
        self.estimate.backups[where, name] = self.estimate.existing[where]
        return _backup(where, name)

    def restore(self, side: Environment | None = None) -> Command | None:
        """A restore of one environment; mostly there is such a backup."""
        if "restore" not in self.kinds:
            return None
        known = [it for it in self.estimate.backups if side in (None, it[0])]
        where = self.draws.choice(ENVIRONMENTS) if side is None else side
        name = self.draws.choice(_BACKUPS)
        if known and self.draws.chance(95):
            where, name = self.draws.choice(known)
        elif self.draws.chance(80):
            return self.backup(side)
        self.estimate.restore(where, name)
        return _restore(where, name)

    # ------------------------------------------------------------------------ faults

    def fault(self) -> Command | None:
        """A fault of a random kind."""
        return self._random_fault(self.draws.choice(self.weighted_faults))

    def fault_of(self, kind: str, environment: Environment | None = None) -> Command | None:
        """A fault of that kind; the kind "clock" is either of `CLOCKS`."""
        if kind == "clock":
            kind = self.draws.choice([one for one in CLOCKS if one in self.faults] or CLOCKS)
        return self._random_fault(kind, environment) if kind in self.faults else None

    def _random_fault(self, kind: str, environment: Environment | None = None) -> Command | None:
        """A fault of that kind, which may be narrowed to a table or a record of the universe."""
        universe = self.universe
        table = record = of = None
        if kind in NARROWED and self.draws.chance(25):
            number = self.draws.choice(universe.records)
            table, record = universe.table_of[number], universe.name_of[number]
            table, record = self.draws.choice(((table, None), (None, record), (table, record)))
        elif kind == "over" and self.draws.chance(30):
            of = self.draws.choice(self.faults)
        narrowed = Narrowed(table, record, None if of == "over" else of)
        return self.inject(random_fault(self.draws, self.durations, kind, environment, narrowed))

    def inject(self, fault: Fault) -> Command | None:
        """The fault, if its kind is allowed."""
        kind = fault.kind
        if kind not in self.faults:
            return None
        if kind == "over":
            self.estimate.faulty = self.estimate.faulty and fault.of is not None
            if self.estimate.on:
                self.estimate.deliver()
        elif kind == "batch_job_stuck":
            self.estimate.stuck = True
        # other faults end by themselves
        elif fault.milliseconds is None or kind in CLOCKS:
            self.estimate.faulty = True
        return fault

    def relief(self) -> Command | None:
        """A command that ends what lasts for ever: a fault, a job that does not run; or None."""
        estimate = self.estimate
        if estimate.stuck:
            return self.cancel_batch_job() if estimate.executing else self.run_batch_job()
        if estimate.held and self.draws.chance(40):
            return self.set_batch_job("waiting")
        if estimate.no_job and self.draws.chance(40):
            return self.switch(not estimate.on)
        if estimate.faulty and self.draws.chance(40):
            return self.fault_of("over")
        return None
