"""The HTML page of replayed scenarios."""

from harness.histories.replay import Replay
from harness.readers import html


def page(replays: list[Replay], expand: bool) -> str:
    """One page for all of them."""
    stories = [
        html.Story(
            replay.scenario.title,
            replay.scenario.file,
            replay.scenario.rules,
            replay.outcome,
            replay.failures,
            replay.simulator,
            replay.done,
        )
        for replay in replays
    ]
    return html.page(stories, expand)
