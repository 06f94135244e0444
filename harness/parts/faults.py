"""The faults in force: asked for by a scenario, struck at the places that ask here.

Nothing draws a number: a fault strikes by simulated time or by count, so the same scenario has the
same faults everywhere.
"""

from harness.values.environments import ENVIRONMENT_NAMES, Environment
from harness.values.times import format_instant


class Faults:
    """What is broken now. `any` is False until a first fault was asked for."""

    def __init__(self) -> None:
        self.any = False
        self._unavailable: dict[Environment, int] = {}  # until then, seconds
        self._stops_after: int | None = None
        self._stuck = False

    def make_unavailable(self, environment: Environment, until: int) -> None:
        self.any = True
        self._unavailable[environment] = until

    def stop_batch_after(self, records: int) -> None:
        self.any = True
        self._stops_after = records

    def stick_batch(self) -> None:
        self.any = True
        self._stuck = True

    def write_fails(self, environment: Environment, now: int) -> str:
        """Why a write of the integration to that environment fails now, or nothing."""
        until = self._unavailable.get(environment)
        if until is None or now >= until:
            return ""
        until_text = format_instant(until).replace("T", " ")[:-1]
        return f"{ENVIRONMENT_NAMES[environment]} is unavailable until {until_text}"

    def batch_sticks(self) -> bool:
        """Whether the run that starts now is stuck; asked once a run."""
        stuck, self._stuck = self._stuck, False
        return stuck

    def batch_stops_after(self) -> int | None:
        """After how many records the run that starts now stops; asked once a run."""
        after, self._stops_after = self._stops_after, None
        return after
