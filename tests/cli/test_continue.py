"""Worlds in a database on the command line: gone on with, overwritten where asked, only read."""

import json
import sqlite3
from contextlib import closing

import pytest

from harness.cli.main import main
from harness.domain.commands import TurnOn
from harness.domain.errors import BadInput
from harness.gherkin.files import load
from harness.gherkin.frozen_clock import frozen_simulation
from harness.gherkin.project_settings import ProjectSettings
from harness.gherkin.simulation import NO_STEP
from harness.scenarios.replay import replay

ADA = '{table: cdm_worker, record: ada, values: {cdm_workernumber: "1", cdm_lastname: King}}'
BEGIN = f"""scenario: Ada is hired
given: {{integration: on}}
steps:
  - create: {{in: hr, {ADA[1:]}
  - turn_off
  - edit: {{in: hr, record: ada, values: {{cdm_lastname: Byron}}}}
  - run_batch_job
  - sync_now: cdm_worker
"""
MORE = """scenario: She marries
rules: [R3]
steps:
  - expect: {refused: integration is off}
  - advance: 1m
  - edit: {in: dataverse, record: ada, values: {cdm_lastname: Lovelace}}
  - turn_on
  - run_batch_job
  - expect: {data_loss: {in: hr, record: ada, columns: [cdm_lastname]}}
  - expect: {elapsed: 1m}
"""
STORE = ("--store", "sqlite:///world.db")


@pytest.fixture
def harness(tmp_path, monkeypatch, capsys):
    """Runs a command where both files are: its status, output and errors."""
    monkeypatch.chdir(tmp_path)
    whole = BEGIN + MORE.partition("steps:\n")[2]
    for name, text in {"begin": BEGIN, "more": MORE, "whole": whole}.items():
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")

    def run(*words):
        status = main([*words])
        read = capsys.readouterr()
        return status, read.out, read.err

    return run


@pytest.fixture
def begun(harness, tmp_path):
    """The same, and the world of the first file is in the database."""
    harness("replay", "begin.yaml", *STORE, "--quiet")
    return harness


def _dump(folder):
    with closing(sqlite3.connect(folder / "world.db")) as connection:
        return [*connection.iterdump()]


@pytest.mark.parametrize("promises", [[], ["--promises"]])
def test_two_files_come_to_what_one_comes_to(begun, promises):
    status, out, _ = begun(
        "replay", "--continue", "more.yaml", *STORE, "--format", "json", *promises
    )
    assert status == 0
    found = json.loads(out)
    whole = json.loads(begun("replay", "whole.yaml", "--format", "json")[1])
    for key in ("timeline", "fingerprint", "findings", "data_loss", "environments", "ended_at"):
        assert found[key] == whole[key]
    assert (found["scenario"], found["file"]) == ("She marries", "more.yaml")
    assert begun("replay", "sqlite:///world.db", "--quiet")[1] == (
        "passed: Ada is hired (sqlite:///world.db, 10 steps); 1 data loss, not expected\n"
    )


def test_the_steps_of_the_file_count_on(begun):
    _, out, _ = begun("replay", "--continue", "more.yaml", *STORE, "--until", "7")
    assert "passed, 7 steps" in out
    assert "7    09:00:00" in out


def test_a_failure_says_the_line_of_the_file(begun, tmp_path):
    (tmp_path / "more.yaml").write_text(MORE.replace("elapsed: 1m", "elapsed: 2m"), "utf-8")
    status, out, _ = begun("replay", "--continue", "more.yaml", *STORE, "--quiet")
    assert status == 1
    assert "more.yaml:10" in out


def test_whoever_only_reads_changes_nothing(begun, tmp_path):
    before = _dump(tmp_path)
    for words in (
        ["explain", "sqlite:///world.db", "--record", "ada"],
        ["foresee", "sqlite:///world.db"],
        ["export", "sqlite:///world.db"],
        ["replay", "sqlite:///world.db"],
        ["replay", "sqlite:///world.db", "--set", "conflict=hr_wins"],
        ["diff", "whole.yaml", "sqlite:///world.db"],
        ["check", "begin.yaml"],
    ):
        status, out, err = begun(*words)
        assert (status in (0, 1), err) == (True, ""), words
        assert out or words[0] == "check"
    for words in (["explain", "whole.yaml", "--record", "ada"], ["foresee", "whole.yaml"]):
        status, out, err = begun(*words, *STORE)
        assert (status, out) == (2, "")
        assert f"--store sqlite:///world.db: harness {words[0]} only reads" in err
    assert _dump(tmp_path) == before


THERE = (
    "store sqlite:///world.db: there is a world in it already, 'Ada is hired', at 2021-08-19 "
    "09:00:00 of simulated time, with 1 record in Human Resources and 1 in Dataverse; --continue "
    "goes on with it (in Python h.Simulator.open), --overwrite puts another in its place "
    "(overwrite=True)\n"
)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("replay whole.yaml", THERE),
        ("replay begin.yaml whole.yaml", "a database holds one world, and these are 2 scenarios"),
        ("replay begin.yaml whole.yaml --overwrite", "and these are 2 scenarios"),
        ("replay --continue more.yaml --overwrite", "gone on with, or another begins"),
        ("replay --continue more.yaml whole.yaml", "the steps of one file, and not of 2"),
        ("replay --continue more.yaml --set seed=3", "the world has its own, so leave --set out"),
        ("replay --continue more.yaml --until 3", "the world is at step 5 already"),
        ("replay --continue more.yaml --until 99", "there is no such step; the last one is 12"),
        ("replay --continue x.feature", "x.feature: --continue goes on with the steps of a scen"),
        ("replay --continue none.yaml", "none.yaml: no such file"),
        (
            "replay --continue begin.yaml",
            "begin.yaml:2:1: given: the world that is gone on with has its own: leave it out\n",
        ),
        ("serve --continue begin.yaml", "the world is in the database; leave begin.yaml out"),
        ("serve begin.yaml", "there is a world in it already"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(words, says, begun, tmp_path):
    before = _dump(tmp_path)
    status, out, err = begun(*words.split(), *STORE)
    assert (status, out) == (2, "")
    assert says in err
    assert _dump(tmp_path) == before
    assert begun("replay", "--continue", "more.yaml", *STORE, "--quiet")[0] == 0  # nor is it locked


@pytest.mark.parametrize(
    ("step", "says"),
    [
        ("edit: {in: hr, record: adda, values: {}}", "4:28: no record 'adda' is made so far, did"),
        (
            'create: {in: hr, table: cdm_worker, record: eve, values: {cdm_workernumber: "1"}}',
            "eve has the natural key of ada",
        ),
        ("turn_onn", "no step 'turn_onn', did you mean turn_on?"),
    ],
)
def test_what_is_wrong_with_the_file_has_its_place(step, says, begun, tmp_path):
    text = f"scenario: She marries\nsteps:\n  - turn_on\n  - {step}\n"
    (tmp_path / "more.yaml").write_text(text, "utf-8")
    status, _, err = begun("replay", "--continue", "more.yaml", *STORE)
    assert status == 2
    assert err.startswith("more.yaml:4:")
    assert says in err


@pytest.mark.parametrize("verb", ["check", "mutants"])
def test_where_only_files_are_taken_a_database_is_none(verb, harness):
    status, out, err = harness(verb, "postgresql://ada:geheim@host/world")
    assert (status, "geheim" in out + err) == (2, False)
    assert "postgresql://***@host/world: a database; this takes files and folders" in out + err


def test_a_world_is_read_in_python_too(begun):
    assert load("sqlite:///world.db").title == "Ada is hired"
    assert load("sqlite:///world.db", settings=["conflict=hr_wins"]).settings.conflict == "hr_wins"
    with pytest.raises(BadInput, match="has its own tables"):
        load("sqlite:///world.db", catalog={"cdm_title": {}})


def test_it_is_overwritten_where_that_is_asked_for(begun):
    assert begun("replay", "whole.yaml", *STORE, "--overwrite", "--quiet")[0] == 0
    assert "10 steps" in begun("replay", "sqlite:///world.db", "--quiet")[1]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("--overwrite", "store memory: it keeps no world for another process to find"),
        ("--continue", "store memory: it keeps no world for another process to find"),
        ("--continue --store sqlite:///none.db", "store sqlite:///none.db: there is no such"),
        ("--overwrite --store sqlite://", "store sqlite://: it keeps no world"),
    ],
)
def test_only_a_database_keeps_a_world(words, says, harness):
    status, out, err = harness("replay", "begin.yaml", *words.split())
    assert (status, out) == (2, "")
    assert says in err


def test_several_scenarios_may_pass_through_a_database_in_memory(harness):
    words = ("replay", "begin.yaml", "whole.yaml", "--quiet", "--store", "sqlite://")
    assert "1 of 2 scenarios passed" in harness(*words)[1]


def test_a_file_that_cannot_be_written_at_the_end_is_no_success(harness, tmp_path, monkeypatch):
    from harness.stores import sql

    def removed(*_):
        (tmp_path / "world.db").unlink(missing_ok=True)

    monkeypatch.setattr(sql, "write_rows", removed)
    status, _, err = harness("replay", "begin.yaml", *STORE)
    assert status == 2
    assert "store sqlite:///world.db: the file was removed" in err


# the database of a project


@pytest.fixture
def of_project(harness, tmp_path):
    """The same in a project whose store is the database."""
    (tmp_path / "pytest.ini").write_text("[pytest]\nharness_store = sqlite:///world.db\n", "utf-8")
    (tmp_path / "x.feature").write_text(
        "Feature: F\n  Scenario: S\n    When integration is turned on\n"
        "  Scenario: T\n    When integration is turned on\n",
        "utf-8",
    )
    return harness


def test_of_a_project_it_is_for_tests(of_project, tmp_path):
    for words in (
        ["check", "x.feature", "begin.yaml"],
        ["explain", "whole.yaml", "--record", "ada"],
        ["foresee", "x.feature"],
        ["export", "x.feature:2"],
    ):
        assert of_project(*words)[0] == 0, words
    assert not (tmp_path / "world.db").exists()
    for _ in range(2):  # each of the scenarios overwrites the one before
        assert of_project("replay", "x.feature", "whole.yaml", "--quiet")[0] == 0
    facts = [line for line in _dump(tmp_path) if "'test run'" in line]
    assert len(facts) == 1
    assert "'yes'" in facts[0]


def test_of_a_project_a_world_of_somebody_is_not_for_tests(of_project, begun, tmp_path):
    before = _dump(tmp_path)
    status, _, err = of_project("replay", "x.feature")
    assert status == 2
    assert "a test run overwrites what a test run left, and nothing else: name another" in err
    assert _dump(tmp_path) == before
    assert of_project("replay", "--continue", "more.yaml", "--quiet")[0] == 0
    assert of_project("replay", "whole.yaml", "--overwrite", "--quiet")[0] == 0


def _ended_by(error, project, file):
    with project.opened() as backend:
        replay(load(file), backend)
        raise error


def test_a_test_overwrites_what_one_before_it_left(begun, tmp_path):
    """As features and scenario files are run under pytest."""
    before = _dump(tmp_path)
    other = ProjectSettings(store="sqlite:///other.db")
    for _ in range(2):
        with frozen_simulation(lambda: NO_STEP, project=other) as simulation:
            simulation.do(TurnOn())
        with other.opened() as backend:
            assert replay(load("whole.yaml"), backend).outcome == "passed"
        # what fails is kept, to be looked at; what was interrupted is not whole
        for error, file in ((AssertionError, "begin.yaml"), (KeyboardInterrupt, "whole.yaml")):
            with pytest.raises(error):
                _ended_by(error, other, file)
            assert len(load("sqlite:///other.db").steps) == 6
    its = ProjectSettings(store="sqlite:///world.db")
    with (
        pytest.raises(BadInput, match="overwrites what a test run left, and nothing else"),
        frozen_simulation(lambda: NO_STEP, project=its) as simulation,
    ):
        simulation.do(TurnOn())
    assert _dump(tmp_path) == before
