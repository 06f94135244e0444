"""The vocabulary: the phrases of features, and the decorators that make steps of them.

A phrase is a Cucumber Expression in a plain string, so that editors complete it and find its
definition. `PHRASES` is what `harness steps` lists; a project of its own adds to it by using the
same three decorators in its `conftest.py`:

    from harness.edges.vocabulary import when
    from harness.values.commands import Delete

    @when("the {table} {string} leaves the company", example='the worker "Ada" leaves the company')
    def leaves(table, name, simulation):
        simulation.do(Delete("hr", simulation.record(table, name)))

The first parameters of a step take what its phrase holds in braces, in order; the others are
fixtures.
"""

import inspect
import re
from collections.abc import Callable
from typing import Any, Final, Literal, NamedTuple, TypeVar

import pytest_bdd
from cucumber_expressions.expression import CucumberExpression  # type: ignore[import-untyped]
from cucumber_expressions.parameter_type import ParameterType  # type: ignore[import-untyped]
from cucumber_expressions.parameter_type_registry import (  # type: ignore[import-untyped]
    ParameterTypeRegistry,
)
from pytest_bdd.parsers import StepParser

from harness.values.environments import ENVIRONMENT_NAMES
from harness.values.times import parse_duration

Keyword = Literal["given", "when", "then"]
Step = TypeVar("Step", bound=Callable[..., None])

_ENVIRONMENT: Final = {name: environment for environment, name in ENVIRONMENT_NAMES.items()}
_POLICY: Final = {
    "last edit wins": "last_edit_wins",
    "Human Resources wins": "hr_wins",
    "Dataverse wins": "dataverse_wins",
    "merge fields": "merge_fields",
}
_UNIT: Final = re.compile(r" ([dhms])[a-z]*")
# editors read these calls too: literal names, and regular expressions without a backslash
_KINDS: Final = (
    ParameterType(
        name="environment",
        regexp="Human Resources|Dataverse",
        type=str,
        transformer=_ENVIRONMENT.__getitem__,
    ),
    ParameterType(name="switch", regexp="on|off", type=bool, transformer=lambda text: text == "on"),
    ParameterType(
        name="policy",
        regexp="last edit wins|Human Resources wins|Dataverse wins|merge fields",
        type=str,
        transformer=_POLICY.__getitem__,
    ),
    ParameterType(
        name="duration",
        regexp="[0-9]+(?:[.][0-9]+)? (?:second|minute|hour|day)s?"
        "(?: and [0-9]+ (?:second|minute|hour|day)s?)*",
        type=int,
        transformer=lambda text: parse_duration(_UNIT.sub(r"\1", text.replace(" and ", " "))),
    ),
    ParameterType(name="table", regexp="[A-Za-z][A-Za-z0-9_ ]*", type=str),
    ParameterType(name="column", regexp="[A-Za-z][A-Za-z0-9_ ]*", type=str),
)


def _kinds() -> Any:
    registry = ParameterTypeRegistry()
    for kind in _KINDS:
        registry.define_parameter_type(kind)
    return registry


_REGISTRY: Final = _kinds()


class Phrase(NamedTuple):
    """One phrase of the vocabulary, as `harness steps` lists it."""

    phrase: str
    keyword: Keyword
    group: str
    rules: tuple[str, ...]
    example: str
    says: str  # the step's docstring
    pattern: re.Pattern[str]
    function: Callable[..., None]

    @property
    def line(self) -> str:
        """The example as a line of a feature."""
        return f"{self.keyword.capitalize()} {self.example}"


PHRASES: Final[dict[tuple[Keyword, str], Phrase]] = {}


class _Parser(StepParser):
    """How pytest-bdd matches a line with a phrase."""

    def __init__(self, phrase: str, function: Callable[..., None]) -> None:
        super().__init__(phrase)
        self.expression = CucumberExpression(phrase, _REGISTRY)
        self.pattern = re.compile(self.expression.regexp)
        self.names = tuple(inspect.signature(function).parameters)

    def is_matching(self, name: str) -> bool:
        return self.pattern.match(name) is not None

    def parse_arguments(self, name: str) -> dict[str, Any] | None:
        found = self.expression.match(name)
        if found is None:
            return None
        values = [argument.value for argument in found]
        return dict(zip(self.names, values, strict=False))


def given(
    phrase: str, *, group: str = "Your own", rules: str = "", example: str = ""
) -> Callable[[Step], Step]:
    """A state, in words of the past or of what is: `Given the worker "Ada" was deleted …`."""
    return _step("given", phrase, group, rules, example)


def when(
    phrase: str, *, group: str = "Your own", rules: str = "", example: str = ""
) -> Callable[[Step], Step]:
    """One event: `When the batch job runs`."""
    return _step("when", phrase, group, rules, example)


def then(
    phrase: str, *, group: str = "Your own", rules: str = "", example: str = ""
) -> Callable[[Step], Step]:
    """What can be observed: `Then both environments hold the same`."""
    return _step("then", phrase, group, rules, example)


def _step(
    keyword: Keyword, phrase: str, group: str, rules: str, example: str
) -> Callable[[Step], Step]:
    def make(function: Step) -> Step:
        if inspect.iscoroutinefunction(function):
            raise TypeError(f"{phrase!r}: a step that is a coroutine would never be awaited")
        parser = _Parser(phrase, function)
        known = PHRASES.get((keyword, phrase))
        if known is not None and _place(known.function) != _place(function):
            raise ValueError(f"{phrase!r} is a {keyword} step already, in {_place(known.function)}")
        says = inspect.cleandoc(function.__doc__ or "")
        PHRASES[keyword, phrase] = Phrase(
            phrase, keyword, group, tuple(rules.split()), example or phrase, says, parser.pattern,
            function,
        )  # fmt: skip
        # two frames up is the module of the step: pytest-bdd leaves its fixture there
        pytest_bdd.step(parser, keyword, stacklevel=2)(function)
        return function

    return make


def _place(function: Callable[..., None]) -> str:
    return f"{function.__code__.co_filename}:{function.__qualname__}"


def matching(text: str) -> list[Phrase]:
    """The phrases that a step's text matches, whatever its keyword; more than one is a mistake."""
    return [phrase for phrase in PHRASES.values() if phrase.pattern.match(text)]


_DETAIL: Final = re.compile(r"""\{[a-z]+\}|"[^"]*"|'[^']*'|[0-9.]+|Human Resources|Dataverse|HR""")


def nearest(text: str, most: int = 3) -> list[Phrase]:
    """The phrases nearest to a text that matches none, best first."""
    from difflib import SequenceMatcher  # only a line that matches nothing needs it

    wanted = _DETAIL.sub("§", text)

    def alike(phrase: Phrase) -> float:
        candidate = _DETAIL.sub("§", phrase.example)
        mine, theirs = set(wanted.split()), set(candidate.split())
        common = len(mine & theirs) / len(mine | theirs)
        return 0.6 * SequenceMatcher(None, wanted, candidate).ratio() + 0.4 * common

    return sorted(PHRASES.values(), key=alike, reverse=True)[:most]


def suggestion(text: str, keyword: str) -> str:
    """What to write instead of a step that no definition matches."""
    others = [phrase for phrase in matching(text) if phrase.keyword != keyword]
    if others:
        known = " or ".join(phrase.keyword.capitalize() for phrase in others)
        return f"It is a {known} step, not a {keyword.capitalize()} step."
    return "Did you mean\n" + "\n".join(f"  {phrase.line}" for phrase in nearest(text))
