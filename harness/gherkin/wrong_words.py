"""What is wrong in a step's words and in the cells of its table; a table is read to its end.

>>> reader = TableReader([["badge", "red"], ["name", "Ada"]], {"badge", "name"}.__contains__)
>>> reader.cells
[('badge', 'name'), ('red', 'Ada')]
>>> reader.wrong(1, 0, "no such badge")
>>> reader.done()
Traceback (most recent call last):
harness.gherkin.wrong_words.WrongCells: no such badge
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple, ParamSpec, TypeVar

from harness.domain.errors import BadInput

_P = ParamSpec("_P")
_R = TypeVar("_R")


class WrongWords(BadInput):
    """Words of a step that mean nothing, or not here."""

    def __init__(self, words: str, message: str) -> None:
        super().__init__(message)
        self.words = words

    def __reduce__(self) -> tuple[type["WrongWords"], tuple[str, str]]:
        return type(self), (self.words, str(self))


def blaming(read: Callable[[str], _R]) -> Callable[[str], _R]:
    """A function that makes something of words, and blames them where they mean nothing.

    >>> from harness.domain.policies import policy_of_words
    >>> blaming(policy_of_words)("hr winz")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    harness.gherkin.wrong_words.WrongWords: no conflict policy 'hr winz', did you mean ...
    """

    def blames(words: str) -> _R:
        try:
            return read(words)
        except (WrongWords, WrongCells):
            raise
        except BadInput as error:
            raise WrongWords(words.strip("\"'"), str(error)) from None

    return blames


class WrongLine(NamedTuple):
    """A place in the text under a step, from 1, and what is wrong there."""

    line: int
    column: int
    message: str


class WrongText(BadInput):
    """All that is wrong with the text under a step."""

    def __init__(self, lines: Sequence[WrongLine]) -> None:
        super().__init__("; ".join(f"line {it.line}: {it.message}" for it in lines))
        self.lines = tuple(lines)

    def __reduce__(self) -> tuple[type["WrongText"], tuple[Sequence[WrongLine]]]:
        return type(self), (self.lines,)


class WrongCell(NamedTuple):
    """A cell and what is wrong with it; rows and columns of the file, from 0."""

    row: int
    column: int
    message: str


class WrongCells(BadInput):
    """All that is wrong with a step's table."""

    def __init__(self, cells: Sequence[WrongCell]) -> None:
        super().__init__("; ".join(dict.fromkeys(cell.message for cell in cells)))
        self.cells = tuple(cells)

    def __reduce__(self) -> tuple[type["WrongCells"], tuple[Sequence[WrongCell]]]:
        return type(self), (self.cells,)


class TableReader:
    """The cells of a step's table, with its headings in the first row, and what is wrong with them.

    A table may stand upright, with its headings in the first column, where it can mean nothing
    else. `is_heading` says which words may be headings.
    """

    def __init__(
        self, cells: Sequence[Sequence[str]], is_heading: Callable[[str], bool] | None = None
    ) -> None:
        self._upright = is_heading is not None and _stands_upright(cells, is_heading)
        self.cells: Sequence[Sequence[str]] = (
            [*zip(*cells, strict=True)] if self._upright else cells
        )
        self._wrong: list[WrongCell] = []
        self.knows_headings = True  # else what a row lacks may be under one that is wrong

    @property
    def rows(self) -> Sequence[Sequence[str]]:
        """The rows below the headings."""
        return self.cells[1:]

    def wrong(self, row: int, column: int, message: str) -> None:
        """Note what is wrong with a cell."""
        if self._upright:
            row, column = column, row
        self._wrong.append(WrongCell(row, column, message))

    def read(
        self, row: int, column: int, read: Callable[_P, _R], *args: _P.args, **kwargs: _P.kwargs
    ) -> _R | None:
        """What a function makes of a cell; None if it is wrong, which is noted."""
        try:
            return read(*args, **kwargs)
        except BadInput as error:
            self.wrong(row, column, str(error))
            return None

    def headings(self, read: Callable[[str], _R]) -> dict[int, _R]:
        """What each heading stands for, by its column; wrong ones are left out."""
        found: dict[int, _R] = {}
        for column, words in enumerate(self.cells[0]):
            try:
                heading = read(words)
            except BadInput as error:
                self.wrong(0, column, str(error))
                self.knows_headings = False
                continue
            if heading in found.values():
                self.wrong(0, column, f"the heading {words!r} is there twice")
            else:
                found[column] = heading
        return found

    def done(self) -> None:
        """Raise WrongCells if anything is wrong."""
        if self._wrong:
            raise WrongCells(self._wrong)


def _stands_upright(cells: Sequence[Sequence[str]], is_heading: Callable[[str], bool]) -> bool:
    """Whether the first column has more headings than the first row, which has other words too."""
    if len(cells[0]) < 2 or all(map(is_heading, cells[0])):
        return False
    across, down = cells[0][1:], [row[0] for row in cells[1:]]
    if not down:  # one row: a heading, and its value
        return len(cells[0]) == 2
    return sum(map(is_heading, down)) > sum(map(is_heading, across))
