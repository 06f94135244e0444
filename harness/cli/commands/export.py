"""`harness export`: a Gherkin scenario as a scenario file, and a scenario file as Gherkin.

Either way what comes out replays to the same fingerprint.
"""

import argparse
import re
from collections.abc import Callable
from itertools import chain, count
from pathlib import Path

from harness.cli.inputs import load_scenarios, several
from harness.cli.main import PASSED
from harness.domain.errors import BadInput, Problems
from harness.gherkin.conftest_loader import vocabulary
from harness.gherkin.places import is_feature
from harness.reports.output import Output
from harness.reports.result import end_state, fingerprint
from harness.scenarios.reader import parse
from harness.scenarios.replay import replay
from harness.scenarios.scenario import Scenario
from harness.scenarios.writer import scenario_text


def run(given: argparse.Namespace) -> int:
    """Write what the place is not: a feature as scenario files, scenario files as a feature."""
    place = given.place
    found = load_scenarios([place], None, [])
    to = given.to or ("scenario" if is_feature(place) else "feature")
    if to == ("feature" if is_feature(place) else "scenario"):
        raise BadInput(f"{place} is a {to} already: --to takes the other")
    if to == "feature":
        _write(found, given.output, ".feature", _gherkin)
    else:
        if len(found) > 1 and not given.output:
            raise BadInput(f"{several(place, found)}\nor name a folder with --output")
        _write(found, given.output, ".yaml", _file_text)
    return PASSED


def _gherkin(scenario: Scenario) -> str:
    """The text of a feature; BadInput where it would not be the same scenario."""
    vocabulary()  # says what to install where Gherkin is not
    from harness.gherkin import feature_file
    from harness.gherkin.check import problems_of
    from harness.gherkin.conftest_loader import definitions_for
    from harness.gherkin.run import scenario_of
    from harness.gherkin.writer import feature_text

    definitions = definitions_for(Path("export.feature"))
    text = feature_text([scenario])
    said = f"{scenario.place}: Gherkin cannot say this"
    try:
        read = feature_file.parse("export.feature", text)
        found = problems_of(read, definitions)
        again = None if found else scenario_of(read, read.cases[0], definitions)
    except Problems as error:
        found, again = error.problems, None
    if again is None:
        first = found[0].message.partition("\n")[0]
        raise BadInput(f"{said}: {first}")
    if _played(again) != _played(scenario):
        raise BadInput(f"{said}: read again it does something else")
    return text


def _played(scenario: Scenario) -> tuple[str, list[int]]:
    """What a replay comes to: its fingerprint, and the numbers of the steps that fail."""
    done = replay(scenario)
    return fingerprint(end_state(done.simulator)), [failure.step for failure in done.failures]


def _file_text(scenario: Scenario) -> str:
    """The text of a scenario file; BadInput where no file can say what the feature says."""
    if not scenario.steps:
        said = "nothing happens and nothing is expected: a scenario file needs a step"
        raise BadInput(f"{scenario.place}: {said}")
    text = scenario_text(scenario)
    try:
        parse(text)
    except Problems as error:
        said = "; ".join(problem.message for problem in error.problems)
        raise BadInput(f"{scenario.place}: a scenario file cannot say this: {said}") from None
    return text


def _write(
    found: list[Scenario], path: str | None, ending: str, text_of: Callable[[Scenario], str]
) -> None:
    """One to the output; several into a folder, each named by its title."""
    texts = [text_of(one) for one in found]  # all, before any is written
    if len(found) == 1 and not (path and Path(path).is_dir()):
        output = Output(path)
        output.write(texts[0].rstrip("\n"))
        output.close()
        return
    if path is None:
        raise BadInput(f"{len(found)} scenarios: name a folder for them with --output")
    folder = Path(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"{folder}: cannot be made: {error.strerror or error}") from None
    told = Output()
    taken: set[str] = set()
    for one, text in zip(found, texts, strict=True):
        stem = re.sub(r"[^a-z0-9]+", "-", one.title.lower()).strip("-")[:80] or "scenario"
        numbered = (f"{stem}-{number}" for number in count(2))
        name = next(name for name in chain([stem], numbered) if name not in taken)
        taken.add(name)
        output = Output(str(folder / f"{name}{ending}"))
        output.write(text.rstrip("\n"))
        output.close()
        told.write(str(folder / f"{name}{ending}"))
