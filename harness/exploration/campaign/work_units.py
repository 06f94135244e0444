"""Work units: run the histories of a range of seeds under the oracle. The unit of all explorations.

The result of a unit depends on its spec and seeds alone, and merging results does not depend on
order. So one process, several, or the machines of a cluster reach the same result, and a unit that
is done twice, as a worker was lost, gives the same again.

>>> spec = ExplorationSpec(world="small", length=30)
>>> one, two = run_unit(spec, 0, 20), run_unit(spec, 20, 20)
>>> one.merged(two) == two.merged(one) == run_unit(spec, 0, 40)
True
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any, Final, NamedTuple

from harness.domain.catalog import Catalog, standard_catalog
from harness.domain.commands import Command, Fault, command_name
from harness.domain.errors import PluginError
from harness.domain.settings import DEFAULT_SETTINGS, Settings
from harness.exploration.statespace.model import FEWER_VALUES, BoundedModel
from harness.exploration.statespace.transitions import TransitionTable
from harness.exploration.statespace.walks import (
    CHECKED_EVERY,
    CHECKED_FIRST,
    check_walk,
    commands_of,
    walk,
)
from harness.exploration.workload.continuation import Start, continuation
from harness.exploration.workload.continuation import tables_of as tables_of_start
from harness.exploration.workload.generator import generate
from harness.exploration.workload.healing import healing
from harness.exploration.workload.narrow_columns import catalog_for, suitable
from harness.properties.law import (
    CONTRACT,
    SOMETIMES,
    Properties,
    Property,
    Violation,
    first_violation,
    goals_reached,
    plugged_goals,
)
from harness.properties.oracle.oracle import Oracle
from harness.properties.plugin_file import PluginFile, plugged_in
from harness.reports.result import end_state, fingerprint
from harness.reports.result_format import EndState
from harness.scenarios.replay import EngineFactory
from harness.scenarios.scenario import Scenario, ScenarioStep
from harness.scenarios.setting_text import with_settings
from harness.simulator.engine import Engine
from harness.simulator.store_engine import StoreEngine

TWICE_EVERY: Final = 20  # seeds: these histories are run twice, and must end in the same state
DETERMINISM: Final = "a second run of a history comes to the same"


class Plugged(NamedTuple):
    """What an exploration has in place of the usual simulator, and of settings that are drawn."""

    engine: EngineFactory = Engine
    settings: tuple[tuple[str, Any], ...] = ()  # fields of `Settings`
    properties: tuple[Property, ...] = ()  # besides those of files


class ExplorationSpec(NamedTuple):
    """What to explore. `world`: company (universes of several tables) or small (bounded model).

    With a `start` there is no world but that of its scenario.
    """

    world: str = "company"
    length: int = 50  # commands of a history
    swarm: bool = False
    faults: tuple[str, ...] = ()
    records: int = 2  # of the bounded model
    conflict: str = ""  # the policy; else a random one, in the bounded model that of the law
    plugins: tuple[PluginFile, ...] = ()  # of the user: properties, policies, integrations ...
    settings: tuple[str, ...] = ()  # KEY=VALUE, put over those that are drawn
    store: str = "memory"  # where the records are, as `--store` names it
    start: Start | None = None  # the scenario that every history goes on from


class FailedHistory(NamedTuple):
    """A history that violates an invariant: at which command, its seed, and how."""

    steps: int
    seed: int
    property: str
    message: str


class WorkResult(NamedTuple):
    """The result of some histories: counts, what was reached, and the failures."""

    histories: int
    steps: int
    reached: frozenset[str]  # coverage goals
    pairs: frozenset[tuple[str, str]]  # a rule, and the command under which it decided
    failures: tuple[FailedHistory, ...]

    def merged(self, other: "WorkResult") -> "WorkResult":
        """The result of both together; commutative."""
        return WorkResult(
            self.histories + other.histories,
            self.steps + other.steps,
            self.reached | other.reached,
            self.pairs | other.pairs,
            tuple(sorted({*self.failures, *other.failures})),
        )


USUAL: Final = Plugged()
NOTHING: Final = WorkResult(0, 0, frozenset(), frozenset(), ())


def run_unit(spec: ExplorationSpec, first: int, count: int, plugged: Plugged = USUAL) -> WorkResult:
    """Run the histories of seeds `first` to `first + count - 1`."""
    run = _run_walks if spec.world == "small" else _run_histories
    with plugged_in((*spec.plugins, *plugged.properties)):
        return run(spec, range(first, first + count), plugged)


def scenario_of(
    spec: ExplorationSpec, failure: FailedHistory, plugged: Plugged = USUAL
) -> Scenario:
    """The history of a failure as a scenario, up to the step that violates the invariant."""
    settings, setup, commands = history_of(spec, failure.seed, plugged)
    steps = [*commands, *healing(settings)][: failure.steps]
    return Scenario(
        f"Seed {failure.seed} breaks: {failure.property}", f"seed-{failure.seed}.yaml", settings,
        tuple(ScenarioStep(number, number, it) for number, it in enumerate(steps, 1)), setup, (),
        tables_of(spec, failure.seed), plugins=spec.plugins,
    )  # fmt: skip


def history_of(
    spec: ExplorationSpec, seed: int, plugged: Plugged = USUAL
) -> tuple[Settings, tuple[Command, ...], Sequence[Command]]:
    """The history of a seed: settings, what is given at the start, and the commands."""
    if spec.world == "small":
        table = table_of(spec, plugged)
        commands = commands_of(table, seed, spec.records, spec.length, spec.swarm)
        return table.model.settings, (), commands
    if spec.start is not None:
        goes_on = continuation(spec.start, seed, spec.length, spec.faults, spec.swarm)
        its = _settings_of(spec, plugged, goes_on.settings)
        return its, goes_on.given, goes_on.commands
    history = generate(
        seed, spec.length, faults=spec.faults, swarm=spec.swarm,
        settings=partial(_settings_of, spec, plugged),
    )  # fmt: skip
    return history.settings, suitable(history.given, catalog_for(seed)), history.commands


def _settings_of(spec: ExplorationSpec, plugged: Plugged, drawn: Settings) -> Settings:
    """The settings that are drawn, with those of the exploration in their place."""
    if spec.conflict:
        drawn = replace(drawn, conflict=spec.conflict, conflict_for=())
    if plugged.settings:
        drawn = replace(drawn, **dict(plugged.settings))
    return with_settings(drawn, spec.settings)


def engine_of(spec: ExplorationSpec, plugged: Plugged = USUAL) -> EngineFactory:
    """What makes the simulators: what is plugged in, or else with the stores of the spec."""
    return plugged.engine if spec.store == "memory" else StoreEngine(spec.store)


def tables_of(spec: ExplorationSpec, seed: int) -> Catalog:
    """The tables of the history of a seed."""
    if spec.start is not None:
        return tables_of_start(spec.start)
    return standard_catalog() if spec.world == "small" else catalog_for(seed)


@lru_cache(maxsize=2)
def table_of(spec: ExplorationSpec, plugged: Plugged) -> TransitionTable:
    """The transition table of an exploration of the bounded model, derived as it is needed."""
    fixed = with_settings(replace(DEFAULT_SETTINGS, **dict(plugged.settings)), spec.settings)
    model = BoundedModel(
        FEWER_VALUES, spec.faults, spec.conflict or fixed.conflict, fixed.tie,
        engine=engine_of(spec, plugged),
    )  # fmt: skip
    return TransitionTable(model, "time-abstracted")


def forget_tables() -> None:
    """Forget the transition tables: the stores of their simulations are closed."""
    table_of.cache_clear()


def _run_walks(spec: ExplorationSpec, seeds: range, plugged: Plugged) -> WorkResult:
    """Random walks through the transition table; some are checked against one simulator."""
    table = table_of(spec, plugged)
    failures, steps = [], 0
    visited: set[tuple[int, int]] = set()
    for seed in seeds:
        found = walk(table, seed, spec.records, spec.length, spec.swarm, visited)
        steps += found.steps
        if found.violation is not None:
            failures.append(FailedHistory(found.steps, seed, *found.violation))
        elif seed < CHECKED_FIRST or not seed % CHECKED_EVERY:
            wrong = check_walk(table, seed, spec.records, spec.length, spec.swarm)
            if wrong is not None and wrong.violation is not None:
                failures.append(FailedHistory(wrong.steps, seed, *wrong.violation))
    reached: set[str] = set()
    pairs: set[tuple[str, str]] = set()
    for state, operation in visited:
        goals, rules = table.coverage.get((state, operation), _NO_COVERAGE)
        reached |= goals
        pairs.update((rule, table.operations[operation].kind) for rule in rules)
    return WorkResult(
        len(seeds), steps, frozenset(reached), frozenset(pairs), tuple(sorted(failures))
    )


_NO_COVERAGE: Final[tuple[frozenset[str], frozenset[str]]] = frozenset(), frozenset()


def _run_histories(spec: ExplorationSpec, seeds: range, plugged: Plugged) -> WorkResult:
    """Random histories of universes, every step done by the simulator and checked."""
    failures, steps = [], 0
    reached: set[str] = set()
    pairs: set[tuple[str, str]] = set()
    of_plugged_faults = Properties(plugged_goals(spec.faults).values())
    for seed in seeds:
        settings, setup, drawn = history_of(spec, seed, plugged)
        commands = (*drawn, *healing(settings))
        catalog, engine = tables_of(spec, seed), engine_of(spec, plugged)
        simulator, done, found = engine(settings, catalog), 0, None
        try:
            oracle = _with_given(simulator, setup)
            for command in commands:
                done += 1
                step = oracle.do(command)
                found = first_violation(step)
                reached.update(goals_reached(SOMETIMES, step, reached))
                if of_plugged_faults:
                    reached.update(goals_reached(of_plugged_faults, step, reached))
                if rules := {it.rule for it in step.events if it.rule is not None}:
                    kind = kind_of(command)
                    pairs.update([(rule, kind) for rule in rules])
                if found is not None:
                    break
            if found is None and not seed % TWICE_EVERY:
                first = end_state(simulator)
                again = engine(settings, catalog)  # may use the same stores
                found = _second_run(again, setup, commands, first)
        except PluginError as error:
            found = Violation(CONTRACT, str(error))
        if found is not None:  # in its first step, if it is in what is given
            failures.append(FailedHistory(max(done, 1), seed, *found))
        steps += done
    return WorkResult(
        len(seeds), steps, frozenset(reached), frozenset(pairs), tuple(sorted(failures))
    )


def _second_run(
    simulator: Engine, setup: Sequence[Command], commands: Sequence[Command], first: EndState
) -> Violation | None:
    """How a second run of a history, in that simulator, differs from the first."""
    try:
        for command in (*setup, *commands):
            simulator.attempt(command)
    except PluginError as error:
        return Violation(DETERMINISM, f"a second run ends: {error}")
    second = end_state(simulator)
    if repr(first) == repr(second):  # nearly always, and made sooner than a fingerprint
        return None
    one, other = fingerprint(first), fingerprint(second)
    return Violation(DETERMINISM, f"{one} and {other}") if one != other else None


def oracle_for(
    settings: Settings,
    setup: Sequence[Command],
    catalog: Catalog,
    engine: EngineFactory = Engine,
) -> Oracle:
    """An oracle with a simulator in which the records of `setup` are given."""
    return _with_given(engine(settings, catalog), setup)


def _with_given(simulator: Engine, setup: Sequence[Command]) -> Oracle:
    for command in setup:
        simulator.attempt(command)
    return Oracle(simulator)


def kind_of(command: Command) -> str:
    """The kind of a command, for coverage: `edit hr`, `turn_on`, `unavailable dataverse`."""
    name = command.kind if isinstance(command, Fault) else command_name(command)
    environment = getattr(command, "environment", None)
    return f"{name} {environment}" if environment else name
