"""Mermaid sequence diagrams: each line is one of our few statements, and any text is safe."""

import re
from itertools import pairwise

import pytest

from harness.cli.main import main
from harness.exploration.workload.generator import generate
from harness.reports.mermaid import quoted, sequence_diagram
from harness.reports.timeline_rows import ALARMS, timeline_lines
from harness.scenarios.reader import parse
from harness.scenarios.replay import Replay, replay
from harness.simulator.engine import Engine

TEXT = r"(?:[\w ,.()/'=→…⏎-]|:(?=\d\d)|#\d+;|<br/>)+"
STATEMENT = re.compile(
    rf"(?:(?:participant|actor) P\d as [\w ]+|Note over P\d(?:,P\d)?: {TEXT}"
    rf"|P\d(?:->>|-x)P\d: {TEXT}|rect rgba\(220, 20, 30, 0\.18\)|end)"
)
ODD = r"""
scenario: Odd texts
settings: {dataverse_to_hr_delay: 10m}
given:
  integration: on
  records:
    "end; #35; <b>": {table: cdm_worker, values: {cdm_workernumber: "1"}}
    ada: {table: cdm_worker, values: {cdm_workernumber: "2"}}
steps:
  - turn_off
  - edit: {in: hr, record: "end; #35; <b>", values: {cdm_lastname: "%%{init: {}}%% style a:#b;"}}
  - advance: 1s
  - edit: {in: dataverse, record: "end; #35; <b>", values: {cdm_lastname: "one\ntwo\r`\"A->>B: x"}}
  - delete: {in: dataverse, record: ada}
  - advance: 1d
  - turn_on
  - run_batch_job
  - edit: {in: dataverse, record: ada, values: {cdm_lastname: "ﬂ°°58¶ß\x01שלום 山田"}}
  - delete: {in: hr, record: ada}
  - delete: {in: hr, record: ada}
  - sync_now: cdm_company
"""
IMPORT = """
scenario: Many workers
steps:
  - import: {in: hr, table: cdm_worker, generate: 30}
"""


def replayed(source: str) -> Replay:
    return replay(parse(source))


def drawn(source: str, *, expand: bool = False) -> list[str]:
    done = replayed(source)
    return sequence_diagram(done.simulator, done.done, expand).split("\n")


def check(lines: list[str]) -> None:
    """Every line is a statement, rectangles are closed, and who takes part was declared."""
    assert lines[0] == "sequenceDiagram"
    inside = False
    declared = set()
    for line in lines[1:]:
        statement = line.removeprefix("    ")
        assert STATEMENT.fullmatch(statement), statement
        if statement.startswith(("participant", "actor")):
            declared.add(statement.split()[1])
            continue
        if statement.startswith("rect"):
            assert not inside
        inside = statement.startswith("rect") or (inside and statement != "end")
        assert set(re.findall(r"\bP\d\b", statement.partition(":")[0])) <= declared
    assert not inside


def unquoted(text: str) -> str:
    return re.sub(r"#(\d+);", lambda code: chr(int(code[1])), text.replace("<br/>", " "))


def test_each_line_is_a_statement_whatever_the_texts_are():
    check(drawn(ODD))


@pytest.mark.parametrize("seed", range(0, 60, 3))
def test_random_histories_are_drawn_whole(seed):
    history = generate(seed, 30)
    simulator = Engine(history.settings, history.catalog)
    for command in (*history.given, *history.commands):
        simulator.attempt(command)
    drawing = sequence_diagram(simulator)
    check(drawing.split("\n"))
    said, at = unquoted(drawing), 0
    for line in timeline_lines(simulator):
        at = said.index(line.what.split()[0], at)


@pytest.mark.parametrize(
    "text",
    [
        "a;b#c:d",
        "end",
        "<br/>",
        'say "x"',
        "%%{init: {}}%%",
        "&lt;",
        "ﬂ°°58¶ß",
        "-->>",
        "שלום 山田 👩‍👩‍👧",
    ],
)
def test_a_quoted_text_is_read_back_as_it_was(text):
    assert re.fullmatch(TEXT, quoted(text))
    assert unquoted(quoted(text)) == text


def test_what_no_picture_can_hold_is_replaced():
    assert quoted("a\x00\x1b\ud800\nb") == "a#65533;#65533;#65533;⏎b"


def test_only_participants_that_occur_are_in_it():
    assert [line.strip() for line in drawn(IMPORT) if " as " in line] == [
        "participant P0 as Import",
        "participant P2 as Human Resources",
        "participant P4 as Dataverse",
    ]
    assert {line.split(" as ")[1] for line in drawn(ODD) if " as " in line} == {
        "HR user",
        "Human Resources",
        "Integration",
        "Dataverse",
        "Dataverse user",
        "Administrator",
    }


def test_people_write_to_their_environment_and_the_integration_across():
    lines = [unquoted(line) for line in drawn(ODD)]
    assert any(re.search(r"P1->>P2: 2\. .* edited in Human Resources", line) for line in lines)
    assert any(re.search(r"P5->>P4: 5\. .* ada deleted in Dataverse", line) for line in lines)
    assert any(re.search(r"P3->>P4: 8\. .* batch job ada restored", line) for line in lines)
    assert any(re.search(r"P6->>P3: 7\. .* integration on", line) for line in lines)
    assert any(re.search(r"P1-xP2: 11\. .* REFUSED delete", line) for line in lines)


def test_days_and_the_switch_are_notes_over_both_environments():
    notes = [unquoted(line.partition(": ")[2]) for line in drawn(ODD) if "over P2,P4" in line]
    wanted = ["2021-08-19", "integration is on", "integration is off", "2021-08-20"]
    assert [note for note in notes if note in wanted] == [*wanted, "integration is on"]
    assert "    Note over P2,P4: integration is off" in drawn(IMPORT)


def test_what_was_lost_or_failed_stands_in_red():
    done = replayed(ODD)
    lines = sequence_diagram(done.simulator, done.done).split("\n")
    red = [unquoted(after) for line, after in pairwise(lines) if "rect" in line]
    alarms = ALARMS | {"not_as_expected"}
    told = timeline_lines(done.simulator, done.done)
    assert len(red) == sum(line.event in alarms for line in told) >= 4
    for word in ("LOST", "UNDONE", "REFUSED", "NOT AS EXPECTED"):
        assert any(word in line for line in red)


def test_many_alike_events_are_one_statement_unless_expanded():
    assert sum("created" in line for line in drawn(IMPORT)) == 2  # they, and the import's end
    assert sum("created in" in line for line in drawn(IMPORT, expand=True)) == 30


def test_the_command_line_draws_it(tmp_path, capsys):
    (tmp_path / "odd.yaml").write_text(ODD, "utf-8")
    main(["replay", str(tmp_path / "odd.yaml"), "--format=mermaid"])
    title, *lines = capsys.readouterr().out.rstrip("\n").split("\n")
    assert title == "%% Odd texts"
    check(lines)
