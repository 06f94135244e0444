"""`harness serve [SCENARIO]`: the simulated world as a server, with the integration page."""

import json
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from harness.cli.further import require_one_of, world_to_go_on_with
from harness.cli.inputs import (
    PLACE_HELP,
    load_place,
    new_world,
    overwrite_option,
    plug_in_project,
    replay_options,
)
from harness.cli.main import INTERRUPTED, PASSED
from harness.cli.parameters import PATH, Number, argument, flag, option, plugin_option
from harness.domain.errors import BadInput
from harness.gherkin.project_settings import settings_of
from harness.reports.output import say, write_file
from harness.scenarios.scenario import Scenario

if TYPE_CHECKING:
    from harness.server.live_scenario import LiveScenario

_PORT: Final = Number(0, 65_535)


@click.command
@argument(
    "file",
    "[SCENARIO]",
    f"the world begins as it leaves it: {PLACE_HELP}; else empty",
    callback=plug_in_project,
)
@option("--port", "PORT", "of http; 0 is any that is free", _PORT, default=0)
@option("--tls-port", "PORT", "of https, likewise", _PORT, default=0)
@option("--host", "HOST", "the address to listen at", default="127.0.0.1")
@option("--token", "TOKEN", "what every request has to have; needed to listen elsewhere")
@option("--save", "FILE", "write what happened as a scenario file at the end", PATH)
@plugin_option
@replay_options
@overwrite_option
@flag("--continue", "serve the world that the database of --store holds", dest="continues")
def run(
    file: str | None,
    port: int,
    tls_port: int,
    host: str,
    token: str | None,
    save: str | None,
    store: str | None,
    settings: tuple[str, ...],
    catalog: str | None,
    overwrite: bool,
    continues: bool,
) -> int:
    """Serve until Ctrl-C or SIGTERM; where everything is, is one line of JSON on standard output.

    The page is for people, the control API for programs.
    """
    import gc

    from harness.server.serving import require_libraries

    require_libraries()
    from harness import __version__
    from harness.scenarios.continuing import with_refusals
    from harness.server.live_scenario import LiveScenario
    from harness.server.process import Process, stop_at_signals

    gc.enable()  # a server may run for days
    if save is not None:
        _require_writable(save)
    require_one_of(overwrite=overwrite, continues=continues)
    process = None
    if continues:
        if file is not None:
            raise BadInput(f"--continue: the world is in the database; leave {file} out")
        backend, begun = world_to_go_on_with(Path.cwd(), store, catalog, settings)
        live = LiveScenario(with_refusals(begun), backend.place, backend=backend)
    else:
        scenario = load_place(file, catalog, settings) if file else _empty(catalog, settings)
        kept = new_world(file or Path.cwd(), store, overwrite=overwrite)
        live = LiveScenario(scenario, *kept)
    try:
        process = Process(live, __version__, host, port, tls_port, token)
        ended: list[int] = []
        stop_at_signals(process, ended.append)

        def ready() -> None:
            assert process is not None
            print(json.dumps(process.announcement()), flush=True)
            say(f"the page is at {process.addresses.http}/; Ctrl-C ends it")

        process.run(ready)
        if save is not None:
            _write(live, save)
    finally:
        live.close()
        if process is not None:
            process.close()
    return INTERRUPTED if ended and ended[0] == signal.SIGINT else PASSED


def _empty(catalog: str | None, settings: tuple[str, ...]) -> Scenario:
    """An empty world, with the tables and settings of the project and of the command line."""
    from dataclasses import replace

    from harness.gherkin.files import additions
    from harness.server.live_scenario import empty_scenario

    project = settings_of(Path.cwd()).with_options(additions(catalog), settings)
    with project.plugged_in():
        found = empty_scenario(project.final(project.started()))
    return replace(found, catalog=project.catalog(project.additions))


def _require_writable(save: str) -> None:
    """Raise BadInput if the file cannot be written at the end; nothing is written now."""
    folder = Path(save).absolute().parent
    if Path(save).is_dir() or not folder.is_dir():
        why = "is a folder" if Path(save).is_dir() else f"{folder} is no folder"
        raise BadInput(f"--save {save}: {why}")


def _write(live: "LiveScenario", save: str) -> None:
    from harness.gherkin.files import dumps

    scenario = live.scenario()
    if not scenario.steps:
        say(f"nothing happened, so {save} was not written")
        return
    write_file(Path(save), dumps(scenario))
    say(f"{save} has all that happened")
