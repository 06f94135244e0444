"""What a test report says of a scenario: a failure in Gherkin, a skip at its step, and a record.

The record is plain data, so that it travels from xdist's workers to whoever writes the reports.
"""

from typing import Any, Final

import pytest

from harness.edges.failure_text import failure_text, replay_command, representation, why
from harness.edges.scenario_run import RUN
from harness.edges.simulation import Simulation

RECORD: Final = "harness_scenario"  # the attribute of a report that holds the record
SIMULATION: Final[pytest.StashKey[Simulation]] = pytest.StashKey()


def tell(item: pytest.Item, call: pytest.CallInfo[None], report: pytest.TestReport) -> None:
    """Tell what became of an item that is a scenario; frames only where they are asked for."""
    run = item.stash.get(RUN, None)
    if run is None:
        return
    record: dict[str, Any] = {}
    line = run.planned.case.steps[run.now].line
    if call.excinfo is not None and report.failed:
        simulation = item.stash.get(SIMULATION, None)
        said = why(call.excinfo.value, call.excinfo, simulation)
        style = item.config.getoption("tbstyle")
        if style == "line":
            said = said.partition("\n")[0]
        text = failure_text(run, said, replay_command(run))
        frames = report.longrepr if style in ("long", "native") else None
        summary = said.partition("\n")[0]
        report.longrepr = representation(text, summary, run.planned.path, line, frames)
    elif call.excinfo is not None and report.skipped and run.steps[run.now].status == "skipped":
        step = run.planned.case.steps[run.now]
        said = f"Skipped: {step.keyword} {step.text}: {call.excinfo.value}"
        report.longrepr = run.planned.path, line, said
    setattr(report, RECORD, record)
