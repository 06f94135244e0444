"""The result of `harness explore`: in words, as a table, or as JSON."""

import shlex
from typing import Any

from harness.cli.counterexample import plugin_words, write_found
from harness.cli.explore_exhaustive import write_reached
from harness.cli.inputs import store_words
from harness.cli.main import FAILED, PASSED
from harness.cli.tables import listing, prose
from harness.domain.faults import option_text
from harness.domain.rules import RULES, marked
from harness.library.exploring import Exploration
from harness.properties.law import ALWAYS, CONTRACT
from harness.reports.output import Output, ProgressBar


def write_rows(found: Exploration, fmt: str, output: Output) -> int:
    """Write each property and coverage goal in a row, and what became of it."""
    rows = [
        (
            "invariant",
            name,
            [*map(marked, its.rules)],
            "BROKEN" if name in found.broken else "holds" if found.histories else "not tried",
        )
        for name, its in ALWAYS.items()
    ]
    rows += [("invariant", name, [], "BROKEN") for name in found.broken if name not in ALWAYS]
    rows += [
        (
            "coverage goal",
            name,
            [*map(marked, its.rules)],
            "NEVER" if name in found.missing else "reached",
        )
        for name, its in found.goals.items()
    ]
    listing(output, fmt, ("Kind", "Property", "Rules", "Outcome"), rows, wrap=(1, 2))
    return PASSED if found.passed else FAILED


def write_json(found: Exploration, output: Output) -> int:
    """Write the whole result; each counterexample is shrunk, and the text of a scenario file."""
    with ProgressBar("made shorter") as progress:
        broken = [_broken(found, name, progress) for name in found.broken]
    whole: dict[str, Any] = {
        "format": 1,
        "passed": found.passed,
        "complete": found.whole,
        "histories": found.histories,
        "steps": found.steps,
        "invariants": [*ALWAYS],
        "broken": broken,
        "goals": [*found.goals],
        "never_reached": [*found.missing],
        "rules": [rule for rule in RULES if rule in found.rules],
    }
    output.write_json(whole)
    return PASSED if found.passed else FAILED


def _broken(found: Exploration, name: str, progress: ProgressBar) -> dict[str, Any]:
    failure = found.failure_of(name)
    shown: dict[str, Any] = {
        "property": name,
        "message": failure.message,
        "seed": failure.seed,
        "step": failure.steps,
        "again": _again(found, failure.seed),
    }
    if name in (*ALWAYS, CONTRACT):
        shown["scenario"] = found.counterexample_of(name).shrunk(on_progress=progress).to_yaml()
    return shown


def write_text(found: Exploration, folder: str | None, output: Output) -> int:
    """Write the result in words, and each counterexample, shrunk."""
    if not found.histories:
        output.write("")
        prose(output, "Failed: no history was explored, so nothing was tried; take more time.")
        return FAILED
    result, broken = found.found, found.broken
    checked = {*ALWAYS, *broken}  # some that are no function of a step are only named if broken
    output.write(f"\nProperties: {len(checked) - len(broken)} of {len(checked)} hold")
    for name in broken:
        output.write(f"  BROKEN: {name}")
    several = found.histories > 1  # one history cannot reach every goal
    missing = []
    if found.goals:
        missing = write_reached(output, found.goals, result.reached, named=several)
    pairs = f"{len(result.pairs)} pairs of a rule and a command"
    prose(output, f"Rules that decided: {len(found.rules)} of {len(RULES)}, {pairs}", "  ")
    never = [rule for rule in RULES if rule not in found.rules]
    if never and found.spec.start is None:
        prose(output, f"Rules that decided nothing here: {', '.join(never)}", "  ")
    for name in broken:
        _failed(found, name, folder, output)
    if missing and several and not broken:
        more = "take more histories (--count)"
        output.write("")
        prose(output, f"Failed: what was never reached was not tried; {more}.")
    return PASSED if found.passed else FAILED


def _failed(found: Exploration, name: str, folder: str | None, output: Output) -> None:
    """The first history that violated a property: its seed, how to repeat it, and it shrunk."""
    failure = found.failure_of(name)
    output.write(f"\nBROKEN: {failure.property}")
    prose(output, failure.message)
    output.write(f"seed {failure.seed}, step {failure.steps}; again:")
    output.write(f"  {_again(found, failure.seed)}")  # not wrapped, so that it can be copied
    if failure.property in (*ALWAYS, CONTRACT):
        write_found(found.spec, output, found.counterexample_of(name), folder)


def _again(found: Exploration, seed: int) -> str:
    """The command that runs this history alone."""
    spec = found.spec
    start = f" {shlex.quote(spec.start.file)}" if spec.start else ""
    again = f"harness explore{start} --seed {seed} --count 1 --length {spec.length}"
    again += f" --faults {option_text(spec.faults)}" + (" --swarm" if spec.swarm else "")
    again += f" --conflict {spec.conflict}" if spec.conflict else ""
    again += plugin_words(spec.plugins)
    again += "".join(f" --set {shlex.quote(text)}" for text in spec.settings)
    again += store_words(spec.store)
    if spec.world != "company":
        again += f" --world {spec.world} --records {spec.records}"
    return again
