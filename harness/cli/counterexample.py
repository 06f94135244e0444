"""A counterexample: a history that violates a property, shrunk, and the command that shows it."""

import shlex
from collections.abc import Iterable
from pathlib import Path

from harness.cli.inputs import store_words
from harness.domain.errors import BadInput
from harness.exploration.campaign.work_units import ExplorationSpec
from harness.library.exploring import Counterexample
from harness.properties.plugin_file import PluginFile
from harness.reports.event_text import plural
from harness.reports.output import Output, ProgressBar, check_folder, file_name, say, write_file


def write_found(
    spec: ExplorationSpec, output: Output, found: Counterexample, folder: str | None
) -> None:
    """Write a counterexample, shrunk, and the command that shows it.

    It goes to a file in the folder, or without one to the output.

    Ctrl-C ends the shrinking: the shortest so far is written, and KeyboardInterrupt raised.
    """
    with ProgressBar("made shorter") as progress:
        found = found.shrunk(on_progress=progress)
    interrupted = found.stopped == "interrupted"
    replay = f"harness replay --promises{plugin_words(spec.plugins)}{store_words(spec.store)}"
    what = "The shortest so far of a history" if interrupted else "A shortest history"
    text = f"# {what} that was found; {replay} shows the step.\n"
    text += found.to_yaml()
    steps = plural(len(found.history.steps), "step")
    path = _written(text, found.history.title, folder) if folder is not None else None
    if path is not None:
        output.write(f"as a scenario, {steps}; see it with:")
        output.write(f"  {replay} {shlex.quote(path)}")
    else:
        output.write(f"as a scenario, {steps}:\n")
        output.write(text.rstrip("\n"))
    if interrupted:
        raise KeyboardInterrupt(f"the shortest so far is {f'in {path}' if path else 'above'}")


def _written(text: str, title: str, folder: str) -> str | None:
    """The file; None if it cannot be written, which is printed, so that the history is not lost."""
    path = Path(folder) / f"{file_name(title)}.yaml"
    try:
        check_folder(folder)
        write_file(path, text)
    except BadInput as error:
        say(error)
        return None
    return str(path)


def plugin_words(plugins: Iterable[PluginFile]) -> str:
    """The options that name the plug-in files."""
    return "".join(f" --plugin {shlex.quote(own.file)}" for own in plugins)
