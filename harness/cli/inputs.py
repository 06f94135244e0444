"""What commands that read scenarios have in common: places, options, and a replay with progress.

A place is a scenario file, a feature, a scenario of it by its line, a folder of both, or `-` for
standard input.
"""

import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import click

from harness.cli.parameters import F, option
from harness.domain.errors import BadInput, WrongFiles
from harness.domain.files import decoded
from harness.gherkin.files import load_all, only, scenarios_in
from harness.gherkin.places import STANDARD_INPUT, is_gherkin
from harness.gherkin.project_settings import settings_of
from harness.reports.output import ProgressBar
from harness.scenarios.replay import Replay, replay
from harness.scenarios.scenario import Scenario
from harness.simulator.store_engine import StoreEngine
from harness.stores.registry import open_backend

PLACE_HELP: Final = "a scenario file, x.feature:12 for the scenario in that line, or - for stdin"
PLACES_HELP: Final = (
    "a scenario file, a feature, a folder of them, x.feature:12 for the scenario in that line, or "
    "- for stdin"
)
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


def require_until(until: int | None, scenarios: Sequence[Scenario]) -> None:
    """Raise BadInput if no scenario has the step after which `--until` stops."""
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
