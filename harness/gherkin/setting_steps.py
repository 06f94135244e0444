r"""Settings as the steps that choose them: the inverse of `steps.settings`.

>>> from harness.scenarios.scenario import Scenario
>>> settings = Settings(tie="dataverse", one_way=("cdm_job", "cdm_worker.cdm_knownas"))
>>> print(*setting_lines(settings, ScenarioWords(Scenario("x", "x", settings, ()))), sep="\n")
ties are won by Dataverse
job records flow from Human Resources to Dataverse only
the known as of worker records flows from Human Resources to Dataverse only
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from harness.domain.environments import ENVIRONMENT_NAMES
from harness.domain.policies import POLICIES
from harness.domain.settings import Settings
from harness.domain.times import format_instant
from harness.gherkin.phrase_text import duration_words
from harness.gherkin.scenario_words import ScenarioWords

_PLAIN: Final[Mapping[str, Callable[[Any], str]]] = {
    "start": lambda instant: f'the simulation starts at "{format_instant(instant)}"',
    "seed": lambda seed: f"the seed is {seed}",
    "dataverse_to_hr_delay": lambda delay: (
        f"changes in Dataverse take {duration_words(delay)} to reach Human Resources"
    ),
    "batch_job_every": lambda interval: f"the batch job runs every {duration_words(interval)}",
    "batch_job_per_record": lambda cost: f"the batch job takes {duration_words(cost)} a record",
    "conflict": lambda policy: f"the conflict policy is {POLICIES[policy].words}",
    "clock": lambda name: f'the batch job runs by the clock "{name}"',
    "integration": lambda name: f'the integration is simulated by "{name}"',
    "tie": lambda winner: f"ties are won by {ENVIRONMENT_NAMES[winner]}",
    "import_off": lambda cost: (
        f"an import takes {duration_words(cost)} a record while integration is off"
    ),
    "import_on": lambda cost: (
        f"an import takes {duration_words(cost)} a record while integration is on"
    ),
    "late_delete": lambda outcome: f"deletes that arrive late are {outcome.replace('_', ' ')}",
    "natural_key": lambda change: (
        f"natural keys are {'fixed' if change == 'fixed' else 'free to change'}"
    ),
    "keys": lambda compared: (
        "natural keys are compared "
        f"{'exactly' if compared == 'exact' else 'without regard to case and blanks'}"
    ),
}


def setting_lines(settings: Settings, words: ScenarioWords) -> Iterator[str]:
    """A line for each setting that is not the default; those of tables and columns at the end."""
    usual = Settings()
    for name, line in _PLAIN.items():
        value = getattr(settings, name)
        if value != getattr(usual, name):
            yield line(value)
    for environment, what in settings.delete_in_use:
        in_use = "cascades" if what == "cascade" else "is refused"
        yield f"deleting a record in use {in_use} in {ENVIRONMENT_NAMES[environment]}"
    for name, policy in settings.conflict_for:
        yield f"{_has(words, name, 'have', 'has')} the conflict policy {POLICIES[policy].words}"
    for name in settings.one_way:
        yield f"{_has(words, name, 'flow', 'flows')} from Human Resources to Dataverse only"
    for environment, names in settings.not_listened:
        for name in names:
            what = _of_records(words, name)
            yield f"nobody listens to {what} in {ENVIRONMENT_NAMES[environment]}"


def _has(words: ScenarioWords, name: str, of_records: str, of_column: str) -> str:
    """A table or table.column as a subject, with its verb."""
    return f"{_of_records(words, name)} {of_column if '.' in name else of_records}"


def _of_records(words: ScenarioWords, name: str) -> str:
    """A table or table.column of a setting in the words of steps."""
    table, _, column = name.partition(".")
    records = f"{words.table(table)} records"
    return f"the {words.column(words.catalog[table], column)} of {records}" if column else records
