"""Projects of their own for tests: a folder with these files, and pytest run in it."""

import os
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

ROOT = Path(__file__).parent.parent
PLUGIN = "harness.gherkin.pytest_plugin.plugin"
# plugins of others, that some tests run beside ours; the first two exclude each other
REPORTERS = ("allure_pytest", "allure_pytest_bdd", "html", "timeout", "randomly")
INSTALLED = any(point.value == PLUGIN for point in entry_points(group="pytest11"))

OURS = {"PYTHONPATH": str(ROOT), "COLUMNS": "80", "PYTEST_ADDOPTS": ""}


def without(*reporters):
    """The options of pytest that leave these plugins out."""
    return [option for name in reporters for option in ("-p", f"no:{name}")]


def run_pytest(folder, files, *arguments, environment=None, cache=False, reporters=()):
    """Write the files, run pytest with these reporters; return its exit status and what it said."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = text if isinstance(text, bytes) else text.encode()
        path.write_bytes(data)
    plugins = [] if INSTALLED else ["-p", PLUGIN]
    plugins += [] if cache else ["-p", "no:cacheprovider"]
    plugins += without(*(name for name in REPORTERS if name not in reporters))
    plugins += ["-p", "no:hypothesispytest"]  # half of the start, and nobody here uses it
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *plugins, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **OURS, **(environment or {})},
    )
    return done.returncode, done.stdout + done.stderr


def feature(*steps, title="A scenario", tags=""):
    """The text of a feature with one scenario; its first step stands in line 4."""
    lines = "\n".join(f"    {step}" for step in steps)
    return f"Feature: A feature\n  {tags}\n  Scenario: {title}\n{lines}\n"
