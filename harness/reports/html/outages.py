"""When an environment could not be reached by the integration (F1)."""

from collections.abc import Sequence
from typing import NamedTuple

from harness.domain.commands import Fault
from harness.domain.environments import ENVIRONMENTS, Environment
from harness.reports.timeline_rows import Line
from harness.simulator.engine import Engine


class _Outage(NamedTuple):
    environment: Environment
    begins: int  # the sequence number of the entry that asks for it
    until: int | None  # in seconds; None: until the faults are over
    ends: int | None  # the sequence number of the entry that ends it


class Outages:
    """The outages of a simulation."""

    def __init__(self, simulator: Engine) -> None:
        asked = (
            it for it in simulator.journal.history if isinstance(it, Fault) and it.kind != "over"
        )
        self._found: list[_Outage] = []
        for seq, event in simulator.journal:
            if event.event == "fault_asked":
                fault = next(asked)
                if fault.kind == "unavailable" and fault.environment is not None:
                    length = fault.milliseconds
                    until = None if length is None else event.at + length // 1000
                    self._found.append(_Outage(fault.environment, seq, until, None))
            elif event.event == "faults_ended" and event.data in (None, "unavailable"):
                self._found = [it if it.ends else it._replace(ends=seq) for it in self._found]

    def at(self, line: Line) -> Sequence[Environment]:
        """Which environments are unavailable where a line stands."""
        seq = line.seq
        if seq is None:
            return ()
        away = {
            it.environment
            for it in self._found
            if it.begins <= seq
            and (it.ends is None or seq < it.ends)
            and (it.until is None or line.at < it.until)
        }
        return [environment for environment in ENVIRONMENTS if environment in away]
