"""Texts of scenarios in HTML: the one place where they are escaped.

Whatever people wrote goes through `text` or `isolated`, so that a name is never markup and one that
is written from right to left turns nothing around it.

>>> isolated("<b>")
'<bdi>&lt;b&gt;</bdi>'
"""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from harness.domain.records import Scalar
from harness.domain.rules import RULES
from harness.reports.event_text import shortened

Change = tuple[str, Scalar | None, Scalar | None]  # a column, its value before and from now on

# what HTML cannot hold; line breaks and tabs it can
_PICTURES: Final = {code: 0x2400 + code for code in range(32) if chr(code) not in "\n\t"}
_UNWRITABLE: Final = _PICTURES | dict.fromkeys(
    (*range(0x7F, 0xA0), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF), 0xFFFD
)


def text(value: str) -> str:
    """A text, for an element or a quoted attribute."""
    return escape(value.translate(_UNWRITABLE))


def isolated(value: str) -> str:
    """A text of a scenario that stands inside a sentence of ours."""
    return f"<bdi>{text(value)}</bdi>"


def shown_value(value: Scalar | None) -> str:
    """A column's value; an empty one looks unlike the word."""
    return "<i>empty</i>" if value is None else isolated(shortened(value))


def rule_link(name: str) -> str:
    """A rule's id with a link to its statement; A marks what we decided."""
    if name not in RULES:
        return text(name)
    ours = "<i>A</i>" if RULES[name].status == "A" else ""
    return f'<a class="rule" href="#rule-{name}">{name}{ours}</a>'


def columns(pairs: Iterable[tuple[str, str]], kind: str = "") -> str:
    """A list of columns, each with markup that says what became of it."""
    items = "".join(f"<div><dt>{text(name)}</dt> <dd>{says}</dd></div>" for name, says in pairs)
    return f'<dl class="{kind}">{items}</dl>' if kind else f"<dl>{items}</dl>"


def table(
    kind: str, caption: str, headers: Sequence[str], rows: Iterable[tuple[str, Sequence[str]]]
) -> str:
    """A table of markup; a row is its class and its cells, the first of which heads it.

    Narrow screens show a row as a card, so each cell knows its column.
    """
    names = [text(header) for header in headers]
    body = []
    for mark, (first, *others) in rows:
        cells = "".join(
            f'<td data-of="{name}">{cell}</td>'
            for name, cell in zip(names[1:], others, strict=True)
        )
        css = f' class="{mark}"' if mark else ""
        body.append(f'<tr{css}><th scope="row">{first}</th>{cells}</tr>\n')
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    return (
        f'<table class="{kind}"><caption>{caption}</caption>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{''.join(body)}</tbody></table>\n"
    )
