"""The JSON result of a replayed scenario."""

from typing import Any

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
