"""The oracle's own model of the faults in force (F1 to F6).

It predicts which deliveries are late, which requests fail or lose their answer, and how the next
run of the batch job ends; properties hold the simulator's fault injector to these predictions.

>>> expected_faults = ExpectedFaults()
>>> expected_faults.begin(Fault("delivery_delayed", "hr", nth=2, milliseconds=1000), 0)
>>> [expected_faults.next_delay("hr") for _ in range(3)]
[0, 1000, 0]
"""

from typing import Final

from harness.domain.commands import Fault
from harness.domain.environments import Environment
from harness.domain.faults import CLOCKS, FAULTS
from harness.properties.oracle.expected_plugged import Answer, ExpectedPlugged

NEVER: Final = 1 << 62


class ExpectedFaults:
    """The faults that were requested and are not over yet, and what they are to do next."""

    def __init__(self) -> None:
        self.kinds: set[str] = set()
        self.kinds_by_environment: set[str] = set()  # "unavailable hr"; or the kind alone
        self.clock_skew: dict[Environment, int] = {}  # milliseconds (F5)
        self._is_ahead: dict[Environment, bool] = {}  # by the fault that set its clock last
        self.outages: dict[Environment, int] = {}  # until this second (F1)
        self.stuck = False  # the next run of the batch job (B6)
        self.stops_after: int | None = None  # after so many records of the next run (B4)
        self.uncertain = False  # the nth request is unknown: a settlement may have sent two
        self.plugged: ExpectedPlugged | None = None
        self._delayed: list[tuple[Fault, list[int]]] = []  # and the deliveries until it strikes
        self._failing: list[tuple[Fault, list[int]]] = []  # and the requests until it strikes

    def copy(self) -> "ExpectedFaults":
        """A copy, for a fork of the oracle."""
        new = ExpectedFaults()
        new.kinds, new.kinds_by_environment = self.kinds.copy(), self.kinds_by_environment.copy()
        new.clock_skew, new.outages = self.clock_skew.copy(), self.outages.copy()
        new._is_ahead = self._is_ahead.copy()
        new.stuck, new.stops_after = self.stuck, self.stops_after
        new.uncertain = self.uncertain
        new.plugged = self.plugged and self.plugged.copy()
        new._delayed = [(fault, left.copy()) for fault, left in self._delayed]
        new._failing = [(fault, left.copy()) for fault, left in self._failing]
        return new

    def begin(self, fault: Fault, now: int) -> None:
        """The fault is in force from `now` on (milliseconds)."""
        kind, environment, length = fault.kind, fault.environment, fault.milliseconds
        self.kinds.add(kind)
        self.kinds_by_environment.add(f"{kind} {environment}" if environment else kind)
        if kind in FAULTS and FAULTS[kind].function is not None:
            self.plugged = self.plugged or ExpectedPlugged()
            self.plugged.begin(fault)
        elif kind == "batch_job_stuck":
            self.stuck = True
        elif kind == "batch_job_stops":
            self.stops_after = fault.after
        elif kind == "delivery_delayed":
            self._delayed.append((fault, [fault.nth or 1]))
        elif kind == "request_fails":
            self._failing.append((fault, [fault.nth or 1]))
        elif environment is not None and kind == "unavailable":
            until = NEVER if length is None else (now + length) // 1000
            self.outages[environment] = max(until, self.outages.get(environment, until))
        elif environment is not None and length is not None and kind in CLOCKS:
            self._is_ahead[environment] = kind == "clock_ahead"
            self.clock_skew[environment] = length if kind == "clock_ahead" else -length

    def end(self, kind: str) -> None:
        """The faults of that kind are over (F6)."""
        self.kinds.discard(kind)
        both = {it for it in self.kinds_by_environment if it.split()[0] == kind}
        self.kinds_by_environment -= both
        if kind == "unavailable":
            self.outages.clear()
        elif kind == "batch_job_stops":
            self.stops_after = None
        elif kind == "batch_job_stuck":
            self.stuck = False
        elif kind in CLOCKS:
            ahead = kind == "clock_ahead"
            self.clock_skew = {
                it: skew for it, skew in self.clock_skew.items() if self._is_ahead[it] != ahead
            }
        self._delayed = [entry for entry in self._delayed if entry[0].kind != kind]
        self._failing = [entry for entry in self._failing if entry[0].kind != kind]
        if self.plugged is not None:
            self.plugged.end(kind)

    def next_delay(self, environment: Environment) -> int:
        """By how many milliseconds the next delivery is late; NEVER: until the faults end (F3)."""
        longest = 0
        for entry in list(self._delayed):
            fault, left = entry
            if fault.environment != environment:
                continue
            left[0] -= 1
            if left[0] == 0 or (left[0] < 0 and fault.nth is None):
                longest = max(longest, NEVER if fault.milliseconds is None else fault.milliseconds)
                if fault.nth is not None:
                    self._delayed.remove(entry)
        return longest

    def next_answer(self, environment: Environment, table: str, record: str, change: str) -> Answer:
        """The answer to the next request to the environment, which writes that (F2)."""
        answer: Answer = "done"
        for entry in list(self._failing):
            fault, left = entry
            narrowed = fault.table, fault.record, fault.change
            its = zip(narrowed, (table, record, change), strict=True)
            if fault.environment != environment or any(to not in (None, it) for to, it in its):
                continue
            left[0] -= 1
            if left[0] == 0 or (left[0] < 0 and fault.lasting):
                if not fault.applied:
                    answer = "failed"
                elif answer == "done":
                    answer = "unanswered"
                if not fault.lasting:
                    self._failing.remove(entry)
        return answer

    def unavailable(self, environment: Environment, at: int) -> bool:
        """Whether the environment cannot be reached at that second: nothing is asked there (F1)."""
        until = self.outages.get(environment)
        return until is not None and at < until

    def may_fail(self, environment: Environment) -> bool:
        """Whether a fault that goes by a count or a function may let a request there fail (F2)."""
        counted = f"request_fails {environment}" in self.kinds_by_environment
        return counted or (self.plugged is not None and self.plugged.may_fail(environment))

    def next_run(self) -> tuple[bool, int | None]:
        """Whether the run that starts now sticks, and after how many records it stops (B4, B6)."""
        if self.stuck:
            self.stuck = False
            self._struck("batch_job_stuck")
            return True, None
        after, self.stops_after = self.stops_after, None
        self._struck("batch_job_stops")
        return False, after

    def _struck(self, kind: str) -> None:
        self.kinds.discard(kind)
        self.kinds_by_environment.discard(kind)
