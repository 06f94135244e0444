"""YAML documents as trees of texts with their lines and columns.

No other module imports the YAML library. Every scalar stays the text it was written as (`007` stays
`007`, `no` stays `no`). Duplicate keys and aliases are errors: an alias of an alias of an alias is
how a small file becomes a huge one.
"""

import re
from collections.abc import Callable, Sequence
from sys import intern
from typing import Any, Final, NamedTuple

from harness.domain.errors import Problem, Problems
from harness.domain.files import no_text

DEEPEST = 40
_EMPTY = frozenset(("", "~", "null", "Null", "NULL"))
# of a named tuple, and of any other: their own take the time of a function of Python
_new, _made = tuple.__new__, object.__new__


class Text(NamedTuple):
    """A scalar; its value is None if it is empty: nothing, ~ or null, unquoted."""

    line: int
    column: int
    value: str | None


class Items(NamedTuple):
    """A list."""

    line: int
    column: int
    items: "tuple[Node, ...]"


class Pairs:
    """A mapping: each key with its value, in the order of the file."""

    __slots__ = ("_pairs", "column", "line", "marks", "nodes")
    line: int
    column: int
    nodes: "dict[str, Node]"  # the values, by their keys
    marks: Sequence[Any]  # where each key is, as the parser has it: counted from 0
    _pairs: "dict[str, tuple[Text, Node]]"

    def __init__(self, line: int, column: int, pairs: "dict[str, tuple[Text, Node]]") -> None:
        self.line, self.column, self._pairs = line, column, pairs
        self.nodes = {name: node for name, (_, node) in pairs.items()}

    @property
    def pairs(self) -> "dict[str, tuple[Text, Node]]":
        """Each key with its value: of a file they are made when somebody asks, as few do."""
        try:
            return self._pairs
        except AttributeError:
            self._pairs = {
                name: (Text(mark.line + 1, mark.column + 1, name), node)
                for (name, node), mark in zip(self.nodes.items(), self.marks, strict=True)
            }
            return self._pairs

    def key(self, name: str) -> Text:
        """The key of that name."""
        return self.pairs[name][0]

    def with_over(self, node: "Node") -> "Pairs":
        """These pairs with those of another mapping put over them."""
        more = node.pairs if isinstance(node, Pairs) else {}
        return Pairs(self.line, self.column, {**self.pairs, **more})


Node = Text | Items | Pairs


def read_tree(text: str, file: str) -> Node:
    """The tree of a YAML document. Raises Problems if it is none."""
    import yaml

    try:
        try:
            # The C parser is ten times as fast. If it fails, the other one gives the reason, so
            # that the message does not depend on which of the two is installed.
            return _Reader(file, getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)).document()
        except (yaml.YAMLError, UnicodeEncodeError):
            return _Reader(file, yaml.SafeLoader(text)).document()
    except yaml.MarkedYAMLError as error:
        raise Problems([_no_yaml(file, error)]) from None
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        column = len(before) - before.rfind("\n")
        message = f"a character that no YAML has, {error.character:#06x}"
        raise Problems([Problem(file, before.count("\n") + 1, column, message)]) from None


# messages of the parser, in words for somebody who wrote a scenario
_EXPLANATIONS = {
    "mapping values are not allowed here": "a text with ': ' in it needs quotes",
    "expected <block end>, but found '<block sequence start>'": (
        "the indentation fits nothing above it"
    ),
    "expected <block end>, but found '<block mapping start>'": (
        "the indentation fits nothing above it"
    ),
}


def _no_yaml(file: str, error: Any) -> Problem:
    mark: Any = error.problem_mark or error.context_mark
    message = ": ".join(filter(None, (error.context, error.problem)))
    if error.problem in _EXPLANATIONS:
        message = f"{_EXPLANATIONS[error.problem]} ({error.problem})"
    opened = error.context_mark
    if opened and mark and opened.line != mark.line:
        message += f", begun in line {opened.line + 1}"
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return Problem(file, line, column, f"this is not YAML: {message}")


_SURROGATE: Final = re.compile("[\ud800-\udfff]")


class _Reader:
    """Builds the tree of one document from the parser's events, and collects what is wrong."""

    def __init__(self, file: str, parser: Any) -> None:
        from yaml import events

        self.file = file
        self.next: Callable[[], Any] = parser.get_event
        self.problems: list[Problem] = []
        self.anchors: dict[str, Any] = {}  # the places of what has them
        self.alias: Problem | None = None  # the first
        self.keys: dict[str, str] = {}  # those that were there, and mean themselves unquoted
        self.scalar, self.mapping = events.ScalarEvent, events.MappingStartEvent
        self.mapping_end, self.sequence_end = events.MappingEndEvent, events.SequenceEndEvent
        self.alias_event, self.stream_end = events.AliasEvent, events.StreamEndEvent

    def document(self) -> Node:
        """The tree of the only document. Raises Problems."""
        from yaml.composer import ComposerError

        self.next()  # the stream begins
        begun = self.next()
        if type(begun) is self.stream_end:
            message = "the file is empty: a scenario has scenario: and steps:"
            raise Problems([Problem(self.file, 1, 1, message)])
        root = self.next()
        tree = self.node(root, 0)
        self.next()  # the document ends
        another = self.next()
        if type(another) is not self.stream_end:
            raise ComposerError(
                "expected a single document in the stream",
                root.start_mark,
                "but found another document",
                another.start_mark,
            )
        if self.alias is not None:
            self.problems.insert(0, self.alias)
        if self.problems:
            raise Problems(self.problems)
        return tree

    def problem(self, line: int, column: int, message: str) -> None:
        self.problems.append(Problem(self.file, line, column, message))

    def node(self, event: Any, depth: int) -> Node:
        """The node that begins with this event, whose further events are taken, too."""
        kind, mark = type(event), event.start_mark
        line, column = mark.line + 1, mark.column + 1
        if kind is self.scalar and event.anchor is None and depth <= DEEPEST:
            value = event.value
            if value.isprintable() and value not in _EMPTY:  # as nearly every one
                return _new(Text, (line, column, intern(value)))
        if event.anchor is not None:
            original = self.anchored(event)
            if original is not None:
                return Text(original.line + 1, original.column + 1, None)
        if depth > DEEPEST:
            self.problem(line, column, f"this is nested more than {DEEPEST} deep")
            self.skip(event)
            return Text(line, column, None)
        if kind is self.scalar:
            return self.text(event, line, column)
        if kind is self.mapping:
            return self.pairs(line, column, depth + 1)
        items: list[Node] = []
        while type(item := self.next()) is not self.sequence_end:
            items.append(self.node(item, depth + 1))
        return Items(line, column, tuple(items))

    def text(self, event: Any, line: int, column: int) -> Text:
        value = event.value
        if value in _EMPTY and not event.style:
            return Text(line, column, None)
        if not value.isprintable() and (message := no_text(value)):
            half = _SURROGATE.search(value)
            if half:
                message = f"{half[0]!r} is half a character: write it whole, with \\U"
            self.problem(line, column, message if half else f"{message}, which no text may have")
            return Text(line, column, None)
        return Text(line, column, value)

    def pairs(self, line: int, column: int, depth: int) -> Pairs:
        made: Pairs = _made(Pairs)
        found: dict[str, Node] = {}
        marks: list[Any] = []
        made.line, made.column, made.nodes, made.marks = line, column, found, marks
        following, node, end, scalar = self.next, self.node, self.mapping_end, self.scalar
        keys = self.keys if depth <= DEEPEST else {}
        key: Node = made
        while type(event := following()) is not end:
            mark = event.start_mark
            name = None
            if type(event) is scalar and event.anchor is None:
                name = keys.get(event.value)
            if name is None:
                key = node(event, depth)
                name = key.value if type(key) is Text else None
                if name and name not in _EMPTY:
                    keys[name] = name
            value = node(following(), depth)
            if name and name not in found:
                found[name] = value
                marks.append(mark)
            elif name:
                first = marks[[*found].index(name)].line + 1
                message = f"{name}: is here twice, first in line {first}"
                self.problem(mark.line + 1, mark.column + 1, message)
            else:
                self.problem(key.line, key.column, "a key must be a text")
        return made

    def skip(self, event: Any) -> None:
        """Take the events of a node that is not read."""
        ends = {self.mapping_end, self.sequence_end}
        begun = 0 if type(event) is self.scalar else 1
        while begun:
            event = self.next()
            if type(event) in ends:
                begun -= 1
                continue
            if event.anchor is not None:
                self.anchored(event)
            if type(event) not in (self.scalar, self.alias_event):
                begun += 1

    def anchored(self, event: Any) -> Any | None:
        """Note an anchor, or that an alias is here: then where what it stands for is."""
        from yaml.composer import ComposerError

        name, mark = str(event.anchor), event.start_mark
        known = self.anchors.get(name)
        if type(event) is not self.alias_event:
            if known is not None:
                raise ComposerError(
                    f"found duplicate anchor {name!r}; first occurrence",
                    known,
                    "second occurrence",
                    mark,
                )
            self.anchors[name] = mark
            return None
        if known is None:
            raise ComposerError(None, None, f"found undefined alias {name!r}", mark)
        if self.alias is None:
            message = (
                f"*{name} stands for a value of line {known.line + 1}: "
                "write it out here, there are no aliases"
            )
            self.alias = Problem(self.file, mark.line + 1, mark.column + 1, message)
        return known
