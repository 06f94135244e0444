"""`--store` of the commands that run many simulations: one's own store comes to the same."""

import re
import shlex
from pathlib import Path

import pytest

from harness.cli.main import main

SHELF = f"{Path(__file__).parents[1] / 'stores' / 'shelf.py'}:Shelf"
FAILS = """
scenario: It fails
steps:
  - create: {in: hr, table: cdm_title, record: boss, values: {cdm_name: Boss}}
  - create: {in: hr, table: cdm_title, record: clerk, values: {cdm_name: Clerk}}
  - expect: {in: dataverse, record: boss, exists: yes}
"""
PASSES = """
scenario: It passes
steps:
  - turn_on
  - create: {in: hr, table: cdm_title, record: boss, values: {cdm_name: Boss}}
  - delete: {in: hr, record: boss}
  - expect: {in: dataverse, record: boss, exists: no}
"""
FEATURE = """Feature: Deletes
  Scenario: A delete crosses
    Given integration is on
    And the worker "Ada" exists in both environments
    When the worker "Ada" is deleted from Human Resources
    Then the worker "Ada" is not in Dataverse
"""
PROPERTY = """
import harness as h
@h.always("nobody loses an edit")
def no_loss(step):
    return next((it.record for it in step.events if it.event == "lost"), None)
"""
STORES = """
class Right:
    def __init__(self):
        self.held = {}
    def find(self, table, key):
        return self.held.get(table, {}).get(key)
    def at(self, table, reference):
        return next((it for it in self.records(table) if it.reference == reference), None)
    def put(self, table, record):
        self.held.setdefault(table, {})[record.key] = record
    def remove(self, table, key):
        del self.held[table][key]
    def records(self, table):
        return iter(self.held.get(table, {}).values())
    def tables(self):
        return sorted(table for table, held in self.held.items() if held)
    def count(self, table):
        return len(self.held.get(table, {}))

class Liar(Right):
    def find(self, table, key):
        return super().find(table, key) if self.count(table) < 2 else None

class Forgets(Right):
    def find(self, table, key):
        return None
"""


def run(capsys, *words):
    """The exit status, what was written without the times, and the errors."""
    status = main([str(word) for word in words])
    out, err = capsys.readouterr()
    return status, re.sub(r"[\d.,]+ s\b.*", "", out), err


@pytest.mark.parametrize(
    "command",
    [
        "explore --count 12 --processes 2 --faults all",
        "explore --count 30 --world small --processes 1",
        "find data-loss --longest 4",
        "compare --count 12 --processes 2",
    ],
)
def test_a_store_of_ones_own_comes_to_the_same(command, capsys):
    words = shlex.split(command)
    memory = run(capsys, *words)
    assert run(capsys, *words, "--store", SHELF) == memory
    assert memory[1]


def test_mutants_are_caught_with_it(tmp_path, capsys):
    """By a feature, by a scenario and by exploration: they are as right as with memory."""
    (tmp_path / "one.yaml").write_text(PASSES)
    (tmp_path / "one.feature").write_text(FEATURE)
    words = ["mutants", tmp_path, "--explore", "--all"]
    words += ["--mutant", "deletes-do-not-cross", "--mutant", "on-by-default", "--format", "json"]
    memory = run(capsys, *words)
    assert run(capsys, *words, "--store", SHELF) == memory
    assert '"features"' in memory[1]
    status, _, err = run(capsys, "mutants", tmp_path, "--store", _lying(tmp_path))
    assert status == 2
    for place in ("one.yaml", "one.feature:2"):
        assert f"{place}: fails without any mutant: " in err
    assert "store Forgets (liar.py:" in err


def _lying(folder):
    path = folder / "liar.py"
    path.write_text(STORES)
    return f"{path}:Forgets"


def test_a_failure_is_shrunk_with_it(tmp_path, capsys):
    path = tmp_path / "fails.yaml"
    path.write_text(FAILS)
    memory = run(capsys, "shrink", path)
    assert run(capsys, "shrink", path, "--store", SHELF) == memory
    assert memory[0] == 0


def test_what_is_found_says_how_to_run_it_again(tmp_path, capsys):
    own = tmp_path / "own.py"
    own.write_text(PROPERTY)
    words = ["explore", "--count", 40, "--processes", 1, "--plugin", own, "--store", SHELF]
    status, out, _ = run(capsys, *words)
    assert status == 1
    again, replay = (
        next(line for line in out.splitlines() if line.lstrip("# A").startswith(begin))
        for begin in ("harness explore", "shortest history")
    )
    assert f"--store {SHELF}" in again
    assert f"--store {SHELF} shows the step" in replay
    assert run(capsys, *shlex.split(again)[1:])[0] == 1


def test_an_exploration_is_saved_with_its_store(tmp_path, capsys):
    words = ["explore", "--count", 5, "--processes", 1, "--save", tmp_path / "saved.json"]
    run(capsys, *words, "--store", SHELF)
    status, _, err = run(capsys, *words)
    assert status == 2
    assert f"is of another exploration: --store was {SHELF}. Name another file" in err


@pytest.mark.parametrize("command", ["explore", "find data-loss", "compare", "shrink x.yaml"])
@pytest.mark.parametrize(
    ("store", "message"),
    [
        ("sqlite:///world.db", "store sqlite:///world.db: a database holds one simulation, and"),
        ("shelf", "no store 'shelf'"),
        ("nothing.py:Shelf", "nothing.py: no such file"),
    ],
)
def test_a_store_that_cannot_be_is_refused_before_anything_is_done(command, store, message, capsys):
    status, out, err = run(capsys, *shlex.split(command), "--store", store)
    assert (status, out) == (2, "")
    assert message in err


def test_a_store_that_lies_is_named_with_the_history(tmp_path, capsys):
    path = tmp_path / "liar.py"
    path.write_text(STORES)
    words = ["compare", "--count", 5, "--processes", 1, "--store", f"{path}:Liar"]
    status, _, err = run(capsys, *words)
    assert status == 2
    where = r" \(seed \d+, last_edit_wins, ties hr\)\n"
    assert re.fullmatch(
        rf"store Liar \(liar\.py:\d+\) of .*: find\(.* returned None, .*{where}", err
    )


def test_a_search_of_every_state_has_the_history_where_a_store_lies(tmp_path, capsys):
    path = tmp_path / "liar.py"
    path.write_text(STORES)
    status, out, err = run(capsys, "explore", "--exhaustive", "--store", f"{path}:Forgets")
    assert (status, err) == (1, "")
    found = out.partition("\nBROKEN: what is plugged in keeps its contract\n")[2]
    assert re.match(r"  store Forgets \(liar\.py:\d+\) of [^:]*: find\(", found)
    assert "as a scenario, " in found


def test_an_exploration_shrinks_to_where_a_store_lies(tmp_path, capsys):
    path = tmp_path / "liar.py"
    path.write_text(STORES)
    words = ["explore", "--count", 20, "--processes", 2, "--store", f"{path}:Liar"]
    status, out, _ = run(capsys, *words)
    assert status == 1
    found = out.partition("\nBROKEN: what is plugged in keeps its contract\n")[2].partition(
        "BROKEN:"
    )
    assert re.match(r"store Liar \(liar\.py:\d+\) of [^:]*: find\(", found[0])
    assert "as a scenario, 1 step:" in found[0]


def test_a_file_that_is_plugged_in_has_its_store_too(tmp_path, capsys):
    """It is executed once, so that what it registers is not registered twice."""
    path = tmp_path / "both.py"
    policy = "import harness as h\n@h.policy('ours')\ndef ours(hr, dataverse):\n    return 'hr'\n"
    path.write_text(policy + STORES)
    words = ["explore", "--count", 20, "--processes", 2, "--conflict", "ours"]
    words += ["--plugin", path]
    memory = run(capsys, *words)
    assert memory[2] == ""
    assert run(capsys, *words, "--store", f"{path}:Right") == memory
