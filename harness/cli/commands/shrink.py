"""`harness shrink FILE`: the shortest scenario that fails the same way as a failing one.

What is written is a scenario file; what can be said about it goes to the error output, so that the
two can be kept apart: `harness shrink long.yaml > short.yaml`.
"""

import argparse
import shlex
import sys
from collections.abc import Iterator
from dataclasses import replace

from harness.cli.inputs import load_scenario
from harness.cli.main import INTERRUPTED, PASSED
from harness.domain.errors import BadInput
from harness.exploration.shrinking.candidates import names_of
from harness.exploration.shrinking.same_failure import (
    FailurePredicate,
    first_failure,
    violated_property,
)
from harness.exploration.shrinking.shrinker import Shrunk, shrink
from harness.properties.user_file import load
from harness.reports.event_text import plural
from harness.reports.output import Output, ProgressBar
from harness.reports.wrapping import wrapped
from harness.scenarios.scenario import Scenario
from harness.scenarios.writer import scenario_text

_SHRUNK = " (shrunk)"
_WIDTH = 98  # columns of a line of the comment
_LONGEST = 48  # characters of a word in it, which may be wide ones
_SURE = {
    0: "",
    1: "no step can be left out",
    2: "no step and no pair of steps can be left out",
}


def run(given: argparse.Namespace) -> int:
    """0 where it was shrunk; what fails for no reason that can be shrunk is bad input."""
    if given.most < 1:
        raise BadInput("--most takes how many replays there may be, from 1")
    load(given.properties)
    output = Output(given.output)
    scenario = load_scenario(given.file, given.catalog, given.settings)
    failing = _failing(scenario, given.property)
    progress = ProgressBar(scenario.title)
    try:
        shrunk = shrink(scenario, failing, progress, given.most)
    finally:
        progress.clear()
    comment = "\n".join(_comment(scenario, failing, given))
    output.write(f"{comment}\n{_text(scenario, shrunk.scenario)}")
    output.close()
    print(_said(scenario, shrunk), file=sys.stderr)
    return INTERRUPTED if shrunk.stopped == "interrupted" else PASSED


def _failing(scenario: Scenario, name: str | None) -> FailurePredicate:
    found = (first_failure(scenario) if name is None else None) or violated_property(scenario, name)
    if found is None:
        what = f"it keeps the promise {name!r}" if name else "nothing fails"
        raise BadInput(f"{scenario.place}: {what}: there is nothing to shrink")
    return found


def _comment(
    scenario: Scenario, failing: FailurePredicate, given: argparse.Namespace
) -> Iterator[str]:
    """What fails, and of a promise the command that shows it: a replay alone would pass."""
    words = failing.says.split()
    says = " ".join(word if len(word) <= _LONGEST else f"{word[: _LONGEST - 1]}…" for word in words)
    told = f". Broken promise: {says}" if failing.property is not None else f", which fails: {says}"
    yield from wrapped(f"Shrunk from {scenario.place}{told}", "# ", "# ", _WIDTH)
    if failing.property is not None:
        command = ["harness", "replay", "--promises"]
        command += [part for file in given.properties for part in ("--properties", file)]
        command += [given.output] if given.output else []
        yield from wrapped(f"`{shlex.join(command)}` shows the step.", "# ", "# ", _WIDTH)


def _text(scenario: Scenario, short: Scenario) -> str:
    title = scenario.title.removesuffix(_SHRUNK) + _SHRUNK
    return scenario_text(replace(short, title=title)).rstrip("\n")


def _said(scenario: Scenario, shrunk: Shrunk) -> str:
    parts = [f"{_size(scenario)} -> {_size(shrunk.scenario)}"]
    parts.append(plural(shrunk.replays, "replay"))
    if _SURE[shrunk.minimal]:
        parts.append(_SURE[shrunk.minimal])
    if shrunk.stopped == "limit":
        parts.append("stopped there: --most allows more")
    elif shrunk.stopped:
        parts.append("interrupted: this is the shortest so far")
    return "; ".join(parts)


def _size(scenario: Scenario) -> str:
    steps, records = len(scenario.steps), len(names_of(scenario))
    return f"{plural(steps, 'step')}, {plural(records, 'record')}"
