"""The vocabulary: the phrases of features, and the decorators that define steps with them.

A phrase is a Cucumber Expression in a plain string, so that editors complete it and find its
definition. `PHRASES` is what `harness steps` lists; a project of its own adds to it by using the
same three decorators in its `conftest.py`:

    from harness import Delete, when

    @when("the {table} {string} leaves the company", example='the worker "Ada" leaves the company')
    def leaves(table, name, simulation):
        simulation.do(Delete("hr", simulation.record(table, name)))

The first parameters of a step take what its phrase holds in braces, in order; the others are
fixtures, and `datatable` and `docstring` are the table and the text under the step. `table` checks
that table before anything runs, and `under` is an example of it, or of the text; a step that
`sets_up` configures the simulation, takes `simulation` alone, and is run by the checks too, so that
later steps may name what it adds. A second phrase of the same function takes group, rules, `table`
and `under` from the first.
"""

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple, TypeVar

import pytest_bdd
from cucumber_expressions.expression import CucumberExpression
from cucumber_expressions.parameter_type import ParameterType
from cucumber_expressions.parameter_type_registry import ParameterTypeRegistry
from pytest_bdd.parsers import StepParser

from harness.domain.catalog import Catalog
from harness.gherkin.feature_file import Cells, Keyword
from harness.gherkin.kinds import OWN_KINDS
from harness.gherkin.places import shown
from harness.gherkin.table_text import Rows, table_lines

Step = TypeVar("Step", bound=Callable[..., None])
# raises BadInput for the table of a step before anything runs; takes the catalog so far, the
# arguments of the step, and the table
TableCheck = Callable[[Catalog, Mapping[str, Any], Cells], None]

OWN: Final = "Your own"

REGISTRY: Final = ParameterTypeRegistry()
for _kind in OWN_KINDS:
    REGISTRY.define_parameter_type(_kind)


def custom_kinds() -> list[ParameterType]:
    """The parameter types beyond Cucumber's: ours, and those that a project defined."""
    usual = {kind.name for kind in ParameterTypeRegistry().parameter_types}
    return [kind for kind in REGISTRY.parameter_types if kind.name not in usual]


_LONG: Final = 2000  # characters that are not in quotes
_QUOTED: Final = re.compile(r'"[^"]*"|\'[^\']*\'')


class PhraseParser(StepParser):
    """A parser for pytest-bdd that matches Cucumber Expressions."""

    def __init__(self, phrase: str, function: Callable[..., None]) -> None:
        super().__init__(phrase)
        self.expression = CucumberExpression(phrase, REGISTRY)
        self.pattern = re.compile(self.expression.regexp)
        self.names = tuple(inspect.signature(function).parameters)
        self.kinds = tuple(kind.name for kind in self.expression.parameter_types)

    def is_matching(self, name: str) -> bool:
        if len(name) > _LONG and len(_QUOTED.sub("", name)) > _LONG:
            return False  # no step is so, and to see it takes the square of the length
        return self.pattern.match(name) is not None

    def parse_arguments(self, name: str) -> dict[str, Any] | None:
        found = self.expression.match(name)
        if found is None:
            return None
        values = [argument.value for argument in found]
        return dict(zip(self.names, values, strict=False))


class Samples(NamedTuple):
    """Words of each kind, in the order in which an example has them, and what stands under it."""

    words: Mapping[str, Sequence[str]] = MappingProxyType({})
    under: Mapping[str, Rows | str] = MappingProxyType({})  # by phrase


_NO_SAMPLES: Final = Samples()


class Phrase(NamedTuple):
    """One phrase of the vocabulary, as `harness steps` lists it."""

    phrase: str
    keyword: Keyword
    group: str
    rules: tuple[str, ...]
    example: str
    description: str  # the step's docstring
    parser: PhraseParser
    function: Callable[..., None]
    table: TableCheck | None
    sets_up: bool
    under: Rows | str  # an example of the table under it, or of the text

    @property
    def takes(self) -> str:
        """What has to stand under it: a table, a text, or nothing."""
        names = inspect.signature(self.function).parameters
        return "table" if "datatable" in names else "text" if "docstring" in names else ""

    @property
    def lines_under(self) -> list[str]:
        """The lines that stand under the example, as in a feature."""
        if not self.under:
            return []
        if isinstance(self.under, str):
            return [f"  {line}" for line in ('"""', *self.under.splitlines(), '"""')]
        return [f"  {line}" for line in table_lines(self.under)]

    @property
    def line(self) -> str:
        """The example as a line of a feature."""
        return f"{self.keyword.capitalize()} {self.example}"

    def arguments(self, text: str) -> dict[str, Any]:
        """The arguments in a line that matches, by the names of the step's parameters."""
        return self.parser.parse_arguments(text) or {}


PHRASES: Final[dict[tuple[Keyword, str], Phrase]] = {}


class StepDecorator:
    """A decorator that defines steps of one keyword: `@when("the batch job runs")`.

    `group` is the heading under which `harness steps` lists a phrase that gives no other;
    `samples` make the example of one that gives none, and what stands under it.
    """

    def __init__(
        self,
        keyword: Keyword,
        group: str = OWN,
        samples: Samples = _NO_SAMPLES,
    ) -> None:
        self._keyword = keyword
        self._group = group
        self._samples = samples

    def __call__(
        self,
        phrase: str,
        *,
        group: str = "",
        rules: str = "",
        example: str = "",
        table: TableCheck | None = None,
        sets_up: bool = False,
        under: Rows | str = (),
    ) -> Callable[[Step], Step]:
        """Define a step; the parameters are explained at the top of this module."""
        keyword = self._keyword

        def make(function: Step) -> Step:
            if inspect.iscoroutinefunction(function):
                raise TypeError(f"{phrase!r}: a step that is a coroutine would never be awaited")
            parser = PhraseParser(phrase, function)
            known = PHRASES.get((keyword, phrase))
            if known is not None and place_of(known.function) != place_of(function):
                raise ValueError(
                    f"{phrase!r} is a {keyword} step already, in {place_of(known.function)}"
                )
            first = next((one for one in PHRASES.values() if one.function is function), None)
            same = next(
                (it for it in PHRASES.values() if (it.phrase, it.function) == (phrase, function)),
                None,
            )
            PHRASES[keyword, phrase] = Phrase(
                phrase,
                keyword,
                group or (first.group if first else self._group),
                tuple(rules.split()) or (first.rules if first else ()),
                example or (same.example if same else self._example(phrase)),
                inspect.cleandoc(function.__doc__ or ""),
                parser,
                function,
                table or (first.table if first else None),
                sets_up,
                under or self._samples.under.get(phrase) or (first.under if first else ()),
            )
            # pytest-bdd leaves its fixture in the module of the step, which is two frames up
            pytest_bdd.step(parser, keyword, stacklevel=2)(function)
            return function

        return make

    def _example(self, phrase: str) -> str:
        left = {kind: iter(words) for kind, words in self._samples.words.items()}
        return re.sub(r"\{(\w+)\}", lambda kind: next(left.get(kind[1], iter(())), kind[0]), phrase)


# a state: `Given the worker "Ada" was deleted …`; an event: `When the batch job runs`; an
# observation: `Then both environments hold the same`
given: Final = StepDecorator("given")
when: Final = StepDecorator("when")
then: Final = StepDecorator("then")


def place_of(function: Callable[..., Any]) -> str:
    """The place of a step's definition: file, line and name."""
    code = inspect.unwrap(function).__code__
    return f"{shown(Path(code.co_filename))}:{code.co_firstlineno}: {function.__qualname__}"
