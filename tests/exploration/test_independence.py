"""What one record cannot show: mistakes that only several records together meet."""

import pytest

from harness.exploration.statespace.independence import (
    INDEPENDENCE,
    BoundedModel,
    TransitionTable,
    check_independence,
)
from harness.properties.law import first_violation
from harness.properties.oracle.oracle import Oracle
from harness.simulator.integration import batch_job, sync_now
from harness.simulator.missed_requests import Backlog
from harness.simulator.record_pairs import RecordPairs

_LEVEL, _IN_ORDER = batch_job._Run._level, Backlog.in_order
_EVERYTHING, _CLEAR = sync_now._all_pairs, RecordPairs.clear_tracking


def derived(model=None):
    table = TransitionTable(model or BoundedModel(values=(None, "Byron"), imports=False))
    table.derive()
    return table


def taking(some):
    """A run of the batch job that takes other requests."""

    def level(run, tables):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Backlog, "in_order", lambda it, *of: some(list(_IN_ORDER(it, *of))))
            return _LEVEL(run, tables)

    return level


def clear_the_first(pairs, table):
    for pair in pairs.of(table):
        if pair.row is not None:
            pair.row = None
            return 1
    return 0


BROKEN = {
    "a run ends after one record": (batch_job._Run, "_level", taking(lambda all_: all_[:1])),
    "a run takes the last first": (batch_job._Run, "_level", taking(lambda all_: all_[::-1])),
    "a sync now settles one": (sync_now, "_all_pairs", lambda *it: _EVERYTHING(*it)[:1]),
    "a clear takes one row": (RecordPairs, "clear_tracking", clear_the_first),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", BROKEN)
def test_what_several_records_break_is_found(name, monkeypatch):
    """One record alone breaks nothing, and two do; and the history does so when done again."""
    monkeypatch.setattr(*BROKEN[name])
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
