"""YAML as a tree of texts with their places: the only module that knows the YAML library.

Every scalar stays the text it was written as (`007` stays `007`, `no` stays `no`), duplicate keys
and aliases are errors (an alias of an alias of an alias is how a small file becomes a huge one).
"""

from typing import Any, NamedTuple

from harness.values.problems import Problem, Problems

DEEPEST = 40
_EMPTY = ("", "~", "null", "Null", "NULL")


class Text(NamedTuple):
    """A scalar. `value` None is an empty one: nothing, ~ or null, unquoted."""

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
    """The tree of a YAML document; Problems where it is none."""
    import yaml

    try:
        try:
            # the C parser is ten times as fast; where it fails, the other one says why, so that
            # the message does not depend on which of the two is installed
            root = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        except yaml.YAMLError:
            root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        said = ": ".join(filter(None, (error.context, error.problem)))
        raise Problems([Problem(file, line, column, f"this is not YAML: {said}")]) from None
    except yaml.YAMLError as error:
        said = str(error).splitlines()[0]
        raise Problems([Problem(file, 1, 1, f"this is not YAML: {said}")]) from None
    except RecursionError:
        raise Problems([Problem(file, 1, 1, "this is nested too deeply")]) from None
    if root is None:
        raise Problems(
            [Problem(file, 1, 1, "the file is empty: a scenario has scenario: and steps:")]
        )
    problems: list[Problem] = []
    tree = _Reader(file, problems).node(root, 0)
    if problems:
        raise Problems(problems)
    return tree


class _Reader:
    def __init__(self, file: str, problems: list[Problem]) -> None:
        self.file = file
        self.problems = problems
        self.seen: set[int] = set()  # nodes stay alive meanwhile, so their ids are theirs alone

    def problem(self, node: Any, message: str) -> None:
        mark = node.start_mark
        self.problems.append(Problem(self.file, mark.line + 1, mark.column + 1, message))

    def node(self, node: Any, depth: int) -> Node:
        line, column = node.start_mark.line + 1, node.start_mark.column + 1
        if id(node) in self.seen:
            self.problem(node, "an alias (*) means this value: write it out in both places")
            return Text(line, column, None)
        self.seen.add(id(node))
        if depth > DEEPEST:
            self.problem(node, f"this is nested more than {DEEPEST} deep")
            return Text(line, column, None)
        if node.id == "sequence":
            return Items(line, column, tuple(self.node(item, depth + 1) for item in node.value))
        if node.id == "mapping":
            return Pairs(line, column, self.pairs(node, depth))
        plain = node.style in (None, "")
        empty = plain and node.value in _EMPTY
        return Text(line, column, None if empty else node.value)

    def pairs(self, node: Any, depth: int) -> dict[str, tuple[Text, Node]]:
        found: dict[str, tuple[Text, Node]] = {}
        for key_node, value_node in node.value:
            key = self.node(key_node, depth + 1)
            value = self.node(value_node, depth + 1)
            if not isinstance(key, Text) or key.value is None:
                self.problem(key_node, "a key must be a text")
            elif key.value in found:
                first = found[key.value][0].line
                self.problem(key_node, f"{key.value}: is here twice, first in line {first}")
            else:
                found[key.value] = (key, value)
        return found
