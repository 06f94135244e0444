"""What happened can be written as a scenario file, and the file replays to the same fingerprint."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.gherkin.places import scenario_files
from harness.scenarios.reader import load, parse
from harness.scenarios.replay import replay
from harness.scenarios.representable import as_read
from harness.scenarios.results import result
from harness.scenarios.writer import flow, from_journal, scenario_text
from harness.scenarios.yaml_tree import Pairs, Text, read_tree

ROOT = Path(__file__).parents[2]
SCENARIOS = scenario_files([str(ROOT / "scenarios")])


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_a_journal_written_as_a_scenario_replays_to_the_same(path):
    done = replay(load(path))
    written = from_journal(done.simulator, done.scenario.title)
    if not written.steps:
        pytest.skip("nothing happened after what is given, and a scenario has a step")
    text = scenario_text(written)
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


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=50))
def test_any_text_survives_being_written_and_read(text):
    tree = read_tree(f"key: {flow(text)}\n", "x")
    assert isinstance(tree, Pairs)
    value = tree.pairs["key"][1]
    assert isinstance(value, Text)
    assert value.value == text


@pytest.mark.parametrize(
    "step",
    [
        "fault: {kind: batch_job_stops, after: 0}",
        "fault: {kind: unavailable, in: hr, for: 0s}",
        "fault: {kind: delivery_repeated, in: dataverse, nth: 3, for: 1m}",
        "fault: {kind: request_fails, in: hr, lasting: yes, applied: yes}",
        "fault: {kind: clock_behind, in: hr, by: 1m 30s}",
        "advance: 0s",
        "expect: {missed_requests: 0}",
        "expect: {missed_requests: {in: hr, record: ada}}",
        "expect: {data_loss: {in: hr, record: ada, columns: []}}",
        "expect: {data_loss: none}",
        "expect: {data_losses: []}",
        "expect: {in: hr, record: ada, exists: no}",
        "expect: {in: hr, record: ada, values: {}}",
        "expect: {converged: all}",
        "expect: {converged: cdm_worker}",
        "expect: {grid: {table: cdm_worker, rows: []}}",
        "expect: {elapsed: 0s}",
        "expect: {in: hr, record: ada, reference: 5637144576}",
        "expect: {in: dataverse, record: ada, reference: 618f16e3-d361-4b88-b1ab-619cab8bec60}",
        "set_batch_job: withhold",
        "delete_batch_job",
        (
            'create: {in: hr, table: cdm_worker, record: bob, values: {cdm_workernumber: "2"}, '
            "reference: 5637144576}"
        ),
        (
            "create: {in: dataverse, table: cdm_title, record: boss, values: {cdm_name: Boss}, "
            "reference: 618f16e3-d361-4b88-b1ab-619cab8bec60}"
        ),
        'edit: {in: hr, record: ada, values: {cdm_workernumber: "2"}, becomes: bob}',
        "edit: {in: dataverse, record: ada, values: {cdm_gender: 754400001}}",
        "edit: {in: hr, record: ada, values: {cdm_gender: Female}}",
        "import: {in: dataverse, table: cdm_title, rows: [{record: boss, cdm_name: Boss}]}",
        "import: {in: hr, table: cdm_title, rows: [{record: boss, cdm_name: Boss}], truncate: yes}",
        "backup: {in: dataverse, as: monday evening}",
        "undelete: {record: ada}",
        (
            "fault: {kind: request_fails, in: hr, nth: 2, lasting: yes, table: cdm_worker, "
            "record: ada, change: edit, reason: no right}"
        ),
        (
            "fault: {kind: not_noticed, in: dataverse, nth: 2, lasting: yes, table: cdm_worker, "
            "record: ada, change: delete}"
        ),
        "fault: {kind: over, of: not_noticed}",
    ],
)
def test_a_step_is_written_as_it_was_read(step):
    given = 'given: {records: {ada: {table: cdm_worker, values: {cdm_workernumber: "1"}}}}'
    scenario = parse(f"scenario: x\n{given}\nsteps:\n  - {step}\n")
    assert f"  - {step}\n" in scenario_text(scenario)
    again = as_read(scenario)
    assert again is not None
    assert [it.does for it in again.steps] == [it.does for it in scenario.steps]
