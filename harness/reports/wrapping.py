"""Text in lines as wide as a terminal, and how wide a text is.

>>> wrapped("what happened, and the rule behind it", "step 1  ", "        ", 32)
['step 1  what happened, and the', '        rule behind it']
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

LEAST: Final = 24  # columns for the text, however narrow the terminal
# text in which each character takes one column, as is told without tables of widths
_NARROW: Final = re.compile("[ -~¡-¬®-ʯ–—‘-‟…→←≠✓✕⏎�]*")
# control characters, but for tabs, line breaks and the colours of reports; turned directions
_OBEYED: Final = re.compile(
    "(?!\x1b\\[(?:0|1|31|32)m)[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]"
)
_BLANKS: Final = re.compile("( +)")


def width_of(text: str) -> int:
    """How many columns of a screen a text takes: Chinese characters and emoji take two."""
    return len(text) if _NARROW.fullmatch(text) else _wide_width()(text)


def measure_of(texts: Iterable[str]) -> Callable[[str], int]:
    """What measures each of these texts as `width_of` does: `len`, where all are narrow."""
    return len if _NARROW.fullmatch("".join(texts)) else width_of


def wrapped(text: str, first: str, rest: str, width: int) -> list[str]:
    """The text behind `first`, and behind `rest` from its second line on."""
    text, width = printable(text), max(width, len(rest) + LEAST)
    if _NARROW.fullmatch(first + text + rest):
        lines = _at_blanks(text, width - len(rest), width - len(first))
        return [f"{rest if number else first}{line}" for number, line in enumerate(lines)] or [
            first
        ]
    from wcwidth import wrap

    return wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
        control_codes="ignore",  # there is none left
    ) or [first]


def broken(text: str, width: int, measure: Callable[[str], int] = width_of) -> list[str]:
    """The text in lines of that width, broken at blanks and behind hyphens; no word is broken.

    >>> broken("a well-known fact", 8)
    ['a well-', 'known', 'fact']
    """
    if measure is not len and not _NARROW.fullmatch(text):
        return _filled(_chunks(text), width, _wide_width())
    return _filled(_chunks(text), width, len) if "-" in text else _at_blanks(text, width, width)


def printable(text: str) -> str:
    """The text on one line; what would move the cursor is replaced, for values come from files."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else "�" for char in text.replace("\n", " ⏎ "))


def harmless(text: str) -> str:
    r"""The text as it is, but for what a terminal would obey, which is replaced; colours stay.

    It is a last guard: what comes from people's files is made `printable` where it is put in.

    >>> harmless("one\n\x1b[31mtwo\x1b[0m \x1b[2J")
    'one\n\x1b[31mtwo\x1b[0m �[2J'
    """
    return text if text.replace("\n", "").isprintable() else _OBEYED.sub("�", text)


def _at_blanks(text: str, width: int, first: int) -> list[str]:
    """Narrow text in lines of that width, the first one of its own."""
    lines, most = list[str](), first
    while len(text) > most:
        end = text.rfind(" ", 0, most + 1)
        if end < 0:
            end = text.find(" ")  # the first word is wider
            if end < 0:
                break
        if line := text[:end].rstrip():
            lines.append(line)
            most = width
        text = text[end:].lstrip()
    return [*lines, text.rstrip()] if text.strip() else lines


def _chunks(text: str) -> Iterator[str]:
    """The words, the blanks between them, and what may stand in one line of a hyphenated word."""
    from textwrap import TextWrapper

    for chunk in _BLANKS.split(text):
        if "-" in chunk:
            yield from filter(None, TextWrapper.wordsep_re.split(chunk))
        elif chunk:
            yield chunk


def _filled(chunks: Iterable[str], width: int, width_of: Callable[[str], int]) -> list[str]:
    """The chunks in lines, as many in each as there is room for."""
    lines, line, taken = list[str](), "", 0
    for chunk in chunks:
        wide = width_of(chunk)
        if taken + wide > width:
            if line.rstrip():
                lines.append(line.rstrip())
            line, taken = "", 0
            if chunk.isspace():
                continue
        line += chunk
        taken += wide
    return [*lines, line.rstrip()] if line.rstrip() else lines


def _wide_width() -> Callable[[str], int]:
    from wcwidth import wcswidth

    return wcswidth
