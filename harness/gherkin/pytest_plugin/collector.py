"""Collector of feature files for pytest: a file is a module, each case of it a test.

No module that binds the features is needed. Node ids are `features/x.feature::Title`, so that
`-k`, `-m`, `--lf`, `-n` and JUnit reports work as for any test; `features/x.feature:12` becomes
such ids before pytest looks for files. Strict checks come first: files with problems run nothing.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import pytest

from harness.domain.errors import BadInput, Problem, Problems
from harness.gherkin import feature_file
from harness.gherkin.check import problems_of
from harness.gherkin.definitions import Definitions
from harness.gherkin.feature_file import Case
from harness.gherkin.places import PLACE, shown
from harness.gherkin.pytest_adapter import (
    PythonlessModule,
    acts_by_itself,
    feature_of,
    scenario_of,
    visible_steps,
)
from harness.gherkin.pytest_plugin.options import project_of_run
from harness.gherkin.pytest_plugin.runner import MatchedCase, run

_LONGEST: Final = 60  # characters of a row in a node id


class FeatureModule(PythonlessModule):
    """A feature file. Fixtures of module scope are set up once for it."""

    def collect(self) -> Iterator["ScenarioItem"]:
        """Every case of the file; CollectError with every problem if there is one."""
        place = shown(self.path, self.config.invocation_params.dir)
        try:
            read = feature_file.load(self.path, place)
            definitions = definitions_for(self)
            problems = problems_of(read, definitions)
        except Problems as error:
            problems = error.problems
        except BadInput as error:
            raise self.CollectError(str(error)) from None
        if problems:
            raise self.CollectError(problem_text(problems))
        feature = feature_of(read, self.path)
        for case, name in zip(read.cases, case_names(read.cases), strict=True):
            found = (definitions.matching(step.text, step.type)[0] for step in case.steps)
            matched = MatchedCase(place, case, scenario_of(feature, case), tuple(found))
            yield ScenarioItem.of(self, name, matched)


class ScenarioItem(pytest.Function):
    """One case as a test."""

    matched: MatchedCase

    @classmethod
    def of(cls, parent: FeatureModule, name: str, matched: MatchedCase) -> "ScenarioItem":
        """The item of a case, with its tags as marks."""

        def scenario(request: pytest.FixtureRequest) -> None:
            __tracebackhide__ = True
            run(request, matched)

        for tag in matched.case.tags:
            parent.config.hook.pytest_bdd_apply_tag(tag=tag, function=scenario)
        item: ScenarioItem = cls.from_parent(
            parent, name=name, callobj=scenario, fixtureinfo=parent.fixtures_of(scenario)
        )
        item.matched = matched
        return item

    def reportinfo(self) -> tuple[Path, int, str]:
        """The place of the scenario, not of the Python function that runs it."""
        return self.path, self.matched.line - 1, self.name


def problem_text(problems: Iterable[Problem]) -> str:
    """All problems of a file, a line each; further lines of a problem are indented."""
    return "\n".join(map(str, problems))


def definitions_for(node: pytest.Collector) -> Definitions:
    """The step definitions that features at this place may use; memoised."""
    steps = visible_steps(node)
    known = node.session.stash.setdefault(_DEFINITIONS, {})
    others_act = not isinstance(node, PythonlessModule) or acts_by_itself(node)
    key = frozenset(map(id, steps)), others_act
    if key not in known:
        known[key] = Definitions(steps, project_of_run(node.config), others_act)
    return known[key]


_Key = tuple[frozenset[int], bool]
_DEFINITIONS: Final[pytest.StashKey[dict[_Key, Definitions]]] = pytest.StashKey()


def case_names(cases: Sequence[Case]) -> Iterator[str]:
    """The part of the node id of each case after the file: its title, with the values of its row.

    Where titles are the same, the row of the case stands in brackets; where that is the same too,
    a number.
    """
    titles = [" ".join(case.title.replace("::", ":").split()) for case in cases]
    often, taken = Counter(titles), Counter[str]()
    for case, title in zip(cases, titles, strict=True):
        name = title
        if often[title] > 1 and case.row is not None:
            row = " ".join("-".join(case.values).split())
            name = f"{title}[{row if len(row) <= _LONGEST else row[: _LONGEST - 1] + '…'}]"
        taken[name] += 1
        if (number := taken[name]) > 1:
            name = f"{name[:-1]}#{number}]" if name.endswith("]") else f"{name}#{number}"
        yield name


def node_ids(argument: str, here: Path) -> list[str]:
    """`features/x.feature:12` as the node ids of the cases at that line; others as they are.

    Raises pytest.UsageError if the file has no such line.
    """
    named = PLACE.fullmatch(argument)
    if named is None or not named["lines"] or not (here / named["path"]).is_file():
        return [argument]
    try:
        read = feature_file.load(here / named["path"], named["path"])
    except BadInput:
        return [named["path"]]  # its collection reports the problem
    names = dict(zip(read.cases, case_names(read.cases), strict=True))
    found: list[str] = []
    for line in named["lines"][1:].split(":"):
        cases = read.at(int(line)) if len(line) < 10 else []  # Python reads none of any length
        if not cases:
            message = f"{argument}: line {line} is not in the file, of {read.length} lines"
            raise pytest.UsageError(message)
        found += [f"{named['path']}::{names[case]}" for case in cases]
    return list(dict.fromkeys(found))
