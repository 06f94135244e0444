"""Adapter to pytest and pytest-bdd: with `pytest_failures`, all that uses their private names.

Collecting features without test modules and running a step whose definition is known need names
that pytest and pytest-bdd keep to themselves and may change in any release; `pyproject.toml` pins
both. A new release is met in these two modules and nowhere else.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from inspect import signature
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

import pytest
from _pytest.config.findpaths import determine_setup
from _pytest.fixtures import FixtureFunctionDefinition as _FixtureFunction
from pytest_bdd.compat import get_fixture_names, getfixturedefs
from pytest_bdd.gherkin_parser import DataTable
from pytest_bdd.parser import Feature, Rule, Scenario, Step
from pytest_bdd.parsers import StepParser, string
from pytest_bdd.reporting import scenario_reports_registry
from pytest_bdd.scenario import _execute_step_function, scenario_wrapper_template_registry
from pytest_bdd.steps import StepFunctionContext, step_function_context_registry

from harness.domain.errors import BadInput
from harness.domain.files import read_text
from harness.gherkin.clock_zone import ZONE
from harness.gherkin.places import settings_files

if TYPE_CHECKING:  # the reader of features is slow to import, and every test suite has the plugin
    from harness.gherkin.feature_file import Case, Cells, FeatureFile, Node

__all__ = [
    "STOPWATCHES",
    "Feature",
    "PythonlessModule",
    "Scenario",
    "StepFunctionContext",
    "acts_by_itself",
    "bound_feature",
    "configuration",
    "execute_step",
    "feature_of",
    "matches_exactly",
    "module_acts_by_itself",
    "scenario_of",
    "steps_of_module",
    "visible_steps",
    "wrap_finalizers",
]  # fmt: skip

# these measure while code of users runs: subtests, steps of Allure, and what asyncio waits for
STOPWATCHES: Final = ("_pytest.timing", "allure_commons.utils", "asyncio.base_events")
_NOWHERE: Final = {"line": 0, "column": 0}
_FIXTURES: Final = pytest.FixtureDef.__module__
_SIMULATED: Final = frozenset(("simulation", "simulator"))
_BEFORE: Final = ("pytest_bdd_before_scenario", "pytest_bdd_before_step")
_PLUGIN: Final = "pytest_bdd.plugin"  # defines a step of its own, `trace`, for the debugger


# ------------------------------------------------------------------------------ collecting features


class PythonlessModule(pytest.Module):
    """A module of tests with no Python file to import."""

    _fixtures: Any = None

    def _getobj(self) -> ModuleType:
        return ModuleType(self.path.stem)

    def fixtures_of(self, function: Callable[..., None]) -> Any:
        """pytest's fixture information on a test: the same for every scenario without marks."""
        if hasattr(function, "pytestmark"):  # which may be usefixtures
            return None  # pytest finds out
        if self._fixtures is None:
            manager = self.session._fixturemanager  # noqa: SLF001  (nothing public makes one)
            self._fixtures = manager.getfixtureinfo(self, function, None)  # type: ignore[arg-type]
        return self._fixtures


def visible_steps(node: pytest.Collector) -> list[StepFunctionContext]:
    """The step definitions that features at this place may use."""
    manager = node.session._fixturemanager  # noqa: SLF001  (nothing public lists fixtures)
    functions = [
        definition.func
        for name in get_fixture_names(manager)
        if name.startswith("pytestbdd_stepdef_")
        for definition in getfixturedefs(manager, name, node) or ()
    ]
    return _contexts(functions)


def acts_by_itself(node: PythonlessModule) -> bool:
    """Whether fixtures or hooks of the project may act on the simulation of a feature here."""

    def scenario(request: pytest.FixtureRequest) -> None: ...  # as that of a scenario is

    information = node.fixtures_of(scenario)
    hooks = (getattr(node.ihook, name) for name in _BEFORE)
    modules = {impl.plugin for hook in hooks for impl in hook.get_hookimpls()}
    return not _SIMULATED.isdisjoint(information.names_closure) or any(
        str(getattr(module, "__file__", "")).endswith("conftest.py") for module in modules
    )


def module_acts_by_itself(module: ModuleType) -> bool:
    """The same of one module with steps."""
    fixtures = (
        (value._fixture_function, value._fixture_function_marker)  # noqa: SLF001  (nothing public)
        for value in vars(module).values()
        if isinstance(value, _FixtureFunction)
    )
    return not vars(module).keys().isdisjoint(_BEFORE) or any(
        marker.autouse and not _SIMULATED.isdisjoint(signature(function).parameters)
        for function, marker in fixtures
    )


def steps_of_module(module: ModuleType) -> list[StepFunctionContext]:
    """The step definitions in a module, where pytest-bdd leaves each as a fixture."""
    functions = (getattr(value, "_fixture_function", None) for value in vars(module).values())
    return _contexts(function for function in functions if function is not None)


def _contexts(functions: Iterable[Any]) -> list[StepFunctionContext]:
    contexts = map(step_function_context_registry.get, functions)
    return [one for one in contexts if one is not None and one.step_func.__module__ != _PLUGIN]


def matches_exactly(parser: StepParser) -> bool:
    """Whether a definition's only line is its phrase, word for word."""
    return isinstance(parser, string)


def bound_feature(item: pytest.Item) -> Path | None:
    """The feature file that a test made by `pytest_bdd.scenarios()` runs; None for other tests."""
    if "_pytest_bdd_example" not in getattr(item, "fixturenames", ()):
        return None
    try:
        template = scenario_wrapper_template_registry.get(item.obj)  # type: ignore[attr-defined]
    except (AttributeError, TypeError):  # no function, or one that cannot be referred to weakly
        return None
    return None if template is None else Path(template.feature.filename)


def configuration(folder: Path, here: Path) -> tuple[Path, Path | None, dict[str, object]]:
    """The root folder, the file of settings and the settings of pytest, started here for a folder.

    BadInput if the file is wrong.
    """
    try:
        root, file, found, _ = determine_setup(
            inifile=None,
            override_ini=None,
            args=[str(folder)],
            rootdir_cmd_arg=None,
            invocation_dir=here,
        )
    except pytest.UsageError as error:
        raise BadInput(str(error)) from None
    except UnicodeDecodeError:  # of a file that is not named
        for it in filter(Path.is_file, settings_files(folder)):
            read_text(it)
        raise
    return root, file, {key: getattr(value, "value", value) for key, value in found.items()}


# ----------------------------------------------------------- what the hooks of pytest-bdd are given


def feature_of(read: "FeatureFile", path: Path) -> Feature:
    """A feature for the hooks; it lists no scenarios."""
    node = read.feature
    return Feature(
        scenarios=OrderedDict(),
        filename=str(path),
        rel_filename=f"{path.parent.name}/{path.name}",
        language=node["language"],
        keyword=node["keyword"],
        name=node["name"],
        tags=_tags(node),
        background=None,
        line_number=node["location"]["line"],
        description=node["description"],
    )


def scenario_of(feature: Feature, case: "Case") -> Scenario:
    """A case for the hooks."""
    steps = [
        Step(
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
    return Scenario(
        feature=feature,
        keyword=case.keyword,
        name=case.title,
        line_number=case.line,
        steps=steps,
        description=case.description,
        tags=set(case.tags),
        rule=None if case.rule is None else _rule(case.rule),
    )


def _rule(node: "Node") -> Rule:
    return Rule(node["keyword"], node["name"], node["description"], _tags(node))


def _tags(node: "Node") -> set[str]:
    return {tag["name"].removeprefix("@") for tag in node["tags"]}


def _table(cells: "Cells") -> DataTable:
    rows = [
        {"id": "", "location": _NOWHERE, "cells": [{"location": _NOWHERE, "value": v} for v in row]}
        for row in cells
    ]
    return DataTable.from_dict({"location": _NOWHERE, "rows": rows})


# ------------------------------------------------------------------------------------ running steps


def execute_step(
    request: pytest.FixtureRequest, scenario: Scenario, number: int, context: StepFunctionContext
) -> None:
    """Run the step of that index with its fixtures and the hooks around it."""
    __tracebackhide__ = True
    try:
        _execute_step_function(request, scenario, scenario.steps[number], context)
    except pytest.skip.Exception:
        ZONE.enter(users=False)  # no hook says that the step is over
        scenario_reports_registry[request.node].fail()  # or pytest-bdd reports the step as passed
        raise


def wrap_finalizers(
    fixture: pytest.FixtureDef[Any], wrap: Callable[[Callable[[], object]], Callable[[], object]]
) -> None:
    """Wrap what a fixture does when it is torn down, but not the hook that pytest calls then."""
    found: list[Callable[[], object]] = fixture._finalizers  # noqa: SLF001  (nothing public lists them)
    found[:] = [one if _calls_a_hook(one) else wrap(one) for one in found]


def _calls_a_hook(finalizer: Callable[[], object]) -> bool:
    return getattr(finalizer, "__name__", "") == "<lambda>" and finalizer.__module__ == _FIXTURES
