"""Property files of users: checked wherever histories run."""

import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from harness.cli.main import BAD, FAILED, PASSED, main
from harness.domain.errors import BadInput
from harness.exploration.campaign.work_units import ExplorationSpec, run_unit
from harness.properties.declarations import registered
from harness.properties.law import ALWAYS, SOMETIMES
from harness.properties.plugin_file import PluginFile, load, properties_of

KINGS = """
from harness import always

@always("nobody is called King", rules="R7")
def nobody_is_called_king(step):
    for event in step.events:
        if event.data and "King" in str(event.data):
            return f"{event.record} is"
"""
ASSERTING = """
from harness import always, sometimes

@always("nothing is lost", rules="R7")
def nothing_is_lost(step):
    assert "lost" not in step.kinds, "something is"

@sometimes("the moon is reached", rules="R7")
def moon(step):
    return False
"""
TAKEN = "no value is invented"


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Writes a file of properties; its module is forgotten after the test."""
    monkeypatch.chdir(tmp_path)
    before = {*sys.modules}

    def written(text, name="own.py"):
        (tmp_path / name).write_text(text)
        return name

    yield written
    for name in [it for it in sys.modules if it not in before]:
        if name.startswith("harness_executed_"):
            del sys.modules[name]


@pytest.mark.parametrize("world", ["--exhaustive", "--world=small --count 20 --processes 1"])
def test_an_exploration_looks_at_them(write, world, capsys):
    assert main(["explore", *world.split(), "--properties", write(KINGS)]) == FAILED
    output = capsys.readouterr().out
    assert "BROKEN: nobody is called King" in output
    assert "as a scenario, 1 step:" in output
    assert "--plugin own.py" in output


def test_another_process_looks_at_them_too(write):
    """One that starts anew and has only the spec, as a worker of a cluster does."""
    spec = ExplorationSpec("small", plugins=(PluginFile(write(KINGS), KINGS),))
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        found = pool.submit(run_unit, spec, 0, 20).result()
    assert {it.property for it in found.failures} == {"nobody is called King"}
    assert found == run_unit(spec, 0, 20)


def test_what_is_found_is_replayed_and_shrunk_with_them(write, tmp_path, capsys):
    asserting = ("--properties", write(ASSERTING))
    explored = ["explore", "--count", "100", "--processes", "1", "--write", "found"]
    assert main([*explored, *asserting]) == FAILED
    output = capsys.readouterr().out
    assert "AssertionError: something is" in output
    assert "NEVER: the moon is reached (R7)" in output
    (file,) = map(str, (tmp_path / "found").iterdir())
    assert main(["replay", "--quiet", *asserting, file]) == FAILED
    assert main(["replay", "--quiet", file]) == PASSED
    capsys.readouterr()
    assert main(["shrink", *asserting, "--property", "nothing is lost", file]) == PASSED
    output = " ".join(capsys.readouterr().out.replace("# ", "").split())
    assert (
        f"Shrunk from {file}. Violated property: nothing is lost: AssertionError: someth" in output
    )
    assert f"`harness replay --promises --plugin {asserting[1]}` shows the step." in output


def test_values_are_told_apart_in_the_exhaustive_search(write, capsys):
    """Byron comes first; were values only equal or different, he would stand for King."""
    kings = KINGS.replace("event.data and", "event.event == 'deleted' and").replace(
        "event.data", "event.before"
    )
    assert main(["explore", "--exhaustive", "--properties", write(kings)]) == FAILED
    output = capsys.readouterr().out
    assert "as a scenario, 2 steps:" in output
    assert "cdm_lastname: King" in output


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("x = (\n", "line 1: '(' was never closed"),
        ("\nimport nothing_like_it", "line 2: No module named 'nothing_like_it'"),
        (
            "x = 1",
            "registers nothing: put @h.always, @h.sometimes, @h.policy or @h.fault be",
        ),
        (KINGS.replace("R7", "R99"), "line 4: 'nobody is called King' guards no rule R99"),
        (KINGS + KINGS, "line 12: two properties are called 'nobody is called King'"),
        (
            KINGS.replace("nobody is called King", TAKEN),
            f"line 4: two properties are called '{TAKEN}'",
        ),
        ("raise SystemExit('gone')", "line 1: gone"),
    ],
)
def test_a_file_that_is_wrong_is_said_and_adds_nothing(write, text, says, capsys):
    before = [*ALWAYS]
    assert main(["explore", "--properties", write(text)]) == BAD
    assert f"own.py: {says}" in capsys.readouterr().err
    assert [*ALWAYS] == before


def test_a_file_that_is_not_there_or_no_text(write, capsys, tmp_path):
    assert main(["explore", "--properties", "none.py"]) == BAD
    assert "none.py: no such file" in capsys.readouterr().err
    (tmp_path / "x.py").write_bytes(b"\xff\xfe")
    assert main(["explore", "--properties", "x.py"]) == BAD
    assert "x.py: cannot be read: is not text in UTF-8" in capsys.readouterr().err


def test_a_sometimes_that_cannot_look_is_bad_input(write, capsys):
    cannot = write(ASSERTING.replace("return False", "return step.moon"))
    assert main(["explore", "--count", "5", "--processes", "1", "--properties", cannot]) == BAD
    assert "the coverage goal 'the moon is reached' cannot be evaluated: AttributeError: " in (
        said := capsys.readouterr().err
    )
    assert said.endswith(f" at own.py:{line_of(cannot, 'step.moon')}\n")


def line_of(file, text):
    lines = Path(file).read_text("utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


RAISING = """
from harness.properties.declarations import always


@always("nobody is on the moon", rules="R7")
def nobody(step):
    if step.events:
        return step.moon
"""


@pytest.mark.parametrize("world", ["--exhaustive", "--world=small --count 5 --processes 1"])
def test_an_error_in_one_of_ones_own_is_told_as_that_of_a_plugged_part(write, world, capsys):
    file = write(RAISING)
    said = "property 'nobody is on the moon' (own.py:5): raised AttributeError: "
    assert main(["explore", *world.split(), "--plugin", file]) == FAILED
    output = " ".join(capsys.readouterr().out.split())
    assert "BROKEN: what is plugged in keeps its contract" in output
    assert "BROKEN: nobody is on the moon" not in output
    assert said in output
    assert f" at own.py:{line_of(file, 'step.moon')}, expected a text that says" in output


def test_a_replay_with_it_is_broken_and_not_failed(write, tmp_path, capsys):
    (tmp_path / "a.yaml").write_text("scenario: A\nsteps: [turn_on, run_batch_job]\n", "utf-8")
    file = write(RAISING)
    assert main(["replay", str(tmp_path / "a.yaml"), "--plugin", file]) == BAD
    output = " ".join(capsys.readouterr().out.split())
    assert "property 'nobody is on the moon' (own.py:5): raised AttributeError: " in output
    (tmp_path / "own.py").write_text(RAISING.replace("return step.moon", "assert 0, 'moon'"))
    assert main(["replay", str(tmp_path / "a.yaml"), "--plugin", file]) == FAILED


def test_a_file_is_executed_once_and_its_properties_count_in_their_block_alone(write):
    file = write(KINGS)
    (one,), (other,) = properties_of(load([file])), properties_of(load([file]))
    assert one is other
    assert one.name not in ALWAYS
    with registered([one]), registered([other]):
        assert ALWAYS[one.name] is one
    assert one.name not in ALWAYS


def test_two_files_with_properties_of_one_name_go_alone_and_not_together(write):
    one = load([write(KINGS, "one.py")])
    other = load([write(KINGS.replace("King", "Queen").replace("d Queen", "d King"), "two.py")])
    assert properties_of(one) != properties_of(other)
    with pytest.raises(BadInput, match="two properties are called 'nobody is called King'"):
        properties_of([*one, *other])


def test_a_command_leaves_no_property_behind(write, capsys):
    before = [*ALWAYS], [*SOMETIMES]
    file = write(KINGS)
    assert main(["explore", "--count", "1", "--processes", "1", "--properties", file]) == PASSED
    assert ([*ALWAYS], [*SOMETIMES]) == before
