"""An expectation that holds is named by the words that its failure would have."""

import pytest

from harness.domain.commands import Give, Row
from harness.scenarios import expectations as expected
from harness.scenarios.expected_text import expected_text
from harness.simulator.engine import Engine

VALUES = {"cdm_lastname": "King"}


@pytest.mark.parametrize(
    "unmet",
    [
        expected.HasValues("hr", "ada", VALUES),
        expected.HasOtherValues("hr", "ada", {"cdm_firstname": "Ada"}),
        expected.Exists("hr", "ada", exists=False),
        expected.Exists("dataverse", "nobody"),
        expected.HasReference("hr", "ada", 7),
        expected.Tracked("ada", tracked=False),
        expected.DeletedFromDataverse("ada"),
        expected.Diverged("ada"),
        expected.DataLoss("hr", "ada", ["cdm_lastname", "cdm_firstname"]),
        expected.DataLoss("hr", "ada"),
        expected.DataLoss.some(),
        expected.DataLosses([("hr", "ada", "cdm_lastname", "King", None)]),
        expected.Foresees("nothing"),
        expected.Foresees("lost", "hr", "ada", ["cdm_lastname"]),
        expected.Foresees("restored", count=0, table="cdm_worker"),
        expected.Foresees("created", "dataverse", "ada", count=0),
        expected.Foresees("failed", count=2),
        expected.UndoneDelete("hr", "ada"),
        expected.UndoneDelete(reported=True),
        expected.MissedRequests(2),
        expected.MissedRequests(environment="hr", record="ada"),
        expected.Grid("cdm_worker", []),
        expected.RefusedBecause("no such record"),
        expected.RefusedBecause(),
        expected.TimelineSays("LOST"),
        expected.TimelineSays("given", says=False),
        expected.Elapsed("2h"),
        expected.RecordCount("hr", "cdm_worker", 3),
        expected.TrackedCount("cdm_worker", 0),
        expected.GridCount("cdm_worker", 3),
        expected.IntegrationIs(on=True),
    ],
    ids=lambda it: type(it).__name__,
)
def test_an_expectation_has_the_words_of_its_failure(unmet):
    simulator = Engine()
    values = {"cdm_workernumber": "1", "cdm_firstname": "Ada"}
    simulator.attempt(Give("cdm_worker", (Row("ada", tuple(values.items())),)))
    found = unmet.check(simulator, None)
    assert found is not None
    assert found.expected == expected_text(unmet, simulator)


def test_people_read_the_words_of_a_column():
    simulator = Engine()
    simulator.attempt(Give("cdm_worker", (Row("ada", (("cdm_workernumber", "1"),)),)))
    has = expected.HasValues("hr", "ada", VALUES)
    assert expected_text(has, simulator) == "ada in Human Resources has last name 'King'"
    unknown = expected.HasValues("hr", "nobody", VALUES)
    assert expected_text(unknown, simulator) == "nobody in Human Resources has cdm_lastname 'King'"
