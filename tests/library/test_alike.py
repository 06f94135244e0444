"""The calls of the library take settings, plug-in files and stores alike."""

import pickle

import pytest

import harness as h

PARTS = """
import harness as h

@h.policy("alike_wins")
def alike_wins(hr: h.Edited, dataverse: h.Edited) -> h.Environment | None:
    return "hr"

class AlikeWeekly(h.Clock):
    def next_run(self, since: int) -> int:
        return since + 7 * 24 * 3600

@h.always("alike: nobody deletes")
def nobody_deletes(step):
    return "somebody did" if "deleted" in step.kinds else None
"""
STORE = """
from harness.stores.memory import MemoryStore

class Alike(MemoryStore):
    pass
"""
TEXT = """
scenario: Alike
settings: {conflict: alike_wins, clock: AlikeWeekly}
steps:
  - turn_on
  - create: {in: hr, table: cdm_title, record: b, values: {cdm_name: B}}
  - delete: {in: hr, record: b}
  - expect: {in: hr, record: b, exists: yes}
"""


@pytest.fixture
def parts(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "parts.py").write_text(PARTS)
    (tmp_path / "shelf.py").write_text(STORE)
    (tmp_path / "a.yaml").write_text(TEXT)
    return ["parts.py"]


def test_files_are_plugged_into_every_call_that_loads_or_runs(parts):
    scenario = h.loads(TEXT, plugins=parts)
    assert h.load("a.yaml", plugins=parts).settings == scenario.settings
    assert [it.settings for it in h.load_all("a.yaml", plugins=parts)] == [scenario.settings]
    assert h.check("a.yaml", plugins=parts).problems == ()
    assert len(h.check("a.yaml").problems) == 2
    assert not h.replay(scenario, plugins=parts).passed
    assert not h.replay(scenario).passed
    (failure,) = h.replay(scenario, plugins=parts, properties=[], until=3).failures
    assert failure.property == "alike: nobody deletes"
    short = h.shrink(scenario, property="alike: nobody deletes", plugins=parts).scenario
    assert len(short.steps) == 2
    assert 'the clock "AlikeWeekly"' in h.export(scenario, to="feature", plugins=parts)
    with pytest.raises(h.BadInput, match=r"plugins=\[FILE\]"):
        h.loads(TEXT)
    for call in (h.loads, h.replay):
        with pytest.raises(h.BadInput, match="plugins takes a list of plug-in files"):
            call(TEXT if call is h.loads else scenario, plugins="parts.py")


def test_settings_are_an_object_or_texts(parts):
    given = [
        h.Settings(clock="AlikeWeekly", tie="dataverse"),
        ["clock=AlikeWeekly", "tie=dataverse"],
    ]
    one, other = (h.explore(range(3), length=10, settings=it, plugins=parts) for it in given)
    assert one.found == other.found
    given = [h.Settings(clock="AlikeWeekly"), ["clock=AlikeWeekly"]]
    one, other = (h.compare(range(3), length=10, settings=it, plugins=parts) for it in given)
    assert one == other != h.compare(range(3), length=10)
    assert h.explore(range(1), settings=["conflict=hr_wins"]).spec.conflict == "hr_wins"
    for call in (h.explore, h.compare):
        with pytest.raises(h.BadInput, match="settings clok=x: no setting 'clok', did you mean"):
            call(range(1), settings=["clok=x"])
        with pytest.raises(h.BadInput, match=r"settings takes h\.Settings\(conflict=.*or texts"):
            call(range(1), settings="tie=hr")


def test_stores_are_named(parts):
    for call in (h.explore, h.compare):
        assert call(range(3), length=10, stores="shelf.py:Alike")
        with pytest.raises(h.BadInput, match="give the simulator its stores"):
            call(range(1), simulator=h.Simulator, stores="shelf.py:Alike")
        with pytest.raises(h.BadInput, match="a database holds one simulation"):
            call(range(1), stores="sqlite:///x.db")


def test_a_policy_is_given_as_it_is_listed():
    assert h.Simulator(policy=h.POLICIES["hr_wins"]).settings.conflict == "hr_wins"
    with pytest.raises(h.BadInput, match="is not registered; there are last_edit_wins"):
        h.Simulator(policy=h.POLICIES["hr_wins"]._replace(words="other"))


def test_a_store_that_is_not_there_is_suggested_from_the_stores_alone(parts, tmp_path):
    (tmp_path / "shelf.py").write_text(STORE + "\nclass Nape:\n    pass\n")
    with pytest.raises(h.BadInput, match=r"no 'Nope'; its classes are Alike$"):
        h.Simulator(stores="shelf.py:Nope")


def test_a_class_that_is_no_clock_is_named():
    with pytest.raises(h.BadInput, match="the clock Clock cannot be made: Clock"):
        h.Simulator(clock=h.Clock)


FEATURE = """
Feature: Alike
  Scenario: Of a policy and a clock
    Given the conflict policy is alike wins
    And the batch job runs by the clock "AlikeWeekly"
    When integration is turned on
"""


def test_a_scenario_remembers_what_it_was_loaded_with(parts):
    loaded = [
        h.loads(TEXT, plugins=parts),
        h.load("a.yaml", plugins=parts),
        *h.load_all("a.yaml", plugins=parts),
    ]
    for scenario in loaded:
        done = h.replay(scenario, properties=[])
        assert done.failures[0].property == "alike: nobody deletes"
        assert len(h.shrink(scenario, property="alike: nobody deletes").scenario.steps) == 2
        assert 'the clock "AlikeWeekly"' in h.export(scenario, to="feature")
        assert h.explore(range(2), length=5, start=scenario)
        again = pickle.loads(pickle.dumps(scenario))  # as to another process
        assert h.replay(again).fingerprint == done.fingerprint
        short = h.shrink(scenario, property="alike: nobody deletes").scenario
        assert not h.replay(short, properties=[]).passed
    assert "alike_wins" not in h.POLICIES  # nothing stays registered
    feature = h.loads(FEATURE, "a.feature", plugins=parts)
    assert h.replay(feature).passed
    with pytest.raises(h.BadInput, match="alike"):
        h.replay(h.loads(FEATURE, "a.feature"))


def test_a_scenario_of_a_project_remembers_the_plug_ins_of_the_project(parts, tmp_path):
    (tmp_path / "pytest.ini").write_text("[pytest]\nharness_plugins = parts.py\n")
    (tmp_path / "a.feature").write_text(FEATURE)
    for name in ("a.yaml", "a.feature"):
        scenario = h.load(name)
        assert [it.file for it in scenario.plugins] != []
        assert h.replay(scenario).timeline()
        # given again, it is the same file
        assert h.replay(scenario, plugins=parts).fingerprint == h.replay(scenario).fingerprint
