"""The settings of a simulation; the defaults are what the rules document.

>>> Settings().conflict
'last_edit_wins'
>>> Settings(tie="Dataverse", batch_job_every="12h")
Settings(batch_job_every='12h', tie='dataverse')
"""

from dataclasses import dataclass
from typing import Final

from harness.domain import arguments
from harness.domain.arguments import Duration, Instant
from harness.domain.environments import HR, Environment, EnvironmentName
from harness.domain.readable import Readable
from harness.domain.times import UNITS, parse_instant

DEFAULT_START: Final = parse_instant("2021-08-19T09:00:00Z")
_set: Final = object.__setattr__


@dataclass(frozen=True, slots=True, init=False, repr=False)
class Settings(Readable):
    """What a simulation can be run with. Durations are in milliseconds, the start in seconds.

    BadInput if one of them is out of range; names of plugged parts are looked up by the simulator.
    """

    start: int = DEFAULT_START
    seed: int = 0
    dataverse_to_hr_delay: int = 0  # L2
    batch_job_every: int = UNITS["d"]  # S4
    conflict: str = "last_edit_wins"  # R3; a key of `policies.POLICIES`
    tie: Environment = HR  # R11
    import_off: int = 1500  # M2: for each record, with integration off
    import_on: int = 6000  # M2: for each record, with integration on
    integration: str = "documented"  # a key of `simulator.integration.registry.INTEGRATIONS`
    clock: str = "interval"  # when the batch job is due; a key of `simulator.schedule.CLOCKS`

    def __init__(
        self,
        start: Instant = DEFAULT_START,
        seed: int = 0,
        dataverse_to_hr_delay: Duration = 0,
        batch_job_every: Duration = UNITS["d"],
        conflict: str = "last_edit_wins",
        tie: EnvironmentName = HR,
        import_off: Duration = 1500,
        import_on: Duration = 6000,
        integration: str = "documented",
        clock: str = "interval",
    ) -> None:
        duration = arguments.duration
        delay = duration("Settings: dataverse_to_hr_delay", dataverse_to_hr_delay)
        policy = arguments.text("Settings: conflict", conflict, "the name of a conflict policy")
        _set(self, "start", arguments.instant("Settings: start", start))
        _set(self, "seed", arguments.number("Settings: seed", seed, 0, arguments.MOST_NUMBER))
        _set(self, "dataverse_to_hr_delay", delay)
        # never 0: it would be due again and again at one moment
        _set(self, "batch_job_every", duration("Settings: batch_job_every", batch_job_every, 1))
        _set(self, "conflict", policy)
        _set(self, "tie", arguments.environment("Settings: tie", tie))
        _set(self, "import_off", duration("Settings: import_off", import_off))
        _set(self, "import_on", duration("Settings: import_on", import_on))
        plugged = arguments.text("Settings: integration", integration, "an integration's name")
        _set(self, "integration", plugged)
        _set(self, "clock", arguments.text("Settings: clock", clock, "a clock's name"))


DEFAULT_SETTINGS: Final = Settings()
