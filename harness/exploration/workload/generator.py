"""The workload generator: a random history for a seed.

    history = generate(7, 30)
    simulator = Engine(history.settings, history.catalog)
    for command in (*history.given, *history.commands):
        simulator.attempt(command)

A seed gives the same history on every machine and under every Python version. It chooses a
universe, a swarm profile and settings, each one of many, and then single commands and patterns one
after the other. So a shorter history is the beginning of a longer one.

>>> generate(7, 30).commands[:2]
(RunBatchJob(), Backup('hr', 'friday'))
>>> generate(7, 30).commands[:2] == generate(7, 2).commands
True
"""

from collections.abc import Callable, Collection
from functools import partial
from typing import NamedTuple

from harness.domain.catalog import Catalog
from harness.domain.commands import Command, GiveIntegration
from harness.domain.environments import DATAVERSE, HR, Environment
from harness.domain.faults import BUILT_IN_FAULTS
from harness.domain.prng import Draws
from harness.domain.settings import Settings
from harness.exploration.workload.command_pools import (
    POOLED_UNIVERSES,
    PooledUniverse,
    pooled_universe,
)
from harness.exploration.workload.commands import CommandGenerator
from harness.exploration.workload.estimate import Estimate
from harness.exploration.workload.given_apart import begun_at
from harness.exploration.workload.random_settings import SETTINGS, names_in, random_settings
from harness.exploration.workload.swarm import (
    ACTIONS,
    FAULT_WEIGHTS,
    PROFILES,
    SwarmProfile,
    swarm_profile,
)
from harness.exploration.workload.tables import CATALOG, UNIVERSES


class History(NamedTuple):
    """A random history: what the simulator starts with, and the commands."""

    settings: Settings
    catalog: Catalog
    given: tuple[Command, ...]
    commands: tuple[Command, ...]


def _as_drawn(settings: Settings) -> Settings:
    return settings


def generate(
    seed: int,
    length: int,
    *,
    faults: Collection[str] = BUILT_IN_FAULTS,
    swarm: bool = False,
    settings: Callable[[Settings], Settings] = _as_drawn,
) -> History:
    """The history of that seed, with faults of these kinds only; `over` only with others.

    `settings` says what to take in place of the settings that are drawn.
    """
    draws = Draws(seed)
    number = draws.below(POOLED_UNIVERSES)
    its = settings(random_settings(draws.below(SETTINGS), number % len(UNIVERSES)))
    pooled = pooled_universe(number, names_in(its))
    allowed = tuple(kind for kind in FAULT_WEIGHTS if kind in faults)
    allowed += tuple(kind for kind in faults if kind not in FAULT_WEIGHTS)  # plugged ones
    chosen = swarm_profile(draws.below(PROFILES), allowed, swarm)
    given, existing = _given(draws, pooled, chosen, its)
    on = draws.chance(chosen.on)
    generator = CommandGenerator(draws, pooled, its, Estimate(its, existing, on), chosen.allowed)
    return History(
        its,
        CATALOG,
        (*given, GiveIntegration()) if on else given,
        _commands(generator, chosen, length),
    )


def _given(
    draws: Draws, pooled: PooledUniverse, profile: SwarmProfile, settings: Settings
) -> tuple[tuple[Command, ...], dict[Environment, int]]:
    """Some records whose keys look up given ones; and the set of them in each environment."""
    given: list[Command] = []
    hr = dataverse = 0
    universe, pools = pooled.universe, pooled.pools
    for record, pool in enumerate(pools.gives):
        in_both = record in universe.creatable[hr & dataverse]
        if profile.apart and draws.chance(profile.apart):
            if universe.table_of[record] in settings.one_way:
                continue  # nobody has made it otherwise in Dataverse
            apart, there = draws.choice(pools.apart[record])
            existing = {HR: hr, DATAVERSE: dataverse}
            if all(record in universe.creatable[existing[it]] for it in there):
                given.append(begun_at(settings.start, apart()))
                hr |= (HR in there) << record
                dataverse |= (DATAVERSE in there) << record
        elif in_both and draws.chance(profile.given):
            give, lookups = draws.choice(pool.all)
            missing = lookups & ~(hr & dataverse)
            given.append((draws.choice(pool.self_contained).item if missing else give)())
            hr |= 1 << record
            dataverse |= 1 << record
    return tuple(given), {HR: hr, DATAVERSE: dataverse}


def _commands(
    generator: CommandGenerator, profile: SwarmProfile, length: int
) -> tuple[Command, ...]:
    functions = [partial(make, generator, *where) for make, where in ACTIONS]
    actions, choice = profile.actions, generator.draws.choice
    found: list[Command] = []
    add = found.append
    while len(found) < length:
        action = choice(actions)
        if action < len(functions):
            command = functions[action]()
            if command is not None:
                add(command)
            continue
        for step in choice(profile.patterns).steps(generator, choice(generator.universe.records)):
            command = step()
            if command is not None:
                add(command)
                if len(found) == length:
                    break
    return tuple(found)
