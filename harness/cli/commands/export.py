"""`harness export`: a Gherkin scenario as a scenario file, and a scenario file as Gherkin.

Either way the scenario that is written replays to the same fingerprint.
"""

import re
from itertools import chain, count
from pathlib import Path

import click

from harness.cli.inputs import catalog_option, plug_in_project, settings_option
from harness.cli.parameters import Word, argument, option, plugin_option
from harness.domain.errors import BadInput
from harness.gherkin.export import export
from harness.gherkin.files import load_all, several
from harness.gherkin.places import is_feature
from harness.reports.output import Output, make_folder, write_file
from harness.scenarios.scenario import Scenario


@click.command
@argument(
    "place",
    "PATH",
    "x.feature:12 for the scenario in that line, or a scenario file",
    callback=plug_in_project,
)
@option(
    "--to",
    "[scenario|feature]",
    "what to write; what PATH is not, where nothing is said",
    Word(("scenario", "feature")),
)
@plugin_option
@settings_option
@catalog_option
@option(
    "--output",
    "PATH",
    "write to this file; several scenarios go into this folder, a file each",
)
def run(
    place: str,
    to: str | None,
    settings: tuple[str, ...],
    catalog: str | None,
    output: str | None,
) -> None:
    """Write a feature as scenario files, and scenario files as a feature."""
    found = load_all(place, catalog=catalog, settings=settings)
    kind, other = ("feature", "scenario") if is_feature(place) else ("scenario", "feature")
    if to == kind:
        raise BadInput(f"{place} is a {to} already: --to takes the other")
    if other == "feature":
        _write(found, output, ".feature", [export(one, "feature") for one in found])
    else:
        if len(found) > 1 and not output:
            raise BadInput(f"{several(place, found)}\nor name a folder with --output")
        _write(found, output, ".yaml", [export(one, "scenario") for one in found])


def _write(found: list[Scenario], path: str | None, ending: str, texts: list[str]) -> None:
    """Write one scenario to the output, several into a folder, each named by its title."""
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
