"""The reasons of refusals contain the words that scenario files expect of them."""

import pytest

from harness.scenarios.reader import parse
from harness.scenarios.replay import replay

GIVEN = """
given:
  integration: on
  records:
    usmf: {table: cdm_company, values: {cdm_companycode: USMF}}
    ada: {table: cdm_worker, values: {cdm_workernumber: "1"}}
    ben: {table: cdm_worker, values: {cdm_workernumber: "2", cdm_managerworkerid: ada}}
    boss: {table: cdm_title, values: {cdm_name: Boss}}
    desk: {table: cdm_jobposition, values: {cdm_jobpositionnumber: P, cdm_titleid: boss}}
"""
REFUSED = {  # the words, by the last of some steps
    "turn_off; sync_now: cdm_worker": "integration is off",
    "delete: {in: hr, record: ben}; delete: {in: hr, record: ben}": "no such record",
    "create: {in: hr, table: cdm_worker, record: ada, values: {cdm_workernumber: '1'}}": (
        "already exists"
    ),
    "delete: {in: dataverse, record: ada}": "is looked up by ben",
    "edit: {in: dataverse, record: usmf, values: {cdm_name: Contoso}}": (
        "flows from Human Resources only"
    ),
    "create: {in: dataverse, table: cdm_company, record: demf, values: {cdm_companycode: DEMF}}": (
        "flows from Human Resources only"
    ),
    "delete: {in: dataverse, record: usmf}": "flows from Human Resources only",
    "import: {in: dataverse, table: cdm_company, rows: [{cdm_companycode: DEMF}]}": (
        "flows from Human Resources only"
    ),
    "set_batch_job: withhold; run_batch_job": "the batch job is not waiting",
    "fault: {kind: batch_job_stuck}; run_batch_job; set_batch_job: waiting": (
        "the batch job is executing"
    ),
    "fault: {kind: batch_job_stuck}; run_batch_job; delete_batch_job": "the batch job is executing",
    "fault: {kind: batch_job_stuck}; run_batch_job; backup: {in: hr, as: a}; "
    "restore: {in: hr, backup: a}": "the batch job is executing",
    "cancel_batch_job": "the batch job is not executing",
    "delete_batch_job; run_batch_job": "there is no batch job",
    "delete_batch_job; set_batch_job: waiting": "there is no batch job",
    "delete: {in: hr, record: desk}; undelete: {record: desk}": "nothing to undelete",
    "delete: {in: dataverse, record: desk}; delete: {in: dataverse, record: boss}; "
    "undelete: {record: desk}": "what it looks up is gone",
    "delete: {in: dataverse, record: desk}; "
    "create: {in: dataverse, table: cdm_jobposition, record: desk, "
    "values: {cdm_jobpositionnumber: p}}; undelete: {record: desk}": "natural key is taken",
    "restore: {in: hr, backup: later}; backup: {in: hr, as: later}": "no such backup",
    "turn_off; sync_now: apart": "not in the grid",
    "clear_tracking: apart": "not in the grid",
    "edit: {in: hr, record: desk, values: {cdm_jobpositionnumber: Q}}": "natural key is fixed",
}


@pytest.mark.parametrize(("steps", "text"), REFUSED.items())
def test_a_reason_has_the_words_that_are_expected(steps, text):
    parts = steps.split("; ")
    refused = 1 if "no such backup" in text else len(parts)  # a later step makes the backup
    lines = [f"  - {step}" for step in parts]
    lines.insert(refused, f"  - expect: {{refused: {text}}}")
    catalog = "catalog: {apart: {supports_custom_fields: no, columns: {name: Text}, "
    catalog += "natural_key: [name]}}"
    done = replay(parse("\n".join(["scenario: x", catalog, GIVEN, "steps:", *lines])))
    assert done.failures == []
