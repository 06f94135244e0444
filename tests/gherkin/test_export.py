"""Gherkin to scenario files and back: each can express the other, with the same fingerprint."""

import json
from pathlib import Path

import pytest
from models.page_histories import HISTORIES

import harness as h
from harness.cli.main import main
from harness.domain.commands import GiveIntegration
from harness.domain.errors import BadInput, Problems
from harness.domain.settings import Settings
from harness.exploration.workload.generator import generate
from harness.gherkin.check import problems_of
from harness.gherkin.conftest_loader import definitions_for
from harness.gherkin.export import export
from harness.gherkin.feature_file import load as load_feature
from harness.gherkin.feature_file import parse as parse_feature
from harness.gherkin.places import scenario_files
from harness.gherkin.run import scenario_of, scenarios_of
from harness.gherkin.writer import feature_text
from harness.scenarios.reader import load, parse
from harness.scenarios.replay import replay
from harness.scenarios.replay_text import replay_parts
from harness.scenarios.results import result
from harness.scenarios.scenario import Scenario, ScenarioStep
from harness.scenarios.writer import scenario_text

ROOT = Path(__file__).parents[2]
FEATURES = sorted((ROOT / "features").glob("*.feature"))
SCENARIOS = scenario_files([str(ROOT / "scenarios")])
CASES = [(load_feature(path), case) for path in FEATURES for case in load_feature(path).cases]


@pytest.fixture(scope="module")
def definitions():
    return definitions_for(ROOT / "features" / "x.feature")


def replayed(scenario):
    found = result(replay(scenario))
    return found.run.fingerprint, found.run.outcome


@pytest.mark.slow
@pytest.mark.parametrize(
    ("read", "case"), CASES, ids=[f"{Path(r.path).stem}:{c.row or c.line}" for r, c in CASES]
)
def test_a_gherkin_scenario_as_a_file_replays_to_the_same(read, case, definitions):
    scenario = scenario_of(read, case, definitions)
    again = parse(scenario_text(scenario))
    assert [type(step.does) for step in again.steps] == [type(s.does) for s in scenario.steps]
    assert replayed(scenario) == replayed(again)
    assert replayed(again)[1] == "passed"


@pytest.mark.slow
@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_a_scenario_file_as_gherkin_does_the_same(path, definitions):
    scenario = load(path)
    read = parse_feature("x.feature", feature_text([scenario]))
    assert problems_of(read, definitions) == []
    [case] = read.cases
    again = scenario_of(read, case, definitions)
    assert replayed(again) == replayed(scenario)
    assert len(again.steps) == len(scenario.steps)
    assert again.rules == scenario.rules
    assert replayed(parse(scenario_text(again))) == replayed(scenario)


@pytest.mark.parametrize("history", HISTORIES, ids=lambda it: f"{it.rule} {it.name}")
def test_a_history_of_the_page_is_said_in_gherkin_and_again_as_a_file(history, definitions):
    scenario = parse(json.dumps(history.as_scenario()))
    read = parse_feature("x.feature", export(scenario, "feature"))
    again = scenario_of(read, read.cases[0], definitions)
    assert [type(step.does) for step in again.steps] == [type(s.does) for s in scenario.steps]
    assert again.settings == scenario.settings
    assert replayed(parse(scenario_text(again))) == replayed(scenario)


PRINT = """
import pytest
from harness.reports.result import end_state, fingerprint

@pytest.fixture(autouse=True)
def told(request, simulation):
    yield
    print(f"\\n{request.node.matched.line} {fingerprint(end_state(simulation.simulator))}")
"""


def test_pytest_and_export_run_the_same(project, definitions):
    path = FEATURES[2]
    files = {"conftest.py": PRINT, "a.feature": path.read_text("utf-8")}
    status, said = project(files, "-q", "-s")
    assert status == 0, said
    under_pytest = {
        int(line.split()[0]): line.split()[1]
        for line in said.splitlines()
        if len(line.split()) == 2 and len(line.split()[1]) == 64
    }
    read = load_feature(path)
    exported = {
        case.row or case.line: replayed(scenario_of(read, case, definitions))[0]
        for case in read.cases
    }
    assert under_pytest == exported


FAILS = """Feature: It fails
  @R4
  Scenario: The worker is there
    Given integration is on
    And the worker "Ada" exists in both environments
    When sync now is run for the worker table
    Then the worker "Ada" is not in Dataverse
    When integration is turned off
    And sync now is run for the worker table
    Then both environments hold the same

  Scenario Outline: Rows in <environment>
    When the worker "Ada" is created in <environment>

    Examples:
      | environment     |
      | Human Resources |
      | Dataverse       |
"""


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.feature").write_text(FAILS, encoding="utf-8")
    return tmp_path


def test_a_scenario_that_fails_is_exported_as_it_is_written(here, capsys):
    assert main(["export", "a.feature:4", "--output", "a.yaml"]) == 0
    assert main(["replay", "a.yaml", "--quiet"]) == 1
    by_file = capsys.readouterr().out
    assert main(["replay", "a.feature:4", "--quiet"]) == 1
    by_place = capsys.readouterr().out
    assert by_file.count("expected:") == 2
    assert "a.yaml:" in by_file
    assert "expected: Ada in Dataverse is not there" in by_place
    assert "refused: integration is off" in by_place
    assert "a.feature:7: step" in by_place  # the line of the step


def test_places_in_a_feature(here, capsys):
    for place, titles in {
        "a.feature:2": ["The worker is there"],
        "a.feature:10": ["The worker is there"],
        "a.feature:18": ["Rows in Dataverse"],
        "a.feature:12": ["Rows in Human Resources", "Rows in Dataverse"],
        "a.feature": ["The worker is there", "Rows in Human Resources", "Rows in Dataverse"],
    }.items():
        assert [scenario.title for scenario in scenarios_of(place)] == titles, place
    assert main(["export", "a.feature:12"]) == 2
    said = capsys.readouterr().err
    assert "a.feature:12 has 2 scenarios; name one of them by its line:" in said
    assert "a.feature:18  Rows in Dataverse" in said
    assert main(["export", "a.feature:99"]) == 2
    assert "a.feature:99: the file has 18 lines" in capsys.readouterr().err
    assert main(["explain", "a.feature", "--record", "Ada"]) == 2
    assert "name one of them by its line" in capsys.readouterr().err
    assert main(["explain", "a.feature:3", "--record", "Ada"]) == 0
    assert main(["diff", "a.feature:3", "a.feature:3"]) == 0


def test_several_scenarios_go_into_a_folder(here, capsys):
    assert main(["export", "a.feature", "--output", "out"]) == 0
    names = ["rows-in-dataverse.yaml", "rows-in-human-resources.yaml", "the-worker-is-there.yaml"]
    assert sorted(path.name for path in (here / "out").iterdir()) == names
    assert main(["export", "out", "--output", "back"]) == 0
    assert len(list((here / "back").glob("*.feature"))) == 3
    assert main(["export", "out"]) == 2
    assert "name a folder for them with --output" in capsys.readouterr().err


def test_what_is_that_already_is_not_exported(here, capsys):
    assert main(["export", "a.feature:3", "--to", "feature"]) == 2
    assert "a.feature:3 is a feature already: --to takes the other" in capsys.readouterr().err
    assert main(["export", "b.feature:3"]) == 2
    assert "b.feature:3: no such file or folder" in capsys.readouterr().err


def test_a_wrong_feature_is_not_exported(here, capsys):
    (here / "a.feature").write_text(FAILS.replace("is on", "is onn"), encoding="utf-8")
    assert main(["export", "a.feature:3"]) == 2
    assert (
        "a.feature:4:26: no step Given 'integration is onn': switch is on or off"
        in capsys.readouterr().err
    )


OWN = """
from pytest_bdd import given as native
from harness.gherkin.vocabulary import given

@given("a browser at {string}")
def browser_at(url, browser): pass

@native("a cat")
def cat(): pass
"""


ATTACHES = """
from harness import when

@when("somebody looks")
def looks(simulation, attach):
    attach(simulation.timeline())
    attach(b"1", "image/png", "seen.png")
"""


def test_what_a_step_attaches_goes_nowhere_without_pytest(here, capsys):
    (here / "conftest.py").write_text(ATTACHES, encoding="utf-8")
    text = FAILS.replace("    When sync", "    When somebody looks\n    And sync", 1)
    (here / "a.feature").write_text(text, encoding="utf-8")
    for command in (["check"], ["export"], ["replay", "--quiet"]):
        status = main([*command, "a.feature" if command == ["check"] else "a.feature:3"])
        printed, errors = capsys.readouterr()
        assert status == (command[0] == "replay"), printed + errors  # it fails, as before
        assert errors == ""


def test_steps_that_need_pytest_say_so(here, capsys):

    (here / "conftest.py").write_text(OWN, encoding="utf-8")
    for step, says in {
        'a browser at "x"': "which needs browser: here steps take simulation alone",
        "a cat": "which is none of the vocabulary",
    }.items():
        (here / "a.feature").write_text(FAILS.replace("integration is on\n", step + "\n"), "utf-8")
        assert main(["export", "a.feature:3"]) == 2
        said = capsys.readouterr().err
        assert f"a.feature:4:5: only pytest can run {step!r}" in said
        assert says in said


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("<b>", "looks like a placeholder of an outline"),
        ("1 < b > 2", None),
        ("x\\", None),
        ('"', None),
        ("\"'", None),
        ("...", None),
        (" a ", None),
        ("a\nb", None),
        ('"quoted"', None),
        ("a | b \\| c", None),
        ("null", None),
    ],
)
def test_any_value_survives_or_is_refused_by_name(value, says, definitions):
    given = (
        "scenario: x\nsteps:\n"
        "  - create: {in: hr, table: cdm_worker, record: ada, values: {cdm_workernumber: '1'}}\n"
        "  - edit: {in: hr, record: ada, values: {cdm_lastname: VALUE}}\n"
        "  - edit: {in: hr, record: ada, values: {cdm_lastname: VALUE, cdm_firstname: VALUE}}\n"
        "  - expect: {in: hr, record: ada, values: {cdm_lastname: VALUE}}\n"
    )
    from harness.scenarios.writer import flow

    scenario = parse(given.replace("VALUE", flow(value)))
    if says:
        with pytest.raises(BadInput, match=says):
            feature_text([scenario])
        return
    read = parse_feature("x.feature", feature_text([scenario]))
    again = scenario_of(read, read.cases[0], definitions)
    assert [step.does for step in again.steps] == [step.does for step in scenario.steps]


ONE = "Feature: F\n\n  Scenario: S\n"
REFUSED_TWICE = """    When sync now is run for the worker table
    Then it is refused because "integration is off"
    And it is refused because "integration is off"
"""


def test_a_refusal_is_expected_once_here_as_there(here, capsys, project):
    """The step before is refused, and no other: pytest and a replay agree on which step fails."""
    (here / "a.feature").write_text(ONE + REFUSED_TWICE, encoding="utf-8")
    assert main(["replay", "a.feature", "--quiet"]) == 1
    assert "a.feature:6: step 3" in capsys.readouterr().out
    status, said = project({"a.feature": ONE + REFUSED_TWICE}, "-q")
    assert status == 1
    assert "it was not refused" in said


def test_both_environments_are_expected_though_the_first_fails(here):
    steps = """    Given the worker "Ada" exists in both environments
    Then the last name of the worker "Ada" is "King" in both environments
"""
    (here / "a.feature").write_text(ONE + steps, encoding="utf-8")
    [scenario] = scenarios_of("a.feature")
    assert [step.does.environment for step in scenario.steps] == ["hr", "dataverse"]


JUDGES = """
import pytest
from harness.gherkin.vocabulary import then
from harness.domain.commands import TurnOn

@then("it is judged")
def judged(simulation):
    BODY
"""


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("assert 1 == 2, 'no'", "a.feature:4:5: Then it is judged: AssertionError: no"),
        ("raise KeyError('no')", "a.feature:4:5: Then it is judged: KeyError: 'no'"),
        ("pytest.fail('no')", "a.feature:4:5: Then it is judged: Failed: no"),
        ("pytest.skip('no')", "a.feature:4:5: Then it is judged: Skipped: no"),
        (
            "simulation.simulator.attempt(TurnOn())",
            "a.feature:3: a step gives the simulator a command",
        ),
    ],
)
def test_what_a_step_does_by_itself_is_no_scenario(here, capsys, body, says):
    """Else a replay would pass where pytest fails."""

    (here / "conftest.py").write_text(JUDGES.replace("BODY", body), encoding="utf-8")
    (here / "a.feature").write_text(ONE + "    Then it is judged\n", encoding="utf-8")
    for verb in (["replay", "a.feature"], ["export", "a.feature"]):
        assert main(verb) == 2
        assert says in capsys.readouterr().err


TAKES = """
from harness.gherkin.vocabulary import when

@when("it is done:")
def done(datatable, simulation, usual=3):
    assert datatable == [["a"], ["b"]]
"""


def test_a_step_is_called_as_pytest_bdd_calls_it(here):

    (here / "conftest.py").write_text(TAKES, encoding="utf-8")
    table = "    When it is done:\n      | a |\n      | b |\n"
    (here / "a.feature").write_text(ONE + table, encoding="utf-8")
    assert main(["replay", "a.feature", "--quiet"]) == 0


def test_every_scenario_has_a_file_of_its_own(here, capsys):
    """Titles that are alike in file names do not overwrite each other."""
    titles = ["Three", "three!", "three 2"]
    text = "Feature: F\n" + "".join(f"\n  Scenario: {t}\n    When 1 day passes\n" for t in titles)
    (here / "a.feature").write_text(text, encoding="utf-8")
    assert main(["export", "a.feature", "--output", "out"]) == 0
    written = capsys.readouterr().out.split()
    assert len(set(written)) == 3
    assert {load(here / name).title for name in written} == set(titles)


def test_what_is_only_given_is_no_scenario_file(here, capsys):
    (here / "a.feature").write_text(ONE + "    Given integration is on\n", encoding="utf-8")
    assert main(["export", "a.feature"]) == 2
    assert "a.feature:3: nothing happens and nothing is expected" in capsys.readouterr().err


MADE = (
    "scenario: x\nsteps:\n"
    "  - create: {in: hr, table: cdm_worker, record: ' a', values: {cdm_workernumber: '1'}}\n"
)
GRID = (
    MADE + "  - turn_on\n  - run_batch_job\n  - expect: {grid: {table: cdm_worker, rows: [ROW]}}\n"
)


@pytest.mark.parametrize("row", ["{record: ' a'}", "{human_resources_entity_name: '\"\"'}", "{}"])
def test_cells_of_the_grid_are_the_same_cells(row, definitions):
    scenario = parse(GRID.replace("ROW", row))
    read = parse_feature("x.feature", feature_text([scenario]))
    again = scenario_of(read, read.cases[0], definitions)
    assert [step.does for step in again.steps] == [step.does for step in scenario.steps]


TABLE = (
    "scenario: x\n"
    "catalog: {NAME: {columns: {new_x: {type: Text, max_length: 9}}, natural_key: [new_x], "
    "display_name: 'DISPLAY'}}\nsteps:\n"
    "  - create: {in: hr, table: NAME, record: t, values: {new_x: q}}\n"
    "  - edit: {in: hr, record: t, values: {new_x: q}}\n"
)


@pytest.mark.parametrize(
    ("name", "display", "says"),
    [
        ("new_t", "Part of the whole", None),  # "the x of the part of the whole"
        ("new_t", "Worker", None),
        ("new-t", "New-t", 'Gherkin cannot say this: no step When \'the new-t "t" is created'),
        ("worker", "W/", "Gherkin cannot say this: table 'worker' could be cdm_worker, worker"),
        ("new_t", "<a>", None),
    ],
)
def test_what_no_step_can_say_is_not_written(here, capsys, name, display, says):
    text = TABLE.replace("NAME", name).replace("DISPLAY", display)
    (here / "a.yaml").write_text(text, encoding="utf-8")
    assert main(["export", "a.yaml"]) == (2 if says else 0)
    told = capsys.readouterr()
    assert told.err.startswith("a.yaml: " if says else "")
    assert (says or "") in told.err
    assert bool(told.out) == (says is None)


def test_a_title_that_would_be_a_placeholder_is_not_written(here, capsys):
    text = MADE.replace("scenario: x", "scenario: The <a> is made")
    (here / "a.yaml").write_text(text, encoding="utf-8")
    assert main(["export", "a.yaml"]) == 2
    assert "a.yaml: Gherkin cannot say this: <a> stays as it is" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(60))
def test_random_histories_survive_both_ways(seed, definitions):
    """Those that a scenario file can hold at all: about one in three."""
    drawn = generate(seed, 30)
    steps = tuple(ScenarioStep(n, n, does) for n, does in enumerate(drawn.commands, 1))
    try:
        scenario = parse(scenario_text(Scenario("x", "x", drawn.settings, steps, drawn.given)))
    except Problems:
        return
    read = parse_feature("x.feature", feature_text([scenario]))
    assert problems_of(read, definitions) == []
    again = scenario_of(read, read.cases[0], definitions)
    assert replayed(again) == replayed(scenario)
    assert replayed(parse(scenario_text(again))) == replayed(scenario)


def test_gherkin_that_would_do_something_else_is_not_written(here, capsys):
    """The grid of a step counts references in words, which a file takes as they are."""
    text = GRID.replace("ROW", "{human_resources_reference: first RecId}")
    (here / "a.yaml").write_text(text, encoding="utf-8")
    assert main(["replay", "a.yaml", "--quiet"]) == 1
    capsys.readouterr()
    assert main(["export", "a.yaml"]) == 2
    assert "Gherkin cannot say this: read again step 4 is Grid(" in capsys.readouterr().err


def test_a_command_without_words_is_wrong_input():
    """As a new one is until it has them."""
    unspoken = Scenario("x", "x", Settings(), (ScenarioStep(1, 1, GiveIntegration()),))
    with pytest.raises(BadInput, match="Gherkin has no words for give_integration"):
        feature_text([unspoken])


def test_a_restore_of_what_no_step_backs_up_is_refused_and_not_exported(here, capsys):
    """Files are checked for it before they run; a step of one's own may make the backup here."""
    steps = """    Given a backup of Human Resources was made as "Sunday"
    When ENVIRONMENT is restored from the backup "NAME"
    Then it is refused because "no such backup"
"""
    for environment, name, says in (
        ("Dataverse", "Sunday", "'Sunday' is a backup of Human Resources"),
        ("Human Resources", "Monday", "no step makes the backup 'Monday', did you mean Sunday?"),
    ):
        text = steps.replace("ENVIRONMENT", environment).replace("NAME", name)
        (here / "a.feature").write_text(ONE + text, encoding="utf-8")
        assert main(["replay", "a.feature", "--quiet"]) == 0
        capsys.readouterr()
        assert main(["export", "a.feature"]) == 2
        assert f"a scenario file cannot say this: {says}" in capsys.readouterr().err


def test_the_empty_date_in_a_natural_key_is_exported_with_its_refusal(here, capsys):
    """It is no value there (V1): a file may have it where the next step expects the refusal."""
    steps = """    Given the company "USMF" exists in both environments
    And the worker "Ada" exists in both environments
    When the employment "Ada at Work" is created in Human Resources with:
      | employment start date |
      | 1900-01-01T00:00:00Z  |
    Then it is refused because "cdm_employmentstartdate is empty"
"""
    (here / "a.feature").write_text(ONE + steps, encoding="utf-8")
    assert main(["replay", "a.feature", "--quiet"]) == 0, capsys.readouterr().out
    capsys.readouterr()
    assert main(["export", "a.feature", "--output", "a.yaml"]) == 0
    assert "cdm_employmentstartdate: null" in (here / "a.yaml").read_text("utf-8")
    assert main(["replay", "a.yaml", "--quiet"]) == 0, capsys.readouterr().out


def test_what_gherkin_cannot_say_is_named():
    from harness.gherkin import export as exporting

    scenario = parse("scenario: On\nsettings: {tie: dataverse}\nsteps: [turn_on, advance: 1d]")
    usual = parse("scenario: On\nsteps: [turn_on, advance: 2d]")
    assert exporting._difference(scenario, usual) == "the setting tie is 'hr', not 'dataverse'"
    other = parse("scenario: On\nsettings: {tie: dataverse}\nsteps: [turn_on, advance: 2d]")
    assert exporting._difference(scenario, other).startswith("step 2 is Advance(")
    shorter = parse("scenario: On\nsettings: {tie: dataverse}\nsteps: [turn_on]")
    assert exporting._difference(scenario, shorter) == "it has 1 step, not 2"


NUMBERED = """\
Feature: F

  Background:
    Given integration is on

  Scenario: S
    When integration is turned off
    And the worker "Ada" is created in Human Resources with:
      | worker number |
      | 1             |
    Then no loss is reported
    And the worker "Ada" is not in Human Resources
"""


def test_the_steps_of_a_feature_lead_to_its_lines(tmp_path, monkeypatch):
    """A replay counts what the steps do; given integration is on is no step of it."""
    monkeypatch.chdir(tmp_path)
    scenario = h.loads(NUMBERED, "x.feature")
    done = h.replay(scenario)
    (failure,) = done.failures
    assert (failure.step, failure.line) == (4, 12)
    said = " ".join("\n".join(replay_parts(done, width=80)).split())
    numbers = (
        "The numbers of steps count commands and expectations: 1–2 at lines 7–8, 3–4 at lines "
        "11–12 of x.feature (pytest counts steps as they are written)."
    )
    assert numbers in said
    assert "x.feature:12: step 4" in said
    assert numbers in done.to_html()
    in_a_file = h.replay(h.loads(h.export(scenario, to="scenario")))
    assert "The numbers of steps" not in in_a_file.to_html() + "\n".join(replay_parts(in_a_file))
