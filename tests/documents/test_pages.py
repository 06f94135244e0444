"""What the documents show is so: commands, Python sessions, links, paths and lengths.

`pytest --approve` writes the outputs, on one process, to be read as a difference.
"""

import doctest
import re
import shlex
import traceback
from pathlib import Path

import click
import pytest
from pages import (
    DOCS,
    LEFT_OUT,
    PAGES,
    README,
    ROOT,
    Block,
    blocks,
    cleaned,
    commands,
    name,
    replace,
    run,
    shortened,
)

from harness.cli.main import harness
from harness.scenarios.reader import parse

WALKS = {  # the exit status of each command of a walk
    "README.md": [0, 1],
    "harness/docs/replaying.md": [0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 2, 0, 0],
    "harness/docs/testers.md": [0, 0, 2, 1, 0, 0, 0, 0],
    "harness/docs/exploring.md": [1],
}
# what plays many histories takes seconds
SLOW = ("compare", "draw", "explore", "find", "mutants")


def agree(page: Path, command: str, shown: str, actual: str, *, rewrite: bool) -> None:
    """Compare what a page shows with what the command prints, or write that into the page."""
    expected = shortened(actual, shown)
    if rewrite:
        replace(page, f"$ {command}\n{shown}", f"$ {command}\n{expected}\n")
    else:
        assert cleaned(shown) == expected


def examples() -> list[object]:
    return [
        pytest.param(
            page,
            command,
            shown,
            id=f"{name(page)}: {command}",
            marks=[pytest.mark.slow] if command.split()[1] in SLOW else [],
        )
        for page in PAGES
        for block in blocks(page)
        if block.kind == "console"
        for command, shown in commands(block)
    ]


@pytest.mark.parametrize(("page", "command", "shown"), examples())
def test_a_command_prints_what_the_page_shows(page, command, shown, approved):
    arguments = shlex.split(command)
    assert arguments[0] == "harness", f"a console runs harness only, not {command}"
    status, actual = run(arguments, ROOT)
    assert status < 2, actual

    agree(page, command, shown, actual, rewrite=approved.rewrite)


@pytest.mark.slow
@pytest.mark.parametrize("walk", WALKS)
def test_a_reader_gets_to_the_end_of_a_walk_by_the_page_alone(walk, tmp_path, approved):
    """Every file and command of the page, in its order, from an empty folder."""
    page, here, statuses = ROOT / walk, tmp_path, []
    for block in blocks(page):
        if block.file:
            path = here / block.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
        elif block.kind == "shell-session":
            for command, shown in commands(block):
                program, *arguments = shlex.split(command)
                if program == "cd":
                    here /= arguments[0]
                    continue
                status, actual = run([program, *arguments], here)
                statuses.append(status)
                agree(page, command, shown, actual, rewrite=approved.rewrite)
    assert statuses == WALKS[walk]


def test_every_walk_is_walked():
    found = [name(page) for page in PAGES if any(b.kind == "shell-session" for b in blocks(page))]
    assert sorted(found) == sorted(WALKS)


def sessions(page: Path) -> list[Block]:
    return [block for block in blocks(page) if block.kind == "pycon"]


class Session(doctest.DocTestRunner):
    """Runs sessions, and keeps what they print where the page shows something else."""

    def __init__(self) -> None:
        super().__init__(verbose=False, optionflags=doctest.NORMALIZE_WHITESPACE)
        self.said: list[str] = []
        self.differing: list[tuple[doctest.Example, str]] = []

    def report_failure(self, out, test, example, got):
        self.differing.append((example, got))
        super().report_failure(out, test, example, got)

    def report_unexpected_exception(self, out, test, example, exc_info):
        last = traceback.format_exception_only(*exc_info[:2])[-1]
        self.differing.append((example, f"Traceback (most recent call last):\n    ...\n{last}"))
        super().report_unexpected_exception(out, test, example, exc_info)

    def approved(self, block: Block) -> str:
        lines = block.text.splitlines()
        for example, got in reversed(self.differing):
            first = example.lineno + example.source.count("\n")
            lines[first : first + example.want.count("\n")] = got.splitlines()
        return "\n".join(lines) + "\n"


@pytest.mark.parametrize("page", [page for page in PAGES if sessions(page)], ids=name)
def test_a_python_session_prints_what_the_page_shows(page, approved, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # where it may write
    known: dict[str, object] = {}
    for block in sessions(page):
        session = Session()
        test = doctest.DocTestParser().get_doctest(
            block.text, known, name(page), str(page), block.line - 1
        )
        session.run(test, out=session.said.append, clear_globs=False)
        known = test.globs
        if approved.rewrite:
            replace(page, block.text, session.approved(block))
        else:
            assert not session.said, "".join(session.said)


def examples_of_files() -> list[object]:
    return [
        pytest.param(block.text, id=f"{name(page)}:{block.line}")
        for page in PAGES
        for block in blocks(page)
        if block.kind == "yaml" and block.text.startswith(("scenario:", "catalog:"))
        if not (block.file or "").startswith(("wrong", "more"))  # which goes on with a world
    ]


@pytest.mark.parametrize("text", examples_of_files())
def test_a_scenario_file_can_be_read(text):
    if not text.startswith("scenario:"):
        text = f"scenario: A catalog\n{text}steps: [turn_on]\n"
    assert parse(text).steps


def prose(page: Path) -> str:
    """The text of a page without what stands in its fenced blocks."""
    return re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)


def anchors(page: Path) -> set[str]:
    """The names by which links can point at the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-") for text in headings}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_somewhere(page):
    for target in re.findall(r"\]\((?!https?:)([^)\s]+)\)", prose(page)):
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), f"{name(page)} links {target}"
        if anchor:
            assert anchor in anchors(there), f"{name(page)} links {target}"


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_path_is_there(page):
    files = [block.file for block in blocks(page)]
    for path in re.findall(
        r"`((?:harness|features|scenarios|tests|\.ci|\.github)/[^`\s]*)`", prose(page)
    ):
        if path in files:
            continue
        found = list(ROOT.glob(path)) if "*" in path else (ROOT / path).exists()
        assert found, f"{name(page)} names {path}"


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_lines_fit_an_editor(page):
    """Of prose; a row of a table is one line, whatever its length."""
    for line in prose(page).splitlines():
        assert len(line) <= 120 or line.startswith("|") or "](" in line, line


def test_the_readme_is_short():
    assert len(README.read_text("utf-8").splitlines()) <= 130


def test_every_topic_is_linked_from_another_page():
    linked = " ".join(page.read_text("utf-8") for page in PAGES)
    for page in DOCS.glob("*.md"):
        assert f"{page.name})" in linked or f"{page.name}#" in linked, page.name


def test_what_is_left_out_is_left_out_once():
    for page in PAGES:
        for block in blocks(page):
            if block.kind in ("console", "shell-session"):
                for command, shown in commands(block):
                    assert shown.split("\n").count(LEFT_OUT) <= 1, command


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_a_command_in_the_text_has_the_options_that_it_is_given(page):
    for found in re.findall(r"`harness\s+([^`]+)`", prose(page)):
        verb, *arguments = found.split()
        if not re.fullmatch("[a-z]+", verb):
            continue  # `harness VERB`, `harness --help`
        command = harness.get_command(click.Context(harness), verb)
        assert command is not None, found
        known = {option for parameter in command.params for option in parameter.opts}
        for option in arguments:
            assert not option.startswith("--") or option in {*known, "--help"}, found
