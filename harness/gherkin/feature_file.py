"""A feature file as cases: its scenarios, and each row of its outlines.

Gherkin's own parser reads the text, and Gherkin's own compiler makes a pickle of each case: the
steps of backgrounds come first, placeholders hold the values of the row, and tags are inherited. A
case is a pickle with the places and the keywords that a pickle does not have.

>>> text = '''Feature: Titles
...   Scenario Outline: <name> is made
...     When the title "<name>" is made
...     Examples:
...       | name |
...       | Boss |
... '''
>>> [case] = parse("titles.feature", text).cases
>>> case.title, case.row, case.steps[0].text
('Boss is made', 6, 'the title "Boss" is made')
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from gherkin.ast_builder import AstBuilder
from gherkin.errors import CompositeParserException, ParserException
from gherkin.parser import Parser
from gherkin.pickles.compiler import Compiler
from gherkin.stream.id_generator import IdGenerator

from harness.domain.errors import Problem, Problems
from harness.domain.files import read_text, require_text
from harness.domain.rules import RULES
from harness.gherkin.parser_errors import unreadable

Keyword = Literal["given", "when", "then"]
Cells = tuple[tuple[str, ...], ...]
Node = Mapping[str, Any]  # of Gherkin's syntax tree

_TYPES: Final[Mapping[str, Keyword]] = {"Context": "given", "Action": "when", "Outcome": "then"}
# the keys of the syntax tree above the columns of Examples, and above what pickles refer to
_TO_SCENARIOS: Final = {"feature", "children", "rule", "scenario", "examples"}
_TO_COLUMNS: Final = {*_TO_SCENARIOS, "tableHeader", "cells", "value"}
_TO_NODES: Final = {*_TO_SCENARIOS, "background", "steps", "tableBody"}
NO_ROW: Final[Node] = {"cells": ()}  # of a scenario that is no outline


class StepSource(NamedTuple):
    """The nodes that a step of a case was made of."""

    step: Node
    names: tuple[str, ...]  # of the columns of its Examples
    cells: tuple[Node, ...]  # of the row of its Examples


class FeatureStep(NamedTuple):
    """A step of a case, its placeholders filled."""

    keyword: str  # of the file, such as And
    type: Keyword
    text: str
    line: int
    column: int
    table: Cells | None
    doc_string: str | None
    source: StepSource


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One test: a scenario, or one row of the Examples of an outline."""

    title: str
    template: str  # the title with its placeholders
    keyword: str  # Scenario or Scenario Outline, in the language of the file
    line: int
    row: int | None  # the line of its row of the Examples
    values: tuple[str, ...]  # of that row
    tags: tuple[str, ...]  # without the @; those of feature and rule too, in the order of the file
    rule: Node | None
    description: str
    steps: tuple[FeatureStep, ...]

    @property
    def own_line(self) -> int:
        """The line of its row, or of its scenario."""
        return self.row or self.line

    @property
    def rule_ids(self) -> tuple[str, ...]:
        """The rules of the simulated law that it is tagged with."""
        return tuple(tag for tag in self.tags if tag in RULES)


@dataclass(frozen=True, slots=True, eq=False)
class FeatureFile:
    """A feature file: its text, its syntax tree and its cases, one for each pickle."""

    path: str
    text: str
    document: Node
    pickles: tuple[Node, ...]
    cases: tuple[Case, ...]

    @property
    def feature(self) -> Node:
        """The node of the feature; empty for an empty file."""
        found: Node = self.document.get("feature") or {}
        return found

    @property
    def length(self) -> int:
        """The number of lines."""
        return len(self.text.splitlines())

    def problem(self, step: FeatureStep, message: str) -> Problem:
        """A problem at a step."""
        return Problem(self.path, step.line, step.column, message)

    def at(self, line: int) -> list[Case]:
        """The cases at a line: of its row, its scenario, its rule or the whole file.

        Empty if the line is not in the file.
        """
        if not 1 <= line <= self.length:
            return []
        row = [case for case in self.cases if case.row == line]
        return row or self._block(line)[1]

    def named(self, lines: Iterable[int]) -> list[Case]:
        """The cases at some of these lines, each once."""
        found = {id(case): case for line in lines for case in self.at(line)}
        return [*found.values()]

    def concerns(self, line: int, named: Sequence[int]) -> bool:
        """Whether a line is of what these lines name, or of its Background, rule or file."""
        first, inside = self._block(line)
        cases = {id(case) for case in self.named(named)}
        return any(id(case) in cases for case in inside) or any(
            self._block(one)[0] == first for one in named
        )

    def _block(self, line: int) -> tuple[int, list[Case]]:
        """The first line of the block around a line, and its cases."""
        return [block for block in self._blocks() if block[0] <= line][-1]

    def _blocks(self) -> Iterator[tuple[int, list[Case]]]:
        """The first line of the file and of each rule, background and scenario, with its cases."""
        yield 1, list(self.cases)
        for child in self.feature.get("children", ()):
            rule, inside, inner = child.get("rule"), list(self.cases), [child]
            if rule:
                inside, inner = [case for case in inside if case.rule is rule], rule["children"]
                yield _first_line(rule), inside
            for one in inner:
                if "background" in one:
                    yield _first_line(one["background"]), inside
                else:
                    line = one["scenario"]["location"]["line"]
                    own = [case for case in inside if case.line == line]
                    yield _first_line(one["scenario"]), own


def load(path: Path, shown: str | None = None) -> FeatureFile:
    """Read a feature file, `shown` in messages. Raises Problems with all that the parser finds."""
    return parse(shown or str(path), read_text(path))


def parse(path: str, text: str, ids: IdGenerator | None = None) -> FeatureFile:
    """Read the text of a feature file; `ids` numbers the nodes of its tree, and its pickles."""
    ids = ids or IdGenerator()
    require_text(text, path)
    try:
        document: Any = Parser(AstBuilder(ids)).parse(text)
    except CompositeParserException as error:
        raise Problems([unreadable(path, one) for one in error.errors]) from None
    except ParserException as error:
        raise Problems([unreadable(path, error)]) from None
    document["uri"] = path
    feature = document.get("feature") or {}
    pickles: Any = tuple(Compiler(ids).compile(_escaped(document)))
    cases = tuple(_cases(feature, pickles))
    return FeatureFile(path, text, document, pickles, cases)


def scenarios_of(feature: Node) -> Iterator[tuple[Node | None, Node]]:
    """Every scenario with the rule around it, in the order of the file."""
    for child in feature.get("children", ()):
        if "rule" in child:
            for inner in child["rule"]["children"]:
                if "scenario" in inner:
                    yield child["rule"], inner["scenario"]
        elif "scenario" in child:
            yield None, child["scenario"]


def _escaped(node: Any) -> Any:
    """The tree with columns of Examples escaped: the compiler takes them as regular expressions."""
    if isinstance(node, list):
        return [_escaped(child) for child in node]
    if isinstance(node, dict):
        return {
            key: _escaped(child) if key in _TO_COLUMNS else child for key, child in node.items()
        }
    return re.escape(node)


def _cases(feature: Node, pickles: Iterable[Node]) -> Iterator[Case]:
    nodes = dict(_nodes(feature))
    headings = {
        row["id"]: tuple(cell["value"] for cell in table["tableHeader"]["cells"])
        for _, scenario in scenarios_of(feature)
        for table in scenario["examples"]
        for row in table.get("tableBody", ())
    }
    rules = {scenario["id"]: rule for rule, scenario in scenarios_of(feature)}
    for pickle in pickles:
        scenario, *rows = (nodes[one] for one in pickle["astNodeIds"])
        yield Case(
            title=pickle["name"],
            template=scenario["name"],
            keyword=scenario["keyword"],
            line=scenario["location"]["line"],
            row=rows[0]["location"]["line"] if rows else None,
            values=tuple(cell["value"] for row in rows for cell in row["cells"]),
            tags=tuple(dict.fromkeys(tag["name"].removeprefix("@") for tag in pickle["tags"])),
            rule=rules[scenario["id"]],
            description=scenario["description"],
            steps=tuple(_steps(pickle, nodes, headings[rows[0]["id"]] if rows else (), *rows[:1])),
        )


def _steps(
    pickle: Node, nodes: Mapping[str, Node], names: tuple[str, ...], row: Node = NO_ROW
) -> Iterator[FeatureStep]:
    kind: Keyword = "given"
    cells = tuple(row["cells"])
    for step in pickle["steps"]:
        written = nodes[step["astNodeIds"][0]]
        kind = _TYPES.get(step["type"], kind)  # * is of the kind before it
        argument = step.get("argument", {})
        table, doc_string = argument.get("dataTable"), argument.get("docString")
        rows = [[cell["value"] for cell in row["cells"]] for row in table["rows"]] if table else ()
        yield FeatureStep(
            written["keyword"].strip(),
            kind,
            step["text"],
            written["location"]["line"],
            written["location"]["column"],
            tuple(map(tuple, rows)) if table else None,
            doc_string["content"] if doc_string else None,
            StepSource(written, names, cells),
        )


def _nodes(node: Node) -> Iterator[tuple[str, Node]]:
    """Every rule, background, scenario, step and row of Examples, after its id."""
    for key, found in node.items():
        if key in _TO_NODES:
            for child in found if isinstance(found, list) else [found]:
                if "id" in child:
                    yield child["id"], child
                yield from _nodes(child)


def _first_line(node: Node) -> int:
    places = [node["location"], *(tag["location"] for tag in node.get("tags", ()))]
    return min(int(place["line"]) for place in places)
