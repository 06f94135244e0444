"""What is where, as far as the commands alone tell.

The guess knows no rules: who wins a conflict and what a fault prevents, it does not foresee. It is
right often enough for most commands to make sense, and wrong often enough for some to be refused.
"""

from typing import Final

from harness.domain.environments import DATAVERSE, ENVIRONMENTS, HR, Environment
from harness.domain.settings import Settings


class Estimate:
    """The things that are there, as bits, and what is on its way to Human Resources."""

    def __init__(self, settings: Settings, given: int, on: bool) -> None:
        self.there: Final[dict[Environment, int]] = {HR: given, DATAVERSE: given}
        self.on = on
        self.stuck = False  # the next run, or one that is executing
        self.executing = False
        self.troubled = False  # till the faults are over
        self._delay = settings.dataverse_to_hr_delay
        self._travelling: list[tuple[int, bool]] = []  # changed in Dataverse, to be there or gone

    def changed(self, environment: Environment, thing: int, there: bool) -> None:
        """A user made it, or deleted it."""
        sides: tuple[Environment, ...] = (environment,)
        if self.on:
            if environment == HR or not self._delay:
                sides = ENVIRONMENTS
            else:
                self._travelling.append((thing, there))
        for side in sides:
            if there:
                self.there[side] |= 1 << thing
            else:
                self.there[side] &= ~(1 << thing)

    def passed(self, milliseconds: int) -> None:
        """What is not late has arrived."""
        if milliseconds >= self._delay:
            self.arrived()

    def arrived(self) -> None:
        """What was on its way is there."""
        for thing, there in self._travelling:
            if there:
                self.there[HR] |= 1 << thing
            else:
                self.there[HR] &= ~(1 << thing)
        self._travelling.clear()

    def switched(self, on: bool) -> None:
        """What was on its way is given up (S6)."""
        self.on = on
        self._travelling.clear()

    def synced(self, things: int) -> None:
        """Those that are on one side are on both."""
        if self.on:
            both = (self.there[HR] | self.there[DATAVERSE]) & things
            self.there[HR] |= both
            self.there[DATAVERSE] |= both
