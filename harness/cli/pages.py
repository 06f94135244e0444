r"""Markdown laid out for a terminal: prose and tables as wide as it is, code as it stands.

>>> for line in laid_out("# Title\n\nA [link](x.md) in\na text.\n\n- one\n", 40):
...     print(line)
Title
<BLANKLINE>
A link in a text.
<BLANKLINE>
- one
"""

import re
from collections.abc import Iterator
from itertools import groupby

from harness.reports.tables import heading, table
from harness.reports.wrapping import wrapped

_LINK = re.compile(r"\[([^\]]+)\]\((https?://)?([^)]+)\)")
_ITEM = re.compile(r"(\s*)(- |\d+\. )?(.*)")
_BAR = re.compile(r"(?<!\\)\|")


def laid_out(markdown: str, width: int, color: bool = False) -> Iterator[str]:
    """The lines of a document. Of a link only the text is left, and its address on the web."""
    for kind, block in groupby(_marked(markdown), key=lambda it: it[0]):
        lines = [line for _, line in block]
        if kind == "code":
            yield from lines
        elif kind == "table":
            yield from _table(lines, width)
        elif kind == "heading":
            yield from (heading(line.lstrip("# "), color=color) for line in lines)
        else:
            yield from _prose(lines, width)


def _marked(markdown: str) -> Iterator[tuple[str, str]]:
    """Each line with the kind of block that it is in; fences are left out."""
    code = False
    for line in markdown.splitlines():
        if line.startswith("```"):
            code = not code
        elif code:
            yield "code", line
        elif line.startswith("|"):
            yield "table", line
        else:
            yield ("heading" if line.startswith("#") else "prose"), line


def _table(lines: list[str], width: int) -> list[str]:
    headers, _, *rows = (
        [_plain(cell.replace("\\|", "|").strip()) for cell in _BAR.split(line.strip("|"))]
        for line in lines
    )
    return table(rows, headers, width=width, wrap=tuple(range(len(headers)))).splitlines()


def _prose(lines: list[str], width: int) -> Iterator[str]:
    """Paragraphs and items of lists, each filled to the width; blank lines stay."""
    first, rest, text = "", "", ""
    for line in lines:
        item = _ITEM.fullmatch(line)
        assert item is not None  # whatever the line is
        indent, bullet, words = item.groups()
        if words and not bullet and text:
            text = f"{text} {words}"
            continue
        if text:
            yield from wrapped(_plain(text), first, rest, width)
        first = indent + (bullet or "")
        rest, text = " " * len(first), words
        if not words:
            yield ""
    if text:
        yield from wrapped(_plain(text), first, rest, width)


def _plain(text: str) -> str:
    return _LINK.sub(lambda link: link[1] + (f" ({link[2]}{link[3]})" if link[2] else ""), text)
