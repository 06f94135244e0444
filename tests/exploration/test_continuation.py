"""Explorations that go on from a scenario of somebody's own."""

import json

import pytest

import harness as h
from harness.cli.main import main
from harness.domain.commands import Advance, Create, Delete, Edit, Undelete
from harness.exploration.workload.continuation import continuation, start_of

OURS = """scenario: Ours
settings: {conflict: hr_wins}
catalog:
  new_car:
    natural_key: [new_plate]
    columns: {new_plate: Text, new_color: {type: Choice, choices: [red, blue]}}
given:
  integration: on
  records: {herbie: {table: new_car, values: {new_plate: "53", new_color: red}}}
steps:
  - turn_off
  - edit: {in: dataverse, record: herbie, values: {new_color: blue}}
  - expect: {missed_requests: 1}
"""
FEATURE = """Feature: F
  Scenario: Theirs
    Given the worker "Ada" exists in both environments
    When integration is turned on
"""


def test_it_begins_with_the_commands_and_goes_on_with_the_records():
    start = start_of(h.loads(OURS))
    found = continuation(start, 1, 200)
    own = [step.does for step in h.loads(OURS).steps[:2]]
    assert list(found.commands[:2]) == own
    assert (found.settings.conflict, "new_car" in found.catalog) == ("hr_wins", True)
    assert len(found.commands) == 202
    by_users = (Create, Edit, Delete, Undelete)
    records = [it.record for it in found.commands if isinstance(it, by_users)]
    assert set(records) == {"herbie"}
    kinds = {type(it) for it in found.commands}
    assert {*by_users, Advance} <= kinds
    colors = {dict(it.values).get("new_color") for it in found.commands if isinstance(it, Edit)}
    assert colors == {"red", "blue", None}


def test_a_seed_gives_the_same_and_a_shorter_one_is_its_beginning():
    start = start_of(h.loads(OURS))
    for swarm in (False, True):
        long = continuation(start, 5, 40, ["unavailable", "over"], swarm)
        assert continuation(start, 5, 40, ["unavailable", "over"], swarm) == long
        short = continuation(start, 5, 10, ["unavailable", "over"], swarm)
        assert short.commands == long.commands[:12]
    assert continuation(start, 6, 40) != continuation(start, 5, 40)


@h.always("herbie stays")
def herbie_stays(step: h.Step) -> str | None:
    gone = isinstance(step.command, Delete) and step.refused is None
    return "he was scrapped" if gone else None


def test_a_counterexample_begins_with_the_scenario():
    found = h.explore(range(30), start=h.loads(OURS), length=20, properties=[herbie_stays])
    assert found.broken == ("herbie stays",)
    assert (found.goals, found.missing) == ({}, ())
    history = found.counterexample.history
    assert [step.does for step in history.steps[:2]] == [it.does for it in h.loads(OURS).steps[:2]]
    short = found.counterexample.shrunk()
    assert any(isinstance(step.does, Delete) for step in short.history.steps)
    assert "new_car" in short.to_yaml()


def test_without_faults_of_ours_every_property_holds(tmp_path):
    for text, name in ((OURS, "ours.yaml"), (FEATURE, "theirs.feature")):
        found = h.explore(range(20), start=h.loads(text, name), length=15, faults=h.ALL_FAULTS)
        assert found.passed, found.failures[:1]


def test_a_scenario_without_records_is_bad_input():
    with pytest.raises(h.BadInput, match=r"it names no record"):
        h.explore(range(1), start=h.loads("scenario: x\nsteps: [turn_on]"))
    with pytest.raises(h.BadInput, match=r"start"):
        h.explore(range(1), start="x.yaml")
    with pytest.raises(h.BadInput, match=r"start"):
        h.explore(range(1), start=h.loads(OURS), world="small")


@pytest.fixture
def harness(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ours.yaml").write_text(OURS, "utf-8")
    (tmp_path / "other.yaml").write_text(OURS.replace("red", "green"), "utf-8")
    (tmp_path / "own.py").write_text(
        "import harness as h\n\n\n@h.always('herbie stays')\ndef stays(step):\n"
        "    return 'gone' if isinstance(step.command, h.Delete) and not step.refused else None\n",
        "utf-8",
    )

    def run(line):
        more = [] if "--exhaustive" in line else ["--processes", "1"]
        status = main([*line.split(), *more])
        return status, *capsys.readouterr()

    return run


def test_the_command_that_is_printed_shows_it_again(harness):
    status, out, _ = harness(
        "explore ours.yaml --count 20 --length 9 --plugin own.py --format json"
    )
    (broken,) = json.loads(out)["broken"]
    assert status == 1
    assert broken["again"].startswith("harness explore ours.yaml --seed ")
    status, out, _ = harness(broken["again"].removeprefix("harness "))
    assert status == 1
    assert "BROKEN: herbie stays" in out
    assert f"seed {broken['seed']}, step {broken['step']}; again:" in out
    assert "as a scenario" in out
    status, out, _ = harness("explore ours.yaml --count 20 --length 9 --plugin own.py --format tsv")
    assert status == 1
    assert ["invariant", "herbie stays", "", "BROKEN"] in [
        [cell.strip() for cell in line.split("\t")] for line in out.splitlines()
    ]


def test_what_is_saved_is_of_one_scenario(harness):
    line = "explore ours.yaml --count 3 --length 3 --save x.json"
    assert harness(line)[0] == 0
    status, out, _ = harness(line.replace("3 --l", "6 --l"))
    assert status == 0
    assert "6 histories" in out
    for other, says in {
        "other.yaml ": "it began with ours.yaml, as it was then",
        "": "began with",
    }.items():
        status, _, err = harness(line.replace("ours.yaml ", other))
        assert status == 2
        assert says in err


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("explore ours.yaml --exhaustive", "--exhaustive: goes with no scenario"),
        ("explore ours.yaml --world company", "--world: goes with no scenario"),
        ("explore --catalog x.yaml", "--catalog is for a scenario"),
        ("explore --exhaustive --format json", "--format is for random histories"),
        ("explore --write x --format json", "--write: goes with text"),
    ],
)
def test_what_does_not_go_together_is_said(harness, line, says):
    status, out, err = harness(line)
    assert (status, out) == (2, "")
    assert says in err
