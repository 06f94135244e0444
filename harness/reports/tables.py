"""Tables as text: the only module that knows tabulate, which lays out all formats but *simple*.

Any of its formats will do; what a format cannot hold in a cell (a `|`, a line break) is
escaped for it.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from harness.reports.simple_table import simple_table
from harness.reports.wrapping import measure_of, width_of

DEFAULT_FORMAT: Final = "simple"
NARROW: Final = 100  # columns of a screen
RED, GREEN, BOLD, PLAIN = "\x1b[31m", "\x1b[32m", "\x1b[1m", "\x1b[0m"

# how each format writes a bar inside a cell, which a bare one would end
_BAR: Final = {
    "pipe": r"\|",
    "github": r"\|",
    "jira": r"\|",
    "youtrack": r"\|",
    "asciidoc": r"\|",
    "orgtbl": r"\vert{}",
    "mediawiki": "&#124;",
    "textile": "&#124;",
    "moinmoin": "&#124;",
}
_JOINERS: Final = "\u200c\u200d"  # they shape letters and emoji; other invisible characters do harm
_BREAK: Final = {"pipe": "<br>", "github": "<br>"}
_HEADINGS: Final = {"pipe": "### ", "github": "### ", "mediawiki": "=== ", "asciidoc": "=== "}
# formats that no screen shows as they are: their cells are not wrapped to its width
_LATEX: Final = ("latex", "latex_raw", "latex_booktabs", "latex_longtable")
_MARKUP: Final = frozenset((*_BAR, *_LATEX, "html", "tsv"))
_UNSAFE: Final = "unsafehtml"  # it would let a value be markup


def is_narrow(fmt: str, width: int | None) -> bool:
    """Whether a table in that format is for a screen of few columns."""
    return width is not None and width < NARROW and fmt not in _MARKUP


def formats() -> list[str]:
    """Every format that tabulate knows, sorted, but the one in which a value could be markup."""
    from tabulate import tabulate_formats

    return sorted(set(tabulate_formats) - {_UNSAFE})


def table(
    rows: Iterable[Sequence[str]],
    headers: Sequence[str],
    fmt: str = DEFAULT_FORMAT,
    width: int | None = None,
    wrap: int | tuple[int, ...] = -1,
) -> str:
    """One table. Column `wrap`, or columns, are wrapped so that it keeps to the width if it can."""
    columns = [_cells(column, fmt) for column in zip(*rows, strict=True)]
    widths = None
    if width and fmt not in _MARKUP and columns:
        widths = _widths(columns, headers, width, wrap, fmt)
        # tabulate takes 2,000 for a number when it wraps, and fails; it strips the blank again
        columns = [
            [f" {cell}" if "," in cell and _THOUSANDS.match(cell) else cell for cell in column]
            for column in columns
        ]
    cells = [*zip(*columns, strict=True)]
    if fmt == DEFAULT_FORMAT:
        return simple_table(cells, headers, widths)
    from tabulate import tabulate

    return tabulate(
        cells,
        headers=list(headers),
        tablefmt=fmt,
        disable_numparse=True,  # 1.10 stays 1.10, and RecIds stay left
        maxcolwidths=widths,
        maxheadercolwidths=widths,
        break_long_words=False,
    )


def _widths(
    columns: Sequence[Sequence[str]],
    headers: Sequence[str],
    width: int,
    wrap: int | tuple[int, ...],
    fmt: str,
) -> list[int]:
    """How wide each column may be: as its cells, but those that are wrapped share what is left."""
    wrapped = [place % len(headers) for place in ((wrap,) if isinstance(wrap, int) else wrap)]
    widths: list[int] = []
    for header, column in zip(headers, columns, strict=True):
        words = max(map(width_of, header.split() or [""]))
        # tabulate leaves two blanks beside a heading
        widths.append(max(words + 2, *map(measure_of(column), column)))
    between = 2 if fmt in ("simple", "plain", "rst") else 3
    left = width - sum(w for place, w in enumerate(widths) if place not in wrapped)
    left -= between * len(headers) + 2
    for number, place in enumerate(sorted(wrapped, key=widths.__getitem__)):
        share = left // (len(wrapped) - number)  # what a narrow one leaves is for the wide ones
        least = max(share, 20)
        if widths[place] > least:
            widths[place] = min(widths[place], max(least, _longest_word(columns[place], least)))
        left -= widths[place]
    return widths


def _longest_word(column: Sequence[str], least: int) -> int:
    """How wide the widest is of what may not be broken, behind a hyphen or at a blank.

    It may be less than `least`, which is returned if that can be told without a look at each word.
    """
    short = re.compile(f"(?:[^ ]{{0,{least}}}+ )*+")
    if measure_of(column) is len and short.fullmatch(" ".join((*column, ""))):
        return least
    words = {word for cell in column for word in cell.split()}
    return max((width_of(part) for word in words for part in _PARTS.split(word)), default=0)


_THOUSANDS: Final = re.compile(r"[-+]?\d+,\d")
_PARTS: Final = re.compile(r"(?<=-)")


def _cells(column: Sequence[str], fmt: str) -> Sequence[str]:
    """The texts of a column as the format can hold them."""
    if fmt not in _BAR and "".join(column).isprintable():  # as nearly every one
        return column
    return [_cell(cell, fmt) for cell in column]


def _cell(text: str, fmt: str) -> str:
    if fmt in _BAR:
        text = text.replace("|", _BAR[fmt])
    if text.isprintable():
        return text
    if fmt in _BREAK:
        text = text.replace("\r", "").replace("\n", _BREAK[fmt])
    else:
        text = text.replace("\r", "").replace("\n", " ⏎ ")
    text = text.replace("\t", " ")
    return "".join(char if char.isprintable() or char in _JOINERS else "�" for char in text)


def heading(text: str, fmt: str = DEFAULT_FORMAT, color: bool = False) -> str:
    """A heading between the tables of a report, as the format writes one."""
    if fmt in _HEADINGS:
        return _HEADINGS[fmt] + text
    return f"{BOLD}{text}{PLAIN}" if color else text
