"""A scenario shows that a wrong value is refused; and a file of such a history can be read."""

import pytest

import harness as h
from harness.domain.errors import Problems
from harness.scenarios.reader import parse
from harness.scenarios.replay import replay
from harness.scenarios.writer import scenario_text

GIVEN = """
scenario: x
catalog: {cdm_worker: {columns: {new_note: {type: {hr: Text}, max_length: 5}, new_count: Integer,
  new_seen: DateTime}}}
given: {records: {ada: {table: cdm_worker, values: {cdm_workernumber: "1"}}}}
steps:
"""
REFUSED = {  # what is refused, and the reason
    "edit: {in: hr, record: ada, values: {cdm_gender: Unknown}}": "has no choice 'Unknown', only ",
    "edit: {in: dataverse, record: ada, values: {cdm_gender: Male}}": (
        "takes the number of a choice, not 'Male'"
    ),
    "edit: {in: hr, record: ada, values: {cdm_birthdate: 31.2.2021}}": "takes Date, not",
    "edit: {in: hr, record: ada, values: {cdm_birthdate: 2021-02-31}}": "takes Date, not",
    "edit: {in: hr, record: ada, values: {new_seen: 2021-02-28T24:30:00Z}}": "takes DateTime, not",
    "edit: {in: hr, record: ada, values: {new_count: many}}": "takes Integer",
    "edit: {in: hr, record: ada, values: {new_count: 9999999999}}": "takes Integer",
    "edit: {in: hr, record: ada, values: {new_note: too long}}": "takes 5 characters, this has 8",
    "edit: {in: dataverse, record: ada, values: {new_note: x}}": "in Human Resources only",
    "create: {in: hr, table: cdm_worker, record: bob, values: {cdm_gender: Male}}": (
        "needs its natural key: cdm_workernumber is empty"
    ),
    "create: {in: hr, table: cdm_worker, record: bob, values: "
    "{cdm_workernumber: '2', cdm_gender: Unknown}}": "has no choice 'Unknown'",
}


@pytest.mark.parametrize("step", REFUSED)
def test_a_wrong_value_is_refused_where_the_next_step_expects_it(step):
    steps = f"  - {step}\n"
    expected = f'  - expect: {{refused: "{REFUSED[step]}"}}\n'
    done = replay(parse(GIVEN + steps + expected))
    assert done.failures == []
    with pytest.raises(Problems):  # else it is a mistake of whoever wrote it
        parse(GIVEN + steps)
    with pytest.raises(Problems):  # only of the step before
        parse(f"{GIVEN}{steps}  - turn_on\n{expected}")


def test_another_mistake_is_one_also_in_a_step_that_is_to_be_refused():
    steps = """\
  - edit: {in: hr, record: ada, values: {cdm_gendr: Male, cdm_managerworkerid: bob}}
  - expect: {refused: gender}
"""
    with pytest.raises(Problems) as caught:
        parse(GIVEN + steps)
    assert [problem.message for problem in caught.value.problems] == [
        "cdm_worker has no column 'cdm_gendr', did you mean cdm_gender?",
        "no record 'bob' is made in this file",
    ]


def test_what_a_program_did_in_vain_can_be_written_and_read():
    simulator = h.Simulator()
    simulator.do(h.Create("hr", "cdm_worker", "ada", {"cdm_workernumber": "1"}))
    for values in ({"cdm_gender": "Unknown"}, {"cdm_birthdate": "2021-02-31"}):
        with pytest.raises(h.Refused):
            simulator.do(h.Edit("hr", "ada", values))
    text = scenario_text(simulator.scenario("In vain"))
    assert "refused: \"cdm_gender in Human Resources has no choice 'Unknown'" in text
    assert replay(parse(text)).failures == []
