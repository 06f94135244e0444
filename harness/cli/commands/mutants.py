"""`harness mutants PATH...`: which broken integrations a suite catches, or exploration does."""

from typing import Final

import click

from harness.cli.inputs import (
    catalog_option,
    engine_option,
    plug_in_project,
    settings_option,
)
from harness.cli.main import FAILED, PASSED
from harness.cli.parameters import (
    argument,
    flag,
    format_option,
    option,
    output_option,
    plugin_option,
)
from harness.cli.tables import listing, prose
from harness.domain.errors import BadInput
from harness.domain.rules import legend, marked
from harness.gherkin.suites import KillMatrix, mutants
from harness.mutation.catalogue import mutants_named
from harness.mutation.kill_matrix import Verdict
from harness.reports.output import Output, ProgressBar, say
from harness.simulator.store_engine import StoreEngine

_NOT: Final = "NOT CAUGHT"


@click.command
@argument(
    "paths",
    "[PATH]...",
    "feature and scenario files, and folders of them",
    callback=plug_in_project,
)
@option(
    "--mutant",
    "NAME",
    "only this broken integration; may be given more than once",
    dest="names",
    multiple=True,
)
@flag("--list", "list the mutants, and try nothing", dest="list_mutants")
@flag("--explore", "also try random histories, where a violated property kills")
@flag("--all", "run everything, and count what catches", dest="every")
@flag("--verbose", "what was noticed, too")
@plugin_option
@settings_option
@catalog_option
@engine_option
@format_option("json")
@output_option
def run(
    paths: tuple[str, ...],
    names: tuple[str, ...],
    list_mutants: bool,
    explore: bool,
    every: bool,
    verbose: bool,
    settings: tuple[str, ...],
    catalog: str | None,
    engine: StoreEngine,
    fmt: str,
    output: Output,
) -> int:
    """Write the kill matrix of the mutants; exit status 1 if one is caught by nothing."""
    chosen = mutants_named(names)
    if list_mutants:
        if paths or explore:
            tried = ", ".join([*paths, *(["--explore"] if explore else [])])
            raise BadInput(f"--list tries nothing: leave out {tried}")
        named = (lambda rule: rule) if fmt == "json" else marked
        rows = [(it.name, named(it.rule), it.description) for it in chosen]
        listing(output, fmt, ("Mutant", "Rule", "What it does"), rows)
        if fmt != "json":
            prose(output, legend(it.rule for it in chosen))
        return PASSED
    if not paths and not explore:
        raise BadInput("which features and scenarios? --list shows the mutants alone")
    with ProgressBar("of the catalogue") as progress:
        matrix = mutants(
            *paths,
            names=names,
            explore=explore,
            every=every,
            catalog=catalog,
            settings=settings,
            store=None if engine.store == "memory" else engine.store,
            on_progress=progress,
        )
    for place, why in matrix.passed_over:
        say(f"{place}: passed over, it fails without any mutant: {why}")
    if fmt == "json":
        _json(output, matrix)
    else:
        _table(output, fmt, matrix, every, verbose)
    return FAILED if matrix.survivors else PASSED


def _json(output: Output, matrix: KillMatrix) -> None:
    keys = ["Mutant", "Rule", *matrix.kinds, "Says"]
    rows = [
        (it.name, it.rule, *(row[kind]._asdict() for kind in matrix.kinds), it.description)
        for it, row in matrix.rows
    ]
    listing(output, "json", keys, rows)


def _table(output: Output, fmt: str, matrix: KillMatrix, every: bool, verbose: bool) -> None:
    headers = ["Mutant", "Rule", *(kind.capitalize() for kind in matrix.kinds)]
    rows = [
        (it.name, marked(it.rule), *(_cell(row[kind], every, verbose) for kind in matrix.kinds))
        for it, row in matrix.rows
    ]
    listing(output, fmt, headers, rows, wrap=tuple(range(2, len(headers))))
    output.write("")
    for mutant in matrix.survivors:
        prose(output, f"{_NOT} {mutant.name} ({marked(mutant.rule)}): {mutant.description}", "  ")
    output.write("; ".join(f"{_sum(matrix, kind)} caught by {kind}" for kind in matrix.kinds))


def _sum(matrix: KillMatrix, kind: str) -> str:
    return f"{sum(row[kind].times > 0 for _, row in matrix.rows)} of {len(matrix.rows)}"


def _cell(caught: Verdict, every: bool, verbose: bool) -> str:
    """Whether it is caught; with --all by how many, with --verbose also where and by what."""
    if not caught.times:
        return _NOT
    text = "crashed" if caught.crashed else "caught"
    if every:
        text += f" by {caught.times}"
    return f"{text}: {caught.first}: {caught.why}" if verbose else text
