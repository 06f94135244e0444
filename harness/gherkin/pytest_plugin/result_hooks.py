"""Hooks that turn pytest's report of a scenario into one in Gherkin, with a record for our reports.

The record is plain data, so that it travels from xdist's workers to the process that reports.
"""

import inspect
import os
import re
from pathlib import Path
from typing import Any, Final

import pytest

from harness.domain.step_results import Failure
from harness.gherkin.definitions import Definition
from harness.gherkin.pytest_failures import representation
from harness.gherkin.pytest_plugin.failure_text import failure_text, replay_command, why
from harness.gherkin.pytest_plugin.runner import RUN, MatchedCase, ScenarioRun, StepRun
from harness.gherkin.simulation import Simulation
from harness.gherkin.vocabulary import PhraseParser
from harness.scenarios.costs import cost_of

RECORD: Final = "harness_scenario"  # the attribute of a report that holds the record
SIMULATION: Final[pytest.StashKey[Simulation]] = pytest.StashKey()
_STATUS: Final = {
    "passed": "PASSED",
    "failed": "FAILED",
    "skipped": "SKIPPED",
    "not run": "SKIPPED",
}


def record_result(
    item: pytest.Item, call: pytest.CallInfo[None], report: pytest.TestReport
) -> None:
    """Put the result of a scenario in its report, with Python's frames only for `--tb=long`."""
    run = item.stash.get(RUN, None)
    if run is None:
        return
    simulation = item.stash.get(SIMULATION, None)
    message = exception = ""
    step = run.matched.case.steps[run.now]
    if call.excinfo is not None and report.failed:
        message = why(call.excinfo.value, call.excinfo, simulation)
        exception = call.excinfo.typename
        style = item.config.getoption("tbstyle")
        summary = message.partition("\n")[0]
        text = failure_text(run, summary if style == "line" else message, replay_command(run))
        frames = report.longrepr if style in ("long", "native") else None
        report.longrepr = representation(text, summary, run.matched.path, step.line, frames)
    elif call.excinfo is not None and report.skipped:
        message = str(call.excinfo.value)
        if run.steps[run.now].status == "skipped":
            skipped = f"Skipped: {step.keyword} {step.text}: {message}"
            report.longrepr = run.matched.path, step.line, skipped
    options = item.config.option
    kept = options.harness_report or options.harness_timelines or options.harness_summary
    record = _record(item, run, report, simulation, message, exception) if kept else {}
    setattr(report, RECORD, record)


def record_fixtures(
    item: pytest.Item, call: pytest.CallInfo[None], report: pytest.TestReport
) -> None:
    """Put a fixture's failure or skip before or after the steps of a scenario in its report.

    Before: a record of a case whose steps did not run. After: an addition to its record.
    """
    matched: MatchedCase | None = getattr(item, "matched", None)
    options = item.config.option
    if matched is None or report.passed or not (options.harness_report or options.harness_summary):
        return
    assert call.excinfo is not None
    message = str(call.excinfo.value) if report.skipped else call.excinfo.exconly()
    started = int(call.start * 1_000_000_000)
    part = {
        "status": "SKIPPED" if report.skipped else "FAILED",
        "started": started,
        "nanoseconds": int(call.duration * 1_000_000_000),
        "message": message,
        "exception": "" if report.skipped else call.excinfo.typename,
    }
    if call.when == "setup":
        run = ScenarioRun(matched, [StepRun() for _ in matched.definitions], started)
        found = _record(item, run, report, None, message, "")
        setattr(report, RECORD, {**found, "before": part, "replay": ""})
    elif call.when == "teardown":
        place = {"uri": _relative(item.path, item.config.rootpath), "line": matched.case.line}
        setattr(report, RECORD, {**place, "row": matched.case.row, "after": part})


def _record(
    item: pytest.Item,
    run: ScenarioRun,
    report: pytest.TestReport,
    simulation: Simulation | None,
    message: str,
    exception: str,
) -> dict[str, Any]:
    """The record of a scenario, with the keys that `report.files.write_report` reads."""
    matched, root = run.matched, item.config.rootpath
    unique = list(dict.fromkeys(matched.definitions))
    pending = exception == "NotImplementedError"  # a snippet raises this until it is written
    steps = []
    for number, (done, step, definition) in enumerate(
        zip(run.steps, matched.case.steps, matched.definitions, strict=True)
    ):
        ended = number == run.now and done.status in ("failed", "skipped")
        steps.append(
            {
                "status": "PENDING" if ended and pending else _STATUS[done.status],
                "started": done.started or run.started,
                "nanoseconds": done.nanoseconds,
                "message": message if ended else "",
                "exception": exception if ended else "",
                "definition": unique.index(definition),
                "arguments": _arguments(definition, step.text),
                "attachments": done.attachments,
            }
        )
    rendered, timeline, cost = None, "", None
    if simulation is not None and simulation.begun:
        if item.config.option.harness_report or item.config.option.harness_timelines:
            timeline = simulation.timeline()
        cost = list(cost_of(simulation.simulator, simulation.held))
        if item.config.option.harness_report:
            rendered = _scenario_view(run, report, simulation, message)
    return {
        "uri": _relative(item.path, root),
        "line": matched.case.line,
        "row": matched.case.row,
        "status": report.outcome,
        "started": run.started,
        "steps": steps,
        "definitions": [_definition(one, root) for one in unique],
        "message": message,
        "replay": replay_command(run),
        "timeline": timeline,
        "cost": cost,
        "failure": _first_failure(run, simulation, message) if report.failed else None,
        "view": rendered,
    }


def _first_failure(
    run: ScenarioRun, simulation: Simulation | None, message: str
) -> tuple[str, str]:
    """What was expected, and what there was instead; of any other exception its first line."""
    for failure in simulation.failures if simulation else ():
        return failure.expected, failure.actual
    return run.matched.case.steps[run.now].text, message.partition("\n")[0]


def _scenario_view(
    run: ScenarioRun, report: pytest.TestReport, simulation: Simulation, message: str
) -> dict[str, Any]:
    """The simulation on the page of features: markup, and what it cost users."""
    from harness.reports.html.scenario import ScenarioView, rendered

    matched, failures = run.matched, simulation.failures
    if report.failed and not failures:
        step = matched.case.steps[run.now]
        failures.append(Failure(run.now + 1, step.line, step.text, message.partition("\n")[0]))
    view = ScenarioView(
        matched.case.title,
        matched.place,
        matched.case.rule_ids,
        report.outcome,
        failures,
        simulation.simulator,
        simulation.done,
    )
    # ids of different files differ, so each character that an id cannot have is there as its number
    prefix = re.sub(r"[^A-Za-z0-9]", lambda found: f"_{ord(found[0]):x}_", matched.place) + "-"
    found = rendered(view, prefix, expand=False)
    return {
        "body": found.body,
        "summary": found.summary,
        "costs": list(found.costs),
        "standing": dict(found.standing),
    }


def _definition(one: Definition, root: Path) -> dict[str, Any]:
    code = inspect.unwrap(one.function).__code__
    expression = isinstance(one.context.parser, PhraseParser)
    return {
        "keyword": one.keyword,
        "phrase": one.phrase,
        "kind": "CUCUMBER_EXPRESSION" if expression else "REGULAR_EXPRESSION",
        "file": _relative(Path(code.co_filename), root),
        "line": code.co_firstlineno,
    }


def _arguments(definition: Definition, text: str) -> list[dict[str, Any]]:
    parser = definition.context.parser
    if not isinstance(parser, PhraseParser):
        return []
    return [
        {"group": _group(argument.group), "type": argument.parameter_type.name}
        for argument in parser.expression.match(text) or ()
    ]


def _group(group: Any) -> dict[str, Any]:
    children = [_group(child) for child in group.children or ()]
    return {"start": group.start, "value": group.value, "children": children}


def _relative(path: Path, root: Path) -> str:
    return Path(os.path.relpath(path, root)).as_posix()  # a file may be outside pytest's root
