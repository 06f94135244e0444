"""JSON in parts: the text that `json.dumps` writes, and no document whole in memory."""

import json
import tracemalloc

import pytest

from harness.reports.json_text import Entries, JsonDocument, json_parts
from harness.reports.result import end_state, fingerprint, live_state
from harness.scenarios.reader import parse
from harness.scenarios.replay import replay
from harness.scenarios.results import result, result_in_parts

ENTRIES = [{"is": "é\n\x1f\u2028", "of": [], "no": {}, "deep": [[{"x": [1e16, 1e-5]}]]}] * 600
HALF = ["\ud800", 10**40]  # half a character, and what no 64 bits hold
HISTORY = """
scenario: One side edits what the other deletes
given: {integration: on, records: {
  ada: {table: cdm_worker, values: {cdm_workernumber: "1", cdm_lastname: Byron}},
  bob: {table: cdm_worker, values: {cdm_workernumber: "2"}}}}
steps:
  - turn_off
  - edit: {in: hr, record: ada, values: {cdm_lastname: King}}
  - delete: {in: dataverse, record: bob}
  - advance: 1m
  - edit: {in: dataverse, record: ada, values: {cdm_lastname: "Ada — \\U0001F600"}}
  - turn_on
  - run_batch_job
  - turn_off
  - edit: {in: dataverse, record: ada, values: {cdm_lastname: Last}}
"""
MANY = """
scenario: Many are imported
steps: [import: {in: hr, table: cdm_worker, generate: 700}, turn_on, run_batch_job]
"""


@pytest.mark.parametrize(
    ("in_parts", "whole"),
    [
        (Entries(list), []),
        (Entries(lambda: ENTRIES), ENTRIES),
        ({"a": {"b": Entries(lambda: ENTRIES)}, "d": []}, {"a": {"b": ENTRIES}, "d": []}),
        (Entries(lambda: [{"k": Entries(lambda: HALF)}] * 2), [{"k": HALF}] * 2),
        ({"plain": ENTRIES}, {"plain": ENTRIES}),
        ("é", "é"),
    ],
)  # fmt: skip
def test_parts_are_the_text_of_the_whole(in_parts, whole):
    assert "".join(json_parts(in_parts)) == json.dumps(whole, indent=1, ensure_ascii=False)


def test_what_a_terminal_would_obey_is_escaped():
    found = {"title": "\x1b[2J\x7f\x9b31m\u202e", "name": "שלום"}
    written = "".join(json_parts(found))
    assert written == ('{\n "title": "\\u001b[2J\\u007f\\u009b31m\\u202e",\n "name": "שלום"\n}')
    assert json.loads(written) == found


@pytest.mark.parametrize("many", [1, 2, 3])
def test_several_are_a_list(many):
    written = []
    document = JsonDocument(written.append, many)
    for _ in range(many):
        document.add({"k": Entries(lambda: ["é", []])})
    found = [{"k": ["é", []]}] * many
    whole = json.dumps(found if many > 1 else found[0], indent=1, ensure_ascii=False)
    assert "".join(written) == f"{whole}\n"


def test_a_result_in_parts_is_the_result():
    done = replay(parse(HISTORY))
    whole = result(done)
    assert json.loads("".join(json_parts(result_in_parts(done)))) == whole.to_json()
    assert whole.end.data_loss and whole.end.undone_deletes and whole.end.missed_requests
    live = live_state(done.simulator)
    assert fingerprint(live) == fingerprint(end_state(done.simulator)) == whole.run.fingerprint


def test_a_result_is_never_whole_in_memory():
    parts = json_parts(result_in_parts(replay(parse(MANY))))
    tracemalloc.start()
    size = sum(map(len, parts))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size > 2_000_000
    assert peak < size / 2
