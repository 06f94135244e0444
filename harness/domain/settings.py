"""The settings of a simulation; the defaults are what the rules document.

>>> Settings().conflict
'last_edit_wins'
"""

from dataclasses import dataclass
from typing import Final

from harness.domain.environments import HR, Environment
from harness.domain.times import UNITS, parse_instant

DEFAULT_START: Final = parse_instant("2021-08-19T09:00:00Z")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a simulation can be run with. Durations are in milliseconds, the start in seconds."""

    start: int = DEFAULT_START
    seed: int = 0
    dataverse_to_hr_delay: int = 0  # L2
    batch_job_every: int = UNITS["d"]  # S4
    conflict: str = "last_edit_wins"  # R3; a key of `policies.POLICIES`
    tie: Environment = HR  # R11
    import_off: int = 1500  # M2: for each record, with integration off
    import_on: int = 6000  # M2: for each record, with integration on


DEFAULT_SETTINGS: Final = Settings()
