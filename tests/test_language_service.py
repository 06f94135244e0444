"""The official Cucumber editor extension knows every step of every feature.

It is asked by the program in `language_service/`, which needs npm. Where npm is not, the test is
skipped; where REQUIRE_NPM is set, as it is for CI, it fails instead.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from harness.edges import steps
from harness.edges.vocabulary import PHRASES, REGISTRY

HERE = Path(__file__).parent / "language_service"
FEATURES = sorted((Path(__file__).parent.parent / "features").glob("*.feature"))
SOURCES = [Path(steps.__file__), Path(steps.__file__).with_name("vocabulary.py")]


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """Asks the service about sources and features."""
    if not shutil.which("npm") and not os.environ.get("REQUIRE_NPM"):
        pytest.skip("npm is not installed")
    folder = tmp_path_factory.mktemp("language_service")
    for name in ("package.json", "package-lock.json", "undefined_steps.js"):
        shutil.copy(HERE / name, folder)
    # the native parsers' own installers are not needed: the service has them as WebAssembly
    done("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", cwd=folder)

    def ask(sources, features):
        said = done("node", "undefined_steps.js", *sources, "--", *features, cwd=folder)
        return json.loads(said)

    return ask


def done(*command, cwd):
    ran = subprocess.run(
        [*map(str, command)], cwd=cwd, capture_output=True, text=True, check=False, timeout=300
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_the_editor_knows_every_step_of_every_feature(asked):
    found = asked(SOURCES, FEATURES)
    assert found["errors"] == []
    assert found["diagnostics"] == []
    phrases = {
        phrase.phrase for phrase in PHRASES.values() if phrase.function.__module__ == steps.__name__
    }
    assert set(found["expressions"]) == phrases
    ours = {kind.name for kind in REGISTRY.parameter_types if kind.name in found["parameterTypes"]}
    assert ours == set(found["parameterTypes"])


def test_the_editor_underlines_what_no_phrase_matches(asked, tmp_path):
    wrong = tmp_path / "wrong.feature"
    text = FEATURES[0].read_text("utf-8").replace("integration is on", "integration is onn")
    wrong.write_text(text, encoding="utf-8")
    said = [one["message"] for one in asked(SOURCES, [wrong])["diagnostics"]]
    assert said
    assert set(said) == {"Undefined step: integration is onn"}
