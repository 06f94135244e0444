"""Checks of a feature's steps: each matches one definition, and a rehearsal finds no mistake.

All mistakes are found at once, each at its place: a word of a step, a cell of its table, or the
cell of the Examples that a placeholder was filled from. What follows from a mistake is not said.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from harness.domain.environments import HR
from harness.domain.errors import BadInput, Problem, Problems
from harness.domain.suggestions import cut, did_you_mean
from harness.gherkin.csv_records import file_rows
from harness.gherkin.definitions import Definition, Definitions, snippet
from harness.gherkin.fault_steps import fault_of
from harness.gherkin.feature_file import Case, FeatureFile, FeatureStep
from harness.gherkin.names import column_of
from harness.gherkin.near_phrases import NearPhrase, near_phrase
from harness.gherkin.parser_errors import LONGEST
from harness.gherkin.record_names import each_of
from harness.gherkin.rehearsal import NotRehearsed, Rehearsal
from harness.gherkin.simulation import NO_STEP
from harness.gherkin.step_places import Place, place_in_doc_string, place_in_text, place_of_cell
from harness.gherkin.wrong_words import WrongCells, WrongText, WrongWords


class StepChecks:
    """The checks of the steps of one file; each method yields the problems of its step."""

    def __init__(
        self,
        read: FeatureFile,
        definitions: Definitions,
        unfilled: Mapping[int, Collection[str]],
        cases: Sequence[Case],
    ) -> None:
        self.read = read
        self.cases = cases  # those that are checked
        self.definitions = definitions
        self.unfilled = unfilled  # placeholders that nothing fills, by the lines of steps
        self.lines = read.text.splitlines()
        self.advised: set[tuple[str, str]] = set()
        self.unmatched: set[int] = set()  # lines: a step of an outline is reported for one row
        self.blamed: set[Place] = set()  # cells of Examples: each is wrong once

    def problems(self) -> Iterator[Problem]:
        for case in self.cases:
            yield from _CaseChecks(self, case).problems()

    def problem(self, step: FeatureStep, place: Place, message: str) -> Iterator[Problem]:
        """A problem at a place of a step; of a cell of Examples, the first alone."""
        if any(name in message for name in self.unfilled.get(step.line, ())):
            return  # it follows from what is said already
        if place.placeholder:
            if place in self.blamed:
                return
            self.blamed.add(place)
            message += f" (<{place.placeholder}> of line {step.line})"
        yield Problem(self.read.path, place.line, place.column, message)

    def not_one(self, step: FeatureStep, found: list[Definition]) -> Iterator[Problem]:
        """A step that matches no definition, or several."""
        if step.line not in self.unmatched and step.line not in self.unfilled:
            self.unmatched.add(step.line)
            yield self.read.problem(step, self.unknown(step, found))

    def near_phrase(self, step: FeatureStep) -> NearPhrase | None:
        """The phrase that a step would match but for words that are clearly wrong, or None."""
        if self.definitions.with_any_keyword(step.text):
            return None
        near = near_phrase(self.definitions.all, step.text, step.type)
        if near is None:
            return None
        filled = [self.place(step, word.start, word.end).placeholder for word in near.wrong]
        return near if all(filled) or all(word.near for word in near.wrong) else None

    def wrong_words(self, step: FeatureStep, near: NearPhrase) -> Iterator[Problem]:
        """The words for which a step does not match that phrase."""
        for word in near.wrong:
            place = self.place(step, word.start, word.end)
            said = f"no step {step.type.capitalize()} {cut(step.text, LONGEST)}: {word.message}"
            short = place.placeholder or step.line in self.unfilled
            yield from self.problem(step, place, word.message if short else said)

    def place(self, step: FeatureStep, start: int, end: int) -> Place:
        return place_in_text(step, self.lines, start, end)

    def unknown(self, step: FeatureStep, found: list[Definition]) -> str:
        keyword = step.type.capitalize()
        if found:
            places = "".join(f"\n    {one.phrase}\n      {one.place}" for one in found)
            return f"{keyword} {cut(step.text, LONGEST)} matches {len(found)} definitions:{places}"
        others = self.definitions.with_any_keyword(step.text)
        if others:
            known = " and as ".join(dict.fromkeys((o.keyword or "").capitalize() for o in others))
            return f"no step {keyword} {cut(step.text, LONGEST)}; it exists as {known}"
        message = f"no step {keyword} {cut(step.text, LONGEST)}"
        if (step.type, step.text) in self.advised:
            return f"{message} (as above)"
        self.advised.add((step.type, step.text))
        near = self.definitions.nearest(step.text, step.type)
        if near:
            lines = (one.suggestion(step.text) for one in near)
            return f"{message}\n    did you mean" + "".join(f"\n      {line}" for line in lines)
        if len(step.text) > LONGEST:
            return message
        own = snippet(step.text, step.type).replace("\n\n", "\n").replace("\n", "\n      ")
        return f"{message}\n    define it in conftest.py:\n      {own}"

    def fits(self, step: FeatureStep, definition: Definition) -> Iterator[Problem]:
        """Whether a definition takes what is under a step, and is no coroutine."""
        if definition.is_coroutine:
            message = f"{definition.phrase!r} is a coroutine, which nobody would await"
            yield self.read.problem(step, f"{message}: {definition.place}")
        line = cut(step.text, LONGEST)
        for name, given, what in (
            ("datatable", step.table, "table"),
            ("docstring", step.doc_string, "doc string"),
        ):
            parameter = definition.takes.get(name)
            if given is not None and parameter is None:
                yield self.read.problem(step, f"{line} takes no {what}: it would be ignored")
            elif given is None and parameter and parameter.default is parameter.empty:
                yield self.read.problem(step, f"{line} needs a {what} under it")


class _CaseChecks:
    """The checks of one case, whose steps are rehearsed in their order."""

    def __init__(self, checks: StepChecks, case: Case) -> None:
        self.checks = checks
        self.case = case
        self.definitions = checks.definitions
        self.rehearsal = Rehearsal(self.definitions.project)
        self.named: list[tuple[FeatureStep, Definition, str]] = []  # records, and who names them
        self.perhaps: set[str] = set()  # in steps that are wrong, which may make such records
        self.knows_names = not self.definitions.others_act
        self.undefined: list[int] = []  # lines of steps that name nothing, and may make any record

    def problems(self) -> Iterator[Problem]:
        following = [*(step.text for step in self.case.steps[1:]), ""]
        folder = Path(self.checks.read.path).parent
        for step, text in zip(self.case.steps, following, strict=bool(self.case.steps)):
            self.rehearsal.current = NO_STEP._replace(line=step.line, following=text, folder=folder)
            found = self.definitions.matching(step.text, step.type)
            if step.line in self.checks.unfilled and step.type != "then":
                self.knows_names = False  # it may make any record
            if len(found) == 1:
                yield from self.step(step, *found)
            else:
                yield from self.unmatched(step, found)
        if self.knows_names and self.rehearsal.knows_names:
            yield from self.unknown_records()

    def unmatched(self, step: FeatureStep, found: list[Definition]) -> Iterator[Problem]:
        """A step that matches no definition, or several."""
        if self.doubt(step):
            self.undefined.append(step.line)
        near = None if found else self.checks.near_phrase(step)
        if near is None:
            yield from self.checks.not_one(step, found)
            return
        yield from self.checks.wrong_words(step, near)
        mends = near.definition.context.parser.is_matching(near.mended)
        if near.definition.is_ours and mends:  # what else is wrong with it
            yield from self.rehearse(step._replace(text=near.mended), near.definition, step)

    def step(self, step: FeatureStep, definition: Definition) -> Iterator[Problem]:
        """A step that matches this definition."""
        problems = list(self.checks.fits(step, definition))
        before = len(self.rehearsal.named)
        if problems:
            yield from problems
        elif not definition.is_ours:
            self.knows_names = False  # nobody knows which records it makes
            problems = list(self.own(step, definition))
            yield from problems
        else:
            problems = list(self.rehearse(step, definition))
            yield from problems
        if problems and self.doubt(step):
            self.knows_names = False
        self.named += ((step, definition, name) for name in self.rehearsal.named[before:])

    def doubt(self, step: FeatureStep) -> bool:
        """A step that is wrong may make the records that it names; whether it may make any."""
        if step.type == "then":
            return False
        names = {*_QUOTED.findall(step.text), *(cell for row in step.table or () for cell in row)}
        self.perhaps |= names
        return not names

    def rehearse(
        self, step: FeatureStep, definition: Definition, written: FeatureStep | None = None
    ) -> Iterator[Problem]:
        """Read the step as in a run; `written` is the step as it is in the file."""
        try:
            definition.run_alone(step, self.rehearsal)
        except NotRehearsed:
            return
        except BadInput as error:
            yield from self.wrong(written or step, definition, error)

    def wrong(
        self, step: FeatureStep, definition: Definition, error: BadInput
    ) -> Iterator[Problem]:
        """The problems that an error of a step stands for, at their places."""
        if isinstance(error, Problems):  # of a file that the step names
            yield from error.problems
            return
        if isinstance(error, WrongCells):
            for row, column, message in error.cells:
                yield from self.checks.problem(step, place_of_cell(step, row, column), message)
            return
        if isinstance(error, WrongText):
            for line, column, message in error.lines:
                yield from self.checks.problem(
                    step, place_in_doc_string(step, line, column), message
                )
            return
        place = Place(step.line, step.column)
        if isinstance(error, WrongWords):
            place = self.place_of(step, definition, error.words)
        yield from self.checks.problem(step, place, str(error))

    def place_of(self, step: FeatureStep, definition: Definition, words: str) -> Place:
        """The place of an argument, or of a cell, that is these words; else that of the step."""
        spans = definition.spans(step.text) or [
            found.span(1)
            for found in [re.search(f"\\b({re.escape(words)})\\b", step.text)]
            if found
        ]
        for start, end in spans:
            if step.text[start:end].strip("\"'") == words:
                return self.checks.place(step, start, end)
        for row, cells in enumerate(step.table or ()):
            if words in cells:
                return place_of_cell(step, row, cells.index(words))
        found = words and re.search(rf"\b{re.escape(words)}\b", step.text)
        return self.checks.place(step, *found.span()) if found else Place(step.line, step.column)

    def own(self, step: FeatureStep, definition: Definition) -> Iterator[Problem]:
        """Whether there are the table, column and fault that a step of the project's own names."""
        phrase = definition.entry
        if phrase is None:
            return
        known = self.rehearsal
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
                file = known.file(words["file"])
                file_rows(known, words["table"], file, words.get("environment", HR))
            if phrase.table is not None and step.table is not None:
                phrase.table(known.catalog, arguments, step.table)
        except BadInput as error:
            yield from self.wrong(step, definition, error)

    def unknown_records(self) -> Iterator[Problem]:
        """Records that a step names, and that none makes."""
        names = self.rehearsal.record_names
        made = [names.written(name) for name in self.rehearsal.made]
        for step, definition, record in self.named:
            name = names.written(record)
            if name in self.perhaps or self.rehearsal.makes(record):
                continue
            message = self.not_made(record, name) or (
                f"no record {cut(name)} is made in this scenario{did_you_mean(name, made)}"
            )
            if self.undefined:
                steps = "that of line" if len(self.undefined) == 1 else "those of lines"
                lines = ", ".join(map(str, self.undefined))
                message += f", unless an undefined step does ({steps} {lines})"
            yield from self.checks.problem(step, self.place_of(step, definition, name), message)

    def not_made(self, record: str, name: str) -> str:
        """Which other record is called so, of one that none makes; an empty text if none is."""
        names = self.rehearsal.record_names
        table, others = names.kept_for(record), names.everywhere(name)
        if table is None or not others:
            return ""
        said = f"{self.rehearsal.catalog[table].display_name.lower()} {cut(name)}"
        other, its = next(iter(others.items()))
        why = f"it is the name of {each_of(others.values())}"
        if (called := names.written(other)) != name:
            why = f"reports call the {its.display_name.lower()} {cut(called)} so"
        return f"no {said} is made in this scenario: {why}"


_QUOTED: Final = re.compile(r"""["']([^"']*)["']""")
