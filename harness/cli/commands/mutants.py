"""`harness mutants PATH...`: which broken integrations do they catch, or does exploration?"""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from harness.cli.inputs import load_scenarios
from harness.cli.main import FAILED, PASSED
from harness.cli.tables import check_format, listing, prose
from harness.domain.errors import BadInput
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


def run(given: argparse.Namespace) -> int:
    """0 where every mutant is caught by something of what was given, 1 where one is not."""
    check_format(given.format, ("json",))
    mutants = mutants_named(given.mutants)
    tried = [*given.paths, *(["--explore"] if given.explore else [])]
    if given.list and tried:
        raise BadInput(f"--list tries nothing: leave out {', '.join(tried)}")
    output = Output(given.output)
    if given.list:
        rows = [(mutant.name, mutant.rule, mutant.description) for mutant in mutants]
        listing(output, given.format, ("Mutant", "Rule", "What it does"), rows)
        output.close()
        return PASSED
    if not given.paths and not given.explore:
        raise BadInput("which features and scenarios? --list shows the mutants alone")
    trials = _trials(given.paths)
    _all_pass(trials)
    columns = {kind: by_trials(found, given.all) for kind, found in trials.items() if found}
    if given.explore:
        columns["exploration"] = by_exploration(every=given.all)
    found = _hunted(mutants, columns)
    _show(output, given, found, list(columns))
    output.close()
    return PASSED if all(any(c.times for c in row.values()) for _, row in found) else FAILED


def _trials(paths: Sequence[str]) -> dict[str, list[Trial]]:
    """What there is to try with, by kind; a folder may hold both."""
    found: dict[str, list[Trial]] = {kind: [] for kind in _KINDS}
    for path in paths:
        if is_feature(path):
            found["features"] += _of_features([path])
            continue
        wanted = {kind: _files(path, kind) for kind in _KINDS}
        if not any(wanted.values()):
            raise BadInput(f"{path}: no .feature, .yaml or .yml file in this folder")
        found["features"] += _of_features(wanted["features"])
        scenarios = load_scenarios(wanted["scenarios"], None, [])
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

    vocabulary()  # says what to install where Gherkin is not
    from harness.gherkin.mutant_trials import feature_trials

    return [trial for place in places for trial in feature_trials(place)]


def _all_pass(trials: Mapping[str, Sequence[Trial]]) -> None:
    """BadInput with what fails without any mutant: it would seem to catch every one."""
    failed = [problem for found in trials.values() for problem in baseline(found)]
    if failed:
        lines = [f"{place}: fails without any mutant: {why}" for place, why in failed]
        raise BadInput("\n".join(lines))


Row = tuple[Mutant, dict[str, Verdict]]


def _hunted(mutants: Sequence[Mutant], columns: Mapping[str, Suite]) -> list[Row]:
    progress = ProgressBar("of the catalogue")
    found = []
    try:
        for number, mutant in enumerate(mutants):
            progress(number, len(mutants), "mutants")
            found.append((mutant, {kind: column(mutant) for kind, column in columns.items()}))
    finally:
        progress.clear()
    return found


def _show(
    output: Output, given: argparse.Namespace, found: Sequence[Row], kinds: Sequence[str]
) -> None:
    headers = ["Mutant", "Rule", *(kind.capitalize() for kind in kinds)]
    if given.format == "json":
        keys = [*headers, "Says"]
        rows = [
            (mutant.name, mutant.rule, *(row[kind]._asdict() for kind in kinds), mutant.description)
            for mutant, row in found
        ]
        listing(output, given.format, keys, rows)
        return
    cells = [
        (mutant.name, mutant.rule, *(_cell(row[kind], given) for kind in kinds))
        for mutant, row in found
    ]
    listing(output, given.format, headers, cells, wrap=tuple(range(2, len(headers))))
    output.write("")
    for mutant, row in found:
        if not any(caught.times for caught in row.values()):
            said = f"{_NOT} {mutant.name} ({mutant.rule}): {mutant.description}"
            prose(output, said, "  ")
    output.write("; ".join(f"{_sum(found, kind)} caught by {kind}" for kind in kinds))


def _sum(found: Sequence[Row], kind: str) -> str:
    return f"{sum(row[kind].times > 0 for _, row in found)} of {len(found)}"


def _cell(caught: Verdict, given: argparse.Namespace) -> str:
    """Whether it is caught; with --all by how many, with --verbose also where and by what."""
    if not caught.times:
        return _NOT
    said = "crashed" if caught.crashed else "caught"
    if given.all:
        said += f" by {caught.times}"
    return f"{said}: {caught.first}: {caught.why}" if given.verbose else said
