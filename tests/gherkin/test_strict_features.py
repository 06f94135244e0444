"""Wrong feature files fail at collection, also those that pytest-bdd alone lets pass.

Each of these files passes with pytest-bdd 9 alone, or its error does not name what is wrong.
"""

import json
import subprocess
import sys
from time import process_time

import pytest
from projects import feature

from harness.domain.errors import Problems
from harness.domain.extras import install_line
from harness.gherkin.check import problems_of
from harness.gherkin.conftest_loader import definitions_for
from harness.gherkin.definitions import Definitions
from harness.gherkin.feature_file import parse
from harness.gherkin.files import problems_in

AMBIGUOUS = """
from pytest_bdd import given, parsers

@given(parsers.parse("a {thing} cat"))
def anything(thing): pass

@given("a black cat")
def black(): pass

@given("a nap")
async def nap(): pass
"""
# what is wrong: the file, and what is said of it; the line of the first step is 4
WRONG = {
    "misspelt_first_keyword": (
        feature("Givn integration is on", "When the batch job runs"),
        "4:5: this line is a description, no step: it begins 'Givn', did you mean Given?",
    ),
    "misspelt_later_keyword": (
        feature("Given integration is on", "Whem the batch job runs"),
        "5:5: 'Whem the batch job runs' is no step, table row or keyword that may stand here, ",
    ),
    "keyword_in_lower_case": (
        feature("given integration is on", "When the batch job runs"),
        "4:5: this line is a description, no step: it begins 'given', did you mean Given?",
    ),
    "no_keyword": (
        feature("integration is on", "When the batch job runs"),
        "4:5: this line is a description, no step: put a keyword before 'integration is on'",
    ),
    "misspelt_scenario": (
        "Feature: A feature\n  Scenaro: lost\n    Given integration is on\n",
        "2:3: this line is a description, no keyword: it begins 'Scenaro:', did you mean Scenario?",
    ),
    "step_of_no_scenario": (
        "Feature: A feature\n  Scenaro: lost\n    Given integration is on\n",
        "3:5: this step belongs to no scenario: 'Given integration is on'",
    ),
    "no_scenario": ("Feature: A feature\n", "1:1: this feature has no scenario"),
    "no_steps": (feature(), "3:3: this scenario has no steps: it would pass"),
    "no_name": (feature("Given integration is on", title=""), "3:3: this Scenario has no name"),
    "same_name": (
        feature("Given integration is on")
        + "  Rule: r\n    Scenario: A scenario\n      Given integration is on\n",
        "6:5: a scenario of this name is in line 3: give each a name of its own",
    ),
    "unknown_placeholder": (
        feature('Given the worker "<whoo>" exists in both environments')
        + "    Examples:\n      | who |\n      | Ada |\n",
        "4:5: no column <whoo> in the Examples, did you mean who?",
    ),
    "unknown_placeholder_in_a_table": (
        feature("Given these worker records exist in both environments:", "  | record |")
        + "      | <whoo> |\n    Examples:\n      | who |\n      | Ada |\n",
        "6:9: no column <whoo> in the Examples, did you mean who?",
    ),
    "placeholder_without_examples": (
        feature('Given the worker "<who>" exists in both environments'),
        "4:5: <who> stays as it is: this Scenario has no Examples",
    ),
    "placeholder_in_a_background": (
        "Feature: f\n  Background:\n    Given integration is <s>\n"
        + feature("When the batch job runs").partition("\n")[2],
        "3:5: <s> stays as it is: a Background is not filled from Examples",
    ),
    "examples_without_rows": (
        feature("Given integration is <state>") + "    Examples:\n      | state |\n",
        "5:5: these Examples have no rows: nothing runs",
    ),
    "examples_without_anything": (
        feature("Given integration is <state>") + "    Examples:\n",
        "5:5: these Examples have no rows: nothing runs",
    ),
    "outline_without_examples": (
        "Feature: f\n  Scenario Outline: x\n    Given integration is on\n",
        "2:3: a Scenario Outline needs Examples",
    ),
    "two_columns_of_one_name": (
        feature("Given integration is <a>")
        + "    Examples:\n      | a | a |\n      | on | off |\n",
        "6:7: two columns of the name 'a'",
    ),
    "table_nobody_takes": (
        feature("Given integration is on", "  | a |"),
        "4:5: 'integration is on' takes no table: it would be ignored",
    ),
    "doc_string_nobody_takes": (
        feature("Given integration is on", '  """', "  x", '  """'),
        "4:5: 'integration is on' takes no doc string: it would be ignored",
    ),
    "table_that_is_missing": (
        feature("Given these worker records exist in both environments:"),
        "4:5: 'these worker records exist in both environments:' needs a table under it",
    ),
    "ragged_table": (
        feature("Given integration is on", "  | a | b |", "  | 1 |"),
        "6:7: this row has more or fewer cells than the rows above it",
    ),
    "ragged_examples": (
        feature("Given integration is <a>") + "    Examples:\n      | a |\n      | on | off |\n",
        "7:7: this row has more or fewer cells than the rows above it",
    ),
    "unknown_table": (
        feature('Given the wroker "Ada" exists in both environments'),
        "4:15: there is no table 'wroker', did you mean worker?",
    ),
    "unknown_column": (
        feature('When the lst name of the worker "Ada" is changed to "x" in Dataverse'),
        "4:14: there is no column 'lst name' of worker, did you mean last name?",
    ),
    "unknown_heading": (
        feature(
            "Given these worker records exist in both environments:",
            "  | record | lst name |",
            "  | Ada    | x        |",
        ),
        "5:18: there is no column 'lst name' of worker, did you mean last name?",
    ),
    "unknown_heading_of_the_grid": (
        feature("Then the grid of the worker table shows:", "  | Recrod |", "  | Ada |"),
        "5:9: the table has no heading 'Recrod', did you mean record?",
    ),
    "unknown_heading_of_losses": (
        feature("Then these losses are reported:", "  | record | lost |", "  | Ada | x |"),
        "5:9: the table needs a heading for environment, column, kept",
    ),
    "unknown_fact_of_a_custom_column": (
        feature("Given the worker table has these custom columns:", "  | colum |", "  | x |"),
        "5:9: the table has no heading 'colum', did you mean column?",
    ),
    "undefined": (
        feature("Given integration is on", 'Then the worker "Ada" is fired from Dataverse'),
        """5:5: no step Then 'the worker "Ada" is fired from Dataverse'
    did you mean
      Then the worker "Ada" is in Dataverse
""",
    ),
    "a_snippet": (
        feature("Given integration is on", 'Then "Ada" dances with HR 2 times'),
        """5:5: no step Then '"Ada" dances with HR 2 times'
    define it in conftest.py:
      from harness import then
      @then("{string} dances with {environment} {int} times")
      def step(text, environment, number, simulation):
          raise NotImplementedError""",
    ),
    "another_keyword": (
        feature("Given the batch job runs"),
        "4:5: no step Given 'the batch job runs'; it exists as When",
    ),
    "nothing_before_and": (
        feature("And integration is on"),
        "4:5: And has no step before it: begin with Given or When",
    ),
    "nothing_before_a_bullet": (
        feature("* integration is on"),
        "4:5: * has no step before it: begin with Given or When",
    ),
    "no_such_rule": (
        feature("Given integration is on", tags="@R99"),
        "2:3: no rule 'R99', did you mean R9?",
    ),
    "ambiguous": (
        feature("Given a black cat"),
        "4:5: Given 'a black cat' matches 2 definitions:",
    ),
    "coroutine": (
        feature("Given a nap"),
        "4:5: 'a nap' is a coroutine, which nobody would await",
    ),
    "no_feature": ("", "1:1: no Feature: in this file"),
    "two_features": (
        feature("Given integration is on") + "Feature: another\n",
        "'Feature: another' is no step, table row or keyword that may stand here",
    ),
    "prose": ("Once upon a time\n", "1:1: a feature file begins with Feature:, not 'Once upon"),
    "unclosed_doc_string": (
        feature("Given integration is on", '  """', "  x"),
        "the file ends within a doc string: close it with the quotes that opened it",
    ),
    "unknown_language": (
        "# language: xx\nFeature: x\n",
        "1:1: Gherkin has no language 'xx'",
    ),
}
OWN = {"ambiguous", "coroutine"}  # of a project's own steps


@pytest.fixture(scope="module")
def definitions(tmp_path_factory):
    folder = tmp_path_factory.mktemp("features")
    return definitions_for(folder / "x.feature")


@pytest.mark.parametrize("name", [name for name in WRONG if name not in OWN])
def test_a_wrong_file_is_answered_with_what_to_write_instead(name, definitions):
    text, says = WRONG[name]
    try:
        found = problems_of(parse("x.feature", text), definitions)
    except Problems as error:
        found = error.problems
    assert says in "\n".join(map(str, found)).replace("x.feature:", "")


def test_pytest_fails_for_every_wrong_file_and_names_them_all_at_once(project):
    files = {f"{name}.feature": text for name, (text, _) in WRONG.items()}
    files |= {"conftest.py": AMBIGUOUS, "right.feature": feature("Given the batch job has run")}
    status, said = project(files, "-q")
    assert status == 2
    for name, (_, says) in WRONG.items():
        first = says.strip().splitlines()[0].split(" ", 1)[1]
        assert f"ERROR collecting {name}.feature" in said, name
        part = said.partition(f"ERROR collecting {name}.feature")[2].partition("\n____")[0]
        assert first in part, (name, part)
        assert f"{name}.feature:" in part
    assert "passed" not in said
    assert "      conftest.py:4: anything\n" in said
    assert "      conftest.py:7: black\n" in said
    assert "Traceback" not in said
    status, said = project({}, "-q", "--continue-on-collection-errors")
    assert status == 1
    assert "1 passed" in said


def test_check_says_the_same_without_running(project, tmp_path, monkeypatch, capsys):
    from harness.cli.main import main

    files = {f"{name}.feature": text for name, (text, _) in WRONG.items() if name not in OWN}
    _, said = project(files, "-q")
    monkeypatch.chdir(tmp_path)
    assert main(["check", "."]) == 2
    checked = capsys.readouterr().out
    assert f"{len(files)} files checked" in checked
    for line in checked.splitlines()[:-1]:
        assert line in said


def test_prose_is_left_alone(definitions):
    text = """Feature: f
  When integration is off, users can make changes.
  And so on; given time, then again.

  A note: this is prose, Then so is this.

  Rule: r
    The examples: many.
    Scenario: s
      These records are what matters here.
      There are others. Android is not And.
      Given integration is on
"""
    assert problems_of(parse("x.feature", text), definitions) == []


def test_many_rows_of_an_outline_are_one_problem(definitions):
    rows = "".join(f"      | {number} |\n" for number in range(500))
    text = feature('Given the cat "<n>" exists') + f"    Examples:\n      | n |\n{rows}"
    assert len(problems_of(parse("x.feature", text), definitions)) == 1


def test_a_step_that_adds_columns_needs_its_table(definitions):
    text = feature("Given the worker table has these custom columns:", "When the batch job runs")
    [problem] = problems_of(parse("x.feature", text), definitions)
    assert problem.message.endswith("custom columns:' needs a table under it")


def test_a_column_that_a_scenario_adds_is_known_in_it_and_not_in_the_next(definitions):
    custom = (
        "Given the worker table has these custom columns:",
        "  | column |",
        "  | badge  |",
        'And the worker "Ada" exists in both environments',
        'And the badge of the worker "Ada" was changed to "x" in Dataverse',
    )
    text = feature(*custom) + feature(*custom[3:], title="b").partition("  \n")[2]
    text = text.replace("And the worker", "Given the worker")
    [problem] = problems_of(parse("x.feature", text), definitions)
    assert problem.line == 11
    assert problem.message == (
        "there is no column 'badge' of worker; `harness tables cdm_worker` lists its columns, "
        "`harness steps --search custom` the steps that add one"
    )


def test_a_column_that_a_background_adds_is_known_in_every_scenario(definitions):
    added = (
        "    Given the worker table has these custom columns:\n      | column |\n      | badge |\n"
        '    And the worker "Ada" exists in both environments\n'
    )
    scenario = (
        '  Scenario: {}\n    When the badge of the worker "Ada" is changed to "x" in Dataverse\n'
    )
    text = f"Feature: f\n  Background:\n{added}{scenario.format(1)}{scenario.format(2)}"
    assert problems_of(parse("x.feature", text), definitions) == []


def test_a_step_that_skips_is_no_passed_step(project, tmp_path):
    conftest = "import pytest, pytest_bdd\n@pytest_bdd.given('a rest')\ndef _(): pytest.skip('x')\n"
    steps = ("Given integration is on", "And a rest", "When the batch job runs")
    files = {"conftest.py": conftest, "a.feature": feature(*steps)}
    _, said = project(files, "-q", "-rs", "--cucumberjson=cucumber.json")
    assert "1 skipped" in said
    assert "a.feature:5: And a rest: x" in said
    [told] = json.loads((tmp_path / "cucumber.json").read_text("utf-8"))
    statuses = [step["result"]["status"] for step in told["elements"][0]["steps"]]
    assert statuses == ["passed", "skipped", "skipped"]


def test_a_json_report_that_would_be_empty_is_refused(project):
    files = {"a.feature": feature("Given integration is on")}
    status, said = project(files, "-q", "-n", "2", "--cucumberjson=cucumber.json")
    assert status == 4
    assert "--cucumberjson would write an empty report under -n" in said


def test_right_files_in_any_dress_run(project):
    steps = ("Given integration is on", "When the batch job runs")
    german = (
        "# language: de\nFunktionalität: Zwölf\n  Szenario: Läuft\n"
        "    Angenommen integration is on\n    Wenn the batch job runs\n"
    )
    files = {
        "bom.feature": b"\xef\xbb\xbf" + feature(*steps).encode(),
        "crlf.feature": feature(*steps).replace("\n", "\r\n").encode(),
        "cr.feature": feature(*steps).replace("    ", "\t").encode(),
        "german.feature": german,
        "no_end.feature": feature(*steps).rstrip("\n"),
        "wide.feature": feature(*steps, title="研究開発 | “x” \\ :: [y] <z") + "\n\n",
    }
    status, said = project(files, "-q")
    assert status == 0, said
    assert "6 passed" in said


def test_a_file_that_is_no_utf8_says_so(project):
    files = {
        "latin.feature": feature("Given integration is on", title="Zoë").encode("latin-1"),
        "utf16.feature": feature("Given integration is on").encode("utf-16"),
    }
    status, said = project(files, "-q")
    assert status == 2
    assert "latin.feature:3:15: not a text in UTF-8: byte 0xeb is no character" in said
    assert "utf16.feature:1:1: this is UTF-16: save it as UTF-8" in said


@pytest.mark.parametrize("mutate", [str.upper, lambda t: t.replace("is", "iz"), lambda t: t[:-2]])
def test_the_nearest_phrase_is_the_one_that_was_meant(mutate, definitions):
    """Nearly every phrase is found again from a line that is nearly its example."""
    missed = []
    for one in definitions.all:
        text = mutate(one.example)
        if definitions.with_any_keyword(text):
            continue
        if one not in definitions.nearest(text, one.keyword):
            missed.append(text)
    assert len(missed) <= len(definitions.all) // (2 if mutate is str.upper else 20), missed


def test_a_line_is_looked_up_among_those_that_share_its_words(definitions):
    everywhere = Definitions([])
    assert everywhere.matching("anything", "given") == []
    for one in definitions.all:
        found = definitions.matching(one.example, one.keyword)
        tried = [
            other
            for other in definitions.all
            if other.keyword == one.keyword and other.context.parser.is_matching(one.example)
        ]
        assert found == tried == [one]


def test_where_gherkin_is_not_installed_check_says_so(tmp_path):
    """Once, and goes on with the files that need it not."""
    (tmp_path / "x.feature").write_text("Feature: x\n")
    (tmp_path / "z.feature").write_text("Feature: z\n")
    (tmp_path / "y.yaml").write_text("scenario: y\nsteps: [turn_on]\n")
    code = "import sys; sys.modules['gherkin'] = None; from harness.cli.main import main; "
    code += "sys.exit(main(['check', '.']))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr == ""
    assert done.stdout.count(install_line("bdd")) == 1
    assert "3 files checked, 1 problem" in done.stdout


@pytest.mark.parametrize(
    ("step", "meant"),
    [
        (
            'When workers are imported from "x.csv"',
            'When the file "workers.csv" is imported into the worker table',
        ),
        ("When Dataverse is throttled", 'When Dataverse answers "429 Too Many Requests"'),
        ("When Dataverse is down for 2 hours", "When Dataverse is unavailable for 2 hours"),
        ("When Dataverse is up again", "When Dataverse is available again"),
        ("Then no data loss is reported", "Then no loss is reported"),
        ("Then nothing is lost", "Then no loss is reported"),
        ("Then data was lost", "Then a loss is reported"),
        (
            'When the worker "Ada" is removed from Dataverse',
            'When the worker "Ada" is deleted from Dataverse',
        ),
        (
            'When the job "Ada" is erased from HR',
            'When the worker "Ada" is deleted from HR',
        ),
    ],
)
def test_what_people_say_is_answered_with_the_phrase_for_it(step, meant, definitions):
    [problem] = problems_of(parse("x.feature", feature(step)), definitions)
    assert f"did you mean\n      {meant}\n" in problem.message
    assert "conftest.py" not in problem.message


@pytest.mark.parametrize(
    "step",
    [
        "When I drink",
        "Given I am logged in",
        "When the moon is full",
        "Then it works",
        'Given "Ada" works here',
        "Given the database is clean",
    ],
)
def test_what_nothing_is_near_to_has_no_suggestion(step, definitions):
    [problem] = problems_of(parse("x.feature", feature(step)), definitions)
    assert "did you mean" not in problem.message
    assert "\n    define it in conftest.py:\n      from harness import" in problem.message


@pytest.mark.parametrize(
    "step",
    ["worker x " * 5_000, 'the worker "' + '" "x' * 12_000 + '"', "the x of the x of the " * 5_000],
)
def test_a_line_of_any_length_that_is_no_step_is_told_at_once(step):
    began = process_time()
    found = [
        *problems_in(f"Feature: F\n  Scenario: S\n    When {step}\n", "x.feature", feature=True)
    ]
    assert process_time() - began < 5  # it was half a minute to minutes
    assert "no step When" in str(found[0])
    assert len(str(found[0])) < 3_000


def test_a_null_character_has_its_place():
    text = 'Feature: F\n  Scenario: S\n    When the worker "a\0" is deleted from HR\n'
    assert [*map(str, problems_in(text, "x.feature", feature=True))] == [
        "x.feature:3:23: this has a null character"
    ]
