"""What commands print: lists as tables or JSON, headings, prose as wide as the output."""

import json
from collections.abc import Sequence
from typing import Any

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
        output.write(json.dumps(found, indent=1, ensure_ascii=False))
        return
    cells = [[_text(cell) for cell in row] for row in rows]
    output.write(table(cells, headers, fmt, output.width, wrap))


def prose(output: Output, text: str, rest: str = "", first: str = "", alarm: bool = False) -> None:
    """Write a text in lines as wide as the output, behind `first` and from the second on `rest`."""
    for line in wrapped(text, first, rest, output.width):
        output.write(f"{RED}{line}{PLAIN}" if alarm and output.color else line)


def title(output: Output, text: str, fmt: str = "simple") -> None:
    """Write a heading, as the format has it."""
    output.write(heading(printable(text), fmt, output.color))


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, list | tuple):
        return ", ".join(map(str, cell))
    return "" if cell is None else str(cell)
