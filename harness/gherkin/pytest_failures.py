"""Failures as pytest shows them: a text of ours in place of a traceback.

With `pytest_adapter`, the only module that uses private names of pytest, which `pyproject.toml`
pins; this one does without pytest-bdd.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from _pytest._code.code import (
    ExceptionChainRepr,
    ReprEntryNative,
    ReprFileLocation,
    ReprTraceback,
)
from _pytest._io import TerminalWriter


def representation(
    text: str, summary: str, path: str, line: int, traceback: object
) -> ExceptionChainRepr:
    """The text as pytest shows a failure, in a form that travels between its processes."""
    body = text if traceback is None else f"{text}\n\n{traceback}"
    lines = [f"{line}\n" for line in body.split("\n")]
    entry = ReprTraceback([ReprEntryNative(lines)], None, style="native")
    return ExceptionChainRepr([(entry, ReprFileLocation(path, line, summary), None)])


def color(shown: object, styles: Callable[[Sequence[str]], Iterable[Mapping[str, bool]]]) -> None:
    """Write the lines of a representation in these styles, on a terminal that has colours."""
    if isinstance(shown, ExceptionChainRepr):
        for entry in shown.chain[0][0].reprentries:
            entry.__class__ = _Colored
            entry.styles = styles  # type: ignore[union-attr]


class _Colored(ReprEntryNative):
    """The same lines in colour."""

    styles: Callable[[Sequence[str]], Iterable[Mapping[str, bool]]]

    def toterminal(self, tw: TerminalWriter) -> None:
        for line, style in zip(self.lines, self.styles(self.lines), strict=True):
            tw.write(line, **style)
