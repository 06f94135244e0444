"""Mutants of deletes that follow (L9, L10): which are carried out late, and in which order."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from harness.domain.environments import other
from harness.domain.events import Actor
from harness.domain.request_kinds import DELETE
from harness.mutation.mutant import Mutation
from harness.mutation.mutants.building_blocks import record_in, replaced
from harness.simulator.record_pairs import RecordPair, Request
from harness.simulator.run_in_progress import FOLLOWING, RunInProgress


class LateDeleteIsUndone(Mutation):
    """A delete made while on that was not delivered at once is undone by the batch job."""

    breaks = "L9"

    def deletes_that_follow(self) -> dict[RecordPair, Request]:
        return {}


class LateDeletePolicyIsIgnored(Mutation):
    """Late deletes are carried out though the setting says undone."""

    breaks = "L9"

    def deletes_that_follow(self) -> dict[RecordPair, Request]:
        carried_out = replace(self.world.settings, late_delete="carried_out")
        with replaced(self.world, "settings", carried_out):
            return super().deletes_that_follow()


class DeleteMadeWhileOffFollows(Mutation):
    """A delete made while integration was off is carried out by the batch job, too."""

    breaks = "L9"

    def take_up(self, *change: Any, **more: Any) -> Request | None:
        request = super().take_up(*change, **more)
        if request is not None and request.deletes:
            request.made_on = self.world.missed.deleted_while_on = True
        return request


class FollowsThoughLookedUp(Mutation):
    """A delete follows whatever looks its record up, and fails."""

    breaks = "L9"

    def may_go(self, pair: RecordPair, following: dict[RecordPair, Request]) -> bool:
        return True


class FollowsOnlyIfNothingLooksItUp(Mutation):
    """A delete does not follow though all that looks its record up goes as well."""

    breaks = "L9"

    def may_go(self, pair: RecordPair, following: dict[RecordPair, Request]) -> bool:
        across = other(following[pair].environment)
        return not self.world.uses(across).in_use(pair)


class UntrackedDeleteFollows(Mutation):
    """A delete made while on is carried out by the batch job though its tracking was cleared."""

    breaks = "L9"

    def deletes_that_follow(self) -> dict[RecordPair, Request]:
        found = super().deletes_that_follow()
        if self.world.settings.late_delete == "undone":
            return found
        for request in self.world.missed.in_order():
            pair, across = request.pair, other(request.environment)
            if pair.tracked or record_in(self.world, pair, across) is None:
                continue
            stays = self.in_use(pair, across) or self.edited_after(request)
            if self.may_follow(request) and not stays:
                found.setdefault(pair, request)
        return found

    def bury(self, pair: RecordPair) -> None:
        if pair.row is not None:
            super().bury(pair)


class LaterEditDoesNotStopIt(Mutation):
    """The batch job carries out a delete over an edit that was made after it."""

    breaks = "L9"
    follows = False

    def edited_after(self, request: Request) -> bool:
        return not self.follows and super().edited_after(request)

    def deletes_that_follow(self) -> dict[RecordPair, Request]:
        with replaced(self, "follows", True):
            return super().deletes_that_follow()

    def carry_out_turn(self, run: RunInProgress, turn: list[Request]) -> None:
        with replaced(self, "follows", True):
            super().carry_out_turn(run, turn)


class DeletesGoParentsFirst(Mutation):
    """Of deletes that follow, what is looked up goes before what looks it up, and fails."""

    breaks = "L10"

    def in_order_of_deletion(
        self, following: dict[RecordPair, Request], wanted: Iterable[RecordPair]
    ) -> list[list[Request]]:
        return super().in_order_of_deletion(following, wanted)[::-1]


class CircleOfDeletesFails(Mutation):
    """Records that look only each other up are deleted one by one, and fail."""

    breaks = "L10"

    def in_order_of_deletion(
        self, following: dict[RecordPair, Request], wanted: Iterable[RecordPair]
    ) -> list[list[Request]]:
        groups = super().in_order_of_deletion(following, wanted)
        return [[request] for group in groups for request in group]


class DeletesGoBeforeTheRest(Mutation):
    """The batch job decides which deletes follow before it settles anything."""

    breaks = "L10"

    def begin(self, run: RunInProgress) -> None:
        super().begin(run)
        following = self.deletes_that_follow()
        wanted = [request.pair for request in reversed(run.last) if request.pair in following]
        for group in self.in_order_of_deletion(following, dict.fromkeys(wanted)):
            run.handled += len(group)
            run.failed += self.carry_out(group, "batch job", run.cause)
        run.queue += [request for request in run.last if request.pair not in following]
        run.last = []


class OtherDeletesStayMissed(Mutation):
    """A late delete that does not follow is not settled."""

    breaks = "L10"

    def next_stage(self, run: RunInProgress) -> bool:
        return run.stage != FOLLOWING and super().next_stage(run)


class StoppedDeleteIsUndone(Mutation):
    """A delete that follows and fails is undone in the same run."""

    breaks = "L10"

    def carry_out(self, group: list[Request], actor: Actor, cause: int) -> int:
        failed = super().carry_out(group, actor, cause)
        for request in group:
            if request.pair.request(request.environment) is request and request.kind == DELETE:
                self.settle(request.pair, actor, cause)
        return failed
