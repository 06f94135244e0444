"""Tables as text: the only module that knows tabulate.

Any of tabulate's formats will do; what a format cannot hold in a cell (a `|`, a line break) is
escaped for it.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

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
    from tabulate import tabulate

    cells = [[_cell(cell, fmt) for cell in row] for row in rows]
    widths = None
    if width and fmt not in _MARKUP and cells:
        widths = _widths(cells, headers, width, wrap, fmt)
        # tabulate takes 2,000 for a number when it wraps, and fails; it strips the blank again
        cells = [[f" {cell}" if _THOUSANDS.match(cell) else cell for cell in row] for row in cells]
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
    cells: list[list[str]],
    headers: Sequence[str],
    width: int,
    wrap: int | tuple[int, ...],
    fmt: str,
) -> list[int]:
    """How wide each column may be: as its cells, but those that are wrapped share what is left."""
    from wcwidth import wcswidth

    wrapped = [place % len(headers) for place in ((wrap,) if isinstance(wrap, int) else wrap)]
    widths: list[int] = []
    for place, header in enumerate(headers):
        words = max(map(wcswidth, header.split() or [""]))
        # tabulate leaves two blanks beside a heading
        widths.append(max(words + 2, *(wcswidth(row[place]) for row in cells)))
    between = 2 if fmt in ("simple", "plain", "rst") else 3
    left = width - sum(w for place, w in enumerate(widths) if place not in wrapped)
    left -= between * len(headers) + 2
    for number, place in enumerate(sorted(wrapped, key=widths.__getitem__)):
        share = left // (len(wrapped) - number)  # what a narrow one leaves is for the wide ones
        longest = max(wcswidth(word) for row in cells for word in _WORDS.split(row[place]) or [""])
        widths[place] = min(widths[place], max(share, longest, 20))
        left -= widths[place]
    return widths


_THOUSANDS: Final = re.compile(r"[-+]?\d+,\d")
_WORDS: Final = re.compile(r"\s+|(?<=-)")  # where a line may be broken


def _cell(text: str, fmt: str) -> str:
    if fmt in _BAR:
        text = text.replace("|", _BAR[fmt])
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
