"""Mutants of columns that nobody listens to (L8)."""

from harness.domain.request_kinds import Change
from harness.mutation.mutant import Mutation
from harness.mutation.mutants.building_blocks import TakesUpOtherwise, UserChange, replaced
from harness.simulator.integration.live_sync import LiveSync
from harness.simulator.record_pairs import Request


def _deaf(integration: LiveSync, request: Request) -> int:
    """The columns that nobody listens to where a request was made."""
    return integration.world.not_listened.get((request.environment, request.table), 0)


class EveryColumnIsListenedTo(Mutation):
    """An edit of a column that nobody listens to is delivered."""

    breaks = "L8"

    def send(self, request: Request, change: Change, touched: int, cause: int) -> None:
        with replaced(self.world, "not_listened", {}):
            super().send(request, change, touched, cause)


class OneColumnHoldsTheOthers(Mutation):
    """An edit is held if one of its columns is not listened to, whatever the others are."""

    breaks = "L8"

    def send(self, request: Request, change: Change, touched: int, cause: int) -> None:
        super().send(request, change, touched & _deaf(self, request) or touched, cause)


class CreatesAreHeldToo(Mutation):
    """A create that fills a column that nobody listens to is not delivered."""

    breaks = "L8"

    def send(self, request: Request, change: Change, touched: int, cause: int) -> None:
        if change != "created" or not touched & _deaf(self, request):
            super().send(request, change, touched, cause)


class DeletesAreHeldToo(Mutation):
    """A delete is not delivered where nobody listens to some column of its table."""

    breaks = "L8"

    def send(self, request: Request, change: Change, touched: int, cause: int) -> None:
        if not request.deletes or not _deaf(self, request):
            super().send(request, change, touched, cause)


class NotListenedIsNoEdit(TakesUpOtherwise):
    """An edit of a column that nobody listens to wins nothing, and its loss is not reported."""

    breaks = "L8"

    def as_taken_up(self, change: UserChange) -> UserChange:
        if change.change != "edited":
            return change
        table = change.pair.table.name
        deaf = self.world.not_listened.get((change.environment, table), 0)
        return change._replace(touched=change.touched & ~deaf)
