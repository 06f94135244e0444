"""The decision tables are total, and each side is decided by the same table as the other."""

from itertools import product

import pytest

from harness.domain.catalog import standard_catalog
from harness.domain.policies import POLICIES
from harness.domain.reconcile import EDITED, GONE, RECONCILE, SAME, reconcile
from harness.domain.records import Record
from harness.domain.request_kinds import COALESCE, CREATE, DELETE, EDIT, RECREATE, UNACKED_DELETE
from harness.domain.rules import RULES

WORKER = standard_catalog()["cdm_worker"]
EMPLOYMENT = standard_catalog()["cdm_employment"]
FIRST, LAST = WORKER.index["cdm_firstname"], WORKER.index["cdm_lastname"]


def worker(first, last, edited_at):
    values = [None] * (LAST + 1)
    values[0], values[FIRST], values[LAST] = "1", first, last
    return Record(1, "ada", "1", tuple(values), edited_at)


def settle(hr, hr_touched, dataverse, dataverse_touched, policy="last_edit_wins", tie="hr"):
    """The rule, what both sides shall hold, and what was lost."""
    rule, ours, theirs, losses = reconcile(
        WORKER, hr, hr_touched, dataverse, dataverse_touched, True, POLICIES[policy], tie
    )
    assert ours is theirs  # no column here has another form in the other environment
    return rule, ours, losses


def test_reconcile_is_total_and_names_real_rules():
    looks = (GONE, SAME, EDITED)
    assert set(RECONCILE) == set(product(looks, looks, (True, False)))
    assert {row.rule for row in RECONCILE.values()} <= set(RULES)


def test_both_sides_are_decided_alike():
    mirror = {"hr": "dataverse", "dataverse": "hr"}
    rules = {"R4": "R5", "R5": "R4", "R9": "R10", "R10": "R9"}
    for (hr, dataverse, tracked), row in RECONCILE.items():
        other = RECONCILE[dataverse, hr, tracked]
        assert other.rule == rules.get(row.rule, row.rule)
        assert other.take == mirror.get(row.take, row.take)


def test_the_net_of_changes_is_total():
    there = {None, CREATE, EDIT, RECREATE}  # what may wait while a record is there
    gone = {None, DELETE, UNACKED_DELETE}  # and while it is not
    possible = {(kind, change) for kind in there for change in ("edited", "deleted")}
    possible |= {(kind, "created") for kind in gone}
    # what exists is created where nobody noticed its delete (F7, R17)
    possible |= {(kind, "created") for kind in there}
    assert set(COALESCE) == possible


@pytest.mark.parametrize(
    ("policy", "hr_at", "dataverse_at", "winner", "rule"),
    [
        ("last_edit_wins", 2, 1, "King", "R3"),
        ("last_edit_wins", 1, 2, "Byron", "R3"),
        ("last_edit_wins", 1, 1, "King", "R11"),
        ("last_edit_wins", None, 1, "Byron", "R3"),
        ("hr_wins", 1, 2, "King", "R3"),
        ("dataverse_wins", 2, 1, "Byron", "R3"),
        ("merge_fields", 2, 1, "King", "R3"),
        ("merge_fields", 1, 2, "Byron", "R3"),
    ],
)
def test_who_wins_a_conflict(policy, hr_at, dataverse_at, winner, rule):
    bit = 1 << LAST
    decided, values, losses = settle(
        worker("Ada", "King", hr_at), bit, worker("Ada", "Byron", dataverse_at), bit, policy
    )
    assert (decided, values[LAST]) == (rule, winner)
    loser = "dataverse" if winner == "King" else "hr"
    lost = {"King": "Byron", "Byron": "King"}[winner]
    assert losses == ((loser, (("cdm_lastname", lost, winner),)),)


def test_merge_takes_a_column_touched_on_one_side_from_that_side():
    hr = worker("Augusta", "King", 1)
    dataverse = worker("Ada", "Byron", 2)
    _, values, losses = settle(hr, 1 << FIRST, dataverse, 1 << LAST, "merge_fields")
    assert (values[FIRST], values[LAST]) == ("Augusta", "Byron")
    assert losses == ()
    _, values, losses = settle(hr, 1 << FIRST | 1 << LAST, dataverse, 1 << LAST, "merge_fields")
    assert (values[FIRST], values[LAST]) == ("Augusta", "Byron")
    assert losses == (("hr", (("cdm_lastname", "King", "Byron"),)),)


def test_only_touched_columns_that_differ_are_lost():
    hr, dataverse = worker("Ada", "King", 2), worker("Augusta", "King", 1)
    assert settle(hr, 1 << LAST, dataverse, 1 << LAST)[2] == ()


def test_the_same_change_on_both_sides_is_no_conflict():
    bit = 1 << LAST
    both = settle(worker("Ada", "King", 1), bit, worker("Ada", "King", 2), bit)
    assert both[1] == worker("Ada", "King", 1).values
    assert both[2] == ()


def test_one_way_columns_hold_what_hr_has():
    place = EMPLOYMENT.index["cdm_dimensiondisplayvalue"]
    key = (1 << EMPLOYMENT.index["cdm_validto"]) | 1

    def employment(dimension, until, at):
        values = [None] * len(EMPLOYMENT.columns)
        values[place], values[EMPLOYMENT.index["cdm_validto"]] = dimension, until
        return Record(1, "job", "k", tuple(values), at)

    rule, ours, theirs, losses = reconcile(
        EMPLOYMENT,
        employment("001", "2021-01-01", 1),
        key | 1 << place,
        employment("002", "2022-01-01", 2),
        key,
        True,
        POLICIES["last_edit_wins"],
        "hr",
    )
    assert rule == "R3"
    for values in (ours, theirs):
        assert values[place] == "001"
        assert values[EMPLOYMENT.index["cdm_validto"]] == "2022-01-01"
    assert losses == (("hr", (("cdm_validto", "2021-01-01", "2022-01-01"),)),)
