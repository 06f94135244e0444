"""The HTML page: well formed, self-contained, and no text of a scenario becomes markup."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from html_pages import Read, read_whole

from harness.domain.rules import RULES, legend
from harness.exploration.workload.generator import generate
from harness.reports.html import page as html
from harness.reports.html import parts
from harness.reports.html.lanes import days
from harness.reports.html.rendering import environment
from harness.reports.html.scenario import ScenarioView, rendered
from harness.reports.timeline_rows import timeline_lines
from harness.scenarios.reader import parse
from harness.scenarios.replay import Replay, replay
from harness.scenarios.results import scenario_view
from harness.simulator.engine import Engine

ODD = """
scenario: "<script>alert(1)</script> \\"quoted\\" 'n' | bars & שלום 山田"
rules: [R3, R11]
settings: {dataverse_to_hr_delay: 10m, tie: dataverse}
given:
  integration: on
  records:
    "<b>ada": {table: cdm_worker, values: {cdm_workernumber: "1", cdm_lastname: "A\\"d'a | <i>"}}
    שלום: {table: cdm_worker, values: {cdm_workernumber: "2", cdm_lastname: "\\x01\\a\\u202Eevil"}}
    山田: {table: cdm_worker, values: {cdm_workernumber: "3"}}
steps:
  - turn_off
  - edit: {in: hr, record: "<b>ada", values: {cdm_lastname: "</td><img src=http://x.example/>"}}
  - edit: {in: dataverse, record: "<b>ada", values: {cdm_lastname: "&lt; &amp; \\nline two"}}
  - delete: {in: dataverse, record: שלום}
  - advance: 2d
  - turn_on
  - run_batch_job
  - expect: {in: hr, record: 山田, values: {cdm_lastname: "<u>"}}
  - delete: {in: hr, record: 山田}
  - delete: {in: hr, record: 山田}
  - clear_tracking: cdm_worker
  - delete: {in: dataverse, record: "<b>ada"}
"""
PLAIN = """
scenario: One edit and one record
given: {records: {ada: {table: cdm_worker, values: {cdm_workernumber: "1"}}}}
steps:
  - edit: {in: hr, record: ada, values: {cdm_firstname: Ada}}
  - create: {in: dataverse, table: cdm_worker, record: ben, values: {cdm_workernumber: "2"}}
"""
IMPORT = """
scenario: Many workers
steps:
  - import: {in: hr, table: cdm_worker, generate: 2000}
  - turn_on
  - run_batch_job
"""
FAR_APART = """
scenario: Many the same and two that are not
given: {generate: {cdm_worker: 60}}
steps:
  - import:
      in: hr
      table: cdm_worker
      rows:
        - {cdm_workernumber: W000055, cdm_knownas: unlike}
        - {cdm_workernumber: W000057, cdm_knownas: unlike}
"""


def replayed(source: str) -> Replay:
    return replay(parse(source))


def page(replays, expand):
    return page_of(map(scenario_view, replays), expand)


def page_of(views, expand=False):
    shown = [rendered(view, f"s{number}", expand) for number, view in enumerate(views, 1)]
    return html.page(shown)


@pytest.fixture(scope="module")
def odd() -> Replay:
    return replayed(ODD)


def test_the_page_is_well_formed_and_nothing_in_it_is_fetched(odd):
    for replays in ([odd], [odd, replayed(PLAIN), replayed(IMPORT)]):
        read = read_whole(page(replays, False))
        assert {link[1:] for link in read.links if link != "data:,"} <= set(read.ids)


def test_texts_of_a_scenario_are_shown_as_written(odd):
    read = Read(page([odd], False))
    for said in (
        odd.scenario.title,
        "<b>ada edited in Human Resources",
        "A\"d'a | <i> → </td><img src=http://x.example/>",
        "&lt; &amp; line two",
        "␁␇\u202eevil",
        "שלום UNDONE: the delete in Dataverse",
        "last name '<u>' actual",
    ):
        assert said in read.words


def test_markup_is_escaped_and_what_html_cannot_hold_is_replaced():
    text = environment().from_string("{{ it }}")
    assert text.render(it="<'\">&") == "&lt;&#39;&#34;&gt;&amp;"
    assert (
        text.render(it="a\x00\x1b\x7f\x9f\ud800\uffff\tb\n") == "a␀␛\ufffd\ufffd\ufffd\ufffd\tb\n"
    )


def test_every_unfolded_line_is_on_the_page_in_its_order(odd):
    for done in (odd, replayed(IMPORT)):
        words = Read(page([done], False)).words
        at = words.index("What happened")
        for line in timeline_lines(done.simulator, done.done):
            said = [line.record, line.what.partition(": ")[0], line.rule, line.actual]
            if line.event == "given":
                said = [f"{line.entries} records given in both environments"]
            for part in said:
                at = words.index(text_of(part), at)


def text_of(part: str) -> str:
    return " ".join(part.split())


@pytest.mark.parametrize("seed", range(0, 60, 3))
def test_random_histories_are_told_whole(seed):
    history = generate(seed, 30)
    simulator = Engine(history.settings, history.catalog)
    for command in (*history.given, *history.commands):
        simulator.attempt(command)
    read = Read(page_of([ScenarioView("Random", "", (), "passed", (), simulator, ())]))
    at = 0
    for line in timeline_lines(simulator):
        if line.event not in ("given", "given_apart"):  # which have words of their own
            at = read.words.index(text_of(line.what.partition(": ")[0]), at)
    assert at


def test_losses_undone_deletes_and_failures_are_marked_by_more_than_colour(odd):
    read = Read(page([odd], False))
    lines = timeline_lines(odd.simulator, odd.done)
    alarms = ("lost", "delete_undone", "refused", "not_as_expected", "failed")
    marked = sum(line.event in alarms for line in lines)
    assert marked >= 4
    stories = 2  # of the summary
    findings = len(odd.simulator.journal.losses) + len(odd.simulator.journal.undone_deletes)
    facts = 2
    assert read.classes["alarm"] == stories + marked + findings + facts
    assert "LOST in Human Resources, a tie" in read.words
    assert "NOT AS EXPECTED" in read.words
    assert "✕ FAILED" in read.words
    assert 'content: "!"' in read.pieces["style"]


def test_rules_link_to_what_they_say_and_how_we_know(odd):
    source = page([odd], False)
    words = Read(source).words
    assert (
        '<button type="button" class="rule decided" popovertarget="says-R11!tie=dataverse">R11'
        "<i>set</i></button>" in source
    )
    assert RULES["R11"].statement in words
    assert 'id="says-R11!tie=dataverse"' in source
    assert "set: a setting stands in its place here: tie=dataverse" in words
    assert "A: the documents leave it open and we decided; a setting switches it" not in words
    assert legend(["R7"], ["tie=dataverse"]) in words
    assert 'id="rule-M2"' not in source


def test_differences_at_the_end_are_marked(odd):
    words = Read(page([odd], False)).words
    assert "<b>ada worker number 1 last name &lt; &amp; line two not there" in words
    diverged = Read(page([replayed(PLAIN)], False))
    assert "2 records, 2 not the same on both sides" in diverged.words
    assert "first name ≠ Ada" in diverged.words
    assert "first name ≠ empty" in diverged.words
    assert "ben not there worker number 2" in diverged.words


def test_what_differs_is_shown_even_far_down_a_long_table():
    words = Read(page([replayed(FAR_APART)], False)).words
    assert "60 records, 2 not the same on both sides" in words
    assert words.count("≠ unlike") == 2
    assert "and 58 further records as given" in words


def test_several_scenarios_have_contents_and_fold(odd):
    read = Read(page([odd, replayed(PLAIN)], False))
    assert "1 of 2 scenarios passed" in read.words
    assert {"#s1", "#s2"} <= set(read.links)
    assert read.count["nav"] == 1
    source = page([odd, replayed(PLAIN)], False)
    opened = dict(re.findall('<details class="case story (\\w+)" id="s\\d"[^>]*?( open)?>', source))
    assert opened == {"failed": " open", "passed": ""}  # there is a failure to look at
    assert "#s1step8" in read.links


def test_many_alike_events_stay_folded_unless_expanded():
    folded = page([replayed(IMPORT)], False)
    assert "2,000 created in Human Resources" in folded
    assert Read(folded).count["li"] < 20
    # of the 2,000 in each fold the first are there, and how many are left is said
    assert folded.count("and 1,800 more: the result in JSON has them all") == 4
    assert Read(folded).count["tr"] < 500
    assert len(folded) < 900_000
    whole = Read(page([replayed(IMPORT.replace("2000", "200"))], True))
    assert whole.count["li"] > 400
    assert whole.count["tr"] > 400


def test_a_page_reads_each_replay_before_the_next():
    order = []

    def replays():
        for number in (1, 2):
            done = replayed(PLAIN)
            order.append(number)
            yield done
            done.simulator = None  # as if its stores had been closed

    assert "2 of 2 scenarios passed" in page(replays(), False)
    assert order == [1, 2]


@pytest.mark.slow
def test_the_same_scenarios_make_the_same_bytes(tmp_path):
    (tmp_path / "odd.yaml").write_text(ODD, "utf-8")
    (tmp_path / "plain.yaml").write_text(PLAIN, "utf-8")
    pages = []
    for seed in ("1", "2"):
        subprocess.run(
            [sys.executable, "-m", "harness", "replay", ".", "--format=html", f"--output={seed}"],
            cwd=tmp_path,
            env={
                **os.environ,
                "PYTHONHASHSEED": seed,
                "PYTHONPATH": str(Path(__file__).parents[2]),
            },
            check=False,
        )
        pages.append((tmp_path / seed).read_bytes())
    assert pages[0] == pages[1]
    assert str(tmp_path).encode() not in pages[0]


APART = """
scenario: What was there before
settings:
  natural_key: identity_changes
  not_listened: {hr: [cdm_worker.cdm_knownas], dataverse: [cdm_worker.cdm_lastname]}
  conflict: {cdm_worker: hr_wins}
given:
  records:
    ada:
      table: cdm_worker
      hr: {values: {cdm_workernumber: "1", cdm_lastname: Frank}}
      dataverse: {values: {cdm_workernumber: "1", cdm_lastname: Franklin}}
    eve: {table: cdm_worker, hr: {values: {cdm_workernumber: "2"}}}
steps:
  - turn_on
"""


def test_what_was_given_apart_stands_in_the_lanes_of_both_environments():
    done = replay(parse(APART))
    cards = [card for day in days(done.simulator, done.done, False) for row in day.rows
             for card in row.cards if card.line.event == "given_apart"]  # fmt: skip
    assert [(card.lane, card.line.record, card.what) for card in cards] == [
        ("hr", "ada", "given in Human Resources, tracked"),
        ("dataverse", "ada", "given in Dataverse, tracked"),
        ("hr", "eve", "given in Human Resources, tracked"),
        ("dataverse", "eve", "its tracking row points to nothing in Dataverse"),
    ]
    assert [column.value for column in cards[1].columns] == ["1", "Franklin"]


def test_a_page_says_with_which_settings_it_was_run():
    body = rendered(scenario_view(replay(parse(APART))), "s1", expand=False).body
    assert "<li>natural_key: identity_changes</li>" in body
    listened = "hr: cdm_worker.cdm_knownas, dataverse: cdm_worker.cdm_lastname"
    assert f"<li>not_listened: {listened}</li>" in body
    assert "<li>conflict: cdm_worker: hr_wins</li>" in body


def test_a_page_of_several_has_totals_and_a_search_and_one_of_one_has_neither(odd):
    two = [odd, replayed(PLAIN), replayed(LOSSY)]
    source = page(two, False)
    read = read_whole(source)
    totals = Read(source.partition('class="facts totals">')[2].partition("</ul>")[0]).said
    assert [it for it in totals if it.strip()] == TOTALS
    assert 'type="search" name="words"' in source
    assert 'getElementById("filters")' in read.pieces["script"]
    # what the script filters: each scenario, and its row of the contents
    stories = re.findall(
        r'<details class="case story \w+" id="(s\d)"[^>]* data-words="([^"]*)"', source
    )
    assert [number for number, _ in stories] == ["s1", "s2", "s3"]
    assert set(re.findall('<tr data-case="(s\\d)"', source)) == {"s1", "s2", "s3"}
    assert "a loss of eva" in stories[2][1]
    assert " eva" in stories[2][1].partition("a loss of eva")[2]  # the record
    for name in ("filters", "features.js", 'class="facts totals"'):
        assert name not in page([replayed(PLAIN)], False)


TOTALS = [
    "2 passed",
    "1 failed",
    "2 data losses, none of them expected; 1 undone delete, not expected",
    "unexpected: 3",
]
LOSSY = """
scenario: A loss of Eva
given:
  integration: on
  records:
    eva: {table: cdm_worker, values: {cdm_workernumber: "1"}}
steps:
  - turn_off
  - edit: {in: hr, record: eva, values: {cdm_lastname: A}}
  - advance: 1h
  - edit: {in: dataverse, record: eva, values: {cdm_lastname: B}}
  - turn_on
  - run_batch_job
"""


@pytest.mark.parametrize(("most", "parts_of"), [(2000, 0), (5, 4)])
def test_a_long_timeline_is_in_parts_of_whole_rows(monkeypatch, most, parts_of):
    monkeypatch.setattr(parts, "MOST", most)
    monkeypatch.setattr(parts, "_ROWS", 4)
    steps = "".join(f"  - advance: {it}h\n  - run_batch_job\n" for it in (1, 2, 3, 4, 5, 6))
    done = replay(parse(f"scenario: x\nsteps:\n  - turn_on\n{steps}"))
    found = rendered(scenario_view(done), "s1")
    assert found.body.count('<details class="part"') == parts_of
    assert found.body.count("<noscript>") == max(parts_of - 1, 0)
    assert found.long is (parts_of > 0)
    for step in range(1, 14):
        assert found.body.count(f' id="s1step{step}"') == 1
    assert ("details.part" in html.page([found])) is (parts_of > 0)
