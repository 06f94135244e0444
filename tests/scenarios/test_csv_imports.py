"""Imports from CSV files: commas or semicolons, into Human Resources unless said."""

import pytest

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
