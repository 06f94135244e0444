"""Tables and prose laid out by our own code: the bytes of tabulate and of wcwidth."""

import random

import pytest
from tabulate import tabulate
from wcwidth import wrap

from harness.reports import tables
from harness.reports.wrapping import LEAST, printable, wrapped

WORDS = (
    "a", "well-known", "x-", "--", "2021-08-19", "état", "→", "✓", "新しい漢字",
    "👩\u200d👩\u200d👧", "1,000", "12",
    "ab-cd-ef-gh", "long" * 12, "a--b", "-1,000", "foo-新", "“q”", "", ".", "e-77", "w-01", "x–y",
    "\u0301a", "क\u094d\u200dष", "\x1b[31m", "a\tb", "two\nlines",
)  # fmt: skip


def text(draw):
    words = (draw.choice(WORDS) for _ in range(draw.randrange(draw.choice([1, 6, 25]))))
    joined = "".join(word + draw.choice([" ", " ", "  ", ""]) for word in words)
    return draw.choice(["", "", " "]) + joined


@pytest.mark.parametrize("width", [None, 60, 100])
def test_a_simple_table_is_tabulates(width, monkeypatch):
    draw = random.Random(width)
    for _ in range(300):
        columns = draw.randrange(1, 5)
        rows = [[text(draw) for _ in range(columns)] for _ in range(draw.randrange(6))]
        headers = [draw.choice(["A", "A long heading", "新"]) for _ in range(columns)]
        wrap_at = draw.randrange(columns)
        with monkeypatch.context() as patched:
            patched.setattr(tables, "simple_table", by_tabulate)
            theirs = tables.table(rows, headers, "simple", width, wrap_at)
        assert tables.table(rows, headers, "simple", width, wrap_at) == theirs


def by_tabulate(rows, headers, widths):
    return tabulate(
        rows, headers=headers, tablefmt="simple", disable_numparse=True,
        maxcolwidths=widths, maxheadercolwidths=widths, break_long_words=False,
    )  # fmt: skip


def test_prose_is_broken_as_by_wcwidth():
    draw = random.Random(0)
    for _ in range(2000):
        words, width = printable(text(draw)), draw.randrange(10, 60)
        first = " " * draw.randrange(4) + draw.choice(["", "step 1  ", "新 "])
        rest = " " * draw.randrange(9)
        theirs = wrap(
            words, max(width, len(rest) + LEAST), initial_indent=first, subsequent_indent=rest,
            break_long_words=False, break_on_hyphens=False, control_codes="ignore",
        ) or [first]  # fmt: skip
        assert wrapped(words, first, rest, width) == theirs
