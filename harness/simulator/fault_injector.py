"""The faults in force: asked for by a scenario, struck at the places that ask here.

Nothing draws a number: a fault strikes by simulated time or by count, so the same scenario has the
same faults everywhere.

>>> from harness.domain.commands import Fault
>>> faults = FaultInjector()
>>> faults.ask(Fault("request_fails", "hr", nth=2), 0)
>>> faults.request("hr", 0), faults.request("hr", 0), faults.request("hr", 0)
(('', False), ('a request to Human Resources failed', False), ('', False))
"""

from typing import NamedTuple

from harness.domain.commands import Deliver, Fault
from harness.domain.environments import ENVIRONMENT_NAMES, Environment
from harness.domain.times import format_instant

_NEVER = 1 << 62


class Delivery(NamedTuple):
    """What becomes of a delivery: milliseconds late, waits for the end of the faults, repeats."""

    late: int
    kept: bool
    repeats: tuple[int, ...]  # milliseconds after it arrived


class _Counted:
    """A fault that strikes the nth time it is asked about, once, or from then on."""

    __slots__ = ("fault", "lasts", "left")

    def __init__(self, fault: Fault, lasts: bool) -> None:
        self.fault = fault
        self.left = fault.nth or 1
        self.lasts = lasts

    def fork(self) -> "_Counted":
        new = _Counted(self.fault, self.lasts)
        new.left = self.left
        return new

    def strikes(self) -> bool:
        self.left -= 1
        return self.left == 0 or (self.lasts and self.left < 0)


class FaultInjector:
    """What is broken now. `any` is False while no fault was asked for since the last were over."""

    def __init__(self) -> None:
        self.any = False
        self._unavailable: dict[Environment, int] = {}  # until then, seconds
        self._requests: dict[Environment, list[_Counted]] = {}
        self._deliveries: dict[Environment, list[_Counted]] = {}
        self._ahead: dict[Environment, int] = {}  # milliseconds, below zero where it is behind
        self._stops_after: int | None = None
        self._stuck = False
        self.kept: list[Deliver] = []  # deliveries that wait until the faults are over

    def ask(self, fault: Fault, now: int) -> None:
        """A fault is in force from now on; `now` in milliseconds. The command was checked."""
        self.any = True
        kind, environment, length = fault.kind, fault.environment, fault.milliseconds
        if kind == "batch_job_stuck":
            self._stuck = True
        elif kind == "batch_job_stops":
            self._stops_after = fault.after
        elif environment is not None:
            if kind == "unavailable":
                until = _NEVER if length is None else (now + length) // 1000
                self._unavailable[environment] = until
            elif kind == "request_fails":
                counted = _Counted(fault, fault.lasting)
                self._requests.setdefault(environment, []).append(counted)
            elif kind in ("delivery_delayed", "delivery_repeated"):
                counted = _Counted(fault, kind == "delivery_delayed" and fault.nth is None)
                self._deliveries.setdefault(environment, []).append(counted)
            elif length is not None:
                self._ahead[environment] = length if kind == "clock_ahead" else -length

    def fork(self) -> "FaultInjector":
        """Others that are as far as these."""
        new = FaultInjector()
        if self.any:
            new.any = True
            new._unavailable = self._unavailable.copy()
            for mine, its in (
                (self._requests, new._requests),
                (self._deliveries, new._deliveries),
            ):
                for environment, counted in mine.items():
                    its[environment] = [it.fork() for it in counted]
            new._ahead = self._ahead.copy()
            new._stops_after, new._stuck = self._stops_after, self._stuck
            new.kept = self.kept.copy()
        return new

    def end(self) -> list[Deliver]:
        """All faults are over (F6), also those that did not strike; what waited for that."""
        kept = self.kept
        self.__init__()  # type: ignore[misc]
        return kept

    def request(self, environment: Environment, now: int) -> tuple[str, bool]:
        """A request is sent: why it fails before it is applied, or ''; whether its answer is lost.

        Every request counts, also one that does not arrive (F1, F2). `now` in seconds.
        """
        reason, answer_lost = "", False
        for counted in list(self._requests.get(environment, ())):
            if counted.strikes():
                answer_lost |= counted.fault.applied
                if not counted.fault.applied:
                    reason = f"a request to {ENVIRONMENT_NAMES[environment]} failed"
                if not counted.lasts:
                    self._requests[environment].remove(counted)
        until = self._unavailable.get(environment, 0)
        if now < until:
            over = "the faults are over"
            if until != _NEVER:
                over = format_instant(until).replace("T", " ")[:-1]
            reason = f"{ENVIRONMENT_NAMES[environment]} is unavailable until {over}"
        return reason, answer_lost

    def delivery(self, environment: Environment) -> Delivery:
        """A change is about to be delivered from that environment, or to wait (F3, F4)."""
        late, kept = 0, False
        repeats: list[int] = []
        for counted in list(self._deliveries.get(environment, ())):
            if counted.strikes():
                length = counted.fault.milliseconds
                if counted.fault.kind == "delivery_repeated":
                    repeats.append(length or 0)
                elif length is None:
                    kept = True
                else:
                    late += length
                if not counted.lasts:
                    self._deliveries[environment].remove(counted)
        return Delivery(late, kept, tuple(repeats))

    def ahead(self, environment: Environment) -> int:
        """How far that environment's clock is ahead, in milliseconds (F5)."""
        return self._ahead.get(environment, 0)

    def batch_sticks(self) -> bool:
        """Whether the run that starts now is stuck; asked once a run."""
        stuck, self._stuck = self._stuck, False
        return stuck

    def batch_stops_after(self) -> int | None:
        """After how many records the run that starts now stops; asked once a run."""
        after, self._stops_after = self._stops_after, None
        return after
