"""`harness export`: a Gherkin scenario as a scenario file, and a scenario file as Gherkin.

Either way the scenario that is written replays to the same fingerprint. A step that a scenario file
cannot say, as it compares with an approved timeline, is left out, and said so.
"""

import re
from itertools import chain, count
from pathlib import Path
from typing import Literal

import click

from harness.cli.inputs import (
    PLACES_HELP,
    catalog_option,
    load_places,
    plug_in_project,
    settings_option,
)
from harness.cli.kept_inputs import keeps_inputs, require_kept
from harness.cli.parameters import WRITTEN_PATH, Word, argument, option, plugin_option
from harness.domain.errors import BadInput
from harness.gherkin.export import export
from harness.gherkin.files import several
from harness.reports.output import Output, make_folder, say, write_file
from harness.reports.wrapping import harmless
from harness.scenarios.replay_text import left_out_lines
from harness.scenarios.scenario import Scenario

Kind = Literal["feature", "scenario"]


@click.command
@argument(
    "paths",
    "PATH...",
    PLACES_HELP,
    callback=plug_in_project,
)
@option(
    "--to",
    "[scenario|feature]",
    "what to write; what a PATH is not, where nothing is said",
    Word(("scenario", "feature")),
)
@plugin_option
@settings_option
@catalog_option
@option(
    "--output",
    "PATH",
    "write to this file; several scenarios go into this folder, a file each",
    WRITTEN_PATH,
)
@keeps_inputs("output")
def run(
    paths: tuple[str, ...],
    to: str | None,
    settings: tuple[str, ...],
    catalog: str | None,
    output: str | None,
) -> None:
    """Write a feature as scenario files, and scenario files as a feature."""
    place = ", ".join(paths)
    found = [(one, _other(one)) for one in load_places(paths, catalog, settings)]
    found = [(one, other) for one, other in found if to in (None, other)]
    if not found:
        raise BadInput(f"{place} is a {to} already: --to takes the other")
    if len(found) > 1 and not output:
        named = several(place, [one for one, _ in found])
        raise BadInput(f"{named}\nor name a folder for them with --output")
    texts = [(one, other, export(one, other)) for one, other in found]
    for one, _ in found:
        for line in left_out_lines(one):
            say(line)  # no part of what is written
    _write(texts, output)


def _other(scenario: Scenario) -> Kind:
    """What the scenario is not: only those of features have a line."""
    return "feature" if scenario.line is None else "scenario"


def _write(found: list[tuple[Scenario, Kind, str]], path: str | None) -> None:
    """Write one scenario to the output, several into a folder, each named by its title."""
    if path is None or (len(found) == 1 and not Path(path).is_dir()):
        with Output(path) as output:
            text = found[0][2].rstrip("\n") + "\n"
            output.write_part(harmless(text) if output.terminal else text)
        return
    folder = make_folder(path)
    written = Output()
    taken: set[str] = set()
    files: list[tuple[Path, str]] = []
    for one, kind, text in found:
        stem = re.sub(r"[^a-z0-9]+", "-", one.title.lower()).strip("-")[:80] or "scenario"
        ending = ".feature" if kind == "feature" else ".yaml"
        numbered = (f"{stem}-{number}" for number in count(2))
        name = next(it + ending for it in chain([stem], numbered) if it + ending not in taken)
        taken.add(name)
        files.append((folder / name, text))
    for file, _ in files:
        require_kept(file)
    for file, text in files:
        write_file(file, text)
        written.write(str(file))
