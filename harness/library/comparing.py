"""Policies side by side, by call: what the same histories lose under each of them.

>>> [counts.histories for counts in compare(range(2), length=5).values()][:3]
[2, 2, 2]
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Final

from harness.domain.arguments import number
from harness.domain.errors import BadInput
from harness.domain.settings import DEFAULT_SETTINGS
from harness.exploration.campaign.processes import shared_out
from harness.exploration.policies.comparison import Comparison, compared, together
from harness.exploration.policies.histories import small_history
from harness.exploration.workload.generator import History
from harness.library.choices import PropertySource, fault_kinds, properties_given, require_seeds
from harness.library.parts import FreshSimulator, SimulatorSource
from harness.properties.plugin_file import PluginFile, plugged_in
from harness.properties.registry import Property
from harness.scenarios.replay import EngineFactory
from harness.scenarios.setting_text import with_settings
from harness.simulator.store_engine import StoreEngine

_PART: Final = 250  # histories of a work unit


def compare(
    seeds: range = range(1000),
    *,
    length: int = 30,
    faults: Iterable[str] = (),
    simulator: SimulatorSource | None = None,
    settings: Iterable[str] = (),
    plugins: Iterable[PropertySource] = (),
    store: str = "memory",
    processes: int = 1,
    on_progress: Callable[[int, int, str], None] | None = None,
) -> Comparison:
    """What the same random histories, one for each seed, lose under every conflict policy.

    `settings` are texts such as `clock=Weekly`, put over those of the histories; `plugins` are
    files with parts that these name, and with policies; `store` is a class as `FILE.py:Shelf`, and
    so is known in other processes as well.
    """
    require_seeds(seeds)
    kinds = fault_kinds(faults)
    generate = partial(small_history, length=number("length", length, 0), faults=kinds)
    engine: EngineFactory = StoreEngine(store)
    if simulator is not None:
        if store != "memory":
            raise BadInput("store and simulator: give the simulator its stores")
        engine = FreshSimulator(simulator, keeps_policy=False)
    parts = [
        range(first, min(first + _PART, seeds.stop))
        for first in range(seeds.start, seeds.stop, _PART)
    ]
    texts, files = [*settings], properties_given(plugins)
    for text in texts:
        if text.partition("=")[0].strip() in ("conflict", "tie"):
            raise BadInput(f"settings {text}: every policy is compared, each with its ties")
    work = partial(_compared, generate, texts, files, engine)
    many, found = number("processes", processes, 1), []
    with plugged_in(files):
        with_settings(DEFAULT_SETTINGS, texts)  # BadInput before any history
        for part, result in zip(parts, shared_out(work, parts, many), strict=True):
            found.append(result)
            if on_progress is not None:
                on_progress(part.stop - seeds.start, len(seeds), "histories")
        return together(found)


def _compared(
    generate: Callable[[int], History],
    settings: Sequence[str],
    plugins: Sequence[PluginFile | Property],
    engine: EngineFactory,
    seeds: range,
) -> Comparison:
    """One part of a comparison, in a process that may have nothing plugged in."""
    with plugged_in(plugins):
        return compared(partial(_history_of, generate, settings), seeds, engine)


def _history_of(generate: Callable[[int], History], settings: Sequence[str], seed: int) -> History:
    history = generate(seed)
    return history._replace(settings=with_settings(history.settings, settings))
