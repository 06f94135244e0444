"""`harness replay PATH...`: replay scenario files and folders, and show what happened."""

import argparse
import json
from pathlib import Path
from typing import Any

from harness.edges.cli import FAILED, PASSED
from harness.edges.inputs import load_scenario, scenario_files
from harness.edges.output import Output, Progress
from harness.histories.replay import Replay, replay
from harness.parts.stores import open_backend
from harness.readers.timeline import BOLD, GREEN, PLAIN, RED, formats, heading, report
from harness.values.errors import BadInput
from harness.values.suggest import did_you_mean

OWN_FORMATS = ("json", "html", "mermaid")


def run(given: argparse.Namespace) -> int:
    """0 where every scenario passed, 1 where one failed; bad files are found before any replay."""
    known = [*OWN_FORMATS, *formats()] if given.format not in (*OWN_FORMATS, "simple") else None
    if known and given.format not in known:
        raise BadInput(
            f"no format {given.format!r}{did_you_mean(given.format, known)}; "
            f"there are {', '.join(known)}"
        )
    if given.until is not None and given.until < 0:
        raise BadInput("--until takes the number of a step, from 1; 0 shows what is given")
    output = Output(given.output)
    paths = scenario_files(given.paths)
    scenarios = _load_all(paths, given)
    replays = []
    failed = 0
    for scenario in scenarios:
        done = _one(scenario, given)
        failed += done.outcome == "failed"
        if given.quiet:
            _outcome(done, output)
        elif given.format in OWN_FORMATS:
            replays.append(done)
        else:
            _text(done, given, output)
    if not given.quiet and given.format in OWN_FORMATS:
        _own(replays, given.format, output, given.expand)
    elif len(scenarios) > 1:
        passed = len(scenarios) - failed
        output.write(f"{passed} of {len(scenarios)} scenarios passed")
    output.close()
    return FAILED if failed else PASSED


def _load_all(paths: list[Path], given: argparse.Namespace) -> list[Any]:
    scenarios, wrong = [], []
    for path in paths:
        try:
            scenarios.append(load_scenario(path, given))
        except BadInput as error:
            wrong.append(str(error))
    if wrong:
        raise BadInput("\n".join(wrong))
    return scenarios


def _one(scenario: Any, given: argparse.Namespace) -> Replay:
    progress = Progress(f"steps of {scenario.title}")
    backend = open_backend(given.store)
    try:
        done = replay(scenario, backend, given.until, progress)
        backend.close()
    finally:
        progress.clear()
    return done


def _text(done: Replay, given: argparse.Namespace, output: Output) -> None:
    output.write(heading(done.scenario.title, given.format, output.color))
    rules = ", ".join(done.scenario.rules)
    output.write(done.scenario.file + (f"  shows {rules}" if rules else ""))
    for part in report(
        done.simulator, done.done, given.format, output.width, output.color, given.expand
    ):
        output.write("")
        output.write(part)
    output.write("")
    _outcome(done, output)
    output.write("")


def _outcome(done: Replay, output: Output) -> None:
    word = done.outcome.upper() if done.outcome == "failed" else done.outcome
    if output.color:
        word = f"{BOLD}{RED if done.failures else GREEN}{word}{PLAIN}"
    steps = f"{len(done.done)} step{'' if len(done.done) == 1 else 's'}"
    output.write(f"{word}: {done.scenario.title} ({done.scenario.file}, {steps})")
    for failure in done.failures:
        output.write(f"  {done.scenario.file}:{failure.line}: step {failure.step}")
        output.write(f"    expected: {failure.expected}")
        output.write(f"    actual:   {failure.actual}")


def _own(replays: list[Replay], fmt: str, output: Output, expand: bool) -> None:
    if fmt == "json":
        from harness.histories.results import result

        found = [result(done) for done in replays]
        output.write(
            json.dumps(found if len(found) > 1 else found[0], indent=1, ensure_ascii=False)
        )
    elif fmt == "html":
        from harness.histories.pages import page

        output.write(page(replays, expand))
    else:
        from harness.readers.mermaid import sequence_diagram

        for done in replays:
            output.write(f"%% {done.scenario.title}")
            output.write(sequence_diagram(done.simulator, done.done))
