"""The expectation of what the next run would do: what holds, what does not, what makes no sense."""

import pytest

from harness.domain.commands import (
    Advance,
    Delete,
    Edit,
    Fault,
    Give,
    Row,
    RunBatchJob,
    TurnOff,
    TurnOn,
)
from harness.domain.errors import BadInput, Problems
from harness.reports.foresight import KINDS
from harness.scenarios.foresight import OUTCOMES, VERBS, Foresees
from harness.scenarios.reader import parse
from harness.scenarios.replay import replay
from harness.simulator.engine import Engine

FILE = """scenario: x
given:
  records: {ada: {table: cdm_worker, values: {cdm_workernumber: "1"}}}
steps:
  - turn_on
  - expect: EXPECTED
"""


@pytest.fixture
def engine():
    """Ada's edit in Human Resources would be lost, ben would come back in Dataverse."""
    made = Engine()
    rows = [Row("ada", {"cdm_workernumber": "1"}), Row("ben", {"cdm_workernumber": "2"})]
    for command in (
        Give("cdm_worker", rows),
        Edit("hr", "ada", {"cdm_lastname": "King", "cdm_firstname": "Ada"}),
        Advance("1m"),
        Edit("dataverse", "ada", {"cdm_lastname": "Byron", "cdm_firstname": "Ada"}),
        Delete("dataverse", "ben"),
        TurnOn(),
    ):
        assert made.attempt(command) is None
    return made


def test_every_kind_has_a_verb():
    assert list(VERBS) == list(KINDS)


@pytest.mark.parametrize(
    "expected",
    [
        Foresees("lost"),
        Foresees("lost", "hr", "ada"),
        Foresees("lost", "hr", "ada", ["cdm_lastname"]),
        Foresees("lost", record="ada"),
        Foresees("lost", count=1),
        Foresees("lost", "dataverse", "ada", count=0),
        Foresees("restored", "Dataverse", "ben"),
        Foresees("restored", "dataverse", "ben", table="cdm_worker"),
        Foresees("deleted", count=0),
        Foresees("stopped", count=0),
        Foresees("nothing", table="cdm_job"),
    ],
    ids=lambda it: it.text(Engine()),
)
def test_what_would_be_holds_and_is_not_done(engine, expected):
    entries = len(engine.journal)
    assert expected.check(engine, None) is None
    assert len(engine.journal) == entries
    assert engine.record("dataverse", "ben") is None


@pytest.mark.parametrize(
    ("expected", "words", "actual"),
    [
        (
            Foresees("lost", "dataverse", "ada"),
            "the next batch run would lose a change of ada in Dataverse",
            (
                "ada: written to Human Resources: last name King → Byron; "
                "ada: LOST in Human Resources: last name King (kept: Byron)"
            ),
        ),
        (
            Foresees("lost", "hr", "ada", ["cdm_firstname"]),
            "the next batch run would lose a change of ada in Human Resources, of first name",
            (
                "ada: written to Human Resources: last name King → Byron; "
                "ada: LOST in Human Resources: last name King (kept: Byron)"
            ),
        ),
        (
            Foresees("lost", count=0),
            "the next batch run would lose nothing",
            "ada: LOST in Human Resources: last name King (kept: Byron)",
        ),
        (
            Foresees("lost", count=2, table="cdm_worker"),
            "sync now of Worker would lose 2 changes",
            "ada: LOST in Human Resources: last name King (kept: Byron)",
        ),
        (
            Foresees("restored", record="ben", count=0),
            "the next batch run would not restore ben",
            "ben: restored in Dataverse: worker number 2; the delete in Dataverse is undone",
        ),
        (
            Foresees("stopped"),
            "the next batch run would stop before its end",
            "it would do no such thing",
        ),
    ],
    ids=lambda it: it.text(Engine()) if isinstance(it, Foresees) else "",
)
def test_what_would_not_be_says_what_there_is_instead(engine, expected, words, actual):
    unmet = expected.check(engine, None)
    assert (unmet.expected, unmet.actual) == (words, actual)


def test_a_run_that_would_not_run_does_nothing_of_it_and_not_nothing_either(engine):
    engine.attempt(TurnOff())
    for expected in (Foresees("nothing"), Foresees("lost", count=0), Foresees("lost")):
        assert expected.check(engine, None).actual == "it would not run: integration is off"


def test_what_was_done_is_not_foreseen_again(engine):
    engine.attempt(Fault("batch_job_stops", after=1))
    assert Foresees("stopped").check(engine, None) is None
    engine.attempt(RunBatchJob())
    assert Foresees("stopped").check(engine, None) is not None
    engine.attempt(RunBatchJob())
    assert Foresees("nothing").check(engine, None) is None


WRONG = {
    "{foreseen: losst}": "foreseen is created, edited, restored, deleted, lost, linked, settled, "
    "failed, held_back, stopped or nothing, not 'losst', did you mean lost?",
    "{foreseen: nothing, count: 1}": "nothing is all that is said: no record, columns or count",
    "{foreseen: lost, in: hr}": "an environment is that of a record: name it",
    "{foreseen: edited, in: hr, record: ada, columns: [cdm_lastname]}": (
        "columns are of a change that is lost: in an environment, of a record, no count"
    ),
    "{foreseen: lost, record: ada, columns: [cdm_lastname]}": (
        "columns are of a change that is lost: in an environment, of a record, no count"
    ),
    "{foreseen: stopped, record: ada}": ("the run is stopped, or is not, count: 0; no record is"),
    "{foreseen: lost, record: ada, count: 2}": "count of one record is 0, or left out, not 2",
    "{foreseen: lost, record: adda}": ("no record 'adda' is made in this file, did you mean ada?"),
    "{foreseen: lost, sync_now: cdm_wrker}": "no table 'cdm_wrker', did you mean cdm_worker?",
    "{foreseen: lost, in: hr, record: ada, columns: [cdm_lastnme]}": (
        "cdm_worker has no column 'cdm_lastnme', did you mean cdm_lastname?"
    ),
}


@pytest.mark.parametrize("expected", WRONG)
def test_what_is_wrong_in_a_file_is_said_at_its_place(expected):
    with pytest.raises(Problems) as raised:
        parse(FILE.replace("EXPECTED", expected), "x.yaml")
    assert [(it.line, it.message) for it in raised.value.problems] == [(6, WRONG[expected])]


@pytest.mark.parametrize(
    "arguments",
    [
        {"kind": "losst"},
        {"kind": "lost", "environment": "hr"},
        {"kind": "lost", "environment": "hrr", "record": "ada"},
        {"kind": "lost", "environment": "hr", "record": "ada", "columns": "cdm_lastname"},
        {"kind": "lost", "count": -1},
        {"kind": "nothing", "record": "ada"},
    ],
)
def test_what_is_wrong_in_the_library_is_bad_input(arguments):
    with pytest.raises(BadInput, match="Foresees"):
        Foresees(**arguments)


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_outcome_can_be_expected_in_a_file(outcome):
    done = replay(parse(FILE.replace("EXPECTED", f"{{foreseen: {outcome}}}"), "x.yaml"))
    assert done.outcome == ("passed" if outcome == "nothing" else "failed")
