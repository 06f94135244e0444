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

from collections.abc import Iterator, Sequence

from harness.domain.commands import Fault, Give, GiveIntegration, GiveRecord
from harness.gherkin.given_records import GivenRecord, names_of
from harness.gherkin.given_tables import side_rows
from harness.gherkin.phrase_text import StepText, one_line
from harness.gherkin.scenario_words import ScenarioWords
from harness.gherkin.setting_steps import setting_lines
from harness.gherkin.step_writer import step_of
from harness.gherkin.table_text import table_lines
from harness.scenarios.scenario import Scenario
from harness.scenarios.writer import flow


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
    words = ScenarioWords(scenario)
    if scenario.catalog.additions:  # before the settings that name what they add
        additions = [
            f"{flow(name)}: {flow(facts)}" for name, facts in scenario.catalog.additions.items()
        ]
        yield StepText("Given", "the catalog has these additions:", (), "\n".join(additions))
    for line in setting_lines(scenario.settings, words):
        yield StepText("Given", line)
    yield from _given(scenario, words)
    begun = False
    for step in scenario.steps:
        begun = begun or not isinstance(step.does, Fault) or step.does.kind == "over"
        text = step_of(words, step.does)
        yield text if begun else text._replace(keyword="Given")  # in force from the start


def _given(scenario: Scenario, words: ScenarioWords) -> Iterator[StepText]:
    """The steps of what exists from the start: records, and the switch."""
    given = [does for does in scenario.setup if isinstance(does, Give | GiveRecord)]
    for alike in _alike(given):
        yield from _records_given(words, alike)
    if any(isinstance(does, GiveIntegration) for does in scenario.setup):
        yield StepText("Given", "integration is on")


def _alike(given: Sequence[GivenRecord]) -> Iterator[list[GivenRecord]]:
    """The records that one step can give, each once: it may be given again with more lookups."""
    found: list[GivenRecord] = []
    before: tuple[object, ...] | None = None
    names: set[str] = set()
    for does in given:
        more = does.generate if isinstance(does, Give) else does.tracked
        how = type(does), does.table, more
        if found and (how != before or not names.isdisjoint(names_of(does))):
            yield found
            found, names = [], set()
        before = how
        found.append(does)
        names.update(names_of(does))
    if found:
        yield found


def _records_given(words: ScenarioWords, alike: Sequence[GivenRecord]) -> Iterator[StepText]:
    table = words.catalog[alike[0].table]
    what = f"{words.table(table.name)} records exist"
    sides = [does for does in alike if isinstance(does, GiveRecord)]
    whole = [does for does in alike if isinstance(does, Give)]
    if sides:
        tracking = "tracked" if sides[0].tracked else "untracked"
        yield StepText("Given", f"these {what}, {tracking}:", side_rows(words, table, sides))
    elif count := whole[0].generate:
        yield from (
            StepText("Given", f"{count} generated {what} in both environments") for _ in whole
        )
    else:
        rows = words.record_rows(table, [row for give in whole for row in give.rows])
        yield StepText("Given", f"these {what} in both environments:", rows)
