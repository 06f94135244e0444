"""What `import harness` offers: one list for people and for type checkers, documented, and lazy."""

import ast
import inspect
import pydoc
import subprocess
import sys
from pathlib import Path

import pytest

import harness

SOURCE = Path(harness.__file__)


def _for_type_checkers() -> dict[str, str]:
    """The names that the block under `if TYPE_CHECKING:` exports, and where they are from."""
    tree = ast.parse(SOURCE.read_text("utf-8"))
    block = next(
        node
        for node in tree.body
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    )
    found = {}
    for node in block.body:
        assert isinstance(node, ast.ImportFrom)
        (alias,) = node.names
        assert alias.asname == alias.name, "a name is exported as itself"
        module = str(node.module) if node.module != "harness" else f"harness.{alias.name}"
        found[alias.name] = module
    return found


def test_type_checkers_are_told_the_names_that_there_are() -> None:
    assert _for_type_checkers() == harness._HOMES


def test_every_name_is_there_and_documented() -> None:
    for name in harness.__all__:
        it = getattr(harness, name)
        if inspect.isclass(it) or inspect.isfunction(it):
            assert inspect.getdoc(it), name
    assert set(harness.__all__) == set(dir(harness))


def test_help_shows_the_guide_and_every_class() -> None:
    text = pydoc.plain(pydoc.render_doc(harness))
    assert "harness help library" in text
    for name in ("class Simulator", "class Create", "class Converged", "class Settings"):
        assert name in text, name
    assert "__getattr__" not in text


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Simulater', did you mean Simulator"):
        _ = harness.Simulater
    with pytest.raises(ImportError, match="Simulater"):
        exec("from harness import Simulater")


def test_nothing_is_imported_before_it_is_used() -> None:
    script = (
        "import sys, harness\n"
        "print([name for name in sys.modules if name.startswith('harness.')])\n"
        "harness.Create\n"
        "print('harness.simulator.engine' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == ["[]", "False"]


def test_a_name_is_looked_up_once() -> None:
    assert harness.Create is harness.Create
    assert "Create" in vars(harness)


def test_every_type_that_an_integration_is_given_has_a_public_name() -> None:
    wanted = set()
    for layer in harness.Integration.__mro__[:-1]:
        tree = ast.parse(Path(inspect.getfile(layer)).read_text("utf-8"))
        body = next(
            it for it in tree.body if isinstance(it, ast.ClassDef) and it.name == layer.__name__
        )
        for node in body.body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                hints = [node.returns, *(one.annotation for one in node.args.args)]
                names = [it for hint in hints if hint for it in ast.walk(hint)]
                wanted |= {it.id for it in names if isinstance(it, ast.Name) and it.id[0].isupper()}
    assert {"RecordPair", "Settled"} <= wanted
    known = {"Any", "Exception", "Iterable", "Iterator", "Mapping", "Self"}
    assert wanted - set(harness.__all__) <= known
