"""`harness replay PATH...`: replay scenario files and folders, and show what happened."""

import argparse
import json
from collections.abc import Callable
from typing import Any

from harness.cli.inputs import load_scenarios
from harness.cli.main import FAILED, PASSED
from harness.cli.tables import check_format
from harness.domain.errors import BadInput
from harness.reports.event_text import plural
from harness.reports.output import Output, ProgressBar
from harness.reports.timeline import BOLD, GREEN, PLAIN, RED, heading, report
from harness.scenarios.replay import Replay, replay
from harness.stores.registry import open_backend


def run(given: argparse.Namespace) -> int:
    """0 where every scenario passed, 1 where one failed; bad files are found before any replay."""
    check_format(given.format, ("json", "html", "mermaid"))
    if given.until is not None and given.until < 0:
        raise BadInput("--until takes the number of a step, from 1; 0 shows what is given")
    output = Output(given.output)
    scenarios = load_scenarios(given.paths, given.catalog, given.settings)
    show, end = _shows(given, output)
    checks = _promises(given.properties) if given.promises or given.properties else {}
    failed = 0
    for scenario in scenarios:
        backend = open_backend(given.store)
        progress = ProgressBar(scenario.title)
        try:
            done = replay(scenario, backend, given.until, progress, **checks)
        finally:
            progress.clear()
        failed += done.outcome == "failed"
        show(done)  # before the stores are closed, and before the next scenario opens them anew
        backend.close()
    end(len(scenarios), failed)
    output.close()
    return FAILED if failed else PASSED


def _promises(files: list[str]) -> dict[str, Any]:
    from harness.properties.law import first_violation
    from harness.properties.oracle.oracle import Oracle
    from harness.properties.user_file import load

    load(files)
    return {"oracle": Oracle, "check": first_violation}


Show = Callable[[Replay], None]
End = Callable[[int, int], None]  # how many scenarios there were, and how many failed


def _shows(given: argparse.Namespace, output: Output) -> tuple[Show, End]:
    """How one replay is shown, and what is written after the last."""
    if given.quiet:
        return lambda done: _outcome(done, output), lambda of, bad: _sum(output, of, bad)
    if given.format == "json":
        return _json(output)
    if given.format == "html":
        return _html(output, given.expand)
    if given.format == "mermaid":
        from harness.reports.mermaid import sequence_diagram

        def mermaid(done: Replay) -> None:
            output.write(f"%% {done.scenario.title}".replace("\n", " "))
            output.write(sequence_diagram(done.simulator, done.done, given.expand))

        return mermaid, lambda of, bad: None
    return lambda done: _text(done, given, output), lambda of, bad: _sum(output, of, bad)


def _json(output: Output) -> tuple[Show, End]:
    from harness.scenarios.results import result

    found: list[dict[str, Any]] = []

    def end(of: int, _bad: int) -> None:
        output.write(json.dumps(found if of > 1 else found[0], indent=1, ensure_ascii=False))

    return lambda done: found.append(result(done)), end


def _html(output: Output, expand: bool) -> tuple[Show, End]:
    from harness.reports.html.page import Page
    from harness.scenarios.results import scenario_view

    page = Page(expand)
    return lambda done: page.add(scenario_view(done)), lambda of, bad: output.write(page.text())


def _text(done: Replay, given: argparse.Namespace, output: Output) -> None:
    output.write(heading(done.scenario.title, given.format, output.color))
    output.write(done.scenario.place)
    if done.scenario.rules:
        output.write(f"shows {', '.join(done.scenario.rules)}")
    for part in report(
        done.simulator, done.done, given.format, output.width, output.color, given.expand
    ):
        output.write("")
        output.write(part)
    output.write("")
    _outcome(done, output, quiet=False)
    output.write("")


def _outcome(done: Replay, output: Output, *, quiet: bool = True) -> None:
    """The last word on a replay; quiet, it is all that is said, so it names the scenario."""
    word = done.outcome.upper() if done.outcome == "failed" else done.outcome
    if output.color:
        word = f"{BOLD}{RED if done.failures else GREEN}{word}{PLAIN}"
    steps = plural(len(done.done), "step")
    which = f": {done.scenario.title} ({done.scenario.place}, {steps})" if quiet else f", {steps}"
    output.write(word + which)
    for failure in done.failures:
        output.write(f"  {done.scenario.file}:{failure.line}: step {failure.step}")
        output.write(f"    expected: {failure.expected}")
        output.write(f"    actual:   {failure.actual}")


def _sum(output: Output, of: int, failed: int) -> None:
    if of > 1:
        output.write(f"{of - failed} of {of} scenarios passed")
