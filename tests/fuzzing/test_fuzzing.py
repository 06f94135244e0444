"""The fuzzer finds nothing in a few inputs, and finds what is planted."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from fuzzing import guarded, mutations

ROOT = Path(__file__).parent.parent.parent
PLANTED = """
from harness.domain import files

def read_bytes(path):
    if "changed" in str(path):
        raise KeyError(path)
    with open(path, "rb") as file:
        return file.read()

files.read_bytes = read_bytes
"""


def fuzz(tmp_path, *arguments, planted=""):
    """The exit status of the fuzzer and what it says."""
    (tmp_path / "sitecustomize.py").write_text(planted)
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzzing", "--keep", tmp_path / "kept", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.slow
def test_no_reader_fails(tmp_path):
    status, said = fuzz(tmp_path, "--seed", "1", "--inputs", "40")
    assert "40 inputs" in said
    assert status == 0, said


@pytest.mark.slow
def test_what_is_planted_is_found(tmp_path):
    status, said = fuzz(tmp_path, "--only", "scenario", "--inputs", "4", planted=PLANTED)
    assert "scenario: traceback: " in said
    assert status == 1
    assert "KeyError: " in (tmp_path / "kept" / "001" / "what.txt").read_text()


def test_changes_do_not_pile_up_to_what_no_machine_holds():
    class Repeats(random.Random):
        """Always the fifth of each choice: the most changes, and the most of each."""

        def choice(self, these):
            return mutations._line_again if these is mutations._OF_TEXTS else these[-1]

        def randrange(self, *_ends):
            return 5 if _ends == (10,) else 0

    assert len(mutations.mutated(Repeats(), b"Feature: one line", "one.feature")) < 10**8


def busy():
    while True:
        pass


def waiting():
    os.read(os.pipe()[0], 1)


@pytest.mark.parametrize(
    ("action", "wrong"),
    [
        (lambda: 0, None),
        (lambda: print("a.yaml:1:1: wrong") or 2, None),
        (lambda: 2, "exit status 2 without a word"),
        (lambda: 3, "exit status 3"),
        (lambda: {}["a"], "traceback: ? KeyError"),
        (lambda: print("\x1b[2J") or 2, "a control character, b'\\x1b'"),
        (lambda: len(b"x" * 150_000_000) and 0, "takes too much memory"),
        (busy, "takes too long"),
        (waiting, "takes too long"),
    ],
)
def test_an_end_that_is_none_is_told(action, wrong, tmp_path, monkeypatch):
    monkeypatch.setattr(guarded, "SECONDS", 1)
    monkeypatch.setattr(guarded, "WAITING", 0.5)
    used = guarded.run(lambda: 0, tmp_path).bytes
    monkeypatch.setattr(guarded, "BYTES", used + 100_000_000)
    assert guarded.wrong_with(guarded.run(action, tmp_path)) == wrong
