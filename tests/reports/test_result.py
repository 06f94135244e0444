"""The JSON result: each environment's values as it has them, whatever stands for the same there."""

import json

import pytest

from harness.reports.result_format import read_result
from harness.scenarios.reader import parse
from harness.scenarios.replay import replay
from harness.scenarios.results import result

CHOICES = """
scenario: x
given:
  integration: on
  records:
    kim:
      table: cdm_worker
      values:
        {cdm_workernumber: "1", cdm_gender: Male, cdm_birthdate: 1900-01-01, cdm_source: 754400010}
steps:
  - turn_off
  - edit: {in: hr, record: kim, values: {cdm_gender: Female}}
  - advance: 1m
  - edit: {in: dataverse, record: kim, values: {cdm_gender: 754400003}}
  - turn_on
  - run_batch_job
"""
UNDONE = {  # the rule of an undone delete, by what brings the record back
    "turn_off; delete: {in: dataverse, record: ada}; turn_on; run_batch_job": "R4",
    "turn_off; delete: {in: hr, record: ada}; turn_on; run_batch_job": "R5",
    "clear_tracking: cdm_worker; delete: {in: dataverse, record: ada}; sync_now: cdm_worker": "R9",
    "clear_tracking: cdm_worker; delete: {in: hr, record: ada}; sync_now: cdm_worker": "R10",
}


def written(text):
    return result(replay(parse(text))).to_json()


def test_a_choice_is_a_name_here_and_a_number_there():
    """R16; of one side alone a column is on that side (V3), and 1900-01-01 is empty (V1)."""
    found = written(CHOICES)
    (hr,) = found["environments"]["hr"]["cdm_worker"]
    (dataverse,) = found["environments"]["dataverse"]["cdm_worker"]
    assert hr["values"] == {"cdm_workernumber": "1", "cdm_gender": "NonSpecific"}
    assert dataverse["values"] == {
        "cdm_workernumber": "1",
        "cdm_gender": 754_400_003,
        "cdm_source": 754_400_010,
    }
    (loss,) = found["data_loss"]
    assert loss["columns"] == {"cdm_gender": {"lost": "Female", "kept": 754_400_003}}
    assert (loss["in"], loss["rule"], loss["at"]) == ("hr", "R3", "2021-08-19T09:01:00Z")


def test_what_was_written_is_read_again():
    found = result(replay(parse(CHOICES)))
    assert read_result(json.dumps(found.to_json()), "x.json") == found


@pytest.mark.parametrize(("steps", "rule"), UNDONE.items())
def test_an_undone_delete_names_the_row_of_the_table_that_undid_it(steps, rule):
    given = "given: {integration: on, records: {ada: {table: cdm_worker, values: "
    given += "{cdm_workernumber: '1'}}}}"
    lines = [f"  - {step}" for step in steps.split("; ")]
    (undone,) = written("\n".join(["scenario: x", given, "steps:", *lines]))["undone_deletes"]
    assert undone["rule"] == rule
