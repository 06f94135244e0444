"""Small inputs that once ended in a traceback, without an end, or wrong without a word."""

import pytest

from harness.cli.main import main

COLUMNS = """Feature: F
  Scenario: S
    Given the worker table has these custom columns:
      | column    | {kind} in Human Resources | {kind} in Dataverse |
      | new_badge | {wrong} | 5 |
    When the batch job runs
"""
IMPORT = "scenario: x\nsteps:\n  - import: {in: hr, table: cdm_worker, %s}\n"
FILES = {
    "length.feature": COLUMNS.format(kind="length", wrong="ten"),
    "type.feature": COLUMNS.format(kind="type", wrong="Number"),
    "null.yaml": IMPORT % r'file: "a\0b.csv"',
    "many.yaml": IMPORT % "generate: 999999999",
    "given.yaml": "scenario: x\ngiven: {generate: {cdm_worker: 999999999}}\nsteps: [turn_on]\n",
    "far.yaml": "scenario: far\nsteps:\n" + "  - advance: 36500d\n" * 82,
    "often.yaml": "scenario: x\nsettings: {batch_job_every: 1s}\n"
    "steps:\n  - turn_on\n  - advance: 36500d\n",
    "right.feature": "Feature: F\n  Scenario: S\n    When integration is turned on\n",
}
WRONG = {
    "length.feature": "length.feature:5:21: cdm_worker: column new_badge: max_length 'ten'",
    "type.feature": "type.feature:5:21: cdm_worker: column new_badge: no column type 'Number'",
    "null.yaml": "null.yaml:3:47: a null character, which no text may have",
    "many.yaml": "many.yaml:3:51: at most 1,000,000 records are generated at once, not 999,999,999",
    "given.yaml": "given.yaml:2:32: at most 1,000,000 records are generated at once",
}
# what only a simulation shows
RUN = {
    "far.yaml": "far.yaml:72:1: simulated time ends at 9000-01-01",
    "often.yaml": "often.yaml:5:1: in 36500d the batch job would run 3,153,600,000 times",
}


@pytest.fixture
def said(tmp_path, monkeypatch, capsys):
    """What a command says that refuses one of the files."""
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)

    def run(*command):
        assert main([*command]) == 2
        captured = capsys.readouterr()
        return captured.out + captured.err

    return run


VERBS = ["check", "replay", "replay --format json", "export", "foresee", "explain --record ada"]


@pytest.mark.parametrize("verb", [*VERBS, "shrink", "diff"])
@pytest.mark.parametrize("name", WRONG)
def test_what_a_file_has_wrong_is_said_by_every_verb(verb, name, said):
    assert WRONG[name] in said(*verb.split(), name, *([name] if verb == "diff" else []))


@pytest.mark.parametrize("verb", [*VERBS[1:3], *VERBS[4:], "replay --quiet", "diff"])
@pytest.mark.parametrize("name", RUN)
def test_what_has_no_end_is_said_where_it_runs(verb, name, said):
    assert RUN[name] in said(*verb.split(), name, *([name] if verb == "diff" else []))


@pytest.mark.parametrize("verb", ["replay", "export"])
def test_a_line_of_any_number_is_none_of_the_file(verb, said):
    assert "right.feature" in said(verb, "right.feature:" + "9" * 5_000)


OPEN_IN_THE_LAW = {
    # of two outages the later end counts (F1)
    "two outages": (
        "turn_on, {fault: {kind: unavailable, in: dataverse}}, "
        "{fault: {kind: unavailable, in: dataverse, for: 47s}}, {advance: 1m}, %s, "
        "{expect: {in: dataverse, record: ada, exists: no}}"
    ),
    # what failed for another reason than a lookup is not tried once more (B1)
    "tried once": (
        "%s, {fault: {kind: request_fails, in: dataverse}}, turn_on, run_batch_job, "
        "{expect: {missed_requests: 1}}"
    ),
    # a clock fault before 1970 is no outage (F5)
    "1969": (
        "{fault: {kind: clock_behind, in: hr, by: 1s}}, %s, turn_on, run_batch_job, "
        "{expect: {converged: all}}"
    ),
}


@pytest.mark.parametrize("name", OPEN_IN_THE_LAW)
def test_what_the_law_has_settled_since_holds(name, tmp_path):
    create = '{create: {table: cdm_worker, record: ada, values: {cdm_workernumber: "1"}, in: hr}}'
    path = tmp_path / "x.yaml"
    steps = OPEN_IN_THE_LAW[name] % create
    path.write_text(f"scenario: x\nstart: 1969-12-31T12:00:00Z\nsteps: [{steps}]\n")
    assert main(["replay", "--quiet", str(path)]) == 0


@pytest.mark.parametrize("command", ["explore", "compare"])
def test_a_history_is_not_longer_than_memory_holds(capsys, command):
    assert main([command, "--count", "1", "--length", "99999999993"]) == 2
    assert "to 100000" in capsys.readouterr().err
