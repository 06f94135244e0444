"""`harness shrink FILE`: the shortest scenario that fails the same way as a failing one.

The scenario file is written to the output and a summary to the error output, so that the two can be
kept apart: `harness shrink long.yaml > short.yaml`.
"""

import shlex
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click

from harness.cli.inputs import (
    PLACE_HELP,
    catalog_option,
    engine_option,
    load_place,
    plug_in_project,
    settings_option,
)
from harness.cli.main import INTERRUPTED, PASSED
from harness.cli.parameters import Number, argument, option, output_option, plugins_option
from harness.exploration.shrinking.candidates import names_of
from harness.exploration.shrinking.same_failure import FailurePredicate
from harness.exploration.shrinking.shrinker import Shrunk, shrink
from harness.library.shrinking import failure_of
from harness.properties.plugin_file import PluginFile
from harness.reports.event_text import plural
from harness.reports.output import Output, ProgressBar, say
from harness.reports.wrapping import wrapped
from harness.scenarios.scenario import Scenario
from harness.scenarios.writer import scenario_text
from harness.simulator.store_engine import StoreEngine

_SHRUNK = " (shrunk)"
_WIDTH = 98  # columns of a line of the comment
_LONGEST = 48  # characters of a word in it, which may be wide ones
_PROVEN = {
    0: "",
    1: "no step can be left out",
    2: "no step and no pair of steps can be left out",
}


@click.command
@argument("file", "FILE", f"one that fails: {PLACE_HELP}", callback=plug_in_project)
@option(
    "--property",
    "NAME",
    "shrink to a violated property, this one; without it, to the first expectation that fails, "
    "or if all hold to the first property that is violated",
    dest="name",
)
@plugins_option
@engine_option
@option("--most", "N", "replays at most", Number(1), default=2000)
@settings_option
@catalog_option
@output_option
def run(
    file: str,
    name: str | None,
    plugins: tuple[PluginFile, ...],
    engine: StoreEngine,
    most: int,
    settings: tuple[str, ...],
    catalog: str | None,
    output: Output,
) -> int:
    """Shrink the scenario; one without a failure that can be shrunk is bad input."""
    scenario = load_place(file, catalog, settings)
    failing = failure_of(scenario, name, engine)
    with ProgressBar(scenario.title) as progress:
        shrunk = shrink(scenario, failing, progress, most)
    comment = "\n".join(_comment(scenario, failing, plugins, engine.store, output.path))
    output.write(f"{comment}\n{_text(scenario, shrunk.scenario)}")
    output.close()  # the summary is of a file that could be written
    say(_summary(scenario, shrunk))
    return INTERRUPTED if shrunk.stopped == "interrupted" else PASSED


def _comment(
    scenario: Scenario,
    failing: FailurePredicate,
    plugins: tuple[PluginFile, ...],
    store: str,
    path: Path | None,
) -> Iterator[str]:
    """What fails; of a property also the command that shows it, as a replay alone would pass."""
    words = failing.description.split()
    what = " ".join(word if len(word) <= _LONGEST else f"{word[: _LONGEST - 1]}…" for word in words)
    how = (
        f". Violated property: {what}" if failing.property is not None else f", which fails: {what}"
    )
    yield from wrapped(f"Shrunk from {scenario.place}{how}", "# ", "# ", _WIDTH)
    if failing.property is not None:
        command = ["harness", "replay", "--promises"]
        command += [part for own in plugins for part in ("--plugin", own.file)]
        command += [] if store == "memory" else ["--store", store]
        command += [str(path)] if path else []
        yield from wrapped(f"`{shlex.join(command)}` shows the step.", "# ", "# ", _WIDTH)


def _text(scenario: Scenario, short: Scenario) -> str:
    title = scenario.title.removesuffix(_SHRUNK) + _SHRUNK
    return scenario_text(replace(short, title=title)).rstrip("\n")


def _summary(scenario: Scenario, shrunk: Shrunk) -> str:
    parts = [f"{_size(scenario)} -> {_size(shrunk.scenario)}"]
    parts.append(plural(shrunk.replays, "replay"))
    if _PROVEN[shrunk.minimal]:
        parts.append(_PROVEN[shrunk.minimal])
    if shrunk.stopped == "limit":
        parts.append("stopped there: --most allows more")
    elif shrunk.stopped:
        parts.append("interrupted: this is the shortest so far")
    return "; ".join(parts)


def _size(scenario: Scenario) -> str:
    steps, records = len(scenario.steps), len(names_of(scenario))
    return f"{plural(steps, 'step')}, {plural(records, 'record')}"
