"""The output of a command: a file that is whole or not there, of any size."""

import os

import pytest

from harness.domain.errors import BadInput
from harness.reports.output import Output, ProgressBar

LONG = "x" * 300_000


def write_four(path, fails=None):
    with Output(str(path)) as output:
        for _ in range(4):  # more than is held in memory
            output.write(LONG)
        if fails:
            raise fails


def test_a_large_file_takes_its_place_whole(tmp_path):
    path = tmp_path / "out.txt"
    path.write_text("before")
    write_four(path)
    assert path.read_text() == f"{LONG}\n" * 4
    assert path.stat().st_mode & 0o777 == 0o666 & ~_mask()
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("error", [BadInput("x"), KeyboardInterrupt(), MemoryError()])
def test_what_fails_on_the_way_leaves_what_was_there(tmp_path, error):
    path = tmp_path / "out.txt"
    path.write_text("before")
    with pytest.raises(type(error)):
        write_four(path, error)
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_is_begun_lies_beside_the_one_it_replaces(tmp_path):
    path = tmp_path / "out.txt"
    output = Output(str(path))
    for _ in range(4):
        output.write(LONG)
    (begun,) = tmp_path.iterdir()  # memory holds no more than its end
    assert begun.name.startswith(".out.txt.") and begun.stat().st_size >= 3 * len(LONG)
    output.close()
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_is_said_and_leaves_nothing(tmp_path, monkeypatch):
    path = tmp_path / "out.txt"

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(BadInput, match=r"out.txt: cannot be written: No space left on device"):
        write_four(path)
    assert list(tmp_path.iterdir()) == []


def test_an_interrupt_says_that_stdout_is_not_whole(capsys):
    def interrupted():
        with Output() as output:
            output.write("a part")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as interrupt:
        interrupted()
    assert str(interrupt.value) == "what was written is not whole"
    assert capsys.readouterr().out == "a part\n"


def test_a_closed_stderr_has_no_progress_bar(monkeypatch):
    monkeypatch.setattr("sys.stderr", None)
    with ProgressBar("x") as bar:
        bar(1, 2, "steps")


def _mask():
    mask = os.umask(0)
    os.umask(mask)
    return mask
