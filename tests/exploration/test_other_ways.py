"""Random histories come to the same in other ways (`models/other_ways.py` says which)."""

import pytest
from models import other_ways as ways
from models.agreement import difference

from harness.exploration.workload.generator import generate

HISTORIES = dict(ways.histories(range(15)))
WRITTEN = {name: one for name, one in HISTORIES.items() if ways.is_written(one)}
EDGED = {name: one for name, one in HISTORIES.items() if name.startswith("edged")}


def otherwise(way, histories):
    return {name: said for name, one in histories.items() if (said := way(one))}


@pytest.mark.parametrize("way", [ways.in_copies, ways.counted, ways.broken_off])
def test_every_history_comes_to_the_same(way):
    assert otherwise(way, HISTORIES) == {}


def test_of_records_that_are_written_together_those_before_the_break_count_as_done():
    assert ways.broken_off(generate(129, 30)) == ""


@pytest.mark.parametrize("way", [ways.as_file, ways.beyond])
def test_what_a_file_can_hold_comes_to_the_same(way):
    assert len(WRITTEN) > len(HISTORIES) // 3
    assert otherwise(way, WRITTEN) == {}


def test_tables_of_ones_own_are_written_and_read():
    some = dict(list(WRITTEN.items())[::5])
    assert otherwise(lambda one: ways.as_file(ways.with_own_table(one)), some) == {}


def test_values_at_the_edges_of_their_types_are_held_as_they_are():
    """As the naive model has it, which changes no value."""
    assert otherwise(lambda one: difference(one, one.commands), EDGED) == {}
    texts = [str(one.commands) for one in EDGED.values()]
    for edges in ways.EDGES.values():
        assert any(repr(it) in text for it in edges for text in texts)


@pytest.mark.slow
@pytest.mark.parametrize(("way", "every"), [(ways.as_gherkin, 4), (ways.in_a_database, 6)])
def test_a_history_is_gone_on_with_by_others(way, every):
    assert otherwise(way, dict(list(WRITTEN.items())[::every])) == {}
