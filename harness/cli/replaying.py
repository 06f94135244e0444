"""Replaying one scenario for a verb: its store opened and closed, progress where it takes long."""

from collections.abc import Iterator
from contextlib import contextmanager

from harness.reports.output import ProgressBar
from harness.scenarios.replay import Replay, replay
from harness.scenarios.scenario import Scenario
from harness.stores.registry import open_backend


@contextmanager
def replayed(scenario: Scenario, store: str) -> Iterator[Replay]:
    """The scenario, replayed to its end; its stores can be read until the block is left."""
    progress = ProgressBar(f"steps of {scenario.title}")
    backend = open_backend(store)
    try:
        done = replay(scenario, backend, progress=progress)
    finally:
        progress.clear()
    yield done
    backend.close()
