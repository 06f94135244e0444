"""A replay in the form of the reports: its JSON result, and its part of an HTML page."""

from collections.abc import Mapping
from typing import Any

from harness.domain.commands import Give, Import
from harness.reports.explain.explanation import RecordExplanation, explain
from harness.reports.html.scenario import ScenarioView
from harness.reports.json_text import Later
from harness.reports.result import (
    Fingerprinted,
    end_state,
    finding_entries,
    fingerprint,
    live_state,
)
from harness.reports.result_format import EndState, FailedStep, Result, Run, in_order
from harness.scenarios.costs import cost_of_replay
from harness.scenarios.replay import Replay
from harness.scenarios.scenario import Scenario
from harness.scenarios.settings_format import written_settings
from harness.scenarios.step_numbers import numbering


def result(replay: Replay) -> Result:
    """What ran, its outcome, the end state, the timeline and the fingerprint."""
    end = end_state(replay.simulator)
    return Result(_run(replay, end), end)


def result_in_parts(replay: Replay) -> Mapping[str, Any]:
    """The same as JSON has it, with entries that are made while they are written."""
    end = Fingerprinted(live_state(replay.simulator))
    found = in_order(_run(replay), end.state._asdict())
    return {**found, "fingerprint": Later(end.fingerprint)}


def _run(replay: Replay, end: EndState | None = None) -> Run:
    return Run(
        scenario=replay.scenario.title,
        file=replay.scenario.file,
        seed=replay.scenario.settings.seed,
        settings=written_settings(replay.scenario.settings),
        **_sample_data(replay.scenario),
        outcome=replay.outcome,
        failures=[
            FailedStep(step=it.step, line=it.line, expected=it.expected, actual=it.actual)
            for it in replay.failures
        ],
        findings=finding_entries(replay.simulator),
        fingerprint="" if end is None else fingerprint(end),
    )


def _sample_data(scenario: Scenario) -> dict[str, Any]:
    """What names the library of the names in generated rows; nothing where none are."""
    commands = (*scenario.setup, *(step.does for step in scenario.steps))
    if not any(isinstance(one, Give | Import) and one.generate for one in commands):
        return {}
    from harness.sample_data.pools import names_from  # slow to import

    return {"sample_data": names_from()}


def result_by_step(replay: Replay) -> Result:
    """The result, whose events have the step of the scenario that they belong to."""
    found = result(replay)
    for step in replay.done:
        for entry in found.end.timeline[step.first - 1 : step.last]:
            entry.step = step.number
    return found


def explanation(replay: Replay, record: str, column: str | None = None) -> RecordExplanation:
    """Why a record, or one column of it, is as it is in a replay. BadInput if there is none."""
    found = explain(replay.simulator, record, replay.done, column)
    state = found.state._replace(
        scenario=replay.scenario.title,
        place=replay.scenario.place,
        failed=[failure.step for failure in replay.failures],
    )
    return found._replace(state=state)


def scenario_view(replay: Replay, record: str | None = None) -> ScenarioView:
    """What an HTML page shows of a replay, or of one record in it."""
    return ScenarioView(
        replay.scenario.title,
        replay.scenario.place,
        replay.scenario.rules,
        replay.outcome,
        replay.failures,
        replay.simulator,
        replay.done,
        cost_of_replay(replay, record),
        numbering(replay.scenario),
    )
