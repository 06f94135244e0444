"""The options of commands that read scenarios, and the replay of one with a progress bar."""

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import click

from harness.cli.parameters import F, option
from harness.reports.output import ProgressBar
from harness.scenarios.replay import Replay, replay
from harness.scenarios.scenario import Scenario
from harness.simulator.store_engine import StoreEngine
from harness.stores.registry import open_backend

catalog_option: Final = option(
    "--catalog", "FILE", "a catalog file: custom columns and further tables, for every scenario"
)
settings_option: Final = option(
    "--set",
    "KEY=VALUE",
    "a setting, such as conflict=hr_wins; may be given more than once",
    dest="settings",
    multiple=True,
)
store_option: Final = option(
    "--store", "STORE",
    "memory, a URL such as sqlite:///world.db, or your own, such as FILE.py:Shelf",
    default="memory",
)  # fmt: skip


def _store_engine(_ctx: click.Context, _param: click.Parameter, store: str) -> StoreEngine:
    return StoreEngine(store)


# of commands that run many simulations
engine_option: Final = option(
    "--store", "STORE", "memory, or a store class of your own, such as FILE.py:Shelf",
    dest="engine", default="memory", callback=_store_engine,
)  # fmt: skip


def store_words(store: str) -> str:
    """The option that names a store, for a command that is printed."""
    return "" if store == "memory" else f" --store {shlex.quote(store)}"


def replay_options(command: F) -> F:
    """`--store`, `--set` and `--catalog`, of every command that replays."""
    return store_option(settings_option(catalog_option(command)))


@contextmanager
def replayed(scenario: Scenario, store: str, **how: Any) -> Iterator[Replay]:
    """The scenario, replayed to its end; its stores can be read until the block is left.

    `how` are further arguments of `replay`.
    """
    backend = open_backend(store)
    with ProgressBar(scenario.title) as progress:
        done = replay(scenario, backend, progress=progress, **how)
    yield done
    backend.close()
