"""The faults that were asked for and are not over, as the law has them; a watch's own account.

>>> expected_faults = ExpectedFaults()
>>> expected_faults.ask(Fault("delivery_delayed", "hr", nth=2, milliseconds=1000), 0)
>>> [expected_faults.delay_of_next("hr") for _ in range(3)]
[0, 1000, 0]
"""

from typing import Final, Literal

from harness.domain.commands import Fault
from harness.domain.environments import Environment

NEVER: Final = 1 << 62
Answer = Literal["done", "failed", "unanswered"]


class ExpectedFaults:
    """What is in force, or was and may be still: kinds of faults, and what of them can be known."""

    def __init__(self) -> None:
        self.kinds: set[str] = set()
        self.where: set[str] = set()  # the same, with their environment
        self.clock_skew: dict[Environment, int] = {}  # clocks: milliseconds (F5)
        self.outages: dict[Environment, int] = {}  # unavailable until then, seconds (F1)
        self.stuck = False  # the next run (B6)
        self.stops_after: int | None = None  # records of the next run (B4)
        self.uncertain = False  # how many requests were sent: a settlement may send two
        self._delayed: list[tuple[Fault, list[int]]] = []  # with how many deliveries are left
        self._failing: list[tuple[Fault, list[int]]] = []  # with how many requests are left

    def copy(self) -> "ExpectedFaults":
        """Another that is as far as this."""
        new = ExpectedFaults()
        new.kinds, new.where = self.kinds.copy(), self.where.copy()
        new.clock_skew, new.outages = self.clock_skew.copy(), self.outages.copy()
        new.stuck, new.stops_after = self.stuck, self.stops_after
        new.uncertain = self.uncertain
        new._delayed = [(fault, left.copy()) for fault, left in self._delayed]
        new._failing = [(fault, left.copy()) for fault, left in self._failing]
        return new

    def ask(self, fault: Fault, now: int) -> None:
        """It is in force from now on, in milliseconds."""
        kind, where, length = fault.kind, fault.environment, fault.milliseconds
        self.kinds.add(kind)
        self.where.add(f"{kind} {where}" if where else kind)
        if kind == "batch_job_stuck":
            self.stuck = True
        elif kind == "batch_job_stops":
            self.stops_after = fault.after
        elif kind == "delivery_delayed":
            self._delayed.append((fault, [fault.nth or 1]))
        elif kind == "request_fails":
            self._failing.append((fault, [fault.nth or 1]))
        elif where is not None and kind == "unavailable":
            self.outages[where] = NEVER if length is None else (now + length) // 1000
        elif where is not None and length is not None and kind.startswith("clock"):
            self.clock_skew[where] = length if kind == "clock_ahead" else -length

    def delay_of_next(self, environment: Environment) -> int:
        """F3: how late the next delivery from there is, or NEVER: until the faults are over."""
        delay_of_next = 0
        for one in list(self._delayed):
            fault, left = one
            if fault.environment != environment:
                continue
            left[0] -= 1
            if left[0] == 0 or (left[0] < 0 and fault.nth is None):
                delay_of_next += NEVER if fault.milliseconds is None else fault.milliseconds
                if fault.nth is not None:
                    self._delayed.remove(one)
        return min(delay_of_next, NEVER)

    def request(self, environment: Environment, at: int) -> Answer:
        """F1, F2: what becomes of the next request to it, sent at that second."""
        answer: Answer = "done"
        for one in list(self._failing):
            fault, left = one
            if fault.environment != environment:
                continue
            left[0] -= 1
            if left[0] == 0 or (left[0] < 0 and fault.lasting):
                if not fault.applied:
                    answer = "failed"
                elif answer == "done":
                    answer = "unanswered"
                if not fault.lasting:
                    self._failing.remove(one)
        return "failed" if at < self.outages.get(environment, 0) else answer

    def run_begins(self) -> tuple[bool, int | None]:
        """Whether the run that starts now sticks, and after how many records it stops."""
        if self.stuck:
            self.stuck = False
            self._used_up("batch_job_stuck")
            return True, None
        after, self.stops_after = self.stops_after, None
        self._used_up("batch_job_stops")
        return False, after

    def _used_up(self, kind: str) -> None:
        self.kinds.discard(kind)
        self.where.discard(kind)
