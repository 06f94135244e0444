"""The options of commands that read scenarios, and the replay of one with a progress bar."""

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import click

from harness.cli.parameters import F, option
from harness.gherkin.project_settings import settings_of
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
    "memory (unless the project has another), a URL such as sqlite:///world.db, or your own, such "
    "as FILE.py:Shelf",
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


def plug_in_project(ctx: click.Context, _param: click.Parameter, places: Any) -> Any:
    """Plug in what the projects of these paths have in pytest's settings (`harness_plugins`)."""
    if ctx.resilient_parsing or not places:  # a shell completes the line
        return places
    named = (places,) if isinstance(places, str) else places
    files = dict.fromkeys(file for place in named for file in settings_of(place).plugins)
    if files:
        from harness.properties.plugin_file import plugged_in

        ctx.with_resource(plugged_in(files))
    return places


@contextmanager
def replayed(scenario: Scenario, store: str | None, **how: Any) -> Iterator[Replay]:
    """The scenario, replayed to its end; its stores can be read until the block is left.

    `how` are further arguments of `replay`.
    """
    backend = open_backend(settings_of(scenario.file).store if store is None else store)
    with ProgressBar(scenario.title) as progress:
        done = replay(scenario, backend, progress=progress, **how)
    yield done
    backend.close()
