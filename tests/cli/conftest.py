"""What the tests of commands share."""

from functools import cache

import pytest

from harness.cli.commands import draw

derive = draw.state_table


@cache
def derived(kinds, graph):
    return derive(kinds, graph=graph)


@pytest.fixture(autouse=True)
def _derived_once(monkeypatch):
    """What `draw` derives takes seconds, and the tests of its formats need the same table."""
    monkeypatch.setattr(
        draw, "state_table", lambda kinds, *, graph, on_progress: derived(kinds, graph)
    )
