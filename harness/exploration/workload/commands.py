"""One command at a time, from the menus of a company, by a guess of what is where."""

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
from harness.domain.prng import Draws
from harness.domain.settings import Settings
from harness.exploration.workload.command_pools import CommandPool, Drawn
from harness.exploration.workload.estimate import Estimate
from harness.exploration.workload.faults import drawn_fault, lengths

CLOCKS: Final = ("clock_ahead", "clock_behind")
Draw = Callable[[], Command | None]
T = TypeVar("T")
# commands are values: those that are the same are made once
_TURN_ON, _TURN_OFF, _RUN, _CANCEL = TurnOn(), TurnOff(), RunBatchJob(), CancelBatchJob()
_advance: Final = lru_cache(maxsize=256)(Advance)
_clear_tracking: Final = lru_cache(maxsize=256)(ClearTracking)
_sync_now: Final = lru_cache(maxsize=256)(SyncNow)


class Allowed(NamedTuple):
    """What one history may draw."""

    kinds: frozenset[str]  # of commands
    faults: tuple[str, ...]
    often: tuple[str, ...]  # the same, as often as they are to come one by one
    focus: int  # how often in a hundred the thing that was changed last is next, from 4 on


class Author:
    """Draws commands of the kinds that are allowed; asked by a plan for another, None."""

    def __init__(
        self, draws: Draws, drawn: Drawn, settings: Settings, guess: Estimate, allowed: Allowed
    ) -> None:
        self.draws: Final = draws
        self.company, self.menus = drawn
        self.settings: Final = settings
        self.guess: Final = guess
        self.kinds: Final = allowed.kinds
        self.faults: Final = allowed.faults
        self._often = allowed.often
        self._focus = allowed.focus
        self._lengths = lengths(settings.dataverse_to_hr_delay, settings.batch_job_every)
        self._last = -1

    # ------------------------------------------------------------------------ users

    def create(self, side: Environment, thing: int | None = None) -> Command | None:
        """A create. Where everything is there, another change if that may be."""
        if "create" not in self.kinds:
            return None
        there = self.guess.there[side]
        if thing is None:
            creatable = self.company.creatable[there]
            if not creatable:
                change = self.draws.choice((self.edit, self.edit, self.delete))(side)
                if change is not None:
                    return change
            thing = self._thing(creatable)
        self._changed(side, thing, True)
        return self._chosen(self.menus.creates[side][thing], there)

    def edit(self, side: Environment, thing: int | None = None) -> Command | None:
        """An edit. Where nothing is there, a create if that may be."""
        if "edit" not in self.kinds:
            return None
        there = self.guess.there[side]
        if thing is None:
            if not there and "create" in self.kinds:
                return self.create(side)
            thing = self._thing(self.company.members[there])
        if self.company.plain[thing] and "delete" in self.kinds and self.draws.chance(80):
            return self.delete(side, thing)
        self._last = thing
        return self._chosen(self.menus.edits[side][thing], there)

    def delete(self, side: Environment, thing: int | None = None) -> Command | None:
        """A delete. Where nothing is there, a create if that may be."""
        if "delete" not in self.kinds:
            return None
        if thing is None:
            there = self.guess.there[side]
            if not there and "create" in self.kinds:
                return self.create(side)
            thing = self._thing(self.company.members[there])
        self._changed(side, thing, False)
        return self.draws.choice(self.menus.deletes[side][thing])

    def change(self, environment: Environment, thing: int) -> Command | None:
        """A change that makes sense, as far as the guess goes."""
        if not self.guess.there[environment] >> thing & 1:
            return self.create(environment, thing)
        change = self.edit if self.draws.chance(70) else self.delete
        return change(environment, thing)

    def import_rows(self) -> Command | None:
        """A few rows of one table, perhaps a thing more than once."""
        choice, company = self.draws.choice, self.company
        table = choice(company.tables)
        rows = []
        for _ in range(choice((1, 2, 2, 3))):
            thing = choice(company.of_table[table])
            rows.append(self._chosen(self.menus.rows[thing], self.guess.there[HR]))
            self._changed(HR, thing, True)
        return Import(HR, table, tuple(rows))

    def _thing(self, fitting: tuple[int, ...]) -> int:
        """One of those, often the one that was changed last; now and then any."""
        number = self.draws.below(100)
        if number < 4 or not fitting:
            return self.draws.choice(self.company.things)
        if number < self._focus and self._last in fitting:
            return self._last
        return fitting[number % len(fitting)]  # a draw less; there are few things

    def _changed(self, environment: Environment, thing: int, there: bool) -> None:
        self._last = thing
        self.guess.changed(environment, thing, there)

    def _chosen(self, menu: CommandPool[T], there: int) -> T:
        """Mostly none that looks up what is not there."""
        does, looks_up = self.draws.choice(menu.all)
        if looks_up & ~there and self.draws.chance(80):
            return self.draws.choice(menu.free).does
        return does

    # ------------------------------------------------------------------------ administrators

    def advance(self, milliseconds: int | None = None) -> Command | None:
        """Time passes."""
        if "advance" not in self.kinds:
            return None
        if milliseconds is None:
            milliseconds = self.draws.choice(self._lengths.passes)
        self.guess.passed(milliseconds)
        return _advance(milliseconds)

    def switch(self, on: bool | None = None) -> Command | None:
        """On or off; now and then what it is already."""
        if "switch" not in self.kinds:
            return None
        if on is None:
            on = self.guess.on == self.draws.chance(15)
        self.guess.switched(on)
        return _TURN_ON if on else _TURN_OFF

    def run_batch_job(self) -> Command | None:
        """A run by hand."""
        if "run_batch_job" not in self.kinds:
            return None
        self.guess.synced(-1)
        self.guess.executing = self.guess.stuck
        return _RUN

    def cancel_batch_job(self) -> Command | None:
        """Mostly nothing is executing."""
        if "cancel_batch_job" not in self.kinds:
            return None
        if self.guess.executing:
            self.guess.stuck = self.guess.executing = False
        return _CANCEL

    def clear_tracking(self, table: str | None = None) -> Command | None:
        """The tracking information of a table."""
        if "clear_tracking" not in self.kinds:
            return None
        return _clear_tracking(table or self.draws.choice(self.company.tables))

    def sync_now(self, table: str | None = None) -> Command | None:
        """A full synchronization of a table."""
        if "sync_now" not in self.kinds:
            return None
        table = table or self.draws.choice(self.company.tables)
        self.guess.synced(self.company.bits_of[table])
        return _sync_now(table)

    # ------------------------------------------------------------------------ faults

    def fault(self) -> Command | None:
        """Any that is drawn one by one."""
        return self.ask(drawn_fault(self.draws, self._lengths, self.draws.choice(self._often)))

    def fault_of(self, kind: str, environment: Environment | None = None) -> Command | None:
        """One of that kind; "clock" is either of the two."""
        if kind == "clock":
            kind = self.draws.choice([one for one in CLOCKS if one in self.faults] or CLOCKS)
        return (
            self.ask(drawn_fault(self.draws, self._lengths, kind, environment))
            if kind in self.faults
            else None
        )

    def ask(self, fault: Fault) -> Command | None:
        """Just that one."""
        kind = fault.kind
        if kind not in self.faults:
            return None
        if kind == "over":
            self.guess.troubled = False
            if self.guess.on:
                self.guess.arrived()
        elif kind == "batch_job_stuck":
            self.guess.stuck = True
        # others are over by themselves
        elif fault.milliseconds is None or kind.startswith("clock"):
            self.guess.troubled = True
        return fault

    def relief(self) -> Command | None:
        """What ends what else would never end; None where nothing of that kind lasts."""
        if self.guess.stuck:
            return self.cancel_batch_job() if self.guess.executing else self.run_batch_job()
        if self.guess.troubled and self.draws.chance(40):
            return self.fault_of("over")
        return None
