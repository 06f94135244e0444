"""What folds: runs of like events, records that nobody touched; and one record alone."""

import re
from dataclasses import replace
from itertools import product

import pytest

from harness.domain.commands import Edit, Fault
from harness.domain.errors import BadInput
from harness.reports.folding import ALIKE, SHOWN
from harness.reports.foresight import foresee
from harness.reports.foresight_text import rows
from harness.reports.html.lanes import days
from harness.reports.html.rendering import FOLDED
from harness.reports.html.scenario import rendered
from harness.reports.one_record import unknown_record
from harness.reports.timeline_rows import timeline_lines
from harness.reports.touched import MOST_VALUES
from harness.scenarios.reader import parse
from harness.scenarios.replay import Replay, replay
from harness.scenarios.replay_text import replay_parts
from harness.scenarios.results import scenario_view

SIDES = ("hr", "dataverse")


def edited(
    count: int, between: str = "", generated: int = 0, *, alternately: bool = False
) -> Replay:
    """So many records, each edited on one side and then on the other, or on both `alternately`."""
    names = [f"w{number:02}" for number in range(count)]
    given = "\n".join(
        f'    {name}: {{table: cdm_worker, values: {{cdm_workernumber: "{name}"}}}}'
        for name in names
    )
    steps = "\n".join(
        f"  - edit: {{in: {side}, record: {name}, values: {{cdm_lastname: {side}}}}}{between}"
        for name, side in (
            product(names, SIDES)
            if alternately
            else [(name, side) for side in SIDES for name in names]
        )
    )
    generate = f"  generate: {{cdm_worker: {generated}}}\n" if generated else ""
    return replay(
        parse(
            f"scenario: S\ngiven:\n{generate}  records:\n{given}\nsteps:\n{steps}\n"
            "  - advance: 1m\n  - turn_on\n  - run_batch_job\n"
            "  - clear_tracking: cdm_worker\n  - sync_now: cdm_worker\n"
        )
    )


def test_users_edits_in_a_row_share_a_line_for_each_side():
    done = edited(ALIKE + 1)
    lines = timeline_lines(done.simulator, done.done)
    edits = [line for line in lines if line.event == "edited"]
    assert [(line.who, line.entries, line.step, line.until) for line in edits] == [
        ("HR user", 9, 1, 9),
        ("Dataverse user", 9, 10, 18),
    ]
    assert edits[0].what == "9 edited in Human Resources: workers w00 … w08"
    linked = [line for line in lines if line.event == "linked"]
    assert [line.entries for line in linked] == [9]


def test_edits_of_two_actors_keep_their_order_as_the_last_one_wins():
    done = edited(ALIKE + 1, "\n  - advance: 20m", alternately=True)
    lines = timeline_lines(done.simulator, done.done)
    edits = [line for line in lines if line.event == "edited"]
    assert [(line.who, line.record) for line in edits] == [
        (user, f"w{number:02}")
        for number in range(ALIKE + 1)
        for user in ("HR user", "Dataverse user")
    ]
    rows = [row for day in days(done.simulator, done.done) for row in day.rows if row.anchors]
    assert [list(row.anchors) for row in rows[:36]] == [[number] for number in range(1, 37)]


def test_a_link_to_a_step_finds_the_line_that_stands_for_it_and_not_one_around_it():
    done = edited(ALIKE + 1, "\n  - advance: 20m")
    rows = [row for day in days(done.simulator, done.done) for row in day.rows if row.anchors]
    assert [(row.event, list(row.anchors)) for row in rows[:2]] == [
        ("edited", list(range(1, 18, 2))),
        ("time_passed", list(range(2, 19, 2))),
    ]


def test_names_with_a_gap_are_no_range():
    source = edited(ALIKE + 3).scenario
    steps = [step for step in source.steps if getattr(step.does, "record", "") != "w05"]
    done = replay(replace(source, steps=tuple(steps)))
    lines = timeline_lines(done.simulator, done.done)
    edits = [line.what for line in lines if line.event == "edited"]
    assert edits[0] == "10 edited in Human Resources: workers w00, w01, w02 and 7 more"


def test_few_edits_stay_apart_and_expanded_all_do():
    done = edited(ALIKE)
    assert sum(it.event == "edited" for it in timeline_lines(done.simulator, done.done)) == 16
    done = edited(ALIKE + 1)
    every = timeline_lines(done.simulator, done.done, expand=True)
    assert sum(line.event == "edited" for line in every) == 18


def test_time_that_passes_between_like_edits_folds_with_them_and_a_switch_ends_a_run():
    done = edited(ALIKE + 1, "\n  - advance: 1m")
    lines = timeline_lines(done.simulator, done.done)
    passed = [line.what.partition(", until")[0] for line in lines if line.event == "time_passed"]
    assert passed == ["9m pass, in 9 steps", "10m pass, in 10 steps"]
    done = edited(ALIKE + 1, "\n  - turn_off")
    lines = timeline_lines(done.simulator, done.done)
    assert sum(line.event == "edited" for line in lines) == 18


def test_a_failed_expectation_ends_a_run_and_ones_that_hold_fold_with_it():
    held = edited(ALIKE + 1, "\n  - expect: {missed_requests: {in: hr, record: w00}}")
    lines = timeline_lines(held.simulator, held.done)
    ticks = [line for line in lines if line.event == "as_expected"]
    assert [(it.step, it.until, it.entries) for it in ticks] == [(2, 18, 9), (20, 36, 9)]
    failed = edited(ALIKE + 1, "\n  - expect: {in: hr, record: w00, exists: no}")
    lines = timeline_lines(failed.simulator, failed.done)
    assert sum(line.event == "edited" for line in lines) == 18


def test_a_link_to_a_folded_step_finds_the_line_that_stands_for_it():
    done = edited(ALIKE + 1)
    body = rendered(scenario_view(done), "s1").body
    ids = re.findall(r'id="s1step(\d+)"', body)
    assert sorted(map(int, ids)) == [step.number for step in done.done]


def test_what_is_given_is_one_line_across_the_lanes():
    done = edited(4)
    [row] = [row for day in days(done.simulator, done.done) for row in day.rows
             if row.event == "given"]  # fmt: skip
    assert row.entries == 4
    assert [card.line.record for card in row.cards] == ["w00", "w01", "w02", "w03"]
    body = rendered(scenario_view(done), "s1").body
    assert "<summary>4 records given in both environments, in sync</summary>" in body


def test_an_environment_is_shaded_while_it_cannot_be_reached():
    done = replay(
        parse(
            """
scenario: S
given: {integration: on, records: {ada: {table: cdm_worker, values: {cdm_workernumber: "1"}}}}
steps:
  - fault: {kind: unavailable, in: dataverse, for: 10m}
  - edit: {in: hr, record: ada, values: {cdm_lastname: A}}
  - advance: 10m
  - edit: {in: hr, record: ada, values: {cdm_lastname: B}}
  - fault: {kind: unavailable, in: hr}
  - edit: {in: hr, record: ada, values: {cdm_lastname: C}}
  - fault: {kind: over, of: clock_ahead}
  - edit: {in: hr, record: ada, values: {cdm_lastname: D}}
  - fault: {kind: over}
  - edit: {in: hr, record: ada, values: {cdm_lastname: E}}
"""
        )
    )
    rows = [row for day in days(done.simulator, done.done) for row in day.rows]
    away = {row.steps: tuple(row.away) for row in rows if row.steps}
    assert away == {
        "1": ("dataverse",), "2": ("dataverse",), "3": ("dataverse",), "4": (),
        "5": ("hr",), "6": ("hr",), "7": ("hr",), "8": ("hr",), "9": (), "10": (),
    }  # fmt: skip
    assert "Dataverse is unavailable" in rendered(scenario_view(done), "s1").body


def test_records_that_nobody_touched_are_counted_at_the_end():
    done = edited(1, generated=40)
    text = "\n".join(replay_parts(done))
    assert "and 40 further records as given; --expand shows them" in text
    assert "W000001" not in text.partition("at the end")[2]
    assert "W000001" in "\n".join(replay_parts(done, expand=True)).partition("at the end")[2]


@pytest.mark.parametrize("count", [ALIKE, ALIKE + 1])
def test_untouched_records_are_counted_when_they_are_more_than_stay_apart(count):
    text = "\n".join(replay_parts(edited(1, generated=count - 1))).partition("at the end")[2]
    records, _, grid = text.partition("Grid of")
    last = f"W{count - 1:06}"
    assert (last in records, last in grid) == (count == ALIKE,) * 2


@pytest.mark.parametrize("count", [ALIKE, ALIKE + 1])
def test_missed_requests_fold_when_they_are_more_than_stay_apart(count):
    made = "\n".join(
        f"  - create: {{in: hr, table: cdm_title, record: t{n}, values: {{cdm_name: T{n}}}}}"
        for n in range(count)
    )
    done = replay(parse(f"scenario: S\nsteps:\n{made}\n"))
    told = "\n".join(replay_parts(done)).partition("Findings")[2]
    assert told.count("create since") == (count if count == ALIKE else SHOWN)
    assert ("more missed requests like this" in " ".join(told.split())) == (count > ALIKE)


def test_a_record_that_an_expectation_names_is_shown():
    done = edited(1, "\n  - expect: {in: hr, record: W000007, exists: yes}", generated=40)
    text = "\n".join(replay_parts(done))
    assert "and 39 further records as given" in text
    assert "W000007" in text.partition("at the end")[2]


def test_of_one_record_there_is_what_happened_to_it_and_what_led_to_that():
    done = edited(3)
    lines = timeline_lines(done.simulator, done.done, record="w01")
    assert {line.record for line in lines} == {"", "w01"}
    assert [line.event for line in lines] == [
        "given", "edited", "edited", "turned_on", "batch_started", "updated", "lost",
        "tracking_cleared", "sync_now_started", "linked",
    ]  # fmt: skip
    text = "\n".join(replay_parts(done, record="w01"))
    assert "w00" not in text
    assert "w02" not in text
    assert text.count("w01") > 8
    body = rendered(scenario_view(done), "s1", record="w01").body
    assert 'data-record="w01"' in body
    assert 'data-record="w02"' not in body


def test_what_is_counted_of_one_record_is_of_it_alone():
    done = edited(3)
    text = "\n".join(replay_parts(done, record="w01"))
    assert text.index("Of the record w01 alone.") < text.index("edited w01: last name dataverse")
    assert "alone" not in "\n".join(replay_parts(done))
    page = rendered(scenario_view(done, "w01"), "s1", record="w01")
    assert page.costs == (1, 0, 0, 0)
    assert page.cost.lost == 1
    for counted in ("data losses: 1<", "1 record, the same on both sides", "1 tracking row<"):
        assert counted in " ".join(page.body.split()).replace("record,\n", "record, ")
    whole = rendered(scenario_view(done), "s1")
    assert whole.costs == (3, 0, 0, 0)
    assert whole.cost.lost == 3


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("w001", "the scenario makes no record 'w001', did you mean w01?"),
        ("nobody", "the scenario makes no record 'nobody'; there are w00, w01"),
    ],
)
def test_a_name_that_is_not_there_gets_the_nearest(name, said):
    error = unknown_record(edited(2).simulator, name)
    assert isinstance(error, BadInput)
    assert str(error).startswith(said)


def test_like_rows_at_the_end_fold_and_can_be_expanded():
    done = edited(30)
    told = "\n".join(replay_parts(done)).partition("at the end")[2]
    assert "27 more workers like this: w03 … w29; --expand shows them" in told
    assert "27 more rows like" in told
    assert "27 more data losses like this: w03 … w29" in told
    assert len(told.split("\n")) < 50  # of 30 records there were about 150
    assert not re.search("w1[0-9] |w03 ", told.replace("w03 …", ""))
    every = "\n".join(replay_parts(done, expand=True)).partition("at the end")[2]
    assert "like this" not in every
    # the end state, the grid and the losses
    assert all(len(re.findall(rf"\bw{n:02}\b", every)) >= 3 for n in range(30))


@pytest.mark.parametrize("count", [ALIKE, ALIKE + 1])
def test_rows_fold_when_they_are_more_than_events_that_stay_apart(count):
    told = "\n".join(replay_parts(edited(count))).partition("at the end")[2]
    assert ("like this" in told) == (count > ALIKE)


def test_rows_that_end_otherwise_do_not_fold_with_the_others():
    done = edited(12, "", 0)
    simulator = done.simulator
    for name in ("w05", "w07"):
        simulator.attempt(Fault("not_noticed", "hr", record=name))
        simulator.attempt(Edit("hr", name, {"cdm_lastname": "Other"}))
    told = "\n".join(replay_parts(done)).partition("at the end")[2]
    assert "last name Other" in told
    assert "7 more workers like this: w03, w04, w06 and 4 more" in told


def test_a_page_folds_like_rows_and_says_of_which_records_for_its_filter():
    view = scenario_view(edited(30))
    body = rendered(view, "s1").body
    names = [f"w{n:02}" for n in range(30)]
    of = [it.split("\n") for it in re.findall('data-records="([^"]*)"', body)]
    later = names[3:]
    # each side's edits and what was written; losses; the end state, the grid and the findings
    assert of.count(later) == 4
    assert of.count(names) >= 3
    assert "27 more workers like this: w03 … w29</bdi></summary>" in body
    assert "--expand" not in body
    # no folded card or row stands without its records, else a filter of one record would leave it
    assert len(re.findall('class="[^"]*many"', body)) == len(
        re.findall('class="[^"]*many" data-records', body)
    )
    whole = rendered(view, "s1", expand=True).body
    assert "data-records" not in whole


def test_a_page_has_what_folds_in_place():
    done = edited(30)
    body = rendered(scenario_view(done), "s1").body
    for number in range(30):
        row = re.compile(f'<tr data-record="w{number:02}"')
        # at the end, in the grid and among the findings
        assert len(row.findall(body)) == 3
    folds = body.split('<details class="fold">')[1:]
    losses = next(it for it in folds if "27 more data losses like this" in it)
    assert losses.count("lost <del><bdi>dataverse</bdi></del>, kept <bdi>hr</bdi>") == 27
    card = next(it for it in folds if "each of them" in it and "step 3</span> <b><bdi>w02" in it)
    assert card.count('<div data-record="w') == 30


def test_a_page_has_the_values_the_records_and_the_expectations_that_fold():
    names = (
        "firstname", "middlename", "lastname", "knownas", "generation", "profession", "telephone1",
        "telephone2", "telephone3",
    )  # fmt: skip
    assert len(names) > MOST_VALUES
    values = {f"cdm_{name}": f"v-{name}" for name in names}
    written = ", ".join(f"{name}: {value}" for name, value in values.items())
    steps = "\n".join("  - expect: {in: hr, record: ada, exists: yes}" for _ in range(5))
    done = replay(
        parse(
            "scenario: S\ngiven:\n  generate: {cdm_worker: 12}\n  records:\n"
            f"    ada: {{table: cdm_worker, values: {{cdm_workernumber: '1', {written}}}}}\n"
            f"steps:\n{steps}\n"
        )
    )
    body = rendered(scenario_view(done), "s1").body
    end = body.partition("at the end</h3>")[2]
    assert all(value in end for value in values.values())
    assert "and 12 further records as given</bdi></summary>" in end
    assert '<tr data-record="W000012"' in end
    held = body.partition('<div class="wide held">')[2].partition("</details>")[0]
    assert held.count("ada in Human Resources is there") == 3 + 5


def test_a_fold_of_very_many_has_the_first_and_says_how_many_are_left():
    done = edited(FOLDED + 10)
    body = rendered(scenario_view(done), "s1").body
    assert body.count("and 10 more: the result in JSON has them all") >= 2  # each side's edits
    assert body.count("and 7 more: the result in JSON has them all") >= 3  # at the end, the grid
    assert f'<tr data-record="w{FOLDED + 2}"' in body
    assert f'<tr data-record="w{FOLDED + 3}"' not in body


LOST = """scenario: S
given:
  integration: on
  records:
{given}
steps:
  - turn_off
{edits}
  - turn_on
  - run_batch_job
"""


def lost(count: int, rival: int) -> Replay:
    """So many lost last names, every `rival`th to one of the other side, the rest to others."""
    names = [f"w{number:02}" for number in range(count)]
    given = "\n".join(
        f"    {it}: {{table: cdm_worker, values: {{cdm_workernumber: {it}, cdm_lastname: Old}}}}"
        for it in names
    )
    edits = [
        f"  - edit: {{in: dataverse, record: {it}, values: {{cdm_lastname: N}}}}" for it in names
    ]
    edits.append("  - advance: 1h")
    for number, name in enumerate(names):
        column = "firstname" if number % rival else "lastname"
        edits.append(f"  - edit: {{in: hr, record: {name}, values: {{cdm_{column}: H}}}}")
    return replay(parse(LOST.format(given=given, edits="\n".join(edits))))


def test_losses_to_an_edit_of_another_column_are_another_kind():
    done = lost(30, 3)
    text = " ".join("\n".join(replay_parts(done)).split())
    body = rendered(scenario_view(done), "s1").body
    assert "7 more data losses like this: w09, w12, w15 and 4 more" in body
    assert "17 more data losses like this: w05, w07, w08 and 14 more" in body
    assert body.count("lost at 10:00:00 to edits of other columns in Human Resources") == 20
    lines = [it for it in timeline_lines(done.simulator, done.done) if it.event == "lost"]
    many = [it.what.partition(":")[0] for it in lines if it.entries > 1]
    assert many == [
        "17 more LOST in Dataverse to edits of other columns in Human Resources",
        "7 more LOST in Dataverse",
    ]
    assert "Dataverse users edited the last name of 10 records: w00, w03, w06 and 7 more" in text
    assert (
        "(10 steps between 2 and 29). The batch job overwrote them with what HR users entered"
        in text
    )
    assert "Dataverse users edited the last name of 20 records: w01, w02, w04 and 17 more" in text
    assert (
        "overwrote them with what Human Resources still had, because HR users edited the first "
        "name of the same records (step 64, R3 D)."
    ) in text


def test_what_would_be_lost_is_of_two_kinds_too():
    done = lost(30, 3)
    before = replay(done.scenario, until=62)
    kinds = [row for row in rows(foresee(before.simulator), before.done) if row[0] == "lost"]
    assert [(row[1].partition(":")[0], row[4]) for row in kinds] == [
        ("10", "last name"),
        ("20", "last name, to edits of other columns in Human Resources"),
    ]
