"""Names of records in features: each table has its own, and the simulation one for all."""

import pytest
from projects import feature

import harness as h
from harness.cli.main import main
from harness.domain.catalog import standard_catalog
from harness.gherkin.record_names import RecordNamesByTable
from harness.gherkin.simulation import Simulation

WORKER, JOB, TITLE = (standard_catalog()[name] for name in ("cdm_worker", "cdm_job", "cdm_title"))
ADA = 'Given the worker "Ada" exists in both environments'
ADA_AND_ADA = (
    ADA,
    'Given the job "Ada" exists in both environments',
    "Given integration is on",
)


def names_where(**there):
    return RecordNamesByTable(there.get)


def passed(tmp_path, *steps):
    """The scenario with these steps, which is replayed and passes."""
    path = tmp_path / "x.feature"
    path.write_text(feature(*steps), "utf-8")
    scenario = h.load(path)
    run = h.replay(scenario)
    assert run.failures == []
    return scenario, run


# ------------------------------------------------------------------------- which name is whose


def test_the_table_that_names_it_first_keeps_the_name():
    names = names_where()
    assert [names.of(table, "Ada") for table in (JOB, WORKER, TITLE, JOB, WORKER)] == [
        "Ada", "Ada (worker)", "Ada (title)", "Ada", "Ada (worker)",
    ]  # fmt: skip
    assert names.written("Ada (title)") == "Ada"
    assert names.written("Ben") == "Ben"


def test_a_name_that_is_written_so_is_another_record_before_and_after():
    names = names_where()
    assert [names.of(WORKER, "Ada"), names.of(JOB, "Ada (job)"), names.of(JOB, "Ada")] == [
        "Ada", "Ada (job)", "Ada (job 2)",
    ]  # fmt: skip
    names = names_where()
    assert [names.of(WORKER, "Ada"), names.of(JOB, "Ada"), names.of(JOB, "Ada (job)")] == [
        "Ada", "Ada (job)", "Ada (job) (job)",
    ]  # fmt: skip


def test_a_record_that_no_step_named_keeps_its_name():
    names = names_where(Ada=WORKER)
    assert names.of(JOB, "Ada") == "Ada (job)"
    assert names.of(WORKER, "Ada") == "Ada"


def test_a_name_kept_for_a_record_is_given_up_to_one_that_is_there():
    there = {}
    names = RecordNamesByTable(there.get)
    assert names.of(JOB, "Ada") == "Ada"
    there["Ada"] = WORKER  # a step of one's own, or an import, called it so
    assert [names.of(JOB, "Ada"), names.of(WORKER, "Ada")] == ["Ada (job)", "Ada"]


def test_where_no_table_is_said_all_that_are_there_are_meant():
    there = {"Ada": WORKER}
    names = RecordNamesByTable(there.get)
    names.of(TITLE, "Ada")  # named, and not there
    assert names.everywhere("Ada") == {"Ada": WORKER}
    there[names.of(JOB, "Ada")] = JOB
    assert names.everywhere("Ada") == {"Ada": WORKER, "Ada (job)": JOB}
    assert names.everywhere("Ada (job)") == {"Ada (job)": JOB}
    assert names.everywhere("Ben") == {}


# ------------------------------------------------------------------------------- in scenarios


def test_a_fault_may_come_before_the_record_and_its_namesake(tmp_path):
    _, run = passed(
        tmp_path,
        "Given integration is on",
        'Given change 1 of the job "Ada" in Human Resources is not noticed',
        'When the worker "Ada" is created in Human Resources',
        'When the job "Ada" is created in Human Resources',
        'Then the worker "Ada" is in Dataverse',
        'Then the job "Ada" is not in Dataverse',
        'Then the worker "Ada" is in both environments',
    )
    assert {pair.name for pair in run.simulator.world.record_pairs.all()} == {"Ada", "Ada (worker)"}


def test_an_imported_row_without_a_name_is_found_by_its_table(tmp_path):
    """The simulation calls it Ada~2, as it did before tables had their own names."""
    _, run = passed(
        tmp_path,
        *ADA_AND_ADA[::2],
        "When these job records are imported:\n"
        "      | name | description |\n      | Ada  | Counts      |",
        'When the description of the job "Ada" is changed to "Adds" in Human Resources',
        'Then the description of the job "Ada" is "Adds" in both environments',
        'Then the description of the job "Ada~2" is "Adds" in both environments',
    )
    assert [pair.name for pair in run.simulator.world.record_pairs.all()] == ["Ada", "Ada~2"]


def test_a_copy_is_named_as_what_it_copies(tmp_path):
    _, run = passed(
        tmp_path,
        *ADA_AND_ADA,
        "When these job records are imported:\n      | record | name |\n      | Ada    | Other |",
        'Then the name of the job "Ada~2" is "Other" in both environments',
        'Then the name of the job "Ada" is "Ada" in both environments',
    )
    assert [pair.name for pair in run.simulator.world.record_pairs.of("cdm_job")] == [
        "Ada (job)", "Ada (job)~2",
    ]  # fmt: skip


def test_lookups_of_one_step_find_later_records_of_their_own_table(tmp_path):
    _, run = passed(
        tmp_path,
        'Given the job "Ben" exists in both environments',
        "Given these job position records exist in both environments:\n"
        "      | record | job | parent job position |\n"
        "      | Ada    | Ben | Ben                 |\n"
        "      | Ben    | Ben |                     |",
        'When the job position "Ben" is deleted from Human Resources',
        'Then it is refused because "looked up by Ada"',
        'Then the parent job position of the job position "Ada" is "Ben" in both environments',
        'Then the job of the job position "Ben" is "Ben" in both environments',
    )
    pairs = run.simulator.world.record_pairs.all()
    assert [pair.name for pair in pairs] == ["Ben", "Ada", "Ben (job position)"]


def test_a_changed_key_takes_a_name_of_its_table(tmp_path):
    scenario, _ = passed(
        tmp_path,
        "Given natural keys are free to change",
        *ADA_AND_ADA,
        'When the job "Ada" becomes "Ben" in Human Resources, with the name "Ben"',
        'When the worker "Ada" becomes "Ben" in Human Resources, with the worker number "Ben"',
        'Then the job "Ben" is in Dataverse',
        'Then the worker "Ben" is in Dataverse',
        'Then the job "Ada" is not in Human Resources',
    )
    text = h.export(scenario, "scenario")
    assert "becomes: Ben (worker)" in text


def test_a_file_names_records_of_its_table(tmp_path):
    (tmp_path / "positions.csv").write_text("record,job\nAda,Ada\n", "utf-8")
    passed(
        tmp_path,
        *ADA_AND_ADA,
        'When the file "positions.csv" is imported into the job position table',
        'Then the job of the job position "Ada" is "Ada" in both environments',
    )


def test_given_on_one_side_and_gone_from_the_other(tmp_path):
    passed(
        tmp_path,
        ADA,
        'Given the job "Ada" exists in Dataverse only, untracked',
        "Given these title records exist, tracked:\n"
        "      | record | environment     |\n"
        "      | Ada    | Human Resources |\n"
        "      | Ada    | Dataverse       |",
        'Then the job "Ada" is not in Human Resources',
        'Then the title "Ada" is tracked',
        'Then the row id of the worker "Ada" is "first row id"',
    )


@pytest.mark.parametrize("to", ["scenario", "feature"])
def test_what_is_exported_has_the_same_end(tmp_path, to):
    scenario, run = passed(
        tmp_path,
        *ADA_AND_ADA,
        'Given the job position "Ada" exists in both environments',
        'When the job of the job position "Ada" is changed to "Ada" in Dataverse',
        'Then the job of the job position "Ada" is "Ada" in both environments',
        "Then there is 1 job in Dataverse",
    )
    text = h.export(scenario, to)
    assert "Ada (job position)" in text
    file = tmp_path / ("again.feature" if to == "feature" else "again.yaml")
    file.write_text(text, "utf-8")
    again = h.load(file)
    assert h.replay(again).fingerprint == run.fingerprint


OWN_STEPS = """
from harness import Delete, when

@when("the {table} {string} leaves the company", example='the worker "Ada" leaves the company')
def leaves(table, name, simulation):
    simulation.do(Delete("hr", simulation.record(table, name)))
"""
OF_OWN_STEPS = feature(
    ADA,
    'Given the job "Ada" exists in both environments',
    "Given integration is on",
    'When the duty "Ada" leaves the company',
    'Then the duty "Ada" is not in Dataverse',
    'Then the job "Ada" is not in Human Resources',
    'Then the worker "Ada" is in both environments',
)


def test_steps_and_words_of_ones_own_say_the_table_too(project, tmp_path, monkeypatch, capsys):
    files = {
        "x.feature": OF_OWN_STEPS,
        "conftest.py": OWN_STEPS,
        "pytest.ini": "[pytest]\nharness_words =\n    duty = job\n",
    }
    status, said = project(files, "-q")
    assert status == 0, said
    monkeypatch.chdir(tmp_path)
    assert main(["check", "x.feature"]) == 0
    assert main(["replay", "x.feature"]) == 0
    assert "Ada (job)" in capsys.readouterr().out


def test_a_run_says_it_as_the_check_does():
    simulation = Simulation()
    for table in ("worker", "job"):
        values = simulation.keyed(table, "Ada")
        its = simulation.table(table).name
        simulation.give(h.Give(its, {simulation.record(table, "Ada"): dict(values)}))
    with pytest.raises(h.BadInput, match="is the name of a worker and a job: say which under a"):
        simulation.record_anywhere("Ada")


def test_within_a_table_a_name_is_one_record():
    simulation = Simulation()
    row = dict(simulation.keyed("job", "Ada"))
    simulation.give(h.Give("cdm_job", {simulation.record("job", "Ada"): row}))
    with pytest.raises(h.BadInput, match="'Ada' is given already, and otherwise"):
        simulation.give(
            h.GiveRecord("cdm_job", simulation.record("job", "Ada"), h.Side(row), None, False)
        )
