"""What commands that read scenarios have in common: places, options, and a replay with progress.

A place is a scenario file, a feature, a scenario of it by its line, a folder of both, or `-` for
standard input.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from harness.cli.parameters import F, flag, option
from harness.domain.errors import BadInput, WrongFiles
from harness.domain.files import decoded
from harness.gherkin.files import load_all, only, scenarios_in
from harness.gherkin.places import STANDARD_INPUT, is_gherkin
from harness.gherkin.project_settings import settings_of
from harness.reports.output import ProgressBar
from harness.scenarios.replay import Replay, replay
from harness.scenarios.scenario import Scenario
from harness.stores.interface import Backend
from harness.stores.registry import open_backend, world_backend

if TYPE_CHECKING:  # of commands that run many simulations, and of databases
    from harness.simulator.store_engine import StoreEngine
    from harness.stores.kept import Replaces

PLACE_HELP: Final = (
    "a scenario file, x.feature:12 for the scenario in that line, sqlite:///world.db for the world "
    "in a database, or - for stdin"
)
PLACES_HELP: Final = (
    "a scenario file, a feature, a folder of them, x.feature:12 for the scenario in that line, "
    "sqlite:///world.db for the world in a database, or - for stdin"
)
catalog_option: Final = option(
    "--catalog", "FILE", "a catalog file: custom columns and further tables, for every scenario"
)
overwrite_option: Final = flag(
    "--overwrite", "put this world in the place of one that the database of --store holds"
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


def _only_read(ctx: click.Context, _param: click.Parameter, store: str | None) -> str | None:
    """The store of a command that only reads. BadInput if it would write to a database."""
    if store is None:
        return None
    from harness.stores.kept import keeps_world

    if keeps_world(backend := open_backend(store)):
        raise BadInput(
            f"--store {backend.place}: harness {ctx.info_name} only reads, and would put another "
            "world there: leave it out; for the world that is there, name the database in place of "
            "a file"
        )
    return store


read_store_option: Final = option(
    "--store", "STORE", "memory (unless the project has another), or your own, such as "
    "FILE.py:Shelf",
    callback=_only_read,
)  # fmt: skip


def _store_engine(_ctx: click.Context, _param: click.Parameter, store: str) -> "StoreEngine":
    from harness.simulator.store_engine import StoreEngine

    return StoreEngine(store)


# of commands that run many simulations
engine_option: Final = option(
    "--store", "STORE", "memory, or a store class of your own, such as FILE.py:Shelf",
    dest="engine", default="memory", callback=_store_engine,
)  # fmt: skip


def store_words(store: str) -> str:
    """The option that names a store, for a command that is printed."""
    from shlex import quote

    return "" if store == "memory" else f" --store {quote(store)}"


def replay_options(command: F) -> F:
    """`--store`, `--set` and `--catalog`, of every command that keeps the world that it makes."""
    return store_option(settings_option(catalog_option(command)))


def reading_options(command: F) -> F:
    """The same of every command that replays only to read what it comes to."""
    return read_store_option(settings_option(catalog_option(command)))


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


def load_places(
    places: Sequence[str], catalog: str | None, settings: Sequence[str] = ()
) -> list[Scenario]:
    """The scenarios of these places. Raises BadInput with what is wrong with any of them."""
    require_read_once(places)
    found: list[Scenario] = []
    wrong: list[BadInput] = []
    for place in places:
        try:
            if place == STANDARD_INPUT:
                text = standard_input()
                found += scenarios_in(text, place, is_gherkin(text), catalog, settings)
            else:
                found += load_all(place, catalog=catalog, settings=settings)
        except BadInput as error:
            wrong.append(error)
    if wrong:
        raise wrong[0] if len(wrong) == 1 else WrongFiles.of(wrong)
    return found


def require_one_world(scenarios: Sequence[Scenario], store: str | None) -> None:
    """Raise BadInput if several scenarios are to be kept in one database."""
    if store is None or len(scenarios) < 2:
        return
    from harness.stores.kept import keeps_world

    if keeps_world(backend := open_backend(store)):
        raise BadInput(
            f"--store {backend.place}: a database holds one world, and these are "
            f"{len(scenarios):,} scenarios: name one of them, or leave --store out"
        )


def require_until(
    until: int | None, scenarios: Sequence[Scenario], begun: Replay | None = None
) -> None:
    """Raise BadInput if no scenario has the step after which `--until` stops, or it is past."""
    if begun is not None and until is not None and until < len(begun.done):
        raise BadInput(
            f"--until {until}: the world is at step {len(begun.done)} already; steps count on from "
            "there"
        )
    longest = max((one.steps[-1].number for one in scenarios if one.steps), default=0)
    if until is not None and until > longest:
        raise BadInput(f"--until {until}: there is no such step; the last one is {longest}")


def load_place(place: str, catalog: str | None, settings: Sequence[str] = ()) -> Scenario:
    """The only scenario of this place. Raises BadInput, also if there are several."""
    return only(place, load_places([place], catalog, settings))


def require_read_once(places: Sequence[str]) -> None:
    """Raise BadInput if standard input is named twice."""
    if places.count(STANDARD_INPUT) > 1:
        raise BadInput("-: standard input can be read once; name a file for the other")


def standard_input() -> str:
    """The text of standard input. Raises BadInput."""
    try:
        content = sys.stdin.buffer.read() if sys.stdin is not None else b""
    except (OSError, ValueError) as error:  # it is closed, or a folder
        raise BadInput(f"-: standard input cannot be read: {error}") from None
    return decoded(content, STANDARD_INPUT)


def new_world(place: str | Path, store: str | None, *, overwrite: bool) -> "tuple[str, Replaces]":
    """Where a new world is kept, in the store named or else that of the project, and over what.

    In the database of a project only what a test run left is overwritten without being asked.
    """
    named = settings_of(place).store if store is None else store
    if overwrite:
        world_backend(named)  # BadInput for one that keeps none
        return named, "anything"
    return named, "test runs" if store is None else "nothing"


def reading_backend(scenario: Scenario, store: str | None) -> Backend:
    """The stores of a world that is only read: those named, or else those of the project.

    The database of a project is left alone.
    """
    if store is None:
        store = settings_of(scenario.file).for_reading().store
    return open_backend(store)


@contextmanager
def replayed(scenario: Scenario, backend: Backend, **how: Any) -> Iterator[Replay]:
    """The scenario, replayed to its end; its stores can be read until the block is left.

    `how` are further arguments of `replay`.
    """
    with ProgressBar(scenario.title) as progress:
        done = replay(scenario, backend, progress=progress, **how)
    yield done
    backend.close()
