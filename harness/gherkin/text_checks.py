"""Checks of a feature's structure: tags, descriptions, names, placeholders and Examples."""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any, Final

from gherkin.dialect import Dialect

from harness.domain.errors import Problem
from harness.domain.rules import RULES
from harness.domain.suggestions import cut, did_you_mean
from harness.gherkin.definitions import Definitions
from harness.gherkin.feature_file import FeatureFile, Node, scenarios_of
from harness.gherkin.parser_errors import LONGEST

_PLACEHOLDER: Final = re.compile(r"<(\w[^<>]*)>")
# kinds of keywords, as Gherkin's dialects name them
_STEPS: Final = ("given", "when", "then", "and", "but")
_BLOCKS: Final = ("feature", "rule", "background", "scenario", "scenarioOutline", "examples")
_RULE_ID: Final = re.compile(r"[A-Z]\d+")
# prose may begin with these, though they look like Then, When and And
_PROSE: Final = frozenset(
    """
    The There These They Them This Ten Than An Any As At What Where Who Why While Even Both By
    Given When Then And But Rules Features Examples Scenarios Backgrounds
    """.split()  # noqa: SIM905  words on two lines, not on thirty
)


class TextChecks:
    """The checks of one file; each method yields the problems of a node."""

    def __init__(self, read: FeatureFile, definitions: Definitions) -> None:
        self.path = read.path
        self.read = read
        self.lines = read.text.splitlines()
        self.definitions = definitions
        dialect = Dialect.for_name(read.feature["language"])
        assert dialect is not None  # the parser has read the file in this language
        words: Any = dialect.spec
        self.step_words = {word.strip() for kind in _STEPS for word in words[kind]} - {"*"}
        self.block_words = {word for kind in _BLOCKS for word in words[kind]}
        self.outlines = set(words["scenarioOutline"])
        self.unfilled: dict[int, set[str]] = {}  # placeholders that stay, by the lines of steps

    def problem(self, node: Node, message: str) -> Problem:
        place = node["location"]
        return Problem(self.path, place["line"], place.get("column") or 1, message)

    def problems(self) -> Iterator[Problem]:
        feature = self.read.feature
        yield from self.block(feature)
        if not any(scenarios_of(feature)):
            yield self.problem(feature, "this feature has no scenario: nothing would run")
        for child in feature["children"]:
            if "rule" in child:
                yield from self.block(child["rule"])
                if not any("scenario" in one for one in child["rule"]["children"]):
                    yield self.problem(child["rule"], "this rule has no scenario")
            for one in child["rule"]["children"] if "rule" in child else [child]:
                if "background" in one:
                    yield from self.background(one["background"])
        names: dict[str, int] = {}
        for _, scenario in scenarios_of(feature):
            yield from self.scenario(scenario, names)

    def block(self, node: Node) -> Iterator[Problem]:
        """The tags and the description of any node that has them."""
        for tag in node.get("tags", ()):
            name = tag["name"].removeprefix("@")
            if _RULE_ID.fullmatch(name) and name not in RULES:
                yield self.problem(tag, f"no rule {cut(name)}{did_you_mean(name, RULES)}")
        yield from self.description(node)

    def description(self, node: Node) -> Iterator[Problem]:
        """Lines of a description that are meant as steps: a misspelt keyword makes them prose."""
        prose = [line.strip() for line in (node.get("description") or "").splitlines()]
        lines = self.lines
        number = node["location"]["line"]
        for line in prose:
            while lines[number].strip() != line:  # comments and first blank lines are not in it
                number += 1
            number += 1
            wrong = line and self.not_prose(line)
            if wrong:
                column = lines[number - 1].index(line) + 1
                yield Problem(self.path, number, column, wrong)

    def not_prose(self, line: str) -> str:
        """Why a line is hardly meant as description; an empty text if it is."""
        first, _, rest = line.partition(" ")
        head, colon, _ = line.partition(":")
        if colon and len(head) < 20:
            if head in self.block_words:
                return f"{head}: may not stand here: this line is a description"
            alike = [word for word in self.block_words if word.count(" ") == head.count(" ")]
            near = did_you_mean(head, sorted(alike))
            if near and head not in _PROSE:
                return f"this line is a description, no keyword: it begins {cut(head + ':')}{near}"
        meant = bool(rest) and self.definitions.with_any_keyword(rest.strip())
        if first in self.step_words and meant:
            return f"this step belongs to no scenario: {cut(line, LONGEST)}"
        near = self.nearly(first.rstrip(":"), 0.6 if meant else 0.75)
        if near and (meant or (first[0].isupper() and first not in _PROSE)):
            message = f"it begins {cut(first)}, did you mean {near}?"
            return f"this line is a description, no step: {message}"
        if self.definitions.with_any_keyword(line):
            return f"this line is a description, no step: put a keyword before {cut(line, LONGEST)}"
        return ""

    def nearly(self, word: str, likeness: float) -> str:
        """The step keyword that a word resembles; an empty text if it resembles none.

        A beginning is not enough, as it is for `suggestions`: French prose may begin with Étant.
        """
        known = {keyword.lower(): keyword for keyword in sorted(self.step_words)}
        found = get_close_matches(word.lower()[:20], known, 1, likeness) if len(word) > 2 else []
        return known[found[0]] if found else ""

    def background(self, node: Node) -> Iterator[Problem]:
        yield from self.block(node)
        if not node["steps"]:
            yield self.problem(node, "this Background has no steps")
        yield from self.first_step(node)
        for step in node["steps"]:
            for name, place in _placeholders(step):
                self.unfilled.setdefault(step["location"]["line"], set()).add(f"<{name}>")
                message = f"{_shown(name)} stays as it is: a Background is not filled from Examples"
                yield self.problem(place, message)

    def scenario(self, node: Node, names: dict[str, int]) -> Iterator[Problem]:
        yield from self.block(node)
        name, line = node["name"], node["location"]["line"]
        if not name:
            yield self.problem(node, f"this {node['keyword']} has no name")
        first = names.setdefault(name, line)
        if first != line and name:
            message = f"a scenario of this name is in line {first}: give each a name of its own"
            yield self.problem(node, message)
        if not node["steps"]:
            yield self.problem(node, "this scenario has no steps: it would pass")
        yield from self.first_step(node)
        columns: dict[str, None] = {}
        for table in node["examples"]:
            yield from self.block(table)
            header = [cell["value"] for cell in table.get("tableHeader", {}).get("cells", ())]
            columns |= dict.fromkeys(header)
            for name in sorted({name for name in header if header.count(name) > 1}):
                yield self.problem(table["tableHeader"], f"two columns of the name {cut(name)}")
            if not table.get("tableBody"):
                yield self.problem(table, f"these {table['keyword']} have no rows: nothing runs")
        if not node["examples"] and node["keyword"] in self.outlines:
            yield self.problem(node, f"a {node['keyword']} needs Examples")
        for step in ({**node, "text": name}, *node["steps"]):
            for name, place in _placeholders(step):
                in_text = place is step.get("docString")  # which may be markup
                if name in columns or (in_text and not node["examples"]):
                    continue
                self.unfilled.setdefault(step["location"]["line"], set()).add(f"<{name}>")
                near = did_you_mean(name, columns)
                shown = _shown(name)
                message = f"no column {shown} in the Examples{near}"
                if not node["examples"]:
                    message = (
                        f"{_shown(name)} stays as it is: this {node['keyword']} has no Examples"
                    )
                yield self.problem(place, message)

    def first_step(self, node: Node) -> Iterator[Problem]:
        for step in node["steps"][:1]:
            if step.get("keywordType") in ("Conjunction", "Unknown"):
                message = (
                    f"{step['keyword'].strip()} has no step before it: begin with Given or When"
                )
                yield self.problem(step, message)


def _shown(placeholder: str) -> str:
    return f"<{placeholder if len(placeholder) <= LONGEST else placeholder[:LONGEST] + '…'}>"


def _placeholders(step: Node) -> list[tuple[str, Node]]:
    """The placeholders of a step, its table and its doc string, each with its node."""
    rows = step.get("dataTable", {}).get("rows", ())
    texts = [
        (step["text"], step),
        *((cell["value"], cell) for row in rows for cell in row["cells"]),
    ]
    if "docString" in step:
        texts.append((step["docString"]["content"], step["docString"]))
    return [(name, node) for text, node in texts for name in _PLACEHOLDER.findall(text)]
