"""Parts of installed packages: named from scenario files and features, and looked for on a miss."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULE = """
from datetime import timedelta

import harness as h
from harness.stores.memory import MemoryBackend

class Shelf(MemoryBackend):
    def open(self, environment, catalog):
        print("opened", environment)
        return super().open(environment, catalog)

def payroll_wins(hr, dataverse):
    "Human Resources has the last word."
    return "hr"

@h.fault("nightly", strikes=h.Delivery)
def nightly(delivery):
    "Deliveries wait for a minute."
    return h.Delayed(timedelta(minutes=1))

class Weekly(h.Clock):
    def next_run(self, since):
        return since + 7 * 86_400

class NoLiveDeletes(h.Integration):
    def deliver_delete(self, request, cause):
        self.keep_missed(request, cause)
"""
POINTS = """
[harness.stores]
shelf = acme_parts:Shelf
[harness.policies]
payroll_wins = acme_parts:payroll_wins
[harness.faults]
nightly = acme_parts:nightly
[harness.clocks]
weekly = acme_parts:Weekly
[harness.integrations]
no_live_deletes = acme_parts:NoLiveDeletes
"""
SCENARIO = """
scenario: All of them
settings: {integration: no_live_deletes, clock: weekly, conflict: payroll_wins}
given:
  integration: on
  records:
    ada: {table: cdm_worker, values: {cdm_workernumber: "1"}}
steps:
  - fault: {kind: nightly}
  - delete: {in: hr, record: ada}
  - expect: {in: dataverse, record: ada, exists: yes}
"""
FEATURE = """Feature: All of them
  Scenario: All of them
    Given the integration is simulated by "no_live_deletes"
    And the batch job runs by the clock "weekly"
    And the conflict policy is payroll wins
    And the worker "Ada" exists in both environments
    And integration is on
    When the worker "Ada" is deleted from Human Resources
    Then the worker "Ada" is in Dataverse
"""


@pytest.fixture
def run(tmp_path):
    """Runs a command line in a process that has the package installed, and returns its output."""
    site = tmp_path / "site"
    info = site / "acme_parts-1.0.dist-info"
    info.mkdir(parents=True)
    (site / "acme_parts.py").write_text(MODULE)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-parts\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(POINTS)
    (tmp_path / "all.yaml").write_text(SCENARIO)
    (tmp_path / "all.feature").write_text(FEATURE)

    def harness(line):
        paths = os.pathsep.join([str(ROOT), str(site)])
        done = subprocess.run(
            [sys.executable, "-m", "harness", *line.split()],
            cwd=tmp_path, env={**os.environ, "PYTHONPATH": paths},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    return harness


@pytest.mark.slow
@pytest.mark.parametrize("place", ["all.yaml", "all.feature"])
def test_each_kind_is_named_by_its_entry_point(run, place):
    status, said = run(f"replay {place} --quiet --store shelf")
    assert status == 0, said
    assert "opened hr" in said
    assert "passed" in said


@pytest.mark.slow
def test_they_are_listed_where_everything_is(run):
    _, said = run("schema")
    settings = json.loads(said)["properties"]["settings"]["properties"]
    assert "weekly" in settings["clock"]["enum"]
    assert "no_live_deletes" in settings["integration"]["enum"]
    alone, by_table = settings["conflict"]["anyOf"]
    assert "payroll_wins" in alone["enum"]
    assert "payroll_wins" in by_table["additionalProperties"]["enum"]
    assert "nightly" in run("faults")[1]
    assert "payroll_wins" in run("compare --count 2 --length 2")[1]


USUAL = """
import sys
from harness.cli.main import main

assert main(["replay", "usual.yaml", "--quiet"]) == 0
heavy = {"importlib.metadata", "harness.properties.plugin_file", "harness.gherkin.project",
         "pytest", "configparser", "tomllib", "difflib"} & set(sys.modules)
assert not heavy, heavy
"""


def test_a_replay_of_documented_parts_looks_for_none(tmp_path):
    """`importlib.metadata` takes longer than the replay."""
    (tmp_path / "usual.yaml").write_text("scenario: Usual\nsteps: [turn_on, run_batch_job]\n")
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    done = subprocess.run(
        [sys.executable, "-c", USUAL],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
