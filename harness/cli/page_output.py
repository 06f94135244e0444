"""The output of a command as an HTML page: its headings, tables and paragraphs.

Commands write to it as to any other output, by `harness.cli.tables`; the page is rendered when it
is closed.
"""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from harness.reports.output import Output

_WIDE: Final = 10_000  # columns: a page breaks no table apart
_NUMBER: Final = re.compile(r"-?[\d,]+(\.\d+)?")


class Heading(NamedTuple):
    """A heading between tables."""

    text: str
    kind: str = "heading"


class Paragraph(NamedTuple):
    """A text, and how far it stands in from the margin: 0 to 3."""

    text: str
    depth: int = 0
    alarm: bool = False
    kind: str = "paragraph"


class ListTable(NamedTuple):
    """A table."""

    headers: Sequence[str]
    rows: Sequence[Sequence[str]]
    kind: str = "table"

    @property
    def figures(self) -> Sequence[bool]:
        """Of each column, whether it holds numbers and nothing else."""
        columns = [[row[place] for row in self.rows] for place in range(len(self.headers))]
        return [
            any(cells) and all(_NUMBER.fullmatch(cell) for cell in cells if cell)
            for cells in columns
        ]


Block = Heading | Paragraph | ListTable


class PageOutput(Output):
    """An output whose parts become one page."""

    def __init__(self, path: str | None, title: str) -> None:
        super().__init__(path)
        self.color = False
        self._title = title
        self._blocks: list[Block] = []

    @property
    def width(self) -> int:
        """No limit: the page is as wide as its reader's window."""
        return _WIDE

    def call(self, title: str) -> None:
        """Give the page another title than the help of its command."""
        self._title = title

    def add(self, block: Block) -> None:
        """Put a block at the end of the page."""
        self._blocks.append(block)

    def write(self, text: str) -> None:
        """Add a paragraph; blank lines between paragraphs are the page's own."""
        if text.strip():
            self.add(Paragraph(text.strip()))

    def close(self) -> None:
        """Write the page."""
        from harness.reports.html.rendering import render

        super().write(render("listing.html", title=self._title, blocks=self._blocks))
        super().close()
