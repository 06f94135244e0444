"""Live sync: turns a user's change into a request, and delivers it while integration is on.

A request coalesces the changes of a record that have not travelled. A change in Human Resources is
delivered at once (L1), one in Dataverse after a delay (L2). What is not delivered, because
integration is off or by a fault, stays a missed request: nothing is dropped (L5).

>>> from harness.domain.commands import Create, TurnOn, pairs
>>> from harness.simulator.engine import Engine
>>> engine = Engine()
>>> engine.attempt(TurnOn())
>>> engine.attempt(Create("hr", "cdm_title", "boss", pairs({"cdm_name": "Boss"})))
>>> [event.event for _, event in engine.journal.since(3)]
['created', 'copied']
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from harness.domain.catalog import Table
from harness.domain.commands import Command, Deliver
from harness.domain.environments import DATAVERSE, HR, Environment, other
from harness.domain.fault_points import Delivery
from harness.domain.request_kinds import (
    COALESCE,
    DELETE,
    UNACKED_DELETE,
    Change,
    RequestKind,
    moves_untracked,
    shown_kind,
)  # fmt: skip
from harness.simulator.fault_injector import StruckDelivery
from harness.simulator.integration.settlement import Settling
from harness.simulator.record_pairs import RecordPair, Request

Coalesced = Mapping[tuple[RequestKind | None, Change], RequestKind | None]


class LiveSync(Settling):
    """The layer that takes up users' changes and delivers them."""

    __slots__ = ("_coalesce",)

    # what several changes of a record that have not travelled come to
    COALESCE: ClassVar[Coalesced] = COALESCE
    _coalesce: Coalesced  # the same, found once instead of at every change

    def on_change(
        self,
        pair: RecordPair,
        environment: Environment,
        change: Change,
        touched: int,
        entity: str | None,
        cause: int,
        now: int,
    ) -> None:
        """Take up a user's change: coalesce it into a request, and send it if integration is on.

        `now` is the time on the environment's own clock, in seconds.
        """
        world = self.world
        missed = world.missed
        request = pair.hr_request if environment == HR else pair.dataverse_request
        kind = self._coalesce[None if request is None else request.kind, change]
        if kind is None:
            assert request is not None
            missed.spend(request)
            return
        if request is None:
            request = missed.add(pair, environment, kind, touched, now, cause, entity)
        else:
            request.touched = request.touched | touched if change == "edited" else touched
            request.kind = kind
            request.changed_at = now
            request.entity = entity
        if world.on and not (
            missed.waiting and request in missed.waiting
        ):  # else it joins the one that waits
            delay = 0 if environment == HR else world.settings.dataverse_to_hr_delay
            if delay or world.faults.any:
                self._send(request, cause, delay)
            else:
                self.deliver(request, cause)

    def deliver(self, request: Request, cause: int) -> None:
        """Deliver a request; it stays missed if that is not possible."""
        pair = request.pair
        if not pair.tracked and not self.travels(request):
            self.hold_back(request, cause)
        elif request.kind == DELETE:
            self.deliver_delete(request, cause)
        else:
            self.settle(pair, "live sync", cause)

    def deliver_delete(self, request: Request, cause: int) -> None:
        """Delete the record on the other side too, unless an edit there was made after it (L6)."""
        world = self.world
        pair, across = request.pair, other(request.environment)
        table, name = pair.table, pair.name
        theirs = world.stores[across].find(table.name, pair.key)
        their_request = pair.request(across)
        if theirs is not None and their_request is not None:
            edited_at = theirs.edited_at
            if edited_at is not None and edited_at > request.changed_at:
                self.settle(pair, "live sync", cause)
                return
        journal, now = world.journal, world.clock.now
        unanswered = False
        if theirs is None:
            journal.add(now, cause, "settled", "live sync", across, table.name, name, "L6")
        else:
            reason = ""
            if world.faults.any:
                reason, unanswered = self.fault_at_request(across, pair)
            if reason:
                self.keep_missed(request, cause, reason)
                return
            self.remove(pair, across, theirs, "live sync", cause, "L6")
        self.bury(pair)
        if their_request is not None:
            world.missed.spend(their_request)
        if unanswered:  # F2: applied, but the acknowledgement is lost: the delete stays missed
            request.kind = UNACKED_DELETE
            journal.add(now, cause, "unanswered", "live sync", across, table.name, name, "F2", True)
        else:
            world.missed.spend(request)

    def keep_missed(
        self, request: Request, cause: int, reason: str = "the integration does not deliver it"
    ) -> None:
        """Report that a request was not delivered: it stays missed, for the batch job (L5)."""
        pair, across = request.pair, other(request.environment)
        world, table = self.world, pair.table.name
        world.journal.add(
            world.clock.now, cause, "failed", "live sync", across, table, pair.name, "L5", reason
        )

    def travels(self, request: Request | None) -> bool:
        """Whether a request of an untracked pair moves by itself (C2, C3, C5, C6)."""
        return request is not None and moves_untracked(request.kind, request.environment)

    def hold_back(self, request: Request, cause: int, by_batch_job: bool = False) -> None:
        """Report that a request stays missed because its record has no tracking row (B2)."""
        self.world.journal.add(
            self.world.clock.now,
            cause,
            "held_back",
            "batch job" if by_batch_job else "live sync",
            request.environment,
            request.pair.table.name,
            request.pair.name,
            "C2" if request.environment == DATAVERSE else "C6",
            shown_kind(request.kind),
        )

    def schedule(self, at: int, cause: int, command: Command) -> None:
        """Schedule a delivery or a run at a time in milliseconds."""
        self.world.clock.schedule(at, cause, command)

    def fault_at_delivery(self, request: Request) -> StruckDelivery:
        """Let faults strike at a change that is about to travel (F3, F4)."""
        environment, now = request.environment, self.world.clock.now
        table, name, kind = request.table, request.record, shown_kind(request.kind)
        return self.world.faults.on_delivery(
            environment, lambda number: Delivery(table, name, kind, environment, number, now)
        )

    def deliver_due(self, command: Deliver, cause: int) -> None:
        """Do a scheduled delivery, unless its change has travelled or was given up meanwhile."""
        if command.again:
            self.recognise_repeat(command, cause)
            return
        waiting = self.world.missed.waiting
        pair = self.world.record_pairs.named(command.record)
        request = pair and pair.request(command.environment)
        if request and waiting.get(request) == command.change:
            del waiting[request]
            self.deliver(request, cause)
            self._schedule_repeats(command, cause)

    def recognise_repeat(self, command: Deliver, cause: int) -> None:
        """Ignore a repeated delivery, recognised by the change that it carries (F4)."""
        self.world.journal.add(
            self.world.clock.now, cause, "repeated", "live sync", command.environment,
            command.table, command.record, "F4",
        )  # fmt: skip

    def give_up_waiting(self) -> int:
        """Cancel all waiting deliveries, whose requests stay missed (L5); return how many."""
        waiting = len(self.world.missed.waiting)
        self.world.missed.waiting.clear()
        return waiting

    def deliver_waiting(self, table: Table, cause: int) -> None:
        """Deliver now what waits for one table, in the order in which it began to wait (N1)."""
        waiting = self.world.missed.waiting
        for request in list(waiting):
            if request.pair.table is table and request in waiting:
                del waiting[request]
                self.deliver(request, cause)

    def _send(self, request: Request, cause: int, delay: int) -> None:
        """Deliver a request now, or schedule it, by its delay (L2) and by the faults (F3, F4)."""
        world, pair, environment = self.world, request.pair, request.environment
        table, name = pair.table.name, pair.name
        struck = self.fault_at_delivery(request)
        command = Deliver(environment, table, name, cause, struck.repeats)
        if not (delay or struck.delay or struck.held):
            self.deliver(request, cause)
            self._schedule_repeats(command, cause)
            return
        # with the change that began the wait: one scheduled for an earlier wait must not match
        world.missed.waiting[request] = cause
        due = world.clock.milliseconds + delay + struck.delay
        if struck.held:
            world.faults.hold(command, struck.held)
        else:
            self.schedule(due, cause, command)
        rule = "F3" if struck.delay or struck.held else "L2"
        until = None if struck.held else due // 1000
        world.journal.add(
            world.clock.now, cause, "waiting", "live sync", environment, table, name, rule, until
        )

    def _schedule_repeats(self, command: Deliver, cause: int) -> None:
        """Let a delivery that arrived now come again, at once or later (F4)."""
        for later in command.repeats:
            again = replace(command, repeats=(), again=True)
            if later:
                self.schedule(self.world.clock.milliseconds + later, cause, again)
            else:
                self.recognise_repeat(again, cause)
