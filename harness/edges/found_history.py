"""A history that breaks a promise: made short, as a scenario, with the command that shows it."""

import shlex
import sys
from dataclasses import replace
from pathlib import Path

from harness.edges.output import Output, Progress, check_folder, file_name
from harness.histories.exploration.chunks import Plan
from harness.histories.exploration.shrinking.failing import broken_promise
from harness.histories.exploration.shrinking.shrinking import shrink
from harness.histories.scenario import Scenario
from harness.histories.scenario_text import scenario_text
from harness.values.errors import BadInput


def shortest(scenario: Scenario, name: str) -> Scenario:
    """The history, made as short as it can be and break the same promise."""
    failing = broken_promise(scenario, name)
    if failing is None:
        return scenario
    progress = Progress("made shorter")
    try:
        return replace(shrink(scenario, failing, progress).scenario, title=f"It breaks: {name}")
    finally:
        progress.clear()


def write_found(plan: Plan, output: Output, scenario: Scenario, folder: str | None) -> None:
    """The scenario, in a file of the folder or else here, and the command that replays it."""
    replayed = f"harness replay --promises{with_properties(plan)}"
    text = f"# A shortest history that was found; {replayed} shows the step.\n"
    text += scenario_text(scenario)
    many = len(scenario.steps)
    steps = f"{many} step{'' if many == 1 else 's'}"
    if folder is not None:
        path = str(Path(folder) / f"{file_name(scenario.title)}.yaml")
        try:
            check_folder(folder)
            file = Output(path)
            file.write(text.rstrip("\n"))
            file.close()
        except BadInput as error:
            print(error, file=sys.stderr)  # and what was found is not lost
        else:
            output.write(f"as a scenario, {steps}; see it with:")
            output.write(f"  {replayed} {shlex.quote(path)}")
            return
    output.write(f"as a scenario, {steps}:\n")
    output.write(text.rstrip("\n"))


def with_properties(plan: Plan) -> str:
    """The option that has a verb look at properties of one's own."""
    return "".join(f" --properties {shlex.quote(own.file)}" for own in plan.properties)
