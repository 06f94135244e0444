"""`harness export`: a Gherkin scenario as a scenario file, and a scenario file as Gherkin.

Either way the scenario that is written replays to the same fingerprint.
"""

import re
from collections.abc import Callable
from itertools import chain, count
from pathlib import Path

import click

from harness.cli.inputs import load_scenarios, several
from harness.cli.parameters import Word, argument, option
from harness.domain.errors import BadInput, Problems
from harness.gherkin.conftest_loader import vocabulary
from harness.gherkin.places import is_feature
from harness.reports.output import Output, make_folder, write_file
from harness.reports.result import end_state, fingerprint
from harness.scenarios.reader import parse
from harness.scenarios.replay import replay
from harness.scenarios.scenario import Scenario
from harness.scenarios.writer import scenario_text


@click.command
@argument("place", "PATH", "x.feature:12 for the scenario in that line, or a scenario file")
@option(
    "--to",
    "[scenario|feature]",
    "what to write; what PATH is not, where nothing is said",
    Word(("scenario", "feature")),
)
@option(
    "--output",
    "PATH",
    "write to this file; several scenarios go into this folder, a file each",
)
def run(place: str, to: str | None, output: str | None) -> None:
    """Write a feature as scenario files, and scenario files as a feature."""
    found = load_scenarios([place])
    kind, other = ("feature", "scenario") if is_feature(place) else ("scenario", "feature")
    if to == kind:
        raise BadInput(f"{place} is a {to} already: --to takes the other")
    if other == "feature":
        _write(found, output, ".feature", _gherkin)
    else:
        if len(found) > 1 and not output:
            raise BadInput(f"{several(place, found)}\nor name a folder with --output")
        _write(found, output, ".yaml", _file_text)


def _gherkin(scenario: Scenario) -> str:
    """The text of a feature; BadInput if it would not be the same scenario."""
    vocabulary()  # raises what to install if Gherkin is not
    from harness.gherkin import feature_file
    from harness.gherkin.check import problems_of
    from harness.gherkin.conftest_loader import definitions_for
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
        raise BadInput(f"{refused}: read again it does something else")
    return text


def _outcome(scenario: Scenario) -> tuple[str, list[int]]:
    """The fingerprint of the scenario's end, and the numbers of the steps that fail."""
    done = replay(scenario)
    return fingerprint(end_state(done.simulator)), [failure.step for failure in done.failures]


def _file_text(scenario: Scenario) -> str:
    """The text of a scenario file; BadInput if no scenario file can say what the feature says."""
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


def _write(
    found: list[Scenario], path: str | None, ending: str, text_of: Callable[[Scenario], str]
) -> None:
    """Write one scenario to the output, several into a folder, each named by its title."""
    texts = [text_of(one) for one in found]  # all, before any is written
    if len(found) == 1 and not (path and Path(path).is_dir()):
        with Output(path) as output:
            output.write(texts[0].rstrip("\n"))
        return
    if path is None:
        raise BadInput(f"{len(found)} scenarios: name a folder for them with --output")
    folder = make_folder(path)
    written = Output()
    taken: set[str] = set()
    for one, text in zip(found, texts, strict=True):
        stem = re.sub(r"[^a-z0-9]+", "-", one.title.lower()).strip("-")[:80] or "scenario"
        numbered = (f"{stem}-{number}" for number in count(2))
        name = next(name for name in chain([stem], numbered) if name not in taken)
        taken.add(name)
        file = folder / f"{name}{ending}"
        write_file(file, text)
        written.write(str(file))
