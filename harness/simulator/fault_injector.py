"""The fault injector: holds the faults in force, and strikes at the points that call it.

The points are a request to an environment, a delivery from one, a user's change in one, a batch
step and an environment's own clock; an outage is asked for before any of them. Nothing is random: a
fault strikes by simulated time or by count, so the same scenario has the same faults everywhere.

>>> from harness.domain.commands import Fault
>>> faults = FaultInjector()
>>> faults.inject(Fault("request_fails", "hr", nth=2, change="edit"), 0)
>>> for change in ("edit", "create", "edit", "edit"):
...     faults.on_request("hr", "cdm_worker", "ada", change)
('', False)
('', False)
('a request to Human Resources failed', False)
('', False)
"""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from harness.domain.commands import Deliver, Fault
from harness.domain.environments import ENVIRONMENT_NAMES, Environment
from harness.domain.fault_points import Delayed, Delivery, FaultPoint, Held, Point, Repeated
from harness.domain.faults import CLOCKS, FAULTS
from harness.domain.times import format_instant
from harness.simulator.faults_in_force import CountedFault, CountedFaults, PluggedFault, striking

_FOREVER: Final = 1 << 62


class StruckDelivery(NamedTuple):
    """What the faults do to one delivery."""

    delay: int  # milliseconds
    held: tuple[str, ...]  # the kinds of fault that hold it, each until it is over
    repeats: tuple[int, ...]  # when it comes again, in milliseconds after its arrival


class HeldDelivery(NamedTuple):
    """A delivery that waits, and the kinds of fault that hold it; none: whatever is in force."""

    delivery: Deliver
    kinds: tuple[str, ...]


class FaultInjector:
    """The faults in force. `any` is False from the start, or the end of the faults, to the next.

    Callers check `any` first, because most simulations have no faults.
    """

    def __init__(self) -> None:
        self.any = False
        self._outages: dict[Environment, int] = {}  # the second in which each ends
        self._requests: CountedFaults = {}
        self._deliveries: CountedFaults = {}
        self._changes: CountedFaults = {}
        self._clocks: dict[Environment, Fault] = {}
        self._stops_after: int | None = None
        self._stuck = False
        self.plugged: list[PluggedFault] = []  # in the order in which they were injected
        self.struck: set[str] = set()  # the kinds of those that have done something
        self.held: list[HeldDelivery] = []  # in the order in which they began to wait

    def inject(self, fault: Fault, now: int) -> None:
        """Put a fault in force; `now` in milliseconds. The caller has validated the command."""
        self.any = True
        kind, environment, length = fault.kind, fault.environment, fault.milliseconds
        if kind == "batch_job_stuck":
            self._stuck = True
        elif kind == "batch_job_stops":
            self._stops_after = fault.after
        elif kind in FAULTS and FAULTS[kind].function is not None:
            self.plugged.append(PluggedFault(fault))
        elif environment is None:
            raise AssertionError(f"nowhere for the fault {kind} to strike")
        elif kind == "unavailable":
            until = _FOREVER if length is None else (now + length) // 1000
            self._outages[environment] = max(until, self._outages.get(environment, until))
        elif kind == "request_fails":
            self._requests.setdefault(environment, []).append(CountedFault(fault, fault.lasting))
        elif kind == "not_noticed":
            self._changes.setdefault(environment, []).append(CountedFault(fault, fault.lasting))
        elif kind in ("delivery_delayed", "delivery_repeated"):
            counted = CountedFault(fault, kind == "delivery_delayed" and fault.nth is None)
            self._deliveries.setdefault(environment, []).append(counted)
        elif kind in CLOCKS and length is not None:
            self._clocks[environment] = fault
        else:
            raise AssertionError(f"nowhere for the fault {kind} to strike")

    def fork(self) -> "FaultInjector":
        """An independent copy in the same state."""
        new = FaultInjector()
        if self.any or self.held:
            new.any = self.any
            new._outages, new._clocks = self._outages.copy(), self._clocks.copy()
            for mine, copied in (
                (self._requests, new._requests),
                (self._deliveries, new._deliveries),
                (self._changes, new._changes),
            ):
                for environment, faults in mine.items():
                    copied[environment] = [counted.fork() for counted in faults]
            new._stops_after, new._stuck = self._stops_after, self._stuck
            new.plugged = [plugged.fork() for plugged in self.plugged]
            new.struck = self.struck.copy()
            new.held = self.held.copy()
        return new

    def end(self, kind: str | None = None) -> list[Deliver]:
        """End all faults, or those of one kind, those that have not struck too (F6).

        Returns the held deliveries that wait for nothing more, in the order in which they began.
        """
        held = self.held
        if kind is None:
            self.__init__()  # type: ignore[misc]
            return [delivery for delivery, _ in held]
        if kind == "unavailable":
            self._outages.clear()
        elif kind == "batch_job_stops":
            self._stops_after = None
        elif kind == "batch_job_stuck":
            self._stuck = False
        for counted in (self._requests, self._deliveries, self._changes):
            for environment, faults in list(counted.items()):
                counted[environment] = [it for it in faults if it.fault.kind != kind]
        self._clocks = {it: clock for it, clock in self._clocks.items() if clock.kind != kind}
        self.plugged = [plugged for plugged in self.plugged if plugged.kind != kind]
        self.struck.discard(kind)
        self.held, released = [], []
        for delivery, kinds in held:
            left = tuple(it for it in kinds if it != kind)
            if left or kind not in kinds:
                self.held.append(HeldDelivery(delivery, left))
            else:
                released.append(delivery)
        self.any = self._stuck or self._stops_after is not None or any(
            (
                self._outages, self._clocks, self.plugged, *self._requests.values(),
                *self._deliveries.values(), *self._changes.values(),
            )
        )  # fmt: skip
        return released

    def hold(self, delivery: Deliver, kinds: tuple[str, ...]) -> None:
        """Let a delivery wait until the faults of these kinds are over; for none, until all are."""
        self.held.append(HeldDelivery(delivery, kinds))

    def ask(
        self,
        point: Point,
        environment: Environment | None,
        show: Callable[[int], FaultPoint[Any]],
    ) -> list[Any]:
        """What the plugged faults at that point do about what `show` makes, in their order.

        `show` takes how often the fault was asked about that environment, this time included.
        """
        return [outcome for _, outcome in self._outcomes(point, environment, show)]

    def _outcomes(
        self,
        point: Point,
        environment: Environment | None,
        show: Callable[[int], FaultPoint[Any]],
    ) -> list[tuple[str, Any]]:
        """The outcomes as of `ask`, each with the kind of its fault."""
        outcomes = []
        for plugged in self.plugged:
            if plugged.its.point == point and plugged.environment in (None, environment):
                from harness.domain.plugged_faults import strike  # most faults are built in

                number = plugged.asked[environment] = plugged.asked.get(environment, 0) + 1
                outcome = strike(plugged.kind, plugged.its, plugged.keys, show(number))
                if outcome is not None:
                    self.struck.add(plugged.kind)
                    outcomes.append((plugged.kind, outcome))
        return outcomes

    def outage(self, environment: Environment, now: int) -> str:
        """Why the integration cannot reach an environment now, in seconds; '' if it can (F1)."""
        until = self._outages.get(environment)
        if until is None or now >= until:
            return ""
        end = "the faults are over"
        if until != _FOREVER:
            end = format_instant(until).replace("T", " ")[:-1]
        return f"{ENVIRONMENT_NAMES[environment]} is unavailable until {end}"

    def kinds_in(self, environment: Environment) -> list[str]:
        """The kinds of fault in force there; an outage is one until it is ended, also in time."""
        found = ["unavailable"] * (environment in self._outages)
        for counted in (self._requests, self._deliveries, self._changes):
            found += [it.fault.kind for it in counted.get(environment, ())]
        if environment in self._clocks:
            found.append(self._clocks[environment].kind)
        found += [it.kind for it in self.plugged if it.environment in (None, environment)]
        return list(dict.fromkeys(found))

    def on_request(
        self, environment: Environment, table: str, record: str, change: str
    ) -> tuple[str, bool]:
        """Why a request fails before it is applied, or ''; and whether its answer is lost (F2).

        `change` is what is written there: create, edit or delete. Each call is a request, and
        counts; one that asks nothing, as in an outage, is none.
        """
        reason, answer_lost = "", False
        for fault in striking(self._requests, environment, table, record, change):
            if fault.applied:
                answer_lost = True
            elif not reason:
                why = f": {fault.reason}" if fault.reason else ""
                reason = f"a request to {ENVIRONMENT_NAMES[environment]} failed{why}"
        return reason, answer_lost

    def on_change(self, environment: Environment, table: str, record: str, change: str) -> bool:
        """Whether a change by a user of that environment is noticed by nobody (F7).

        Each call is a change that would make or change a request, and counts.
        """
        return bool(striking(self._changes, environment, table, record, change))

    def on_delivery(
        self, environment: Environment, show: Callable[[int], Delivery] | None = None
    ) -> StruckDelivery:
        """What becomes of a change from that environment that is about to travel (F3, F4).

        Plugged faults are asked about what `show` makes, as by `ask`.
        """
        delay, held = 0, []
        repeats: list[int] = []
        for fault in striking(self._deliveries, environment):
            length = fault.milliseconds
            if fault.kind == "delivery_repeated":
                repeats.append(length or 0)
            elif length is None:
                held.append(fault.kind)
            else:
                delay = max(delay, length)
        if show is not None and self.plugged:
            for kind, outcome in self._outcomes("delivery", environment, show):
                match outcome:
                    case Delayed(milliseconds=later):
                        delay = max(delay, later)
                    case Repeated(milliseconds=later):
                        repeats.append(later)
                    case Held():
                        held.append(kind)
        return StruckDelivery(delay, tuple(held), tuple(repeats))

    def clock_skew(self, environment: Environment) -> int:
        """How far that environment's clock is ahead, in milliseconds (F5)."""
        fault = self._clocks.get(environment)
        if fault is None or fault.milliseconds is None:
            return 0
        return fault.milliseconds if fault.kind == "clock_ahead" else -fault.milliseconds

    def batch_gets_stuck(self) -> bool:
        """Whether the run that starts now gets stuck. Each call is one run."""
        stuck, self._stuck = self._stuck, False
        return stuck

    def batch_stops_after(self) -> int | None:
        """After how many records the run that starts now stops, or None. Each call is one run."""
        after, self._stops_after = self._stops_after, None
        return after
