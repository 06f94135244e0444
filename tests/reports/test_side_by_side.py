"""Both environments side by side: what differs, and what differs though it is no difference."""

import pytest

from harness.domain.catalog import standard_catalog
from harness.reports.html.end_state import sides
from harness.reports.sides import apart, differing
from harness.reports.text_report import TextReport
from harness.reports.touched import Touched
from harness.reports.values import ChoiceNumber, named_values, shortened
from harness.scenarios.reader import parse
from harness.scenarios.replay import replay
from harness.scenarios.replay_text import replay_parts
from harness.simulator.engine import Engine

CATALOG = standard_catalog().extended(
    {
        "cdm_worker": {
            "columns": {
                "new_status": {
                    "type": "Choice",
                    "choices": ["Employed", "Pending", "Terminated"],
                    "numbers": {"Employed": 1, "Pending": 2, "Terminated": 2},
                    "labels": {"1": "Active", "2": "Inactive"},
                },
                "new_source": {"type": {"dataverse": "Text"}},
                "new_place": {"type": "Text", "one_way": True},
            }
        }
    }
)
WORKER = CATALOG["cdm_worker"]
ONE_WAY = """
scenario: A value that flows one way
given:
  integration: on
  records:
    ada: {table: cdm_worker, values: {cdm_workernumber: "1"}}
    usmf: {table: cdm_company, values: {cdm_companycode: USMF}}
    emp:
      table: cdm_employment
      values:
        cdm_employmentstartdate: 2020-01-01T00:00:00Z
        cdm_workerid: ada
        cdm_companyid: usmf
        cdm_dimensiondisplayvalue: of hr
steps:
  - edit: {in: dataverse, record: emp, values: {cdm_dimensiondisplayvalue: of dataverse}}
"""


def worker(**values):
    places = {WORKER.index[name]: value for name, value in values.items()}
    return tuple(map(places.get, range(max(places) + 1)))


def test_a_one_way_value_that_differs_is_not_shown_as_the_same():
    done = replay(parse(ONE_WAY))
    text = "\n".join(TextReport(done.simulator, done.done, width=200).parts())
    row = next(line for line in text.split("\n") if line.startswith("emp ") and "of hr" in line)
    assert "(the same)" not in row
    assert "the same, but dimension display value of dataverse (one way)" in row
    assert "dimension display value of hr (one way)" in row


def test_a_page_shows_a_one_way_value_that_differs_on_both_sides():
    done = replay(parse(ONE_WAY))
    rows = [
        row
        for table in sides(done.simulator, Touched(done.simulator, done.done, ()))
        for row in table.rows
    ]
    assert {row.name: (row.differs, row.same) for row in rows} == {
        "ada": (False, True),
        "usmf": (False, True),
        "emp": (False, False),
    }


@pytest.mark.parametrize(
    ("hr", "dataverse", "ways"),
    [
        (worker(new_status="Terminated"), worker(new_status=2), {}),
        (worker(new_status="Pending"), worker(new_status=2), {}),
        (worker(new_status="Employed"), worker(new_status=2), {"new_status": "unlike"}),
        (worker(new_status="Employed"), (), {"new_status": "unlike"}),
        ((), worker(new_source="x"), {"new_source": "one side"}),
        (worker(new_place="Ada"), worker(new_place="Eva"), {"new_place": "one way"}),
        (worker(cdm_lastname="King"), worker(cdm_lastname="Byron"), {"cdm_lastname": "unlike"}),
    ],
)
def test_what_is_apart_says_in_what_way(hr, dataverse, ways):
    found = apart(WORKER, hr, dataverse)
    assert {WORKER.names[place]: way for place, way in found.items()} == ways
    unlike = [place for place, way in found.items() if way == "unlike"]
    assert differing(WORKER, hr, dataverse) == unlike


def test_a_choice_has_its_label_for_people_and_is_a_number_for_programs():
    values = named_values(
        Engine(catalog=CATALOG), WORKER, worker(new_status=2, cdm_lastname="King")
    )
    number = values["new_status"]
    assert isinstance(number, ChoiceNumber)
    assert number == 2
    assert shortened(number) == "2 (Inactive)"
    assert repr(number) == "2"
    assert values["cdm_lastname"] == "King"


LONG_NAMES = """
scenario: A title that is longer than a narrow screen is wide, so that it takes two lines of it
given:
  integration: on
  records:
    ada: {table: cdm_worker, values: {cdm_workernumber: "1"}}
    desk at usmf: {table: cdm_jobposition, values: {cdm_jobpositionnumber: "1"}}
    ada at desk:
      table: cdm_positionworkerassignmentmap
      values:
        cdm_workerid: ada
        cdm_jobpositionid: desk at usmf
        cdm_validfrom: 2020-01-01
steps:
  - turn_on
"""


def test_a_report_keeps_to_a_narrow_screen():
    done = replay(parse(LONG_NAMES))
    assert not done.failures
    lines = "\n".join(replay_parts(done, width=80)).split("\n")
    assert max(map(len, lines)) <= 80
    assert any("HcmPositionWorker" in line and "…" in line for line in lines)
    whole = "\n".join(replay_parts(done, width=80, expand=True))
    assert "HcmPositionWorkerAssignmentEntity" in whole
