"""The oracle's own model of the plugged faults in force: it asks their functions by its own facts.

A plugged fault is law as its author wrote it. What it is shown, how often, and what follows from
its answer is the oracle's to know: its own count, its own model of the record.

>>> from datetime import timedelta
>>> from harness.domain.faults import FAULTS
>>> from harness.domain.plugged_faults import fault
>>> @fault("late_clock", strikes=ClockReading)
... def late_clock(reading: ClockReading, *, by: timedelta) -> timedelta | None:
...     return -by if reading.number > 1 else None
>>> plugged = ExpectedPlugged()
>>> plugged.begin(Fault("late_clock", by=timedelta(seconds=1)))
>>> plugged.clock_skew("hr", 0), plugged.clock_skew("hr", 0)
(0, -1000)
>>> FAULTS.forget("late_clock")
"""

from collections import Counter
from collections.abc import Callable
from typing import Any, Literal

from harness.domain.commands import Fault
from harness.domain.environments import Environment
from harness.domain.fault_points import (
    BatchStep,
    ClockReading,
    Delayed,
    Delivery,
    FaultPoint,
    Held,
    Point,
    Stuck,
)
from harness.domain.faults import FAULTS
from harness.domain.plugged_faults import keyword_arguments, strike
from harness.simulator.record_pairs import Request

Answer = Literal["done", "failed", "unanswered"]


class _InForce:
    """One fault in force: the oracle's own count of how often it is asked."""

    __slots__ = ("asked", "environment", "its", "keys", "kind")

    def __init__(self, fault: Fault) -> None:
        self.kind, self.environment = fault.kind, fault.environment
        self.its = FAULTS[fault.kind]
        self.keys = keyword_arguments(fault)
        self.asked: Counter[Environment | None] = Counter()

    def copy(self) -> "_InForce":
        new: _InForce = object.__new__(_InForce)
        new.kind, new.environment, new.its = self.kind, self.environment, self.its
        new.keys, new.asked = self.keys, self.asked.copy()
        return new

    def strikes(self, point: Point, environment: Environment | None) -> bool:
        """Whether it is asked at this point of this environment."""
        return self.its.point == point and self.environment in (None, environment)


class ExpectedPlugged:
    """The plugged faults in force, and what they are to do."""

    def __init__(self) -> None:
        self._in_force: list[_InForce] = []

    def copy(self) -> "ExpectedPlugged":
        """A copy, for a fork of the oracle."""
        new = ExpectedPlugged()
        new._in_force = [fault.copy() for fault in self._in_force]
        return new

    def begin(self, fault: Fault) -> None:
        """The fault is in force from now on."""
        self._in_force.append(_InForce(fault))

    def end(self, kind: str) -> None:
        """Those of that kind are over."""
        self._in_force = [fault for fault in self._in_force if fault.kind != kind]

    def __bool__(self) -> bool:
        """Whether there is one."""
        return bool(self._in_force)

    def may_fail(self, environment: Environment) -> bool:
        """Whether a request to that environment may fail."""
        return any(fault.strikes("request", environment) for fault in self._in_force)

    def answer(self, to: Environment, show: Callable[[int], Request], answer: Answer) -> Answer:
        """The answer to a request which other faults answer so."""
        for fails in self._outcomes("request", to, show):
            if not fails.applied:
                answer = "failed"
            elif answer == "done":
                answer = "unanswered"
        return answer

    def delay(
        self, show: Callable[[int], Delivery], environment: Environment
    ) -> tuple[int, set[str]]:
        """By how many milliseconds a delivery is late, the longest of several (F3).

        And the kinds of those that hold it, each until it is over.
        """
        struck = self._outcomes_by_kind("delivery", environment, show)
        late = [it.milliseconds for _, it in struck if isinstance(it, Delayed)]
        return max(late, default=0), {kind for kind, it in struck if isinstance(it, Held)}

    def batch_step(self, handled: int, waiting: int, now: int) -> Literal["", "stops", "stuck"]:
        """What happens to a run of the batch job at this step."""
        outcomes = self._outcomes(
            "batch step", None, lambda number: BatchStep(handled, waiting, number, now)
        )
        if any(isinstance(outcome, Stuck) for outcome in outcomes):
            return "stuck"
        return "stops" if outcomes else ""

    def clock_skew(self, environment: Environment, now: int) -> int:
        """How far the clock of that environment is ahead, in milliseconds, when it is read."""
        return sum(
            self._outcomes(
                "clock", environment, lambda number: ClockReading(environment, number, now)
            )
        )

    def _outcomes(
        self,
        point: Point,
        environment: Environment | None,
        show: Callable[[int], FaultPoint[Any]],
    ) -> list[Any]:
        return [outcome for _, outcome in self._outcomes_by_kind(point, environment, show)]

    def _outcomes_by_kind(
        self,
        point: Point,
        environment: Environment | None,
        show: Callable[[int], FaultPoint[Any]],
    ) -> list[tuple[str, Any]]:
        found = []
        for fault in self._in_force:
            if fault.strikes(point, environment):
                fault.asked[environment] += 1
                number = fault.asked[environment]
                outcome = strike(fault.kind, fault.its, fault.keys, show(number))
                if outcome is not None:
                    found.append((fault.kind, outcome))
        return found
