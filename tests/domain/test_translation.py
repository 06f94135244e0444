"""Values in the form of each environment: choices, columns of one side and one-way columns."""

from hypothesis import given
from hypothesis import strategies as st

from harness.domain.catalog import Table, standard_catalog
from harness.domain.columns import Column
from harness.domain.policies import POLICIES
from harness.domain.reconcile import reconcile
from harness.domain.records import Record, Value, Values, at, trimmed
from harness.domain.translation import (
    as_in_dataverse,
    as_in_hr,
    back_in_dataverse,
    named,
    numbered,
)
from harness.simulator.integration.writing import only_one_way

WORKER = standard_catalog()["cdm_worker"]
COMPANY = standard_catalog()["cdm_company"]  # all of it flows one way


UNNAMED = 754400002  # a volunteer, in Dataverse's column cdm_type only


def _held(table: Table, dataverse: bool, first: bool = False) -> st.SearchStrategy[Values]:
    """What an environment may hold, as the integration has it; nothing where it has no column.

    Choices by name, in Dataverse also a number without one; if `first`, by the first of a number.
    """

    def of(place: int, column: Column) -> st.SearchStrategy[Value]:
        if (column.dataverse if dataverse else column.hr) is None:
            return st.none()
        for choice, numbers, names in table.choices:
            if choice == place:
                its = [*names.values()] if first else [*numbers]
                unnamed = [UNNAMED] * (dataverse and not first and UNNAMED not in names)
                return st.sampled_from([None, *its, *unnamed])
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


def _number(table: Table, place: int, value: Value) -> Value:
    """What Dataverse has for a value that the integration has by name."""
    number = table.columns[place].to_dataverse(value) if place in table.numbered else None
    return value if number is None else number


@given(TABLES_AND_VALUES)
def test_dataverse_s_values_are_read_in_numbers_and_come_back_as_names_of_them(drawn):
    table, _, dataverse, _ = drawn
    seen = numbered(table, dataverse)
    assert seen == tuple(_number(table, place, value) for place, value in enumerate(dataverse))
    assert numbered(table, named(table, seen)) == seen


@given(TABLES_AND_VALUES)
def test_choices_are_copied_by_number_and_hr_keeps_its_own_name(drawn):
    table, hr, dataverse, _ = drawn
    own, kept = hr or (), as_in_hr(table, dataverse, hr)
    there = numbered(table, as_in_dataverse(table, own, dataverse))
    for place in table.numbered:
        number, mine = _number(table, place, at(dataverse, place)), at(own, place)
        expected = table.columns[place].to_hr(number, mine) or number
        assert at(kept, place) == expected
        assert at(there, place) == _number(table, place, mine)
    # what is written there shows: no other name of a number that is there already
    same = [
        place
        for place in table.numbered
        if at(there, place) == _number(table, place, at(dataverse, place))
    ]
    written = as_in_dataverse(table, own, dataverse)
    assert all(at(written, place) == at(dataverse, place) for place in same)


FIRST_NAMES = st.tuples(
    _held(WORKER, False, True) | st.none(), _held(WORKER, True, True) | st.none()
)
REQUESTED = st.none() | st.integers(0, 63)


@given(FIRST_NAMES, REQUESTED, REQUESTED, st.booleans(), st.booleans(), st.integers(0, 2))
def test_where_all_names_are_the_first_of_their_numbers_none_is_translated(
    values, hr_touched, dataverse_touched, tracked, full, later
):
    hr, dataverse = (
        its if its is None else Record(1, "ada", "1", its, at)
        for its, at in zip(values, (1, later), strict=True)
    )
    sides = WORKER, hr, hr_touched, dataverse, dataverse_touched, tracked
    policy = POLICIES["last_edit_wins"]
    assert reconcile(*sides, policy, "hr", full, synonyms=False) == reconcile(
        *sides, policy, "hr", full, synonyms=True
    )
