"""The same scenario gives the same bytes: on every run, hash seed, wall clock, time zone and store.

`fingerprints.txt` pins them, so that running the tests on another Python version or machine
compares with this one.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from harness.domain.commands import Import
from harness.gherkin.places import scenario_files
from harness.scenarios.reader import load
from harness.scenarios.replay import replay
from harness.scenarios.results import result
from harness.stores.registry import open_backend

ROOT = Path(__file__).parents[2]
SCENARIOS = [Path(p).relative_to(ROOT) for p in scenario_files([str(ROOT / "scenarios")])]
PROGRAM = """
import sys
if sys.argv[1]:
    import freezegun
    freezegun.freeze_time(sys.argv[1]).start()
from harness.cli.main import main
sys.exit(main(["replay", "scenarios", "--format", "json", "--store", sys.argv[2]]))
"""


def fingerprints(seed: str, clock: str, zone: str, store: str) -> dict[str, str]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, clock, store],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {one["file"]: one["fingerprint"] for one in json.loads(done.stdout)}


@pytest.fixture(scope="module")
def usual() -> dict[str, str]:
    return fingerprints("0", "", "UTC", "memory")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("seed", "clock", "zone", "store"),
    [
        ("1", "", "UTC", "memory"),
        ("0", "2031-03-30 01:59:59", "UTC", "memory"),
        ("0", "", "America/St_Johns", "memory"),
        ("0", "", "UTC", "sqlite:///:memory:"),
    ],
    ids=["hash seed", "wall clock", "time zone", "store"],
)
def test_the_fingerprint_does_not_depend_on(usual, seed, clock, zone, store):
    assert fingerprints(seed, clock, zone, store) == usual


def test_the_fingerprints_are_the_pinned_ones(usual, approved):
    """Generated data may change with the library that makes it; what generates is left out."""
    ours = {
        path.as_posix(): usual[str(path)]
        for path in SCENARIOS
        if not any(
            isinstance(step.does, Import) and step.does.generate for step in load(ROOT / path).steps
        )
    }
    text = "".join(f"{print_} {path}\n" for path, print_ in sorted(ours.items()))
    approved(text, "fingerprints.txt", what="list of fingerprints")


def test_a_replay_does_not_leak_into_the_next():
    path = ROOT / SCENARIOS[0]
    first = result(replay(load(path)))
    for other in SCENARIOS[1:4]:
        replay(load(ROOT / other))
    assert result(replay(load(path), open_backend("memory"))) == first
