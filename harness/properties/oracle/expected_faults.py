"""The oracle's own model of the faults in force (F1 to F7).

It predicts which deliveries are late, which requests fail or lose their answer, which changes
nobody notices, and how the next run of the batch job ends; properties hold the simulator's fault
injector to these predictions.

>>> expected_faults = ExpectedFaults()
>>> expected_faults.begin(Fault("delivery_delayed", "hr", nth=2, milliseconds=1000), 0)
>>> [expected_faults.next_delay("hr")[0] for _ in range(3)]
[0, 1000, 0]
"""

from typing import Final

from harness.domain.commands import Fault
from harness.domain.environments import ENVIRONMENTS, Environment
from harness.domain.faults import CLOCKS, FAULTS
from harness.properties.oracle.expected_plugged import Answer, ExpectedPlugged

NEVER: Final = 1 << 62


class _Counted:
    """A fault that strikes at the nth of what it counts, once or each from then on."""

    __slots__ = ("fault", "left")

    def __init__(self, fault: Fault, left: int) -> None:
        self.fault = fault
        self.left = left

    def counts(self, environment: Environment, table: str, name: str, change: str) -> bool:
        """Whether it is one of those to which the fault is narrowed."""
        its = self.fault
        return (
            its.environment == environment
            and its.table in (None, table)
            and its.record in (None, name)
            and its.change in (None, change)
        )

    def strikes(self, lasting: bool) -> bool:
        """Whether it strikes this time, which counts."""
        self.left -= 1
        return self.left == 0 or (self.left < 0 and lasting)


class ExpectedFaults:
    """The faults that were requested and are not over yet, and what they are to do next."""

    def __init__(self) -> None:
        self.kinds: set[str] = set()
        self.kinds_by_environment: set[str] = set()  # "unavailable hr"; or the kind alone
        self.clocks: dict[Environment, Fault] = {}  # F5
        self.outages: dict[Environment, int] = {}  # until this second (F1)
        self.stuck = False  # the next run of the batch job (B6)
        self.stops_after: int | None = None  # after so many records of the next run (B4)
        self.uncertain = False  # the nth request is unknown: what was sent together shows no count
        self.plugged: ExpectedPlugged | None = None
        self._counted: dict[str, list[_Counted]] = {}  # by kind

    def copy(self) -> "ExpectedFaults":
        """A copy, for a fork of the oracle."""
        new = ExpectedFaults()
        new.kinds, new.kinds_by_environment = self.kinds.copy(), self.kinds_by_environment.copy()
        new.clocks, new.outages = self.clocks.copy(), self.outages.copy()
        new.stuck, new.stops_after = self.stuck, self.stops_after
        new.uncertain = self.uncertain
        new.plugged = self.plugged and self.plugged.copy()
        for kind, entries in self._counted.items():
            new._counted[kind] = [_Counted(it.fault, it.left) for it in entries]
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
        elif kind in ("delivery_delayed", "request_fails", "not_noticed"):
            self._counted.setdefault(kind, []).append(_Counted(fault, fault.nth or 1))
        elif environment is not None and kind == "unavailable":
            until = NEVER if length is None else (now + length) // 1000
            self.outages[environment] = max(until, self.outages.get(environment, until))
        elif environment is not None and length is not None and kind in CLOCKS:
            self.clocks[environment] = fault

    def end(self, kind: str) -> None:
        """Those of one kind are over, also where they did not strike (F6)."""
        self._struck(kind)
        for environment in ENVIRONMENTS:
            self.kinds_by_environment.discard(f"{kind} {environment}")
        if kind == "unavailable":
            self.outages.clear()
        elif kind == "batch_job_stuck":
            self.stuck = False
        elif kind == "batch_job_stops":
            self.stops_after = None
        elif kind in CLOCKS:
            self.clocks = {at: its for at, its in self.clocks.items() if its.kind != kind}
        else:
            self._counted.pop(kind, None)
            if self.plugged is not None:
                self.plugged.end(kind)
                if not self.plugged:
                    self.plugged = None

    def skew(self, environment: Environment) -> int:
        """By how many milliseconds the clock of that environment is ahead (F5)."""
        fault = self.clocks.get(environment)
        if fault is None or fault.milliseconds is None:
            return 0
        return fault.milliseconds if fault.kind == "clock_ahead" else -fault.milliseconds

    def next_delay(self, environment: Environment) -> tuple[int, bool]:
        """By how many milliseconds the next delivery is late, the longest of several (F3).

        And whether it waits until the faults that delay deliveries are over.
        """
        longest, held = 0, False
        entries = self._counted.get("delivery_delayed", ())
        for entry in list(entries):
            fault = entry.fault
            if fault.environment == environment and entry.strikes(fault.nth is None):
                held |= fault.milliseconds is None
                longest = max(longest, fault.milliseconds or 0)
        self._forget_struck("delivery_delayed")
        return longest, held

    def goes_unnoticed(self, environment: Environment, table: str, name: str, change: str) -> bool:
        """Whether nobody notices this change by users, one that makes or changes a request (F7)."""
        return bool(self._striking("not_noticed", environment, table, name, change))

    def unavailable(self, environment: Environment, at: int) -> bool:
        """Whether that environment cannot be reached at that second (F1)."""
        return at < self.outages.get(environment, 0)

    def next_answer(self, environment: Environment, table: str, name: str, change: str) -> Answer:
        """The answer to the next request to the environment: to write this of that record (F2)."""
        answer: Answer = "done"
        for fault in self._striking("request_fails", environment, table, name, change):
            if not fault.applied:
                answer = "failed"
            elif answer == "done":
                answer = "unanswered"
        return answer

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

    def _striking(
        self, kind: str, environment: Environment, table: str, name: str, change: str
    ) -> list[Fault]:
        found = [
            entry.fault
            for entry in self._counted.get(kind, ())
            if entry.counts(environment, table, name, change) and entry.strikes(entry.fault.lasting)
        ]
        self._forget_struck(kind)
        return found

    def _forget_struck(self, kind: str) -> None:
        """Those that strike once and have done so are over."""
        entries = self._counted.get(kind)
        if entries:
            entries[:] = [
                it
                for it in entries
                if it.left > 0
                or (it.fault.nth is None if kind == "delivery_delayed" else it.fault.lasting)
            ]

    def _struck(self, kind: str) -> None:
        self.kinds.discard(kind)
        self.kinds_by_environment.discard(kind)
