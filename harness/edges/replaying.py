"""Replaying one scenario for a verb: its store opened and closed, progress where it takes long."""

from harness.edges.output import Progress
from harness.histories.replay import Replay, replay
from harness.histories.scenario import Scenario
from harness.parts.stores import open_backend


def replayed(scenario: Scenario, store: str) -> Replay:
    """The scenario, replayed to its end in a store that is opened for it."""
    progress = Progress(f"steps of {scenario.title}")
    backend = open_backend(store)
    try:
        done = replay(scenario, backend, progress=progress)
        backend.close()
    finally:
        progress.clear()
    return done
