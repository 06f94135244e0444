"""An output never takes the place of a file that the command reads."""

import pytest

from harness.cli.main import main

SCENARIO = """scenario: Ada
steps:
  - create: {in: hr, table: cdm_worker, record: ada, values: {cdm_workernumber: "1"}}
  - expect: {in: dataverse, record: ada, exists: yes}
"""
FEATURE = "Feature: F\n  Scenario: S\n    When integration is turned on\n"


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, text in {"a.yaml": SCENARIO, "x.feature": FEATURE, "good.json": "{}"}.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "c.json").write_text(
        '{"new_t": {"natural_key": "new_n", "columns": {"new_n": {}}}}'
    )
    (tmp_path / "p.py").write_text("import harness as h\n@h.policy('p')\ndef p(hr, dv): ...\n")
    return tmp_path


@pytest.mark.parametrize(
    "command",
    [
        "replay a.yaml --output a.yaml",
        "replay --output a.yaml a.yaml",
        "replay . --output ./a.yaml",
        "replay x.feature:2 --output x.feature",
        "replay a.yaml --format html --output a.yaml",
        "replay a.yaml --catalog c.json --output c.json",
        "replay a.yaml --plugin p.py --output p.py",
        "export a.yaml --output a.yaml",
        "export x.feature --output x.feature",
        "export . --to feature --output .",
        "check a.yaml --output a.yaml",
        "explain a.yaml --record ada --output a.yaml",
        "foresee a.yaml --output a.yaml",
        "diff a.yaml good.json --output good.json",
        "shrink a.yaml --output a.yaml",
        "explore a.yaml --count 1 --output a.yaml",
        "rules a.yaml --output a.yaml",
        "tables --catalog c.json --output c.json",
    ],
)
def test_is_refused_and_the_file_stays(command, here, capsys):
    if " ." in command and command.startswith("export"):
        (here / "ada.feature").write_text(FEATURE)
    before = {path: path.read_bytes() for path in here.iterdir()}
    assert main(command.split()) == 2
    said = capsys.readouterr().err
    assert "the output would take its place" in said
    assert {path: path.read_bytes() for path in here.iterdir()} == before


def test_other_files_in_a_folder_that_is_read_may_be_written(here, capsys):
    assert main(["replay", ".", "--format", "html", "--output", "report.html"]) == 1
    assert main(["replay", ".", "--format", "html", "--output", "report.html"]) == 1
    assert main(["export", "a.yaml", "--output", "a.feature"]) == 0
    assert main(["export", "a.yaml", "--output", "a.feature"]) == 0
    assert (here / "report.html").exists()


@pytest.mark.parametrize(
    "command",
    ["replay a.yaml --output", "export a.yaml --output", "find tie --output", "explore --save"],
)
def test_an_empty_name_is_none(command, here, capsys):
    assert main([*command.split(), ""]) == 2
    assert "it is empty; name a file" in capsys.readouterr().err
