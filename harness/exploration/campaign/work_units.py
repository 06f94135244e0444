"""A chunk of an exploration: the histories of some seeds, done and watched. The unit of all work.

What a chunk comes to depends on its plan and seeds alone, and merging does not depend on order, so
one process, several, or the machines of a cluster come to the same. A chunk that is done twice
because somebody lost it comes to the same again.

>>> plan = ExplorationSpec(world="small", length=30)
>>> one, two = run_unit(plan, 0, 20), run_unit(plan, 20, 20)
>>> one.merged(two) == two.merged(one) == run_unit(plan, 0, 40)
True
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final, NamedTuple

from harness.domain.catalog import Catalog, standard_catalog
from harness.domain.commands import (
    CancelBatchJob,
    Command,
    Fault,
    RunBatchJob,
    TurnOn,
    command_name,
)
from harness.domain.settings import Settings
from harness.exploration.statespace.independence import INDEPENDENCE
from harness.exploration.statespace.model import FEWER_VALUES, BoundedModel
from harness.exploration.statespace.transitions import TransitionTable
from harness.exploration.statespace.walks import (
    CHECKED_EVERY,
    CHECKED_FIRST,
    check_walk,
    commands_of,
    walk,
)
from harness.exploration.workload.generator import generate
from harness.exploration.workload.narrow_columns import catalog_for, suitable
from harness.properties.law import SOMETIMES, first_violation, holds
from harness.properties.oracle.oracle import Oracle
from harness.properties.user_file import PropertyFile, register
from harness.reports.result import end_state, fingerprint
from harness.scenarios.scenario import Scenario, ScenarioStep
from harness.simulator.simulator import Simulator

TWICE_EVERY: Final = 20  # seeds: these histories are done twice, and must come to the same
# after every history: what was broken heals, and then the promise of S5 is due
HEAL: Final[tuple[Command, ...]] = (
    Fault("over"), CancelBatchJob(), TurnOn(), RunBatchJob(), RunBatchJob(),
)  # fmt: skip
DETERMINISM: Final = "a second run of a history comes to the same"


class ExplorationSpec(NamedTuple):
    """What is explored. `world`: company (several tables, lookups, delays) or small (one table)."""

    world: str = "company"
    length: int = 50  # commands of a history
    swarm: bool = False
    faults: tuple[str, ...] = ()
    records: int = 2  # of the small world
    conflict: str = ""  # the policy; else as drawn, in the small world the law's
    properties: tuple[PropertyFile, ...] = ()  # what is looked at besides the law's


class FailedHistory(NamedTuple):
    """A history that broke a promise, at which command of it."""

    steps: int
    seed: int
    property: str
    message: str


class WorkResult(NamedTuple):
    """What histories came to: how many, their commands, what was reached, what broke."""

    histories: int
    steps: int
    reached: frozenset[str]
    pairs: frozenset[tuple[str, str]]  # a rule, and the command under which it decided
    failures: tuple[FailedHistory, ...]

    def merged(self, other: "WorkResult") -> "WorkResult":
        """Both together, in whatever order."""
        return WorkResult(
            self.histories + other.histories,
            self.steps + other.steps,
            self.reached | other.reached,
            self.pairs | other.pairs,
            tuple(sorted({*self.failures, *other.failures})),
        )


NOTHING: Final = WorkResult(0, 0, frozenset(), frozenset(), ())


def run_unit(plan: ExplorationSpec, first: int, count: int) -> WorkResult:
    """The histories of seeds `first` to `first + count - 1`."""
    register(plan.properties)
    run = _walks if plan.world == "small" else _company
    return run(plan, range(first, first + count))


def scenario_of(plan: ExplorationSpec, failure: FailedHistory) -> Scenario:
    """The history of a failure as a scenario, up to the step that broke the promise."""
    settings, setup, commands = history_of(plan, failure.seed)
    steps = [*commands, *HEAL][: failure.steps]
    return Scenario(
        f"Seed {failure.seed} breaks: {failure.property}", f"seed-{failure.seed}.yaml", settings,
        tuple(ScenarioStep(number, number, it) for number, it in enumerate(steps, 1)), setup, (),
        tables_of(plan, failure.seed),
    )  # fmt: skip


def history_of(
    plan: ExplorationSpec, seed: int
) -> tuple[Settings, tuple[Command, ...], Sequence[Command]]:
    """What is drawn for a seed: settings, what is given, and the commands."""
    if plan.world == "small":
        table = _table(plan)
        drawn = commands_of(table, seed, plan.records, plan.length, plan.swarm)
        return table.model.settings, (), drawn
    history = generate(seed, plan.length, faults=plan.faults, swarm=plan.swarm)
    settings = history.settings
    if plan.conflict:
        settings = replace(settings, conflict=plan.conflict)
    return settings, suitable(history.given, catalog_for(seed)), history.commands


def tables_of(plan: ExplorationSpec, seed: int) -> Catalog:
    """The tables that the history of a seed is about."""
    return standard_catalog() if plan.world == "small" else catalog_for(seed)


@lru_cache(maxsize=2)
def _table(plan: ExplorationSpec) -> TransitionTable:
    world = BoundedModel(FEWER_VALUES, plan.faults, plan.conflict or "last_edit_wins")
    return TransitionTable(world, "time-abstracted")


def _walks(plan: ExplorationSpec, seeds: range) -> WorkResult:
    """Walks over the small world; some are done through the door as a whole."""
    table = _table(plan)
    failures, steps = [], 0
    visited: set[tuple[int, int]] = set()
    for seed in seeds:
        found = walk(table, seed, plan.records, plan.length, plan.swarm, visited)
        steps += found.steps
        if found.violation is not None:
            failures.append(FailedHistory(found.steps, seed, *found.violation))
        elif seed < CHECKED_FIRST or not seed % CHECKED_EVERY:
            wrong = check_walk(table, seed, plan.records, plan.length, plan.swarm)
            if wrong:
                failures.append(FailedHistory(plan.length, seed, INDEPENDENCE, wrong))
    reached: set[str] = set()
    pairs: set[tuple[str, str]] = set()
    for state, operation in visited:
        what, rules = table.coverage.get((state, operation), _NO_TELLING)
        reached |= what
        pairs.update((rule, table.operations[operation].kind) for rule in rules)
    return WorkResult(
        len(seeds), steps, frozenset(reached), frozenset(pairs), tuple(sorted(failures))
    )


_NO_TELLING: Final[tuple[frozenset[str], frozenset[str]]] = frozenset(), frozenset()


def _company(plan: ExplorationSpec, seeds: range) -> WorkResult:
    """Drawn companies, each step through the door, watched."""
    failures, steps = [], 0
    reached: set[str] = set()
    pairs: set[tuple[str, str]] = set()
    left = dict(SOMETIMES)
    for seed in seeds:
        settings, setup, commands = history_of(plan, seed)
        oracle = oracle_for(settings, setup, catalog_for(seed))
        found = None
        for command in (*commands, *HEAL):
            step = oracle.do(command)
            found = first_violation(step)
            for name in [name for name, it in left.items() if holds(it, step)]:
                reached.add(name)
                del left[name]
            kind = kind_of(command)
            pairs.update((event.rule, kind) for event in step.events if event.rule is not None)
            if found is not None:
                failures.append(FailedHistory(step.number, seed, *found))
                break
        steps += oracle.steps
        if found is None and not seed % TWICE_EVERY:
            again = oracle_for(settings, setup, catalog_for(seed))
            for command in (*commands, *HEAL):
                again.do(command)
            one, two = (fingerprint(end_state(it.simulator)) for it in (oracle, again))
            if one != two:
                failures.append(FailedHistory(oracle.steps, seed, DETERMINISM, f"{one} and {two}"))
    return WorkResult(
        len(seeds), steps, frozenset(reached), frozenset(pairs), tuple(sorted(failures))
    )


def oracle_for(settings: Settings, setup: Sequence[Command], catalog: Catalog) -> Oracle:
    """A watched simulation of what is given."""
    simulator = Simulator(settings, catalog)
    for command in setup:
        simulator.do(command)
    return Oracle(simulator)


def kind_of(command: Command) -> str:
    """The kind of a command, for coverage: `edit hr`, `turn_on`, `unavailable dataverse`."""
    name = command.kind if isinstance(command, Fault) else command_name(command)
    environment = getattr(command, "environment", None)
    return f"{name} {environment}" if environment else name
