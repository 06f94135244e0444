"""Searches by call: every state of a bounded model, and shortest histories.

>>> model = BoundedModel(values=(None, "Byron"), imports=False)
>>> find("duplicate", model, longest=3)[0].title[:46]
'The same record is created on both sides with '
"""

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from copy import copy
from dataclasses import dataclass, replace
from typing import Any

from harness.domain.arguments import number, wrong
from harness.domain.errors import HarnessError
from harness.exploration.statespace.model import BoundedModel
from harness.exploration.statespace.search import Search
from harness.exploration.statespace.states import Form
from harness.exploration.statespace.verification import (
    Broken,
    Derived,
    ProgressBlock,
    Searched,
    Stage,
    verification,
)
from harness.exploration.witnesses.causes import dashed
from harness.exploration.witnesses.search import find as find_witnesses
from harness.exploration.witnesses.targets import target_named
from harness.exploration.witnesses.witness_files import scenario_of
from harness.library.choices import PluginSource, PropertySource, own_parts
from harness.library.exploring import Counterexample
from harness.library.parts import FreshSimulator, SimulatorSource
from harness.properties.law import required_goals
from harness.properties.plugin_file import plugged_in, properties_of
from harness.reports.event_text import plural
from harness.scenarios.scenario import Scenario, ScenarioStep

__all__ = ["BoundedModel", "PropertyViolated", "Verified", "find", "verify"]


class PropertyViolated(HarnessError, AssertionError):
    """A property does not hold; the text and `counterexample` have the shortest history."""

    def __init__(self, counterexample: Counterexample) -> None:
        super().__init__(counterexample)
        self.counterexample = counterexample

    def __str__(self) -> str:
        return str(self.counterexample)


@dataclass(frozen=True, repr=False)
class Verified:
    """The states in which the records of a bounded model can be; every invariant holds in all."""

    model: BoundedModel
    found: Search
    rules: frozenset[str]  # that decided something
    missing: tuple[str, ...]  # coverage goals that no step reaches: they were not tried

    @property
    def states(self) -> int:
        """How many states the records can be in together."""
        return self.found.states

    def __repr__(self) -> str:
        size = f"{plural(self.model.records, 'record')}: {plural(self.states, 'state')}"
        return f"<Verified: {size}, diameter {self.found.depth}, every invariant holds>"


def verify(
    model: BoundedModel | None = None,
    *,
    simulator: SimulatorSource | None = None,
    plugins: Iterable[PluginSource] = (),
    properties: Iterable[PropertySource] = (),
    progress: ProgressBlock = lambda _: nullcontext(_nothing),
) -> Verified:
    """Verify the invariants of the law and these for histories of any length over the model.

    Raises PropertyViolated with the shortest history that violates one.
    """
    used = _plugged(model, simulator)
    own = own_parts(properties, plugins)
    # canonical states have no values, which a property of a user may tell apart
    form: Form = "time-abstracted" if properties_of(own) else "canonical"
    stages: list[Stage] = []
    with plugged_in(own):
        for stage in verification(used, form, progress):
            if isinstance(stage, Broken):
                raise PropertyViolated(_counterexample(stage, own))
            stages.append(stage)
        goals = required_goals(used.settings.conflict, used.faults, universe=False)
    tables = [it.table for it in stages if isinstance(it, Derived)]
    reached = {name for it in tables for names, _ in it.coverage.values() for name in names}
    rules = frozenset(rule for it in tables for rule, _ in it.rules)
    (searched,) = (it for it in stages if isinstance(it, Searched))
    missing = tuple(name for name in goals if name not in reached)
    return Verified(used, searched.found, rules, missing)


def _counterexample(broken: Broken, own: tuple[Any, ...]) -> Counterexample:
    model, history = broken
    name, message = history.violation
    steps = tuple(ScenarioStep(at, at, it) for at, it in enumerate(history.commands, 1))
    scenario = Scenario(f"It breaks: {name}", "found.yaml", model.settings, steps, history.given)
    found = Counterexample(name, message, scenario, engine=model.engine, own=own)
    return found.shrunk()  # of one record it is a shortest, of two it is not


def _plugged(model: BoundedModel | None, simulator: SimulatorSource | None) -> BoundedModel:
    found = BoundedModel() if model is None else model
    if not isinstance(found, BoundedModel):
        raise wrong("model", "h.BoundedModel(records=2), for example", model)
    if simulator is None:
        return found
    source, found = FreshSimulator(simulator), copy(found)
    of = source.made().settings
    found.engine = source
    found.settings = replace(found.settings, conflict=of.conflict, tie=of.tie)
    return found


def find(
    target: str,
    model: BoundedModel | None = None,
    *,
    longest: int | None = None,
    simulator: SimulatorSource | None = None,
    on_progress: Callable[[int, int], None] = lambda _done, _known: None,
) -> list[Scenario]:
    """The shortest histories that show the target, one for each way that it comes about.

    A target is a finding such as `data-loss`, a kind of event, or a property (`harness find --list`
    lists them all). Each scenario passes only if its history comes to what was found.
    """
    if not isinstance(target, str):
        raise wrong("target", "the name of one, such as 'data-loss'", target)
    target_named(target)
    if longest is not None:
        number("longest", longest, 1)
    used = _plugged(model, simulator)
    return [scenario_of(it) for it in find_witnesses(dashed(target), used, longest, on_progress)]


def _nothing(*_: object) -> None:
    """Progress that nobody looks at."""
