"""The fault injector: holds the faults in force, and strikes at four points that call it.

The points are a request to an environment, a delivery from one, a batch step and an environment's
own clock. Nothing is random: a fault strikes by simulated time or by count, so the same scenario
has the same faults everywhere.

>>> from harness.domain.commands import Fault
>>> faults = FaultInjector()
>>> faults.inject(Fault("request_fails", "hr", nth=2), 0)
>>> faults.on_request("hr", 0), faults.on_request("hr", 0), faults.on_request("hr", 0)
(('', False), ('a request to Human Resources failed', False), ('', False))
"""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from harness.domain.commands import Deliver, Fault
from harness.domain.environments import ENVIRONMENT_NAMES, Environment
from harness.domain.fault_points import FaultPoint, Point
from harness.domain.faults import CLOCKS, FAULTS
from harness.domain.plugged_faults import keyword_arguments, strike
from harness.domain.times import format_instant

_FOREVER: Final = 1 << 62


class StruckDelivery(NamedTuple):
    """What the faults do to one delivery."""

    delay: int  # milliseconds
    held: bool  # whether it waits until the faults are over
    repeats: tuple[int, ...]  # when it comes again, in milliseconds after its arrival


class _CountedFault:
    """A fault that strikes at the nth call: at that one alone, or at each from then on."""

    __slots__ = ("calls_left", "fault", "lasting")

    def __init__(self, fault: Fault, lasting: bool) -> None:
        self.fault = fault
        self.calls_left = fault.nth or 1
        self.lasting = lasting

    def fork(self) -> "_CountedFault":
        new = _CountedFault(self.fault, self.lasting)
        new.calls_left = self.calls_left
        return new

    def strikes(self) -> bool:
        """Count one call; whether the fault strikes at it."""
        self.calls_left -= 1
        return self.calls_left == 0 or (self.lasting and self.calls_left < 0)


class _PluggedFault:
    """A plugged fault in force, and how often it was asked about each environment."""

    __slots__ = ("asked", "environment", "its", "keys", "kind")

    def __init__(self, fault: Fault) -> None:
        self.kind = fault.kind
        self.its = FAULTS[fault.kind]
        self.environment = fault.environment  # the only one where it strikes, or None
        self.keys = keyword_arguments(fault)
        self.asked: dict[Environment | None, int] = {}

    def fork(self) -> "_PluggedFault":
        new: _PluggedFault = object.__new__(_PluggedFault)
        new.kind, new.its, new.environment = self.kind, self.its, self.environment
        new.keys, new.asked = self.keys, self.asked.copy()
        return new


class FaultInjector:
    """The faults in force. `any` is False from the start, or the end of the faults, to the next.

    Callers check `any` first, because most simulations have no faults.
    """

    def __init__(self) -> None:
        self.any = False
        self._outages: dict[Environment, int] = {}  # the second in which each ends
        self._requests: dict[Environment, list[_CountedFault]] = {}
        self._deliveries: dict[Environment, list[_CountedFault]] = {}
        self._clock_skew: dict[Environment, int] = {}  # milliseconds, negative if it is behind
        self._stops_after: int | None = None
        self._stuck = False
        self.plugged: list[_PluggedFault] = []  # in the order in which they were injected
        self.struck: set[str] = set()  # the kinds of those that have done something
        self.held: list[Deliver] = []  # deliveries that wait until the faults are over

    def inject(self, fault: Fault, now: int) -> None:
        """Put a fault in force; `now` in milliseconds. The caller has validated the command."""
        self.any = True
        kind, environment, length = fault.kind, fault.environment, fault.milliseconds
        if kind == "batch_job_stuck":
            self._stuck = True
        elif kind == "batch_job_stops":
            self._stops_after = fault.after
        elif kind in FAULTS and FAULTS[kind].function is not None:
            self.plugged.append(_PluggedFault(fault))
        elif environment is None:
            raise AssertionError(f"nowhere for the fault {kind} to strike")
        elif kind == "unavailable":
            until = _FOREVER if length is None else (now + length) // 1000
            self._outages[environment] = until
        elif kind == "request_fails":
            counted = _CountedFault(fault, fault.lasting)
            self._requests.setdefault(environment, []).append(counted)
        elif kind in ("delivery_delayed", "delivery_repeated"):
            counted = _CountedFault(fault, kind == "delivery_delayed" and fault.nth is None)
            self._deliveries.setdefault(environment, []).append(counted)
        elif kind in CLOCKS and length is not None:
            self._clock_skew[environment] = length if kind == "clock_ahead" else -length
        else:
            raise AssertionError(f"nowhere for the fault {kind} to strike")

    def fork(self) -> "FaultInjector":
        """An independent copy in the same state."""
        new = FaultInjector()
        if self.any:
            new.any = True
            new._outages = self._outages.copy()
            for mine, copied in (
                (self._requests, new._requests),
                (self._deliveries, new._deliveries),
            ):
                for environment, faults in mine.items():
                    copied[environment] = [counted.fork() for counted in faults]
            new._clock_skew = self._clock_skew.copy()
            new._stops_after, new._stuck = self._stops_after, self._stuck
            new.plugged = [plugged.fork() for plugged in self.plugged]
            new.struck = self.struck.copy()
            new.held = self.held.copy()
        return new

    def end(self) -> list[Deliver]:
        """End all faults, those that have not struck too (F6); return the held deliveries."""
        held = self.held
        self.__init__()  # type: ignore[misc]
        return held

    def ask(
        self,
        point: Point,
        environment: Environment | None,
        show: Callable[[int], FaultPoint[Any]],
    ) -> list[Any]:
        """What the plugged faults at that point do about what `show` makes, in their order.

        `show` takes how often the fault was asked about that environment, this time included.
        """
        outcomes = []
        for plugged in self.plugged:
            if plugged.its.point == point and plugged.environment in (None, environment):
                number = plugged.asked[environment] = plugged.asked.get(environment, 0) + 1
                outcome = strike(plugged.kind, plugged.its, plugged.keys, show(number))
                if outcome is not None:
                    self.struck.add(plugged.kind)
                    outcomes.append(outcome)
        return outcomes

    def on_request(self, environment: Environment, now: int) -> tuple[str, bool]:
        """Why a request fails before it is applied, or ''; and whether its answer is lost.

        Every request counts, also one that does not arrive (F1, F2). `now` in seconds.
        """
        reason, answer_lost = "", False
        for counted in list(self._requests.get(environment, ())):
            if counted.strikes():
                answer_lost |= counted.fault.applied
                if not counted.fault.applied:
                    reason = f"a request to {ENVIRONMENT_NAMES[environment]} failed"
                if not counted.lasting:
                    self._requests[environment].remove(counted)
        until = self._outages.get(environment, 0)
        if now < until:
            end = "the faults are over"
            if until != _FOREVER:
                end = format_instant(until).replace("T", " ")[:-1]
            reason = f"{ENVIRONMENT_NAMES[environment]} is unavailable until {end}"
        return reason, answer_lost

    def on_delivery(self, environment: Environment) -> StruckDelivery:
        """What becomes of a change from that environment that is about to travel (F3, F4)."""
        delay, held = 0, False
        repeats: list[int] = []
        for counted in list(self._deliveries.get(environment, ())):
            if counted.strikes():
                length = counted.fault.milliseconds
                if counted.fault.kind == "delivery_repeated":
                    repeats.append(length or 0)
                elif length is None:
                    held = True
                else:
                    delay += length
                if not counted.lasting:
                    self._deliveries[environment].remove(counted)
        return StruckDelivery(delay, held, tuple(repeats))

    def clock_skew(self, environment: Environment) -> int:
        """How far that environment's clock is ahead, in milliseconds (F5)."""
        return self._clock_skew.get(environment, 0)

    def batch_gets_stuck(self) -> bool:
        """Whether the run that starts now gets stuck. Each call is one run."""
        stuck, self._stuck = self._stuck, False
        return stuck

    def batch_stops_after(self) -> int | None:
        """After how many records the run that starts now stops, or None. Each call is one run."""
        after, self._stops_after = self._stops_after, None
        return after
