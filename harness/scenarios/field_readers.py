"""Reading the pieces of a scenario file: every reader notes what is wrong and goes on.

A reader returns None where it noted a problem, so that all problems of a file are found at once.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from harness.domain.catalog import Catalog, Table
from harness.domain.environments import ENVIRONMENTS, HR, Environment
from harness.domain.errors import CatalogError, Problem
from harness.domain.records import Scalar
from harness.domain.suggestions import cut, did_you_mean, nearest
from harness.domain.times import parse_duration, parse_instant
from harness.scenarios.yaml_tree import Items, Node, Pairs, Text

YES_NO = {"yes": True, "no": False, "true": True, "false": False}
ON_OFF = {"on": True, "off": False, **YES_NO}


class Reading:
    """The readers of one file, and the problems they found."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.catalog: Catalog = Catalog({})

    def problem(self, node: Node, message: str) -> None:
        """Note what is wrong at this place."""
        self.problems.append(Problem(self.file, node.line, node.column, message))

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
        for name, (key, value) in node.pairs.items():
            if name in known:
                found[name] = value
            else:
                near = did_you_mean(name, known)
                meant.update(nearest(name, known))
                self.problem(
                    key, f"{what} has no {cut(name)}{near or '; it takes ' + ', '.join(known)}"
                )
        missing = [name for name in required if name not in found and name not in meant]
        if missing:
            self.problem(node, f"{what} needs {', '.join(missing)}")
        return found

    def items(self, node: Node | None, what: str) -> tuple[Node, ...]:
        """The items of a list."""
        if node is None:
            return ()
        if isinstance(node, Items):
            return node.items
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

    def one_of(self, node: Node | None, known: Iterable[str], what: str) -> str | None:
        """One of these words."""
        text, known = self.text(node, what), list(known)
        if text is None or text in known:
            return text
        assert node is not None
        *most, last = known
        words = f"{', '.join(most)} or {last}" if most else last
        self.problem(node, f"{what} is {words}, not {cut(text)}{did_you_mean(text, known)}")
        return None

    def yes_no(
        self, node: Node | None, what: str, words: Mapping[str, bool] = YES_NO
    ) -> bool | None:
        """Yes or no, or on or off."""
        text = self.text(node, what)
        if text is None or text.lower() in words:
            return None if text is None else words[text.lower()]
        assert node is not None
        first, second = list(words)[:2]
        self.problem(node, f"{what} is {first} or {second}, not {cut(text)}")
        return None

    def environment(self, node: Node | None) -> Environment | None:
        """hr or dataverse."""
        text = self.one_of(node, ENVIRONMENTS, "in")
        return None if text is None else HR if text == HR else "dataverse"

    def whole_number(self, node: Node | None, what: str, least: int = 0) -> int | None:
        """A whole number, not negative."""
        text = self.text(node, what)
        if text is None:
            return None
        assert node is not None
        if not text.isascii() or not text.isdecimal() or len(text) > 9 or int(text) < least:
            self.problem(
                node, f"{what} takes a whole number from {least} to 999,999,999, not {cut(text)}"
            )
            return None
        return int(text)

    def duration(self, node: Node | None, what: str) -> int | None:
        """A duration in milliseconds."""
        text = self.text(node, what)
        if text is None:
            return None
        assert node is not None
        try:
            return parse_duration(text)
        except ValueError as error:
            self.problem(node, str(error).replace(repr(text), cut(text)))
            return None

    def instant(self, node: Node | None, what: str) -> int | None:
        """An instant in seconds."""
        text = self.text(node, what)
        if text is None:
            return None
        assert node is not None
        try:
            return parse_instant(text)
        except ValueError as error:
            self.problem(node, str(error))
            return None

    def table(self, node: Node | None, what: str = "table", also: str = "") -> Table | None:
        """A table of the catalog; `also` is what else there could stand."""
        text = self.text(node, what)
        if text is None:
            return None
        try:
            return self.catalog.table(text)
        except CatalogError as error:
            assert node is not None
            said = str(error)
            self.problem(node, said if "did you mean" in said else said + also)
            return None

    def cell(self, table: Table, column: Text, node: Node, environment: Environment) -> Any:
        """The value of a column in its type; `...` where it is none."""
        name = column.value or ""
        if not isinstance(node, Text):
            self.problem(node, f"{name} takes one value, not a list or a mapping")
            return ...
        if node.value is None:
            return None
        try:
            facts = table.column(name)
        except CatalogError as error:
            self.problem(column, str(error))
            return ...
        try:
            return facts.read(node.value, environment)
        except ValueError as error:
            said = str(error)
            said = said.replace(repr(node.value), cut(node.value))
            kind = facts.constraints(environment).type
            self.problem(node, said if said.startswith(name) else f"{name} takes {kind}: {said}")
            return ...

    def plain(self, node: Node) -> Any:
        """A tree as plain Python: texts, lists and dictionaries."""
        if isinstance(node, Items):
            return [self.plain(item) for item in node.items]
        if isinstance(node, Pairs):
            return {name: self.plain(value) for name, (_, value) in node.pairs.items()}
        return node.value


Cells = dict[str, Scalar | None]
