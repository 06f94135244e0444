"""Values in the form of each environment: choices, columns of one side and one-way columns."""

from hypothesis import given
from hypothesis import strategies as st

from harness.domain.catalog import Table, standard_catalog
from harness.domain.columns import Column
from harness.domain.records import Value, Values, at, trimmed
from harness.domain.translation import as_in_dataverse, as_in_hr, back_in_dataverse
from harness.simulator.integration.writing import only_one_way

WORKER = standard_catalog()["cdm_worker"]
COMPANY = standard_catalog()["cdm_company"]  # all of it flows one way


def _held(table: Table, dataverse: bool) -> st.SearchStrategy[Values]:
    """What an environment may hold: names or numbers of choices, nothing where it has no column."""

    def of(place: int, column: Column) -> st.SearchStrategy[Value]:
        if (column.dataverse if dataverse else column.hr) is None:
            return st.none()
        for choice, numbers, names in table.choices:
            if choice == place:
                return st.sampled_from([None, *(names if dataverse else numbers)])
        return st.sampled_from([None, "a", "b"])

    each = [of(place, column) for place, column in enumerate(table.columns)]
    return st.integers(0, len(each)).flatmap(lambda width: st.tuples(*each[:width]).map(trimmed))


TABLES_AND_VALUES = st.sampled_from([WORKER, COMPANY]).flatmap(
    lambda table: st.tuples(
        st.just(table), _held(table, False) | st.none(), _held(table, True), _held(table, True)
    )
)


@given(TABLES_AND_VALUES)
def test_dataverse_s_values_come_back_as_they_were_but_for_one_way_columns(drawn):
    table, hr, dataverse, _ = drawn
    kept = as_in_hr(table, dataverse, hr)
    back = back_in_dataverse(table, kept, dataverse)
    assert back == as_in_dataverse(table, kept, dataverse)
    differing = [
        place for place in range(len(table.columns)) if at(back, place) != at(dataverse, place)
    ]
    assert set(differing) <= set(table.one_way)
    assert differing or back is dataverse  # the same tuple, with nothing to compare


@given(TABLES_AND_VALUES)
def test_a_write_of_one_way_columns_alone_is_told_from_others(drawn):
    table, _, before, after = drawn
    differing = {
        place for place in range(len(table.columns)) if at(before, place) != at(after, place)
    }
    assert only_one_way(table, before, after) == bool(differing and differing <= set(table.one_way))


def test_only_one_way_columns_of_a_worker():
    place = WORKER.index["cdm_fullname"]
    full = ("1", *[None] * (place - 1), "Ada King")
    assert only_one_way(WORKER, ("1",), full)
    assert not only_one_way(WORKER, ("1", "Ada"), full)
    assert not only_one_way(WORKER, full, full)
