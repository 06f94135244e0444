"""A scenario up to a step, or up to a moment of simulated time.

Time passes inside steps: one that lets time pass is cut short at the moment, any other that is not
over by then has not begun.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from harness.domain.catalog import Catalog
from harness.domain.commands import Advance
from harness.domain.errors import BadInput
from harness.domain.settings import Settings
from harness.domain.times import format_instant, parse_duration, parse_instant
from harness.scenarios.replay import replay
from harness.scenarios.scenario import Scenario
from harness.simulator.engine import Engine

_STEP: Final = re.compile(r"(?:step )?(\d{1,9})", re.ASCII)


def cut_at(scenario: Scenario, at: str) -> Scenario:
    """The scenario up to `at`: the number of a step, a moment, or a time since the start.

    Raises BadInput for what is none of them, or not within the scenario.
    """
    number = _STEP.fullmatch(at.strip())
    if number:
        return _to_step(scenario, int(number[1]))
    start = scenario.settings.start
    ends = _ends(scenario)
    last = max([start * 1000, *ends.values()])
    try:
        moment = _moment(at, start)
    except ValueError:
        raise BadInput(
            f"--at {at}: a step, 0 to {len(scenario.steps)}; a time, {format_instant(start)} to "
            f"{format_instant(last // 1000)}; or a time since the start, such as 1h 30m"
        ) from None
    if not start <= moment <= last // 1000:
        raise BadInput(
            f"--at {at}: the scenario goes from {format_instant(start)} to "
            f"{format_instant(last // 1000)}"
        )
    return _to_moment(scenario, moment * 1000 + 999, ends)


def _to_step(scenario: Scenario, number: int) -> Scenario:
    most = len(scenario.steps)
    if number > most:
        raise BadInput(f"--at {number}: the scenario has {most} steps")
    return replace(scenario, steps=scenario.steps[:number])


def _moment(at: str, start: int) -> int:
    """A text as seconds since the epoch; ValueError if it is no time."""
    try:
        return start + parse_duration(at.strip()) // 1000
    except ValueError:
        return parse_instant(at)


def _ends(scenario: Scenario) -> Mapping[int, int]:
    """When each step is over, in milliseconds, by its number."""
    made: list[Engine] = []
    ends: dict[int, int] = {}

    def engine(settings: Settings, catalog: Catalog) -> Engine:
        made.append(Engine(settings, catalog))
        return made[0]

    def done(number: int, _of: int, what: str) -> None:
        if what == "steps":
            ends[scenario.steps[number - 1].number] = made[0].world.clock.milliseconds

    replay(scenario, progress=done, engine=engine)
    return ends


def _to_moment(scenario: Scenario, milliseconds: int, ends: Mapping[int, int]) -> Scenario:
    now = scenario.settings.start * 1000
    for place, step in enumerate(scenario.steps):
        end = ends.get(step.number, now)
        if end > milliseconds:
            kept = list(scenario.steps[:place])
            if isinstance(step.does, Advance):
                kept.append(replace(step, does=Advance(milliseconds - now)))
            return replace(scenario, steps=tuple(kept))
        now = end
    return scenario
