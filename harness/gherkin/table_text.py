r"""Tables under steps as text.

>>> print(*table_lines([["record", "last name"], ["Ada", "a|b"]]), sep="\n")
| record | last name |
| Ada    | a\|b      |
"""

import re
from collections.abc import Iterator, Sequence

from harness.domain.errors import BadInput

Rows = Sequence[Sequence[str]]


def table_lines(rows: Rows) -> Iterator[str]:
    """The rows of a table under a step, aligned."""
    cells = [[_cell(value) for value in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        padded = (text.ljust(width) for text, width in zip(row, widths, strict=True))
        yield f"| {' | '.join(padded)} |"


def _cell(value: str) -> str:
    no_placeholder(value)
    return value.replace("\\", "\\\\").replace("|", "\\|").replace("\n", "\\n")


def no_placeholder(value: str) -> None:
    """BadInput for a text that an outline would take for a placeholder."""
    if re.search(r"<\w[^<>]*>", value):
        message = f"{value!r} looks like a placeholder of an outline"
        raise BadInput(
            f"{message}, which no plain scenario can hold: leave it to the scenario file"
        )
