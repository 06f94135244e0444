"""Witnesses are true, shortest, and as shipped in `scenarios/found/` and the README.

`pytest --approve` writes them, and then their timelines (`tests/scenarios/test_scenarios.py`).
"""

from itertools import count
from pathlib import Path

import pytest

from harness.cli.commands import find as verb
from harness.cli.main import main
from harness.domain.errors import BadInput
from harness.domain.events import EVENTS
from harness.exploration.statespace.model import BoundedModel
from harness.exploration.statespace.two_columns import TwoColumns
from harness.exploration.witnesses.search import STARTS, before, find, find_all
from harness.exploration.witnesses.targets import all_targets, target_named
from harness.exploration.witnesses.witness_files import file_name, scenario_file, scenario_of
from harness.gherkin.run import scenarios_of
from harness.properties.law import ALWAYS, Property
from harness.properties.oracle.oracle import Oracle
from harness.reports.result import end_state, fingerprint
from harness.scenarios.reader import load, parse
from harness.scenarios.replay import replay

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "scenarios" / "found"
SHIPPED = ("data-loss", "undone-delete", "tie", "divergence-after-batch")


def small(faults=(), **settings):
    """With two values some causes take more steps; it is quicker."""
    return BoundedModel(values=(None, "Byron"), faults=tuple(faults), imports=False, **settings)


@pytest.fixture(scope="module")
def found():
    return find_all(SHIPPED)


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(verb, "BoundedModel", small)


@pytest.mark.slow
@pytest.mark.parametrize("what", SHIPPED)
def test_the_shipped_scenarios_are_what_is_found(found, what, approved):
    folder = FOLDER / what
    texts = {file_name(n, one): scenario_file(one) for n, one in zip(count(1), found[what])}
    texts[f"{what}.feature"] = verb.feature(target_named(what), found[what])
    for name, text in texts.items():
        approved(text.rstrip("\n") + "\n", folder / name, what="scenario")
    others = [
        path
        for path in folder.iterdir()
        if path.name.replace(".timeline.txt", ".yaml") not in texts
    ]
    if approved.rewrite:
        for path in others:
            path.unlink()
    else:
        assert others == []


@pytest.mark.slow
def test_there_are_as_many_losses_as_one_shows_to_a_customer(found):
    assert 20 <= len(found["data-loss"]) <= 50  # with the ways of the wider models
    titles = [one.cause.title for ones in found.values() for one in ones]
    assert len(set(titles)) == len(titles)


@pytest.mark.slow
@pytest.mark.parametrize("what", SHIPPED)
def test_the_feature_says_the_same(what):
    """Every Gherkin scenario passes, with the fingerprint of its scenario file."""
    spoken = list(scenarios_of(str(FOLDER / what / f"{what}.feature")))
    files = sorted((FOLDER / what).glob("*.yaml"))
    assert len(spoken) == len(files)
    for one, file in zip(spoken, files, strict=True):
        done, mine = replay(one), replay(load(file))
        assert done.outcome == mine.outcome == "passed"
        assert fingerprint(end_state(done.simulator)) == fingerprint(end_state(mine.simulator))


@pytest.mark.slow
def test_no_shorter_history_shows_it():
    """Against all histories up to four commands, one by one, through the simulator."""
    names, longest = ("data-loss", "undone-delete", "divergence-after-batch"), 4
    checks = {name: target_named(name).check for name in names}
    shortest = {name: {} for name in names}

    def follow(world, watch, length):
        state = before(watch, world)
        for operation in world.operations:
            after = watch.fork()
            step = after.do(operation.command)
            for name, check in checks.items():
                for seen in check(state, step):
                    known = shortest[name].get(seen.cause.title, length)
                    shortest[name][seen.cause.title] = min(known, length)
            if length < longest and not step.refused:  # what is refused changes nothing
                follow(world, after, length + 1)

    one, two = small(), TwoColumns(small())
    for world, starts in ((one, STARTS), (two, two.starts)):
        for given in starts:
            simulator = world.simulator()
            for command in given:
                simulator.attempt(command)
            follow(world, Oracle(simulator), 1)
    for name, ones in find_all(names, one, longest, wider=False).items():
        lengths = {one.cause.title: len(one.commands) for one in ones}
        assert shortest[name] == lengths
        assert lengths


@pytest.mark.parametrize("what", ["duplicate", "held-back", "refused", "a-delete-crosses"])
def test_all_that_is_found_passes_when_it_is_read_again(what):
    found = find(what, small(), max_length=4)
    assert found
    for one in found:
        assert replay(parse(scenario_file(one))).outcome == "passed"


def test_a_fault_finds_more():
    found = find_all(("data-loss",), small(("unavailable",)), max_length=5, wider=False)
    titles = [one.cause.title for one in found["data-loss"]]
    assert (
        "An edit in Dataverse, which could not be delivered, is overwritten at once by a later "
        "edit in Human Resources"
    ) in titles


def test_a_promise_that_holds_is_not_found_and_one_that_does_not_is(monkeypatch):
    def byron(step):
        return next((e.record for e in step.events if e.data and "Byron" in str(e.data)), None)

    assert find("no-change-is-dropped", small(), max_length=4) == []
    promise = Property("nobody is called Byron", ("R7",), byron)
    monkeypatch.setitem(ALWAYS, promise.name, promise)
    found = find("nobody-is-called-byron", small(), max_length=2)
    assert {len(one.commands) for one in found} == {1}
    assert found[0].cause.title.startswith("Broken: nobody is called Byron, when ")


def test_everything_can_be_found_by_name():
    known = all_targets()
    assert {name.replace("_", "-") for name in EVENTS} <= known.keys()
    assert (
        target_named("divergence after batch").description
        == target_named("divergence_after_batch").description
    )
    with pytest.raises(BadInput, match="did you mean undone-delete"):
        target_named("undone-deletes")


def test_the_verb(quick, capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert main(["find", "tie", "--longest", "4"]) == 0
    printed = capsys.readouterr().out
    assert "  Of two edits in the same         " in printed
    assert max(map(len, printed.splitlines())) <= 80
    assert main(["find", "no-change-is-dropped", "--longest", "3"]) == 1
    said = " ".join(capsys.readouterr().out.split())
    assert "No history of up to 3 steps over this model breaks it" in said
    assert main(["find", "tie", "--longest", "4", "--output", str(tmp_path / "ties")]) == 0
    names = capsys.readouterr().out.splitlines()
    assert names == [path.as_posix() for path in sorted((tmp_path / "ties").iterdir())]
    assert main(["replay", str(tmp_path / "ties"), "--quiet"]) == 0


def test_what_the_verb_refuses(quick, capsys):
    assert main(["find", "data-los"]) == 2
    assert "did you mean data-loss?" in capsys.readouterr().err
    assert main(["find"]) == 2
    assert "--list" in capsys.readouterr().err
    assert main(["find", "tie", "--faults", "unavailble"]) == 2
    assert "did you mean unavailable?" in capsys.readouterr().err
    assert main(["find", "--list", "--format", "json"]) == 0


@pytest.mark.slow
def test_a_scenario_ends_with_what_pins_it(found):
    for ones in found.values():
        for one in ones:
            steps = scenario_of(one).steps
            assert len(steps) >= len(one.commands) + 2
