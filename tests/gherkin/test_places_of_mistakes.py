"""Mistakes of a feature are said all at once, each at its word or cell, and what follows is silent.

A wrong feature is `mistakes/x.gherkin`; `x.expected.txt` beside it holds all that is said of it,
and `pytest --approve` writes that.
"""

from pathlib import Path

import pytest
from projects import feature

import harness as h
from harness.cli.main import main
from harness.gherkin.check import problems_of
from harness.gherkin.conftest_loader import definitions_for
from harness.gherkin.feature_file import parse

FOLDER = Path(__file__).parent / "mistakes"
MISTAKES = sorted(FOLDER.glob("*.gherkin"))
ADA = 'Given the worker "Ada" exists in both environments'


@pytest.fixture(scope="module")
def definitions(tmp_path_factory):
    return definitions_for(tmp_path_factory.mktemp("features") / "x.feature")


@pytest.mark.parametrize("path", MISTAKES, ids=lambda path: path.stem)
def test_all_mistakes_are_said_at_once_at_their_places(path, definitions, approved):
    found = problems_of(parse("x.feature", path.read_text("utf-8")), definitions)
    said = "".join(f"{problem}\n" for problem in found)
    approved(said, path.with_suffix(".expected.txt"), what="list of mistakes")


def test_every_list_of_mistakes_has_its_feature():
    lists = FOLDER.glob("*.expected.txt")
    assert {path.name.partition(".")[0] for path in lists} == {path.stem for path in MISTAKES}


def test_the_same_is_said_at_every_entrance(project, tmp_path, monkeypatch, capsys):
    """By `check`, `replay`, the library, and when pytest collects."""
    text = (FOLDER / "words-of-rows-of-examples.gherkin").read_text("utf-8")
    lines = (FOLDER / "words-of-rows-of-examples.expected.txt").read_text("utf-8").splitlines()
    status, said = project({"x.feature": text}, "-q")
    assert status == 2
    assert [line.strip() for line in said.splitlines() if "x.feature:" in line][
        : len(lines)
    ] == lines
    monkeypatch.chdir(tmp_path)
    assert main(["check", "x.feature"]) == 2
    assert capsys.readouterr().out.splitlines()[:-1] == lines
    assert main(["replay", "x.feature"]) == 2
    assert capsys.readouterr().err.splitlines() == lines
    assert list(map(str, h.check("x.feature").problems)) == lines
    with pytest.raises(h.BadInput) as caught:
        h.load("x.feature")
    assert str(caught.value).splitlines() == lines


RIGHT = {
    "an upright table": feature(
        "Given the worker table has these custom columns:",
        "  | column | badge |",
        'When the worker "Ada" is created in Human Resources with:',
        "  | badge | red |",
        'And the worker "Ada" is changed in Human Resources to:',
        "  | first name | Ada    |",
        "  | last name  | Byron  |",
        "And these worker records are imported:",
        "  | record    | Bob | Cid |",
        "  | last name | Bee | Sea |",
        'Then the worker "Ada" in Human Resources has:',
        "  | badge | red   |",
        "  | name  | Byron |",
    ).replace("| name ", "| last name "),
    "a wrong value that is to be refused": feature(
        ADA,
        'When the gender of the worker "Ada" is changed to "Unknown" in Human Resources',
        "Then it is refused because \"has no choice 'Unknown'\"",
        'When the worker "Ada" is changed in Dataverse to:',
        "  | birthdate |",
        "  | 31.2.2021 |",
        'Then it is refused because "takes Date"',
        'When the worker "Bob" is created in Human Resources with:',
        "  | worker number | gender |",
        "  |               | Male   |",
        'Then it is refused because "needs its natural key"',
    ),
    "records of every kind": feature(
        "Given 20 generated worker records exist in both environments",
        'And the worker "Ada" exists in Dataverse only, untracked',
        'And the employment "Ada at Work" exists in both environments, untracked'.replace(
            "employment", "job"
        ),
        "When these department records are imported:",
        "  | department number |",
        "  | D-1               |",
        "And 2 new job records are imported",
        'And the worker "Ada" is deleted from Dataverse',
        'And the job "job 2" is deleted from Human Resources',
        'And the department "D-1" is deleted from Human Resources',
        'Then the department "D-1" is not in Human Resources',
    ),
}


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_right_passes(name, project):
    status, said = project({"x.feature": RIGHT[name]}, "-q")
    assert status == 0, said


def test_a_step_of_ones_own_may_make_records(project):
    """So may fixtures and hooks that act on the simulation: then only a run can tell."""
    steps = 'When the worker "Bob" is deleted from Dataverse'
    text = feature("Given our usual company", steps)
    own = (
        "from harness import given\n"
        "@given('our usual company')\n"
        "def company(simulation):\n"
        "    from harness.domain.commands import Give, Row\n"
        "    row = Row('Bob', simulation.keyed('worker', 'Bob'))\n"
        "    simulation.give(Give('cdm_worker', [row]))\n"
    )
    status, said = project({"conftest.py": own, "x.feature": text}, "-q")
    assert status == 0, said
    acts = own.replace("@given('our usual company')", "@pytest.fixture(autouse=True)")
    files = {"conftest.py": f"import pytest\n{acts}", "x.feature": feature(steps)}
    status, said = project(files, "-q")
    assert status == 0, said
    status, said = project({"conftest.py": ""}, "-q")
    assert status == 2
    assert "x.feature:4:21: no record 'Bob' is made in this scenario" in said


def test_check_knows_fixtures_that_act_too(tmp_path):
    (tmp_path / "x.feature").write_text(feature('When the worker "Bob" is deleted from Dataverse'))
    assert len(h.check(tmp_path / "x.feature").problems) == 1
    acts = tmp_path / "acts"
    acts.mkdir()
    (acts / "pytest.ini").write_text("[pytest]\n")
    (acts / "x.feature").write_text((tmp_path / "x.feature").read_text())
    (acts / "conftest.py").write_text("def pytest_bdd_before_scenario(request): pass\n")
    assert h.check(acts / "x.feature").problems == ()


def test_very_long_words_are_cut(definitions):
    long = "x" * 100_000
    for text in (
        feature(f"Given {long}"),
        feature(f"Given the worker {long}", f"And {long} is on"),
        feature(ADA, f'When the worker "{long}" is deleted from Dataverse'),
        feature(ADA, f'When the {long} of the worker "Ada" is changed to "x" in Dataverse'),
        feature(f"{long}: x"),
        feature(ADA, f"  | {long} |"),
        feature(
            "Given these worker records exist in both environments:", f"  | {long} |", "  | x |"
        ),
    ):
        found = problems_of(parse("x.feature", text), definitions)
        assert found
        assert all(len(str(problem)) < 1_000 for problem in found)


def test_what_would_move_a_cursor_is_replaced(definitions):
    text = feature('Given the cat "\x1b[2J\u202e" exists', "And the \x1b[2J is \x9b on")
    said = "\n".join(map(str, problems_of(parse("x.feature", text), definitions)))
    assert said
    assert "".join(said.split("\n")).isprintable()
