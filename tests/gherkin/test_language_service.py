"""The official Cucumber editor extension knows every step of every feature, and finds it."""

import ast
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from projects import feature

import harness
from harness.gherkin import kinds, steps
from harness.gherkin.glue import glue
from harness.gherkin.places import GLUE
from harness.gherkin.vocabulary import PHRASES, custom_kinds

FEATURES = sorted((Path(__file__).parents[2] / "features").glob("*.feature"))
SOURCES = [*(Path(module.__file__) for module in steps.MODULES), Path(kinds.__file__)]


@pytest.fixture
def asked(cucumber):
    """Asks the editor's service about sources and features."""

    def ask(sources, features):
        return node(cucumber, "undefined_steps.js", *sources, "--", *features)

    return ask


def node(folder, *command):
    """Run a program of Node in this folder, and return what it says as JSON."""
    ran = subprocess.run(
        ["node", *map(str, command)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return json.loads(ran.stdout)


def ours():
    """The phrases of the harness, without those that other tests define."""
    return [one for one in PHRASES.values() if one.function.__module__.startswith(steps.__name__)]


def test_the_editor_knows_every_step_of_every_feature(asked):
    found = asked(SOURCES, FEATURES)
    assert found["errors"] == []
    assert found["diagnostics"] == []
    assert set(found["expressions"]) == {phrase.phrase for phrase in ours()}
    assert found["parameterTypes"] == [kind.name for kind in custom_kinds()]


def test_the_glue_file_tells_the_editor_as_much_as_the_steps_do(asked, tmp_path):
    file = tmp_path / "glue.py"
    file.write_text(glue(ours(), "glue.py"), encoding="utf-8")
    told, known = asked([file], FEATURES), asked(SOURCES, FEATURES)
    # in the order of the sources' names, which have some as Given and as When
    told["expressions"].sort()
    known["expressions"] = sorted(set(known["expressions"]))
    assert told == known


# where the environment lies, if it does in the project
ENVIRONMENTS = {"outside": None, "hidden inside": ".venv", "inside": "venv"}
OWN = """\
from harness import when

@when("our payroll closes")
def closes(): ...
"""


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_the_editor_finds_the_steps_wherever_the_environment_lies(environment, cucumber, tmp_path):
    """By the language server's own search, with the settings that `harness init` writes."""
    subprocess.run([sys.executable, "-m", "harness", "init", tmp_path], check=True)
    if folder := ENVIRONMENTS[environment]:
        installed = tmp_path / folder / "lib" / "python3" / "site-packages" / "harness"
        shutil.copytree(Path(harness.__file__).parent / "gherkin", installed / "gherkin")
    (tmp_path / "conftest.py").write_text(OWN, encoding="utf-8")
    lines = ("Given integration is on", "When our payroll closes", "And the stuck")
    (tmp_path / "features" / "own.feature").write_text(feature(*lines), encoding="utf-8")

    found = node(tmp_path, cucumber / "language_server.js", "features/own.feature")
    given, when, unfinished = lines
    assert found["definitions"] == {given: [GLUE], when: ["conftest.py"], unfinished: []}
    assert found["diagnostics"] == ["Undefined step: the stuck"]
    assert "the stuck run of the batch job is cancelled" in found["completions"]


def test_the_glue_file_is_harmless_python(tmp_path):
    """Of phrases and texts of any kind, for whoever runs it, formats it, or looks for tests."""
    first, *others = ours()
    odd = [
        first._replace(phrase="it's", example='"it"', description='"""\\'),
        first._replace(phrase='it\'s "so" {int}'),
    ]
    text = glue([*odd, *others], "features/steps/harness_steps.py")
    phrases = list(dict.fromkeys(one.phrase for one in (*odd, *others)))
    names = [
        one.decorator_list[0].args[0].value
        for one in ast.parse(text).body
        if isinstance(one, ast.FunctionDef) and one.decorator_list
    ]
    assert names == phrases
    file = tmp_path / "test_glue.py"
    file.write_text(text, encoding="utf-8")
    command = [sys.executable, "-W", "error", "-m", "pytest", "-q", "--doctest-modules", file]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "no tests ran" in ran.stdout, ran.stdout
    assert "error" not in ran.stdout.lower()


def test_steps_refreshes_the_glue_file_and_leaves_own_steps_to_their_place(tmp_path, monkeypatch):
    subprocess.run([sys.executable, "-m", "harness", "init", tmp_path], check=True)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "conftest.py").write_text(OWN, encoding="utf-8")
    file = tmp_path / GLUE
    made = file.read_text("utf-8")
    assert f"\n    harness steps --format glue --output {GLUE}\n" in made
    file.write_text("what an older version wrote", encoding="utf-8")
    command = [sys.executable, "-m", "harness", "steps", "--format", "glue", "--output", GLUE]
    subprocess.run(command, check=True)
    assert (
        file.read_text("utf-8").count("\n@")
        == made.count("\n@")
        == len({it.phrase for it in ours()})
    )
    assert "payroll" not in file.read_text("utf-8")


def test_the_editor_underlines_what_no_phrase_matches(asked, tmp_path):
    wrong = tmp_path / "wrong.feature"
    text = FEATURES[0].read_text("utf-8").replace("integration is on", "integration is onn")
    wrong.write_text(text, encoding="utf-8")
    said = [one["message"] for one in asked(SOURCES, [wrong])["diagnostics"]]
    assert said
    assert set(said) == {"Undefined step: integration is onn"}
