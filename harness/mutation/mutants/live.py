"""Mutants of live sync (L1 to L5): how a change is delivered while integration is on."""

from dataclasses import replace
from typing import Any

from harness.domain.commands import Command, Deliver
from harness.domain.environments import DATAVERSE, ENVIRONMENTS, HR, other
from harness.domain.policies import POLICIES
from harness.domain.request_kinds import DELETE, EDIT, Change
from harness.mutation.mutant import Mutation
from harness.mutation.mutants.building_blocks import (
    ForgetsFailures,
    SendsSome,
    record_in,
    replaced,
)
from harness.simulator.integration.settlement import DONE, Settled
from harness.simulator.record_pairs import RecordPair, Request


class HrChangesWaitForTheJob(SendsSome):
    """A change in HR is not sent before the batch job runs."""

    breaks = "L1"

    def _sends(self, request: Request, change: Change) -> bool:
        return request.environment != HR


class HrDeletesWaitForTheJob(SendsSome):
    """A delete in HR is not sent before the batch job runs."""

    breaks = "L1"

    def _sends(self, request: Request, change: Change) -> bool:
        return request.environment != HR or not request.deletes


class DelayIsIgnored(Mutation):
    """A change in Dataverse is in HR at once, whatever the delay."""

    breaks = "L2"

    def send(self, *change: Any, **more: Any) -> None:
        at_once = replace(self.world.settings, dataverse_to_hr_delay=0)
        with replaced(self.world, "settings", at_once):
            super().send(*change, **more)


class EveryEditWaitsAnew(Mutation):
    """A further edit in Dataverse starts its delay once more."""

    breaks = "L2"

    def send(self, request: Request, *change: Any, **more: Any) -> None:
        if request.environment == DATAVERSE:
            self.world.missed.waiting.pop(request, None)
        super().send(request, *change, **more)


class NewestIsDeliveredFirst(Mutation):
    """Of changes that are due at the same moment the last made is delivered first."""

    breaks = "L2"

    def schedule(self, at: int, cause: int, command: Command) -> None:
        clock = self.world.clock
        count = clock._scheduled
        if isinstance(command, Deliver):
            clock._scheduled = -count - 2  # of those due at one moment the last comes first
        super().schedule(at, cause, command)
        clock._scheduled = count + 1


class LiveEditLeavesTheBacklog(Mutation):
    """A live edit does not spend the edit that waited on the other side."""

    breaks = "L3"

    def deliver(self, request: Request, cause: int) -> None:
        pair = request.pair
        theirs = pair.request(other(request.environment))
        super().deliver(request, cause)
        if theirs and theirs.kind == EDIT and not pair.request(theirs.environment):
            if record_in(self.world, pair, theirs.environment) is None:
                return
            self.world.missed.add(
                pair, theirs.environment, EDIT, theirs.touched, theirs.since, theirs.since_seq,
                theirs.entity,
            )  # fmt: skip


class LiveEditDoesNotLook(Mutation):
    """A live edit overwrites what waits on the other side without a word."""

    breaks = "L3"

    def deliver(self, request: Request, cause: int) -> None:
        theirs = request.pair.request(other(request.environment))
        if theirs is not None and theirs.kind == EDIT and request.kind != DELETE:
            self.world.missed.spend(theirs)
        super().deliver(request, cause)


class DeliveredEditWins(Mutation):
    """The edit that is delivered wins over a later one."""

    breaks = "L3"

    def deliver(self, request: Request, cause: int) -> None:
        policy = POLICIES["hr_wins" if request.environment == HR else "dataverse_wins"]
        with replaced(self.world, "policy", policy):
            super().deliver(request, cause)


class EchoOfOwnWrites(Mutation):
    """What the integration writes is taken for a user's edit."""

    breaks = "L4"

    def settle(self, pair: RecordPair, *how: Any, **more: Any) -> Settled:
        world = self.world
        before = {side: record_in(world, pair, side) for side in ENVIRONMENTS}
        result = super().settle(pair, *how, **more)
        for side in ENVIRONMENTS:
            now = record_in(world, pair, side)
            if result == DONE and now and now != before[side] and not pair.request(side):
                seq, at = len(world.journal), world.clock.now
                world.put(side, pair, now._replace(edited_at=at), now)
                world.missed.add(pair, side, EDIT, 0, at, seq, None)
        return result


class FailedDeliveryIsDropped(ForgetsFailures):
    """A live change that cannot be written is forgotten."""

    breaks = "L5"
    forgetful = "live sync"


class FailedDeleteIsDropped(Mutation):
    """A live delete that cannot be carried out is forgotten."""

    breaks = "L5"

    def deliver_delete(self, request: Request, cause: int) -> None:
        super().deliver_delete(request, cause)
        if request.pair.request(request.environment) is request and request.kind == DELETE:
            self.world.missed.spend(request)


class TurningOffDropsWhatWaits(Mutation):
    """Turning off forgets the changes on their way to HR."""

    breaks = "L5"

    def give_up_waiting(self) -> int:
        for request in list(self.world.missed.waiting):
            self.world.missed.spend(request)
        return super().give_up_waiting()


class WaitingArrivesWhileOff(Mutation):
    """Changes on their way to HR arrive after a turning-off."""

    breaks = "L5"

    def give_up_waiting(self) -> int:
        return 0
