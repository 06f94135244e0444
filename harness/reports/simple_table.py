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

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, repeat
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
    lines = [line.rstrip() for line in map("  ".join, zip(*firsts, strict=True))]
    several = [place for place, column in enumerate(columns) if column.further]
    more: Iterable[str | None] = repeat(None, len(lines))
    if len(several) == 1:
        more = map(columns[several[0]].below().get, texts[several[0]])
    elif several:
        more = ("\n".join(_further(columns, row)) for row in (headers, *rows))
    found = [f"{line}\n{it}" if it else line for line, it in zip(lines, more, strict=True)]
    found.insert(1, "  ".join("-" * column.width for column in columns))
    # an empty row beside long ones is left out by tabulate
    return "\n".join(filter(None, found) if several else found)


class _Column:
    """The texts of a column, of which the first is its heading, in lines as wide as the widest."""

    def __init__(self, cells: Sequence[str], most: int | None, begins: int) -> None:
        measure = measure_of(cells)
        its = {cell: _lines(cell, most, measure) for cell in dict.fromkeys(cells)}
        least = max(map(measure, its[cells[0]])) + _HEADER_BLANKS
        self.width = width = max(least, *map(measure, chain.from_iterable(its.values())))
        self.first = {cell: it[0] + " " * (width - measure(it[0])) for cell, it in its.items()}
        self.further = {cell: it[1:] for cell, it in its.items() if len(it) > 1}
        self._measure = measure
        self._before = " " * begins

    def below(self) -> dict[str, str]:
        """By cell, the lines below its first, where no other column has any."""
        between = f"\n{self._before}"
        return {cell: self._before + between.join(its) for cell, its in self.further.items()}

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
