"""A replay as the reports take it: its JSON result, and its part of an HTML page."""

from typing import Any

from harness.reports.html.scenario import ScenarioView
from harness.reports.result import FORMAT, end_state, fingerprint
from harness.scenarios.replay import Replay


def result(replay: Replay) -> dict[str, Any]:
    """One object: the scenario, its outcome, the end state, the timeline and the fingerprint."""
    state = end_state(replay.simulator)
    return {
        "format": FORMAT,
        "scenario": replay.scenario.title,
        "file": replay.scenario.file,
        "seed": replay.scenario.settings.seed,
        "outcome": replay.outcome,
        "failures": [
            {
                "step": failure.step,
                "line": failure.line,
                "expected": failure.expected,
                "actual": failure.actual,
            }
            for failure in replay.failures
        ],
        **state,
        "fingerprint": fingerprint(state),
    }


def scenario_view(replay: Replay) -> ScenarioView:
    """What an HTML page shows of a replay."""
    return ScenarioView(
        replay.scenario.title,
        replay.scenario.place,
        replay.scenario.rules,
        replay.outcome,
        replay.failures,
        replay.simulator,
        replay.done,
    )
