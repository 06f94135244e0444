"""What is wrong with a feature file, without running it.

Misspelt keywords, two scenarios of one name, tables that are ragged, placeholders that no Examples
fill, steps that nothing matches or that two phrases match, and rule tags that are no rules.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from harness.edges.phrases import folders_of, vocabulary
from harness.histories.scenario_file import read_text
from harness.values.problems import Problem
from harness.values.rules import RULES
from harness.values.suggest import did_you_mean

_PLACEHOLDER: Final = re.compile(r"<([^<>]+)>")
_WORDS: Final = ("Given", "When", "Then", "And", "But", "Scenario", "Background", "Examples")
_PROSE: Final = ("The", "There", "These", "An", "Any", "What", "Where", "Both")
_KEYWORDS: Final = {"Context": "given", "Action": "when", "Outcome": "then"}


def feature_problems(path: Path) -> list[Problem]:
    """Every problem of one feature file, in the order of its lines."""
    words = vocabulary(folders_of(path))  # says what to install where Gherkin is not
    from gherkin.errors import CompositeParserException, ParserException
    from gherkin.parser import Parser

    text = read_text(path)
    try:
        document: Any = Parser().parse(text)
    except CompositeParserException as error:
        return [_parse_problem(path, one) for one in error.errors]
    except ParserException as error:
        return [_parse_problem(path, error)]
    feature = document.get("feature")
    if not feature:
        return [Problem(str(path), 1, 1, "no Feature: in this file")]
    return sorted(_Feature(path, words).problems(feature), key=lambda problem: problem[:3])


def _parse_problem(path: Path, error: Any) -> Problem:
    said = re.sub(r"^\(\d+:\d+\): ", "", str(error))
    return Problem(str(path), error.location["line"], error.location.get("column", 1), said)


class _Feature:
    """The checks of one file."""

    def __init__(self, path: Path, words: Any) -> None:
        self.path = path
        self.vocabulary = words
        self.names: dict[str, int] = {}

    def problem(self, node: Any, message: str) -> Problem:
        place = node["location"]
        return Problem(str(self.path), place["line"], place.get("column", 1), message)

    def problems(self, feature: Any) -> Iterator[Problem]:
        yield from self.tags(feature)
        for child in feature["children"]:
            inner = child["rule"]["children"] if "rule" in child else [child]
            if "rule" in child:
                yield from self.tags(child["rule"])
            for one in inner:
                if "background" in one:
                    yield from self.steps(one["background"], None)
                else:
                    yield from self.scenario(one["scenario"])

    def scenario(self, scenario: Any) -> Iterator[Problem]:
        yield from self.tags(scenario)
        yield from self.description(scenario)
        name, line = scenario["name"], scenario["location"]["line"]
        first = self.names.setdefault(name, line)
        if first != line:
            yield self.problem(
                scenario, f"a scenario of this name is in line {first}: only one runs"
            )
        if not scenario["steps"]:
            yield self.problem(scenario, "this scenario has no steps")
        tables = scenario["examples"]
        columns: set[str] | None = None
        if tables:
            header = [table for table in tables if "tableHeader" in table]
            columns = {cell["value"] for table in header for cell in table["tableHeader"]["cells"]}
            for table in tables:
                yield from self.tags(table)
                if not table.get("tableBody"):
                    yield self.problem(table, "these Examples have no rows")
        elif "Outline" in scenario["keyword"] or "Template" in scenario["keyword"]:
            yield self.problem(scenario, f"a {scenario['keyword']} needs Examples")
        yield from self.steps(scenario, columns)

    def steps(self, scenario: Any, columns: set[str] | None) -> Iterator[Problem]:
        keyword = "given"
        for step in scenario["steps"]:
            keyword = _KEYWORDS.get(step.get("keywordType", ""), keyword)
            for name in _PLACEHOLDER.findall(step["text"]):
                if columns is not None and name not in columns:
                    near = did_you_mean(name, columns)
                    yield self.problem(step, f"no column <{name}> in the Examples{near}")
            for text in self.filled(scenario, step["text"]):
                said = self.unmatched(text, keyword)
                if said:
                    yield self.problem(step, said)
                    break

    def filled(self, scenario: Any, text: str) -> Iterator[str]:
        """The step with the values of each row of the Examples, or as it is."""
        rows = [
            dict(
                zip(
                    [cell["value"] for cell in table["tableHeader"]["cells"]],
                    [cell["value"] for cell in row["cells"]],
                    strict=True,
                )
            )
            for table in scenario.get("examples", ())
            if "tableHeader" in table
            for row in table["tableBody"]
        ]
        for row in rows or [{}]:
            filled = text
            for name, value in row.items():
                filled = filled.replace(f"<{name}>", value)
            yield filled

    def unmatched(self, text: str, keyword: str) -> str:
        found = [phrase for phrase in self.vocabulary.matching(text) if phrase.keyword == keyword]
        if len(found) == 1:
            return ""
        if found:
            return f"{text!r} matches {' and '.join(phrase.phrase for phrase in found)}"
        first, *others = self.vocabulary.suggestion(text, keyword).splitlines()
        advice = first + (" " + " / ".join(map(str.strip, others)) if others else "")
        return f"no step {keyword.capitalize()} {text!r}. {advice}"

    def tags(self, node: Any) -> Iterator[Problem]:
        for tag in node.get("tags", ()):
            name = tag["name"].removeprefix("@")
            if re.fullmatch(r"[A-Z]\d+", name) and name not in RULES:
                yield self.problem(tag, f"no rule {name!r}{did_you_mean(name, RULES)}")

    def description(self, scenario: Any) -> Iterator[Problem]:
        """A misspelt keyword makes its line a description, and the step is gone."""
        for number, line in enumerate((scenario.get("description") or "").splitlines(), 1):
            first = line.strip().partition(" ")[0].rstrip(":")
            near = did_you_mean(first, _WORDS)
            if near and first not in _PROSE:
                place = scenario["location"]["line"] + number
                said = f"this line is a description, no step: it begins {first!r}{near}"
                yield Problem(str(self.path), place, 1, said)
