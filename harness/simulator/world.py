"""The world: the whole state of one simulation. Every function of the simulator acts on a world.

>>> from harness.domain.catalog import standard_catalog
>>> from harness.stores.memory import MemoryBackend
>>> World(standard_catalog(), Settings(), MemoryBackend()).on
False
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from harness.domain.catalog import Catalog, Table
from harness.domain.environments import DATAVERSE, HR, Environment
from harness.domain.errors import BadInput, PluginError
from harness.domain.policies import POLICIES, Policy, policies_of
from harness.domain.records import FIRST_REC_ID, Key, Record, Values, folded, row_id
from harness.domain.setting_names import not_listened_to, unknown_names
from harness.domain.settings import DEFAULT_SETTINGS, Settings
from harness.domain.times import format_instant
from harness.domain.translation import given_to_both
from harness.simulator.clock import SimulatedClock
from harness.simulator.fault_injector import FaultInjector
from harness.simulator.journal import Journal
from harness.simulator.lookup_index import LookupIndex
from harness.simulator.missed_requests import Backlog
from harness.simulator.pair_state import TrackingRow
from harness.simulator.record_pairs import RecordPair, RecordPairs
from harness.simulator.run_in_progress import JobState
from harness.simulator.schedule import INTERVAL, Clock, due_after
from harness.stores.in_numbers import in_numbers, named_store
from harness.stores.interface import Backend, Store
from harness.stores.plugged import forked_store, open_store

if TYPE_CHECKING:  # most simulations are without backups
    from harness.simulator.environment_backup import EnvironmentBackup

PROGRESS_EVERY = 1000  # records


class GivenRecord(NamedTuple):
    """A record that was put into both environments, and what was there before."""

    pair: RecordPair
    is_new: bool  # whether the pair is
    before: Mapping[Environment, Record | None]
    row: TrackingRow | None


NOWHERE: Final[Mapping[Environment, Record | None]] = {HR: None, DATAVERSE: None}


def _as_written(key: Key) -> Key:
    return key


def _ignore_progress(_done: int, _of: int) -> None:
    pass


class World:
    """State: stores, clock, journal, record pairs, missed requests, faults, the job, the switch.

    `on` is the switch, off by default (S1).
    """

    def __init__(
        self,
        catalog: Catalog,
        settings: Settings,
        backend: Backend,
        journal: Journal | None = None,
        schedule: Clock = INTERVAL,
    ) -> None:
        if settings is not DEFAULT_SETTINGS:
            for message in unknown_names(settings, catalog):
                raise BadInput(f"Settings: {message}")
            for _, policy in settings.conflict_for:
                POLICIES.resolve(policy)  # BadInput if there is none
            # what flows one way beside the catalog's own (R15)
            catalog = catalog.with_one_way(settings.one_way) if settings.one_way else catalog
        self.catalog = catalog
        self.settings = settings
        self._policies: dict[str, Policy] = {}  # by table
        self.policy = policies_of(settings, "")
        self.not_listened = not_listened_to(settings, catalog) if settings.not_listened else {}
        # which may be closed when no world has it any more; None if the backend has the world
        self.backend: Backend | None = backend
        # the records as the integration has them, of choices the names in both environments (R16)
        self.records: dict[Environment, Store] = {
            HR: open_store(backend, HR, catalog),
            DATAVERSE: named_store(open_store(backend, DATAVERSE, catalog), catalog),
        }
        self.clock = SimulatedClock(settings.start)
        # a clock of one's own; None is the interval of the settings
        self.schedule = None if schedule is INTERVAL else schedule
        self.journal = journal if journal is not None else Journal()
        self.journal.numbered = catalog.numbered
        self.record_pairs = RecordPairs(folded if settings.keys == "folded" else _as_written)
        self.missed = Backlog()
        self.faults = FaultInjector()
        self.job = JobState()
        self.on = False
        self.title = ""  # of the scenario that it began as, for who finds it in a database
        # called now and then in long work, with the number of records handled and of all
        self.on_progress: Callable[[int, int], None] = _ignore_progress
        self._references: dict[Environment, int] = {HR: 0, DATAVERSE: 0}
        # those that a step gave to a record, which no other record gets
        self.own_references: set[tuple[Environment, int]] = set()
        # of rows in Dataverse that got another natural key: the name of their record now (R18)
        self.row_of: dict[int, str] = {}
        self._births = 0  # records that were created, in both environments
        self._uses: dict[Environment, LookupIndex] = {}  # built if they are asked
        self.looks_up = False  # whether a record was ever written that looks another up
        # whether a choice was ever entered that is not the first name of its number (R16)
        self.synonyms = False
        self.backups: dict[tuple[Environment, str], EnvironmentBackup] = {}  # E1

    def __repr__(self) -> str:
        state = "on" if self.on else "off"
        return f"<World: {format_instant(self.clock.now)}, integration {state}>"

    def fork(self, copied: Callable[[Store], Store] = forked_store) -> "World":
        """An independent copy in the same state. BadInput if a store cannot be copied."""
        new: World = object.__new__(World)
        new.catalog, new.settings, new.policy = self.catalog, self.settings, self.policy
        new._policies, new.not_listened = self._policies, self.not_listened
        new.schedule, new.backend = self.schedule, self.backend
        new.records = {it: copied(store) for it, store in self.records.items()}
        new.clock, new.journal, new.faults = (
            self.clock.fork(),
            self.journal.fork(),
            self.faults.fork(),
        )
        new.record_pairs, requests = self.record_pairs.fork()
        new.missed = self.missed.fork(requests)
        new.job = JobState()
        new.job.exists, new.job.status = self.job.exists, self.job.status
        if self.job.run is not None:
            new.job.run = self.job.run.fork(requests, new.record_pairs)
        new.on, new.on_progress, new.title = self.on, _ignore_progress, self.title
        new._references, new._births = self._references.copy(), self._births
        new._uses, new.looks_up = {}, self.looks_up
        new.backups = self.backups.copy()
        new.row_of = self.row_of.copy()
        new.own_references, new.synonyms = self.own_references.copy(), self.synonyms
        return new

    @cached_property
    def stores(self) -> dict[Environment, Store]:
        """The records as each environment has them, for all who read them."""
        hr, dataverse = self.records[HR], self.records[DATAVERSE]
        return {HR: hr, DATAVERSE: in_numbers(dataverse, self.catalog)}

    def policy_of(self, table: Table) -> Policy:
        """The conflict policy of a table, with those of its single columns."""
        if not self.settings.conflict_for:
            return self.policy
        name = table.name
        if name not in self._policies:
            self._policies[name] = policies_of(self.settings, name)
        return self._policies[name]

    def was_used(self, environment: Environment, reference: int) -> bool:
        """Whether this RecId or row id was ever that of a record."""
        used = self._references[environment]
        if environment == HR:
            drawn = FIRST_REC_ID <= reference < FIRST_REC_ID + used
        else:
            drawn = any(row_id(self.settings.seed, number) == reference for number in range(used))
        return drawn or (environment, reference) in self.own_references

    def add(self, environment: Environment, pair: RecordPair, record: Record) -> None:
        """Write a record that was not there; all writes go through `add`, `put` and `remove`."""
        table = pair.table
        self.records[environment].put(table.name, record)
        if environment == HR:
            self._births = pair.hr_born = self._births + 1
        else:
            self._births = pair.dataverse_born = self._births + 1
        if len(record.values) > table.first_lookup:
            self._follow(environment, pair, (), record.values)

    def put(
        self, environment: Environment, pair: RecordPair, record: Record, before: Record
    ) -> None:
        """Write a record in place of the one before, which has the same reference."""
        table = pair.table
        self.records[environment].put(table.name, record)
        first = table.first_lookup
        if len(record.values) > first or len(before.values) > first:
            self._follow(environment, pair, before.values, record.values)

    def replace(
        self, environment: Environment, pair: RecordPair, record: Record, before: Record
    ) -> None:
        """Write another record of the same thing in place of the one before (R20)."""
        self.records[environment].remove(pair.table.name, pair.key)
        self._births += 1
        pair.set_born(environment, self._births)
        self.put(environment, pair, record, before)

    def write(
        self, environment: Environment, pair: RecordPair, record: Record, before: Record | None
    ) -> None:
        """Write a record, in place of the one before if there is one."""
        if before is None:
            self.add(environment, pair, record)
        elif before.reference == record.reference:
            self.put(environment, pair, record, before)
        else:
            self.replace(environment, pair, record, before)

    def remove(self, environment: Environment, pair: RecordPair, record: Record) -> None:
        """Remove a record from a store."""
        self.records[environment].remove(pair.table.name, pair.key)
        if self._uses and len(record.values) > pair.table.first_lookup:
            self._follow(environment, pair, record.values, ())

    def _follow(
        self, environment: Environment, pair: RecordPair, before: Values, after: Values
    ) -> None:
        """Let the index of lookups follow a write, if there is one."""
        self.looks_up = True
        uses = self._uses.get(environment)
        if uses is not None:
            uses.replace(pair, before, after)

    def in_use(self, environment: Environment, pair: RecordPair) -> bool:
        """Whether another record looks this one up in that environment (R19)."""
        return self.looks_up and self.uses(environment).in_use(pair)

    def uses(self, environment: Environment) -> LookupIndex:
        """Which records look up which in that environment (R19)."""
        if environment not in self._uses:
            store = self.records[environment]
            self._uses[environment] = LookupIndex(
                environment, store, self.record_pairs, self.catalog
            )
        return self._uses[environment]

    def forget_uses(self) -> None:
        """Let the index of lookups be built again: a store was written to beside it."""
        self._uses = {}

    def next_run(self, since: int) -> int:
        """When the batch job is due after the run due, or its creation, at `since` (S4, B5)."""
        if self.schedule is None:
            return since + self.settings.batch_job_every
        return due_after(self.schedule, since)

    def new_reference(self, environment: Environment) -> int:
        """A reference that was never used before: the next RecId, or a row id from the seed."""
        while True:
            ordinal = self._references[environment]
            self._references[environment] = ordinal + 1
            reference = (
                FIRST_REC_ID + ordinal if environment == HR else row_id(self.settings.seed, ordinal)
            )
            if not self.own_references or (environment, reference) not in self.own_references:
                return reference

    def restore(self, environment: Environment, pair: RecordPair, before: Record | None) -> None:
        """Take back a write, as another failed; the store of this one may fail as well."""
        store = self.records[environment]
        self.forget_uses()
        with suppress(PluginError):
            if before is None:
                store.remove(pair.table.name, pair.key)
            else:
                store.put(pair.table.name, before)

    def put_in_both(
        self, pair: RecordPair, values: Values, before: Mapping[Environment, Record | None]
    ) -> None:
        """Put a record into both environments, tracked and in sync (for `Give`)."""
        table, key, name = pair.table, pair.key, pair.name
        hr, dataverse = before[HR], before[DATAVERSE]
        rec_id = self.new_reference(HR) if hr is None else hr.reference
        row = self.new_reference(DATAVERSE) if dataverse is None else dataverse.reference
        ours, theirs = given_to_both(table, values)
        self.write(HR, pair, Record(rec_id, name, key, ours, None), hr)
        try:
            self.write(DATAVERSE, pair, Record(row, name, key, theirs, None), dataverse)
        except PluginError:
            self.restore(HR, pair, hr)
            raise
        pair.row = TrackingRow(row, table.entity, rec_id)

    def take_back(self, given: Sequence[GivenRecord]) -> None:
        """Undo what `put_in_both` did, all of it and the last first."""
        for pair, is_new, before, row in reversed(given):
            for environment, record in before.items():
                self.restore(environment, pair, record)
                if record is None:
                    self._references[environment] -= 1
            pair.row = row
            if is_new:
                self.record_pairs.remove(pair)
