"""Mutants of changes that nobody notices (F7): what they count for, and when they are seen."""

from typing import Any

from harness.domain.environments import ENVIRONMENTS, Environment, other
from harness.domain.errors import Refusal
from harness.domain.reconcile import Outcome, reconcile
from harness.mutation.mutant import Mutation
from harness.mutation.mutants.building_blocks import (
    TakesUpOtherwise,
    UserChange,
    record_in,
    replaced,
)
from harness.simulator.record_pairs import RecordPair, Request

_UNNOTICED = 9  # which argument of `reconcile` it is, from zero


class EveryChangeIsNoticed(Mutation):
    """A change that nobody should notice makes a request."""

    breaks = "F7"

    def take_up(self, *change: Any, **more: Any) -> Request | None:
        with replaced(self.world.faults, "on_change", lambda *_change: False):
            return super().take_up(*change, **more)


class UnnoticedLossUnreported(Mutation):
    """What nobody noticed is overwritten without a word."""

    breaks = "F7"

    @staticmethod
    def reconcile(*sides: Any, **more: Any) -> Outcome:
        return reconcile(*sides[:_UNNOTICED], **more)


class LaterEditTakesTheUnnoticedAlong(TakesUpOtherwise):
    """An edit that is noticed also touches the columns that were changed unnoticed before it."""

    breaks = "F7"

    def as_taken_up(self, change: UserChange) -> UserChange:
        ignored = change.pair.ignored(change.environment)
        if ignored is None or change.change != "edited":
            return change
        return change._replace(touched=change.touched | ignored.touched)


class JobFindsTheUnnoticed(Mutation):
    """The batch job notices what nobody had noticed."""

    breaks = "F7"

    def run(self, scheduled: bool, cause: int | None) -> Refusal | None:
        world = self.world
        for pair in world.record_pairs.all() if world.on and not self.cannot_run() else ():
            for side in ENVIRONMENTS:
                ignored = pair.ignored(side)
                if ignored is None or ignored.kind is None or pair.request(side) is not None:
                    continue
                pair.ignore(side, None)
                now, seq = world.clock.now, len(world.journal)
                world.missed.add(pair, side, ignored.kind, ignored.touched, now, seq, None)
        return super().run(scheduled, cause)


class SyncNowDoesNotSeeTheUnnoticed(Mutation):
    """Sync now passes over records that were changed unnoticed."""

    breaks = "F7"

    def pairs_to_sync(self, *table: Any) -> list[RecordPair]:
        return [pair for pair in super().pairs_to_sync(*table) if pair.unnoticed is None]


class UnnoticedEditIsNoLastEdit(Mutation):
    """A record that was edited unnoticed has no last edit."""

    breaks = "F7"

    def ignore(self, pair: RecordPair, environment: Environment, *how: Any, **more: Any) -> None:
        super().ignore(pair, environment, *how, **more)
        record = record_in(self.world, pair, environment)
        if record is not None:
            self.world.put(environment, pair, record._replace(edited_at=None), record)


class UnnoticedDeleteIsRestoredSilently(Mutation):
    """A delete that nobody noticed is reversed without a word."""

    breaks = "F7"

    def reverses_a_delete(
        self, pair: RecordPair, environment: Environment, request: Request | None
    ) -> bool:
        noticed = pair.ignored(environment) is None
        return noticed and super().reverses_a_delete(pair, environment, request)


class UnnoticedEditWinsOverADelete(Mutation):
    """An unnoticed edit that was made later wins over a delete."""

    breaks = "F7"

    def edited_after(self, request: Request) -> bool:
        pair, across = request.pair, other(request.environment)
        ignored, record = pair.ignored(across), record_in(self.world, pair, across)
        if ignored is not None and record is not None:
            return (record.edited_at or 0) > request.changed_at
        return super().edited_after(request)
