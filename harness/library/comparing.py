"""Policies side by side, by call: what the same histories lose under each of them.

>>> [counts.histories for counts in compare(range(2), length=5).values()][:3]
[2, 2, 2]
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from harness.domain.arguments import number
from harness.domain.errors import BadInput
from harness.exploration import MOST_COMMANDS
from harness.exploration.campaign.processes import shared_out
from harness.exploration.policies.comparison import Comparison, compared, together
from harness.exploration.policies.histories import small_history
from harness.exploration.workload.generator import History
from harness.library.choices import PluginSource, fault_kinds, plugins_given, require_seeds
from harness.library.parts import FreshSimulator, SettingsSource, SimulatorSource, fixed_settings
from harness.properties.plugin_file import PluginFile, plugged_in
from harness.scenarios.replay import EngineFactory
from harness.simulator.store_engine import StoreEngine

Fixed = tuple[tuple[str, Any], ...]  # fields of `Settings`
_PART: Final = 250  # histories of a work unit


def compare(
    seeds: range = range(1000),
    *,
    length: int = 30,
    faults: Iterable[str] = (),
    simulator: SimulatorSource | None = None,
    settings: SettingsSource = (),
    plugins: Iterable[PluginSource] = (),
    stores: str = "memory",
    processes: int = 1,
    on_progress: Callable[[int, int, str], None] | None = None,
) -> Comparison:
    """What the same random histories, one for each seed, lose under every conflict policy.

    `settings`, as `Settings` or as texts such as `clock=Weekly`, are put over those of the
    histories; `plugins` are files with parts that these name, and with policies; `stores` is a
    class as `FILE.py:Shelf`, and so is known in other processes as well.
    """
    require_seeds(seeds)
    kinds = fault_kinds(faults)
    generate = partial(
        small_history, length=number("length", length, 0, MOST_COMMANDS), faults=kinds
    )
    engine: EngineFactory = StoreEngine(stores)
    if simulator is not None:
        if stores != "memory":
            raise BadInput("stores and simulator: give the simulator its stores")
        engine = FreshSimulator(simulator, keeps_policy=False)
    parts = [
        range(first, min(first + _PART, seeds.stop))
        for first in range(seeds.start, seeds.stop, _PART)
    ]
    files = plugins_given(plugins)
    many, found = number("processes", processes, 1), []
    with plugged_in(files):
        fixed = fixed_settings(None, settings)  # BadInput before any history
        for name, value in fixed:
            if name in ("conflict", "tie"):
                raise BadInput(
                    f"settings {name}={value}: every policy is compared, each with its ties"
                )
        work = partial(_compared, generate, fixed, files, engine)
        for part, result in zip(parts, shared_out(work, parts, many), strict=True):
            found.append(result)
            if on_progress is not None:
                on_progress(part.stop - seeds.start, len(seeds), "histories")
        return together(found)


def _compared(
    generate: Callable[[int], History],
    settings: Fixed,
    plugins: Sequence[PluginFile],
    engine: EngineFactory,
    seeds: range,
) -> Comparison:
    """One part of a comparison, in a process that may have nothing plugged in."""
    with plugged_in(plugins):
        return compared(partial(_history_of, generate, settings), seeds, engine)


def _history_of(generate: Callable[[int], History], settings: Fixed, seed: int) -> History:
    history = generate(seed)
    return history._replace(settings=replace(history.settings, **dict(settings)))
