"""`harness find WHAT`: the shortest histories that show a loss, a tie, any event or property."""

from collections.abc import Sequence
from pathlib import Path

import click

from harness.cli.fault_option import chosen, faults_option
from harness.cli.inputs import engine_option, settings_option
from harness.cli.main import FAILED, PASSED
from harness.cli.parameters import (
    Number,
    argument,
    flag,
    format_option,
    opened,
    option,
    plugin_here_option,
)
from harness.cli.tables import listing, prose, title
from harness.domain.errors import BadInput
from harness.domain.rules import marked
from harness.domain.settings import DEFAULT_SETTINGS
from harness.exploration.statespace.model import BoundedModel, require_abstract
from harness.exploration.witnesses.causes import dashed
from harness.exploration.witnesses.search import Witness, find
from harness.exploration.witnesses.targets import Target, all_targets, target_named
from harness.exploration.witnesses.witness_files import (
    file_name,
    scenario_file,
    scenario_of,
)
from harness.reports.output import Output, ProgressBar, make_folder, write_file
from harness.scenarios.setting_text import with_settings
from harness.simulator.store_engine import StoreEngine


@click.command
@argument("what", "[WHAT]", "data-loss, for example; see --list")
@flag("--list", "list what can be found", dest="list_targets")
@faults_option(small=True)
@settings_option
@plugin_here_option
@engine_option
@option("--longest", "N", "only histories of up to N steps, which is quicker", Number(1))
@flag("--gherkin", "print them as one feature")
@format_option("json")
@option(
    "--output",
    "DIR",
    "write a scenario file for each into this folder, and a feature with all of them",
    dest="path",
)
def run(
    what: str | None,
    list_targets: bool,
    faults: tuple[str, ...],
    settings: tuple[str, ...],
    engine: StoreEngine,
    longest: int | None,
    gherkin: bool,
    fmt: str,
    path: str | None,
) -> int:
    """Write the shortest witnesses of the target; exit status 1 if no history is one."""
    output = opened(click.get_current_context())
    if list_targets:
        if what:
            raise BadInput(f"find {what} --list: --list is of all that can be found")
        _list(output, fmt)
        return PASSED
    if not what:
        raise BadInput("find what? --list shows what can be found")
    target = target_named(what)
    if gherkin and (fmt != "simple" or path):
        other = "--output writes the feature too" if path else "a feature has no --format"
        raise BadInput(f"--gherkin: {other}")
    usual = with_settings(DEFAULT_SETTINGS, settings)
    require_abstract(usual)
    kinds = chosen(faults, small=True)
    model = BoundedModel(
        faults=kinds, conflict=usual.conflict, tie=usual.tie, engine=engine,
        late_delete=usual.late_delete, not_listened=usual.not_listened,
    )  # fmt: skip
    if gherkin or path:
        from harness.gherkin.conftest_loader import vocabulary

        vocabulary()  # raises what to install if Gherkin is not
    folder = make_folder(path) if path else None  # before the search rather than after it
    with ProgressBar("of one record") as progress:
        found = find(
            dashed(what), model, longest, lambda done, known: progress(done, known, "states")
        )
    if not found:
        prose(output, _none(target, longest))
        return FAILED
    if folder is not None:
        _write(output, folder, target, found)
    elif gherkin:
        output.write(feature(target, found).rstrip("\n"))
    else:
        _show(output, fmt, found)
    return PASSED


def _list(output: Output, fmt: str) -> None:
    """Write what can be found: a table; on a page one of each kind, as some names are long."""
    rows = [
        (name, it.kind, ", ".join(it.rules) if it.rules else it.description)
        for name, it in all_targets().items()
    ]
    if fmt != "simple":
        listing(output, fmt, ("Name", "Kind", "What it is, or guards"), rows)
        return
    for kind in dict.fromkeys(kind for _, kind, _ in rows):
        title(output, f"{kind[0].upper()}{kind[1:]}s", fmt)
        mine = [(name, what) for name, its, what in rows if its == kind]
        if kind in ("finding", "event"):
            listing(output, fmt, ("Name", "What it is"), mine)
        else:
            output.write("")
            for name, guards in mine:
                output.write(name)
                output.write(f"    {guards}")
        output.write("")


def _none(target: Target, longest: int | None) -> str:
    how_long = "any length" if longest is None else f"up to {longest} steps"
    history = f"No history of {how_long} over this model"
    if target.invariant:
        return f"kept: {target.description}. {history} breaks it."
    return f"not found: {target.description}. {history} shows it."


def _show(output: Output, fmt: str, found: Sequence[Witness]) -> None:
    rows = [
        (number, one.cause.title, len(one.commands), ", ".join(map(marked, one.cause.rules)))
        for number, one in enumerate(found, 1)
    ]
    listing(output, fmt, ("#", "What happens", "Steps", "Rules"), rows, wrap=1)


def feature(target: Target, found: Sequence[Witness]) -> str:
    """The text of one feature with a scenario for each witness."""
    from harness.gherkin.writer import feature_text

    name = f"{target.description[0].upper()}{target.description[1:]}"
    return feature_text([scenario_of(one) for one in found], name)


def _write(output: Output, folder: Path, target: Target, found: Sequence[Witness]) -> None:
    texts = {file_name(number, one): scenario_file(one) for number, one in enumerate(found, 1)}
    texts[f"{dashed(found[0].target)}.feature"] = feature(target, found)  # last, as the sum of them
    for name, text in texts.items():
        write_file(folder / name, text)
        output.write((folder / name).as_posix())
