"""Explorations by call: many random histories, under the invariants of the law and one's own.

>>> found = explore(seeds=range(5), length=20)
>>> found
<Exploration: 5 histories, 135 steps, every invariant holds>
>>> found.counterexample is None
True
"""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Final, Literal

from harness.domain.arguments import number, wrong
from harness.domain.commands import Command
from harness.domain.errors import BadInput
from harness.domain.policies import POLICIES
from harness.domain.settings import DEFAULT_SETTINGS
from harness.domain.suggestions import did_you_mean
from harness.exploration import MOST_COMMANDS
from harness.exploration.campaign.campaign import Campaign, deadline
from harness.exploration.campaign.seed_ranges import Seeds
from harness.exploration.campaign.work_units import (
    ExplorationSpec,
    FailedHistory,
    Plugged,
    WorkResult,
    engine_of,
    scenario_of,
)
from harness.exploration.campaign.workers import executor_of
from harness.exploration.shrinking.candidates import numbered
from harness.exploration.shrinking.same_failure import (
    FailurePredicate,
    broken_contract,
    violated_property,
)
from harness.exploration.shrinking.shrinker import MOST
from harness.exploration.shrinking.shrinker import shrink as shrink_scenario
from harness.exploration.statespace.model import NAMES, require_abstract
from harness.exploration.workload.continuation import start_of
from harness.library.choices import (
    PluginSource,
    PropertySource,
    fault_kinds,
    own_parts,
    require_seeds,
)
from harness.library.parts import FreshSimulator, SettingsSource, SimulatorSource, fixed_settings
from harness.properties.law import ALWAYS, CONTRACT, Property, required_goals
from harness.properties.plugin_file import PluginFile, plugged_in
from harness.reports.event_text import plural
from harness.scenarios.expectations import Expectation, RefusedBecause
from harness.scenarios.replay import NOT_REFUSED, EngineFactory, Progress, replay
from harness.scenarios.scenario import Scenario
from harness.scenarios.writer import scenario_text
from harness.simulator.engine import Engine
from harness.simulator.store_engine import StoreEngine

_SEEDS: Final = range(1000)


def with_parts_named(history: Scenario, engine: EngineFactory) -> Scenario:
    """The history with the clock and integration that the engine has among its settings."""
    return replace(history, settings=engine(history.settings, history.catalog).world.settings)


@dataclass(frozen=True)
class Counterexample:
    """A history that violates a property: its scenario ends at the step that does."""

    property: str
    message: str  # how it is violated
    history: Scenario
    stopped: str = ""  # "limit" or "interrupted", if shrinking did not come to its end
    engine: EngineFactory = field(default=Engine, repr=False)  # makes the simulator
    # properties besides those of the law, and the files that have them or other parts
    own: tuple[PluginFile | Property, ...] = field(default=(), repr=False)

    def shrunk(self, most: int = MOST, on_progress: Progress | None = None) -> "Counterexample":
        """The shortest history that violates the property, after so many replays at most.

        A scenario file can say it. It is the same history if the violation is not of one history,
        such as a second run that comes to something else.
        """
        with plugged_in(self.own):
            failing = self._failing(self.history)
            if failing is None:
                return self
            found = shrink_scenario(self.history, failing, on_progress, most)
            last = self._failing(found.scenario)
            message = last.description.partition(": ")[2] if last else self.message
            title = f"It breaks: {self.property}"
            history = with_parts_named(replace(found.scenario, title=title), self.engine)
        return replace(self, history=history, message=message, stopped=found.stopped)

    def _failing(self, scenario: Scenario) -> FailurePredicate | None:
        if self.property == CONTRACT:
            return broken_contract(scenario, self.engine)
        if self.property not in ALWAYS:
            return None
        return violated_property(scenario, self.property, self.engine)

    def to_yaml(self) -> str:
        """The history as the text of a scenario file, which expects the refusals on the way."""
        history = self.history
        with plugged_in(self.own):
            done = replay(history, engine=self.engine).done
        steps: list[Command | Expectation] = []
        for step, how in zip_longest(history.steps, done):
            steps.append(step.does)
            if how and how.failure and how.failure.expectation == NOT_REFUSED:
                steps.append(RefusedBecause(str(how.failure.kind)))
        return scenario_text(replace(history, steps=numbered(steps)))

    def __str__(self) -> str:
        steps = plural(len(self.history.steps), "step")
        return f"{self.property}: {self.message}\n\n{steps}:\n{self.to_yaml()}"


@dataclass(frozen=True, repr=False)
class Exploration:
    """The result of an exploration."""

    spec: ExplorationSpec
    plugged: Plugged
    found: WorkResult
    whole: bool  # False if the time was over before
    unsaved: str = ""  # why what was found is not in the file of `save`, if it is not

    @property
    def histories(self) -> int:
        """How many were run."""
        return self.found.histories

    @property
    def steps(self) -> int:
        """How many commands they had in all."""
        return self.found.steps

    @property
    def failures(self) -> tuple[FailedHistory, ...]:
        """The histories that violate a property, the shortest first."""
        return self.found.failures

    @property
    def broken(self) -> tuple[str, ...]:
        """The names of the properties that are violated."""
        return tuple(sorted({failure.property for failure in self.failures}))

    @property
    def goals(self) -> dict[str, Property]:
        """The coverage goals that histories of this kind have to reach."""
        spec, universe = self.spec, self.spec.world == "company"
        if spec.start is not None:
            return {}  # what a scenario cannot come to is no fault of it
        with plugged_in(self._own):
            return required_goals(spec.conflict, spec.faults, universe, spec.settings)

    @property
    def missing(self) -> tuple[str, ...]:
        """The coverage goals that no step has reached: what they stand for was not tried."""
        return tuple(name for name in self.goals if name not in self.found.reached)

    @property
    def rules(self) -> frozenset[str]:
        """The rules that decided something."""
        return frozenset(rule for rule, _ in self.found.pairs)

    @property
    def passed(self) -> bool:
        """Whether every property holds, and the histories, if several, reached every goal.

        Without a history, as the time was over before, nothing was tried, and nothing holds.
        """
        return self.histories > 0 and not self.broken and not (self.histories > 1 and self.missing)

    @property
    def counterexample(self) -> Counterexample | None:
        """The shortest history that violates a property; None if all hold."""
        return self.counterexample_of(self.failures[0].property) if self.failures else None

    def counterexample_of(self, name: str) -> Counterexample:
        """The shortest history that violates this property."""
        failure = self.failure_of(name)
        with plugged_in(self._own):  # to generate it again
            engine = engine_of(self.spec, self.plugged)
            history = with_parts_named(scenario_of(self.spec, failure, self.plugged), engine)
        return Counterexample(name, failure.message, history, engine=engine, own=self._own)

    def failure_of(self, name: str) -> FailedHistory:
        """The seed of that history, the number of its steps, and how it violates the property."""
        failure = min((it for it in self.failures if it.property == name), default=None)
        if failure is None:
            raise BadInput(f"no history violates {name!r}{did_you_mean(name, self.broken)}")
        return failure

    @property
    def _own(self) -> tuple[PluginFile | Property, ...]:
        return *self.spec.plugins, *self.plugged.properties

    def __repr__(self) -> str:
        held = f"BROKEN: {', '.join(self.broken)}" if self.broken else "every invariant holds"
        held = held if self.histories else "nothing was tried"
        held += f", NOT SAVED: {self.unsaved}" if self.unsaved else ""
        size = f"{plural(self.histories, 'history')}, {plural(self.steps, 'step')}"
        return f"<Exploration: {size}, {held}>"


def explore(
    seeds: range = _SEEDS,
    *,
    length: int = 50,
    faults: Iterable[str] = (),
    swarm: bool = False,
    world: Literal["company", "small"] = "company",
    start: Scenario | None = None,
    records: int = 2,
    conflict: str | None = None,
    settings: SettingsSource | None = None,
    simulator: SimulatorSource | None = None,
    stores: str = "memory",
    plugins: Iterable[PluginSource] = (),
    properties: Iterable[PropertySource] = (),
    processes: int = 1,
    time_limit: float | None = None,
    save: str | os.PathLike[str] | None = None,
    on_progress: Callable[[int, int, str], None] | None = None,
) -> Exploration:
    """Run a random history for each seed, and check every invariant after each of its steps.

    Each has `length` commands, and these kinds of fault; with `swarm` it draws from a half of what
    can happen. The world is a company of several tables, a small one of so many `records`, or that
    of the scenario `start`, whose settings and commands come first in every history.
    `conflict` is the policy. Settings that are not the default are kept, those of `settings` and of
    the simulator, and all that are texts such as `tie=hr`; all others are drawn. `simulator` has
    the parts that every history runs with, or `stores` is a class as `FILE.py:Shelf`; `plugins` are
    files with parts that are named here and with properties; `properties` are functions under
    `always` and `sometimes`, or files. In several processes, they have to be importable. After
    `time_limit` seconds it stops; with `save`, the same call goes on from there.
    """
    require_seeds(seeds)
    if start is not None and (not isinstance(start, Scenario) or world == "small"):
        raise wrong("start", "a scenario, as h.load returns it, without a world", start)
    if world not in ("company", "small"):
        raise wrong("world", "'company' or 'small'", world)
    own = own_parts(properties, plugins, start)
    if simulator is not None and stores != "memory":
        raise BadInput("stores and simulator: give the simulator its stores")
    StoreEngine(stores)  # BadInput for one that is none
    files = tuple(it for it in own if isinstance(it, PluginFile))
    functions = tuple(it for it in own if isinstance(it, Property))
    source = FreshSimulator(simulator) if simulator is not None else None
    with plugged_in(own):  # which may be what is named
        kinds = fault_kinds(faults, small=world == "small")
        fixed = dict(fixed_settings(source.made().settings if source else None, settings))
        policies, begun = [*POLICIES], None if start is None else start_of(start)
    if kinds and world == "company":
        kinds = (*kinds, "over")  # longer histories also end faults now and then
    if conflict is not None and fixed.get("conflict", conflict) != conflict:
        other = f"the settings, or those of the simulator, have {fixed['conflict']}"
        raise BadInput(f"conflict is {conflict}, but {other}: give one of the two")
    policy = str(conflict or fixed.get("conflict", ""))
    if policy and policy not in policies:
        raise wrong("conflict", f"one of {', '.join(policies)}", policy)
    fixed.pop("conflict", None)
    if world == "small":
        require_abstract(replace(DEFAULT_SETTINGS, **fixed))
    spec = ExplorationSpec(
        world, number("length", length, 1, MOST_COMMANDS), swarm, kinds,
        number("records", records, 1, len(NAMES)), policy, files, (), stores, begun,
    )  # fmt: skip
    plugged = Plugged(source or Engine, tuple(fixed.items()), functions)
    if time_limit is not None and not (isinstance(time_limit, int | float) and time_limit > 0):
        raise wrong("time_limit", "seconds", time_limit)
    if save is not None and not isinstance(save, str | os.PathLike):
        raise wrong("save", "a path", save)
    if save is not None and plugged != Plugged():
        raise BadInput("save: keeps histories of the usual simulator; put properties into a file")
    file = None if save is None else os.fspath(save)
    campaign = Campaign(spec, Seeds(seeds.start, len(seeds)), file)
    execute = executor_of(number("processes", processes, 1), plugged)
    with plugged_in(own):  # what is wrong with them is found before any history
        finished = campaign.run(execute, deadline(time_limit), on_progress or _no_progress)
    return Exploration(spec, plugged, campaign.result, finished, campaign.unsaved)


def _no_progress(_done: int, _of: int, _what: str) -> None:
    """Progress that nobody looks at."""
