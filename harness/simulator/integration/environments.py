"""What is done to a whole environment, and its recycle bin: backup, restore, undelete (E).

>>> from harness.domain.commands import Create
>>> from harness.simulator.engine import Engine
>>> engine = Engine()
>>> engine.attempt(Backup("hr", "before"))
>>> engine.attempt(Create("hr", "cdm_title", "boss", {"cdm_name": "Boss"}))
>>> engine.attempt(Restore("hr", "before"))
>>> engine.record("hr", "boss"), engine.world.missed.count()
(None, 0)
"""

from harness.domain.commands import Backup, Restore, Undelete
from harness.domain.environments import DATAVERSE, ENVIRONMENT_NAMES
from harness.domain.errors import Refusal
from harness.domain.records import Record, at
from harness.domain.suggestions import did_you_mean
from harness.simulator.integration.data_import import DataImport
from harness.simulator.integration.taking_up import USER_OF
from harness.simulator.pair_state import Binned
from harness.simulator.record_pairs import RecordPair
from harness.simulator.recycle_bin import take_back_delete


class EnvironmentCommands(DataImport):
    """The layer of backups and restores, and of Dataverse's recycle bin."""

    __slots__ = ()

    def backup(self, command: Backup) -> Refusal | None:
        """Keep a backup of an environment, in place of an earlier one of that name (E1)."""
        from harness.simulator.backups import backup_of

        world, environment = self.world, command.environment
        backup = backup_of(world, environment)
        world.backups[environment, command.name] = backup
        world.journal.add(
            world.clock.now, None, "backed_up", "administrator", environment, rule="E1",
            data=(command.name, backup.record_count),
        )  # fmt: skip
        return None

    def restore(self, command: Restore) -> Refusal | None:
        """Put an environment back to its backup; the other one stays as it is (E1)."""
        world, environment, name = self.world, command.environment, command.name
        if world.job.executing:
            return "the batch job is executing", "E1", None
        backup = world.backups.get((environment, name))
        if backup is None:
            known = [other for where, other in world.backups if where == environment]
            where = ENVIRONMENT_NAMES[environment]
            return f"no such backup: {name} of {where}{did_you_mean(name, known)}", "E1", None
        from harness.simulator.backups import restore

        found = restore(world, environment, backup)
        world.journal.add(
            world.clock.now, None, "environment_restored", "administrator", environment,
            rule="E1", data={"backup": name, **found._asdict()},
        )  # fmt: skip
        return None

    def undelete(self, command: Undelete) -> Refusal | None:
        """A user takes the row of a thing that was deleted last out of the recycle bin (E2)."""
        world, name = self.world, command.record
        pair = world.record_pairs.named(name)
        binned = None if pair is None else pair.binned
        if pair is not None:
            there = world.records[DATAVERSE].find(pair.table.name, pair.key)
            if there is not None:
                key = pair.table.key_text(pair.key)
                return f"the natural key is taken: {key} of {pair.table.name}", "E2", None
        if pair is None or binned is None:
            return f"nothing to undelete: no user deleted {name} in Dataverse", "E2", None
        gone = self.lookup_gone(pair, binned.record)
        if gone:
            return f"what it looks up is gone: {gone}", "E2", None
        world.add(DATAVERSE, pair, binned.record)
        pair.binned = binned.taken_out()
        seq = world.journal.add(
            world.clock.now, None, "undeleted", USER_OF[DATAVERSE], DATAVERSE, pair.table.name,
            name, "E2", binned.record.values,
        )  # fmt: skip
        if not self.take_back_delete(pair, binned):
            touched, now = self.filled_columns(pair, binned.record), self.now_in(DATAVERSE)
            self.on_change(pair, DATAVERSE, "created", touched, None, seq, now)
        return None

    def take_back_delete(self, pair: RecordPair, binned: Binned) -> bool:
        """Take back the delete of a row that is undeleted, if it has not travelled (E2)."""
        return take_back_delete(self.world, pair, binned)

    def lookup_gone(self, pair: RecordPair, record: Record) -> str:
        """What the record looks up that is not in Dataverse, in words; or an empty text."""
        world, table = self.world, pair.table
        for place, target in table.lookups:
            key = at(record.values, place)
            if key is None or world.records[DATAVERSE].find(target, key) is not None:
                continue
            found = world.record_pairs.find(target, key)
            assert found is not None  # a pair that is looked up was a record's
            if found is not pair:  # itself it looks up as it comes back
                return f"{table.names[place]} looks up {found.name}"
        return ""

    def filled_columns(self, pair: RecordPair, record: Record) -> int:
        """The columns that count as edited where the record is created, as a bit set."""
        filled = sum(1 << place for place, it in enumerate(record.values) if it is not None)
        return self.counted_as_edits(pair.table, DATAVERSE, filled)
