"""Mutants of faults (F): outages, lost acknowledgements, delays and repeats handled wrongly."""

from dataclasses import replace

from harness.domain.commands import Deliver, Fault
from harness.domain.environments import Environment, other
from harness.domain.errors import Refusal
from harness.domain.events import Actor
from harness.domain.translation import in_form_of, named
from harness.mutation.mutant import Mutation
from harness.mutation.mutants.building_blocks import record_in, replaced
from harness.simulator.fault_injector import StruckDelivery
from harness.simulator.integration.writing import Asked, WriteProblem
from harness.simulator.record_pairs import RecordPair, Request
from harness.simulator.world import World


class OutageIsNotNoticed(Mutation):
    """What is written to an unavailable environment arrives."""

    breaks = "F1"

    def unavailable(self) -> WriteProblem | None:
        return None


class UnansweredIsTakenForNotDone(Mutation):
    """A change whose answer was lost counts as one that has not travelled."""

    breaks = "F2"

    def keep_unacknowledged(
        self, pair: RecordPair, actor: Actor, cause: int, unanswered: Environment
    ) -> None:
        requests = [request for request in (pair.hr_request, pair.dataverse_request) if request]
        before = [(request.kind, request.touched) for request in requests]
        super().keep_unacknowledged(pair, actor, cause, unanswered)
        for request, (kind, touched) in zip(requests, before, strict=True):
            request.kind, request.touched = kind, touched


class UnansweredIsTakenForDone(Mutation):
    """A change whose answer was lost is spent."""

    breaks = "F2"

    def keep_unacknowledged(
        self, pair: RecordPair, actor: Actor, cause: int, unanswered: Environment
    ) -> None:
        super().keep_unacknowledged(pair, actor, cause, unanswered)
        self.world.missed.spend_both(pair)


class LateDeliveryHoldsUpTheOthers(Mutation):
    """Nothing overtakes a delivery that is late."""

    breaks = "F3"

    def __init__(self, world: World) -> None:
        super().__init__(world)
        # the longest delay from each environment so far, and what held a delivery
        self.latest: dict[Environment, tuple[int, tuple[str, ...]]] = {}

    def fault_at_delivery(self, request: Request) -> StruckDelivery:
        struck, environment = super().fault_at_delivery(request), request.environment
        delay, held = self.latest.get(environment, (0, ()))
        delay, held = max(delay, struck.delay), held or struck.held
        self.latest[environment] = delay, held
        return struck._replace(delay=delay, held=held)


class RepeatedDeliveryIsDoneAgain(Mutation):
    """A delivery that comes again is done again."""

    breaks = "F4"

    def recognise_repeat(self, command: Deliver, cause: int) -> None:
        super().recognise_repeat(command, cause)
        world, across = self.world, other(command.environment)
        change, pair = world.journal[command.change], world.record_pairs.named(command.record)
        record = None if pair is None else record_in(world, pair, across)
        if pair is None or record is None:
            return
        if change.event == "deleted":
            if not self.in_use(pair, across):
                world.remove(across, pair, record)
        elif change.event in ("created", "edited"):
            values = in_form_of(across, pair.table, named(pair.table, change.data), record.values)
            world.put(across, pair, record._replace(values=values), record)


class TrueTimeDecides(Mutation):
    """Edits bear the true time, whatever their clock says."""

    breaks = "F5"

    def now_in(self, environment: Environment) -> int:
        return self.world.clock.now


class KeptDeliveriesGoInReverse(Mutation):
    """Of deliveries that waited for the end of the faults the last made goes first."""

    breaks = "F6"

    def end_faults(self, kind: str | None = None) -> list[Deliver]:
        return super().end_faults(kind)[::-1]


class KeptDeliveriesAreLost(Mutation):
    """Deliveries that waited for the end of the faults never arrive."""

    breaks = "F6"

    def end_faults(self, kind: str | None = None) -> list[Deliver]:
        super().end_faults(kind)
        return []


class FaultsAreNeverOver(Mutation):
    """Faults that did not strike are not over with the others."""

    breaks = "F6"

    def end_faults(self, kind: str | None = None) -> list[Deliver]:
        faults = self.world.faults
        with (
            replaced(faults, "_requests", faults._requests),
            replaced(faults, "_stuck", faults._stuck),
        ):
            held = super().end_faults(kind)
        faults.any = True
        return held


class ShorterOutageEndsTheLonger(Mutation):
    """Of two outages of one environment the latter counts, though it ends sooner."""

    breaks = "F1"

    def fault(self, command: Fault) -> Refusal | None:
        if command.kind == "unavailable" and command.environment is not None:
            self.world.faults._outages.pop(command.environment, None)
        return super().fault(command)


class UnavailableIsRead(Mutation):
    """An environment that cannot be reached is read, and not written."""

    breaks = "F1"

    def unavailable(self) -> WriteProblem | None:
        return None

    def fault_at_request(
        self, environment: Environment, pair: RecordPair, deletes: bool = False
    ) -> tuple[str, bool]:
        outage = self.world.faults.outage(environment, self.world.clock.now)
        return (outage, False) if outage else super().fault_at_request(environment, pair, deletes)


class BothAreAskedAtOnce(Mutation):
    """A request to Dataverse counts, though that to HR has failed."""

    breaks = "F2"

    def ask(
        self, pair: RecordPair, write_hr: bool, write_dataverse: bool, deletes: bool = False
    ) -> Asked:
        hr = super().ask(pair, write_hr, False, deletes)
        dataverse = super().ask(pair, False, write_dataverse, deletes)
        if hr.problem is not None:
            return hr
        return dataverse if dataverse.problem or dataverse.unanswered else hr


class NarrowedFaultStrikesOthers(Mutation):
    """A fault that is narrowed to a table, a record or a kind of change strikes any."""

    breaks = "F2"

    def fault(self, command: Fault) -> Refusal | None:
        if command.kind == "request_fails":
            command = replace(command, table=None, record=None, change=None)
        return super().fault(command)


class LastingFaultStrikesOnce(Mutation):
    """A fault that lasts is over after it has struck once."""

    breaks = "F2"

    def fault(self, command: Fault) -> Refusal | None:
        return super().fault(replace(command, lasting=False) if command.lasting else command)


class DelaysAddUp(Mutation):
    """Of two delays that strike one delivery both count."""

    breaks = "F3"

    def fault_at_delivery(self, request: Request) -> StruckDelivery:
        counted = self.world.faults._deliveries.get(request.environment, ())
        delays = [
            its.fault.milliseconds or 0
            for its in counted
            if its.fault.kind == "delivery_delayed" and its.fork().strikes()
        ]
        struck = super().fault_at_delivery(request)
        return struck._replace(delay=max(sum(delays), struck.delay))


class OneKindEndsAll(Mutation):
    """Faults of every kind are over when one kind is."""

    breaks = "F6"

    def end_faults(self, kind: str | None = None) -> list[Deliver]:
        return super().end_faults(None)
