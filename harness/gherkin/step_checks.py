"""Checks of a feature's steps: each matches one definition, and its words are in the catalog."""

from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from harness.domain.environments import HR
from harness.domain.errors import BadInput, Problem
from harness.gherkin.definitions import Definition, Definitions, snippet
from harness.gherkin.fault_steps import fault_of
from harness.gherkin.feature_file import Case, FeatureFile, FeatureStep
from harness.gherkin.names import column_of
from harness.gherkin.simulation import Simulation
from harness.gherkin.step_tables import file_rows


class StepChecks:
    """The checks of the steps of one file; each method yields the problems of its step."""

    def __init__(self, read: FeatureFile, definitions: Definitions) -> None:
        self.read = read
        self.definitions = definitions
        self.advised: set[tuple[str, str]] = set()
        self.checked: set[FeatureStep] = set()  # a background's steps are in many cases
        self.unmatched: set[int] = set()  # lines: a step of an outline is reported for one row
        self.usual = self.simulation()  # whose catalog has what the project adds alone

    def simulation(self) -> Simulation:
        """One of the project, which nothing has happened in."""
        return Simulation(project=self.definitions.project)

    def problems(self) -> Iterator[Problem]:
        for case in self.read.cases:
            yield from self.case(case)

    def case(self, case: Case) -> Iterator[Problem]:
        """The steps of a case: each matches one definition, and fits it."""
        extended: Simulation | None = None  # the catalog as steps of the case extend it
        for step in case.steps:
            if extended is None:
                if step in self.checked:
                    continue
                self.checked.add(step)
            found = self.definitions.matching(step.text, step.type)
            if len(found) != 1:
                if step.line not in self.unmatched:
                    self.unmatched.add(step.line)
                    yield self.read.problem(step, self.not_one(step, found))
                continue
            [definition] = found
            problems = list(self.fits(step, definition))
            yield from problems
            if definition.entry is None:
                continue
            if definition.entry.sets_up:
                self.checked.discard(step)  # run in every case, for its effect
                extended = extended or self.simulation()
                if not problems:
                    yield from self.set_up(step, definition, extended)
            elif definition.entry.table or not _NAMING.isdisjoint(definition.entry.parser.kinds):
                yield from self.known_words(step, definition, extended or self.usual)

    def not_one(self, step: FeatureStep, found: list[Definition]) -> str:
        keyword = step.type.capitalize()
        if found:
            places = "".join(f"\n    {one.phrase}\n      {one.place}" for one in found)
            return f"{keyword} {step.text!r} matches {len(found)} definitions:{places}"
        others = self.definitions.with_any_keyword(step.text)
        if others:
            known = " and as ".join(dict.fromkeys((o.keyword or "").capitalize() for o in others))
            return f"no step {keyword} {step.text!r}; it exists as {known}"
        message = f"no step {keyword} {step.text!r}"
        if (step.type, step.text) in self.advised:
            return f"{message} (as above)"
        self.advised.add((step.type, step.text))
        near = self.definitions.nearest(step.text, step.type)
        if near:
            message += "\n    did you mean" + "".join(f"\n      {one.line}" for one in near)
        own = snippet(step.text, step.type).replace("\n\n", "\n").replace("\n", "\n      ")
        return f"{message}\n    or define it in conftest.py:\n      {own}"

    def fits(self, step: FeatureStep, definition: Definition) -> Iterator[Problem]:
        """Whether a definition takes what is under a step, and is no coroutine."""
        if definition.is_coroutine:
            message = f"{definition.phrase!r} is a coroutine, which nobody would await"
            yield self.read.problem(step, f"{message}: {definition.place}")
        for name, given, what in (
            ("datatable", step.table, "table"),
            ("docstring", step.doc_string, "doc string"),
        ):
            parameter = definition.takes.get(name)
            if given is not None and parameter is None:
                yield self.read.problem(step, f"{step.text!r} takes no {what}: it would be ignored")
            elif given is None and parameter and parameter.default is parameter.empty:
                yield self.read.problem(step, f"{step.text!r} needs a {what} under it")

    def set_up(
        self, step: FeatureStep, definition: Definition, extended: Simulation
    ) -> Iterator[Problem]:
        """Run a step that adds to the catalog, so that later steps may name what it adds."""
        try:
            definition.run_alone(step, extended)
        except BadInput as error:
            yield self.read.problem(step, str(error))

    def known_words(
        self, step: FeatureStep, definition: Definition, known: Simulation
    ) -> Iterator[Problem]:
        """Whether the table, column, headings, conflict policy and fault that a step names."""
        phrase = definition.entry
        assert phrase is not None
        try:
            arguments = phrase.arguments(step.text)
            words = dict(zip(phrase.parser.kinds, arguments.values(), strict=False))
            if "table" in words:
                table = known.table(words["table"])
                if "column" in words:
                    column_of(table, words["column"])
            if "fault" in words and step.table is None:
                fault_of(words["fault"], environment=words.get("environment"))
            if "file" in words and "table" in words:
                path = Path(self.read.path).parent / words["file"]
                deque(file_rows(table, path, words.get("environment", HR)), maxlen=0)
            if phrase.table is not None and step.table is not None:
                phrase.table(known.catalog, arguments, step.table)
        except BadInput as error:
            yield self.read.problem(step, str(error))


_NAMING: Final = frozenset(
    {"table", "policy", "fault", "ended_fault"}
)  # kinds of what may be unknown
