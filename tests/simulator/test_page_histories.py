"""The histories that settle what the rules mean, each a test by name.

Those of the law's page, and those that once told the simulator and the naive model apart.
"""

import json

import pytest
from models.agreed_histories import AGREED
from models.naive_scenario import failures
from models.page_histories import HISTORIES, PageHistory

import harness as h

BY_NAME = [pytest.param(each, id=f"{each.rule} {each.name}") for each in (*HISTORIES, *AGREED)]


@pytest.mark.parametrize("history", BY_NAME)
def test_the_naive_model_comes_to_the_outcome(history: PageHistory) -> None:
    """In the naive model, which was written from the page alone."""
    assert list(failures(history.as_scenario())) == []


def test_a_wrong_outcome_is_told() -> None:
    """An expectation that does not hold is found, as is a refusal that nothing expects."""
    history = HISTORIES[0]._replace(steps=["turn_off", "cancel_batch_job", "turn_on"])
    assert list(failures(history.as_scenario())) == [
        "step 2 was refused: the batch job is not executing"
    ]
    steps = ["turn_off", {"expect": {"missed_requests": "1"}}]
    [wrong] = failures(HISTORIES[0]._replace(steps=steps).as_scenario())
    assert wrong.startswith("step 2: expected")


@pytest.mark.parametrize("history", BY_NAME)
def test_the_simulator_comes_to_the_outcome(history: PageHistory) -> None:
    """In the product, by a scenario file, and every invariant holds after each step."""
    replayed = h.replay(h.loads(json.dumps(history.as_scenario())), properties=())
    assert [str(failure) for failure in replayed.failures] == []
