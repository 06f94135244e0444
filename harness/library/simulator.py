"""The simulator as a library: an engine whose refusals are exceptions.

>>> from harness.domain.commands import SyncNow
>>> Simulator().do(SyncNow("cdm_worker"))
Traceback (most recent call last):
harness.domain.errors.Refused: integration is off
"""

from harness.domain.commands import Command
from harness.domain.errors import Refused
from harness.simulator.engine import Engine


class Simulator(Engine):
    """Human Resources and Dataverse, integrated: by default in memory, with the standard tables."""

    def do(self, *commands: Command) -> None:
        """Do the commands in order. Raises Refused for one that the simulated system refuses."""
        for command in commands:
            reason = self.attempt(command)
            if reason is not None:
                rule = self.journal[
                    len(self.journal)
                ].rule  # of the refusal, which is its last entry
                raise Refused.of(command, reason, rule)
