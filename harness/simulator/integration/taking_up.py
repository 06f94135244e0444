"""Taking up a user's change: what it and the changes before it come to, noticed or not.

A request coalesces the changes of a record that have not travelled (R17). What nobody notices makes
none: it is kept beside, until the record is settled for another reason or by sync now (F7).
"""

from collections.abc import Mapping
from typing import ClassVar, Final

from harness.domain.environments import DATAVERSE, HR, Environment
from harness.domain.events import Actor
from harness.domain.request_kinds import (
    COALESCE,
    DELETE,
    EDIT,
    Change,
    RequestKind,
    ShownKind,
)  # fmt: skip
from harness.simulator.integration.written_together import WritingTogether
from harness.simulator.pair_state import UnnoticedChange
from harness.simulator.record_pairs import RecordPair, Request

Coalesced = Mapping[tuple[RequestKind | None, Change], RequestKind | None]
USER_OF: Final[dict[Environment, Actor]] = {HR: "HR user", DATAVERSE: "Dataverse user"}
SHOWN_CHANGE: Final[dict[Change, ShownKind]] = {
    "created": "create", "edited": "edit", "deleted": "delete",
}  # fmt: skip


class TakingUp(WritingTogether):
    """The layer that takes up users' changes."""

    __slots__ = ("_coalesce",)

    # what several changes of a record that have not travelled come to
    COALESCE: ClassVar[Coalesced] = COALESCE
    _coalesce: Coalesced  # the same, found once instead of at every change

    def take_up(
        self,
        pair: RecordPair,
        environment: Environment,
        change: Change,
        touched: int,
        entity: str | None,
        cause: int,
        now: int,
    ) -> Request | None:
        """Coalesce a user's change into the record's request; None if there is nothing to send."""
        world = self.world
        request = pair.hr_request if environment == HR else pair.dataverse_request
        if world.faults.any and world.faults.on_change(
            environment, pair.table.name, pair.name, SHOWN_CHANGE[change]
        ):
            self.ignore(pair, environment, change, touched, entity, cause)
            return None
        before = None if request is None else request.kind
        if pair.unnoticed is not None:
            before = self.noticed_after(pair, environment, change, touched, before)
        kind = self._coalesce[before, change]
        if kind is None:
            if request is not None:
                world.missed.spend(request, travelled=False)
            ignored = pair.ignored(environment)
            if ignored is not None and ignored.kind is None:
                pair.ignore(environment, None)  # nothing is left of it, noticed or not
            return None
        if request is None:
            request = world.missed.add(pair, environment, kind, touched, now, cause, entity)
        else:
            request.touched = request.touched | touched if change == "edited" else touched
            request.kind = kind
            request.changed_at = now
            request.entity = entity
        if change == "deleted":
            request.made_on = world.on
        return request

    def ignore(
        self,
        pair: RecordPair,
        environment: Environment,
        change: Change,
        touched: int,
        entity: str | None,
        cause: int,
    ) -> None:
        """Let a user's change be noticed by nobody: it makes no request (F7).

        A delete that waits is then the request of an edit that touches no column (R17).
        """
        world = self.world
        ignored, request = pair.ignored(environment), pair.request(environment)
        # until now all that they did was noticed
        before, earlier = (None, 0) if request is None else (request.kind, request.touched)
        since_seq = cause
        if ignored is not None:
            before, earlier, _, since_seq = ignored
        if change == "edited":
            touched |= earlier
        net = COALESCE[before, change]
        nothing = net is None and request is None
        pair.ignore(
            environment, None if nothing else UnnoticedChange(net, touched, entity, since_seq)
        )
        if pair.binned is not None and pair.binned.seq == cause:
            pair.binned = pair.binned._replace(noticed=False)
        if request is not None:
            request.entity = entity  # the latest change counts (G3)
        if change == "created" and request is not None and request.deletes:
            request.kind, request.touched = EDIT, 0
        world.journal.add(
            world.clock.now,
            cause,
            "unnoticed",
            USER_OF[environment],
            environment,
            pair.table.name,
            pair.name,
            "F7",
            SHOWN_CHANGE[change],
        )

    def noticed_after(
        self,
        pair: RecordPair,
        environment: Environment,
        change: Change,
        touched: int,
        kind: RequestKind | None,
    ) -> RequestKind | None:
        """What a change that is noticed joins, after some that were not (F7).

        It is the request alone, but that a create after a delete that nobody noticed is of the same
        thing (R17).
        """
        ignored = pair.ignored(environment)
        if ignored is None:
            return kind
        net, earlier, entity, since_seq = ignored
        touched = touched | earlier if change == "edited" else touched
        unnoticed = UnnoticedChange(COALESCE[net, change], touched, entity, since_seq)
        pair.ignore(environment, unnoticed)
        return DELETE if change == "created" and net == DELETE else kind
