"""Mutants of environments (E): what a restore brings back, and what an undelete does."""

from typing import Any

from harness.domain.commands import Backup, Restore, Undelete
from harness.domain.environments import DATAVERSE, Environment
from harness.domain.errors import Refusal
from harness.domain.request_kinds import DELETE, EDIT
from harness.mutation.mutant import Mutation
from harness.mutation.mutants.building_blocks import (
    UserChange,
    put_under,
    record_in,
    replaced,
)
from harness.simulator.pair_state import Binned
from harness.simulator.record_pairs import RecordPair, Request


class TravelledRequestsComeBack(Mutation):
    """A restore brings back requests that have travelled since."""

    breaks = "E1"

    def restore(self, command: Restore) -> Refusal | None:
        log = self.world.missed.log
        if log is None:
            return super().restore(command)
        with replaced(log, "has_travelled", lambda _request: False):
            return super().restore(command)


class RestoreLosesTheOtherSidesRequests(Mutation):
    """A restore forgets the requests of the other environment."""

    breaks = "E1"

    def restore(self, command: Restore) -> Refusal | None:
        refusal, missed = super().restore(command), self.world.missed
        for request in missed.in_order() if refusal is None else ():
            if request.environment != command.environment:
                missed.spend(request, travelled=False)
        return refusal


class RestoreLosesItsRequests(Mutation):
    """A restored environment has none of the requests that were there."""

    breaks = "E1"

    def restore(self, command: Restore) -> Refusal | None:
        refusal, missed = super().restore(command), self.world.missed
        for request in missed.in_order() if refusal is None else ():
            if request.environment == command.environment:
                missed.spend(request, travelled=False)
        return refusal


class RestoreUsesReferencesAgain(Mutation):
    """After a restore, references are given that records had in the meantime."""

    breaks = "E1"

    def __init__(self, *world: Any) -> None:
        super().__init__(*world)
        self.used: dict[tuple[Environment, str], int] = {}

    def backup(self, command: Backup) -> Refusal | None:
        place = command.environment, command.name
        self.used[place] = self.world._references[command.environment]
        return super().backup(command)

    def restore(self, command: Restore) -> Refusal | None:
        refusal = super().restore(command)
        if refusal is None:
            place = command.environment, command.name
            self.world._references[command.environment] = self.used[place]
        return refusal


class RestoreLeavesTheTrackingRows(Mutation):
    """A restore of HR leaves the tracking rows as they are."""

    breaks = "E1"

    def restore(self, command: Restore) -> Refusal | None:
        rows = [(pair, pair.row) for pair in self.world.record_pairs.all()]
        refusal = super().restore(command)
        for pair, row in rows:
            pair.row = row
        return refusal


class RestoredChangesStayOnTheirWay(Mutation):
    """What waited to be delivered is on its way again after a restore."""

    breaks = "E1"

    def restore(self, command: Restore) -> Refusal | None:
        missed = self.world.missed
        waited = {request.since_seq: cause for request, cause in missed.waiting.items()}
        refusal = super().restore(command)
        for request in missed.in_order():
            if request.since_seq in waited:
                missed.waiting[request] = waited[request.since_seq]
        return refusal


class RestoreIsAnEdit(Mutation):
    """What a restore changes back travels, as users' edits do."""

    breaks = "E1"

    def restore(self, command: Restore) -> Refusal | None:
        world, side = self.world, command.environment
        before = {pair: record_in(world, pair, side) for pair in world.record_pairs.all()}
        refusal = super().restore(command)
        for pair, was in before.items():
            now = record_in(world, pair, side)
            if was and now and was.values != now.values and pair.request(side) is None:
                touched = (1 << len(pair.table.columns)) - 1
                touched = self.counted_as_edits(pair.table, side, touched)
                at, seq = world.clock.now, len(world.journal)
                world.missed.add(pair, side, EDIT, touched, at, seq, None)
        return refusal


class DeleteStaysMissedAfterAnUndelete(Mutation):
    """The delete of a row that was taken out of the recycle bin stays missed."""

    breaks = "E2"

    def take_up(self, *change: Any, **more: Any) -> Request | None:
        made = UserChange(*change, **more)
        request = made.pair.request(made.environment)
        if request is not None and request.kind == DELETE and made.change != "created":
            request.kind = EDIT  # the row is there, and there is no edit of what is deleted
        return super().take_up(*change, **more)

    def take_back_delete(self, pair: RecordPair, binned: Binned) -> bool:
        request = pair.dataverse_request
        waits = request is not None and request.kind == DELETE and request.since_seq == binned.seq
        return waits or super().take_back_delete(pair, binned)


class UndeleteIsAlwaysACreate(Mutation):
    """A row that is taken out of the recycle bin is a new one."""

    breaks = "E2"

    def take_back_delete(self, pair: RecordPair, binned: Binned) -> bool:
        return False


class _AfterAnUndelete(Mutation):
    """After an undelete something more is done with the row."""

    def after_undelete(self, pair: RecordPair) -> None:
        """Do it."""
        raise NotImplementedError

    def undelete(self, command: Undelete) -> Refusal | None:
        refusal = super().undelete(command)
        pair = self.world.record_pairs.named(command.record)
        if refusal is None and pair is not None:
            self.after_undelete(pair)
        return refusal


class UndeletedRowHasANewRowId(_AfterAnUndelete):
    """A row that is taken out of the recycle bin has a new row id."""

    breaks = "E2"

    def after_undelete(self, pair: RecordPair) -> None:
        record = record_in(self.world, pair, DATAVERSE)
        if record is not None:
            reference = self.world.new_reference(DATAVERSE)
            put_under(reference, self.world, pair, DATAVERSE, record)


class UndeletedRowWasEditedNow(_AfterAnUndelete):
    """The last edit of a row that is taken out of the recycle bin is that moment."""

    breaks = "E2"

    def after_undelete(self, pair: RecordPair) -> None:
        record = record_in(self.world, pair, DATAVERSE)
        if record is not None:
            now = self.now_in(DATAVERSE)
            self.world.put(DATAVERSE, pair, record._replace(edited_at=now), record)


class IntegrationsDeletesGoIntoTheBin(Mutation):
    """A row that the integration deleted can be taken out of the recycle bin."""

    breaks = "E2"

    def remove(self, pair: RecordPair, environment: Environment, *how: Any, **more: Any) -> None:
        record = record_in(self.world, pair, environment)
        super().remove(pair, environment, *how, **more)
        if environment == DATAVERSE and record is not None:
            pair.binned = Binned(record, -1, None, None, None, 0)
