"""Replays as the stories of an HTML page."""

from collections.abc import Iterable

from harness.reports.html import page as html
from harness.reports.html.scenario import ScenarioView
from harness.scenarios.replay import Replay


def page(replays: Iterable[Replay], expand: bool) -> str:
    """One page for all of them. Each is read before the next is asked for."""
    return html.page(map(story, replays), expand)


def story(replay: Replay) -> ScenarioView:
    """What a page tells of a replay."""
    return ScenarioView(
        replay.scenario.title,
        replay.scenario.place,
        replay.scenario.rules,
        replay.outcome,
        replay.failures,
        replay.simulator,
        replay.done,
    )
