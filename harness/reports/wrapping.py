"""Prose in lines as wide as a terminal.

>>> wrapped("what happened, and the rule behind it", "step 1  ", "        ", 32)
['step 1  what happened, and the', '        rule behind it']
"""

from typing import Final

LEAST: Final = 24  # columns for the text, however narrow the terminal


def wrapped(text: str, first: str, rest: str, width: int) -> list[str]:
    """The text behind `first`, and behind `rest` from its second line on."""
    from wcwidth import wrap  # Chinese characters and emoji take two columns

    return wrap(
        printable(text),
        max(width, len(rest) + LEAST),
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
        control_codes="ignore",  # there is none left
    ) or [first]


def printable(text: str) -> str:
    """The text on one line; what would move the cursor is replaced, for values come from files."""
    return "".join(char if char.isprintable() else "�" for char in text.replace("\n", " ⏎ "))
