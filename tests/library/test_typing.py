"""The types that users of mypy and pyright get: of every public name one, and no `Any`.

`user_file.py` has what a user writes, with the types that both checkers have to find and the lines
that both have to refuse.
"""

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import harness

ROOT = Path(harness.__file__).parents[1]
FILE = Path(__file__).parent / "user_file.py"
CHECKERS = ("mypy", "basedpyright")
_REVEALED = re.compile(r'(?:Revealed type is|Type of ".*" is) "(.*)"')


def _mypy(file: Path) -> Iterator[tuple[int, str]]:
    command = [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent"]
    command += ["--output", "json", str(file)]
    # an editable install is found by an import hook, which type checkers do not run
    env = {**os.environ, "MYPYPATH": str(ROOT)}
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=file.parent, env=env
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    for line in done.stdout.splitlines() if done.returncode else ():
        found = json.loads(line)
        assert Path(found["file"]).name == file.name, found
        yield found["line"], found["message"]


def _basedpyright(file: Path) -> Iterator[tuple[int, str]]:
    pytest.importorskip("basedpyright", reason="basedpyright is not installed: pip install it")
    # as pyright itself, without the rules that basedpyright adds
    settings = {
        "include": [file.name],
        "typeCheckingMode": "strict",
        "extraPaths": [str(ROOT)],
    }
    project = file.parent / "pyrightconfig.json"
    project.write_text(json.dumps(settings), "utf-8")
    command = [sys.executable, "-m", "basedpyright", "--outputjson", "-p", str(project)]
    command += ["--pythonpath", sys.executable]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    for found in json.loads(done.stdout)["generalDiagnostics"]:
        yield found["range"]["start"]["line"] + 1, found["message"]


@pytest.fixture(scope="module", params=CHECKERS)
def found(request, tmp_path_factory) -> list[tuple[int, str]]:
    """The lines that a checker has something to say about, and what."""
    file = tmp_path_factory.mktemp("user") / FILE.name
    file.write_bytes(FILE.read_bytes())
    return list({"mypy": _mypy, "basedpyright": _basedpyright}[request.param](file))


@pytest.mark.slow
def test_the_types_are_those_that_are_asserted_and_each_wrong_call_is_an_error(found) -> None:
    lines = FILE.read_text("utf-8").splitlines()
    wanted = {number for number, line in enumerate(lines, 1) if line.endswith("  # error")}
    assert wanted
    wrong = dict(found)
    unwanted = {lines[line - 1]: message for line, message in wrong.items() if line not in wanted}
    assert not unwanted
    missing = {lines[line - 1] for line in wanted if line not in wrong}
    assert not missing


@pytest.mark.slow
def test_no_public_name_is_any(tmp_path) -> None:
    file = tmp_path / "names.py"
    names = [name for name in harness.__all__ if name != "__version__"]
    lines = ["from typing import reveal_type", "import harness as h"]
    file.write_text("\n".join([*lines, *(f"reveal_type(h.{name})" for name in names)]), "utf-8")
    for checker in (_mypy, _basedpyright):
        revealed = [_REVEALED.search(message) for _, message in checker(file)]
        types = [match[1] for match in revealed if match is not None]
        assert len(types) == len(names)
        for name, text in zip(names, types, strict=True):
            assert text not in ("Any", "Unknown"), f"{checker.__name__}: {name} is {text}"


@pytest.mark.slow
def test_the_fakes_of_the_page_are_typed(tmp_path) -> None:
    page = (ROOT / "harness" / "docs" / "library.md").read_text("utf-8")
    code = ["import harness as h"]
    for block in re.findall(r"```pycon\n(.*?)```", page, re.DOTALL):
        lines = re.findall(r"^(?:>>>|\.\.\.) ?(.*)$", block, re.MULTILINE)
        source = ast.parse("\n".join(lines))
        code += [
            ast.unparse(it)
            for it in source.body
            if (isinstance(it, ast.ClassDef | ast.FunctionDef) and "h." in ast.unparse(it))
            or isinstance(it, ast.Import | ast.ImportFrom)
        ]
    code += re.findall(r"```python\n(class TestShelf.*?)```", page, re.DOTALL)
    file = tmp_path / "page.py"
    file.write_text("\n".join(code), "utf-8")
    assert {"Shelf", "TestShelf", "Weekly"} <= {*re.findall(r"class (\w+)", "\n".join(code))}
    assert list(_mypy(file)) == []
