"""The generator of users' commands: creates, edits, deletes, imports, mostly valid ones.

It chooses from the command pools of a universe. An estimate of which records exist keeps most
commands valid: an edit is of a record that seems to exist.
"""

from typing import Final, NamedTuple, TypeVar

from harness.domain.commands import Command, Edit, Import
from harness.domain.environments import DATAVERSE, ENVIRONMENTS, HR, Environment
from harness.domain.prng import Draws
from harness.domain.settings import Settings
from harness.exploration.workload.command_pools import CommandPool, PooledUniverse
from harness.exploration.workload.estimate import Estimate
from harness.exploration.workload.faults import durations_of
from harness.exploration.workload.tables import CATALOG

T = TypeVar("T")


class Allowed(NamedTuple):
    """What one history may contain."""

    kinds: frozenset[str]  # of commands
    faults: tuple[str, ...]
    weighted_faults: tuple[str, ...]  # each as often as its weight
    focus: int  # percent of changes, from 4 on, about the record that was changed last


class UserCommands:
    """The layer of users' commands; None stands for a command not allowed in the history."""

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
        self.weighted_faults: Final = allowed.weighted_faults
        self._focus = allowed.focus
        self.durations: Final = durations_of(
            settings.dataverse_to_hr_delay, settings.batch_job_every, settings.batch_job_per_record
        )
        self._cascades: Final = {it: settings.cascades(it) for it in ENVIRONMENTS}
        # of tables that flow one way, which users do not change in Dataverse (R15)
        self._one_way = sum(
            bits
            for table, bits in self.universe.bits_of.items()
            if CATALOG[table].flows_one_way or table in settings.one_way
        )
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
            record = self._record(side, creatable)
        self._last = record
        self.estimate.change(side, 1 << record, True)
        return self._choose(self.pools.creates[side][record], existing)

    def edit(self, side: Environment, record: int | None = None) -> Command | None:
        """An edit; if no record exists, a create."""
        if "edit" not in self.kinds:
            return None
        existing = self.estimate.existing[side]
        if record is None:
            if not existing and "create" in self.kinds:
                return self.create(side)
            record = self._record(side, self.universe.members[existing])
        if self.universe.key_only[record] and "delete" in self.kinds and self.draws.chance(80):
            return self.delete(side, record)
        self._last = record
        edit: Edit = self._choose(self.pools.edits[side][record], existing)
        if edit.becomes is not None:
            self._rekeyed(side, record, edit.becomes)
        return edit

    def delete(self, side: Environment, record: int | None = None) -> Command | None:
        """A delete; if no record exists, a create."""
        if "delete" not in self.kinds:
            return None
        existing = self.estimate.existing[side]
        if record is None:
            if not existing and "create" in self.kinds:
                return self.create(side)
            members = self.universe.members[existing]
            if not self._cascades[side] and self.draws.chance(85):
                members = self.universe.deletable[existing] or members
            record = self._record(side, members)
        self._last = record
        self._deleted(side, record)
        return self.draws.choice(self.pools.deletes[side][record])

    def undelete(self, record: int | None = None) -> Command | None:
        """An undelete in Dataverse; mostly of what a user deleted there."""
        if "undelete" not in self.kinds:
            return None
        estimate = self.estimate
        if record is None:
            gone = estimate.binned & ~estimate.existing[DATAVERSE]
            if not gone and self.draws.chance(80):
                return self.delete(DATAVERSE)
            record = self._record(DATAVERSE, self.universe.members[gone])
        self._last = record
        if estimate.binned >> record & 1:
            estimate.change(DATAVERSE, 1 << record, True)
        return self.draws.choice(self.pools.undeletes[record])

    def rekey(self, side: Environment, record: int) -> Command | None:
        """An edit of the natural key, where that is an edit (R18); else any edit."""
        if "edit" not in self.kinds:
            return None
        rekeys = self.pools.rekeys[side][record]
        if not rekeys:
            return self.edit(side, record)
        edit = self.draws.choice(rekeys)
        self._rekeyed(side, record, edit.becomes or "")
        return edit

    def change(self, environment: Environment, record: int) -> Command | None:
        """A change that is valid by the estimate."""
        if environment == DATAVERSE and self._one_way >> record & 1:
            environment = HR
        if not self.estimate.existing[environment] >> record & 1:
            return self.create(environment, record)
        change = self.edit if self.draws.chance(70) else self.delete
        return change(environment, record)

    def import_rows(self) -> Command | None:
        """An import of a few rows of one table, perhaps of one record more than once."""
        choice, universe = self.draws.choice, self.universe
        table, number = choice(universe.tables), self.draws.below(20)
        side: Environment = DATAVERSE if number < 4 else HR
        if side == DATAVERSE and number and universe.bits_of[table] & self._one_way:
            side = HR
        truncate = side == HR and number > 17
        if truncate:
            for record in universe.of_table[table]:
                self._deleted(HR, record)
        rows = []
        for _ in range(choice((1, 2, 2, 3))):
            record = choice(universe.of_table[table])
            rows.append(self._choose(self.pools.rows[side][record], self.estimate.existing[side]))
            self._last = record
            self.estimate.change(side, 1 << record, True)
        return Import(side, table, tuple(rows), None, truncate)

    def _deleted(self, side: Environment, record: int) -> None:
        """Have the estimate follow a delete, unless it is refused or was done (R19)."""
        existing, children = self.estimate.existing[side], self.universe.children
        gone = 1 << record & existing
        if children[record] & existing:
            if not self._cascades[side]:
                return
            for child in self.universe.records:  # parents come first
                if any(children[it] >> child & 1 for it in self.universe.members[gone]):
                    gone |= 1 << child & existing
        self.estimate.change(side, gone, False)

    def _rekeyed(self, side: Environment, record: int, becomes: str) -> None:
        """Have the estimate follow an edit of the natural key (R18)."""
        existing = self.estimate.existing[side]
        target = self.universe.name_of.index(becomes)
        if existing >> record & 1 and not existing >> target & 1:
            self.estimate.change(side, 1 << record, False)
            self.estimate.change(side, 1 << target, True)
            self._last = target

    def _record(self, side: Environment, fitting: tuple[int, ...]) -> int:
        """One of the fitting records, often the one changed last; now and then any record."""
        number = self.draws.below(100)
        if number < 4 or not fitting:
            return self.draws.choice(self.universe.records)
        if self._one_way and side == DATAVERSE:
            fitting = tuple(it for it in fitting if not self._one_way >> it & 1) or fitting
        if number < self._focus and self._last in fitting:
            return self._last
        return fitting[number % len(fitting)]  # saves a draw

    def _choose(self, pool: CommandPool[T], existing: int) -> T:
        """An item of the pool; seldom one that looks up a record which seems not to exist."""
        item, lookups = self.draws.choice(pool.all)
        if lookups & ~existing and self.draws.chance(80):
            item = self.draws.choice(pool.self_contained).item
        return item()
