"""A device has no end, and a pipe may have nobody who writes: neither is waited for."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from harness.cli.main import main
from harness.domain.errors import BadInput
from harness.domain.files import LARGEST, read_bytes

SCENARIO = "scenario: Rows\nsteps:\n  - import: {in: hr, table: cdm_worker, file: %s}\n"
FEATURE = 'Feature: F\n  Scenario: S\n    When the file "%s" is imported into the worker table\n'


@pytest.fixture(params=["pipe", "/dev/zero"])
def here(request, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for ending in ("yaml", "feature", "json", "csv", "py"):
        if request.param == "pipe":
            os.mkfifo(f"endless.{ending}")
        else:
            Path(f"endless.{ending}").symlink_to("/dev/zero")
    (tmp_path / "rows.yaml").write_text(SCENARIO % "endless.csv")
    (tmp_path / "rows.feature").write_text(FEATURE % "endless.csv")
    (tmp_path / "right.yaml").write_text("scenario: On\nsteps: [turn_on]\n")
    return tmp_path


@pytest.mark.parametrize(
    "command",
    [
        "check endless.yaml",
        "check endless.feature",
        "replay endless.yaml",
        "replay endless.feature",
        "export endless.yaml",
        "explain endless.yaml --record ada",
        "foresee endless.yaml",
        "shrink endless.yaml",
        "explore endless.yaml --count 1",
        "explore --count 1 --length 1 --processes 1 --save endless.json",
        "diff endless.json right.yaml",
        "diff right.yaml endless.json",
        "rules endless.yaml",
        "mutants endless.yaml",
        "serve endless.yaml",
        "tables --catalog endless.json",
        "check right.yaml --catalog endless.json",
        "replay right.yaml --plugin endless.py",
        "replay right.yaml --store endless.py:Shelf",
        "check rows.yaml",
        "replay rows.yaml",
        "check rows.feature",
        "replay rows.feature",
    ],
)
def test_no_entrance_waits_for_it(command, here, capsys):
    assert main(command.split()) == 2
    said = capsys.readouterr()
    assert "endless" in said.err + said.out


def test_what_a_shell_opens_for_a_command_is_read():
    text = "scenario: On\nsteps: [turn_on]\n"
    command = [sys.executable, "-m", "harness", "replay", "--quiet", "/dev/stdin"]
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    read, write = os.pipe()
    os.write(write, text.encode())
    os.close(write)
    assert read_bytes(f"/dev/fd/{read}") == text.encode()
    os.close(read)


def test_a_file_that_is_too_large_is_not_read(tmp_path):
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)  # takes no room
    with pytest.raises(BadInput, match="larger than 256 MiB"):
        read_bytes(path)
