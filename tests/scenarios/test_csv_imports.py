"""Imports from CSV files: commas or semicolons, into Human Resources unless said."""

import pytest

import harness as h
from harness.domain.errors import Problems
from harness.scenarios.reader import load

ROWS = [(("cdm_workernumber", "1"), ("cdm_lastname", "King, Ada"))]


def rows(tmp_path, text, step="{table: cdm_worker, file: w.csv}"):
    (tmp_path / "w.csv").write_text(text, encoding="utf-8")
    (tmp_path / "s.yaml").write_text(f"scenario: x\nsteps:\n  - import: {step}\n", encoding="utf-8")
    does = load(tmp_path / "s.yaml").steps[0].does
    return does.environment, [row.values for row in does.rows]


@pytest.mark.parametrize(
    "text",
    [
        'cdm_workernumber,cdm_lastname\n1,"King, Ada"\n',
        "cdm_workernumber;cdm_lastname\n1;King, Ada\n",
        '\ufeffcdm_workernumber;cdm_lastname\r\n1;"King, Ada"\r\n',
        "worker number;Last Name\n1;King, Ada\n",
    ],
)
def test_cells_are_separated_by_commas_or_by_semicolons(tmp_path, text):
    assert rows(tmp_path, text) == ("hr", ROWS)


def test_an_import_may_go_into_dataverse(tmp_path):
    step = "{in: dataverse, table: cdm_worker, file: w.csv}"
    assert rows(tmp_path, "cdm_workernumber\n1\n", step)[0] == "dataverse"


def test_what_is_wrong_with_a_file_of_semicolons_is_said_of_its_columns(tmp_path):
    with pytest.raises(Problems, match="no column 'cdm_lastnam', did you mean cdm_lastname"):
        rows(tmp_path, "cdm_workernumber;cdm_lastnam\n1;King\n")
    with pytest.raises(Problems, match=r"w\.csv:2:1: 1 cell under 2 headings"):
        rows(tmp_path, "cdm_workernumber;cdm_lastname\n1,King\n")
    with pytest.raises(Problems, match="there is no row below the headings"):
        rows(tmp_path, "cdm_workernumber;cdm_lastname")


def test_headings_are_those_of_a_feature(tmp_path):
    """The words of columns, in any letter case; logical names still."""
    (tmp_path / "w.csv").write_text(
        "Record,worker number,last name,cdm_birthdate\nAda,1,King,1915-12-10\n",
        encoding="utf-8",
    )
    (tmp_path / "s.yaml").write_text(
        "scenario: x\nsteps:\n  - import: {table: cdm_worker, file: w.csv}\n", encoding="utf-8"
    )
    (tmp_path / "s.feature").write_text(
        'Feature: F\n Scenario: x\n  When the file "w.csv" is imported into the worker table\n',
        encoding="utf-8",
    )
    [of_file, of_feature] = h.load_all(tmp_path / "s.yaml", tmp_path / "s.feature")
    assert of_file.steps[0].does == of_feature.steps[0].does
    assert of_file.steps[0].does.rows[0].record == "Ada"


def test_a_heading_that_could_be_several_columns_is_said_with_them(tmp_path):
    catalog = "catalog: {cdm_worker: {columns: {new_badge: {}, old_badge: {}}}}\n"
    (tmp_path / "w.csv").write_text("worker number,badge\n1,x\n", encoding="utf-8")
    (tmp_path / "s.yaml").write_text(
        f"scenario: x\n{catalog}steps:\n  - import: {{table: cdm_worker, file: w.csv}}\n",
        encoding="utf-8",
    )
    with pytest.raises(Problems) as caught:
        load(tmp_path / "s.yaml")
    says = "column 'badge' could be new_badge, old_badge: say which"
    assert str(caught.value).endswith(f"w.csv:1:2: {says}")


def test_nothing_is_said_of_the_words_of_a_column_that_is_wrong(tmp_path):
    catalog = "catalog: {cdm_worker: {columns: {new_shoe_size: {type: Chioce}}}}\n"
    (tmp_path / "w.csv").write_text("worker number,shoe size\n1,x\n", encoding="utf-8")
    (tmp_path / "s.yaml").write_text(
        f"scenario: x\n{catalog}steps:\n  - import: {{table: cdm_worker, file: w.csv}}\n",
        encoding="utf-8",
    )
    with pytest.raises(Problems) as caught:
        load(tmp_path / "s.yaml")
    assert [problem.line for problem in caught.value.problems] == [2]


def test_two_headings_of_one_column_are_said(tmp_path):
    with pytest.raises(Problems, match="the header names 'cdm_lastname' twice"):
        rows(tmp_path, "worker number,last name,cdm_lastname\n1,x,y\n")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"cdm_workernumber\n1\n2\xe9\n", "w.csv:3:2: not a text in UTF-8: byte 0xe9 is no"),
        (b"\xff\xfea\0", "w.csv:1:1: this is UTF-16"),
        (b"cdm_workernumber\n1\n2\0\n", "w.csv:3:2: this has a null character"),
    ],
)
def test_what_is_no_text_has_its_place(tmp_path, content, message):
    (tmp_path / "w.csv").write_bytes(content)
    step = "import: {table: cdm_worker, file: w.csv}"
    (tmp_path / "s.yaml").write_text(f"scenario: x\nsteps:\n  - {step}\n")
    with pytest.raises(Problems, match=message):
        load(tmp_path / "s.yaml")


def test_no_more_than_a_million_are_generated_at_once():
    with pytest.raises(h.BadInput, match="3:43: at most 1,000,000 records are generated at once"):
        h.loads("scenario: x\nsteps:\n  - import: {table: cdm_worker, generate: 1000001}\n")
