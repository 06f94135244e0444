"""`harness find WHAT`: the shortest histories that show a loss, a tie, any event or property."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from harness.cli.fault_option import chosen
from harness.cli.main import FAILED, PASSED
from harness.cli.tables import check_format, listing, prose
from harness.domain.errors import BadInput
from harness.exploration.statespace.model import BoundedModel
from harness.exploration.witnesses.causes import dashed
from harness.exploration.witnesses.search import Witness, find
from harness.exploration.witnesses.targets import Target, all_targets, target_named
from harness.exploration.witnesses.witness_files import (
    file_name,
    scenario_file,
    scenario_of,
)
from harness.reports.output import Output, ProgressBar
from harness.reports.timeline import heading


def run(given: argparse.Namespace) -> int:
    """0 where something was found, 1 where no history of any length shows it."""
    check_format(given.format, ("json",))
    output = Output()
    if given.list:
        if given.what:
            raise BadInput(f"find {given.what} --list: --list is of all that can be found")
        _list(output, given.format)
        return PASSED
    if not given.what:
        raise BadInput("find what? --list shows what can be found")
    wanted = target_named(given.what)
    if given.longest is not None and given.longest < 1:
        raise BadInput(f"--longest {given.longest}: it is at least 1")
    if given.gherkin and (given.format != "simple" or given.output):
        other = "--output writes the feature too" if given.output else "a feature has no --format"
        raise BadInput(f"--gherkin: {other}")
    world = BoundedModel(faults=chosen(given.faults, small=True))
    if given.gherkin or given.output:
        from harness.gherkin.conftest_loader import vocabulary

        vocabulary()  # says what to install where Gherkin is not
    folder = _folder(given.output) if given.output else None
    found = _found(dashed(given.what), world, given.longest)
    if not found:
        prose(output, _none(wanted, given.longest))
        return FAILED
    if folder is not None:
        _write(output, folder, wanted, found)
    elif given.gherkin:
        output.write(feature(wanted, found).rstrip("\n"))
    else:
        _show(output, given.format, found)
    return PASSED


def _list(output: Output, fmt: str) -> None:
    """What can be found: a table; on a page one of each kind, as the names of promises are long."""
    rows = [
        (name, it.kind, ", ".join(it.rules) if it.rules else it.says)
        for name, it in all_targets().items()
    ]
    if fmt != "simple":
        listing(output, fmt, ("Name", "Kind", "What it is, or guards"), rows)
        return
    for kind in dict.fromkeys(kind for _, kind, _ in rows):
        output.write(heading(f"{kind[0].upper()}{kind[1:]}s", fmt, color=output.color))
        mine = [(name, says) for name, its, says in rows if its == kind]
        if kind in ("finding", "event"):
            listing(output, fmt, ("Name", "What it is"), mine)
        else:
            output.write("")
            for name, guards in mine:
                output.write(name)
                output.write(f"    {guards}")
        output.write("")


def _found(what: str, world: BoundedModel, longest: int | None) -> list[Witness]:
    progress = ProgressBar("of one record")
    try:
        return find(what, world, longest, lambda done, known: progress(done, known, "states"))
    finally:
        progress.clear()


def _none(wanted: Target, longest: int | None) -> str:
    how_long = "any length" if longest is None else f"up to {longest} steps"
    history = f"No history of {how_long} over this world"
    if wanted.promise:
        return f"kept: {wanted.says}. {history} breaks it."
    return f"not found: {wanted.says}. {history} shows it."


def _show(output: Output, fmt: str, found: Sequence[Witness]) -> None:
    rows = [
        (number, one.cause.title, len(one.commands), ", ".join(one.cause.rules))
        for number, one in enumerate(found, 1)
    ]
    listing(output, fmt, ("#", "What happens", "Steps", "Rules"), rows, wrap=1)


def feature(wanted: Target, found: Sequence[Witness]) -> str:
    """All of them as one feature."""
    from harness.gherkin.writer import feature_text

    title = f"{wanted.says[0].upper()}{wanted.says[1:]}"
    return feature_text([scenario_of(one) for one in found], title)


def _folder(path: str) -> Path:
    """The folder, made where it is not, before the search rather than after it."""
    folder = Path(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"{folder}: cannot be made: {error.strerror or error}") from None
    return folder


def _write(output: Output, folder: Path, wanted: Target, found: Sequence[Witness]) -> None:
    texts = {file_name(number, one): scenario_file(one) for number, one in enumerate(found, 1)}
    texts[f"{dashed(found[0].what)}.feature"] = feature(wanted, found)  # last, as the sum of them
    for name, text in texts.items():
        file = Output(str(folder / name))
        file.write(text.rstrip("\n"))
        file.close()
        output.write((folder / name).as_posix())
