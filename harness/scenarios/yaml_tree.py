"""YAML documents as trees of texts with their lines and columns.

No other module imports the YAML library. Every scalar stays the text it was written as (`007` stays
`007`, `no` stays `no`). Duplicate keys and aliases are errors: an alias of an alias of an alias is
how a small file becomes a huge one.
"""

import re
from typing import Any, Final, NamedTuple

from harness.domain.errors import Problem, Problems

DEEPEST = 40
_EMPTY = ("", "~", "null", "Null", "NULL")


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


class Pairs(NamedTuple):
    """A mapping: each key with its value, in the order of the file."""

    line: int
    column: int
    pairs: "dict[str, tuple[Text, Node]]"


Node = Text | Items | Pairs


def read_tree(text: str, file: str) -> Node:
    """The tree of a YAML document. Raises Problems if it is none."""
    import yaml

    try:
        try:
            # The C parser is ten times as fast. If it fails, the other one gives the reason, so
            # that the message does not depend on which of the two is installed.
            root = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        except yaml.YAMLError:
            root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        raise Problems([_no_yaml(file, error)]) from None
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        column = len(before) - before.rfind("\n")
        message = f"a character that no YAML has, {error.character:#06x}"
        raise Problems([Problem(file, before.count("\n") + 1, column, message)]) from None
    except RecursionError:
        raise Problems([Problem(file, 1, 1, "this is nested too deeply")]) from None
    if root is None:
        raise Problems(
            [Problem(file, 1, 1, "the file is empty: a scenario has scenario: and steps:")]
        )
    problems: list[Problem] = []
    reader = _Reader(file, problems)
    tree = reader.node(root, 0)
    if reader.has_alias:
        problems = [_alias(text, file), *problems]
    if problems:
        raise Problems(problems)
    return tree


def _alias(text: str, file: str) -> Problem:
    """The problem of the first alias: its place, and the line that it repeats."""
    import yaml

    anchors: dict[str, int] = {}
    events: Any = yaml.parse(text, Loader=yaml.SafeLoader)
    for event in events:
        mark = event.start_mark
        if isinstance(event, yaml.AliasEvent):
            message = (
                f"*{event.anchor} stands for a value of line {anchors.get(str(event.anchor), 0)}: "
                "write it out here, there are no aliases"
            )
            return Problem(file, mark.line + 1, mark.column + 1, message)
        if getattr(event, "anchor", None):
            anchors[event.anchor] = mark.line + 1
    raise AssertionError("an alias was found before")


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
    """Builds the tree of one document, and collects what is wrong with it."""

    def __init__(self, file: str, problems: list[Problem]) -> None:
        self.file = file
        self.problems = problems
        self.has_alias = False
        self.visited: set[int] = set()  # ids: no two nodes share one while both are alive

    def problem(self, node: Any, message: str) -> None:
        mark = node.start_mark
        self.problems.append(Problem(self.file, mark.line + 1, mark.column + 1, message))

    def node(self, node: Any, depth: int) -> Node:
        line, column = node.start_mark.line + 1, node.start_mark.column + 1
        if id(node) in self.visited:
            self.has_alias = True
            return Text(line, column, None)
        self.visited.add(id(node))
        if depth > DEEPEST:
            self.problem(node, f"this is nested more than {DEEPEST} deep")
            return Text(line, column, None)
        if node.id == "sequence":
            return Items(line, column, tuple(self.node(item, depth + 1) for item in node.value))
        if node.id == "mapping":
            return Pairs(line, column, self.pairs(node, depth))
        plain = node.style in (None, "")
        empty = plain and node.value in _EMPTY
        half = None if node.value.isascii() else _SURROGATE.search(node.value)
        if half:
            self.problem(node, f"{half[0]!r} is half a character: write it whole, with \\U")
            return Text(line, column, None)
        return Text(line, column, None if empty else node.value)

    def pairs(self, node: Any, depth: int) -> dict[str, tuple[Text, Node]]:
        found: dict[str, tuple[Text, Node]] = {}
        for key_node, value_node in node.value:
            key = self.node(key_node, depth + 1)
            value = self.node(value_node, depth + 1)
            if not isinstance(key, Text) or not key.value:
                self.problem(key_node, "a key must be a text")
            elif key.value in found:
                first = found[key.value][0].line
                self.problem(key_node, f"{key.value}: is here twice, first in line {first}")
            else:
                found[key.value] = (key, value)
        return found
