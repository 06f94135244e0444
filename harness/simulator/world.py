"""The world: the whole state of one simulation. Every function of the simulator acts on a world.

>>> from harness.domain.catalog import standard_catalog
>>> from harness.stores.memory import MemoryBackend
>>> World(standard_catalog(), Settings(), MemoryBackend()).on
False
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NamedTuple

from harness.domain.catalog import Catalog
from harness.domain.environments import DATAVERSE, ENVIRONMENTS, HR, Environment
from harness.domain.errors import PluginError
from harness.domain.policies import POLICIES
from harness.domain.records import FIRST_REC_ID, Record, Values, row_id
from harness.domain.settings import Settings
from harness.domain.times import format_instant
from harness.simulator.clock import SimulatedClock
from harness.simulator.fault_injector import FaultInjector
from harness.simulator.journal import Journal
from harness.simulator.missed_requests import Backlog
from harness.simulator.record_pairs import RecordPair, RecordPairs, TrackingRow
from harness.simulator.schedule import INTERVAL, Clock, due_after
from harness.stores.interface import Backend, Store
from harness.stores.plugged import forked_store, open_store

PROGRESS_EVERY = 1000  # records


class JobState:
    """The state of the batch job *Dataverse integration missed request sync*."""

    __slots__ = ("executing", "exists")

    def __init__(self) -> None:
        self.exists = False
        self.executing = (
            False  # only if it is stuck (B6): any other run ends before its command does
        )


class GivenRecord(NamedTuple):
    """A record that was put into both environments, and what was there before."""

    pair: RecordPair
    is_new: bool  # whether the pair is
    dataverse: Record | None
    row: TrackingRow | None


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
        self.catalog = catalog
        self.settings = settings
        self.policy = POLICIES.resolve(settings.conflict)
        self.backend = backend  # which may be closed when no world has it any more
        self.stores: dict[Environment, Store] = {
            HR: open_store(backend, HR, catalog),
            DATAVERSE: open_store(backend, DATAVERSE, catalog),
        }
        self.clock = SimulatedClock(settings.start)
        # a clock of one's own; None is the interval of the settings
        self.schedule = None if schedule is INTERVAL else schedule
        self.journal = journal if journal is not None else Journal()
        self.record_pairs = RecordPairs()
        self.missed = Backlog()
        self.faults = FaultInjector()
        self.job = JobState()
        self.on = False
        # called now and then in long work, with the number of records handled and of all
        self.on_progress: Callable[[int, int], None] = _ignore_progress
        self._references: dict[Environment, int] = {HR: 0, DATAVERSE: 0}

    def __repr__(self) -> str:
        state = "on" if self.on else "off"
        return f"<World: {format_instant(self.clock.now)}, integration {state}>"

    def fork(self) -> "World":
        """An independent copy in the same state. BadInput if a store cannot be copied."""
        new: World = object.__new__(World)
        new.catalog, new.settings, new.policy = self.catalog, self.settings, self.policy
        new.schedule, new.backend = self.schedule, self.backend
        new.stores = {it: forked_store(store) for it, store in self.stores.items()}
        new.clock, new.journal, new.faults = (
            self.clock.fork(),
            self.journal.fork(),
            self.faults.fork(),
        )
        new.record_pairs, requests = self.record_pairs.fork()
        new.missed = self.missed.fork(requests)
        new.job = JobState()
        new.job.exists, new.job.executing = self.job.exists, self.job.executing
        new.on, new.on_progress = self.on, _ignore_progress
        new._references = self._references.copy()
        return new

    def next_run(self, since: int) -> int:
        """When the batch job is due after the run due, or its creation, at `since` (S4, B5)."""
        if self.schedule is None:
            return since + self.settings.batch_job_every
        return due_after(self.schedule, since)

    def new_reference(self, environment: Environment) -> int:
        """A reference that was never used before: the next RecId, or a row id from the seed."""
        ordinal = self._references[environment]
        self._references[environment] = ordinal + 1
        return FIRST_REC_ID + ordinal if environment == HR else row_id(self.settings.seed, ordinal)

    def restore(self, environment: Environment, pair: RecordPair, before: Record | None) -> None:
        """Take back a write, as another failed; the store of this one may fail as well."""
        store = self.stores[environment]
        with suppress(PluginError):
            if before is None:
                store.remove(pair.table.name, pair.key)
            else:
                store.put(pair.table.name, before)

    def put_in_both(self, pair: RecordPair, values: Values) -> None:
        """Put a record into both environments, tracked and in sync (for `Give`)."""
        table, key, name = pair.table, pair.key, pair.name
        rec_id, row = self.new_reference(HR), self.new_reference(DATAVERSE)
        self.stores[HR].put(table.name, Record(rec_id, name, key, values, None))
        try:
            self.stores[DATAVERSE].put(table.name, Record(row, name, key, values, None))
        except PluginError:
            self.restore(HR, pair, None)
            raise
        pair.row = TrackingRow(row, table.entity, rec_id)

    def take_back(self, given: Sequence[GivenRecord]) -> None:
        """Undo what `put_in_both` did, all of it and the last first."""
        for pair, is_new, dataverse, row in reversed(given):
            self.restore(HR, pair, None)
            self.restore(DATAVERSE, pair, None)
            if dataverse is not None:
                self.restore(DATAVERSE, pair, dataverse)
            pair.row = row
            if is_new:
                self.record_pairs.remove(pair)
            for environment in ENVIRONMENTS:
                self._references[environment] -= 1
