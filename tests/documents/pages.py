"""The documents as data: their blocks, the commands in them, and what each is approved to print.

A page marks what a test runs by the language of a fenced block:

- `console`: commands of `harness`, run in the checkout, each with what it prints;
- `shell-session`: a walk through an empty folder: `harness`, `pytest`, `cd`, in the page's order;
- any language after a paragraph that ends with a file's name, "`x.feature`:": a file of the walk;
- `pycon`: a Python session, one for each page;
- between `<!-- generated NAME -->` and `<!-- end -->`: text made from the code.

One line `[...]` in an output stands for the lines that are left out there.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from projects import REPORTERS, without

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "harness" / "docs"
README = ROOT / "README.md"
MAP = ROOT / "harness" / "README.md"
CONTRIBUTING = ROOT / ".github" / "CONTRIBUTING.md"
FOUND = ROOT / "scenarios" / "found" / "README.md"
TESTS = ROOT / "tests" / "README.md"
BENCHMARKS = ROOT / "tests" / "benchmarks" / "README.md"
PAGES = (README, MAP, CONTRIBUTING, FOUND, TESTS, BENCHMARKS, *sorted(DOCS.glob("*.md")))


FENCE = re.compile(
    r"^(?:[^\n]*`(?P<file>[\w/-]+\.(?:feature|py|yaml))`:\n\n)?```(?P<kind>[\w-]+)\n(?P<text>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)
LEFT_OUT = "[...]"
# what a clock measures differs from run to run
MEASURED = (
    (r"\b[0-9.]+ s, [0-9,]+ (steps|states) a second", r"2.0 s, 5,000 \1 a second"),
    (r"\b[0-9.]+ s for these, [0-9,]+ states", "2.0 s for these, 5,000 states"),
    (r"\b[0-9.]+ s in all", "9.0 s in all"),
    (r" in [0-9.]+s$", " in 1.00s"),
    (r"file:///\S+$", "file:///path/to/the/clone"),  # where this installation came from
)


class Block(NamedTuple):
    """A fenced block of a page: its language, its text, its line, and the file that it is."""

    kind: str
    text: str
    line: int
    file: str | None


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def blocks(page: Path) -> Iterator[Block]:
    text = page.read_text(encoding="utf-8")
    for found in FENCE.finditer(text):
        line = text.count("\n", 0, found.start("text")) + 1
        yield Block(found["kind"], found["text"], line, found["file"])


def commands(block: Block) -> Iterator[tuple[str, str]]:
    """Each command of a block with what it prints."""
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


def run(arguments: list[str], folder: Path) -> tuple[int, str]:
    """Run a program of this environment in a terminal of 80 columns: its status, what it prints."""
    environment = {
        **os.environ,
        "PATH": str(Path(sys.executable).parent) + os.pathsep + os.environ["PATH"],
        "COLUMNS": "80",
        "PYTHONIOENCODING": "utf-8",
    }
    environment["PYTEST_ADDOPTS"] = " ".join(without(*REPORTERS))
    for variable in ("CI", "BUILD_NUMBER"):  # pytest cuts its last lines where neither is set
        environment.pop(variable, None)
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    return done.returncode, cleaned(done.stdout + done.stderr)


def cleaned(text: str) -> str:
    """Without blanks at the ends of lines, and with one figure for all that is measured."""
    text = "\n".join(line.rstrip() for line in text.strip("\n").split("\n"))
    for measured, figure in MEASURED:
        text = re.sub(measured, figure, text, flags=re.MULTILINE)
    return text


def shortened(actual: str, shown: str) -> str:
    """As many lines of `actual` from its start and from its end as `shown` has around `[...]`."""
    lines, there = shown.rstrip("\n").split("\n"), actual.split("\n")
    if LEFT_OUT not in lines:
        return actual
    before = lines.index(LEFT_OUT)
    after = len(lines) - before - 1
    if before + after >= len(there):
        return actual
    return "\n".join([*there[:before], LEFT_OUT, *there[len(there) - after :]])


def replace(page: Path, old: str, new: str) -> None:
    text = page.read_text(encoding="utf-8")
    assert old in text, f"{name(page)} has no such text any more:\n{old}"
    page.write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")
