"""The first screen: who changed what, what became of it, and by which rule."""

import pytest

from harness.reports.html.scenario import rendered
from harness.reports.summary import STORIES, summary
from harness.scenarios.reader import parse
from harness.scenarios.replay import replay
from harness.scenarios.replay_text import replay_parts
from harness.scenarios.results import scenario_view
from harness.simulator.engine import Engine

EDIT = "edit: {in: hr, record: ada, values: {cdm_lastname: Byron}}"
OTHER = "edit: {in: dataverse, record: ada, values: {cdm_lastname: King}}"
GIVEN = """
scenario: S
given:
  integration: on
  records:
    ada: {table: cdm_worker, values: {cdm_workernumber: "1", cdm_lastname: Lovelace}}
    ben: {table: cdm_worker, values: {cdm_workernumber: "2"}}
    cid: {table: cdm_worker, values: {cdm_workernumber: "3"}}
steps:
  - turn_off
"""
OVERWRITTEN = (
    "The batch job overwrote them with what Dataverse users entered instead (step 11, R3 D)."
)
UNDONE = f"""{GIVEN}
  - delete: {{in: dataverse, record: ada}}
  - expect: {{in: dataverse, record: ada, exists: no}}
  - turn_on
  - run_batch_job
"""


def sentences(source: str) -> list[str]:
    done = replay(parse(source))
    return [str(it) for it in summary(done.simulator, done.done).sentences]


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        (
            "delete: {in: hr, record: ada}",
            [
                "An HR user deleted ada (step 2).",
                "The batch job brought it back (step 4, R5 D(A)).",
            ],
        ),
        (
            f"{EDIT}\n  - advance: 1m\n  - {OTHER}",
            [
                "An HR user edited ada: last name Byron (step 2).",
                "The batch job overwrote it with King (step 6, R3 D).",
            ],
        ),
        (
            f"{EDIT}\n  - {OTHER}",
            [
                "A Dataverse user edited ada: last name King (step 3).",
                "The batch job overwrote it with Byron, in a tie (step 5, R11 A).",
            ],
        ),
        (
            "\n".join(f"  - delete: {{in: hr, record: {name}}}" for name in ("ada", "ben"))[4:],
            [
                "HR users deleted 2 records: ada, ben (steps 2 to 3).",
                "The batch job brought them back (step 5, R5 D(A)).",
            ],
        ),
        ("advance: 1m", ["No change was settled, so none was lost."]),
        (
            EDIT,
            ["Nothing was lost in 1 settled change."],
        ),
    ],
)
def test_each_story_says_who_did_what_and_what_became_of_it(steps, said):
    assert sentences(f"{GIVEN}  - {steps}\n  - turn_on\n  - run_batch_job\n") == said


def overwritten(**values: str) -> str:
    """Records edited in Human Resources, and then in Dataverse, while integration is off."""
    edits = "".join(
        f"  - edit: {{in: {side}, record: {name}, values: {{{its.replace('SIDE', side)}}}}}\n"
        "  - advance: 1m\n"
        for side in ("hr", "dataverse")
        for name, its in values.items()
    )
    return f"{GIVEN}{edits}  - turn_on\n  - run_batch_job\n"


@pytest.mark.parametrize(
    ("values", "who", "what"),
    [
        (
            {"ada": "cdm_lastname: SIDE", "ben": "cdm_lastname: SIDE"},
            "HR users edited the last name of 2 records: ada, ben (steps 2 and 4).",
            OVERWRITTEN,
        ),
        (
            {
                "ada": "cdm_lastname: SIDE, cdm_firstname: SIDE",
                "ben": "cdm_lastname: SIDE, cdm_firstname: SIDE",
            },
            "HR users edited the first name and last name of 2 records: ada, ben (steps 2 and 4).",
            OVERWRITTEN,
        ),
        (
            {"ada": "cdm_lastname: SIDE", "ben": "cdm_firstname: SIDE"},
            "HR users edited the last name or first name of 2 records: ada, ben (steps 2 and 4).",
            OVERWRITTEN,
        ),
        (
            {"ada": "cdm_lastname: SIDE, cdm_firstname: SIDE"},
            "An HR user edited ada: first name hr, last name hr (step 2).",
            (
                "The batch job overwrote it with first name dataverse, last name dataverse "
                "(step 7, R3 D)."
            ),
        ),
    ],
)
def test_losses_name_their_columns(values, who, what):
    assert sentences(overwritten(**values)) == [who, what]


APART = """
scenario: S
given:
  integration: on
  records: {ada: {table: cdm_worker, values: {cdm_workernumber: "1"}}}
steps:
  - backup: {in: hr, as: monday}
  - delete: {in: hr, record: ada}
  - restore: {in: hr, backup: monday}
  - run_batch_job
"""


def test_a_record_that_is_for_good_on_one_side_only_is_named():
    assert sentences(APART) == [
        "Nothing was lost in 1 settled change.",
        "ada is in Human Resources only, and no run repairs it but sync now.",
        "Also found: 1 dangling tracking row (ada).",
    ]
    repaired = sentences(f"{APART}  - sync_now: cdm_worker\n")
    assert repaired == ["Nothing was lost in 1 settled change."]


def test_an_edit_that_a_delete_took_along_says_where_the_record_was_deleted():
    source = f"""{GIVEN}
  - edit: {{in: hr, record: ada, values: {{cdm_lastname: Byron}}}}
  - turn_on
  - delete: {{in: dataverse, record: ada}}
"""
    assert sentences(source) == [
        "An HR user edited ada: last name Byron (step 2).",
        "Live sync deleted the record with it, as it was deleted in Dataverse (step 4, L6 P(A)).",
    ]


def test_a_change_from_before_the_start_has_no_step():
    source = """
scenario: S
given:
  integration: on
  records:
    ada: {table: cdm_worker, hr: {values: {cdm_workernumber: "1"}}}
steps:
  - run_batch_job
"""
    assert sentences(source) == [
        "A Dataverse user deleted ada, before the start.",
        "The batch job brought it back (step 1, R4 D(A)).",
    ]


def test_of_many_stories_the_first_are_told_and_the_rest_counted():
    rounds = "".join(
        f"""
  - delete: {{in: hr, record: ada}}
  - turn_on
  - run_batch_job
  - turn_off
  - advance: {number}m
"""
        for number in range(1, STORIES + 3)
    )
    said = sentences(GIVEN + rounds)
    assert len(said) == 2 * STORIES + 1
    assert said[-1] == "More: 2 undone deletes (ada)."


def test_without_steps_the_times_are_said():
    done = replay(parse(UNDONE))
    said = [str(it) for it in summary(done.simulator).sentences]
    assert said[0] == "A Dataverse user deleted ada (2021-08-19 09:00:00)."


def test_nothing_happened_and_nothing_was_lost():
    assert not summary(Engine()).stories


def test_the_summary_stands_above_the_timeline_in_text_and_page():
    done = replay(parse(UNDONE))
    text = "\n".join(replay_parts(done))
    assert text.index("A Dataverse user deleted ada (step 2).") < text.index("#    When")
    view = rendered(scenario_view(done), "s1")
    assert 'A Dataverse user deleted ada</bdi> (<a href="#s1step2">step 2</a>).' in view.summary
    assert 'id="s1step2"' in view.body


def test_findings_have_both_steps_and_who_made_what_was_lost():
    done = replay(parse(UNDONE))
    text = " ".join("\n".join(replay_parts(done, width=200)).split())
    assert "undone delete 2 → 5 Dataverse ada is back; deleted by Dataverse user at" in text
    page = rendered(scenario_view(done), "s1").body
    assert '<a href="#s1step2">2</a> → <a href="#s1step5">5</a>' in page


def test_expectations_that_hold_are_ticks_and_no_step_is_left_out():
    done = replay(parse(UNDONE))
    text = " ".join("\n".join(replay_parts(done)).split())
    assert "3 09:00:00 expectation ✓ ada in Dataverse is not there 4 09:00:00" in text
    assert (
        '<div class="wide held">✓ <bdi>ada in Dataverse is not there</bdi></div>'
        in rendered(scenario_view(done), "s1").body
    )
