"""Mutants of sync now (N): the full synchronization of one table."""

from typing import Any, Final

from harness.domain.catalog import Table
from harness.domain.commands import SyncNow
from harness.domain.environments import DATAVERSE, HR
from harness.domain.errors import Refusal
from harness.domain.reconcile import EDITED, RECONCILE, SAME, Decision, Outcome, reconcile
from harness.domain.records import Record
from harness.mutation.mutant import Mutation
from harness.mutation.mutants.building_blocks import (
    CarriesOutDeletes,
    gone,
    overlooked,
    record_in,
    replaced,
    row_changed,
)
from harness.simulator.integration.settlement import Settled
from harness.simulator.record_pairs import RecordPair, Request

_FULL: Final = 8  # which argument of `reconcile` it is, from zero
_NEVER: Final = 1 << 62  # later than any time


class _PassesOverSome(Mutation):
    """Of the pairs to synchronize, only some are."""

    def takes(self, pair: RecordPair) -> bool:
        """Whether sync now handles a pair."""
        raise NotImplementedError

    def pairs_to_sync(self, table: Table) -> list[RecordPair]:
        return [pair for pair in super().pairs_to_sync(table) if self.takes(pair)]


class SyncNowTakesWhatWaitsOnly(_PassesOverSome):
    """Sync now handles missed requests and nothing else."""

    breaks = "N1"

    def takes(self, pair: RecordPair) -> bool:
        return pair.hr_request is not None or pair.dataverse_request is not None


class SyncNowStartsFromHr(_PassesOverSome):
    """Sync now passes over what is in Dataverse only."""

    breaks = "N1"

    def takes(self, pair: RecordPair) -> bool:
        return record_in(self.world, pair, HR) is not None


class SyncNowForgetsWhatIsGone(_PassesOverSome):
    """Sync now passes over requests of records that are gone on both sides."""

    breaks = "N1"

    def takes(self, pair: RecordPair) -> bool:
        return not gone(self.world, pair)


class SyncNowDoesNotDeliver(Mutation):
    """Sync now does not first deliver what waits."""

    breaks = "N1"

    def deliver_waiting(self, table: Table, cause: int) -> None:
        pass


class SyncNowWhileOff(Mutation):
    """Sync now runs while integration is off."""

    breaks = "N2"

    def sync_now(self, command: SyncNow) -> Refusal | None:
        with replaced(self.world, "on", True):
            return super().sync_now(command)


class SyncNowWhileOffIsSilent(Mutation):
    """Sync now while off does nothing and says nothing."""

    breaks = "N2"

    def sync_now(self, command: SyncNow) -> Refusal | None:
        return overlooked(super().sync_now(command), "N2")


class FoundAndNotLinked(Mutation):
    """What is found by natural key is copied but not tracked."""

    breaks = "N3"

    def settle(self, pair: RecordPair, *how: Any, **more: Any) -> Settled:
        both = record_in(self.world, pair, HR) and record_in(self.world, pair, DATAVERSE)
        before = pair.row
        result = super().settle(pair, *how, **more)
        if both and (before is None or before.deleted_from_dataverse):
            pair.row = before
        return result


class _CarriesOutAfterAClear(CarriesOutDeletes):
    """Sync now carries out deletes of what is not tracked."""

    def _carries_out(
        self, record: Record, delete: Request, edit: Request | None, tracked: bool, full: bool
    ) -> bool:
        return full and not tracked


class SyncNowCarriesOutDeletes(_CarriesOutAfterAClear):
    """Sync now after a clear deletes in HR what was deleted in Dataverse."""

    breaks = "N4"
    of = (DATAVERSE,)


class SyncNowCarriesOutHrDeletes(_CarriesOutAfterAClear):
    """Sync now after a clear deletes in Dataverse what was deleted in HR."""

    breaks = "N5"
    of = (HR,)


class SyncNowTakesHr(Mutation):
    """Sync now after a clear overwrites an edit in Dataverse."""

    breaks = "N6"
    RECONCILE = row_changed(RECONCILE, (SAME, EDITED, False), Decision("R2", "hr"))


class SyncNowOfEveryTable(Mutation):
    """Sync now of one table runs for all."""

    breaks = "N7"

    def sync_now(self, command: SyncNow) -> Refusal | None:
        refusal = super().sync_now(command)
        for name in self.world.record_pairs.tables():
            also = self.world.catalog[name]
            if refusal is None and name != command.table and not self.selectable(also):
                super().sync_now(SyncNow(name))
        return refusal


class SyncNowGoesBackwards(Mutation):
    """Sync now reconciles the records in the reverse order."""

    breaks = "N1"

    def pairs_to_sync(self, table: Table) -> list[RecordPair]:
        return super().pairs_to_sync(table)[::-1]


class SyncNowLeavesRowsOfWhatIsGone(_PassesOverSome):
    """Sync now leaves the tracking row of a record that is gone, and has no request."""

    breaks = "N1"

    def takes(self, pair: RecordPair) -> bool:
        waits = pair.hr_request is not None or pair.dataverse_request is not None
        return waits or not gone(self.world, pair)


class SyncNowTakesHrWhereNobodyEdited(Mutation):
    """Sync now copies HR's record where no request says who edited it, however old it is."""

    breaks = "R8"

    @staticmethod
    def reconcile(*sides: Any, **more: Any) -> Outcome:
        asked = [*sides]
        hr, touched = asked[1], (asked[2], asked[4])
        if asked[_FULL] and hr is not None and not any(touched):
            asked[1] = hr._replace(edited_at=_NEVER)
        return reconcile(*asked, **more)


class SyncNowLeavesWhatNobodyEdited(Mutation):
    """Sync now leaves records that differ where no request says who edited them."""

    breaks = "R8"

    @staticmethod
    def reconcile(*sides: Any, **more: Any) -> Outcome:
        asked = [*sides]
        asked[_FULL] = False
        return reconcile(*asked, **more)
