"""Step definitions of a feature: look-up of those that a line matches, or nearly matches.

Definitions of the vocabulary and those that a project makes with pytest-bdd's own decorators are
alike. pytest-bdd tries every fixture for every step; here a line is looked up by its words, so that
the cost does not grow with the number of definitions.

>>> from harness.gherkin.pytest_adapter import steps_of_module
>>> from harness.gherkin.steps import MODULES
>>> found = Definitions(step for module in MODULES for step in steps_of_module(module))
>>> [definition.phrase for definition in found.matching("the batch job runs", "when")]
['the batch job runs']
>>> [definition.phrase for definition in found.nearest("the batch jobs runs", "when", most=1)]
['the batch job runs']
"""

import inspect
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cached_property
from typing import Any, Final

from cucumber_expressions.expression_generator import CucumberExpressionGenerator

from harness.gherkin.feature_file import FeatureStep, Keyword
from harness.gherkin.project_settings import NO_SETTINGS, ProjectSettings
from harness.gherkin.pytest_adapter import StepFunctionContext, matches_exactly
from harness.gherkin.usual_words import in_our_words
from harness.gherkin.vocabulary import PHRASES, REGISTRY, Phrase, PhraseParser, place_of

_DETAIL: Final = re.compile(
    r"""\{[a-z]+\}|"[^"]*"|'[^']*'|[0-9.]+|human resources|dataverse|\bhr\b"""
)
_ENVIRONMENT: Final = re.compile(r"\b(?:Human Resources|HR|Dataverse)\b(?! integration)")
LOOKED_AT: Final = (
    200  # characters of a line that is none, for what is like it: none of ours is longer
)
_NEARLY: Final = 0.8  # the same letters, of 1
_SOMEWHAT: Final = 0.4
_SMALL_WORDS: Final = frozenset(
    """
    § i we a an the this that there it is are was were be been has have had
    in on of to for from at by with and or no not
    """.split()  # noqa: SIM905  words on two lines, not on thirty
)
_STEPS: Final = "harness.gherkin.steps."
_ALWAYS: Final = ("simulation", "datatable", "docstring", "attach")  # with pytest or without


class Definition:
    """One step definition: that of pytest-bdd, with what checks need to know of it."""

    def __init__(self, context: StepFunctionContext) -> None:
        self.context = context
        self.keyword: Keyword | None = context.type  # None matches every keyword
        self.phrase: str = context.parser.name
        self.function = context.step_func

    @cached_property
    def entry(self) -> Phrase | None:
        """Its entry in the vocabulary; None for a definition made with pytest-bdd itself."""
        if isinstance(self.context.parser, PhraseParser) and self.keyword:
            return PHRASES.get((self.keyword, self.phrase))
        return None

    @cached_property
    def takes(self) -> Mapping[str, inspect.Parameter]:
        """The parameters of its function.

        pytest-bdd inspects the signature twice at every step; kept where `inspect` looks first, a
        step takes three quarters of the time.
        """
        signature = inspect.signature(self.function)
        with suppress(AttributeError):  # a step may be an object without attributes
            self.function.__signature__ = signature  # type: ignore[attr-defined]
        return signature.parameters

    @property
    def needs(self) -> list[str]:
        """The fixtures that only pytest has: all it takes but `simulation` and what is under it."""
        others = list(self.takes.values())[len(self.entry.parser.kinds) if self.entry else 0 :]
        needed = [one.name for one in others if one.default is one.empty]
        return [name for name in needed if name not in _ALWAYS]

    def run_alone(self, step: FeatureStep, simulation: Any) -> None:
        """Call the function without pytest, for a phrase that needs no fixture but `simulation`."""
        assert self.entry is not None
        table = step.table and [list(row) for row in step.table]  # as pytest-bdd passes it
        given = {
            "datatable": table,
            "docstring": step.doc_string,
            "simulation": simulation,
            "attach": _attach_nowhere,
        }
        fixtures = {name: value for name, value in given.items() if name in self.takes}
        self.function(**self.entry.arguments(step.text), **fixtures)

    @cached_property
    def is_ours(self) -> bool:
        """Whether a rehearsal can read it: it is of the vocabulary, or configures a simulation."""
        ours = self.function.__module__.startswith(_STEPS)
        return self.entry is not None and not self.needs and (ours or self.entry.sets_up)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where the arguments of its phrase begin and end in a line that it matches."""
        parser = self.context.parser
        found = parser.expression.match(text) if isinstance(parser, PhraseParser) else None
        groups = (argument.group for argument in found or ())
        return [(group.start, group.end) for group in groups]

    @cached_property
    def place(self) -> str:
        """Where it is defined."""
        return place_of(self.function)

    @cached_property
    def is_coroutine(self) -> bool:
        """Whether calling it would do nothing, because pytest-bdd awaits nothing."""
        return inspect.iscoroutinefunction(self.function) or inspect.isasyncgenfunction(
            self.function
        )

    @property
    def example(self) -> str:
        """A line that it matches, or its phrase."""
        return self.entry.example if self.entry else self.phrase

    def suggestion(self, text: str) -> str:
        """The example with its keyword, in the environment that a text names, if it names one."""
        example, environments = self.example, set(_ENVIRONMENT.findall(text))
        if self.entry and len(environments) == 1 and self.phrase.count("{environment}") == 1:
            there = _ENVIRONMENT.sub(environments.pop(), example)
            example = there if self.context.parser.is_matching(there) else example
        return f"{(self.keyword or 'given').capitalize()} {example}"

    @cached_property
    def words(self) -> list[str]:
        """The words in every line that it matches; none if only trying it can tell."""
        parser = self.context.parser
        if isinstance(parser, PhraseParser):
            return [word for word in self.phrase.split() if not set(word) & set("{}()/\\")]
        return self.phrase.split() if matches_exactly(parser) else []


def _attach_nowhere(
    body: str | bytes, media_type: str = "text/plain", file_name: str | None = None
) -> None:
    """The fixture `attach` where nothing is reported."""


class Definitions:
    """The definitions that a feature may use; matches are memoised by line."""

    def __init__(
        self,
        steps: Iterable[StepFunctionContext],
        project: ProjectSettings = NO_SETTINGS,
        others_act: bool = False,
    ) -> None:
        self.project = project  # whose simulations have them
        self.others_act = others_act  # whether fixtures or hooks may do something in a scenario
        self.all = [Definition(one) for one in {id(one): one for one in steps}.values()]
        self._by_word: defaultdict[str, list[Definition]] = defaultdict(list)
        self._wordless: list[Definition] = []  # tried for every line
        self._known: dict[tuple[str, str], list[Definition]] = {}
        often = Counter(word for one in self.all for word in dict.fromkeys(one.words))
        for one in self.all:
            rarest = min(one.words, key=lambda word: (often[word], word), default=None)
            (self._by_word[rarest] if rarest else self._wordless).append(one)

    def matching(self, text: str, keyword: str) -> list[Definition]:
        """The definitions that a step matches; in a feature without problems, one."""
        key = keyword, text
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = [
                one for one in self.with_any_keyword(text) if one.keyword in (keyword, None)
            ]
        return found

    def with_any_keyword(self, text: str) -> list[Definition]:
        """The definitions that a step's text matches with any keyword."""
        candidates = list(self._wordless)
        for word in dict.fromkeys(text.split()):
            candidates += self._by_word.get(word, ())
        return [one for one in candidates if one.context.parser.is_matching(text)]

    def nearest(self, text: str, keyword: str, most: int = 3) -> list[Definition]:
        """The definitions whose examples are near to a text that matches none, best first.

        Of those that differ in their keyword alone, one. Near is what has nearly the same letters,
        or a word that says something and is somewhat alike.
        """
        from difflib import SequenceMatcher  # only a line that matches nothing needs it

        wanted = _DETAIL.sub("§", in_our_words(text[:LOOKED_AT].lower()))
        mine = set(wanted.split())
        alike = SequenceMatcher(b=wanted, autojunk=False)
        scores: dict[Definition, float] = {}
        for one in self.all:
            candidate = _DETAIL.sub("§", one.example.lower())
            theirs = set(candidate.split())
            alike.set_seq1(candidate)
            rest = 0.4 * len(mine & theirs) / max(len(mine | theirs), 1)
            rest += 0.15 * (one.keyword == keyword)
            bound = alike.quick_ratio()  # at least the ratio, and so quick that most end here
            if bound < _NEARLY and (0.6 * bound + rest < _SOMEWHAT or not mine & theirs):
                continue
            ratio = alike.ratio()
            score = 0.6 * ratio + rest
            if ratio >= _NEARLY or (score >= _SOMEWHAT and mine & theirs - _SMALL_WORDS):
                scores[one] = score
        best: dict[str, Definition] = {}
        for one in sorted(scores, key=scores.__getitem__, reverse=True):
            best.setdefault(one.example, one)
        return list(best.values())[:most]


def snippet(text: str, keyword: str) -> str:
    """A step to define in a conftest.py, for a line that nothing matches."""
    expressions = CucumberExpressionGenerator(REGISTRY).generate_expressions(text)
    phrase = expressions[0].source if expressions else text
    names: list[str] = []
    for kind in re.findall(r"\{([a-z]+)\}", phrase):
        known = {"string": "text", "int": "number", "float": "number"}.get(kind, kind)
        names.append(known if known not in names else f"{known}_{len(names) + 1}")
    quote = "'" if '"' in phrase else '"'
    return (
        f"from harness import {keyword}\n\n"
        f"@{keyword}({quote}{phrase}{quote})\n"
        f"def step({', '.join([*names, 'simulation'])}):\n"
        "    raise NotImplementedError"
    )
