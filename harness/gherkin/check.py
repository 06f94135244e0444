"""What is wrong with a feature file, without running it.

Gherkin is lenient: a misspelt keyword makes prose of a step, of two scenarios with one name
pytest-bdd keeps the last, an unknown placeholder stays in the text, and a table under a step that
takes none is ignored. Each of these would pass. Here each is a problem, with its place and with
what to write instead; all problems of a file are found at once.
"""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from gherkin.dialect import Dialect

from harness.domain.errors import BadInput, Problem, Problems
from harness.domain.rules import RULES
from harness.domain.suggestions import did_you_mean
from harness.gherkin import feature_file
from harness.gherkin.conftest_loader import definitions_for
from harness.gherkin.definitions import Definition, Definitions, snippet
from harness.gherkin.feature_file import Case, FeatureFile, FeatureStep, Node
from harness.gherkin.names import column_of
from harness.gherkin.simulation import Simulation

_PLACEHOLDER: Final = re.compile(r"<(\w[^<>]*)>")
_RULE_ID: Final = re.compile(r"[A-Z]\d+")
# prose may begin with these, though they look like Then, When and And
_PROSE: Final = frozenset(
    """
    The There These They Them This Ten Than An Any As At What Where Who Why While Even Both By
    Given When Then And But Rules Features Examples Scenarios Backgrounds
    """.split()  # noqa: SIM905  words on two lines, not on thirty
)


def feature_problems(path: Path) -> list[Problem]:
    """Every problem of one feature file, in the order of its lines; nothing is run."""
    definitions = definitions_for(path)
    try:
        read = feature_file.load(path)
    except Problems as error:
        return error.problems
    return problems_of(read, definitions)


def problems_of(read: FeatureFile, definitions: Definitions) -> list[Problem]:
    """Every problem of a feature that the parser could read."""
    if not read.feature:
        return [Problem(read.path, 1, 1, "no Feature: in this file")]
    found = dict.fromkeys(_Feature(read, definitions).problems())
    return sorted(found, key=lambda problem: problem[:3])


class _Feature:
    """The checks of one file."""

    def __init__(self, read: FeatureFile, definitions: Definitions) -> None:
        self.path = read.path
        self.read = read
        self.lines = read.text.splitlines()
        self.definitions = definitions
        dialect = Dialect.for_name(read.feature["language"])
        assert dialect is not None  # the parser has read the file in it
        steps = (
            *(dialect.given_keywords, dialect.when_keywords, dialect.then_keywords),
            *(dialect.and_keywords, dialect.but_keywords),
        )
        self.step_words = {word.strip() for words in steps for word in words if word.strip() != "*"}
        blocks = (
            *(dialect.feature_keywords, dialect.rule_keywords, dialect.background_keywords),
            *(dialect.scenario_keywords, dialect.scenario_outline_keywords),
            dialect.examples_keywords,
        )
        self.block_words = {word for words in blocks for word in words}
        self.outlines = {*dialect.scenario_outline_keywords}
        self.advised: set[tuple[str, str]] = set()
        self.checked: set[FeatureStep] = set()  # a background's steps are in many cases
        self.unmatched: set[int] = set()  # lines: of an outline's many rows, one is enough

    def problem(self, node: Node, message: str) -> Problem:
        place = node["location"]
        return Problem(self.path, place["line"], place.get("column") or 1, message)

    def at(self, step: FeatureStep, message: str) -> Problem:
        return Problem(self.path, step.line, step.column, message)

    def problems(self) -> Iterator[Problem]:
        feature = self.read.feature
        yield from self.block(feature)
        if not self.read.cases and not any(feature_file.scenarios_of(feature)):
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
        for _, scenario in feature_file.scenarios_of(feature):
            yield from self.scenario(scenario, names)
        for case in self.read.cases:
            yield from self.case(case)

    # what is written

    def block(self, node: Node) -> Iterator[Problem]:
        """The tags and the description of anything that has them."""
        for tag in node.get("tags", ()):
            name = tag["name"].removeprefix("@")
            if _RULE_ID.fullmatch(name) and name not in RULES:
                yield self.problem(tag, f"no rule {name!r}{did_you_mean(name, RULES)}")
        yield from self.description(node)

    def description(self, node: Node) -> Iterator[Problem]:
        """A misspelt keyword makes its line, and what follows, prose: the step is gone."""
        said = [line.strip() for line in (node.get("description") or "").splitlines()]
        lines = self.lines
        number = node["location"]["line"]
        for line in said:
            while lines[number].strip() != line:  # comments and first blank lines are not in it
                number += 1
            number += 1
            wrong = line and self.not_prose(line)
            if wrong:
                column = lines[number - 1].index(line) + 1
                yield Problem(self.path, number, column, wrong)

    def not_prose(self, line: str) -> str:
        """What is wrong with a line of a description, or nothing."""
        first, _, rest = line.partition(" ")
        head, colon, _ = line.partition(":")
        if colon and len(head) < 20:
            if head in self.block_words:
                return f"{head}: may not stand here: this line is a description"
            alike = [word for word in self.block_words if word.count(" ") == head.count(" ")]
            near = did_you_mean(head, sorted(alike))
            if near and head not in _PROSE:
                return f"this line is a description, no keyword: it begins {head + ':'!r}{near}"
        meant = bool(rest) and self.definitions.whatever_keyword(rest.strip())
        if first in self.step_words and meant:
            return f"this step belongs to no scenario: {line!r}"
        near = self.nearly(first.rstrip(":"), 0.6 if meant else 0.75)
        if near and (meant or (first[0].isupper() and first not in _PROSE)):
            said = f"it begins {first!r}, did you mean {near}?"
            return f"this line is a description, no step: {said}"
        if self.definitions.whatever_keyword(line):
            return f"this line is a description, no step: put a keyword before {line!r}"
        return ""

    def nearly(self, word: str, likeness: float) -> str:
        """The step keyword that a word is nearly, or nothing."""
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
                said = f"<{name}> stays as it is: a Background is not filled from Examples"
                yield self.problem(place, said)

    def scenario(self, node: Node, names: dict[str, int]) -> Iterator[Problem]:
        yield from self.block(node)
        name, line = node["name"], node["location"]["line"]
        if not name:
            yield self.problem(node, f"this {node['keyword']} has no name")
        first = names.setdefault(name, line)
        if first != line and name:
            said = f"a scenario of this name is in line {first}: give each a name of its own"
            yield self.problem(node, said)
        if not node["steps"]:
            yield self.problem(node, "this scenario has no steps: it would pass")
        yield from self.first_step(node)
        columns: dict[str, None] = {}
        for table in node["examples"]:
            yield from self.block(table)
            header = [cell["value"] for cell in table.get("tableHeader", {}).get("cells", ())]
            columns |= dict.fromkeys(header)
            for name in sorted({name for name in header if header.count(name) > 1}):
                yield self.problem(table["tableHeader"], f"two columns of the name {name!r}")
            if not table.get("tableBody"):
                yield self.problem(table, f"these {table['keyword']} have no rows: nothing runs")
        if not node["examples"] and node["keyword"] in self.outlines:
            yield self.problem(node, f"a {node['keyword']} needs Examples")
        for step in ({**node, "text": name}, *node["steps"]):
            for name, place in _placeholders(step):
                in_text = place is step.get("docString")  # which may be markup
                if name in columns or (in_text and not node["examples"]):
                    continue
                near = did_you_mean(name, columns)
                said = f"no column <{name}> in the Examples{near}"
                if not node["examples"]:
                    said = f"<{name}> stays as it is: this {node['keyword']} has no Examples"
                yield self.problem(place, said)

    def first_step(self, node: Node) -> Iterator[Problem]:
        for step in node["steps"][:1]:
            if step.get("keywordType") in ("Conjunction", "Unknown"):
                said = f"{step['keyword'].strip()} has no step before it: begin with Given or When"
                yield self.problem(step, said)

    # what it says

    def case(self, case: Case) -> Iterator[Problem]:
        """The steps of a case: each matches one definition, and fits it."""
        said: Simulation | None = None  # what the case has said of the catalog so far
        for step in case.steps:
            if said is None:
                if step in self.checked:
                    continue
                self.checked.add(step)
            found = self.definitions.matching(step.text, step.type)
            if len(found) != 1:
                if step.line not in self.unmatched:
                    self.unmatched.add(step.line)
                    yield self.at(step, self.not_one(step, found))
                continue
            [definition] = found
            yield from self.fits(step, definition)
            if definition.spoken is None:
                continue
            if definition.spoken.sets_up:
                self.checked.discard(step)  # for its effect
                said = said or Simulation()
                yield from self.tried(step, definition, said)
            elif "table" in definition.spoken.parser.kinds or definition.spoken.table:
                yield from self.catalog_words(step, definition, said or _LAW)

    def not_one(self, step: FeatureStep, found: list[Definition]) -> str:
        keyword = step.type.capitalize()
        if found:
            places = "".join(f"\n    {one.phrase}\n      {one.place}" for one in found)
            return f"{keyword} {step.text!r} matches {len(found)} definitions:{places}"
        others = self.definitions.whatever_keyword(step.text)
        if others:
            known = " and as ".join(dict.fromkeys((o.keyword or "").capitalize() for o in others))
            return f"no step {keyword} {step.text!r}; it exists as {known}"
        said = f"no step {keyword} {step.text!r}"
        if (step.type, step.text) in self.advised:
            return f"{said} (as above)"
        self.advised.add((step.type, step.text))
        near = self.definitions.nearest(step.text, step.type)
        if near:
            said += "\n    did you mean" + "".join(f"\n      {one.line}" for one in near)
        own = snippet(step.text, step.type).replace("\n\n", "\n").replace("\n", "\n      ")
        return f"{said}\n    or define it in conftest.py:\n      {own}"

    def fits(self, step: FeatureStep, definition: Definition) -> Iterator[Problem]:
        """Whether it takes the table and the doc string that it is given, and is ever awaited."""
        if definition.is_coroutine:
            said = f"{definition.phrase!r} is a coroutine, which nobody would await"
            yield self.at(step, f"{said}: {definition.place}")
        for name, given, what in (
            ("datatable", step.table, "table"),
            ("docstring", step.doc_string, "doc string"),
        ):
            parameter = definition.takes.get(name)
            if given is not None and parameter is None:
                yield self.at(step, f"{step.text!r} takes no {what}: it would be ignored")
            elif given is None and parameter and parameter.default is parameter.empty:
                yield self.at(step, f"{step.text!r} needs a {what} under it")

    def tried(
        self, step: FeatureStep, definition: Definition, said: Simulation
    ) -> Iterator[Problem]:
        """A step that adds to the catalog, done so that later steps know what it adds."""
        given: dict[str, Any] = {}
        if step.table is not None:
            given["datatable"] = step.table
        if step.doc_string is not None:
            given["docstring"] = step.doc_string
        assert definition.spoken is not None
        try:
            definition.function(**definition.spoken.arguments(step.text), **given, simulation=said)
        except BadInput as error:
            yield self.at(step, str(error))

    def catalog_words(
        self, step: FeatureStep, definition: Definition, said: Simulation
    ) -> Iterator[Problem]:
        """The table, the column and the headings that a step speaks of: are they in the catalog?"""
        phrase = definition.spoken
        assert phrase is not None
        arguments = phrase.arguments(step.text)
        words = dict(zip(phrase.parser.kinds, arguments.values(), strict=False))
        try:
            if "table" in words:
                table = said.table(words["table"])
                if "column" in words:
                    column_of(table, words["column"])
            if phrase.table is not None and step.table is not None:
                phrase.table(said.catalog, arguments, step.table)
        except BadInput as error:
            yield self.at(step, str(error))


_LAW: Final = Simulation()  # whose catalog nobody has added to


def _placeholders(step: Mapping[str, Any]) -> Iterator[tuple[str, Node]]:
    """The placeholders of a step, its table and its doc string, each with where it stands."""
    for name in _PLACEHOLDER.findall(step["text"]):
        yield name, step
    for row in step.get("dataTable", {}).get("rows", ()):
        for cell in row["cells"]:
            for name in _PLACEHOLDER.findall(cell["value"]):
                yield name, cell
    doc_string = step.get("docString")
    if doc_string:
        for name in _PLACEHOLDER.findall(doc_string["content"]):
            yield name, doc_string
