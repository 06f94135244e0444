"""What commands print: lists as tables or JSON, headings, prose as wide as the output."""

from collections.abc import Sequence
from typing import Any

from harness.cli.page_output import Heading, ListTable, PageOutput, Paragraph
from harness.reports.output import Output
from harness.reports.tables import PLAIN, RED, heading, table
from harness.reports.wrapping import printable, wrapped


def listing(
    output: Output,
    fmt: str,
    headers: Sequence[str],
    rows: Sequence[Sequence[Any]],
    wrap: int | tuple[int, ...] = -1,
) -> None:
    """Write the rows; in JSON each is an object with the headers, in lower case, as its keys."""
    if fmt == "json":
        keys = [header.lower().replace(" ", "_") for header in headers]
        found = [dict(zip(keys, row, strict=True)) for row in rows]
        output.write_json(found)
        return
    cells = [[_text(cell) for cell in row] for row in rows]
    if fmt == "html":
        _page(output).add(ListTable(headers, cells))
        return
    output.write(table(cells, headers, fmt, output.width, wrap))


def prose(output: Output, text: str, rest: str = "", first: str = "", alarm: bool = False) -> None:
    """Write a text in lines as wide as the output, behind `first` and from the second on `rest`."""
    if isinstance(output, PageOutput):
        if text:
            output.add(Paragraph(f"{first}{text}".strip(), min(_indent(first) // 2, 3), alarm))
        return
    for line in wrapped(text, first, rest, output.width):
        output.write(f"{RED}{line}{PLAIN}" if alarm and output.color else line)


def title(output: Output, text: str, fmt: str = "simple") -> None:
    """Write a heading, as the format has it."""
    if isinstance(output, PageOutput):
        output.add(Heading(text))
        return
    output.write(heading(printable(text), fmt, output.color))


def page_title(output: Output, text: str) -> None:
    """Say what this call of a command shows, if it shows a page: the page has it as its title."""
    if isinstance(output, PageOutput):
        output.call(text)


def _indent(first: str) -> int:
    return len(first) - len(first.lstrip())


def _page(output: Output) -> PageOutput:
    assert isinstance(output, PageOutput), "parameters.opened() makes one for --format html"
    return output


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, list | tuple):
        return ", ".join(map(str, cell))
    return "" if cell is None else str(cell)
