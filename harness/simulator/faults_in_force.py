"""Faults in force: those that strike at a call that they count, and those that are plugged in.

>>> requests = {"hr": [CountedFault(Fault("request_fails", "hr", nth=2), lasting=False)]}
>>> [len(striking(requests, "hr", "cdm_worker", "ada", "edit")) for _ in range(3)]
[0, 1, 0]
"""

from typing import TypeAlias

from harness.domain.commands import Fault
from harness.domain.environments import Environment
from harness.domain.faults import FAULTS


class CountedFault:
    """A fault that strikes at the nth call: at that one alone, or at each from then on.

    Where it is narrowed, to a table, a record or a kind of change, nothing else counts.
    """

    __slots__ = ("calls_left", "fault", "lasting")

    def __init__(self, fault: Fault, lasting: bool) -> None:
        self.fault = fault
        self.calls_left = fault.nth or 1
        self.lasting = lasting

    def fork(self) -> "CountedFault":
        new = CountedFault(self.fault, self.lasting)
        new.calls_left = self.calls_left
        return new

    def counts(self, table: str, record: str, change: str) -> bool:
        """Whether such a change of that record is among those that count."""
        its = self.fault
        return (
            its.table in (None, table)
            and its.record in (None, record)
            and its.change in (None, change)
        )

    def strikes(self) -> bool:
        """Count one call; whether the fault strikes at it."""
        self.calls_left -= 1
        return self.calls_left == 0 or (self.lasting and self.calls_left < 0)


CountedFaults: TypeAlias = dict[Environment, list[CountedFault]]


def striking(counted: CountedFaults, environment: Environment, *change: str) -> list[Fault]:
    """The faults that strike at this call, which counts; `change`: what they may be narrowed to."""
    found = []
    for its in list(counted.get(environment, ())):
        if change and not its.counts(*change):
            continue
        if its.strikes():
            found.append(its.fault)
            if not its.lasting:
                counted[environment].remove(its)
    return found


class PluggedFault:
    """A plugged fault in force, and how often it was asked about each environment."""

    __slots__ = ("asked", "environment", "its", "keys", "kind")

    def __init__(self, fault: Fault) -> None:
        from harness.domain.plugged_faults import keyword_arguments  # most faults are built in

        self.kind = fault.kind
        self.its = FAULTS[fault.kind]
        self.environment = fault.environment  # the only one where it strikes, or None
        self.keys = keyword_arguments(fault)
        self.asked: dict[Environment | None, int] = {}

    def fork(self) -> "PluggedFault":
        new: PluggedFault = object.__new__(PluggedFault)
        new.kind, new.its, new.environment = self.kind, self.its, self.environment
        new.keys, new.asked = self.keys, self.asked.copy()
        return new
