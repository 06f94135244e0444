"""A check that a scenario survives a round trip through the file format, in memory.

The scenario is written to a YAML tree and read from it, without text. A random history may hold
what no file can: a lookup of a record that only the integration made, or records given after the
first step.

>>> from harness.domain.commands import Delete
>>> from harness.domain.settings import Settings
>>> from harness.scenarios.scenario import ScenarioStep
>>> steps = (ScenarioStep(1, 1, Delete("hr", "ada")),)
>>> unrepresentable_steps(Scenario("x", "x", Settings(), steps))
{0}
"""

from collections.abc import Mapping
from typing import Any

from harness.domain.errors import Problems
from harness.scenarios.reader import read_scenario
from harness.scenarios.scenario import Scenario
from harness.scenarios.writer import document
from harness.scenarios.yaml_tree import Items, Node, Pairs, Text


def read_back(scenario: Scenario) -> Scenario:
    """The scenario after the round trip: what is given may be grouped and ordered anew.

    Raises Problems if a file cannot express it; the line of a problem is the number of its step, or
    0 if it is in another part of the file.
    """
    found = document(scenario)
    steps = found.pop("steps")
    items = tuple(_tree(step, number) for number, step in enumerate(steps, 1))
    pairs = {**_tree(found, 0).pairs, "steps": (Text(0, 0, "steps"), Items(0, 0, items))}
    return read_scenario(Pairs(0, 0, pairs), scenario.file)


def as_read(scenario: Scenario) -> Scenario | None:
    """The scenario after the round trip; None if no file can express it."""
    try:
        return read_back(scenario)
    except Problems:
        return None


def unrepresentable_steps(scenario: Scenario) -> set[int]:
    """The places, from 0, of the steps that no file can express; -1 stands for what is given."""
    try:
        read_back(scenario)
    except Problems as error:
        return {problem.line - 1 for problem in error.problems}
    return set()


def _tree(value: Any, line: int) -> Any:
    """Plain values as the tree that their YAML has, all of it in one line."""
    if isinstance(value, Mapping):
        pairs: dict[str, tuple[Text, Node]] = {
            str(key): (Text(line, 0, str(key)), _tree(it, line)) for key, it in value.items()
        }
        return Pairs(line, 0, pairs)
    if isinstance(value, list | tuple):
        return Items(line, 0, tuple(_tree(it, line) for it in value))
    if isinstance(value, bool):
        return Text(line, 0, "yes" if value else "no")
    return Text(line, 0, None if value is None else str(value))
