"""The same steps for a feature, whichever command runs it and from wherever it is started."""

import os
import subprocess
import sys

import pytest
from projects import ROOT, feature, run_pytest

from harness.domain.errors import BadInput
from harness.gherkin.project import project_of

STEP = """
from harness import given

@given("{phrase}")
def step(simulation):
    pass
"""
STEPS = ("Given our usual company", "And integration is on", "Then no loss is reported")
COMPANY = STEP.format(phrase="our usual company")
RAISES = "raise ValueError('above the root')\n"
IN_INI = {"team/pytest.ini": "[pytest]\npythonpath = lib\n"}
PROJECTS = {
    "an ini file": {"team/pytest.ini": "[pytest]\n", "team/conftest.py": COMPANY},
    "a pyproject": {
        "conftest.py": RAISES,  # pytest does not look above the folder of the settings
        "team/pyproject.toml": "[tool.pytest.ini_options]\nminversion = '8'\n",
        "team/conftest.py": COMPANY,
    },
    "no settings": {"conftest.py": COMPANY},
    "beside the features": {"team/features/conftest.py": COMPANY},
    "an import": {
        **IN_INI,
        "team/conftest.py": "from company_steps import *\n",
        "team/company_steps.py": COMPANY,
    },
    "a path of the settings": {
        **IN_INI,
        "team/conftest.py": "from company_steps import *\n",
        "team/lib/company_steps.py": COMPANY,
    },
    "a plugin": {
        **IN_INI,
        "team/conftest.py": "pytest_plugins = ['company_steps']\n",
        "team/company_steps.py": COMPANY,
    },
}


def written(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def harness(folder, *arguments):
    done = subprocess.run(
        [sys.executable, "-m", "harness", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("files", PROJECTS.values(), ids=PROJECTS)
def test_every_command_finds_the_steps_that_pytest_finds(tmp_path, files):
    written(tmp_path, {**files, "team/features/a.feature": feature(*STEPS), "other/x.txt": ""})
    for start, place in (("other", "../team/features"), ("team/features", ".")):
        here = tmp_path / start
        if "conftest.py" in files and files["conftest.py"] is COMPANY and start != "other":
            continue  # without settings, pytest looks no higher than where it is started
        status, said = run_pytest(here, {}, "-q", place)
        assert status == 0, said
        named = f"{place}/a.feature".removeprefix("./")
        for command in (("check", place), ("replay", "--quiet", named), ("export", named)):
            status, said = harness(here, *command)
            assert status == 0, (start, command, said)


def test_the_settings_of_a_project_are_those_of_pytest(tmp_path, monkeypatch):
    text = "[pytest]\nharness_catalog = company.catalog.yaml\npythonpath =\n  a\n  b\n"
    written(tmp_path, {"team/tox.ini": text, "team/features/a.feature": ""})
    monkeypatch.chdir(tmp_path)
    found = project_of(tmp_path / "team" / "features" / "a.feature")
    assert found.root == tmp_path / "team"
    assert found.settings["harness_catalog"] == "company.catalog.yaml"
    assert [*found.paths("pythonpath")] == [tmp_path / "team" / "a", tmp_path / "team" / "b"]
    written(tmp_path, {"torn/pytest.ini": "[pytest\n"})
    with pytest.raises(BadInput, match=r"pytest\.ini"):
        project_of(tmp_path / "torn")
