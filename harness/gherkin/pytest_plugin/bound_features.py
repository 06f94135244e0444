"""Features that modules bind with pytest-bdd's `scenarios()`: same checks, no second run."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from harness.domain.errors import Problems
from harness.gherkin import feature_file
from harness.gherkin.check import problems_of
from harness.gherkin.places import shown
from harness.gherkin.pytest_adapter import bound_feature
from harness.gherkin.pytest_plugin.collector import ScenarioItem, definitions_for, problem_text

# by path, as a user would write it: why the feature is rejected, and the tests that are dropped
Rejected = Mapping[str, tuple[str, Sequence[pytest.Item]]]


def bound_twice(items: Sequence[pytest.Item], config: pytest.Config) -> Rejected:
    """The features that would run twice, with advice."""
    found = {}
    for path, modules in _bound(items).items():
        collected = [item for item in items if isinstance(item, ScenarioItem) and item.path == path]
        places = [*(["itself"] if collected else []), *modules]
        if len(places) > 1:
            file, by = shown(path, config.invocation_params.dir), " and by ".join(places)
            why = (
                f"{file} would run twice: it is bound by {by}.\n"
                "Feature files are collected without a module: delete its scenarios(), or set\n"
                f"harness_collect_features = false in {config.inipath or 'pytest.ini'}"
            )
            found[file] = why, [*collected, *_all(modules)]
    return found


def bound_wrongly(items: Sequence[pytest.Item], config: pytest.Config) -> Rejected:
    """The features in which the strict checks find problems, with all of them."""
    found = {}
    for path, modules in _bound(items).items():
        parent = next(_all(modules)).getparent(pytest.Module)
        assert parent is not None
        file = shown(path, config.invocation_params.dir)
        try:
            problems = problems_of(feature_file.load(path, file), definitions_for(parent))
        except Problems as error:
            problems = error.problems
        if problems:
            found[file] = problem_text(problems), list(_all(modules))
    return found


def _bound(items: Sequence[pytest.Item]) -> dict[Path, dict[str, list[pytest.Item]]]:
    """The tests that modules make of features: by file, then by module."""
    found: dict[Path, dict[str, list[pytest.Item]]] = {}
    for item in items:
        path = bound_feature(item)
        if path is not None:
            module = item.nodeid.partition("::")[0]
            found.setdefault(path, {}).setdefault(module, []).append(item)
    return dict(sorted(found.items()))


def _all(modules: Mapping[str, list[pytest.Item]]) -> Iterator[pytest.Item]:
    for items in modules.values():
        yield from items
