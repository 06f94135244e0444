"""Mutants of data import (M): what a row does, and how long it takes."""

from collections.abc import Iterable
from typing import Any

from harness.domain.catalog import Table
from harness.domain.commands import Import, Row
from harness.domain.environments import DATAVERSE, Environment
from harness.domain.errors import Refusal, Refused
from harness.domain.records import Record
from harness.domain.request_kinds import touched_columns
from harness.mutation.mutant import Mutation
from harness.mutation.mutants.building_blocks import (
    TakesUpOtherwise,
    UserChange,
    record_in,
    replaced,
)
from harness.stores.interface import Store


class ImportOnlyCreates(Mutation):
    """An import refuses what is there already."""

    breaks = "M1"

    def import_row(self, table: Table, environment: Environment, row: Row, cause: int) -> str:
        key = touched_columns(table.names, table.key_bits)
        for record in self.world.stores[environment].records(table.name):
            pair = self.world.record_pairs.find(table.name, record.key)
            known = dict(zip(table.names, record.values, strict=False))
            if pair and all(known.get(name) == value for name, value in row.values if name in key):
                raise Refused(f"{pair.name} exists already")
        return super().import_row(table, environment, row, cause)


class TheSameAgainIsAnEdit(Mutation):
    """Importing what is there already is an edit."""

    breaks = "M1"

    def import_row(self, table: Table, environment: Environment, row: Row, cause: int) -> str:
        outcome = super().import_row(table, environment, row, cause)
        if outcome != "same":
            return outcome
        world = self.world
        values, _ = self.apply_values(environment, table, (), row.values)
        pair = world.record_pairs.find(table.name, table.key_of(values))
        assert pair is not None
        record = record_in(world, pair, environment)
        assert record is not None
        now = world.clock.now
        world.put(environment, pair, record._replace(edited_at=now), record)
        touched = sum(1 << table.index[name] for name, value in row.values if value is not None)
        self.on_change(pair, environment, "edited", touched, None, len(world.journal), now)
        return "edited"


class ImportEmptiesTheRest(Mutation):
    """An import empties the columns that it does not name."""

    breaks = "M1"

    def import_row(self, table: Table, environment: Environment, row: Row, cause: int) -> str:
        stays = {name for name, _ in row.values}
        stays.update(touched_columns(table.names, table.key_bits))
        rest = tuple((name, None) for name in table.names if name not in stays)
        return super().import_row(table, environment, row._replace(values=row.values + rest), cause)


class RefusedRowStopsTheImport(Mutation):
    """After a row that is refused nothing is imported."""

    breaks = "M1"
    refused_import: int | None = None  # the journal entry of its start

    def import_row(self, table: Table, environment: Environment, row: Row, cause: int) -> str:
        if self.refused_import == cause:
            return "same"
        try:
            return super().import_row(table, environment, row, cause)
        except Refused:
            self.refused_import = cause
            raise


class ImportedWaitsForTheJob(Mutation):
    """Imported records do not travel before the batch job."""

    breaks = "M1"

    def import_row(self, table: Table, environment: Environment, row: Row, cause: int) -> str:
        with replaced(self.world, "on", False):
            return super().import_row(table, environment, row, cause)


class ImportCostsAreSwapped(Mutation):
    """An import takes longer with integration off than on."""

    breaks = "M2"

    def import_cost(self) -> int:
        with replaced(self.world, "on", not self.world.on):
            return super().import_cost()


class ImportTakesNoTime(Mutation):
    """An import takes no time."""

    breaks = "M2"
    importing = False

    def import_rows(self, command: Import) -> Refusal | None:
        with replaced(self, "importing", True):
            return super().import_rows(command)

    def pass_time(self, milliseconds: int) -> None:
        if not self.importing:
            super().pass_time(milliseconds)


class _Truncating(Mutation):
    """While an import deletes the records of its table, something is otherwise."""

    truncating = False

    def truncate(self, *table: Any, **more: Any) -> list[str]:
        with replaced(self, "truncating", True):
            return super().truncate(*table, **more)


class TruncateLeavesNoTrace(_Truncating, TakesUpOtherwise):
    """What an import deletes first makes no requests."""

    breaks = "M3"

    def as_taken_up(self, change: UserChange) -> UserChange | None:
        return None if self.truncating else change


class TruncateIsIgnored(Mutation):
    """An import deletes nothing first."""

    breaks = "M3"

    def truncate(self, *table: Any, **more: Any) -> list[str]:
        return []


class _OldestFirst:
    """A store whose records are read in the reverse order."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def records(self, table: str) -> Iterable[Record]:
        return list(self._store.records(table))[::-1]


class TruncateGoesOldestFirst(Mutation):
    """An import deletes the oldest record first, which others may look up."""

    breaks = "M3"

    def truncate(self, table: Table, environment: Environment, *how: Any, **more: Any) -> list[str]:
        records = self.world.records
        reverse = {**records, environment: _OldestFirst(records[environment])}
        with replaced(self.world, "records", reverse):
            return super().truncate(table, environment, *how, **more)


class RefusedDeletesAreNotCounted(Mutation):
    """What an import may not delete first is passed over in silence."""

    breaks = "M3"

    def truncate(
        self, table: Table, environment: Environment, cause: int, counts: dict[str, int]
    ) -> list[str]:
        refused = counts["refused"]
        super().truncate(table, environment, cause, counts)
        counts["refused"] = refused
        return []


class TruncateTakesTime(Mutation):
    """Deleting first takes as long as importing."""

    breaks = "M3"

    def truncate(self, table: Table, environment: Environment, *how: Any, **more: Any) -> list[str]:
        count = len(list(self.world.stores[environment].records(table.name)))
        found = super().truncate(table, environment, *how, **more)
        self.pass_time(count * self.import_cost())
        return found


class _IntoDataverse(Mutation):
    """While rows are imported into Dataverse, something is otherwise."""

    into_dataverse = False

    def import_rows(self, command: Import) -> Refusal | None:
        with replaced(self, "into_dataverse", command.environment == DATAVERSE):
            return super().import_rows(command)


class ImportIntoDataverseDoesNotTravel(_IntoDataverse, TakesUpOtherwise):
    """What is imported into Dataverse makes no requests."""

    breaks = "M4"

    def as_taken_up(self, change: UserChange) -> UserChange | None:
        imported = self.into_dataverse and change.environment == DATAVERSE
        return None if imported else change


class ImportIntoDataverseTakesNoTime(_IntoDataverse):
    """An import into Dataverse takes no time."""

    breaks = "M4"

    def import_cost(self) -> int:
        return 0 if self.into_dataverse else super().import_cost()
