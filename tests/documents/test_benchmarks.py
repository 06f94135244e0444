"""The programs of `tests/benchmarks` can be started as their page says, and are all on it."""

import importlib
import re
import sys

import pytest
from pages import BENCHMARKS, ROOT

STARTED = re.compile(r"`python -m tests\.benchmarks\.(\w+)([^`]*)`")
COMMANDS = sorted(set(STARTED.findall(BENCHMARKS.read_text("utf-8"))))


@pytest.fixture(autouse=True)
def _on_the_path(monkeypatch):
    monkeypatch.syspath_prepend(ROOT)


def test_every_program_is_on_the_page():
    programs = {
        path.stem
        for path in BENCHMARKS.parent.glob("*.py")
        if "parser(__doc__" in path.read_text("utf-8") and path.stem != "__main__"
    }
    everything = importlib.import_module("tests.benchmarks.__main__").PROGRAMS
    assert programs == {program for program, _ in COMMANDS} == set(everything)


@pytest.mark.slow
@pytest.mark.parametrize(("program", "arguments"), COMMANDS)
def test_a_command_of_the_page_can_be_started(program, arguments, monkeypatch, capsys):
    module = importlib.import_module(f"tests.benchmarks.{program}")
    # what comes before is checked before the help is printed
    monkeypatch.setattr(sys, "argv", [program, *arguments.split(), "--quick", "--help"])
    with pytest.raises(SystemExit) as ended:
        module.main()
    assert ended.value.code == 0, capsys.readouterr().err


@pytest.mark.slow
def test_the_plain_model_does_what_the_simulator_does():
    short_histories = importlib.import_module("tests.benchmarks.short_histories")
    assert short_histories.agree(100)
