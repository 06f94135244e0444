r"""Shrinking by call: the shortest scenario that fails in the same way as a failing one.

>>> from harness.scenarios.reader import parse
>>> long = parse("scenario: x\nsteps: [turn_on, advance: 1d, expect: {missed_requests: 1}]")
>>> shrink(long).scenario.steps
(ScenarioStep(number=1, line=1, does=MissedRequests(count=1, environment=None, record=None)),)
"""

from collections.abc import Iterable

from harness.domain.arguments import number, wrong
from harness.domain.errors import BadInput
from harness.exploration.shrinking.same_failure import (
    FailurePredicate,
    first_failure,
    violated_property,
)
from harness.exploration.shrinking.shrinker import MOST, Shrunk
from harness.exploration.shrinking.shrinker import shrink as shrink_scenario
from harness.library.choices import PluginSource, PropertySource, own_parts
from harness.library.parts import FreshSimulator, SimulatorSource
from harness.properties.plugin_file import plugged_in
from harness.scenarios.replay import EngineFactory, Progress
from harness.scenarios.scenario import Scenario
from harness.simulator.engine import Engine


def shrink(
    scenario: Scenario,
    *,
    property: str | None = None,  # noqa: A002  (it is the option's name, too)
    plugins: Iterable[PluginSource] = (),
    properties: Iterable[PropertySource] = (),
    simulator: SimulatorSource | None = None,
    most: int = MOST,
    on_progress: Progress | None = None,
) -> Shrunk:
    """The shortest scenario that fails in the same way, after `most` replays at most.

    It shrinks to the violation of the `property` of that name; without one to the first expectation
    that fails, and if all hold to the first property that is violated. `properties` are checked
    besides those of the law; `plugins` are files with what the scenario names. Raises
    BadInput if nothing fails.
    """
    if not isinstance(scenario, Scenario):
        raise wrong("scenario", "one, as h.load and h.loads return it", scenario)
    engine = Engine if simulator is None else FreshSimulator(simulator)
    with plugged_in(own_parts(properties, plugins, scenario)):
        failing = failure_of(scenario, property, engine)
        return shrink_scenario(scenario, failing, on_progress, number("most", most, 1))


def failure_of(
    scenario: Scenario, name: str | None = None, engine: EngineFactory = Engine
) -> FailurePredicate:
    """How the scenario fails: by that property, or else first. BadInput if it passes."""
    found = None if name is not None else first_failure(scenario, engine)
    found = found or violated_property(scenario, name, engine)
    if found is None:
        what = f"the property {name!r} holds" if name else "nothing fails"
        raise BadInput(f"{scenario.place}: {what}: there is nothing to shrink")
    return found
