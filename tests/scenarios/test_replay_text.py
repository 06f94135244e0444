"""What a replay prints moves no cursor, whatever a file says."""

import pytest

from harness.cli.main import main

ESCAPES = """
scenario: "\\e[2J\\e]0;owned\\atitle"
given:
  records:
    ada: {table: cdm_worker, values: {cdm_workernumber: "1", cdm_lastname: "\\e[2J"}}
steps:
  - expect: {in: hr, record: ada, values: {cdm_lastname: "\\e[3J"}}
"""


@pytest.mark.parametrize("options", [(), ("--quiet",), ("--format", "mermaid")])
def test_control_characters_are_replaced(tmp_path, capsys, options):
    path = tmp_path / "x.yaml"
    path.write_text(ESCAPES, encoding="utf-8")
    assert main(["replay", str(path), *options]) == 1
    printed, errors = capsys.readouterr()
    assert "owned" in printed
    for char in printed + errors:
        assert char.isprintable() or char == "\n", hex(ord(char))
