"""Features that modules bind with pytest-bdd's `scenarios()`: same checks, no second run."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from harness.gherkin.check import feature_problems
from harness.gherkin.places import shown
from harness.gherkin.pytest_adapter import bound_feature
from harness.gherkin.pytest_plugin.collector import ScenarioItem, definitions_for, problem_text

# by path, as a user would write it: why the feature is rejected, and the tests that are dropped
Rejected = Mapping[str, tuple[str, Sequence[pytest.Item]]]


def bound_twice(items: Sequence[pytest.Item], config: pytest.Config) -> Rejected:
    """The features that would run twice, with advice."""
    found = {}
    for path, bound in _bound(items).items():
        collected = [item for item in items if isinstance(item, ScenarioItem) and item.path == path]
        modules = dict.fromkeys(item.nodeid.partition("::")[0] for item in bound)
        places = [*(["itself"] if collected else []), *modules]
        if len(places) > 1:
            file, by = shown(path, config.invocation_params.dir), " and by ".join(places)
            why = (
                f"{file} would run twice: it is bound by {by}.\n"
                "Feature files are collected without a module: delete its scenarios(), or set\n"
                f"harness_collect_features = false in {config.inipath or 'pytest.ini'}"
            )
            found[file] = why, [*collected, *bound]
    return found


def bound_wrongly(items: Sequence[pytest.Item], config: pytest.Config) -> Rejected:
    """The features in which the strict checks find problems, with all of them."""
    found = {}
    for path, bound in _bound(items).items():
        parent = bound[0].getparent(pytest.Module)
        assert parent is not None
        file = shown(path, config.invocation_params.dir)
        problems = feature_problems(path, definitions_for(parent), file)
        if problems:
            found[file] = problem_text(problems), bound
    return found


def _bound(items: Sequence[pytest.Item]) -> dict[Path, list[pytest.Item]]:
    """The tests that modules make of features, by the file of the feature."""
    found: defaultdict[Path, list[pytest.Item]] = defaultdict(list)
    for item in items:
        path = bound_feature(item)
        if path is not None:
            found[path].append(item)
    return dict(sorted(found.items()))
