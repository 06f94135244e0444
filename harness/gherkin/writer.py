"""Writer of features: a scenario as steps with the same commands and expectations.

>>> from harness.scenarios.reader import parse
>>> print(feature_text([parse('''
... scenario: A title is made
... steps:
...   - create: {in: hr, table: cdm_title, record: boss, values: {cdm_name: Boss}}
...   - expect: {in: hr, record: boss, exists: yes}
... ''')]))
Feature: A title is made
<BLANKLINE>
  Scenario: A title is made
    When the title "boss" is created in Human Resources with:
      | name |
      | Boss |
    Then the title "boss" is in Human Resources
<BLANKLINE>
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from harness.domain.commands import Give, GiveIntegration
from harness.domain.environments import ENVIRONMENT_NAMES
from harness.domain.policies import POLICIES
from harness.domain.settings import Settings
from harness.domain.times import format_instant
from harness.gherkin.phrase_text import StepText, duration_words, one_line, table_lines
from harness.gherkin.scenario_words import ScenarioWords
from harness.gherkin.step_writer import step_of
from harness.scenarios.scenario import Scenario
from harness.scenarios.writer import flow

_SETTINGS: Final[Mapping[str, Callable[[Any], str]]] = {
    "start": lambda instant: f'the simulation starts at "{format_instant(instant)}"',
    "seed": lambda seed: f"the seed is {seed}",
    "dataverse_to_hr_delay": lambda delay: (
        f"changes in Dataverse take {duration_words(delay)} to reach Human Resources"
    ),
    "batch_job_every": lambda interval: f"the batch job runs every {duration_words(interval)}",
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
}


def feature_text(scenarios: Sequence[Scenario], title: str | None = None) -> str:
    """The text of a feature with these scenarios, each under its own title."""
    lines = [f"Feature: {one_line(title or scenarios[0].title)}", ""]
    for scenario in scenarios:
        lines += [*_scenario(scenario), ""]
    return "\n".join(lines)


def _scenario(scenario: Scenario) -> Iterator[str]:
    if scenario.rules:
        yield f"  {' '.join(f'@{rule}' for rule in scenario.rules)}"
    yield f"  Scenario: {one_line(scenario.title)}"
    before = ""
    for step in _steps(scenario):
        keyword = "And" if step.keyword == before else step.keyword
        before = step.keyword
        yield f"    {keyword} {step.line}"
        if step.doc_string:
            yield '      """'
            yield from (f"      {line}" for line in step.doc_string.split("\n"))
            yield '      """'
        yield from (f"      {line}" for line in table_lines(step.table))


def _steps(scenario: Scenario) -> Iterator[StepText]:
    usual = Settings()
    for name, line in _SETTINGS.items():
        value = getattr(scenario.settings, name)
        if value != getattr(usual, name):
            yield StepText("Given", line(value))
    if scenario.catalog.additions:
        additions = [
            f"{flow(name)}: {flow(facts)}" for name, facts in scenario.catalog.additions.items()
        ]
        yield StepText("Given", "the catalog has these additions:", (), "\n".join(additions))
    words = ScenarioWords(scenario)
    yield from _given(scenario, words)
    for step in scenario.steps:
        yield step_of(words, step.does)


def _given(scenario: Scenario, words: ScenarioWords) -> Iterator[StepText]:
    """The steps of what exists from the start: records, and the switch."""
    gives = [does for does in scenario.setup if isinstance(does, Give)]
    for (table, generate), alike in groupby(gives, lambda give: (give.table, give.generate)):
        what = f"{words.table(table)} records exist in both environments"
        if generate:
            yield from (StepText("Given", f"{generate} generated {what}") for _ in alike)
        else:
            rows = [row for give in alike for row in give.rows]
            rows_text = words.record_rows(scenario.catalog[table], rows)
            yield StepText("Given", f"these {what}:", rows_text)
    if any(isinstance(does, GiveIntegration) for does in scenario.setup):
        yield StepText("Given", "integration is on")
