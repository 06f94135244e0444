"""Readers of single nodes of a file; each notes what is wrong and returns None.

All problems of a file are so found at once.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager

from harness.domain.errors import Problem
from harness.domain.plugins import hint, is_one_of
from harness.domain.suggestions import cut, did_you_mean, nearest
from harness.domain.times import parse_duration, parse_instant
from harness.scenarios.yaml_tree import Items, Node, Pairs, Text

YES_NO = {"yes": True, "no": False, "true": True, "false": False}
ON_OFF = {"on": True, "off": False, **YES_NO}


class NodeReader:
    """The readers of the nodes of one file, and the problems that they found."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.whole = "in this file"  # where what is named has to be made
        self.problems: list[Problem] = []
        self.doubts = 0  # uses of names of which nothing is known, for they are wrong elsewhere

    @property
    def unread(self) -> int:
        """How many nodes could not be read so far, whether a problem was noted or was before."""
        return len(self.problems) + self.doubts

    def problem(self, node: Node, message: str) -> None:
        """Note what is wrong at this place."""
        self.problems.append(Problem(self.file, node.line, node.column, message))

    @contextmanager
    def inside(self, file: str) -> Iterator[None]:
        """Nodes of another file, which this one names, are read meanwhile."""
        own, self.file = self.file, file
        try:
            yield
        finally:
            self.file = own

    def fields(
        self, node: Node, known: Iterable[str], required: Iterable[str], what: str
    ) -> dict[str, Node]:
        """The fields of a mapping; unknown and missing ones are problems."""
        known = list(known)
        if not isinstance(node, Pairs):
            self.problem(node, f"{what} takes {{{', '.join(known)}}}")
            return {}
        found = {}
        meant = set()
        for name, value in node.nodes.items():
            if name in known:
                found[name] = value
            else:
                near = did_you_mean(name, known)
                meant.update(nearest(name, known))
                self.problem(
                    node.key(name),
                    f"{what} has no {cut(name)}{near or '; it takes ' + ', '.join(known)}",
                )
        missing = [name for name in required if name not in found and name not in meant]
        if missing:
            self.problem(node, f"{what} needs {', '.join(missing)}")
        return found

    def items(self, node: Node | None, what: str) -> tuple[Node, ...]:
        """The items of a list."""
        if isinstance(node, Items):
            return node.items
        if node is not None:
            self.problem(node, f"{what} takes a list")
        return ()

    def text(self, node: Node | None, what: str) -> str | None:
        """A text that is not empty."""
        if node is None:
            return None
        if not isinstance(node, Text):
            self.problem(node, f"{what} takes one value, not a list or a mapping")
            return None
        if not node.value:
            self.problem(node, f"{what} is empty")
            return None
        return node.value

    def one_of(self, node: Node, known: Collection[str], what: str) -> str | None:
        """One of these words, or of the names of a registry."""
        text = self.text(node, what)
        if text is None or is_one_of(text, known):
            return text
        *most, last = known
        words = f"{', '.join(most)} or {last}" if most else last
        self.problem(node, f"{what} is {words}, not {cut(text)}{hint(text, known)}")
        return None

    def yes_no(self, node: Node, what: str, words: Mapping[str, bool] = YES_NO) -> bool | None:
        """Yes or no, or on or off."""
        text = self.text(node, what)
        if text is None or text.lower() in words:
            return None if text is None else words[text.lower()]
        first, second = list(words)[:2]
        self.problem(node, f"{what} is {first} or {second}, not {cut(text)}")
        return None

    def whole_number(self, node: Node, what: str, least: int = 0) -> int | None:
        """A whole number, not negative."""
        text = self.text(node, what)
        if text is None:
            return None
        if not text.isascii() or not text.isdecimal() or len(text) > 9 or int(text) < least:
            self.problem(
                node, f"{what} takes a whole number from {least} to 999,999,999, not {cut(text)}"
            )
            return None
        return int(text)

    def duration(self, node: Node, what: str) -> int | None:
        """A duration in milliseconds."""
        return self._parsed(node, what, parse_duration, cut)

    def seconds(self, node: Node, what: str) -> int | None:
        """Seconds, with or without their unit, in milliseconds."""
        text = self.text(node, what)
        try:
            return None if text is None else parse_seconds(text)
        except ValueError:
            self.problem(node, f"seconds a record such as 1.5, not {cut(text or '')}")
            return None

    def instant(self, node: Node, what: str) -> int | None:
        """An instant in seconds."""
        return self._parsed(node, what, parse_instant, repr)

    def _parsed(
        self, node: Node, what: str, parse: Callable[[str], int], quote: Callable[[str], str]
    ) -> int | None:
        text = self.text(node, what)
        if text is None:
            return None
        try:
            return parse(text)
        except ValueError as error:
            self.problem(node, str(error).replace(repr(text), quote(text)))
            return None


def parse_seconds(text: str) -> int:
    """Seconds, with or without their unit, in milliseconds; ValueError if they are none."""
    return parse_duration(text.removesuffix("s") + "s")
