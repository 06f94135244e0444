"""Mutants that nobody here chose: those of cosmic-ray's operators, in a fixed random order.

A mutant is one change of one place in one file. Its order is a hash of what it is (the file, the
operator, the line's text), so that a sample stays what it was while other lines change.
"""

import ast
from collections import Counter
from collections.abc import Iterator
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[2]
ROOMS = ("harness/domain", "harness/simulator")
# what decides nothing of what the integration does, by why
LEFT_OUT = {
    "words and messages": (
        "domain/column_names.py", "domain/column_words.py", "domain/errors.py",
        "domain/extras.py", "domain/fault_text.py", "domain/readable.py", "domain/rule_marks.py",
        "domain/rules.py", "domain/sources.py", "domain/suggestions.py",
    ),
    "what is wrong with what a Python program gives": (
        "domain/arguments.py", "domain/catalog_entries.py", "domain/setting_names.py",
    ),
    "parts of one's own: how they are found, checked and called": (
        "domain/contracts.py", "domain/fault_points.py", "domain/modules.py",
        "domain/plugged_faults.py", "domain/plugins.py", "simulator/integration/checked.py",
        "simulator/integration/registry.py", "simulator/store_engine.py",
    ),
    "files, and worlds that are kept in a database": (
        "domain/files.py", "simulator/command_json.py", "simulator/kept_world.py",
        "simulator/stored_world.py",
    ),
    "the random numbers of histories and of generated data": ("domain/prng.py",),
}  # fmt: skip


class Mutant(NamedTuple):
    """A mutant of one file: which operator changes which of the places that it could change."""

    name: str  # the same as long as its line is
    order: str
    file: str
    operator: str
    occurrence: int
    line: int

    def source(self) -> str:
        """The text of the file with the mistake in it."""
        return _mutated(self.file, self.operator, self.occurrence)

    def change(self) -> tuple[str, str]:
        """The first line that differs, as it is and as the mutant has it."""
        before = (ROOT / self.file).read_text().splitlines()
        after = self.source().splitlines()
        for old, new in zip(before, after, strict=False):
            if old != new:
                return old.strip(), new.strip()
        return before[self.line - 1].strip(), ""


@cache
def _mutated(file: str, operator: str, occurrence: int) -> str:
    from cosmic_ray.mutating import mutate_code

    text = mutate_code((ROOT / file).read_text(), _operators()[operator](), occurrence)
    assert text is not None
    return str(text)


def files() -> list[Path]:
    """The files of both rooms, without those that are left out."""
    left_out = {ROOT / "harness" / name for names in LEFT_OUT.values() for name in names}
    missing = [path for path in left_out if not path.exists()]
    assert not missing, f"left out, and not there: {missing}"
    found = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
    return [path for path in found if path not in left_out]


def mutants(seed: int) -> list[Mutant]:
    """All mutants, in the random order of the seed."""
    found = [mutant for path in files() for mutant in _of_file(path, seed)]
    return sorted(found, key=lambda mutant: mutant.order)


def is_one(mutant: Mutant) -> bool:
    """Whether it is another program: that compiles, and that is not the same tree."""
    try:
        tree = ast.parse(mutant.source())
        compile(tree, mutant.file, "exec")
    except SyntaxError:
        return False
    return ast.dump(tree) != ast.dump(ast.parse((ROOT / mutant.file).read_text()))


@cache
def _operators() -> dict[str, Any]:
    from cosmic_ray.operators.provider import OperatorProvider

    provider = OperatorProvider()
    # those with arguments put constants in the place of variables that are named to them
    return {name: provider[name] for name in sorted(provider) if not provider[name].arguments()}


def _of_file(path: Path, seed: int) -> Iterator[Mutant]:
    from cosmic_ray.ast import ast_nodes, get_ast

    text = path.read_text()
    lines = text.splitlines()
    file = path.relative_to(ROOT).as_posix()
    passed = _types_alone(text)
    nodes = list(ast_nodes(get_ast(text)))
    for name, operator in _operators().items():
        alike: Counter[str] = Counter()
        places = [place for node in nodes for place in operator().mutation_positions(node)]
        for occurrence, (start, _) in enumerate(places):
            line = lines[start[0] - 1].strip()
            what = f"{file}|{name}|{line}"
            alike[what] += 1
            if any(first <= start < last for first, last in passed):
                continue
            what += f"|{alike[what]}"
            order = blake2b(f"{seed}|{what}".encode(), digest_size=16).hexdigest()
            short = blake2b(what.encode(), digest_size=5).hexdigest()
            yield Mutant(short, order, file, name, occurrence, start[0])


def _types_alone(text: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Where the text says what a type checker reads and no run does."""
    found: list[ast.expr | ast.stmt | None] = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.arg):
            found.append(node.annotation)
        elif isinstance(node, ast.FunctionDef):
            found.append(node.returns)
        elif isinstance(node, ast.AnnAssign):
            alias = isinstance(node.annotation, ast.Name) and node.annotation.id == "TypeAlias"
            found.append(node if alias else node.annotation)
        elif isinstance(node, ast.Assign) and ast.unparse(node.value).startswith(
            ("Union[", "Callable[")
        ):
            found.append(node)
    return [
        ((it.lineno, it.col_offset), (it.end_lineno or 0, it.end_col_offset or 0))
        for it in found
        if it is not None
    ]
