"""A plug-in file that is imported, too: its parts are the same, whatever way they came."""

import importlib
import subprocess
import sys

import pytest

import harness as h
from harness.domain.errors import BadInput
from harness.domain.policies import POLICIES
from harness.properties.plugin_file import load, plugged_in

OURS = """
import harness as h

@h.policy("ours_wins")
def ours_wins(hr: h.Edited, dataverse: h.Edited) -> h.Environment | None:
    return "hr"

@h.fault("ours_fails", strikes=h.Request)
def ours_fails(request: h.Request, *, after: int) -> h.Fails | None:
    return h.Fails("no") if request.number > after else None

@h.always("nobody is called Ours")
def nobody(step):
    return None

class OursWeekly(h.Clock):
    def next_run(self, since: int) -> int:
        return since + 7 * 24 * 3600

class OursAlone(h.Integration):
    pass
"""
ON = "scenario: On\nsteps: [turn_on]"


@pytest.fixture
def ours(tmp_path, monkeypatch):
    """The file `ours.py`, which can be imported; returns the import of it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "ours.py").write_text(OURS)
    before = {*sys.modules}
    yield lambda: importlib.import_module("ours")
    for name in {*sys.modules} - before:
        if name in ("ours", "first") or name.startswith("harness_executed_"):
            del sys.modules[name]


def test_a_file_that_is_imported_already_is_that_module(ours):
    module = ours()
    with plugged_in(load(["ours.py"])):
        assert POLICIES["ours_wins"].decide is module.ours_wins
        done = h.replay(h.loads(ON), properties=[module.nobody], simulator=h.Simulator(
            h.Settings(clock="OursWeekly", integration="OursAlone", conflict="ours_wins")
        ))  # fmt: skip
    assert done.passed
    assert h.explore(range(2), properties=["ours.py", module.nobody], conflict="ours_wins")
    compared = h.compare(range(2), length=5, plugins=["ours.py"])
    assert [under.conflict for under in compared].count("ours_wins") == 2


def test_a_file_that_is_imported_later_registers_nothing_twice(ours):
    with plugged_in(load(["ours.py"])):
        module = ours()
        sim = h.Simulator(policy=module.ours_wins, integration=module.OursAlone)
        assert (sim.settings.conflict, sim.settings.integration) == ("ours_wins", "OursAlone")
        with plugged_in(load(["ours.py"])):
            assert h.explore(range(2), properties=[module.nobody], faults=["ours_fails"])


def test_what_a_plug_in_file_imports_can_be_plugged_in_alone_later(ours, tmp_path):
    (tmp_path / "first.py").write_text("import ours\nfrom ours import ours_wins\n")
    for file in ("first.py", "ours.py", "first.py"):
        POLICIES.pop("ours_wins", None)
        with plugged_in(load([file])):
            assert "ours_wins" in POLICIES


def test_another_file_of_that_name_is_another_definition(ours, tmp_path):
    ours()
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "ours.py").write_text(OURS)
    with pytest.raises(BadInput, match=r"twice, by ours\.py:4 and by sub/ours\.py:4"):
        load(["sub/ours.py"])


def test_a_project_whose_tests_and_conftest_import_its_plug_ins(project):
    test = """
import harness as h, ours
def test_it():
    assert h.Simulator(policy=ours.ours_wins).settings.conflict == "ours_wins"
    assert h.explore(range(2), properties=["ours.py"], conflict="ours_wins")
class TestIt(h.testing.PolicyConformance):
    def policy(self):
        return ours.ours_wins
"""
    ini = "[pytest]\nharness_plugins = ours.py\n"
    status, output = project({"pytest.ini": ini, "ours.py": OURS, "test_it.py": test,
                              "conftest.py": "import ours"})  # fmt: skip
    assert status == 0, output


def test_a_script_that_names_itself_is_not_executed_again(tmp_path):
    text = OURS + "\nprint(h.explore(range(2), properties=[__file__]).passed)"
    (tmp_path / "script.py").write_text(text)
    line = [sys.executable, "script.py"]
    done = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"  # once: two histories do not reach every goal


def test_a_plug_in_file_can_import_its_neighbour(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", [*sys.path])
    (tmp_path / "neighbour_of_ours.py").write_text("SIDE = 'hr'")
    text = OURS.replace('return "hr"', "from neighbour_of_ours import SIDE\n    return SIDE")
    (tmp_path / "importing.py").write_text("import neighbour_of_ours\n" + text)
    with plugged_in(load([str(tmp_path / "importing.py")])):
        assert POLICIES["ours_wins"].decide(None, None) == "hr"
