"""A scenario as the text of a feature, or of a scenario file: either replays to the same end."""

from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from harness.domain.errors import BadInput, Problems
from harness.gherkin.conftest_loader import definitions_for, vocabulary
from harness.gherkin.files import plugged_in_files, require_scenario
from harness.reports.event_text import plural
from harness.reports.result import end_state, fingerprint
from harness.scenarios.reader import parse
from harness.scenarios.replay import replay
from harness.scenarios.scenario import Scenario
from harness.scenarios.writer import scenario_text

if TYPE_CHECKING:
    from harness.library.choices import PluginSource


def export(
    scenario: Scenario,
    to: Literal["feature", "scenario"],
    *,
    plugins: "Iterable[PluginSource]" = (),
) -> str:
    """The scenario as Gherkin, or as a scenario file; BadInput if that cannot say the same.

    `plugins` are files with parts that it names, beside those that it was loaded with.
    """
    require_scenario(scenario)
    with plugged_in_files(scenario.plugins), plugged_in_files(plugins):
        if to == "feature":
            return _gherkin(scenario)
        if to == "scenario":
            return _file_text(scenario)
    raise BadInput(f"to is {to!r}: it is 'feature' or 'scenario'")


def _gherkin(scenario: Scenario) -> str:
    vocabulary()  # raises what to install if Gherkin is not
    from harness.gherkin import feature_file
    from harness.gherkin.check import problems_of
    from harness.gherkin.run import scenario_of
    from harness.gherkin.writer import feature_text

    definitions = definitions_for(Path("export.feature"))
    text = feature_text([scenario])
    refused = f"{scenario.place}: Gherkin cannot say this"
    try:
        read = feature_file.parse("export.feature", text)
        found = problems_of(read, definitions)
        again = None if found else scenario_of(read, read.cases[0], definitions)
    except Problems as error:
        found, again = error.problems, None
    if again is None:
        first = found[0].message.partition("\n")[0]
        raise BadInput(f"{refused}: {first}")
    if _outcome(again) != _outcome(scenario):
        raise BadInput(f"{refused}: read again {_difference(scenario, again)}")
    return text


def _difference(scenario: Scenario, again: Scenario) -> str:
    """The first thing that is another in the scenario as it is read again."""
    for field in fields(scenario.settings):
        one, other = (getattr(it.settings, field.name) for it in (scenario, again))
        if one != other:
            return f"the setting {field.name} is {other!r}, not {one!r}"
    if scenario.catalog != again.catalog:
        return "it has other tables: what its catalog adds comes with --catalog FILE"
    if len(scenario.steps) != len(again.steps):
        return f"it has {plural(len(again.steps), 'step')}, not {len(scenario.steps)}"
    for one, other in zip(scenario.steps, again.steps, strict=True):
        if one.does != other.does:
            return f"step {one.number} is {other.does}, not {one.does}"
    return "something else is there before the first step"


def _outcome(scenario: Scenario) -> tuple[str, list[int]]:
    """The fingerprint of the scenario's end, and the numbers of the steps that fail."""
    done = replay(scenario)
    return fingerprint(end_state(done.simulator)), [failure.step for failure in done.failures]


def _file_text(scenario: Scenario) -> str:
    if not scenario.steps:
        why = "nothing happens and nothing is expected: a scenario file needs a step"
        raise BadInput(f"{scenario.place}: {why}")
    text = scenario_text(scenario)
    try:
        parse(text)
    except Problems as error:
        why = "; ".join(problem.message for problem in error.problems)
        raise BadInput(f"{scenario.place}: a scenario file cannot say this: {why}") from None
    return text
