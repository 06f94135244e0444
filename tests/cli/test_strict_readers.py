"""Saved results and explorations are read strictly, and nothing is written out of place."""

import json

import pytest

from harness.cli.main import main

SCENARIO = """scenario: Ada
given:
  integration: on
  records:
    ada: {table: cdm_worker, values: {cdm_workernumber: "1", cdm_lastname: Lovelace}}
steps:
  - turn_off
  - edit: {in: hr, record: ada, values: {cdm_lastname: King}}
  - edit: {in: dataverse, record: ada, values: {cdm_lastname: Byron}}
  - turn_on
  - run_batch_job
  - delete: {in: hr, record: ada}
"""
EXPLORE = ["explore", "--count", "1", "--length", "2", "--processes", "1", "--save", "saved.json"]
OTHERS = [None, -1, True, "x", [], {}, 1e308, 10**400, "\ud800", [[]]]
TEXTS = [
    b"",
    b"\xff",
    b"[" * 100_000,
    b'{"format": 1}',
    b'{"format": 2}',
    b"[NaN]",
    b'{"format": 1, "format": 1}',
    b'{"format": ' + b"9" * 5_000 + b"}",
    b"null",
]


@pytest.fixture
def here(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_text(SCENARIO)
    main(["replay", "a.yaml", "--format", "json", "--output", "good.json"])
    main(EXPLORE)
    capsys.readouterr()
    return tmp_path


def places(tree, path=()):
    """The path to every part of a JSON tree; of a list, to the first of its kind alone."""
    yield path
    if isinstance(tree, dict | list):
        for key in tree if isinstance(tree, dict) else range(len(tree))[:1]:
            yield from places(tree[key], (*path, key))


def changed(tree, path, other):
    """A JSON text with another part at that path."""
    if not path:
        return json.dumps(other)
    tree = json.loads(json.dumps(tree))
    within = tree
    for key in path[:-1]:
        within = within[key]
    within[path[-1]] = other
    return json.dumps(tree)


@pytest.mark.parametrize(
    ("file", "command"), [("good.json", ["diff", "a.yaml", "good.json"]), ("saved.json", EXPLORE)]
)
def test_no_other_part_ends_in_a_traceback(file, command, here, capsys):
    path = here / file
    right = json.loads(path.read_text())
    ends = set()
    for number, place in enumerate(places(right)):
        path.write_text(changed(right, place, OTHERS[number % len(OTHERS)]))
        status = main(command)
        said = capsys.readouterr().err
        assert (status == 2) == (file in said), (place, said)
        ends.add(status)
    assert 2 in ends


@pytest.mark.parametrize("text", TEXTS)
def test_what_is_no_such_file_is_refused(text, here, capsys):
    for file, command in (("good.json", ["diff", "good.json", "a.yaml"]), ("saved.json", EXPLORE)):
        (here / file).write_bytes(text)
        assert main(command) == 2
        assert file in capsys.readouterr().err


def test_the_names_of_exported_files_stay_in_their_folder(here):
    titles = ["../../x", "/abs", "CON", "x" * 400, "..", "\\\\host\\x", "é"]
    for number, title in enumerate(titles):
        text = SCENARIO.replace("scenario: Ada", f"scenario: {json.dumps(title)}")
        (here / f"t{number}.yaml").write_text(text, "utf-8")
    before = {*here.parent.rglob("*")}
    assert main(["export", *(f"t{n}.yaml" for n in range(len(titles))), "--output", "out"]) == 0
    new = {*here.parent.rglob("*")} - before
    assert {path.parent for path in new} == {here, here / "out"}
    assert len(new) == len(titles) + 1
