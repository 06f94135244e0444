"""The diff of two scenarios or saved results: the first event, the ends, and wrong files."""

import gc
import json
import re
import sys

import pytest

import harness as h
from harness.cli.main import main
from harness.reports.diff import differences, parting
from harness.reports.result_format import read_result
from harness.reports.result_words import ResultWords

SCENARIO = """
scenario: Both sides edit while off
given:
  integration: on
  records:
    ada: {table: cdm_worker, values: {cdm_workernumber: "000123", cdm_lastname: Lovelace}}
    bob: {table: cdm_worker, values: {cdm_workernumber: "000124", cdm_lastname: Baker}}
steps:
  - turn_off
  - edit: {in: hr, record: ada, values: {cdm_lastname: Byron}}
  - advance: 10m
  - edit: {in: dataverse, record: ada, values: {cdm_lastname: King}}
  - turn_on
  - run_batch_job
"""


def run(*arguments):
    try:
        return main([*map(str, arguments)])
    finally:
        gc.enable()


@pytest.fixture
def diff(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")

    def compare(*arguments, joined=True):
        status = run("diff", *arguments)
        out, err = capsys.readouterr()
        text = out + err
        return (" ".join(text.split()) if joined else text), status

    return compare


@pytest.fixture
def file(tmp_path):
    def write(text, name="a.yaml"):
        path = tmp_path / name
        path.write_text(text)
        return path

    return write


@pytest.fixture
def saved(file, tmp_path):
    """The JSON result of the scenario, with a change: a path, and how many it holds."""

    def save(name, change=lambda found: None):
        path = tmp_path / "saved.json"
        assert run("replay", file(SCENARIO), "--format", "json", "--output", path) == 0
        found = json.loads(path.read_text())
        return file(json.dumps(change(found) or found), name)

    return save


def test_a_scenario_and_itself(diff, file):
    path = file(SCENARIO)
    text, status = diff(path, path)
    assert status == 0
    assert "The same: 13 events, and the same end. Fingerprint" in text


def test_a_scenario_and_itself_under_another_policy(diff, file):
    """`diff FILE --set` is short for `diff FILE FILE --set`; a feature's scenario too."""
    path = file(SCENARIO)
    text, status = diff(path, "--set", "conflict=hr_wins")
    assert status == 1
    assert f"B {path} with conflict=hr_wins" in text
    assert 'ada last name: "King" in A, "Byron" in B' in text
    assert (text, status) == diff(path, path, "--set", "conflict=hr_wins")
    assert diff(path, "--set", "conflict=last_edit_wins")[1] == 0
    place = "features/03-last-edit-wins.feature:31"
    assert diff(place, "--set", "conflict=hr_wins") == diff(
        place, place, "--set", "conflict=hr_wins"
    )


def test_one_file_and_nothing_else(diff, file):
    path = file(SCENARIO)
    text, status = diff(path)
    assert status == 2
    assert f"{path}: with what? Another file, or --set and what is to differ" in text


def test_a_scenario_and_its_saved_result_or_a_list_of_one(diff, file, saved):
    assert diff(file(SCENARIO), saved("b.json"))[1] == 0
    assert diff(saved("c.json", lambda found: [found]), saved("b.json"))[1] == 0
    assert diff(saved("without-an-ending"), file(SCENARIO))[1] == 0


def test_one_scenario_under_two_policies(diff, file):
    path = file(SCENARIO)
    text, status = diff(path, path, "--set", "conflict=hr_wins")
    assert status == 1
    assert f"B {path} with conflict=hr_wins:" in text
    assert (
        "both step 6 09:10:00 batch job: run starts: 2 missed requests [B1 D(A)] "
        "A step 6 09:10:00 batch job, ada: written to Human Resources: last name Byron → King "
        "[R3 D] A step 6 09:10:00 batch job, ada: LOST in Human Resources: last name Byron "
        "(kept: King) [R3 D] "
        "B step 6 09:10:00 batch job, ada: written to Dataverse: last name King → Byron [R3 set] "
        "B step 6 09:10:00 batch job, ada: LOST in Dataverse"
    ) in text
    assert 'Human Resources: Worker (cdm_worker) ada last name: "King" in A, "Byron" in B' in text
    assert 'worker ada in Dataverse: only in B: last name "King" lost, "Byron"' in text
    assert "bob" not in text
    assert "Tracking rows" not in text


def test_what_is_only_here_or_there(diff, file):
    more = (
        SCENARIO
        + "  - delete: {in: dataverse, record: bob}\n  - turn_off\n"
        + (
            "  - create: {in: hr, table: cdm_job, record: boss, values: {cdm_name: Boss}}\n"
            "  - expect: {converged: all}\n"
        )
    )
    text, status = diff(file(SCENARIO), file(more, "b.yaml"))
    assert status == 1
    assert "A nothing more happens" in text
    assert "B step 7 09:10:00 Dataverse user, bob: deleted in Dataverse [L2 D(A)]" in text
    assert "outcome: passed in A, failed in B" in text
    assert "integration: on in A, off in B" in text
    assert "step 10: only in B: expected all tables converged" in text
    assert 'bob: only in A: worker number "000124", last name "Baker"' in text
    assert 'boss: only in B: name "Boss", last edit 2021-08-19 09:10:00' in text
    assert "Missed requests job boss in Human Resources: only in B: change create" in text
    assert "worker bob Deleted from Dataverse: no in A, yes in B" in text


def test_other_seeds_make_other_row_ids_and_no_other_event(diff, file):
    path = file(SCENARIO)
    text, status = diff(path, path, "--set", "seed=7")
    assert status == 1
    assert "Their timelines are the same, 13 events; but not their seeds, 0 and 7." in text
    assert "ada row id A 618f16e3-d361-4b88-b1ab-619cab8bec60 B" in text
    assert "cdm_lastname" not in text


def test_other_given_values_that_no_event_shows(diff, file):
    other = SCENARIO.replace("Baker", "Babbage")
    text, status = diff(file(SCENARIO), file(other, "b.yaml"))
    assert status == 1
    assert "what was given differs, or a setting that no event shows" in text
    assert 'bob last name: "Baker" in A, "Babbage" in B' in text


def test_many_alike_are_counted(diff, file):
    many = "scenario: Many\nsteps:\n  - import: {in: hr, table: cdm_worker, generate: 60}\n"
    path = file(many)
    text, _ = diff(path, path, "--set", "import_seconds_per_record.off=3", joined=False)
    assert "and 57 more with another last edit" in text
    assert len(text.split("\n")) < 60
    assert max(map(len, text.split("Expectations")[0].split("\n")[4:])) <= 80


def test_values_that_look_alike(diff, saved):
    def values(**columns):
        def change(found):
            found["environments"]["hr"]["cdm_worker"][0]["values"].update(columns)

        return change

    long = "a" * 100
    first = saved("a.json", values(cdm_x=long + "b" + long, cdm_y=True, cdm_z=1.5, cdm_w="\x1b[2J"))
    second = saved("b.json", values(cdm_x=long + "c" + long, cdm_y=1, cdm_z="1.5", cdm_w="\u202e"))
    text, status = diff(first, second)
    assert status == 1
    assert 'A "aaaaaaaaaabaaa' in text
    assert "from character 91" in text
    assert "y: yes in A, 1 in B" in text
    assert 'z: 1.5 in A, "1.5" in B' in text
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_a_result_saved_before_a_key_was_added(diff, file, saved):
    def without_actors(found):
        for entry in found["timeline"]:
            del entry["actor"]

    assert diff(saved("old.json", without_actors), file(SCENARIO))[1] == 0


def test_only_the_fingerprint(diff, file, saved):
    changed = saved("b.json", lambda found: found.update(fingerprint="0"))
    text, status = diff(file(SCENARIO), changed)
    assert status == 1
    assert "At the end they are the same" in text
    assert "Fingerprint B 0" in text


def test_red_on_a_terminal_only(diff, file, monkeypatch):
    path = file(SCENARIO)
    assert "\x1b" not in diff(path, path, "--set", "conflict=hr_wins", joined=False)[0]
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    text, _ = diff(path, path, "--set", "conflict=hr_wins", joined=False)
    red = [line for line in text.split("\n") if line.startswith("\x1b[31m")]
    assert any("LOST" in line for line in red)
    assert not any("written to" in line for line in red)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "1:1: this is no JSON: Expecting value"),
        ("{", "this is no JSON"),
        ("[]", "holds 0 results"),
        ('"x"', "it has no format"),
        ("{}", "it has no format"),
        ('{"format": 2}', "a result of format 2, this version reads format 1"),
        ('{"format": true}', "a result of format True"),
        ('{"format": 1}', "missing required field `scenario`"),
        ("[" * 100_000, "nested too deep"),
        ('{"format": ' + "9" * 5_000 + "}", "thousands of digits"),
    ],
)
def test_files_that_are_no_result(diff, file, text, says):
    for order in (1, -1):
        paths = [file(SCENARIO), file(text, "bad.json")][::order]
        told, status = diff(*paths)
        assert status == 2
        assert "bad.json:" in told
        assert says in told


PLACES = [
    ("seed",),
    ("failures",),
    ("environments",),
    ("environments", "hr"),
    ("environments", "hr", "cdm_worker"),
    ("environments", "hr", "cdm_worker", 0),
    ("environments", "hr", "cdm_worker", 0, "values"),
    ("environments", "hr", "cdm_worker", 0, "values", "cdm_lastname"),
    ("environments", "hr", "cdm_worker", 0, "reference"),
    ("tracking", 0),
    ("tracking", 0, "deleted_from_dataverse"),
    ("data_loss", 0, "columns"),
    ("data_loss", 0, "columns", "cdm_lastname"),
    ("timeline",),
    ("timeline", 3),
    ("timeline", 3, "at"),
    ("timeline", 3, "cause"),
    ("fingerprint",),
]


@pytest.mark.parametrize("wrong", [{"a": [1]}, [[3]]], ids=["object", "list"])
@pytest.mark.parametrize("place", PLACES, ids=lambda place: ".".join(map(str, place)))
def test_a_result_with_something_else_in_it(diff, saved, place, wrong):
    def change(found):
        inner = found
        for key in place[:-1]:
            inner = inner[key]
        inner[place[-1]] = wrong

    text, status = diff(saved("bad.json", change), saved("good.json"))
    assert status == 2
    assert "bad.json: no result that `--format json` wrote: " in text
    assert place[0] in text


def test_what_is_wrong_in_a_result_is_named_with_its_place(diff, saved):
    def change(found):
        found["timeline"][3]["cause"] = "2"

    text, _ = diff(saved("bad.json", change), saved("good.json"))
    assert "Expected `int`, got `str` - at `$.timeline[3].cause`" in text


def test_a_result_is_read_as_it_was_written(saved):
    text = saved("a.json").read_text()
    again = read_result(text, "a.json").to_json()
    assert again == json.loads(text)
    assert list(again) == list(json.loads(text))


def test_what_cannot_be_compared(diff, file, saved, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    for arguments, says in [
        ((file(SCENARIO), tmp_path / "no.yaml"), "no.yaml: no such file or folder"),
        ((file(SCENARIO), empty), "no .yaml or .yml or .feature file in this folder"),
        ((file(SCENARIO), file("steps: [oops]", "b.yaml")), "b.yaml:1:"),
        ((file(SCENARIO), saved("b.json"), "--set", "conflict=hr_wins"), "is a saved result"),
        ((file(SCENARIO), file(SCENARIO), "--set", "conflict=he_wins"), "did you mean hr_wins"),
        ((saved("b.json", lambda found: [found] * 2), file(SCENARIO)), "holds 2 results"),
    ]:
        text, status = diff(*arguments)
        assert status == 2, arguments
        assert says in text


def test_the_readers_take_results_as_they_are(saved):
    text = saved("a.json").read_text()
    first, second = read_result(text, "a.json"), read_result(text, "b.json")
    assert parting(first.end.timeline, second.end.timeline) is None
    assert differences(first, second) == []
    second.end.timeline[4].rule = "L1"
    del second.end.tracking[0]
    parted = parting(first.end.timeline, second.end.timeline)
    assert parted is not None
    assert (parted.seq, len(parted.before)) == (5, 3)
    (section,) = differences(first, second)
    assert section.title == "Tracking rows"
    assert section.rows[0].second is None


LOOKALIKE = """
  - import: {in: hr, table: cdm_worker, rows: [{record: ada again, cdm_workernumber: "123"}]}
"""


def test_what_checks_find_is_compared(file, diff):
    one, two = file(SCENARIO), file(SCENARIO + LOOKALIKE, "b.yaml")
    text, _ = diff(one, two)
    assert (
        "Other findings lookalike: worker ada again: only in B: found 123 looks like 000123 "
        "of ada (leading zeros)"
    ) in text


def test_a_result_that_was_saved_without_findings_is_compared_without_them(file, diff, tmp_path):
    run("replay", file(SCENARIO), "--format", "json", "--output", tmp_path / "old.json")
    saved = json.loads((tmp_path / "old.json").read_text())
    del saved["findings"]
    (tmp_path / "old.json").write_text(json.dumps(saved))
    text, _ = diff(tmp_path / "old.json", file(SCENARIO + LOOKALIKE, "b.yaml"))
    assert "ada again: only in B" in text
    assert "Other findings" not in text


def test_a_diff_has_words_for_people_and_logical_names_for_programs(diff, file):
    path = file(SCENARIO)
    text, _ = diff(path, "--set", "conflict=hr_wins")
    assert not re.search(r"cdm_\w+", text.replace("(cdm_worker)", ""))
    page, _ = diff(path, "--set", "conflict=hr_wins", "--format", "html")
    assert "cdm_lastname" not in page
    done = h.replay(h.loads(SCENARIO))
    other = h.replay(h.loads(SCENARIO.replace("last: B", "last: C").replace("King", "Queen")))
    titles = {section.title: section.rows for section in h.diff(done, other).sections}
    assert titles["Human Resources: cdm_worker"][0].what == "cdm_lastname"


def test_words_of_a_result_keep_names_apart_that_would_be_the_same(saved):
    def change(found):
        values = found["environments"]["hr"]["cdm_worker"][0]["values"]
        values |= {"new_lastname": "x", "new_rule": "y", "new_shoe_size": "z"}

    result = read_result(saved("a.json", change).read_text(), "a.json")
    words = ResultWords(result)
    assert words.column("cdm_worker", "cdm_lastname") == "cdm_lastname"
    assert words.column("cdm_worker", "new_lastname") == "new_lastname"
    assert words.column("cdm_worker", "new_rule") == "new_rule"  # a loss has a rule, too
    assert words.column("cdm_worker", "new_shoe_size") == "shoe size"
    assert words.text("cdm_worker", 'cdm_firstname "cdm_firstname"') == 'first name "cdm_firstname"'
    assert ResultWords().text("cdm_job", "full synchronization of cdm_job") == (
        "full synchronization of job"
    )
    assert ResultWords().heading("new_table") == "new_table"
