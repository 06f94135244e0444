"""A table in tabulate's format *simple*, many times as fast as tabulate lays it out.

Cells are one line of printable text. What is wider than its column is broken at blanks and behind
hyphens; a word is never broken.

>>> print(simple_table([["1", "all is well"], ["2", "新しい"]], ["#", "What"], [3, 7]))
#    What
---  ------
1    all is
     well
2    新しい
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Final

from harness.reports.wrapping import broken, measure_of

_HEADER_BLANKS: Final = 2  # beside a heading, as tabulate has it


def simple_table(
    rows: Sequence[Sequence[str]], headers: Sequence[str], widths: Sequence[int] | None = None
) -> str:
    """The table; `widths` are the most that each column takes."""
    texts, columns, begins = [*zip(headers, *rows, strict=True)], list[_Column](), 0
    for place, cells in enumerate(texts):
        columns.append(_Column(cells, None if widths is None else widths[place], begins))
        begins += columns[-1].width + 2
    firsts = [map(one.first.__getitem__, its) for one, its in zip(columns, texts, strict=True)]
    several = [(place, column.below) for place, column in enumerate(columns) if column.below]
    found = list[str]()
    for row, line in zip((headers, *rows), map("  ".join, zip(*firsts, strict=True)), strict=True):
        # an empty row beside long ones is left out by tabulate
        if (line := line.rstrip()) or not several:
            found.append(line)
        long = [below[row[place]] for place, below in several if row[place] in below]
        found += long if len(long) < 2 else _further(columns, row)
        if row is headers:
            found.append("  ".join("-" * column.width for column in columns))
    return "\n".join(found)


class _Column:
    """The texts of a column, of which the first is its heading, in lines as wide as the widest."""

    def __init__(self, cells: Sequence[str], most: int | None, begins: int) -> None:
        measure = measure_of(cells)
        its = {cell: _lines(cell, most, measure) for cell in dict.fromkeys(cells)}
        least = max(map(measure, its[cells[0]])) + _HEADER_BLANKS
        self.width = width = max(least, *map(measure, chain.from_iterable(its.values())))
        self.first = {cell: it[0] + " " * (width - measure(it[0])) for cell, it in its.items()}
        self.further = {cell: it[1:] for cell, it in its.items() if len(it) > 1}
        # its further lines where no other column has any
        before = " " * begins
        self.below = {
            cell: "\n".join([before + line for line in lines])
            for cell, lines in self.further.items()
        }
        self._measure = measure

    def padded(self, line: str) -> str:
        """The line with blanks behind it, as wide as the column."""
        return line + " " * (self.width - self._measure(line))


def _lines(cell: str, most: int | None, measure: Callable[[str], int]) -> Sequence[str]:
    if most is None or measure(cell) <= most:
        return (cell.strip(),)
    first, *rest = broken(cell, most, measure) or [""]
    return first.lstrip(), *rest


def _further(columns: Sequence[_Column], row: Sequence[str]) -> Iterator[str]:
    """The lines of a row but the first, where several columns have some."""
    cells = [column.further.get(cell, ()) for column, cell in zip(columns, row, strict=True)]
    for number in range(max(map(len, cells))):
        yield "  ".join(
            column.padded(lines[number] if number < len(lines) else "")
            for lines, column in zip(cells, columns, strict=True)
        ).rstrip()
