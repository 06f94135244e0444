"""Mutants of the grid of tracking rows (G): references, selection, entities, tombstones."""

from dataclasses import replace
from typing import Any

from harness.domain.catalog import Table
from harness.domain.commands import Create
from harness.domain.environments import DATAVERSE, HR, Environment
from harness.domain.errors import Refusal
from harness.mutation.mutant import Mutation
from harness.mutation.mutants.building_blocks import TakesUpOtherwise, UserChange, record_in
from harness.simulator.integration.settlement import DONE, Settled
from harness.simulator.integration.writing import Synced
from harness.simulator.pair_state import TrackingRow
from harness.simulator.record_pairs import RecordPair


class _TracksOtherwise(Mutation):
    """The tracking row that is written is another."""

    def row_for(
        self, pair: RecordPair, before: TrackingRow | None, row: TrackingRow, synced: Synced
    ) -> TrackingRow:
        """What to write instead of a row, given the one from before it."""
        raise NotImplementedError

    def track(self, pair: RecordPair, rec_id: int, row_id: int, synced: Synced) -> None:
        before = pair.row
        super().track(pair, rec_id, row_id, synced)
        assert pair.row is not None
        pair.row = self.row_for(pair, before, pair.row, synced)


class ReferencesAreSwapped(Mutation):
    """The grid has RecId and row id in each other's column."""

    breaks = "G1"

    def track(self, pair: RecordPair, rec_id: int, row_id: int, synced: Synced) -> None:
        super().track(pair, row_id, rec_id, synced)


class EveryTableCanBeSelected(Mutation):
    """Tables without custom fields can be selected."""

    breaks = "G2"

    def selectable(self, table: Table) -> str:
        return ""


class UnselectableTablesDoNotSync(Mutation):
    """Tables that are not in the grid do not sync."""

    breaks = "G2"

    def settle(self, pair: RecordPair, *how: Any, **more: Any) -> Settled:
        if not pair.table.in_grid:
            self.world.missed.spend_both(pair)
            return DONE
        return super().settle(pair, *how, **more)


class EntityIsTheTablesOwn(_TracksOtherwise):
    """The grid always shows the table's own entity."""

    breaks = "G3"

    def row_for(
        self, pair: RecordPair, before: TrackingRow | None, row: TrackingRow, synced: Synced
    ) -> TrackingRow:
        return row._replace(entity=pair.table.entity)


class FirstEntityCounts(TakesUpOtherwise):
    """Of several entities the first that was named is shown."""

    breaks = "G3"

    def as_taken_up(self, change: UserChange) -> UserChange:
        request = change.pair.hr_request
        named = request.entity if request else None
        if named is None or change.environment != HR:
            return change
        return change._replace(entity=named)


class DataverseEditResetsTheEntity(_TracksOtherwise):
    """An edit in Dataverse resets the entity to the table's own."""

    breaks = "G3"

    def row_for(
        self, pair: RecordPair, before: TrackingRow | None, row: TrackingRow, synced: Synced
    ) -> TrackingRow:
        return row._replace(entity=pair.table.entity) if synced is None else row


class DeletedRowSaysNo(Mutation):
    """After a live delete the row still says No."""

    breaks = "G4"

    def bury(self, pair: RecordPair) -> None:
        pass


class RestoredRowSaysYes(_TracksOtherwise):
    """A tombstone still says Yes when its record is back."""

    breaks = "G4"

    def row_for(
        self, pair: RecordPair, before: TrackingRow | None, row: TrackingRow, synced: Synced
    ) -> TrackingRow:
        says_yes = before is not None and before.deleted_from_dataverse
        return row._replace(deleted_from_dataverse=says_yes)


class TombstoneKeepsItsReferences(_TracksOtherwise):
    """A tombstone that is used again points at the records that are gone."""

    breaks = "G4"

    def row_for(
        self, pair: RecordPair, before: TrackingRow | None, row: TrackingRow, synced: Synced
    ) -> TrackingRow:
        if before is not None and before.deleted_from_dataverse:
            return before._replace(deleted_from_dataverse=False)
        return row


class OwnReferenceIsIgnored(Mutation):
    """A record that is created under a RecId or row id of its own gets another."""

    breaks = "G5"

    def create(self, command: Create) -> Refusal | None:
        return super().create(replace(command, reference=None))


class CopyBearsTheReferenceOverThere(Mutation):
    """A row that the integration makes in Dataverse bears the RecId of its record."""

    breaks = "G5"

    def reference_of_copy(self, pair: RecordPair, environment: Environment) -> int:
        record = record_in(self.world, pair, HR)
        if environment == DATAVERSE and record is not None and not pair.tracked:
            return record.reference
        return super().reference_of_copy(pair, environment)
