"""What commands list, as HTML pages: each is a whole page, the same bytes every time."""

import pytest
from html_pages import read_whole

from harness.cli.main import main

pytestmark = pytest.mark.usefixtures("derived_once")

OWN = """
catalog:
  new_badge:
    display_name: "<script>alert(1)</script> & Badge"
    columns: {new_code: Text, new_note: Text}
    natural_key: [new_code]
"""
COMMANDS = {
    "rules": "The rules, and which features and scenarios show them",
    "rules R19 F": "R19, F1, F2, F3, F4, F5, F6, F7",
    "faults": "The faults a scenario may ask for",
    "tables": "The catalog, or one table's columns, keys and lookups",
    "tables cdm_worker": "Worker (cdm_worker)",
    "steps": "What a feature can say",
    "find --list": "The shortest histories of a data loss, a tie, ...",
    "find tie --longest 1": "The shortest histories of a data loss, a tie, ...",
    "compare --count 2 --processes 1": "What the same histories lose under every policy",
    "check OWN": "1 file checked, nothing wrong",
    "check WRONG": "no step 'turn_onn', did you mean turn_on?",
    "explore --count 1 --length 1 --processes 1": "Many histories: does every property hold",
    "mutants --list": "What your features and scenarios do not test",
    "draw coverage": "Rules and the commands under which they decided",
}


@pytest.mark.parametrize("command", COMMANDS)
def test_what_a_command_lists_is_a_whole_page(command, capsys, tmp_path):
    (tmp_path / "own.yaml").write_text("scenario: <b>\nsteps: [turn_on]\n", "utf-8")
    (tmp_path / "wrong.yaml").write_text("scenario: <b>\nsteps: [turn_onn]\n", "utf-8")
    words = [str(tmp_path / f"{it.lower()}.yaml") if it in ("OWN", "WRONG") else it
             for it in command.split()]  # fmt: skip
    pages = []
    for into in ([], ["--output", str(tmp_path / "page.html")]):
        if into and command.startswith("find"):  # which writes scenarios into a folder
            continue
        main([*words, "--format", "html", *into])
        pages.append(
            (tmp_path / "page.html").read_text("utf-8") if into else capsys.readouterr().out
        )
    assert len({page.rstrip("\n") for page in pages}) == 1
    read = read_whole(pages[0])
    assert COMMANDS[command] in read.words
    assert read.count["p"] + read.count["tr"] > 1


def test_what_a_catalog_says_is_no_markup(capsys, tmp_path):
    (tmp_path / "own.yaml").write_text(OWN, "utf-8")
    for table in ([], ["new_badge"]):
        assert (
            main(["tables", *table, "--format", "html", "--catalog", str(tmp_path / "own.yaml")])
            == 0
        )
        assert "<script>alert(1)</script> & Badge" in read_whole(capsys.readouterr().out).words


def test_no_format_lets_a_value_be_markup(capsys):
    assert main(["tables", "--format", "unsafehtml"]) == 2
    assert "no format 'unsafehtml'" in capsys.readouterr().err
