"""A random history of a seed: what an exploration plays.

    history = draw_history(7, 30)
    simulator = Simulator(history.settings, history.catalog)
    for command in (*history.given, *history.commands):
        simulator.do(command)

A seed gives the same history on every machine and under every Python version. It draws a company, a
style and settings, each one of many, and then one command after the other, or some that a plan
says. So a shorter history is the beginning of a longer one.

>>> generate(7, 30).commands[:2]
(ClearTracking(table='cdm_benefitplan'), Delete(environment='hr', record='2'))
>>> generate(7, 30).commands[:2] == generate(7, 2).commands
True
"""

from collections.abc import Callable, Collection
from functools import lru_cache, partial
from typing import Final, NamedTuple

from harness.domain.catalog import Catalog
from harness.domain.commands import Command, GiveIntegration
from harness.domain.environments import DATAVERSE, HR
from harness.domain.faults import FAULTS
from harness.domain.prng import Draws
from harness.domain.settings import Settings
from harness.exploration.workload.command_pools import (
    COMPANIES_DRAWN,
    Drawn,
    drawn_company,
)
from harness.exploration.workload.commands import Author
from harness.exploration.workload.estimate import Estimate
from harness.exploration.workload.faults import DAY, HOUR, MINUTE
from harness.exploration.workload.swarm import FAULT_WEIGHTS, PROFILES, SwarmProfile, style
from harness.exploration.workload.tables import CATALOG

_SETTINGS: Final = 512
_SEEDS: Final = 3 << 40  # away from the seeds of histories, companies and styles
_CONFLICTS: Final = (
    "last_edit_wins",
    "last_edit_wins",
    "hr_wins",
    "dataverse_wins",
    "merge_fields",
)
_IMPORTS: Final = ((1500, 6000), (1500, 6000), (0, 0), (250, 90_000))  # while off, while on


class History(NamedTuple):
    """What was drawn: what the simulation begins with, and so many commands."""

    settings: Settings
    catalog: Catalog
    given: tuple[Command, ...]
    commands: tuple[Command, ...]


def generate(
    seed: int, length: int, *, faults: Collection[str] = FAULTS, swarm: bool = False
) -> History:
    """The history of that seed, with faults of these kinds only; `over` comes with others."""
    draws = Draws(seed)
    drawn = drawn_company(draws.below(COMPANIES_DRAWN))
    settings = _settings(draws.below(_SETTINGS))
    allowed = tuple(kind for kind in FAULT_WEIGHTS if kind in faults)
    its = style(draws.below(PROFILES), allowed, swarm)
    given, there = _given(draws, drawn, its)
    on = draws.chance(its.on)
    author = Author(draws, drawn, settings, Estimate(settings, there, on), its.allowed)
    return History(
        settings,
        CATALOG,
        (*given, GiveIntegration()) if on else given,
        _commands(author, its, length),
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


def _given(draws: Draws, drawn: Drawn, its: SwarmProfile) -> tuple[tuple[Command, ...], int]:
    """Some things, as far as what their keys look up is there; and which."""
    given, there = [], 0
    for thing, menu in enumerate(drawn.menus.gives):
        if thing in drawn.company.creatable[there] and draws.chance(its.given):
            give, looks_up = draws.choice(menu.all)
            given.append(draws.choice(menu.free).does if looks_up & ~there else give)
            there |= 1 << thing
    return tuple(given), there


def _commands(author: Author, its: SwarmProfile, length: int) -> tuple[Command, ...]:
    ways: tuple[Callable[[], Command | None], ...] = (  # as WAYS has them
        partial(author.create, HR),
        partial(author.create, DATAVERSE),
        partial(author.edit, HR),
        partial(author.edit, DATAVERSE),
        partial(author.delete, HR),
        partial(author.delete, DATAVERSE),
        author.import_rows,
        author.advance,
        author.switch,
        author.run_batch_job,
        author.cancel_batch_job,
        author.clear_tracking,
        author.sync_now,
        author.fault,
        author.relief,
    )
    deck, choice = its.deck, author.draws.choice
    found: list[Command] = []
    add = found.append
    while len(found) < length:
        way = choice(deck)
        if way < len(ways):
            command = ways[way]()
            if command is not None:
                add(command)
            continue
        for draw in choice(its.plans).draws(author, choice(author.company.things)):
            command = draw()
            if command is not None:
                add(command)
                if len(found) == length:
                    break
    return tuple(found)
