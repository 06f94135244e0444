"""A plugged part that breaks its contract is found by an exploration, and shrunk."""

import json
import re

import pytest
from stores.shelf import Shelf

import harness as h
from harness.cli.main import main
from harness.domain.policies import policy
from harness.exploration.campaign.work_units import (
    DETERMINISM,
    TWICE_EVERY,
    ExplorationSpec,
    history_of,
    oracle_for,
    run_unit,
    tables_of,
)
from harness.exploration.shrinking.same_failure import broken_contract
from harness.exploration.workload.healing import healing
from harness.properties.law import ALWAYS, CONTRACT, first_violation
from harness.scenarios.reader import parse

PASSES = """
scenario: It passes
settings: {conflict: no_word_for_a_tie}
steps: [turn_on, run_batch_job]
"""


@pytest.fixture(autouse=True)
def no_word_for_a_tie(plugged):
    """A policy that answers nonsense where both last edits are of one second."""

    @policy("no_word_for_a_tie")
    def no_word_for_a_tie(hr, dataverse):
        return "tie" if hr.edited_at == dataverse.edited_at else "hr"

    return no_word_for_a_tie


def test_an_exploration_finds_the_shortest_history():
    found = h.explore(range(300), length=40, conflict="no_word_for_a_tie")
    assert (found.passed, found.broken) == (False, (CONTRACT,))
    example = found.counterexample.shrunk()
    assert "it returned 'tie', expected 'hr', 'dataverse' or None" in example.message
    assert len(example.history.steps) < 8
    again = h.replay(example.history)
    assert again.failures[-1].step == len(example.history.steps)
    assert again.failures[-1].actual == example.message


def test_the_command_shows_it(capsys, tmp_path):
    arguments = ("--count", "300", "--length", "40", "--processes", "1", "--conflict")
    status = main(["explore", *arguments, "no_word_for_a_tie", "--write", str(tmp_path)])
    out = capsys.readouterr().out
    assert status == 1
    held = f"Properties: {len(ALWAYS)} of {len(ALWAYS) + 1} hold\n"
    assert f"{held}  BROKEN: what is plugged in keeps its contract\n" in out
    (path,) = tmp_path.iterdir()
    assert main(["replay", str(path), "--format", "json"]) == 2
    events = [it["event"] for it in json.loads(capsys.readouterr().out)["timeline"]]
    assert events[-1] == "plugin_failed"


def test_a_comparison_names_the_history(capsys):
    assert main(["compare", "--count", "300", "--processes", "2"]) == 2
    err = capsys.readouterr().err
    assert re.search(r"it returned 'tie', .* \(seed \d+, no_word_for_a_tie, ties hr\)\n$", err), err


def test_a_second_run_that_breaks_it_is_another(plugged):
    """Of the first seed, which is run twice: a policy that is asked too often."""
    asked = []

    @policy("tires")
    def tires(hr, dataverse):
        asked.append(hr)
        return "hr" if len(asked) <= once else "no more"

    once = 1_000_000
    seed = next(it for it in range(0, 2000, TWICE_EVERY) if ask_in(it, asked))
    once = len(asked)
    asked.clear()
    (failure,) = run_unit(ExplorationSpec(length=60, conflict="tires"), seed, 1).failures
    assert failure.property == DETERMINISM
    assert "a second run ends: policy tires (test_broken_contracts.py:" in failure.message


def ask_in(seed, asked):
    """Whether the policy `tires` is asked in the history of that seed, which is run once here."""
    asked.clear()
    spec = ExplorationSpec(length=60, conflict="tires")
    settings, setup, commands = history_of(spec, seed)
    oracle = oracle_for(settings, setup, tables_of(spec, seed))
    for command in (*commands, *healing(settings)):
        first_violation(oracle.do(command))
    return asked


def test_there_is_none_where_it_is_kept():
    assert broken_contract(parse(PASSES)) is None


class Full(Shelf):
    """Fails in what is given, or later."""

    def put(self, table, record):
        if self.count(table) == 2:
            raise OSError("no room")
        super().put(table, record)


class Unordered(Shelf):
    """Lies to whoever lists records: an oracle and invariants do, at the start too."""

    def records(self, table):
        return reversed([*super().records(table)])


class Forgetful(Shelf):
    """Lies to whoever looks a record up, a user's command or an invariant."""

    def find(self, table, key):
        return None


class RunsBackwards(h.Clock):
    """Fails as integration is given or turned on."""

    def next_run(self, since):
        return since - 1


class Slower(h.Clock):
    """Fails as time passes."""

    def next_run(self, since):
        return since + (3600 if since < 1629370000 else 0)


BROKEN = {
    "full": (lambda: h.Simulator(stores=h.stores.backend(Full)), "store Full"),
    "unordered": (lambda: h.Simulator(stores=h.stores.backend(Unordered)), "store Unordered"),
    "forgetful": (lambda: h.Simulator(stores=h.stores.backend(Forgetful)), "store Forgetful"),
    "backwards": (lambda: h.Simulator(clock=RunsBackwards()), "clock RunsBackwards"),
    "slower": (lambda: h.Simulator(clock=Slower()), "clock Slower"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_store_or_clock_is_a_counterexample_with_its_seed(name):
    """Wherever it fails: in what is given, in a command, as the oracle or an invariant reads."""
    make, part = BROKEN[name]
    found = h.explore(range(40), simulator=make, length=30)
    assert found.broken == (CONTRACT,)
    assert len({failure.seed for failure in found.failures}) == len(found.failures) > 2
    assert all(failure.message.startswith(part) for failure in found.failures)
    example = found.counterexample.shrunk()
    assert len(example.history.steps) <= 2
    again = h.replay(h.loads(example.to_yaml()), simulator=make, properties=[])
    assert [failure.actual for failure in again.failures][-1] == example.message
    assert again.failures[-1].step == len(example.history.steps)


@pytest.mark.parametrize("name", ["full", "unordered", "forgetful"])
def test_of_the_small_world_too(name):
    make, part = BROKEN[name]
    found = h.explore(range(40), world="small", simulator=make, length=30)
    assert found.broken == (CONTRACT,)
    assert found.failures[0].message.startswith(part)
    assert len(found.counterexample.shrunk().history.steps) <= 3


@pytest.mark.slow
def test_a_search_of_every_state_has_the_history_too():
    for name, records in (("forgetful", 1), ("unordered", 2)):
        make, part = BROKEN[name]
        model = h.BoundedModel(records=records, values=(None,), imports=False)
        with pytest.raises(h.PropertyViolated, match=f"{CONTRACT}: {part}") as violated:
            h.verify(model, simulator=make)
        assert violated.value.counterexample.history.steps


def test_what_fails_in_what_is_given_is_told_in_the_first_step():
    scenario = h.loads("""
scenario: Three titles
given:
  records:
    a: {table: cdm_title, values: {cdm_name: A}}
    b: {table: cdm_title, values: {cdm_name: B}}
    c: {table: cdm_title, values: {cdm_name: C}}
steps: [turn_on, run_batch_job]
""")
    done = h.replay(scenario, simulator=BROKEN["full"][0])
    (failure,) = done.failures
    assert (failure.step, failure.actual[:10]) == (1, "store Full")
    assert "c: given" not in done.timeline()
