"""What a scenario cost its users, and what of that its expectations name."""

import pytest

from harness.domain.commands import Delete, Edit, Give, Row, RunBatchJob, TurnOn
from harness.scenarios.costs import cost_of
from harness.scenarios.expectations import DataLoss, MissedRequests, UndoneDelete
from harness.simulator.engine import Engine


@pytest.fixture
def simulator():
    """Two losses and an undone delete."""
    engine = Engine()
    names = ("ada", "ben", "cyd")
    rows = tuple(Row(name, {"cdm_workernumber": name, "cdm_lastname": "A"}) for name in names)
    engine.attempt(Give("cdm_worker", rows))
    for name in ("ada", "ben"):
        engine.attempt(Edit("hr", name, {"cdm_lastname": "B"}))
        engine.attempt(Edit("dataverse", name, {"cdm_lastname": "C"}))
    engine.attempt(Delete("hr", "cyd"))
    engine.attempt(TurnOn())
    engine.attempt(RunBatchJob())
    return engine


@pytest.mark.parametrize(
    ("held", "lost", "undone"),
    [
        ((), 0, 0),
        ((DataLoss.some(),), 1, 0),
        ((UndoneDelete.some(),), 0, 1),
        ((DataLoss("dataverse", "ada"), DataLoss.some()), 1, 0),
        ((DataLoss("dataverse", "ada"), DataLoss("dataverse", "ben")), 2, 0),
    ],
)
def test_some_whichever_is_one_that_was_expected(simulator, held, lost, undone):
    cost = cost_of(simulator, held)
    assert (cost.lost, cost.lost_expected) == (2, lost)
    assert (cost.undone, cost.undone_expected) == (1, undone)


def test_a_request_that_is_missed_from_the_other_side_is_not_denied():
    engine = Engine()
    engine.attempt(Give("cdm_worker", (Row("ada", {"cdm_workernumber": "1"}),)))
    engine.attempt(Edit("hr", "ada", {"cdm_lastname": "B"}))
    unmet = MissedRequests(environment="dataverse", record="ada").check(engine, None)
    assert unmet is not None
    assert unmet.actual == "there is one in Human Resources: the edit"
