"""A cheap estimate of which records exist, so that most generated commands are valid.

It follows the commands alone and knows no rules: neither who wins a conflict nor what a fault
prevents. It is right often enough for most commands to be accepted, and wrong often enough for some
to be refused.
"""

from typing import Final

from harness.domain.environments import DATAVERSE, ENVIRONMENTS, HR, Environment
from harness.domain.settings import Settings


class Estimate:
    """The records that seem to exist in each environment, as bits, and deliveries in flight."""

    def __init__(self, settings: Settings, given: dict[Environment, int], on: bool) -> None:
        self.existing: Final[dict[Environment, int]] = dict(given)
        self.binned = 0  # those that a user deleted in Dataverse
        self.backups: Final[dict[tuple[Environment, str], int]] = {}  # what was there
        self.on = on
        self.no_job = not on  # there is no batch job
        self.stuck = False  # the next run of the batch job, or one that is executing
        self.executing = False
        self.held = False  # the job is canceled, or on withhold
        self.faulty = False  # a fault lasts until the faults are over
        self._delay = settings.dataverse_to_hr_delay
        self._in_flight: list[tuple[int, bool]] = []  # changed in Dataverse: do they exist?

    def change(self, environment: Environment, records: int, exists: bool) -> None:
        """A user created these records, or deleted them."""
        if environment == DATAVERSE:
            self.binned = self.binned & ~records if exists else self.binned | records
        sides: tuple[Environment, ...] = (environment,)
        if self.on:
            if environment == HR or not self._delay:
                sides = ENVIRONMENTS
            else:
                self._in_flight.append((records, exists))
        for side in sides:
            if exists:
                self.existing[side] |= records
            else:
                self.existing[side] &= ~records

    def advance(self, milliseconds: int) -> None:
        """Time passes: after the delay all is delivered."""
        if milliseconds >= self._delay:
            self.deliver()

    def deliver(self) -> None:
        """All that was in flight is delivered."""
        for records, exists in self._in_flight:
            if exists:
                self.existing[HR] |= records
            else:
                self.existing[HR] &= ~records
        self._in_flight.clear()

    def switch(self, on: bool) -> None:
        """Integration is turned on or off: all that was in flight is abandoned (S6)."""
        self.no_job = self.no_job and not on
        self.on = on
        self._in_flight.clear()

    def synchronize(self, records: int) -> None:
        """Of these records, those that exist on one side exist on both."""
        if self.on:
            both = (self.existing[HR] | self.existing[DATAVERSE]) & records
            self.existing[HR] |= both
            self.existing[DATAVERSE] |= both

    def restore(self, environment: Environment, name: str) -> None:
        """An environment is put back to a backup, if there is one of that name (E1)."""
        there = self.backups.get((environment, name))
        if there is not None:
            self.existing[environment] = there
            self._in_flight.clear()
            if environment == DATAVERSE:
                self.binned = 0
