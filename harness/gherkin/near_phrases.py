"""Phrases that a step would match but for a word: one that is none of its kind.

>>> from harness.gherkin.steps import MODULES
>>> from harness.gherkin.definitions import Definitions
>>> from harness.gherkin.pytest_adapter import steps_of_module
>>> all_of_them = Definitions(step for module in MODULES for step in steps_of_module(module)).all
>>> text = 'the worker "Ada" is deleted from Datavers'
>>> [word.message for word in near_phrase(all_of_them, text, "when").wrong]
["environment is Human Resources, HR or Dataverse, not 'Datavers', did you mean Dataverse?"]
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cucumber_expressions.expression import CucumberExpression
from cucumber_expressions.parameter_type import ParameterType

from harness.domain.suggestions import cut, did_you_mean
from harness.gherkin.vocabulary import REGISTRY, PhraseParser

if TYPE_CHECKING:
    from harness.gherkin.definitions import Definition

_LONGEST: Final = 1000
_WORDS: Final = re.compile(r"[A-Za-z/ ]+(\|[A-Za-z/ ]+)*")
_TAKES: Final = {  # what there may be, in words, and one
    "int": ("a whole number", "1"),
    "count": ("a whole number, or no", "1"),
    "float": ("a number", "1"),
    "duration": ("a duration such as 1 hour and 30 minutes", "1 hour"),
}


class WrongWord(NamedTuple):
    """Words of a step that are none of the kind that a phrase has there."""

    start: int
    end: int
    message: str
    near: bool  # whether they are nearly some of that kind
    instead: str  # words of that kind


class _LooseExpression(CucumberExpression):  # type: ignore[misc]  # it has no types
    """A phrase in which anything may stand in braces, but for texts in quotes."""

    def rewrite_parameter(self, node: Any) -> str:
        strict: str = super().rewrite_parameter(node)
        return strict if '"' in strict else "(.+?)"


@lru_cache(maxsize=512)  # a step that matches nothing is tried with all of them
def _loose(phrase: str) -> tuple[re.Pattern[str], tuple[ParameterType, ...]]:
    expression = _LooseExpression(phrase, REGISTRY)
    return re.compile(expression.regexp), tuple(expression.parameter_types)


class NearPhrase(NamedTuple):
    """A definition that a step would match but for these words, and the step with others there."""

    definition: "Definition"
    wrong: list[WrongWord]
    mended: str


def near_phrase(definitions: "Iterable[Definition]", text: str, keyword: str) -> NearPhrase | None:
    """The phrase that a text would match but for some words, that with the fewest; or None."""
    if len(text) > _LONGEST:  # what may stand anywhere is looked for everywhere
        return None
    best: tuple[int, int, NearPhrase] | None = None
    for one in definitions:
        if one.keyword != keyword or not isinstance(one.context.parser, PhraseParser):
            continue
        pattern, kinds = _loose(one.phrase)
        found = pattern.match(text)
        if found is None:
            continue
        wrong = list(_wrong(found, kinds))
        literal = len(re.sub(r"\{[^}]*\}", "", one.phrase))
        if wrong and (best is None or (len(wrong), -literal) < best[:2]):
            mended = text
            for word in reversed(wrong):
                mended = mended[: word.start] + word.instead + mended[word.end :]
            best = len(wrong), -literal, NearPhrase(one, wrong, mended)
    return best[2] if best else None


def _wrong(found: re.Match[str], kinds: Iterable[ParameterType]) -> Iterator[WrongWord]:
    group = 0
    for kind in kinds:
        group += 1
        if any('"' in regexp for regexp in kind.regexps):  # as it stands in the phrase
            strict = "|".join(f"(?:{regexp})" for regexp in kind.regexps)
            group += re.compile(strict).groups
            continue
        words = found[group]
        if any(re.fullmatch(regexp, words) for regexp in kind.regexps):
            continue
        start, end = found.span(group)
        name = str(kind.name).replace("_", " ")
        [regexp, *others] = kind.regexps
        if _WORDS.fullmatch(regexp) and not others:
            *most, last = regexp.split("|")
            near = did_you_mean(words, [*most, last])
            known = f"{', '.join(most)} or {last}" if most else last
            message = f"{name} is {known}, not {cut(words)}{near}"
            yield WrongWord(start, end, message, bool(near), last)
        else:
            takes, instead = _TAKES.get(kind.name or "", (f"what {regexp} matches", ""))
            message = f"it takes {takes}, not {cut(words)}"
            yield WrongWord(start, end, message, bool(re.match("[0-9]", words)), instead)
