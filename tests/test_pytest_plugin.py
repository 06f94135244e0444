"""The plugin in a project of its own: what people see who have features and nothing else."""

import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from importlib.metadata import entry_points
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PLUGIN = "harness.edges.pytest_plugin"
INSTALLED = any(point.value == PLUGIN for point in entry_points(group="pytest11"))
BIND = 'from pytest_bdd import scenarios\nscenarios(".")\n'


@pytest.fixture
def project(tmp_path):
    """Runs pytest in a folder with these files, and returns what it said."""

    def run(files, *arguments, environment=None):
        for name, text in files.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        plugin = [] if INSTALLED else ["-p", PLUGIN]
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *plugin, "-p", "no:cacheprovider", *arguments],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})},
        )
        return done.returncode, done.stdout + done.stderr

    return run


def feature(*steps, title="A scenario", tags=""):
    lines = "\n".join(f"    {step}" for step in steps)
    return f"Feature: A feature\n  {tags}\n  Scenario: {title}\n{lines}\n"


CLOCK = """
import time
from datetime import datetime
from harness.edges.vocabulary import then

@then("Python's clock shows {string}", example='Python\\'s clock shows "2021-08-19 09:00:00"')
def clock(text, simulation):
    assert str(datetime.now()) == text
    assert datetime.utcfromtimestamp(time.time()) == datetime.now()
"""


def test_pythons_clock_is_the_simulated_clock_and_moves_with_it(project):
    steps = (
        "Given integration is on",
        'Then Python\'s clock shows "2021-08-19 09:00:00"',
        "When 2 hours and 30 minutes pass",
        'Then Python\'s clock shows "2021-08-19 11:30:00"',
        "When 1 new worker records are imported",
        'Then Python\'s clock shows "2021-08-19 11:30:06"',
    )
    files = {"conftest.py": CLOCK, "a.feature": feature(*steps), "test_a.py": BIND}
    files["test_b.py"] = (
        "import time, datetime\n"
        "def test_real_again():\n"
        "    assert datetime.date.today().year > 2023 and time.time() > 1_700_000_000\n"
    )
    status, said = project(files, "-q", environment={"TZ": "UTC"})
    assert status == 0, said
    assert "2 passed" in said


def test_measured_durations_stay_real(project, tmp_path):
    steps = (
        "Given integration is on",
        "When 400 days pass",
        "Then both environments hold the same",
    )
    files = {"a.feature": feature(*steps), "test_a.py": BIND}
    status, said = project(
        files, "--durations=3", "-vv", "--junitxml=junit.xml", "--cucumberjson=cucumber.json"
    )
    assert status == 0, said
    times = [float(text) for text in re.findall(r"(\d+\.\d+)s (?:setup|call|teardown)", said)]
    assert times
    assert 0 < max(times) < 60
    total = float(re.search(r"1 passed.* in (\d+\.\d+)s", said)[1])
    assert total < 60
    cases = list(ET.parse(tmp_path / "junit.xml").iter("testcase"))
    assert [0 < float(case.get("time")) < 60 for case in cases] == [True]
    [told] = json.loads((tmp_path / "cucumber.json").read_text(encoding="utf-8"))
    durations = [step["result"]["duration"] for step in told["elements"][0]["steps"]]
    assert all(0 < nanoseconds < 60e9 for nanoseconds in durations)


def test_a_failure_says_what_both_environments_hold_and_ends_with_the_timeline(project):
    steps = (
        "Given integration is on",
        'And the worker "Ada" exists in both environments',
        "And integration was turned off",
        'And the last name of the worker "Ada" was changed to "King" in Dataverse',
        "And integration was turned on",
        "When the batch job runs",
        'Then the last name of the worker "Ada" is "Byron" in both environments',
    )
    files = {"a.feature": feature(*steps), "test_a.py": BIND}
    status, said = project(files, "-q", "--tb=short")
    assert status == 1
    text = [line[4:] for line in said.splitlines() if line.startswith("E   ")]
    assert "a.feature:10: Then the last name of the worker" in text[0]
    assert text[1].strip() == "expected: Ada in Human Resources has cdm_lastname 'Byron'"
    assert text[2].strip() == "actual:   Ada in Human Resources has cdm_lastname 'King'"
    assert any("Human Resources" in line and "Dataverse" in line for line in text[3:6])
    assert "written to Human Resources: cdm_lastname empty → King" in text[-2]
    assert "1 settled" in text[-1]


def test_a_refusal_that_nobody_expects_fails_the_step_that_is_refused(project):
    refused = "When sync now is run for the worker table"
    files = {
        "a.feature": feature(refused, "Then both environments hold the same"),
        "b.feature": feature(refused, 'Then it is refused because "integration is off"'),
        "test_a.py": BIND,
    }
    status, said = project(files, "-q", "--tb=short")
    assert status == 1
    assert "1 failed, 1 passed" in said
    assert f"a.feature:4: {refused}" in said
    assert "refused: integration is off" in said


def test_what_nothing_matches_is_answered_with_a_phrase(project):
    files = {
        "a.feature": feature("When the batch jobs run", "Then both environments hold the same"),
        "b.feature": feature("Given the batch job runs", "Then both environments hold the same"),
        "c.feature": feature("When the batch job runs", "  | a |", "Then no loss is reported"),
        "test_a.py": BIND,
    }
    status, said = project(files, "-q", "--tb=short")
    assert status == 1
    assert "When the batch job runs" in said
    assert "It is a When step, not a Given step." in said
    assert "'the batch job runs' takes no table" in said


def test_tags_of_features_are_markers(project):
    tagged = feature("Then no loss is reported", tags="@R7 @payroll-2021")
    plain = feature("Then no loss is reported")
    files = {"a.feature": tagged, "b.feature": plain, "test_a.py": BIND}
    status, said = project(files, "-q", "--strict-markers", "-m", "R7", "-W", "error")
    assert status == 0, said
    assert "1 passed, 1 deselected" in said
    status, said = project({}, "--markers")
    assert "@pytest.mark.R7: Data loss." in said


def test_a_suite_without_scenarios_pays_nothing(project):
    code = (
        "import sys\n"
        "def test_light():\n"
        "    heavy = ('freezegun', 'harness.edges.steps', 'cucumber_expressions',\n"
        "             'harness.world.simulator', 'tabulate')\n"
        "    assert not set(heavy) & set(sys.modules)\n"
    )
    status, said = project({"test_a.py": code}, "-q", "-p", "no:faker")
    assert status == 0, said
    status, said = project({"test_a.py": code}, "-q", "-p", "no:faker", "-p", "no:pytest-bdd")
    assert status == 0, said


OTHERS = """
from pytest_bdd import given, then

@given("a basket")
def basket(): pass

@then("it is full")
def full(): raise KeyError("full")
"""


def test_other_peoples_steps_are_left_alone(project):
    files = {
        "conftest.py": OTHERS,
        "a.feature": feature("Given a basket", "Then it is full"),
        "b.feature": feature("Given a basket", "Then it is empty"),
        "test_a.py": BIND,
    }
    status, said = project(files, "-q", "--tb=line")
    assert status == 1
    assert "KeyError: 'full'" in said
    assert "Did you mean" not in said


FINGERPRINTS = """
import pytest
from harness.readers.result import end_state, fingerprint

@pytest.fixture(autouse=True)
def told(request, simulation):
    yield
    state = end_state(simulation.simulator)
    print(f"\\n{request.node.name} {fingerprint(state)}")
"""


def test_every_feature_is_the_same_whatever_the_hash_seed_and_the_time_zone(project):
    files = {
        "conftest.py": FINGERPRINTS,
        "test_a.py": f"from pytest_bdd import scenarios\nscenarios({str(ROOT / 'features')!r})\n",
    }
    told = []
    for environment in (
        {"PYTHONHASHSEED": "1", "TZ": "UTC"},
        {"PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo"},
    ):
        status, said = project(files, "-q", "-s", environment=environment)
        assert status == 0, said
        told.append(re.findall(r"^(test_.* [0-9a-f]{64})$", said, re.MULTILINE))
    assert len(told[0]) > 150
    assert told[0] == told[1]
