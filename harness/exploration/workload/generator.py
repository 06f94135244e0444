"""The workload generator: a random history for a seed.

    history = generate(7, 30)
    simulator = Engine(history.settings, history.catalog)
    for command in (*history.given, *history.commands):
        simulator.attempt(command)

A seed gives the same history on every machine and under every Python version. It chooses a
universe, a swarm profile and settings, each one of many, and then single commands and patterns one
after the other. So a shorter history is the beginning of a longer one.

>>> generate(7, 30).commands[:2]
(ClearTracking('cdm_benefitplan'), Delete('hr', '2'))
>>> generate(7, 30).commands[:2] == generate(7, 2).commands
True
"""

from collections.abc import Collection
from functools import lru_cache, partial
from typing import Final, NamedTuple

from harness.domain.catalog import Catalog
from harness.domain.commands import Command, GiveIntegration
from harness.domain.environments import DATAVERSE, HR
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
from harness.exploration.workload.faults import DAY, HOUR, MINUTE
from harness.exploration.workload.swarm import (
    ACTIONS,
    FAULT_WEIGHTS,
    PROFILES,
    SwarmProfile,
    swarm_profile,
)
from harness.exploration.workload.tables import CATALOG

_SETTINGS: Final = 512
_SEEDS: Final = 3 << 40  # far from the seeds of histories, universes and profiles
# a policy more here makes another history of every seed
_CONFLICTS: Final = (
    "last_edit_wins",
    "last_edit_wins",
    "hr_wins",
    "dataverse_wins",
    "merge_fields",
)
_IMPORTS: Final = (
    (1500, 6000),
    (1500, 6000),
    (0, 0),
    (250, 90_000),
)  # milliseconds a row: while off, while on


class History(NamedTuple):
    """A random history: what the simulator starts with, and the commands."""

    settings: Settings
    catalog: Catalog
    given: tuple[Command, ...]
    commands: tuple[Command, ...]


def generate(
    seed: int, length: int, *, faults: Collection[str] = BUILT_IN_FAULTS, swarm: bool = False
) -> History:
    """The history of that seed, with faults of these kinds only; `over` only with others."""
    draws = Draws(seed)
    pooled = pooled_universe(draws.below(POOLED_UNIVERSES))
    settings = _settings(draws.below(_SETTINGS))
    allowed = tuple(kind for kind in FAULT_WEIGHTS if kind in faults)
    allowed += tuple(kind for kind in faults if kind not in FAULT_WEIGHTS)  # plugged ones
    chosen = swarm_profile(draws.below(PROFILES), allowed, swarm)
    given, existing = _given(draws, pooled, chosen)
    on = draws.chance(chosen.on)
    generator = CommandGenerator(
        draws, pooled, settings, Estimate(settings, existing, on), chosen.allowed
    )
    return History(
        settings,
        CATALOG,
        (*given, GiveIntegration()) if on else given,
        _commands(generator, chosen, length),
    )


@lru_cache(maxsize=_SETTINGS)
def _settings(number: int) -> Settings:
    choice = Draws(_SEEDS + number).choice
    import_off, import_on = choice(_IMPORTS)
    return Settings(
        seed=choice((0, 1, 7)),
        dataverse_to_hr_delay=choice((0, 0, 5 * MINUTE, 2 * HOUR)),
        batch_job_every=choice((10 * MINUTE, HOUR, DAY)),
        conflict=choice(_CONFLICTS),
        tie=choice((HR, HR, DATAVERSE)),
        import_off=import_off,
        import_on=import_on,
    )


def _given(
    draws: Draws, pooled: PooledUniverse, profile: SwarmProfile
) -> tuple[tuple[Command, ...], int]:
    """Some records whose keys look up given ones; and the set of them."""
    given, existing = [], 0
    for record, pool in enumerate(pooled.pools.gives):
        if record in pooled.universe.creatable[existing] and draws.chance(profile.given):
            give, lookups = draws.choice(pool.all)
            given.append(draws.choice(pool.self_contained).item if lookups & ~existing else give)
            existing |= 1 << record
    return tuple(given), existing


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
