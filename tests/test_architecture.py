"""The architecture: which module may import a library, clocks, module state, names, the top level.

Each library is imported by one module or package. Only the edges read a wall clock, draw an
unseeded number or keep state in a module. Layers and circles are contracts of import-linter.
"""

import ast
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# the modules that may use the machine: its clock, processes and terminal
EDGES = ("cli", "gherkin", "exploration/campaign", "reports/output.py")
OUTSIDE = ("__init__.py", "__main__.py")
# the only modules that may import a library; a folder stands for all modules in it
FENCES = {
    "pytest_bdd": ("gherkin/pytest_adapter.py", "gherkin/vocabulary.py"),
    "pytest": (
        "gherkin/pytest_adapter.py",
        "gherkin/pytest_plugin",
        "testing/suite.py",
        "server/pytest_fixture.py",
    ),
    "_pytest": ("gherkin/pytest_adapter.py", "gherkin/pytest_failures.py"),
    "gherkin": ("gherkin",),
    "cucumber_expressions": (
        "gherkin/definitions.py",
        "gherkin/kinds.py",
        "gherkin/near_phrases.py",
        "gherkin/vocabulary.py",
    ),
    "freezegun": ("gherkin/frozen_clock.py", "testing/suite.py"),
    "yaml": ("scenarios/yaml_tree.py",),
    "tabulate": ("reports/tables.py",),
    "wcwidth": ("reports/tables.py", "reports/wrapping.py"),
    "jinja2": ("reports/html/rendering.py",),
    "markupsafe": ("reports/html/rendering.py",),
    "msgspec": ("reports/", "exploration/campaign/checkpoint.py", "server/"),
    "starlette": ("server/",),
    "uvicorn": ("server/",),
    "trustme": ("server/",),
    "faker": ("sample_data/pools.py",),
    "sqlalchemy": ("stores/sql",),
    "numpy": ("exploration/statespace/search.py",),
    "hypothesis": ("testing/hypothesis.py",),
    "cucumber_messages": ("gherkin/report/messages.py",),
    "distributed": ("exploration/campaign/workers.py",),
    "argparse": (),
    "click": ("cli",),
    "random": (),
    "uuid": ("gherkin/frozen_clock.py",),  # freezes it
    "secrets": (),
    "time": EDGES,
    "threading": ("stores/closing.py", "server/in_thread.py"),  # sends a signal again
}
CLOCKS = {"now", "utcnow", "today", "time", "monotonic", "perf_counter", "time_ns"}
# names that modules had once, and that told only who had written them what was inside
PRIVATE_WORDS = {
    "beside", "chunks", "drawing", "failing", "faulty", "findable", "foreseen", "guess", "helping",
    "hunt", "leaving_out", "living", "menus", "net", "own", "people", "put_off", "reached",
    "spoken", "styles", "telling", "things", "told", "trouble", "watching",
}  # fmt: skip
MUTABLE = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)


@cache
def modules() -> list[Path]:
    return sorted(p for p in (ROOT / "harness").rglob("*.py") if "project" not in p.parts)


def name(path: Path) -> str:
    return path.relative_to(ROOT / "harness").as_posix()


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_a_library_is_known_where_it_belongs_only():
    for path in modules():
        for imported in imports(path):
            top = imported.partition(".")[0]
            if top in FENCES and path.name not in OUTSIDE:
                allowed = FENCES[top]
                assert any(name(path).startswith(place) for place in allowed), (
                    f"{name(path)} imports {top}, which only {allowed or 'nothing'} may"
                )


def test_only_the_adapter_uses_what_pytest_and_pytest_bdd_keep_for_themselves():
    private = ("_pytest.", "_pytest_bdd", "_fixture", "pytestbdd_", "pytest_bdd.")
    for path in modules():
        if name(path).startswith("gherkin/") and name(path) not in FENCES["_pytest"]:
            for node in ast.walk(parsed(path)):
                used = [getattr(node, "attr", ""), getattr(node, "value", "")]
                found = [one for one in used if isinstance(one, str) and one.startswith(private)]
                assert not found, f"{name(path)}: {found}"
    vocabulary = ROOT / "harness" / "gherkin" / "vocabulary.py"
    public = {"pytest_bdd", "pytest_bdd.parsers", "pytest_bdd.parsers.StepParser"}
    assert {one for one in imports(vocabulary) if one.startswith("pytest_bdd")} == public


def test_below_the_edges_no_wall_clock_and_no_state_in_modules():
    for path in modules():
        if name(path).startswith(EDGES) or path.name in OUTSIDE:
            continue
        tree = parsed(path)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = node.func.value
                clock = isinstance(owner, ast.Name) and owner.id in ("datetime", "date", "time")
                assert not (clock and node.func.attr in CLOCKS), f"{name(path)} reads a wall clock"
        for node in tree.body:
            value = getattr(node, "value", None)
            if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(value, MUTABLE):
                target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
                says = ast.unparse(node.annotation) if isinstance(node, ast.AnnAssign) else ""
                shown = ast.unparse(target)
                constant = shown.strip("_").isupper() or shown == "__all__"
                assert constant, f"{name(path)}: {shown} {says} could be changed"


def test_no_iteration_over_a_bare_set():
    for path in modules():
        for node in ast.walk(parsed(path)):
            loops = [node.iter] if isinstance(node, ast.For | ast.comprehension) else []
            for over in loops:
                made = isinstance(over, ast.Set | ast.SetComp) or (
                    isinstance(over, ast.Call)
                    and isinstance(over.func, ast.Name)
                    and over.func.id in ("set", "frozenset")
                )
                assert not made, f"{name(path)} iterates over a set: {ast.unparse(over)}"


def test_a_public_class_name_stands_once():
    """One name, one meaning: who reads `Row` need not ask which."""
    places: defaultdict[str, list[str]] = defaultdict(list)
    for path in modules():
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(f"{name(path)}:{node.lineno}")
    assert {one: found for one, found in places.items() if len(found) > 1} == {}


def test_a_module_is_named_in_the_words_of_the_field():
    for path in modules():
        assert path.stem not in PRIVATE_WORDS, name(path)


def test_the_top_level_is_as_agreed():
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    tops = {line.partition("/")[0] for line in listed.stdout.splitlines()}
    agreed = {"harness", "features", "scenarios", "tests", "pyproject.toml", "README.md"}
    agreed |= {"LICENSE", "CHANGELOG.md"}
    assert {top for top in tops if not top.startswith(".")} <= agreed


def test_every_package_folder_is_a_package():
    for path in modules():
        assert (path.parent / "__init__.py").exists(), f"{path.parent} has no __init__.py"


def started(*arguments: str) -> tuple[list[str], int]:
    """The modules that a command loads, and how many texts are compiled while it runs.

    Each function of a dataclass and each named tuple is such a text; modules are not.
    """
    code = f"""
import sys
texts = []
sys.addaudithook(lambda event, its: texts.append(its) if event == "compile" else None)
from harness.__main__ import main
sys.argv = {["harness", *arguments]}
main()
print(len([its for its in texts if its[1] == "<string>"]), *sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    texts, *loaded = done.stdout.splitlines()[-1].split()
    return loaded, int(texts)


def test_help_imports_little():
    loaded, _ = started("--help")
    assert "harness.cli.main" in loaded
    assert sum(name.startswith("harness") for name in loaded) <= 6
    for heavy in ("yaml", "tabulate", "json", "dataclasses", "sqlalchemy", "faker", "pytest"):
        assert heavy not in loaded


@pytest.mark.parametrize(("option", "most"), [("--expand", 155), ("--quiet", 142)])
def test_a_replay_imports_what_it_needs(option, most):
    """What most scenarios are without is imported by those that have it."""
    loaded, texts = started("replay", "scenarios/grid/g1-five-columns.yaml", option)
    assert "harness.scenarios.reader" in loaded
    assert sum(name.startswith("harness") for name in loaded) <= most
    # frozen dataclasses are 6 each, one for all from 3.13 on: `harness.domain.immutable` has none
    assert texts <= (140 if sys.version_info < (3, 13) else 190)
    for heavy in (
        "tabulate",
        "jinja2",
        "msgspec",
        "sqlalchemy",
        "faker",
        "pytest",
        "hashlib",
        "importlib.metadata",
        "harness.properties",
        "harness.exploration",
        "harness.domain.plugged_faults",
        "harness.simulator.backups",
        "harness.simulator.store_engine",
        "harness.simulator.integration.checked",
        "harness.stores.checked",
        "harness.stores.kept",
        "harness.scenarios.csv_rows",
        "harness.scenarios.writer",
        "harness.reports.foresight",
        "harness.reports.ci",
    ):
        assert heavy not in loaded
