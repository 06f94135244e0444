"""The places of what a step says: of words in its text, and of cells in its table.

What a placeholder was filled with stands in a row of the Examples, and there it has to be mended.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from harness.gherkin.feature_file import FeatureStep, Node, StepSource


class Place(NamedTuple):
    """A line and a column, from 1; in Examples with the name of the placeholder there."""

    line: int
    column: int
    placeholder: str = ""


class _Part(NamedTuple):
    """A part of a text whose placeholders are filled, from where it begins: where it stands."""

    start: int
    place: Place
    text: str


def place_in_text(step: FeatureStep, lines: Sequence[str], start: int, end: int) -> Place:
    """The place of these characters of the step's text; `lines` are those of the file."""
    node = step.source.step
    first = lines[step.line - 1].find(node["text"], step.column - 1 + len(node["keyword"].rstrip()))
    at = Place(step.line, first + 1 if first >= 0 else step.column)
    parts = list(_parts(step.source, node["text"], at))
    if "".join(part.text for part in parts) != step.text:  # a value that looks like a placeholder
        return Place(step.line, step.column)
    touched = [part for part in parts if part.start < max(end, start + 1)]
    touched = [part for part in touched if part.start + len(part.text) > start] or parts[:1]
    blamed = next((part for part in touched if part.place.placeholder), touched[0])
    if blamed.place.placeholder:
        return blamed.place
    return blamed.place._replace(column=blamed.place.column + max(start - blamed.start, 0))


def place_of_cell(step: FeatureStep, row: int, column: int) -> Place:
    """The place of a cell of the step's table, counted from 0; its first row has the headings."""
    cell = step.source.step["dataTable"]["rows"][row]["cells"][column]
    at = Place(cell["location"]["line"], cell["location"]["column"])
    parts = _parts(step.source, cell["value"], at)
    return next((part.place for part in parts if part.place.placeholder), at)


def place_in_doc_string(step: FeatureStep, line: int, column: int) -> Place:
    """The place of a line and a column, from 1, of the text under the step."""
    at = step.source.step["docString"]["location"]  # of its quotes, which its lines are below
    return Place(at["line"] + line, at["column"] + column - 1)


def _parts(source: StepSource, template: str, at: Place) -> Iterator[_Part]:
    """The parts of a text with its placeholders filled: those of the file, and those filled in."""
    start = 0
    for text, offset, cell, name in _pieces(source, template):
        place = at._replace(column=at.column + offset)
        if cell is not None:
            place = Place(cell["location"]["line"], cell["location"]["column"], name)
        yield _Part(start, place, text)
        start += len(text)


def _pieces(source: StepSource, template: str) -> Iterator[tuple[str, int, Node | None, str]]:
    """Each piece with its place in the template, and for a placeholder its cell and its name."""
    cells = dict(zip(source.names, source.cells, strict=True))
    done = 0
    if cells:
        for found in re.finditer("<(" + "|".join(map(re.escape, cells)) + ")>", template):
            yield template[done : found.start()], done, None, ""
            yield cells[found[1]]["value"], found.start(), cells[found[1]], found[1]
            done = found.end()
    yield template[done:], done, None, ""
