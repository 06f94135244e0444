"""Mutants of live deletes (L6, L7): what they delete on the other side, and what wins over them."""

from typing import Final

from harness.domain.environments import Environment, other
from harness.domain.events import Actor
from harness.domain.request_kinds import DELETE
from harness.mutation.mutant import Mutation
from harness.mutation.mutants.building_blocks import record_in, replaced
from harness.simulator.integration.settlement import Settled
from harness.simulator.record_pairs import RecordPair, Request

_NEVER: Final = 1 << 62  # later than any time


class DeletesDoNotCross(Mutation):
    """A live delete leaves the record in the other environment."""

    breaks = "L6"

    def deliver_delete(self, request: Request, cause: int) -> None:
        pass

    def deletes_that_follow(self) -> dict[RecordPair, Request]:
        return {}


class _AsIfMade(Mutation):
    """A delete is compared as if it had been made at another time."""

    def made_at(self, request: Request) -> int:
        """That time, in seconds."""
        raise NotImplementedError

    def edited_after(self, request: Request) -> bool:
        with replaced(request, "changed_at", self.made_at(request)):
            return super().edited_after(request)


class DeleteBeatsALaterEdit(_AsIfMade):
    """A live delete also takes an edit made after it."""

    breaks = "L6"

    def made_at(self, request: Request) -> int:
        return _NEVER


class EarlierEditBeatsADelete(_AsIfMade):
    """Any edit that waits over there wins over a delete."""

    breaks = "L6"

    def made_at(self, request: Request) -> int:
        return -_NEVER


class DeleteInTheSameSecondLoses(_AsIfMade):
    """An edit of the delete's own second wins over it."""

    breaks = "L6"

    def made_at(self, request: Request) -> int:
        return request.changed_at - 1


class DeleteIsAsOldAsItsRequest(_AsIfMade):
    """A delete counts as made when its record was first changed and not when it was deleted."""

    breaks = "L6"

    def made_at(self, request: Request) -> int:
        return request.since


class EditLostWithADeleteUnreported(Mutation):
    """An edit lost with a delete is not reported."""

    breaks = "L6"

    def touched(self, pair: RecordPair, environment: Environment) -> int:
        return 0


class DeleteRemovesTheTrackingRow(Mutation):
    """A live delete leaves no tracking row."""

    breaks = "L6"

    def carry_out_delete(self, request: Request, actor: Actor, cause: int) -> Settled:
        result = super().carry_out_delete(request, actor, cause)
        row = request.pair.row
        if row is not None and row.deleted_from_dataverse:
            request.pair.row = None
        return result


class DeletedOnBothSidesSaysNo(Mutation):
    """Deleted on both sides, the tracking row still says No."""

    breaks = "L6"

    def carry_out_delete(self, request: Request, actor: Actor, cause: int) -> Settled:
        pair = request.pair
        gone = record_in(self.world, pair, other(request.environment)) is None
        result = super().carry_out_delete(request, actor, cause)
        if gone and pair.row is not None:
            pair.row = pair.row._replace(deleted_from_dataverse=False)
        return result


class LiveEditDoesNotRestore(Mutation):
    """A live edit of what the other side deleted waits for the batch job."""

    breaks = "L7"

    def deliver(self, request: Request, cause: int) -> None:
        theirs = request.pair.request(other(request.environment))
        if theirs is None or theirs.kind != DELETE or request.kind == DELETE:
            super().deliver(request, cause)


class TheirDeleteIsNotSpent(Mutation):
    """Deleted over there already, that delete stays missed."""

    breaks = "L6"

    def carry_out_delete(self, request: Request, actor: Actor, cause: int) -> Settled:
        pair = request.pair
        theirs = pair.request(other(request.environment))
        state = theirs.state if theirs is not None and theirs.kind == DELETE else None
        result = super().carry_out_delete(request, actor, cause)
        if theirs is not None and state is not None and pair.request(theirs.environment) is None:
            self.world.missed.again(pair, theirs.environment, state)
        return result


class LateEditRestoresWhatWasDeletedLive(Mutation):
    """An edit that arrives restores what was deleted live over there after it."""

    breaks = "L7"

    def overtakes(self, request: Request) -> bool:
        return False


class DeleteMadeWhileOffStopsAnEdit(Mutation):
    """An edit that arrives is lost to an earlier delete made while integration was off."""

    breaks = "L7"

    def overtakes(self, request: Request) -> bool:
        with replaced(request, "made_on", True):
            return super().overtakes(request)
