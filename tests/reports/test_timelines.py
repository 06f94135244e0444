"""Timelines: every format holds any value, imports fold, losses are never folded away whole."""

import re

import pytest

from harness.reports.folding import ALIKE
from harness.reports.tables import formats, table
from harness.reports.text_report import TextReport
from harness.reports.timeline import timeline
from harness.reports.timeline_rows import timeline_lines
from harness.scenarios.reader import parse
from harness.scenarios.replay import replay

NASTY = 'a|b 研究開発 <b>&amp; "q" \\ é'
SCENARIO = f"""
scenario: nasty
given:
  integration: on
  records:
    ada: {{table: cdm_worker, values: {{cdm_workernumber: "1", cdm_firstname: Ada}}}}
steps:
  - edit: {{in: hr, record: ada, values: {{cdm_firstname: {NASTY!r}}}}}
"""


def many(count):
    rows = "\n".join(f'      - {{cdm_workernumber: "{n:04}"}}' for n in range(count))
    head = "scenario: many\nsteps:\n  - import:\n      in: hr\n      table: cdm_worker\n"
    return f"{head}      rows:\n{rows}\n"


def diverged(count):
    given = "\n".join(
        f'    w{n}: {{table: cdm_worker, values: {{cdm_workernumber: "{n}"}}}}'
        for n in range(count)
    )
    edits = "\n".join(
        f"  - edit: {{in: {side}, record: w{n}, values: {{cdm_lastname: {side}}}}}"
        for n in range(count)
        for side in ("hr", "dataverse")
    )
    head = f"scenario: d\ngiven:\n  records:\n{given}\nsteps:\n"
    return f"{head}{edits}\n  - turn_on\n  - run_batch_job\n"


@pytest.mark.parametrize("fmt", formats())
def test_every_format_holds_wide_characters_and_bars(fmt):
    done = replay(parse(SCENARIO))
    text = "\n".join(TextReport(done.simulator, done.done, fmt, width=100).parts())
    assert "研" in text
    if fmt in ("github", "pipe"):
        rows = [line for line in text.split("\n") if line.startswith("|")]
        columns = [len(re.findall(r"(?<!\\)\|", row)) for row in rows if "研" in row]
        assert set(columns) <= {7, 5}
    if fmt == "tsv":
        assert all(line.count("\t") <= 5 for line in text.split("\n"))  # trailing empty ones go


def test_line_breaks_do_not_make_rows():
    for fmt in ("simple", "grid", "tsv", "plain"):
        text = table([["a\nb", "c"]], ("x", "y"), fmt)
        assert "a ⏎ b" in text
    assert "a<br>b" in table([["a\nb", "c"]], ("x", "y"), "github")


def test_control_characters_do_not_reach_a_terminal():
    assert "\x1b" not in table([["\x1b[31mred\x07"]], ("x",))


def test_numbers_and_blanks_stay_as_they_are():
    assert "1.10" in table([["1.10"]], ("x",))


@pytest.mark.parametrize("number", ["2,000", "-1,000", "+2,000.5", "1,2,3", "1,000,000"])
def test_a_number_with_thousands_stays_as_it_is_where_the_table_wraps(number):
    text = table([(number, "one word after another " * 9)], ("A", "B"), width=60)
    assert text.splitlines()[2].startswith(f"{number}  one word")


def test_an_import_of_2000_is_a_line_with_counts():
    done = replay(parse(many(2000)))
    lines = timeline_lines(done.simulator, done.done)
    assert [(line.event, line.entries) for line in lines] == [
        ("import_started", 1),
        ("created", 2000),
        ("import_ended", 1),
    ]
    assert "2,000 created in Human Resources: workers 0000 … 1999" in lines[1].what
    assert len(timeline_lines(done.simulator, done.done, expand=True)) == 2002


def test_a_short_import_is_not_folded():
    done = replay(parse(many(ALIKE)))
    assert len(timeline_lines(done.simulator)) == ALIKE + 2


def test_losses_are_not_folded_away_whole():
    done = replay(parse(diverged(20)))
    lost = [line for line in timeline_lines(done.simulator, done.done) if line.event == "lost"]
    assert [line.entries for line in lost] == [1, 1, 1, 17]
    assert sum(line.entries for line in lost) == len(done.simulator.journal.losses) == 20


def test_a_failed_expectation_stands_where_it_was_asked():
    text = SCENARIO + "  - expect: {in: hr, record: ada, exists: no}\n  - turn_off\n"
    done = replay(parse(text))
    events = [line.event for line in timeline_lines(done.simulator, done.done)]
    assert events[-2:] == ["not_as_expected", "turned_off"]


def test_colour_is_for_losses_only():
    done = replay(parse(diverged(1)))
    plain = timeline(timeline_lines(done.simulator), color=False)
    red = timeline(timeline_lines(done.simulator), color=True)
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[\d*m", "", red) == plain
    assert all("LOST" in line for line in red.split("\n") if "\x1b" in line)


@pytest.mark.parametrize("width", [80, 140])
def test_a_timeline_keeps_to_the_width(width):
    done = replay(parse(diverged(3)))
    text = timeline(timeline_lines(done.simulator, done.done), width=width)
    assert max(map(len, text.split("\n"))) <= width


def test_a_line_for_several_steps_has_no_number_where_the_first_stands_above_it():
    records = "".join(
        f'    w{n}: {{table: cdm_worker, values: {{cdm_workernumber: "{n}"}}}}\n' for n in range(12)
    )
    steps = "".join(
        f"  - edit: {{in: hr, record: w{n}, values: {{cdm_lastname: N}}}}\n" for n in range(12)
    )
    text = f"scenario: x\ngiven:\n  integration: on\n  records:\n{records}steps:\n{steps}"
    done = replay(parse(text))
    shown = timeline(timeline_lines(done.simulator, done.done), width=200).splitlines()
    assert [line.split()[0] for line in shown if " 12 " in line] == ["09:00:00", "1–12", "09:00:00"]
