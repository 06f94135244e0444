"""The official Cucumber editor extension knows every step of every feature."""

import json
import subprocess
from pathlib import Path

import pytest

from harness.gherkin import steps, vocabulary
from harness.gherkin.vocabulary import PHRASES, custom_kinds

FEATURES = sorted((Path(__file__).parents[2] / "features").glob("*.feature"))
SOURCES = [*(Path(module.__file__) for module in steps.MODULES), Path(vocabulary.__file__)]


@pytest.fixture
def asked(cucumber):
    """Asks the editor's service about sources and features."""

    def ask(sources, features):
        command = ["node", "undefined_steps.js", *sources, "--", *features]
        ran = subprocess.run(
            [*map(str, command)], cwd=cucumber, capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return json.loads(ran.stdout)

    return ask


def test_the_editor_knows_every_step_of_every_feature(asked):
    found = asked(SOURCES, FEATURES)
    assert found["errors"] == []
    assert found["diagnostics"] == []
    phrases = {
        phrase.phrase
        for phrase in PHRASES.values()
        if phrase.function.__module__.startswith(steps.__name__)
    }
    assert set(found["expressions"]) == phrases
    assert found["parameterTypes"] == [kind.name for kind in custom_kinds()]


def test_the_editor_underlines_what_no_phrase_matches(asked, tmp_path):
    wrong = tmp_path / "wrong.feature"
    text = FEATURES[0].read_text("utf-8").replace("integration is on", "integration is onn")
    wrong.write_text(text, encoding="utf-8")
    said = [one["message"] for one in asked(SOURCES, [wrong])["diagnostics"]]
    assert said
    assert set(said) == {"Undefined step: integration is onn"}
