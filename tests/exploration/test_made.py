"""Commands of pools: made when they are chosen, once, and equal wherever they are chosen."""

import pytest

from harness.domain.prng import Draws
from harness.exploration.workload import command_pools
from harness.exploration.workload.command_pools import CommandPools, pooled_universe
from harness.exploration.workload.made import Made


def test_it_is_made_once_and_may_be_none():
    made = []
    one = Made(lambda *given: made.append(given), 1, "a")
    assert made == []
    assert one() is None
    assert one() is None
    assert made == [(1, "a")]


def test_drawing_a_pool_makes_no_command_that_has_values(monkeypatch):
    def refuse(*given):
        raise AssertionError(given)

    universe, pools = pooled_universe(2)
    chosen = pools.creates["hr"][0].all[0].item
    assert chosen() is chosen()
    for name in ("Create", "Edit", "Give", "Row"):
        monkeypatch.setattr(command_pools, name, refuse)
    drawn = CommandPools(Draws(7), universe)
    with pytest.raises(AssertionError):
        drawn.creates["hr"][0].all[0].item()
