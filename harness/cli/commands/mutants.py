"""`harness mutants PATH...`: which broken integrations a suite catches, or exploration does."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import click

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
from harness.gherkin.files import load_all
from harness.gherkin.places import feature_files, is_feature, scenario_files
from harness.mutation.by_exploration import by_exploration
from harness.mutation.catalogue import mutants_named
from harness.mutation.kill_matrix import (
    Suite,
    Trial,
    Verdict,
    baseline,
    by_trials,
    scenario_trial,
)
from harness.mutation.mutant import Mutant
from harness.reports.output import Output, ProgressBar

_KINDS: Final = {"features": (".feature",), "scenarios": (".yaml", ".yml")}
_NOT: Final = "NOT CAUGHT"


@click.command
@argument("paths", "[PATH]...", "feature and scenario files, and folders of them")
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
@format_option("json")
@output_option
def run(
    paths: tuple[str, ...],
    names: tuple[str, ...],
    list_mutants: bool,
    explore: bool,
    every: bool,
    verbose: bool,
    fmt: str,
    output: Output,
) -> int:
    """Write the kill matrix of the mutants; exit status 1 if one is caught by nothing."""
    mutants = mutants_named(names)
    if list_mutants:
        if paths or explore:
            tried = ", ".join([*paths, *(["--explore"] if explore else [])])
            raise BadInput(f"--list tries nothing: leave out {tried}")
        rows = [(mutant.name, mutant.rule, mutant.description) for mutant in mutants]
        listing(output, fmt, ("Mutant", "Rule", "What it does"), rows)
        return PASSED
    if not paths and not explore:
        raise BadInput("which features and scenarios? --list shows the mutants alone")
    trials = _trials(paths)
    _all_pass(trials)
    columns = {kind: by_trials(found, every) for kind, found in trials.items() if found}
    if explore:
        columns["exploration"] = by_exploration(every=every)
    matrix = _kill_matrix(mutants, columns)
    if fmt == "json":
        _json(output, matrix, list(columns))
    else:
        _table(output, fmt, matrix, list(columns), every, verbose)
    return PASSED if all(any(c.times for c in row.values()) for _, row in matrix) else FAILED


def _trials(paths: Sequence[str]) -> dict[str, list[Trial]]:
    """The trials, by kind; a folder may hold both kinds."""
    found: dict[str, list[Trial]] = {kind: [] for kind in _KINDS}
    for path in paths:
        if is_feature(path):
            found["features"] += _of_features([path])
            continue
        wanted = {kind: _files(path, kind) for kind in _KINDS}
        if not any(wanted.values()):
            raise BadInput(f"{path}: no .feature, .yaml or .yml file in this folder")
        found["features"] += _of_features(wanted["features"])
        scenarios = load_all(*wanted["scenarios"])
        found["scenarios"] += map(scenario_trial, scenarios)
    return found


def _files(path: str, kind: str) -> list[str]:
    files = feature_files if kind == "features" else scenario_files
    try:
        return [str(file) for file in files([path]) if file.suffix in _KINDS[kind]]
    except BadInput:
        if not Path(path).is_dir():
            raise
        return []  # a folder of the other kind


def _of_features(places: Sequence[str]) -> list[Trial]:
    if not places:
        return []
    from harness.gherkin.conftest_loader import vocabulary

    vocabulary()  # raises what to install if Gherkin is not
    from harness.gherkin.mutant_trials import feature_trials

    return [trial for place in places for trial in feature_trials(place)]


def _all_pass(trials: Mapping[str, Sequence[Trial]]) -> None:
    """BadInput with the trials that fail without any mutant: they would seem to catch every one."""
    failed = [problem for found in trials.values() for problem in baseline(found)]
    if failed:
        lines = [f"{place}: fails without any mutant: {why}" for place, why in failed]
        raise BadInput("\n".join(lines))


Row = tuple[Mutant, dict[str, Verdict]]


def _kill_matrix(mutants: Sequence[Mutant], columns: Mapping[str, Suite]) -> list[Row]:
    matrix = []
    with ProgressBar("of the catalogue") as progress:
        for number, mutant in enumerate(mutants):
            progress(number, len(mutants), "mutants")
            matrix.append((mutant, {kind: column(mutant) for kind, column in columns.items()}))
    return matrix


def _json(output: Output, matrix: Sequence[Row], kinds: Sequence[str]) -> None:
    keys = ["Mutant", "Rule", *kinds, "Says"]
    rows = [
        (mutant.name, mutant.rule, *(row[kind]._asdict() for kind in kinds), mutant.description)
        for mutant, row in matrix
    ]
    listing(output, "json", keys, rows)


def _table(
    output: Output,
    fmt: str,
    matrix: Sequence[Row],
    kinds: Sequence[str],
    every: bool,
    verbose: bool,
) -> None:
    headers = ["Mutant", "Rule", *(kind.capitalize() for kind in kinds)]
    rows = [
        (mutant.name, mutant.rule, *(_cell(row[kind], every, verbose) for kind in kinds))
        for mutant, row in matrix
    ]
    listing(output, fmt, headers, rows, wrap=tuple(range(2, len(headers))))
    output.write("")
    for mutant, row in matrix:
        if not any(caught.times for caught in row.values()):
            prose(output, f"{_NOT} {mutant.name} ({mutant.rule}): {mutant.description}", "  ")
    output.write("; ".join(f"{_sum(matrix, kind)} caught by {kind}" for kind in kinds))


def _sum(matrix: Sequence[Row], kind: str) -> str:
    return f"{sum(row[kind].times > 0 for _, row in matrix)} of {len(matrix)}"


def _cell(caught: Verdict, every: bool, verbose: bool) -> str:
    """Whether it is caught; with --all by how many, with --verbose also where and by what."""
    if not caught.times:
        return _NOT
    text = "crashed" if caught.crashed else "caught"
    if every:
        text += f" by {caught.times}"
    return f"{text}: {caught.first}: {caught.why}" if verbose else text
