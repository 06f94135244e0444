r"""What CI systems read: JUnit XML, and the annotations of a GitHub workflow.

Both are made of texts from people's files, which are shown and never obeyed: in XML they are
escaped by the library, in a workflow command as GitHub documents it, so that no title ends a line
and begins a command of its own.

>>> bad = Trouble("a.yaml", 7, 0, "step 4", "expected: 1\nactual:   ::stop-commands::x")
>>> print(annotation(bad))
::error file=a.yaml,line=7,title=step 4::expected: 1%0Aactual:   ::stop-commands::x
"""

from collections.abc import Iterable
from typing import NamedTuple

from harness.domain.errors import Problem
from harness.reports.output import Output
from harness.reports.wrapping import printable


class Trouble(NamedTuple):
    """What is wrong at a place; a file that is empty, or a line or column of 0, is not known."""

    file: str
    line: int
    column: int
    title: str
    message: str


class CaseOutcome(NamedTuple):
    """A scenario or a file, and what is wrong with it; with `error` it was not tried to its end."""

    file: str
    line: int
    name: str
    troubles: tuple[Trouble, ...]
    error: bool = False


def troubles_of(problems: Iterable[Problem | str]) -> list[Trouble]:
    """What is wrong with files, as CI shows it."""
    return [
        Trouble(it.file, it.line, it.column, "", it.message)
        if isinstance(it, Problem)
        else Trouble("", 0, 0, "", it)
        for it in problems
    ]


def cases_of(
    problems: Iterable[Problem | str], files: Iterable[str] = (), error: bool = False
) -> list[CaseOutcome]:
    """A case for each of the files, and for others in which a problem is."""
    found: dict[str, list[Trouble]] = {file: [] for file in files}
    for trouble in troubles_of(problems):
        found.setdefault(trouble.file, []).append(trouble)
    return [
        CaseOutcome(file, 1, file or "all files", tuple(its), error) for file, its in found.items()
    ]


def write_wrong(
    output: Output,
    fmt: str,
    suite: str,
    problems: Iterable[Problem | str],
    files: Iterable[str] = (),
) -> None:
    """Write what is wrong with files as *junit* or *github*: each of `files` is a case.

    Files that are no case of their own were not tried to their end.
    """
    if fmt == "github":
        for trouble in troubles_of(problems):
            output.write(annotation(trouble))
        return
    cases = [*files]
    output.write(junit(suite, cases_of(problems, cases, error=not cases)))


def junit(suite: str, cases: Iterable[CaseOutcome]) -> str:
    """The cases as JUnit XML.

    Times are 0, as nothing is measured: the same cases give the same bytes.
    """
    from xml.etree.ElementTree import Element, SubElement, indent, tostring

    found = [*cases]
    failed = [case for case in found if case.troubles]
    counts = {
        "tests": len(found),
        "failures": sum(not case.error for case in failed),
        "errors": sum(case.error for case in failed),
    }
    numbers = {key: str(number) for key, number in counts.items()} | {"time": "0"}
    root = Element("testsuites", numbers)
    top = SubElement(root, "testsuite", {"name": printable(suite), **numbers, "skipped": "0"})
    for case in found:
        place = {"file": printable(case.file), "line": str(case.line)} if case.file else {}
        names = {"classname": printable(case.file or suite), "name": printable(case.name)}
        test = SubElement(top, "testcase", {**names, **place, "time": "0"})
        if case.troubles:
            first = case.troubles[0]
            kind = "error" if case.error else "failure"
            summary = printable(first.message.partition("\n")[0])
            SubElement(test, kind, {"message": summary}).text = "\n".join(map(_text, case.troubles))
    indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode")


def annotation(trouble: Trouble) -> str:
    """The workflow command that shows it in GitHub, at its line of a pull request."""
    if trouble.file == "-":  # standard input is no file of the pull request
        trouble = trouble._replace(file="", line=0, column=0)
    found = {
        "file": trouble.file,
        "line": str(trouble.line or ""),
        "col": str(trouble.column or ""),
        "title": trouble.title,
    }
    properties = ",".join(f"{key}={_property(text)}" for key, text in found.items() if text)
    blank = " " if properties else ""
    return f"::error{blank}{properties}::{_data(_lines(trouble.message))}"


def _text(trouble: Trouble) -> str:
    """The trouble in lines: its place first."""
    place = ":".join(str(part) for part in trouble[:3] if part)
    where = ": ".join(filter(None, (printable(place), printable(trouble.title))))
    return _lines(f"{where}\n{trouble.message}" if where else trouble.message)


def _lines(text: str) -> str:
    """The text without what moves a cursor or is no character of XML, but with its lines."""
    return "\n".join(map(printable, text.split("\n")))


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(printable(text)).replace(":", "%3A").replace(",", "%2C")
