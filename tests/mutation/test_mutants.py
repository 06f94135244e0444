"""Every mutant is killed by features, by scenarios and by exploration, and leaves no trace.

A mutant that survives shows a missing scenario or property. The table of all of them is
`harness mutants features scenarios`.
"""

import ast
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from harness.cli.main import main
from harness.domain.commands import Create, TurnOn, pairs
from harness.domain.rules import GROUPS, RULES
from harness.exploration.campaign.work_units import run_unit
from harness.gherkin.files import load_all
from harness.gherkin.mutant_trials import feature_trials
from harness.gherkin.places import feature_files
from harness.mutation.by_exploration import SPEC, by_exploration
from harness.mutation.catalogue import MUTANTS
from harness.mutation.kill_matrix import (
    Trial,
    TrialResult,
    baseline,
    by_relevance,
    by_trials,
    scenario_trial,
)
from harness.mutation.mutant import Mutation, mutant_of
from harness.scenarios.reader import load
from harness.scenarios.replay import replay
from harness.scenarios.results import result
from harness.simulator.engine import Engine
from harness.simulator.integration.integration import Integration

ROOT = Path(__file__).parents[2]
BROAD = ROOT / "scenarios/faults/all-of-them-on-a-bad-day.yaml"
STEPS = """
from harness import then, when

@when("{string} leaves")
def leaves(text, simulation):
    from harness.domain.commands import Delete
    simulation.do(Delete("hr", text))

@then("nobody is left")
def nobody(simulation):
    assert not list(simulation.simulator.world.stores["dataverse"].records("cdm_worker"))
"""
LEAVING = """Feature: Leaving

  @L1
  Scenario: Who leaves is gone everywhere
    Given the worker "Ada" exists in both environments
    And integration is on
    When "Ada" leaves
    Then nobody is left
"""


@cache
def trials(kind):
    """Read once, for all mutants."""
    if kind == "features":
        files = feature_files([str(ROOT / "features")])
        found = [trial for file in files for trial in feature_trials(str(file))]
    else:
        found = [scenario_trial(one) for one in load_all(ROOT / kind)]
    assert baseline(found) == []
    return found


@pytest.mark.slow
@pytest.mark.parametrize("name", MUTANTS)
@pytest.mark.parametrize("kind", ["features", "scenarios"])
def test_dies(kind, name):
    caught = by_trials(trials(kind))(MUTANTS[name])
    assert caught.times, f"no test of {kind} notices: {MUTANTS[name].description}"
    assert not caught.crashed, f"a mutant is wrong and does not crash: {caught.why}"


@cache
def exploration():
    """The histories are drawn once in a process."""
    return by_exploration()


@pytest.mark.slow
@pytest.mark.parametrize("name", MUTANTS)
def test_dies_by_exploration_alone(name):
    caught = exploration()(MUTANTS[name])
    assert caught.times, f"no property is violated if {MUTANTS[name].description}"
    assert not caught.crashed, f"a mutant is wrong and does not crash: {caught.why}"


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 1500, 250))
def test_without_a_mutant_no_property_is_violated(first):
    assert run_unit(SPEC, first, 250).failures == ()


def test_there_are_mutants_for_every_rule_and_names_are_unique():
    assert list(MUTANTS) == list(dict.fromkeys(MUTANTS))
    assert [mutant.name for mutant in MUTANTS.values()] == list(MUTANTS)
    assert {mutant.rule for mutant in MUTANTS.values()} == set(RULES)
    assert {rule[0] for rule in RULES} == set(GROUPS)
    says = [mutant.description for mutant in MUTANTS.values()]
    assert len(says) == len(set(says))


def state():
    """What every name, every row of a table and every method of the product is."""
    found = {}
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] != "harness":
            continue
        for key, value in vars(module).items():
            found[name, key] = id(value)
            if type(value) is dict and key != "__builtins__":
                found |= {(name, key, repr(row)): id(value[row]) for row in value}
            elif isinstance(value, type) and value.__module__.startswith("harness."):
                found |= {(name, key, one): id(each) for one, each in vars(value).items()}
    return found


@pytest.mark.slow
@pytest.mark.parametrize("name", MUTANTS)
def test_patches_nothing_and_leaves_nothing_behind(name):
    def broken():
        with MUTANTS[name].active():
            assert isinstance(Engine().integration, MUTANTS[name].integration)
            assert state() == before
            raise RuntimeError

    before = state()
    with pytest.raises(RuntimeError):
        broken()
    assert type(Engine().integration) is Integration


def test_a_mutant_is_over_an_integration_of_ones_own():
    class Own(Integration):
        settled = 0

        def settle(self, *pair, **how):
            self.settled += 1
            return super().settle(*pair, **how)

    with MUTANTS["echo-of-own-writes"].active():
        engine = Engine(integration=Own)
    for command in (TurnOn(), Create("hr", "cdm_title", "boss", pairs({"cdm_name": "Boss"}))):
        assert engine.attempt(command) is None
    assert isinstance(engine.integration, Own)
    assert engine.integration.settled == 1
    assert engine.world.missed.count() == 1  # the echo
    fork = engine.fork()
    assert fork.integration.settled == 1
    assert type(fork.integration) is type(engine.integration)


@pytest.mark.slow
def test_the_fingerprint_is_the_same_after_all_of_them():
    def fingerprint():
        return result(replay(load(BROAD))).run.fingerprint

    before = fingerprint()
    for mutant in MUTANTS.values():
        with mutant.active():
            replay(load(BROAD))
    assert fingerprint() == before


def test_nothing_but_the_command_the_library_and_the_plugin_knows_of_mutants():
    known = set()
    for path in sorted((ROOT / "harness").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and "mutation" in (node.module or ""):
                known.add(path.relative_to(ROOT / "harness").as_posix())
    assert {one for one in known if not one.startswith("mutation/")} == {
        "__init__.py",
        "cli/commands/mutants.py",
        "gherkin/mutant_trials.py",
        "gherkin/pytest_plugin/mutant_session.py",
        "gherkin/suites.py",
    }


def test_what_shows_the_rule_is_tried_first_and_what_is_long_last():
    def trial(place, rule, cost):
        return Trial(place, (rule,), lambda: TrialResult(""), cost)

    given = [
        trial("far", "B1", 1),
        trial("long", "R3", 10_000),
        trial("near", "R4", 2),
        trial("it", "R3", 9),
        trial("it, short", "R3", 3),
    ]
    found = [one.place for one in by_relevance(given, "R3")]
    assert found == ["it, short", "it", "near", "far", "long"]


@pytest.mark.slow
def test_a_crash_and_a_run_without_end_are_noticed():
    class Crashes(Mutation):
        """It crashes."""

        breaks = "S2"

        def create(self, command):
            raise ZeroDivisionError

    class GoesOn(Mutation):
        """It does not end."""

        breaks = "S2"

        def create(self, command):
            while True:
                self.world.journal.add(0, None, "edited", "HR user")

    for broken, said in ((Crashes, "ZeroDivisionError"), (GoesOn, "does not end")):
        mutant = mutant_of(broken)
        for kind in ("features", "scenarios"):
            caught = by_trials(trials(kind)[:40])(mutant)
            assert caught.crashed
            assert said in caught.why


# ----------------------------------------------------------------------------------------- the verb


@pytest.fixture
def suite(tmp_path, monkeypatch):
    """A small project, and standing in it."""
    (tmp_path / "features").mkdir()
    (tmp_path / "features/leaving.feature").write_text(LEAVING)
    (tmp_path / "conftest.py").write_text(STEPS)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def mutants(*arguments):
    """The verb in a process of its own: a conftest.py is loaded for good."""
    done = subprocess.run(
        [sys.executable, "-m", "harness", "mutants", *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.usefixtures("suite")
def test_a_suite_with_steps_of_its_own_learns_what_it_does_not_test():
    wanted = ["--mutant", "hr-deletes-wait-for-the-job", "--mutant", "older-edit-wins"]
    status, said = mutants("features", *wanted)
    assert status == 1
    assert [line.split() for line in said.splitlines()[2:4]] == [
        ["hr-deletes-wait-for-the-job", "L1", "P(A)", "caught"],
        ["older-edit-wins", "R3", "D", "NOT", "CAUGHT"],
    ]
    assert said.splitlines()[-1] == "1 of 2 caught by features"
    status, said = mutants("features/leaving.feature:4", *wanted[:2], "--verbose", "--all")
    assert status == 0
    assert "caught by 1:" in said
    assert "AssertionError" in said


@pytest.mark.slow
def test_features_and_scenarios_may_stand_in_one_folder(suite):
    (suite / "features/x.yaml").write_text("scenario: x\nsteps:\n  - expect: {converged: all}\n")
    status, said = mutants("features", "--mutant", "deletes-do-not-cross", "--format", "json")
    assert status == 0
    [row] = json.loads(said)
    assert row["mutant"] == "deletes-do-not-cross"
    assert row["features"]["first"] == "features/leaving.feature:4"
    assert row["features"]["crashed"] is False
    assert row["scenarios"]["times"] == 0


@pytest.mark.slow
def test_exploration_needs_no_suite():
    wanted = ["--mutant", "older-edit-wins", "--mutant", "import-takes-no-time"]
    status, said = mutants("--explore", *wanted)
    assert status == 0
    assert said.splitlines()[-1] == "2 of 2 caught by exploration"
    status, said = mutants("--explore", "--format", "json", *wanted)
    ours = [by_exploration()(MUTANTS[name])._asdict() for name in wanted[1::2]]
    assert sorted(row["exploration"]["why"] for row in json.loads(said)) == sorted(
        one["why"] for one in ours
    )
    assert "time passes by what takes time alone" in said


NEEDS_PYTEST = """
from harness import when

@when("somebody looks at the page")
def looks(simulation, browser): pass
"""


@pytest.mark.slow
def test_a_scenario_that_fails_or_needs_pytest_does_not_stop_the_others(suite):
    (suite / "features/conftest.py").write_text(NEEDS_PYTEST)
    start = "Feature: {}\n  Scenario: one\n    Given integration is on\n    {}\n"
    page = start.format("Page", "When somebody looks at the page")
    (suite / "features/page.feature").write_text(page)
    wrong = start.format("Wrong", "Then a loss is reported")
    (suite / "features/wrong.feature").write_text(wrong)
    status, said = mutants("features", "--mutant", "deletes-do-not-cross")
    assert status == 0, said
    assert "1 of 1 caught by features" in said
    begins = "passed over, it fails without any mutant:"
    assert f"features/wrong.feature:2: {begins} line 4: expected" in said
    needs = "only pytest can run 'somebody looks at the page', which needs browser"
    assert f"features/page.feature:2: {begins} {needs}" in said


@pytest.mark.slow
def test_a_suite_that_fails_by_itself_is_not_tried(suite):
    text = LEAVING.replace('When "Ada" leaves\n', "When the batch job runs\n")
    (suite / "features/leaving.feature").write_text(text)
    status, said = mutants("features")
    assert status == 2
    assert said.startswith("features/leaving.feature:4: fails without any mutant:")


@pytest.mark.slow
@pytest.mark.usefixtures("suite")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["features", "--mutant", "oldr-edit-wins"], "did you mean older-edit-wins?"),
        (["nowhere"], "nowhere: no such file or folder"),
        (["empty"], "empty: no .feature, .yaml or .yml file in this folder"),
        ([], "which features and scenarios?"),
        (["features", "--list"], "--list tries nothing: leave out features"),
        (["--list", "--explore"], "--list tries nothing: leave out --explore"),
        (["features", "--format", "simpel"], "did you mean simple?"),
    ],
)
def test_what_cannot_be_done_is_said(arguments, said):
    Path("empty").mkdir()
    status, printed = mutants(*arguments)
    assert status == 2
    assert said in printed


def test_the_list_needs_no_suite(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert main(["mutants", "--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    assert sum(line.startswith(tuple(MUTANTS)) for line in lines) == len(MUTANTS)


# --------------------------------------------------------------------------------------- the plugin


def test_pytest_runs_a_suite_under_a_mutant(project):
    files = {"leaving.feature": LEAVING, "conftest.py": STEPS}
    status, said = project(files, "-q")
    assert status == 0
    assert "mutant" not in said
    status, said = project({}, "-q", "--harness-mutant", "deletes-do-not-cross")
    assert status == 1
    assert "mutant deletes-do-not-cross: a live delete leaves the record" in said
    status, said = project({}, "--harness-mutant", "deletes-do-not-crss")
    assert status == 4
    assert "did you mean deletes-do-not-cross?" in said
