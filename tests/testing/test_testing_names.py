"""What `harness.testing` offers: one list for people and type checkers, imported when used."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from harness import testing


def test_type_checkers_are_told_the_names_that_there_are():
    tree = ast.parse(Path(testing.__file__).read_text("utf-8"))
    ifs = [it for it in tree.body if isinstance(it, ast.If)]
    (block,) = (it for it in ifs if ast.unparse(it.test) == "TYPE_CHECKING")
    told = {alias.asname: node.module for node in block.body for alias in node.names}
    assert told == {name: f"harness.testing.{home}" for name, home in testing._HOMES.items()}


def test_every_name_is_there():
    for name in testing.__all__:
        assert getattr(testing, name).__doc__, name
    assert dir(testing) == sorted(testing.__all__)
    with pytest.raises(AttributeError, match=r"'StoreConformence', did you mean StoreConformance"):
        _ = testing.StoreConformence


def test_every_suite_is_among_them():
    folder = Path(testing.__file__).parent
    suites = {path.stem for path in folder.glob("*_conformance.py")}
    assert suites == {home for home in testing._HOMES.values() if home.endswith("_conformance")}


def test_a_name_imports_its_module_alone():
    code = (
        "import sys, harness\n"
        "harness.testing\n"
        "print('pytest' in sys.modules, 'hypothesis' in sys.modules)\n"
        "harness.stores\n"
        "print([it for it in sys.modules if it.startswith('harness.')])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["False False", "['harness.testing', 'harness.stores']"]


def test_help_shows_the_suites_without_hypothesis():
    code = (
        "import sys, pydoc, harness\n"
        "sys.modules['hypothesis'] = None\n"
        "print(pydoc.plain(pydoc.render_doc(harness.testing)))\n"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert shown.returncode == 0, shown.stderr
    assert "class StoreConformance" in shown.stdout
    assert "class SyncMachine" not in shown.stdout
