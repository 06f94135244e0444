"""What one record cannot show: mistakes that only several records together meet."""

import pytest

from harness.exploration.campaign.work_units import ExplorationSpec, run_unit
from harness.exploration.statespace.independence import (
    INDEPENDENCE,
    BoundedModel,
    TransitionTable,
    check_independence,
)
from harness.properties.law import first_violation
from harness.properties.oracle.oracle import Oracle
from harness.simulator.integration.integration import Integration

_ORDERED, _EVERYTHING = Integration.requests_in_order, Integration.pairs_to_sync


def derived(model=None):
    table = TransitionTable(model or BoundedModel(values=(None, "Byron"), imports=False))
    table.derive()
    return table


def clear_the_first(integration, table):
    for pair in integration.world.record_pairs.of(table.name):
        if pair.row is not None:
            pair.row = None
            return 1
    return 0


BROKEN = {
    "a run ends after one record": ("requests_in_order", lambda *it: _ORDERED(*it)[:1]),
    "a run takes the last first": ("requests_in_order", lambda *it: _ORDERED(*it)[::-1]),
    "a sync now settles one": ("pairs_to_sync", lambda *it: _EVERYTHING(*it)[:1]),
    "a clear takes one row": ("clear_rows", clear_the_first),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", BROKEN)
def test_what_several_records_break_is_found(name, monkeypatch):
    """One record alone breaks nothing, and two do; and the history does so when done again."""
    monkeypatch.setattr(Integration, *BROKEN[name])
    table = derived()
    assert not table.counterexamples
    found = check_independence(table)
    assert found is not None
    oracle = Oracle(table.model.simulator())
    *before, last = found.commands
    assert not any(first_violation(oracle.do(command)) for command in before)
    violated = first_violation(oracle.do(last))
    assert violated == found.violation or (
        violated is None and found.violation.property == INDEPENDENCE
    )


@pytest.mark.parametrize("kinds", [("not_noticed",), ("not_noticed", "request_fails")])
def test_what_nobody_noticed_leaves_one_canonical_state(kinds):
    """A last edit that was settled does not count again where the other side's is later."""
    found = run_unit(ExplorationSpec("small", length=50, faults=kinds), 0, 60)
    assert found.failures == ()
