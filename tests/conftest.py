"""Fixtures of several test modules."""

import os
import shutil
import signal
import subprocess
import sys
from functools import cache, partial
from pathlib import Path

import pytest
from own_faults import faults_of_ones_own
from projects import REPORTERS, run_pytest, without

from harness.domain.faults import FAULTS
from harness.domain.policies import POLICIES
from harness.simulator.integration.registry import INTEGRATIONS
from harness.simulator.schedule import CLOCKS

# a shell has what it starts in the background ignore Ctrl-C, which some tests press
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
# two of them exclude each other, so a pytest that a test starts would not even begin with all
os.environ["PYTEST_ADDOPTS"] = " ".join(without(*REPORTERS))

CUCUMBER = Path(__file__).parent / "cucumber"
STARTING = {"project", "cucumber", "ran"}  # fixtures that start pytest and npm
SLOW_DOCTESTS = ("harness.exploration.statespace.independence", "harness.exploration.witnesses.")


def pytest_configure(config):
    """Run a test that is named by its id, slow or not: only a wider choice leaves slow ones out."""
    if config.option.markexpr == "not slow" and any("::" in one for one in config.args):
        config.option.markexpr = ""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark as slow what starts pytest or npm, and the doctests that take seconds."""
    for item in items:
        starts = STARTING & set(getattr(item, "fixturenames", ()))
        doctest = isinstance(item, pytest.DoctestItem) and item.name.startswith(SLOW_DOCTESTS)
        if starts or doctest:
            item.add_marker(pytest.mark.slow)


@pytest.fixture
def project(tmp_path):
    """Runs pytest in a folder with these files, and returns its status and what it said."""
    return partial(run_pytest, tmp_path)


@cache
def _state_table(kinds, graph):
    from harness.library.charts import state_table

    return state_table(kinds, graph=graph)


@pytest.fixture
def derived_once(monkeypatch):
    """What `draw` derives takes seconds, and the tests of its formats need the same table."""
    monkeypatch.setattr(
        "harness.cli.commands.draw.state_table",
        lambda kinds, *, graph, on_progress: _state_table(kinds, graph),
    )


@pytest.fixture(autouse=True)
def plugged():
    """Forgets what the test plugs in: another may list all that there is."""
    before = [(registry, set(registry)) for registry in (POLICIES, FAULTS, CLOCKS, INTEGRATIONS)]
    yield
    for registry, known in before:
        for name in [name for name in registry if name not in known]:
            registry.forget(name)
    vocabulary = sys.modules.get("harness.gherkin.vocabulary")
    phrases = {} if vocabulary is None else vocabulary.PHRASES
    for name in [it for it, phrase in phrases.items() if not of_the_package(phrase)]:
        del phrases[name]
    for name in [name for name in sys.modules if name.startswith("conftest of ")]:
        del sys.modules[name]  # so that its steps are there again for who reads it again


def of_the_package(phrase):
    return phrase.function.__module__.startswith("harness.")


@pytest.fixture
def own_faults():
    """The faults of `own_faults` are in the registry."""
    with faults_of_ones_own():
        yield


@pytest.fixture(scope="session")
def cucumber(tmp_path_factory):
    """A folder with Cucumber's own tools in it, which need npm.

    Where npm is not, what asks for it is skipped; where REQUIRE_NPM is set, as it is for CI, it
    fails instead.
    """
    if not shutil.which("npm") and not os.environ.get("REQUIRE_NPM"):
        pytest.skip("npm is not installed")
    folder = tmp_path_factory.mktemp("cucumber")
    for path in CUCUMBER.iterdir():
        shutil.copy(path, folder)
    # the native parsers' own installers are not needed: the service has them as WebAssembly
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return folder
