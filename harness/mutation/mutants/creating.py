"""Mutants of creation (R8 to R10, R17): records that are new on one side, or created again."""

from typing import Any, ClassVar

from harness.domain.environments import DATAVERSE, HR, Environment, other
from harness.domain.events import Actor
from harness.domain.request_kinds import COALESCE, CREATE, DELETE, EDIT, RECREATE
from harness.mutation.mutant import Mutation
from harness.mutation.mutants.building_blocks import (
    TakesUpOtherwise,
    UserChange,
    record_in,
    row_changed,
)
from harness.simulator.integration.settlement import DONE, FAILED, Settled
from harness.simulator.integration.writing import WriteProblem
from harness.simulator.record_pairs import RecordPair


class _CreatesNothingNew(Mutation):
    """In one environment no record is created: a new one on the other side counts as settled."""

    spared: ClassVar[Environment]

    def settle(self, pair: RecordPair, *how: Any, **more: Any) -> Settled:
        source = record_in(self.world, pair, other(self.spared))
        if not pair.tracked and source and record_in(self.world, pair, self.spared) is None:
            self.world.missed.spend_both(pair)
            return DONE
        return super().settle(pair, *how, **more)


class CreatedOnBothSidesFails(Mutation):
    """Created on both sides with one natural key, it fails as a duplicate."""

    breaks = "R8"

    def settle(self, pair: RecordPair, actor: Actor, cause: int, *how: Any, **more: Any) -> Settled:
        kinds = [request and request.kind for request in (pair.hr_request, pair.dataverse_request)]
        if not pair.tracked and kinds == [CREATE, CREATE]:
            reason = "there is one with that natural key already"
            self.fail(pair, actor, cause, WriteProblem("R8", reason, DATAVERSE))
            return FAILED
        return super().settle(pair, actor, cause, *how, **more)


class NewInHrIsNotCreated(_CreatesNothingNew):
    """What is new in HR is never created in Dataverse."""

    breaks = "R9"
    spared = DATAVERSE


class CopiedAndNotLinked(Mutation):
    """A record that is copied is not linked with its copy."""

    breaks = "R9"

    def track(self, pair: RecordPair, *row: Any, **more: Any) -> None:
        if pair.row is not None:
            super().track(pair, *row, **more)


class NewInDataverseIsNotCreated(_CreatesNothingNew):
    """What is new in Dataverse is never created in HR."""

    breaks = "R10"
    spared = HR


class CreatedAgainAndDeletedIsNothing(Mutation):
    """Deleted, created again and deleted, the delete is forgotten."""

    breaks = "R17"
    COALESCE = row_changed(COALESCE, (RECREATE, "deleted"), None)


class CreatedAgainIsAnEdit(Mutation):
    """An untracked row created again in Dataverse is taken for an edit, and held back."""

    breaks = "R17"
    COALESCE = row_changed(COALESCE, (DELETE, "created"), EDIT)


class TrackingRowKeepsItsReferences(Mutation):
    """The tracking row still points at the record that was deleted."""

    breaks = "R17"

    def track(self, pair: RecordPair, *row: Any, **more: Any) -> None:
        before, tracked = pair.row, pair.tracked
        super().track(pair, *row, **more)
        if tracked and before is not None and pair.row is not None:
            pair.row = before._replace(entity=pair.row.entity)


class EditedBeforeTheDeleteCounts(TakesUpOtherwise):
    """Created again, the columns that were edited before the delete count as given."""

    breaks = "R17"

    def as_taken_up(self, change: UserChange) -> UserChange:
        request = change.pair.request(change.environment)
        # a delete touches no column, and neither does what follows it
        before = 0 if request is None else request.touched
        return change._replace(touched=change.touched | before)
