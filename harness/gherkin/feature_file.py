"""A feature file as what it runs: its scenarios and the rows of its outlines, each a case.

The text is read by Gherkin's own parser; what that leaves open is filled in here as Cucumber does
it: a case has the background's steps first, the values of its row of the Examples in them, and the
tags of all that it stands in.

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
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from gherkin.errors import CompositeParserException, ParserException
from gherkin.parser import Parser

from harness.domain.errors import Problem, Problems
from harness.domain.suggestions import did_you_mean
from harness.scenarios.reader import read_text

Keyword = Literal["given", "when", "then"]
Cells = tuple[tuple[str, ...], ...]
Node = Mapping[str, Any]  # of Gherkin's syntax tree

_TYPES: Final[Mapping[str, Keyword]] = {"Context": "given", "Action": "when", "Outcome": "then"}
_PLACEHOLDER: Final = re.compile(r"<([^<>]+)>")
_WORDS: Final = (
    *("Given", "When", "Then", "And", "But", "Feature:", "Rule:", "Background:", "Scenario:"),
    *("Scenario Outline:", "Examples:"),
)


class FeatureStep(NamedTuple):
    """A step of a case, its placeholders filled."""

    keyword: str  # as it is written, such as And
    type: Keyword
    text: str
    line: int
    column: int
    table: Cells | None
    doc_string: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """What runs as one test: a scenario, or one row of the Examples of an outline."""

    title: str
    template: str  # the title as it is written, its placeholders in it
    keyword: str  # Scenario or Scenario Outline, in the language of the file
    line: int
    row: int | None  # the line of its row of the Examples
    values: tuple[str, ...]  # that row's
    tags: tuple[str, ...]  # without the @; those of feature and rule too, in the order of the file
    rule: Node | None
    description: str
    steps: tuple[FeatureStep, ...]


@dataclass(frozen=True, slots=True, eq=False)
class FeatureFile:
    """A feature file: its text, its syntax tree and its cases. `feature` is empty in an empty one.

    `spans` are the lines of each scenario, from its tags to its last line, in the file's order.
    """

    path: str
    text: str
    document: Node
    cases: tuple[Case, ...]
    spans: tuple[tuple[int, int, int], ...] = field(default=())  # first, last, of Scenario itself

    @property
    def feature(self) -> Node:
        """The feature's node."""
        found: Node = self.document.get("feature") or {}
        return found

    @property
    def length(self) -> int:
        """How many lines it has."""
        return len(self.text.splitlines())

    def at(self, line: int) -> list[Case]:
        """The cases that a line means: of its row, its scenario, its rule or the whole file.

        Empty where the line is not in the file.
        """
        if not 1 <= line <= self.length:
            return []
        rows = [case for case in self.cases if case.row == line]
        if rows:
            return rows
        for first, last, scenario in self.spans:
            if first <= line <= last:
                return [case for case in self.cases if case.line == scenario]
        inside = None
        for child in self.feature.get("children", ()):
            if "rule" in child and _first_line(child["rule"]) <= line:
                inside = child["rule"]
        if inside is not None:
            return [case for case in self.cases if case.rule is inside]
        return list(self.cases)


def load(path: Path, shown: str | None = None) -> FeatureFile:
    """Read a feature file, `shown` in messages. Raises Problems with all that the parser finds."""
    return parse(shown or str(path), read_text(path))


def parse(path: str, text: str) -> FeatureFile:
    """Read the text of a feature file."""
    try:
        document: Any = Parser().parse(text)
    except CompositeParserException as error:
        raise Problems([_unreadable(path, one) for one in error.errors]) from None
    except ParserException as error:
        raise Problems([_unreadable(path, error)]) from None
    feature = document.get("feature") or {}
    cases = tuple(_cases(feature)) if feature else ()
    return FeatureFile(path, text, document, cases, tuple(_spans(feature, text)))


def scenarios_of(feature: Node) -> Iterator[tuple[Node | None, Node]]:
    """Every scenario with the rule that it stands in, in the order of the file."""
    for child in feature.get("children", ()):
        if "rule" in child:
            for inner in child["rule"]["children"]:
                if "scenario" in inner:
                    yield child["rule"], inner["scenario"]
        elif "scenario" in child:
            yield None, child["scenario"]


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with the values in place of their names; an unknown name stays as it is."""
    if not values or "<" not in text:
        return text
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


def rows_of(scenario: Node) -> Iterator[tuple[Node, Node, dict[str, str]]]:
    """The Examples of an outline, row by row: the Examples, the row, and its values by name."""
    for examples in scenario["examples"]:
        if "tableHeader" not in examples:
            continue
        names = [cell["value"] for cell in examples["tableHeader"]["cells"]]
        for row in examples["tableBody"]:
            values = [cell["value"] for cell in row["cells"]]
            yield examples, row, dict(zip(names, values, strict=True))


def step_types(steps: Sequence[Node]) -> Iterator[tuple[Node, Keyword]]:
    """Each step with its type; And, But and * have that of the step before them."""
    found: Keyword = "given"
    for step in steps:
        found = _TYPES.get(step.get("keywordType", ""), found)
        yield step, found


def _cases(feature: Node) -> Iterator[Case]:
    backgrounds: dict[int, list[Node]] = {}
    top = _background(feature)
    for rule, scenario in scenarios_of(feature):
        above = list(top)
        tags = [*_tags(feature)]
        if rule is not None:
            if id(rule) not in backgrounds:
                backgrounds[id(rule)] = _background(rule)
            above += backgrounds[id(rule)]
            tags += _tags(rule)
        tags += _tags(scenario)
        rows = list(rows_of(scenario))
        written = [*step_types(above), *step_types(scenario["steps"])]
        if not scenario["examples"]:
            yield _case(scenario, rule, tags, written, None, {})
        for examples, row, values in rows:
            yield _case(scenario, rule, [*tags, *_tags(examples)], written, row, values)


def _case(
    scenario: Node,
    rule: Node | None,
    tags: list[str],
    written: list[tuple[Node, Keyword]],
    row: Node | None,
    values: dict[str, str],
) -> Case:
    return Case(
        title=filled(scenario["name"], values),
        template=scenario["name"],
        keyword=scenario["keyword"],
        line=scenario["location"]["line"],
        row=row["location"]["line"] if row else None,
        values=tuple(values.values()),
        tags=tuple(dict.fromkeys(tags)),
        rule=rule,
        description=scenario["description"],
        steps=tuple(_step(step, kind, values) for step, kind in written),
    )


def _step(step: Node, kind: Keyword, values: dict[str, str]) -> FeatureStep:
    table = step.get("dataTable")
    doc_string = step.get("docString")
    return FeatureStep(
        step["keyword"].strip(),
        kind,
        filled(step["text"], values),
        step["location"]["line"],
        step["location"]["column"],
        table
        and tuple(
            tuple(filled(cell["value"], values) for cell in row["cells"]) for row in table["rows"]
        ),
        doc_string and filled(doc_string["content"], values),
    )


def _background(parent: Node) -> list[Node]:
    return [
        step
        for child in parent["children"]
        if "background" in child
        for step in child["background"]["steps"]
    ]


def _tags(node: Node) -> list[str]:
    return [tag["name"].removeprefix("@") for tag in node.get("tags", ())]


def _first_line(node: Node) -> int:
    places = [node["location"], *(tag["location"] for tag in node.get("tags", ()))]
    return min(int(place["line"]) for place in places)


def _spans(feature: Node, text: str) -> Iterator[tuple[int, int, int]]:
    """The lines of each scenario, up to what comes after it."""
    starts: list[tuple[int, int | None]] = []
    for child in feature.get("children", ()):
        if "rule" in child:
            starts.append((_first_line(child["rule"]), None))
            inner = child["rule"]["children"]
        else:
            inner = [child]
        for one in inner:
            node = one.get("scenario") or one["background"]
            own = node["location"]["line"] if "scenario" in one else None
            starts.append((_first_line(node), own))
    starts.append((text.count("\n") + 2, None))
    for (first, scenario), (after, _) in pairwise(starts):
        if scenario is not None:
            yield first, after - 1, scenario


def _unreadable(path: str, error: Any) -> Problem:
    """What the parser says, in words that say what to do."""
    place = error.location
    said = re.sub(r"^\(\d+:\d+\): ", "", str(error))
    got = re.search(r"got '(.*)'$", said, re.DOTALL)
    if said.startswith("inconsistent cell count"):
        said = "this row has more or fewer cells than the rows above it"
    elif said.startswith("unexpected end of file") and "#DocStringSeparator" in said:
        said = "the file ends within a doc string: close it with the quotes that opened it"
    elif said.startswith("unexpected end of file"):
        said = "the file ends where a scenario is expected, after tags"
    elif said.startswith("Language not supported"):
        said = f"Gherkin has no language {said.rpartition(' ')[2]!r}: see cucumber.io/docs/gherkin"
    elif got and "#FeatureLine" in said and "#ScenarioLine" not in said:
        said = f"a feature file begins with Feature:, not {got[1]!r}{_near(got[1])}"
    elif got:
        said = f"{got[1]!r} is no step, table row or keyword that may stand here{_near(got[1])}"
    return Problem(path, place["line"], place.get("column") or 1, said)


def _near(line: str) -> str:
    """The keyword that a line may have meant to begin with."""
    head = line.partition(":")[0] + ":" if ":" in line[:20] else line.partition(" ")[0]
    return did_you_mean(head, _WORDS)
