"""A history that breaks a promise: made short, as a scenario, with the command that shows it."""

import shlex
import sys
from dataclasses import replace
from pathlib import Path

from harness.domain.errors import BadInput
from harness.exploration.campaign.work_units import ExplorationSpec
from harness.exploration.shrinking.same_failure import violated_property
from harness.exploration.shrinking.shrinker import shrink
from harness.reports.event_text import plural
from harness.reports.output import Output, ProgressBar, check_folder, file_name
from harness.scenarios.scenario import Scenario
from harness.scenarios.writer import scenario_text


def write_found(
    plan: ExplorationSpec, output: Output, scenario: Scenario, promise: str, folder: str | None
) -> None:
    """The history made short, in a file of the folder or else here, and what replays it.

    Ctrl-C ends the making short: what is short by then is written, and KeyboardInterrupt raised.
    """
    scenario, interrupted = _shortest(scenario, promise)
    replayed = f"harness replay --promises{with_properties(plan)}"
    what = "The shortest so far of a history" if interrupted else "A shortest history"
    text = f"# {what} that was found; {replayed} shows the step.\n"
    text += scenario_text(scenario)
    steps = plural(len(scenario.steps), "step")
    path = _written(text, scenario.title, folder) if folder is not None else None
    if path is not None:
        output.write(f"as a scenario, {steps}; see it with:")
        output.write(f"  {replayed} {shlex.quote(path)}")
    else:
        output.write(f"as a scenario, {steps}:\n")
        output.write(text.rstrip("\n"))
    if interrupted:
        raise KeyboardInterrupt(f"the shortest so far is {f'in {path}' if path else 'above'}")


def _shortest(scenario: Scenario, promise: str) -> tuple[Scenario, bool]:
    """As short as it can be and break the same promise; and whether Ctrl-C came before."""
    failing = violated_property(scenario, promise)
    if failing is None:
        return scenario, False
    progress = ProgressBar("made shorter")
    try:
        found = shrink(scenario, failing, progress)
    finally:
        progress.clear()
    title = f"It breaks: {promise}"
    return replace(found.scenario, title=title), found.stopped == "interrupted"


def _written(text: str, title: str, folder: str) -> str | None:
    """The file it was written to; None where it cannot be, as is said: it is not lost."""
    path = str(Path(folder) / f"{file_name(title)}.yaml")
    try:
        check_folder(folder)
        file = Output(path)
        file.write(text.rstrip("\n"))
        file.close()
    except BadInput as error:
        print(error, file=sys.stderr)
        return None
    return path


def with_properties(plan: ExplorationSpec) -> str:
    """The option that has a verb look at properties of one's own."""
    return "".join(f" --properties {shlex.quote(own.file)}" for own in plan.properties)
