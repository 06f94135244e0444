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

from dataclasses import replace

from harness.domain.catalog import Table
from harness.domain.commands import Command, Deliver
from harness.domain.environments import DATAVERSE, HR, Environment, other
from harness.domain.fault_points import Delivery
from harness.domain.request_kinds import (
    DELETE,
    MOVES_UNTRACKED,
    Change,
    shown_kind,
    touched_columns,
)  # fmt: skip
from harness.simulator.fault_injector import StruckDelivery
from harness.simulator.integration.deleting import Deleting
from harness.simulator.record_pairs import RecordPair, Request


class LiveSync(Deleting):
    """The layer that takes up users' changes and delivers them."""

    __slots__ = ()

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
        request = self.take_up(pair, environment, change, touched, entity, cause, now)
        if request is not None and self.world.on:
            self.send(request, change, touched, cause)

    def send(self, request: Request, change: Change, touched: int, cause: int) -> None:
        """Send a request that a change has made, unless it waits already, and so joins (L2).

        An edit of columns that nobody listens to is not sent (L8).
        """
        world, environment = self.world, request.environment
        if world.missed.waiting and request in world.missed.waiting:
            return
        if world.not_listened and change == "edited":
            table = request.pair.table
            deaf = world.not_listened.get((environment, table.name), 0)
            if not touched & ~deaf:
                names = touched_columns(table.names, touched)
                world.journal.add(
                    world.clock.now, cause, "not_listened", "live sync", environment,
                    table.name, request.pair.name, "L8", names,
                )  # fmt: skip
                return
        delay = 0 if environment == HR else world.settings.dataverse_to_hr_delay
        if delay or world.faults.any:
            self._send(request, cause, delay)
        else:  # mostly
            self.deliver(request, cause)

    def deliver(self, request: Request, cause: int) -> None:
        """Deliver a request; it stays missed if that is not possible."""
        pair, row = request.pair, request.pair.row
        if (row is None or row.deleted_from_dataverse) and not self.travels(request):
            self.hold_back(request, cause)
        elif request.kind == DELETE:
            if self.edited_after(request):
                self.settle(pair, "live sync", cause)  # that edit wins (L6)
            else:
                self.deliver_delete(request, cause)
        else:
            across = pair.dataverse_request if request.environment == HR else pair.hr_request
            if pair.unnoticed is not None and self.is_gone(pair):
                self.keep_missed(request, cause, "it is gone in both environments")  # R6
            elif across is not None and self.overtakes(across):
                self.deliver_delete(across, cause)
            else:
                self.settle(pair, "live sync", cause)

    def is_gone(self, pair: RecordPair) -> bool:
        """Whether the record is in neither environment."""
        stores = self.world.records.values()
        return all(store.find(pair.table.name, pair.key) is None for store in stores)

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
        return request is not None and (request.kind, request.environment) in MOVES_UNTRACKED

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
        return self.world.missed.give_up_waiting()

    def deliver_waiting(self, table: Table, cause: int) -> None:
        """Deliver now what waits for one table, in the order in which it began to wait (N1)."""
        waiting = self.world.missed.waiting
        # what an undelete took back began to wait before it (E2)
        for request in sorted(waiting, key=waiting.__getitem__):
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
