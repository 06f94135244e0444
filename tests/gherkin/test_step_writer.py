"""Each command, fault, expectation, setting and given record is written as a step that makes it.

The steps are read back without being executed: a simulation that only records gets what they do.
"""

from dataclasses import replace
from pathlib import Path

import pytest

from harness.domain.commands import (
    Backup,
    CancelBatchJob,
    Create,
    DeleteBatchJob,
    Edit,
    Fault,
    Give,
    GiveIntegration,
    GiveRecord,
    Import,
    Restore,
    Row,
    SetBatchJob,
    Side,
    Undelete,
)
from harness.domain.errors import BadInput, Problems
from harness.domain.records import row_id
from harness.domain.settings import Settings
from harness.gherkin.check import problems_of
from harness.gherkin.conftest_loader import definitions_for
from harness.gherkin.export import export
from harness.gherkin.feature_file import parse
from harness.gherkin.names import column_of
from harness.gherkin.run import scenario_of
from harness.gherkin.scenario_words import ScenarioWords
from harness.gherkin.simulation import Simulation
from harness.gherkin.writer import feature_text
from harness.reports.values import record_values
from harness.scenarios.expectations import (
    DataLoss,
    Foresees,
    GridCount,
    HasOtherValues,
    HasReference,
    HasValues,
    IntegrationIs,
    MissedRequests,
    RecordCount,
    RefusedBecause,
    TimelineSays,
    TrackedCount,
    UndoneDelete,
)
from harness.scenarios.reader import parse as parse_file
from harness.scenarios.replay import replay
from harness.scenarios.scenario import Scenario, ScenarioStep

ADA = {"cdm_workernumber": "000123", "cdm_lastname": "Byron"}
BOB = {"cdm_workernumber": "000124", "cdm_lastname": None}


class Recording(Simulation):
    """A simulation that keeps what its steps do, and does none of it."""

    def __init__(self):
        super().__init__()
        self.given, self.did = [], []

    def give(self, *commands):
        self.given += commands

    def start(self, *, on):
        self.given += [GiveIntegration()] if on else []

    def do(self, command):
        self.did.append(command)

    def expect(self, *expected):
        self.did += expected


@pytest.fixture(scope="module")
def definitions():
    return definitions_for(Path("x.feature"))


@pytest.fixture
def read_back(definitions):
    """What the steps of a feature do that was written of this."""

    def read(*does, settings=None, setup=()):
        steps = tuple(ScenarioStep(n, n, it) for n, it in enumerate(does, 1))
        text = feature_text([Scenario("S", "x", settings or Settings(), steps, setup)])
        read = parse("x.feature", text)
        assert problems_of(read, definitions) == [], text
        simulation = Recording()
        for step in read.cases[0].steps:
            [definition] = definitions.matching(step.text, step.type)
            definition.run_alone(step, simulation)
        return simulation, text

    return read


MADE = Create("hr", "cdm_worker", "ada", ADA)
COMMANDS = {
    "the batch job is cancelled": CancelBatchJob(),
    "the batch job is set to Waiting": SetBatchJob("waiting"),
    "the batch job is set to Withhold": SetBatchJob("withhold"),
    "the batch job is deleted": DeleteBatchJob(),
    'a backup of Human Resources is made as "before"': Backup("hr", "before"),
    'a backup of Dataverse is made as "two words"': Backup("dataverse", "two words"),
    'Dataverse is restored from the backup "before"': Restore("dataverse", "before"),
    'the worker "ada" is taken out of the recycle bin': Undelete("ada"),
    "these worker records are imported:": Import("hr", "cdm_worker", {"cid": ADA}),
    "these worker records are imported into Dataverse:": (
        Import("dataverse", "cdm_worker", {"cid": ADA, "bob": BOB})
    ),
    "the worker table is truncated and these records are imported:": (
        Import("hr", "cdm_worker", {"bob": BOB}, truncate=True)
    ),
    'the worker "ada" becomes "dan" in Dataverse, with the worker number "000124"': (
        Edit("dataverse", "ada", {"cdm_workernumber": "000124"}, becomes="dan")
    ),
    'the worker "ada" becomes "dan" in Human Resources with:': Edit(
        "hr", "ada", BOB, becomes="dan"
    ),
    'the worker "ada" becomes "dan" through the entity "HcmWorkerEntity" with:': (
        Edit("hr", "ada", {"cdm_workernumber": "1"}, "HcmWorkerEntity", "dan")
    ),
    'the worker "dan" is created in Human Resources under reference "5637144999" with:': (
        Create("hr", "cdm_worker", "dan", BOB, reference=5637144999)
    ),
    'is created in Dataverse under reference "': (
        Create("dataverse", "cdm_worker", "dan", BOB, reference=row_id(7, 7))
    ),
    'through the entity "HcmWorkerEntity" under reference "5637144999" with:': (
        Create("hr", "cdm_worker", "dan", BOB, "HcmWorkerEntity", 5637144999)
    ),
    'the RecId of the worker "ada" is "5637144577"': HasReference("hr", "ada", 5637144577),
    'the row id of the worker "ada" is "': HasReference("dataverse", "ada", row_id(0, 3)),
}


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_is_written_as_the_step_that_makes_it(line, read_back):
    done, text = read_back(MADE, COMMANDS[line])
    assert done.did[1:] == [COMMANDS[line]]
    assert line in text


def test_generated_records_are_counted_wherever_they_go(read_back):
    rows, theirs = (Simulation().generated("worker", 3, it) for it in ("hr", "dataverse"))
    imports = [
        Import("hr", "cdm_worker", rows, 3),
        Import("dataverse", "cdm_worker", theirs, 3),
        Import("hr", "cdm_worker", rows, 3, truncate=True),
    ]
    done, text = read_back(*imports)
    assert done.did == imports
    for line in (
        "3 generated worker records are imported\n",
        "3 generated worker records are imported into Dataverse\n",
        "the worker table is truncated and 3 generated records are imported\n",
    ):
        assert line in text


def test_what_a_record_becomes_is_its_name_from_then_on(read_back):
    becomes = Edit("hr", "ada", {"cdm_workernumber": "000124"}, becomes="dan")
    done, text = read_back(MADE, becomes, Undelete("dan"))
    assert done.did[1:] == [becomes, Undelete("dan")]
    assert 'the worker "dan" is taken out of the recycle bin' in text


FAULTS = {
    "delivery 3 from Human Resources comes again 0 seconds later": (
        Fault("delivery_repeated", "hr", nth=3, milliseconds=0)
    ),
    "change 1 in Dataverse is not noticed": Fault("not_noticed", "dataverse", nth=1),
    "changes in Human Resources are not noticed": (Fault("not_noticed", "hr", nth=1, lasting=True)),
    'change 2 of the worker "ada" in Dataverse is not noticed': (
        Fault("not_noticed", "dataverse", nth=2, record="ada")
    ),
    "change 3 of job records in Dataverse is not noticed": (
        Fault("not_noticed", "dataverse", nth=3, table="cdm_job")
    ),
    'the fault "not noticed" is in force with:': (
        Fault("not_noticed", "hr", nth=2, lasting=True, table="cdm_worker", change="delete")
    ),
    'every request to Dataverse for worker bank account records fails because "no right"': Fault(
        "request_fails",
        "dataverse",
        nth=1,
        lasting=True,
        table="cdm_workerbankaccount",
        reason="no right",
    ),
    'every create of worker records in Human Resources fails because "429"': Fault(
        "request_fails",
        "hr",
        nth=1,
        lasting=True,
        table="cdm_worker",
        change="create",
        reason="429",
    ),
    'the fault "request fails" is in force with:': (
        Fault("request_fails", "hr", nth=2, applied=True, record="ada", change="edit")
    ),
    'the fault "unavailable" is over': Fault("over", of="unavailable"),
    'Dataverse answers "429 Too Many Requests"\n': (
        Fault("request_fails", "dataverse", nth=1, lasting=True, reason="429 Too Many Requests")
    ),
    'Human Resources answers "429" to request 2': (
        Fault("request_fails", "hr", nth=2, reason="429")
    ),
    'fault "request fails" is in force with:\n      | in              | nth | lasting | reason': (
        Fault("request_fails", "hr", nth=2, lasting=True, reason="429")
    ),
}


@pytest.mark.parametrize("line", FAULTS)
def test_a_fault_is_written_as_the_step_that_asks_for_it(line, read_back):
    done, text = read_back(MADE, FAULTS[line])
    assert done.did[1:] == [FAULTS[line]]
    assert line in text


EXPECTATIONS = {
    "there are 1000000 worker records in Dataverse": RecordCount(
        "dataverse", "cdm_worker", 1_000_000
    ),
    "there is 1 position type record in Human Resources": RecordCount("hr", "cdm_positiontype", 1),
    "1 worker record is tracked": TrackedCount("cdm_worker", 1),
    "0 job records are tracked": TrackedCount("cdm_job", 0),
    "the grid of the worker table has 1 row\n": GridCount("cdm_worker", 1),
    "integration is off": IntegrationIs(on=False),
    "Then integration is on": IntegrationIs(on=True),
    'the last name of the worker "ada" is not "King" in Human Resources': (
        HasOtherValues("hr", "ada", {"cdm_lastname": "King"})
    ),
    'the last name of the worker "ada" is not empty in Dataverse': (
        HasOtherValues("dataverse", "ada", {"cdm_lastname": None})
    ),
    'the worker "ada" in Dataverse has none of:': (
        HasOtherValues("dataverse", "ada", {"cdm_lastname": None, "cdm_firstname": "Ada"})
    ),
    'the last name of the worker "ada" is empty in Dataverse': (
        HasValues("dataverse", "ada", {"cdm_lastname": None})
    ),
    'the worker "ada" has no missed request in Dataverse': MissedRequests(0, "dataverse", "ada"),
    "the next batch run would do nothing\n": Foresees("nothing"),
    "sync now of the position type table would do nothing": (
        Foresees("nothing", table="cdm_positiontype")
    ),
    "the next batch run would lose nothing": Foresees("lost", count=0),
    "the next batch run would fail at something": Foresees("failed"),
    "the next batch run would lose 2 changes": Foresees("lost", count=2),
    "the next batch run would hold back 1 record": Foresees("held_back", count=1),
    'the next batch run would link the worker "ada"\n': Foresees("linked", None, "ada"),
    'the next batch run would lose a change of the worker "ada" in Human Resources': (
        Foresees("lost", "hr", "ada")
    ),
    'sync now of the worker table would not restore the worker "ada" in Dataverse': (
        Foresees("restored", "dataverse", "ada", count=0, table="cdm_worker")
    ),
    'the next batch run would not lose a change of the worker "ada"\n': (
        Foresees("lost", record="ada", count=0)
    ),
    'of the worker "ada" in Dataverse, of these columns:\n      | column': (
        Foresees("lost", "dataverse", "ada", ["cdm_lastname", "cdm_firstname"])
    ),
    "the next batch run would stop before its end": Foresees("stopped"),
    "the next batch run would not stop before its end": Foresees("stopped", count=0),
    "a loss is reported": DataLoss.some(),
    "an undone delete is reported": UndoneDelete.some(),
    "it is refused\n": RefusedBecause(),
    'the timeline does not say "a tie"': TimelineSays("a tie", says=False),
}


@pytest.mark.parametrize("line", EXPECTATIONS)
def test_an_expectation_is_written_as_the_step_that_checks_it(line, read_back):
    done, text = read_back(MADE, EXPECTATIONS[line])
    assert done.did[1:] == [EXPECTATIONS[line]]
    assert line in text


def test_faults_before_anything_happens_are_given_and_others_begin(read_back):
    outage, over = Fault("unavailable", "hr"), Fault("over", of="unavailable")
    done, text = read_back(outage, MADE, outage, over)
    assert done.did == [outage, MADE, outage, over]
    assert "    Given Human Resources is unavailable\n    When the worker" in text
    assert '    And Human Resources is unavailable\n    And the fault "unavailable" is' in text


def test_a_lookup_is_written_as_what_it_looks_up(read_back):
    makes = [
        Create("hr", "cdm_jobposition", "desk", {"cdm_jobpositionnumber": "1"}),
        Create(
            "hr",
            "cdm_positionworkerassignmentmap",
            "map",
            {"cdm_jobpositionid": "desk", "cdm_workerid": "ada", "cdm_validfrom": "2020-01-01"},
        ),
    ]
    done, text = read_back(MADE, *makes)
    assert done.did[1:] == makes
    assert "| job position number |" in text
    assert "| job position | worker | valid from |" in text


def test_the_words_of_every_column_are_read_as_that_column():
    words = ScenarioWords(Scenario("S", "x", Settings(), ()))
    for table in words.catalog.values():
        said = {column.name: words.column(table, column.name) for column in table.columns}
        assert {name: column_of(table, it).name for name, it in said.items()} == {
            name: name for name in said
        }
        assert [it for it in said.values() if it.startswith("cdm_")] == []


SETTINGS = {
    "deletes that arrive late are undone": {"late_delete": "undone"},
    "natural keys are free to change": {"natural_key": "identity_changes"},
    "natural keys are compared exactly": {"keys": "exact"},
    "the batch job takes 2.5 seconds a record": {"batch_job_per_record": "2.5s"},
    "deleting a record in use cascades in Dataverse": {"delete_in_use": {"dataverse": "cascade"}},
    "worker records have the conflict policy Human Resources wins": {
        "conflict": {"cdm_worker": "hr_wins", "cdm_job": "merge_fields"}
    },
    "the primary email address of worker records has the conflict policy Dataverse wins": {
        "conflict": {
            "default": "merge_fields",
            "cdm_worker.cdm_primaryemailaddress": "dataverse_wins",
        }
    },
    "job records flow from Human Resources to Dataverse only": {
        "one_way": ["cdm_job", "cdm_worker.cdm_knownas"]
    },
    "nobody listens to the known as of worker records in Human Resources": {
        "not_listened": {
            "hr": ["cdm_worker.cdm_knownas", "cdm_worker.cdm_lastname"],
            "dataverse": ["cdm_job.cdm_description"],
        }
    },
}


@pytest.mark.parametrize("line", SETTINGS)
def test_a_setting_is_written_as_the_step_that_chooses_it(line, read_back):
    settings = Settings(**SETTINGS[line])
    done, text = read_back(MADE, settings=settings)
    assert done.settings == settings
    assert f"{line}\n" in text


def test_what_a_project_sets_otherwise_is_set_back(definitions):
    """The steps can choose the defaults too."""
    otherwise = Settings(
        natural_key="identity_changes",
        keys="exact",
        late_delete="undone",
        delete_in_use={"hr": "cascade", "dataverse": "cascade"},
    )
    simulation = Recording()
    simulation.adjust(lambda _: otherwise)
    for line in (
        "natural keys are fixed",
        "natural keys are compared without regard to case and blanks",
        "deletes that arrive late are carried out",
        "deleting a record in use is refused in Human Resources",
        "deleting a record in use is refused in Dataverse",
    ):
        read = parse("x.feature", f"Feature: F\n  Scenario: S\n    Given {line}\n")
        [step] = read.cases[0].steps
        [definition] = definitions.matching(step.text, step.type)
        definition.run_alone(step, simulation)
    assert simulation.settings == Settings()


GIVEN = [
    GiveRecord("cdm_worker", "ada", hr=Side(ADA), tracked=False),
    GiveRecord("cdm_worker", "ada", dataverse=Side(ADA)),
    GiveRecord(
        "cdm_worker",
        "ada",
        Side(ADA, "2021-08-10T10:00:00Z", reference=5637144999),
        Side({**ADA, "cdm_lastname": None}, noticed=False, reference=row_id(1, 1)),
    ),
    GiveRecord("cdm_worker", "ada", Side(ADA), Side(None, "2021-08-10T10:00:00Z", noticed=False)),
]


@pytest.mark.parametrize("given", GIVEN)
def test_a_given_record_is_written_as_the_step_that_gives_it(given, read_back):
    done, _ = read_back(SetBatchJob("waiting"), setup=(given,))
    assert [as_sides(it) for it in done.given] == [as_sides(given)]


def as_sides(given):
    """A given record, its values in any order."""
    sides = [
        side and replace(side, values=side.values and tuple(sorted(side.values, key=str)))
        for side in (given.hr, given.dataverse)
    ]
    return given.table, given.record, given.tracked, *sides


def test_given_records_keep_their_order_and_share_a_step_where_they_are_alike(read_back):
    setup = (
        Give("cdm_worker", {"dan": BOB}),
        GiveRecord("cdm_worker", "ada", hr=Side(ADA), tracked=False),
        GiveRecord("cdm_worker", "bob", hr=Side(BOB), tracked=False),
        GiveRecord("cdm_worker", "cid", hr=Side({"cdm_workernumber": "5"})),
        Give("cdm_job", {"clerk": {"cdm_name": "Clerk"}}),
        GiveIntegration(),
    )
    done, text = read_back(SetBatchJob("waiting"), setup=setup)
    names = [
        it.record if isinstance(it, GiveRecord) else it.rows[0].record for it in done.given[:-1]
    ]
    assert names == ["dan", "ada", "bob", "cid", "clerk"]
    assert done.given[-1] == GiveIntegration()
    assert text.count("these worker records exist, untracked:") == 1


WRONG = {
    "the table needs a heading for environment": "| record | last name |\n| Ada | King |",
    "environment is Human Resources, HR or Dataverse, not 'Dataverses', did you mean Dataverse?": (
        "| record | environment |\n| Ada | Dataverses |"
    ),
    "Ada has two rows of Dataverse": (
        "| record | environment |\n| Ada | Dataverse |\n| Ada | Dataverse |"
    ),
    "Ada is gone from Dataverse, so it has no cdm_lastname there": (
        "| record | environment | exists | last name |\n| Ada | Dataverse | no | King |"
    ),
    "noticed takes yes or no, not 'ye', did you mean yes?": (
        "| record | environment | noticed |\n| Ada | Dataverse | ye |"
    ),
    "each row names its record": "| record | environment |\n|  | Dataverse |",
    "'now' is not": "| record | environment | edited |\n| Ada | Dataverse | now |",
    "'7' is not a row id": "| record | environment | reference |\n| Ada | Dataverse | 7 |",
    "did you mean noticed?": "| record | environment | noticd |\n| Ada | Dataverse | no |",
    "the heading 'lastname' is there twice": (
        "| record | environment | last name | lastname |\n| Ada | Dataverse | a | b |"
    ),
    "'soon' is not a date": "| record | environment | birthdate |\n| Ada | Dataverse | soon |",
}


# the rows of those that are not in the first row below the headings
PLACES = {
    "the table needs a heading for environment": (4, 9),
    "Ada has two rows of Dataverse": (6, 9),
    "did you mean noticed?": (4, 32),
    "the heading 'lastname' is there twice": (4, 44),
}


@pytest.mark.parametrize("says", WRONG)
def test_a_table_of_sides_is_checked_before_anything_runs(says, definitions):
    rows = "".join(f"      {row}\n" for row in WRONG[says].splitlines())
    text = f"Feature: F\n  Scenario: S\n    Given these worker records exist, tracked:\n{rows}"
    [problem] = problems_of(parse("x.feature", f"{text}    When 1 day passes\n"), definitions)
    assert says in problem.message
    assert problem.line == PLACES.get(says, (5, 0))[0]


def test_a_column_that_is_called_as_a_heading_is_named_in_full(definitions):
    catalog = (
        "Feature: F\n  Scenario: S\n    Given the worker table has these custom columns:\n"
        "      | column     | length in Dataverse |\n      | new_edited | 10 |\n"
        "    And these worker records exist, untracked:\n"
        "      | record | environment | new_edited | edited               |\n"
        "      | Ada    | Dataverse   | by me      | 2021-08-10T10:00:00Z |\n"
    )
    simulation = Recording()
    for step in parse("x.feature", catalog).cases[0].steps:
        [definition] = definitions.matching(step.text, step.type)
        definition.run_alone(step, simulation)
    [given] = simulation.given
    assert ("new_edited", "by me") in given.dataverse.values
    assert given.dataverse.edited is not None
    scenario = Scenario("S", "x", Settings(), (), (given,), catalog=simulation.catalog)
    assert "new_edited" in feature_text([scenario])


def test_sides_share_the_natural_key_that_one_of_them_gives():
    from harness.gherkin.given_tables import records

    cells = [
        ["record", "environment", "worker number"],
        ["Ada", "Human Resources", "000123"],
        ["Ada", "Dataverse", "..."],
    ]
    [given] = records(Simulation(), "worker", cells, tracked=True)
    assert given.hr.values == given.dataverse.values == (("cdm_workernumber", "000123"),)


CIRCLES = {
    "in both environments": """
      | record | parent job position |
      | Boss   | Clerk               |
      | Clerk  | Boss                |
      | Chief  | Chief               |
""",
    ", untracked": """
      | record | environment     | parent job position |
      | Boss   | Human Resources | Clerk               |
      | Clerk  | Human Resources | Boss                |
      | Chief  | Human Resources | Chief               |
""",
}


@pytest.mark.parametrize("how", CIRCLES)
def test_records_of_one_step_may_look_each_other_up(how, definitions):
    line = f"these position records exist{how if how[0] == ',' else ' ' + how}:"
    read = parse("x.feature", f"Feature: F\n  Scenario: S\n    Given {line}{CIRCLES[how]}")
    scenario = scenario_of(read, read.cases[0], definitions)
    simulator = replay(scenario).simulator
    held = {name: record_values(simulator, "hr", name) for name in ("Boss", "Clerk", "Chief")}
    assert {name: values["cdm_parentjobpositionid"] for name, values in held.items()} == {
        "Boss": "Clerk",
        "Clerk": "Boss",
        "Chief": "Chief",
    }
    again = parse("x.feature", feature_text([scenario]))
    assert scenario_of(again, again.cases[0], definitions).setup == scenario.setup


GIVEN_IN_A_CIRCLE = """
scenario: circle
given:
  integration: on
  records:
    p: {table: cdm_jobposition, values: {cdm_jobpositionnumber: P, cdm_parentjobpositionid: q}}
    r: {table: cdm_worker, tracked: no, hr: {values: {cdm_workernumber: R, cdm_managerworkerid: s}}}
    q: {table: cdm_jobposition, values: {cdm_jobpositionnumber: Q, cdm_parentjobpositionid: p}}
    s: {table: cdm_worker, tracked: no, hr: {values: {cdm_workernumber: S, cdm_managerworkerid: r}}}
steps:
  - run_batch_job
  - expect: {converged: all}
"""


def test_given_records_in_circles_are_exported():
    assert "these worker records exist, untracked:" in export(
        parse_file(GIVEN_IN_A_CIRCLE), "feature"
    )


TWICE = {
    'the worker "Ada" exists in Dataverse only, tracked': "'Ada' is given already, and otherwise",
    'the worker "W000002" exists in both environments': "'W000002' is a generated record",
    'the worker "Ada" exists in both environments': None,
}


@pytest.mark.parametrize("line", TWICE)
def test_a_record_that_is_given_twice_is_the_same(line, definitions):
    text = (
        "Feature: F\n  Scenario: S\n    Given 3 generated worker records exist in both environments"
        f'\n    And the worker "Ada" exists in both environments\n    And {line}\n'
    )
    read = parse("x.feature", text)
    if TWICE[line] is None:
        scenario_of(read, read.cases[0], definitions)
        return
    with pytest.raises(Problems, match=TWICE[line]) as raised:
        scenario_of(read, read.cases[0], definitions)
    assert raised.value.problems[0].line == 5


def test_a_key_that_is_to_flow_one_way_is_found_before_anything_runs(definitions):
    line = "the worker number of worker records flows from Human Resources to Dataverse only"
    text = f"Feature: F\n  Scenario: S\n    Given {line}\n    When 1 day passes\n"
    [problem] = problems_of(parse("x.feature", text), definitions)
    assert "let the table do so" in problem.message
    assert problem.line == 3


def test_a_fault_in_a_table_names_its_table_in_words(definitions):
    text = (
        "Feature: F\n  Scenario: S\n"
        '    Given the fault "request fails" is in force with:\n'
        "      | in        | table  | change |\n"
        "      | Dataverse | TABLE | delete |\n"
        "    When 1 day passes\n"
    )
    assert problems_of(parse("x.feature", text.replace("TABLE", "worker")), definitions) == []
    [problem] = problems_of(parse("x.feature", text.replace("TABLE", "wroker")), definitions)
    assert "no table 'wroker', did you mean worker?" in problem.message


def test_a_row_is_its_own_record():
    with pytest.raises(BadInput, match="is in neither environment"):
        GiveRecord("cdm_worker", "ada", hr=Side(None))


def test_rows_of_an_import_are_named(read_back):
    done, _ = read_back(Import("dataverse", "cdm_worker", [Row("ada", ADA)]))
    assert done.did[0].rows == (Row("ada", ADA),)
