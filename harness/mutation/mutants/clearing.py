"""Mutants of clearing tracking information (C)."""

from typing import Any, ClassVar

from harness.domain.catalog import Table
from harness.domain.commands import ClearTracking
from harness.domain.environments import DATAVERSE, HR, Environment, other
from harness.domain.errors import Refusal
from harness.domain.reconcile import EDITED, RECONCILE, Decision
from harness.domain.request_kinds import CREATE, DELETE, EDIT, RequestKind
from harness.mutation.mutant import Mutation
from harness.mutation.mutants.building_blocks import (
    put_under,
    record_in,
    row_changed,
    was_cleared,
)
from harness.simulator.integration.settlement import Settled
from harness.simulator.record_pairs import RecordPair, Request
from harness.simulator.run_in_progress import RunInProgress


class _DeletesTravelUntracked(Mutation):
    """Untracked deletes of one environment are delivered by natural key."""

    of: ClassVar[Environment]

    def deliver(self, request: Request, cause: int) -> None:
        world, pair, across = self.world, request.pair, other(request.environment)
        follows = request.kind == DELETE and request.environment == self.of
        record = record_in(world, pair, across)
        if not follows or pair.tracked or record is None:
            super().deliver(request, cause)
        elif not self.unavailable() and not self.in_use(pair, across):
            world.remove(across, pair, record)
            world.missed.spend_both(pair)


class _JobMoves(Mutation):
    """The batch job holds back no requests of one kind from one environment."""

    kind: ClassVar[RequestKind]
    of: ClassVar[Environment]

    def is_held_back(self, run: RunInProgress, request: Request) -> bool:
        if request.kind == self.kind and request.environment == self.of:
            return False
        return super().is_held_back(run, request)


class ClearsEveryTable(Mutation):
    """Clearing one table clears all."""

    breaks = "C1"

    def clear_rows(self, table: Table) -> int:
        tables = [self.world.catalog[name] for name in self.world.record_pairs.tables()]
        return sum([super(ClearsEveryTable, self).clear_rows(each) for each in tables])


class ClearLeavesTombstones(Mutation):
    """Rows that say Yes are not cleared."""

    breaks = "C1"

    def clear_rows(self, table: Table) -> int:
        pairs = self.world.record_pairs.of(table.name)
        kept = [(pair, pair.row) for pair in pairs if pair.row and not pair.tracked]
        cleared = super().clear_rows(table)
        for pair, tombstone in kept:
            pair.row = tombstone
        return cleared - len(kept)


class ClearMakesTombstones(Mutation):
    """Clearing only sets Deleted from Dataverse to Yes."""

    breaks = "C1"

    def clear_rows(self, table: Table) -> int:
        pairs = self.world.record_pairs.of(table.name)
        rows = [(pair, pair.row) for pair in pairs if pair.row]
        cleared = super().clear_rows(table)
        for pair, before in rows:
            pair.row = before._replace(deleted_from_dataverse=True)
        return cleared


class ClearForgetsWhatIsMissed(Mutation):
    """Clearing forgets what has not travelled."""

    breaks = "C1"

    def clear_rows(self, table: Table) -> int:
        for request in self.world.missed.in_order([table.name]):
            self.world.missed.spend(request)
        return super().clear_rows(table)


class ClearDeletesInDataverse(Mutation):
    """Clearing deletes the rows in Dataverse."""

    breaks = "C1"

    def clear_rows(self, table: Table) -> int:
        for pair in self.world.record_pairs.of(table.name):
            record = record_in(self.world, pair, DATAVERSE)
            if record is not None and not self.in_use(pair, DATAVERSE):
                self.world.remove(DATAVERSE, pair, record)
        return super().clear_rows(table)


class EditAfterAClearTravels(Mutation):
    """An edit of an untracked row in Dataverse reaches HR."""

    breaks = "C2"

    def travels(self, request: Request | None) -> bool:
        return super().travels(request) or (request is not None and request.kind == EDIT)


class JobMovesEditsAfterAClear(_JobMoves):
    """The batch job carries such an edit to HR."""

    breaks = "C2"
    kind = EDIT
    of = DATAVERSE


class DeleteAfterAClearTravels(_DeletesTravelUntracked):
    """A delete of an untracked row in Dataverse deletes the record in HR."""

    breaks = "C2"
    of = DATAVERSE


class JobUndoesDeletesAfterAClear(_JobMoves):
    """The batch job brings a row back that was deleted in Dataverse after a clear."""

    breaks = "C2"
    kind = DELETE
    of = DATAVERSE


class HrEditAfterAClearIsHeldBack(Mutation):
    """An edit of an untracked record in HR stays."""

    breaks = "C3"

    def travels(self, request: Request | None) -> bool:
        return request is not None and request.kind != EDIT and super().travels(request)


class LinkingMakesANewRow(Mutation):
    """The row that is found by natural key is replaced."""

    breaks = "C3"

    def settle(self, pair: RecordPair, *how: Any, **more: Any) -> Settled:
        world, theirs = self.world, record_in(self.world, pair, DATAVERSE)
        if not pair.tracked and theirs is not None and record_in(world, pair, HR) is not None:
            put_under(world.new_reference(DATAVERSE), world, pair, DATAVERSE, theirs)
        return super().settle(pair, *how, **more)


class LinkingLetsHrWin(Mutation):
    """Linking what both sides edited copies HR's without comparing."""

    breaks = "C4"
    RECONCILE = row_changed(RECONCILE, (EDITED, EDITED, False), Decision("R2", "hr"))


class NewRowAfterAClearIsHeldBack(Mutation):
    """A row created in Dataverse after a clear does not travel live."""

    breaks = "C5"

    def deliver(self, request: Request, cause: int) -> None:
        new = request.kind == CREATE and request.environment == DATAVERSE
        if new and was_cleared(self.world, request.pair.table.name):
            self.hold_back(request, cause)
        else:
            super().deliver(request, cause)


class HrDeleteAfterAClearTravels(_DeletesTravelUntracked):
    """A delete of an untracked record in HR deletes the row in Dataverse."""

    breaks = "C6"
    of = HR


class JobUndoesHrDeletesAfterAClear(_JobMoves):
    """The batch job brings a record back that was deleted in HR after a clear."""

    breaks = "C6"
    kind = DELETE
    of = HR


class ClearRefusedWhileOff(Mutation):
    """Tracking cannot be cleared while integration is off."""

    breaks = "C7"

    def clear_tracking(self, command: ClearTracking) -> Refusal | None:
        if not self.world.on:
            return "integration is off", "C7", None
        return super().clear_tracking(command)
