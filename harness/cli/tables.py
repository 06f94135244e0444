"""A list that a verb prints: as a table in any of tabulate's formats, or as JSON."""

import json
from collections.abc import Sequence
from typing import Any

from harness.domain.errors import BadInput
from harness.domain.suggestions import did_you_mean
from harness.reports.output import Output
from harness.reports.timeline import formats, table
from harness.reports.wrapping import wrapped


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
    check_format(fmt, ("json",))
    cells = [[_text(cell) for cell in row] for row in rows]
    output.write(table(cells, headers, fmt, output.width, wrap))


def prose(output: Output, text: str, rest: str = "") -> None:
    """A text in lines as wide as the output, `rest` before the second and what follows it."""
    for line in wrapped(text, "", rest, output.width):
        output.write(line)


def check_format(fmt: str, own: Sequence[str]) -> None:
    """BadInput where there is no such format; `own` are those besides tabulate's."""
    if fmt in own or fmt == "simple":
        return
    known = [*own, *formats()]
    if fmt not in known:
        raise BadInput(f"no format {fmt!r}{did_you_mean(fmt, known)}; there are {', '.join(known)}")


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, list | tuple):
        return ", ".join(map(str, cell))
    return "" if cell is None else str(cell)
