"""Errors of wrong scenario files name the place, the defect and the remedy; nothing is run.

A wrong file is `scenarios/bad/x.yaml`; `x.expected.txt` in the same folder holds what `replay`
writes to its error output for it; `pytest --approve` writes that.
"""

import re
import time
from pathlib import Path

import pytest

from harness.cli.main import main

ROOT = Path(__file__).parents[2]
FILES = sorted(
    path.relative_to(ROOT).as_posix() for path in (ROOT / "scenarios" / "bad").glob("*.yaml")
)


@pytest.fixture(autouse=True)
def from_the_top_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def errors_of(file: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What is written of a file that is wrong; nothing on the standard output, exit status 2."""
    status = main(["replay", file])
    printed, errors = capsys.readouterr()
    assert status == 2, printed + errors
    assert printed == ""
    return errors


@pytest.mark.parametrize("file", FILES)
def test_says_where_what_and_what_instead(file, capsys, approved) -> None:
    actual = errors_of(file, capsys)
    lines = actual.splitlines()
    assert lines
    for line in lines:
        place = re.match(r"(scenarios/bad/[^:]+):(\d+):(\d+): \S", line)
        assert place, f"no file:line:column: in {line!r}"
        assert int(place[2]) <= len((ROOT / place[1]).read_bytes().splitlines()) + 1
        assert len(line) < 500
    assert len(lines) == len(set(lines)), "the same error is said twice"
    for inside in ("Traceback", "Error:", "Exception", "yaml.", "<class", "object at 0x"):
        assert inside not in actual
    approved(actual, ROOT / re.sub(r"\.yaml$", ".expected.txt", file), what="list of errors")


def test_every_expected_text_has_its_file() -> None:
    expected = (ROOT / "scenarios" / "bad").glob("*.expected.txt")
    named = {re.sub(r"\.expected\.txt$", ".yaml", path.as_posix()) for path in expected}
    assert sorted(named - {(ROOT / file).as_posix() for file in FILES}) == []


def test_a_value_of_ten_megabytes_is_refused_in_seconds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "long.yaml"
    long = "x" * 10_000_000
    file.write_text(
        "scenario: A value of ten million characters\n"
        "steps:\n"
        "  - create:\n"
        "      in: hr\n"
        "      table: cdm_worker\n"
        "      record: ada\n"
        f"      values: {{cdm_workernumber: '1', cdm_firstname: {long}}}\n"
    )
    started = time.monotonic()
    errors = errors_of(str(file), capsys)
    assert time.monotonic() - started < 10
    assert errors == f"{file}:7:54: cdm_firstname takes 1,048,576 characters, this has 10,000,000\n"


def test_the_good_folder_leaves_the_bad_one_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", "--quiet", "scenarios/switch"]) == 0
    main(["replay", "--quiet", "scenarios"])
    printed, errors = capsys.readouterr()
    assert "scenarios/bad/" not in printed + errors
