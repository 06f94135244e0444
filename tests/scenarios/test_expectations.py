"""Expectations of counts, of what is not, of the switch: each holds, or says what is instead."""

import json
import re

import pytest

import harness as h
from harness.domain.errors import Problems
from harness.scenarios.expectations import (
    DataLoss,
    GridCount,
    HasOtherValues,
    IntegrationIs,
    MissedRequests,
    RecordCount,
    RefusedBecause,
    TimelineSays,
    TrackedCount,
    UndoneDelete,
)
from harness.scenarios.reader import parse
from harness.scenarios.scenario import Scenario, ScenarioStep
from harness.scenarios.writer import scenario_text

ADA = {"cdm_workernumber": "1", "cdm_lastname": "Byron"}

# what holds of the simulation below; what does not; and what the failure says of the latter
CASES = [
    (
        RecordCount("hr", "cdm_worker", 2),
        RecordCount("Dataverse", "cdm_worker", 0),
        ("0 records of cdm_worker in Dataverse", "there is one"),
    ),
    (
        TrackedCount("cdm_worker", 1),
        TrackedCount("cdm_worker", 3),
        ("3 tracked records of cdm_worker", "there is one"),
    ),
    (
        GridCount("cdm_worker", 1),
        GridCount("cdm_job", 2),
        ("2 rows in the grid of cdm_job", "there is none"),
    ),
    (
        GridCount("cdm_job", 0),
        GridCount("cdm_benefitplan", 0),
        ("0 rows in the grid of cdm_benefitplan", "cdm_benefitplan is not in the grid"),
    ),
    (IntegrationIs(on=False), IntegrationIs(on=True), ("integration is on", "integration is off")),
    (
        HasOtherValues("hr", "ada", {"cdm_lastname": "King", "cdm_firstname": "Ada"}),
        HasOtherValues("hr", "ada", {"cdm_lastname": "Byron", "cdm_firstname": None}),
        (
            "ada in Human Resources has other values than last name 'Byron', first name empty",
            "ada in Human Resources has last name 'Byron', first name empty",
        ),
    ),
    (
        HasOtherValues("hr", "bob", {"cdm_lastname": None}),
        HasOtherValues("dataverse", "bob", {"cdm_lastname": "King"}),
        ("bob in Dataverse has other values than", "bob in Dataverse is not there"),
    ),
    (
        MissedRequests(0, "dataverse", "bob"),
        MissedRequests(0, "hr", "bob"),
        ("no missed request of bob in Human Resources", "the create is missed"),
    ),
    (
        MissedRequests(1, "hr", "bob"),
        MissedRequests(1, "dataverse", "bob"),
        ("a missed request of bob in Dataverse", "there is one in Human Resources: the create"),
    ),
    (DataLoss.none(), DataLoss.some(), ("a data loss", "none was reported")),
    (UndoneDelete.none(), UndoneDelete.some(), ("an undone delete", "none was reported")),
    (
        TimelineSays("a tie", says=False),
        TimelineSays("Integration ON", says=False),
        ("the timeline does not say 'Integration ON'", "a line of it says 'integration on"),
    ),
]


@pytest.fixture(scope="module")
def simulator():
    sim = h.Simulator()
    sim.do(h.TurnOn(), h.Create("hr", "cdm_worker", "ada", ADA), h.TurnOff())
    sim.do(h.Create("hr", "cdm_worker", "bob", {"cdm_workernumber": "2", "cdm_lastname": "King"}))
    return sim


@pytest.mark.parametrize(("holds", "not_so", "says"), CASES, ids=lambda it: type(it).__name__)
def test_it_holds_or_says_what_is_instead(holds, not_so, says, simulator):
    simulator.expect(holds)
    expected, actual = says
    with pytest.raises(h.ExpectationFailed) as failed:
        simulator.expect(not_so)
    first, second = str(failed.value).splitlines()[:2]
    assert first.startswith(f"expected: {expected}")
    assert second.startswith(f"actual:   {actual}")


@pytest.mark.parametrize("kind", [TrackedCount, GridCount])
def test_a_table_that_is_none_is_named(kind, simulator):
    with pytest.raises(h.CatalogError, match="no table 'cdm_wroker', did you mean cdm_worker"):
        simulator.expect(kind("cdm_wroker", 0))


def test_a_refusal_is_expected_without_its_reason():
    assert RefusedBecause().check(None, "integration is off") is None
    assert RefusedBecause().check(None, None).actual == "it was not refused"
    assert RefusedBecause().check(None, None).expected == "the step before is refused"


WRITTEN = [
    *(expectation for case in CASES for expectation in case[:2]),
    RefusedBecause(),
    IntegrationIs(on=True),
    TimelineSays("a tie"),
    RecordCount("hr", "cdm_worker", 1_000_000),
]


@pytest.mark.parametrize("expectation", WRITTEN, ids=repr)
def test_a_file_holds_it(expectation):
    given = h.GiveRecord("cdm_worker", "ada", h.Side(ADA), h.Side(ADA))
    other = h.GiveRecord("cdm_worker", "bob", h.Side({"cdm_workernumber": "2"}))
    steps = (ScenarioStep(1, 1, expectation),)
    scenario = Scenario("S", "x", h.Settings(), steps, (given, other))
    text = scenario_text(scenario)
    [step] = parse(text).steps
    assert step.does == expectation, text


WRONG = {
    "{in: hr, record: ada, other_values: {}}": "other_values is empty: it names at least",
    "{missed_requests: {in: hr, record: ada, count: 2}}": "count of one record is 0 or 1, not 2",
    "{integration: maybe}": "integration is on or off, not 'maybe'",
    "{undone_delete: any}": "undone_delete takes none, some, or {in, record}, not 'any'",
    "{in: hr, table: cdm_worker, records: many}": "records takes a whole number",
    "{table: cdm_wroker, tracked_records: 1}": "no table 'cdm_wroker', did you mean cdm_worker?",
    "{in: hr, recrods: 1}": "expect has no 'recrods', did you mean records?",
    "{timeline: a tie, says: never}": "says is yes or no, not 'never'",
}


@pytest.mark.parametrize("step", WRONG)
def test_what_cannot_be_expected_is_answered_with_what_can(step):
    given = json.dumps({"records": {"ada": {"table": "cdm_worker", "values": ADA}}})
    with pytest.raises(Problems, match=re.escape(WRONG[step])):
        parse(f"scenario: S\ngiven: {given}\nsteps:\n  - expect: {step}\n")


@pytest.mark.parametrize(
    "make",
    [
        lambda: HasOtherValues("hr", "ada", {}),
        lambda: MissedRequests(2, "hr", "ada"),
        lambda: DataLoss("hr", "ada", reported=False),
        lambda: UndoneDelete("hr", "ada", reported=False),
        lambda: RecordCount("hr", "cdm_worker", -1),
        lambda: IntegrationIs("on"),
    ],
)
def test_what_cannot_be_expected_in_python_is_bad_input(make):
    with pytest.raises(h.BadInput):
        make()
