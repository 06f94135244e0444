"""Mutants of deletion (R4 to R6, R12, R13): records deleted on one side or on both."""

from harness.domain.environments import DATAVERSE, ENVIRONMENTS, HR, Environment, other
from harness.domain.events import Actor
from harness.domain.records import Record, Values
from harness.mutation.mutant import Mutation
from harness.mutation.mutants.building_blocks import CarriesOutDeletes, replaced
from harness.simulator.integration.settlement import DONE, Settled
from harness.simulator.record_pairs import RecordPair, Request


class _DeletesBeatWhatNobodyEdited(CarriesOutDeletes):
    """Deletes of a tracked record are carried out unless it was edited on the other side."""

    def _carries_out(
        self, record: Record, delete: Request, edit: Request | None, tracked: bool, full: bool
    ) -> bool:
        return tracked and edit is None


class RestoredUnderANewRowId(Mutation):
    """A record restored in Dataverse gets a new row id."""

    breaks = "R4"

    def reference_of_copy(self, pair: RecordPair, environment: Environment) -> int:
        if environment == DATAVERSE:
            return self.world.new_reference(DATAVERSE)
        return super().reference_of_copy(pair, environment)


class DeleteInDataverseIsCarriedOut(_DeletesBeatWhatNobodyEdited):
    """What was deleted in Dataverse while off is deleted in HR as well."""

    breaks = "R4"
    of = (DATAVERSE,)


class RestoredUnderTheOldRecid(Mutation):
    """A record restored in HR has the RecId it had before."""

    breaks = "R5"

    def reference_of_copy(self, pair: RecordPair, environment: Environment) -> int:
        if environment == HR and pair.row is not None and pair.tracked:
            return pair.row.human_resources_reference
        return super().reference_of_copy(pair, environment)


class DeleteInHrIsCarriedOut(_DeletesBeatWhatNobodyEdited):
    """What was deleted in HR while off is deleted in Dataverse as well."""

    breaks = "R5"
    of = (HR,)


class GoneOnBothSidesIsPassedOver(Mutation):
    """What was deleted on both sides stays missed and tracked."""

    breaks = "R6"

    def settle_gone(self, pair: RecordPair, actor: Actor, cause: int, rule: str) -> Settled:
        return DONE


class GoneOnBothSidesKeepsItsRow(Mutation):
    """What was deleted on both sides keeps its tracking row."""

    breaks = "R6"

    def drop(self, pair: RecordPair, actor: Actor, cause: int, rule: str) -> None:
        with replaced(pair, "row", pair.row):
            super().drop(pair, actor, cause, rule)


class LaterDeleteBeatsAnEdit(CarriesOutDeletes):
    """A delete made after the other side's edit is carried out."""

    breaks = "R12"
    of = ENVIRONMENTS

    def _carries_out(
        self, record: Record, delete: Request, edit: Request | None, tracked: bool, full: bool
    ) -> bool:
        return tracked and edit is not None and delete.changed_at > (record.edited_at or 0)


class UndoneDeleteUnreported(Mutation):
    """A delete that is reversed is not reported."""

    breaks = "R13"

    def report_undone_delete(
        self, pair: RecordPair, environment: Environment, actor: Actor, cause: int, rule: str
    ) -> None:
        pass


class EveryCopyIsAnUndoneDelete(Mutation):
    """A record that is new over there is reported as an undone delete."""

    breaks = "R13"

    def write(
        self,
        pair: RecordPair,
        environment: Environment,
        record: Record | None,
        request: Request | None,
        values: Values,
        actor: Actor,
        cause: int,
        rule: str,
    ) -> Record:
        written = super().write(pair, environment, record, request, values, actor, cause, rule)
        if record is None and request is None:
            self.report_undone_delete(pair, environment, actor, cause, rule)
        return written


class UndoneDeleteToldOfTheOtherSide(Mutation):
    """An undone delete is reported for the environment that still had the record."""

    breaks = "R13"

    def report_undone_delete(
        self, pair: RecordPair, environment: Environment, actor: Actor, cause: int, rule: str
    ) -> None:
        super().report_undone_delete(pair, other(environment), actor, cause, rule)
