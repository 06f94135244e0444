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

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from harness.reports.wrapping import broken, width_of

_HEADER_BLANKS: Final = 2  # beside a heading, as tabulate has it


def simple_table(
    rows: Sequence[Sequence[str]], headers: Sequence[str], widths: Sequence[int] | None = None
) -> str:
    """The table; `widths` are the most that each column takes."""
    columns = [
        _Column(header, {row[place] for row in rows}, None if widths is None else widths[place])
        for place, header in enumerate(headers)
    ]
    several = [place for place, column in enumerate(columns) if column.further]
    firsts = [column.first for column in columns]
    dashes = "  ".join("-" * column.width for column in columns)
    found = list[str]()
    for row in (headers, *rows):
        line = "  ".join([first[cell] for first, cell in zip(firsts, row, strict=True)]).rstrip()
        if line or not several:  # an empty row beside long ones is left out by tabulate
            found.append(line)
        if any(row[place] in columns[place].further for place in several):
            found += _further(columns, row)
        if row is headers:
            found.append(dashes)
    return "\n".join(found)


class _Column:
    """The texts of a column, in lines that are as wide as the widest."""

    def __init__(self, header: str, cells: Collection[str], most: int | None) -> None:
        its = {cell: _lines(cell, most) for cell in (header, *cells)}
        wide = {line: width_of(line) for lines in its.values() for line in lines}
        least = max(wide[line] for line in its[header]) + _HEADER_BLANKS
        self.width = max(least, *wide.values())
        padded = {line: line + " " * (self.width - width) for line, width in wide.items()}
        self.first = {cell: padded[lines[0]] for cell, lines in its.items()}
        self.further = {
            cell: [padded[line] for line in lines[1:]] for cell, lines in its.items() if lines[1:]
        }


def _lines(cell: str, most: int | None) -> Sequence[str]:
    if most is None or width_of(cell) <= most:
        return [cell.strip()]
    first, *rest = broken(cell, most) or [""]
    return [first.lstrip(), *rest]


def _further(columns: Sequence[_Column], row: Sequence[str]) -> Iterator[str]:
    """The lines of a row but the first."""
    cells = [column.further.get(cell, ()) for column, cell in zip(columns, row, strict=True)]
    for number in range(max(map(len, cells))):
        yield "  ".join(
            lines[number] if number < len(lines) else " " * column.width
            for lines, column in zip(cells, columns, strict=True)
        ).rstrip()
