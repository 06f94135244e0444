"""What a loss was lost to: an edit of the same column, of another, or none."""

import pytest

from harness.reports.findings import data_loss
from harness.reports.rivals import Rival, Rivals
from harness.reports.summary import summary
from harness.scenarios.reader import parse
from harness.scenarios.replay import replay

OLD = "cdm_workernumber: '1', cdm_firstname: Ada, cdm_lastname: Old"
GIVEN = f"""scenario: S
given:
  integration: on
  records:
    ada: {{table: cdm_worker, values: {{{OLD}}}}}
steps:
  - turn_off
"""


def lost(steps, given=GIVEN):
    done = replay(parse(f"{given}{steps}  - turn_on\n  - run_batch_job\n"))
    rivals = Rivals(done.simulator)
    told = " ".join(str(it) for it in summary(done.simulator, done.done).sentences)
    return [rivals.of(it.seq) for it in data_loss(done.simulator)], told


def edit(side, values):
    return f"  - edit: {{in: {side}, record: ada, values: {{{values}}}}}\n  - advance: 1m\n"


@pytest.mark.parametrize(
    ("first", "second", "found", "said"),
    [
        ("cdm_lastname: D", "cdm_lastname: H", Rival("same", "HR user"), "overwrote it with H ("),
        (
            "cdm_lastname: D",
            "cdm_firstname: H",
            Rival("other", "HR user", ("cdm_firstname",)),
            "which Human Resources still had, because an HR user edited the first name of the same",
        ),
        (
            "cdm_lastname: D, cdm_firstname: D",
            "cdm_firstname: H",
            Rival("part", "HR user"),
            "overwrote it with first name H, last name Old (",
        ),
    ],
)
def test_to_what_kind_of_edit_it_was_lost(first, second, found, said):
    rivals, told = lost(edit("dataverse", first) + edit("hr", second))
    assert rivals == [found]
    assert said in told


def test_an_edit_that_travelled_before_is_no_rival():
    before = edit("hr", "cdm_lastname: H1")
    steps = f"{before}  - turn_on\n  - run_batch_job\n  - turn_off\n"
    steps += edit("dataverse", "cdm_lastname: D") + edit("hr", "cdm_firstname: H2")
    assert [it.kind for it in lost(steps)[0]] == ["other"]


def test_one_run_that_writes_to_both_sides_has_one_past():
    given = GIVEN.replace("scenario: S", "scenario: S\nsettings: {conflict: merge_fields}")
    steps = edit("dataverse", "cdm_lastname: D, cdm_knownas: D, cdm_firstname: D")
    steps += edit("hr", "cdm_lastname: H, cdm_middlename: H")
    assert [it.kind for it in lost(steps, given)[0]] == ["same"]


def test_a_record_made_on_both_sides_is_lost_to_a_create():
    made = "cdm_workernumber: '2', cdm_lastname"
    steps = "".join(
        f"  - create: {{in: {side}, table: cdm_worker, record: ben, values: {{{values}}}}}\n"
        "  - advance: 1m\n"
        for side, values in (
            ("hr", f"{made}: H, cdm_firstname: Ben"),
            ("dataverse", f"{made}: H"),
        )
    )
    rivals, told = lost(steps)
    assert [(it.kind, it.created) for it in rivals] == [("other", True)]
    assert "empty, which Dataverse had, because a Dataverse user created the same record (" in told


def test_what_is_no_loss_was_lost_to_nothing():
    done = replay(parse(f"{GIVEN}{edit('hr', 'cdm_lastname: H')}"))
    assert Rivals(done.simulator).of(1) == Rivals(done.simulator).of(None) == Rival()
