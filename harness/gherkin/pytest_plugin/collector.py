"""pytest collects feature files: a file is a module, each case of it a test.

No module that binds the features is needed. Node ids are `features/x.feature::Title[row]`, so that
`-k`, `-m`, `--lf`, `-n` and JUnit reports work as for any test; `features/x.feature:12` is turned
into them before pytest looks for files. What is wrong with a file is found here, by the strict
checks, and all of it is said at once: such a file runs nothing.
"""

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import pytest
from pytest_bdd import parser as bdd
from pytest_bdd.compat import get_fixture_names, getfixturedefs
from pytest_bdd.gherkin_parser import DataTable

from harness.domain.errors import BadInput, Problem, Problems
from harness.gherkin import feature_file
from harness.gherkin.check import problems_of
from harness.gherkin.definitions import Definition, Definitions, definitions_of
from harness.gherkin.feature_file import Case, FeatureFile
from harness.gherkin.places import PLACE, shown
from harness.gherkin.pytest_plugin.runner import Planned, run

_LONGEST: Final = 60  # characters of a row in a node id


class FeatureModule(pytest.Module):
    """A feature file. Fixtures of module scope are set up once for it."""

    _fixtures: Any = None

    def _getobj(self) -> ModuleType:
        return ModuleType(self.path.stem)  # there is no Python to import

    def fixtures_of(self, function: Callable[..., None]) -> Any:
        """What pytest knows of a test's fixtures: the same for every scenario without marks."""
        if hasattr(function, "pytestmark"):  # which may be usefixtures
            return None  # pytest finds out
        if self._fixtures is None:
            manager = self.session._fixturemanager  # noqa: SLF001  (nothing public makes one)
            self._fixtures = manager.getfixtureinfo(self, function, None)  # type: ignore[arg-type]
        return self._fixtures

    def collect(self) -> Iterator["ScenarioItem"]:
        """Every case of the file; CollectError with every problem where there is one."""
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
            raise self.CollectError(told(problems))
        feature = _feature_of(read, self.path)
        names = Counter[str]()
        for case in read.cases:
            name = _name(case)
            names[name] += 1
            if names[name] > 1:  # two rows that are the same
                name = f"{name[:-1]}#{names[name]}]"
            planned = _planned(feature, case, definitions, place)
            yield ScenarioItem.of(self, name, planned)


class ScenarioItem(pytest.Function):
    """One case as a test."""

    planned: Planned

    @classmethod
    def of(cls, parent: FeatureModule, name: str, planned: Planned) -> "ScenarioItem":
        """The item of a case, with its tags as marks."""

        def scenario(request: pytest.FixtureRequest) -> None:
            __tracebackhide__ = True
            run(request, planned)

        for tag in planned.case.tags:
            parent.config.hook.pytest_bdd_apply_tag(tag=tag, function=scenario)
        item: ScenarioItem = cls.from_parent(
            parent, name=name, callobj=scenario, fixtureinfo=parent.fixtures_of(scenario)
        )
        item.planned = planned
        return item

    def reportinfo(self) -> tuple[Path, int, str]:
        """The place of the scenario, not of the Python that runs it."""
        return self.path, self.planned.line - 1, self.name


def told(problems: Iterable[Problem]) -> str:
    """All problems of a file, a line each, and those that need more lines indented."""
    return "\n".join(map(str, problems))


def definitions_for(node: pytest.Collector) -> Definitions:
    """The step definitions that features at this place may use; made once for each place."""
    manager = node.session._fixturemanager  # noqa: SLF001  (as pytest-bdd does: nothing public lists fixtures)
    functions = [
        found.func
        for name in get_fixture_names(manager)
        if name.startswith("pytestbdd_stepdef_")
        for found in getfixturedefs(manager, name, node) or ()
    ]
    known = node.session.stash.setdefault(_DEFINITIONS, {})
    key = frozenset(map(id, functions))
    if key not in known:
        known[key] = Definitions(definitions_of(functions))
    return known[key]


_DEFINITIONS: Final[pytest.StashKey[dict[frozenset[int], Definitions]]] = pytest.StashKey()


def _name(case: Case) -> str:
    """The part of the node id after the file; the row of an outline stands in brackets."""
    template = case.template.replace("::", ":")
    if case.row is None:
        return template
    row = " ".join("-".join(case.values).split())
    return f"{template}[{row if len(row) <= _LONGEST else row[: _LONGEST - 1] + '…'}]"


# ------------------------------------------------------------------ as pytest-bdd's hooks know it


def _feature_of(read: FeatureFile, path: Path) -> bdd.Feature:
    node = read.feature
    return bdd.Feature(
        scenarios=OrderedDict(),
        filename=str(path),
        rel_filename=f"{path.parent.name}/{path.name}",
        language=node["language"],
        keyword=node["keyword"],
        name=node["name"],
        tags={tag["name"].removeprefix("@") for tag in node["tags"]},
        background=None,
        line_number=node["location"]["line"],
        description=node["description"],
    )


def _planned(feature: bdd.Feature, case: Case, definitions: Definitions, place: str) -> Planned:
    rule = case.rule and bdd.Rule(
        case.rule["keyword"],
        case.rule["name"],
        case.rule["description"],
        {tag["name"].removeprefix("@") for tag in case.rule["tags"]},
    )
    steps = [
        bdd.Step(
            name=step.text,
            type=step.type,
            indent=step.column - 1,
            line_number=step.line,
            keyword=step.keyword,
            datatable=None if step.table is None else _table(step.table),
            docstring=step.doc_string,
        )
        for step in case.steps
    ]
    scenario = bdd.Scenario(
        feature=feature,
        keyword=case.keyword,
        name=case.title,
        line_number=case.line,
        steps=steps,
        description=case.description,
        tags=set(case.tags),
        rule=rule or None,
    )
    found: list[Definition] = []
    for step in case.steps:
        [definition] = definitions.matching(step.text, step.type)
        found.append(definition)
    return Planned(place, case, scenario, tuple(found))


def _table(cells: feature_file.Cells) -> DataTable:
    rows: list[Mapping[str, Any]] = [
        {"id": "", "location": _NOWHERE, "cells": [{"location": _NOWHERE, "value": v} for v in row]}
        for row in cells
    ]
    return DataTable.from_dict({"location": _NOWHERE, "rows": rows})


_NOWHERE: Final = {"line": 0, "column": 0}


# ------------------------------------------------------------------------- what is asked for


def node_ids(argument: str, here: Path) -> list[str]:
    """`features/x.feature:12` as the node ids of what stands in that line; others as they are.

    Raises pytest.UsageError where the file has no such line.
    """
    asked = PLACE.fullmatch(argument)
    if asked is None or not asked["lines"] or not (here / asked["path"]).is_file():
        return [argument]
    try:
        read = feature_file.load(here / asked["path"], asked["path"])
    except BadInput:
        return [asked["path"]]  # collecting it says what is wrong
    found: list[str] = []
    for line in asked["lines"][1:].split(":"):
        cases = read.at(int(line))
        if not cases:
            said = f"{argument}: line {line} is not in the file, of {read.length} lines"
            raise pytest.UsageError(said)
        found += [f"{asked['path']}::{_name(case)}" for case in cases]
    return list(dict.fromkeys(found))
