"""Prose in lines as wide as a terminal.

>>> list(wrapped("what happened, and the rule behind it", "step 1  ", "        ", 32))
['step 1  what happened, and the', '        rule behind it']
"""

from collections.abc import Iterator
from typing import Final
from unicodedata import combining, east_asian_width

LEAST: Final = 24  # columns for the text, however narrow the terminal


def wrapped(text: str, first: str, rest: str, width: int) -> Iterator[str]:
    """The text behind `first`, and behind `rest` from its second line on."""
    room = max(width, len(rest) + LEAST)
    head, *words = printable(text).split(" ")
    line = first + head
    for word in words:
        if _columns(line) + 1 + _columns(word) > room:
            yield line
            line = rest + word
        else:
            line += f" {word}"
    yield line


def printable(text: str) -> str:
    """The text on one line; what would move the cursor is replaced, for values come from files."""
    return "".join(char if char.isprintable() else "�" for char in text.replace("\n", " ⏎ "))


def _columns(text: str) -> int:
    """The columns that a text takes on a terminal, where Chinese characters take two."""
    if text.isascii():
        return len(text)
    return sum(
        0 if combining(char) else 2 if east_asian_width(char) in ("W", "F") else 1 for char in text
    )
