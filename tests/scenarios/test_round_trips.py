"""What happened can be written as a scenario file, and the file replays to the same fingerprint."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.gherkin.places import scenario_files
from harness.scenarios.reader import load, parse
from harness.scenarios.replay import replay
from harness.scenarios.results import result
from harness.scenarios.writer import flow, from_journal, scenario_text
from harness.scenarios.yaml_tree import Pairs, Text, read_tree

ROOT = Path(__file__).parents[2]
SCENARIOS = scenario_files([str(ROOT / "scenarios")])


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_a_journal_written_as_a_scenario_replays_to_the_same(path):
    done = replay(load(path))
    text = scenario_text(from_journal(done.simulator, done.scenario.title))
    again = replay(parse(text))
    assert result(again).run.fingerprint == result(done).run.fingerprint


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_a_scenario_written_again_is_the_same_scenario(path):
    scenario = load(path)
    again = parse(scenario_text(scenario), scenario.file)
    assert [step.does for step in again.steps] == [step.does for step in scenario.steps]
    assert (again.title, again.rules, again.settings, again.setup) == (
        scenario.title,
        scenario.rules,
        scenario.settings,
        scenario.setup,
    )


@given(st.text(max_size=50))
def test_any_text_survives_being_written_and_read(text):
    tree = read_tree(f"key: {flow(text)}\n", "x")
    assert isinstance(tree, Pairs)
    value = tree.pairs["key"][1]
    assert isinstance(value, Text)
    assert value.value == text
