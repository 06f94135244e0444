"""`harness explore`: many histories, and whether every property holds for them."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import click
from click.core import ParameterSource

from harness.cli.explore_exhaustive import exhaustive as explore_exhaustive
from harness.cli.explore_report import write_json, write_rows, write_text
from harness.cli.fault_option import chosen, faults_option
from harness.cli.inputs import (
    PLACE_HELP,
    catalog_option,
    engine_option,
    load_place,
    plug_in_project,
    settings_option,
)
from harness.cli.main import BAD, PASSED
from harness.cli.parameters import (
    Number,
    Word,
    argument,
    flag,
    format_option,
    option,
    output_option,
    plugins_here_option,
    processes_option,
)
from harness.cli.tables import prose
from harness.domain.errors import BadInput
from harness.domain.policies import POLICIES
from harness.domain.settings import DEFAULT_SETTINGS
from harness.domain.times import parse_duration
from harness.exploration import MOST_COMMANDS
from harness.exploration.campaign.campaign import Campaign
from harness.exploration.campaign.processes import all_cores
from harness.exploration.campaign.seed_ranges import Seeds, described
from harness.exploration.campaign.work_units import USUAL, ExplorationSpec
from harness.exploration.campaign.workers import Executor, here, in_processes, on_cluster
from harness.exploration.statespace.model import NAMES, TABLE, require_abstract
from harness.exploration.workload.continuation import start_of
from harness.gherkin.project_settings import settings_of
from harness.library.exploring import Exploration
from harness.properties.plugin_file import PluginFile
from harness.reports.event_text import plural
from harness.reports.output import Output, ProgressBar, check_folder, say
from harness.reports.wrapping import printable
from harness.scenarios.setting_text import with_settings
from harness.simulator.store_engine import StoreEngine

# options of random histories, which an exhaustive run refuses
_RANDOM: Final = (
    "seed", "count", "length", "swarm", "processes", "scheduler", "time_limit", "save",
    "fmt",
)  # fmt: skip


def _seconds(_ctx: click.Context, _param: click.Parameter, limit: str | None) -> float | None:
    try:
        return None if limit is None else parse_duration(limit) / 1000
    except ValueError as error:
        raise BadInput(f"--time-limit {error}") from None


@click.command
@argument(
    "file",
    "[FILE]",
    f"go on from this scenario: its commands come first in every history; {PLACE_HELP}",
    callback=plug_in_project,
)
@flag(
    "--exhaustive",
    "every state of a bounded model, for histories of any length, instead of random ones",
)
@option(
    "--world",
    "[company|small]",
    "company: several tables, delays, schedules, imports; small: a few records of one table, "
    "much faster",
    Word(("company", "small")),
    default="company",
)
@option("--seed", "N", "the first seed", Number(0), default=0)
@option("--count", "N", "how many histories", Number(1), default=1000)
@option("--length", "N", "random commands of a history", Number(1, MOST_COMMANDS), default=50)
@flag("--swarm", "each history draws from a half of what can happen")
@faults_option()
@option(
    "--records", "N", "how many records the bounded model has", Number(1, len(NAMES)), default=2
)
@option("--conflict", "POLICY", "the conflict policy; else as drawn", Word(POLICIES))
@settings_option
@catalog_option
@plugins_here_option
@engine_option
@processes_option
@option("--scheduler", "ADDRESS", "on the Dask cluster of that address")
@option("--time-limit", "DURATION", "stop after 90s, 10m, 2h", callback=_seconds)
@option("--save", "FILE", "keep what was done, and go on from there where it exists")
@option("--write", "DIR", "write a history that violates a property into this folder")
@format_option("json")
@output_option
@click.pass_context
def run(
    ctx: click.Context,
    file: str | None,
    exhaustive: bool,
    world: str,
    seed: int,
    count: int,
    length: int,
    swarm: bool,
    faults: tuple[str, ...],
    records: int,
    conflict: str | None,
    settings: tuple[str, ...],
    catalog: str | None,
    plugins: tuple[PluginFile, ...],
    engine: StoreEngine,
    processes: int | None,
    scheduler: str | None,
    time_limit: float | None,
    save: str | None,
    write: str | None,
    fmt: str,
    output: Output,
) -> int:
    """Explore; exit status 1 if an invariant is violated or a coverage goal is not reached.

    And 2 if the result could not be saved.
    """
    _check_combination(ctx)
    small = exhaustive or world == "small"
    kinds = chosen(faults, small)
    if kinds and not small:
        kinds = (*kinds, "over")  # longer histories also end faults now and then
    policy, put_over = _settings(settings, conflict, small)
    start = None
    if file is not None:
        start = start_of(load_place(file, catalog))
        plugins = tuple(dict.fromkeys((*settings_of(file).plugins, *plugins)))
    spec = ExplorationSpec(
        "small" if small else "company", length, swarm, kinds, records, policy, plugins, put_over,
        engine.store, start,
    )  # fmt: skip
    if write:
        check_folder(write)
    if exhaustive:
        status = explore_exhaustive(spec, write, output)
    else:
        campaign = Campaign(spec, Seeds(seed, count), save)
        workers = _workers(scheduler, processes, time_limit)
        with _saving(campaign, save):
            shown = output if fmt == "simple" else None
            whole = _explore(campaign, workers, time_limit, save, shown)
            found = Exploration(spec, USUAL, campaign.result, whole, campaign.unsaved)
            if fmt == "json":
                status = write_json(found, output)
            elif fmt == "simple":
                status = write_text(found, write, output)
            else:
                status = write_rows(found, fmt, output)
        if campaign.unsaved and status == PASSED:  # what is broken is worse
            status = BAD
    return status


def _check_combination(ctx: click.Context) -> None:
    """Refuse options that do not go together."""
    given = [
        name for name in ctx.params if ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE
    ]
    world = ctx.params["world"]
    if ctx.params["file"] is None:
        if "catalog" in given:
            raise BadInput("--catalog is for a scenario; the tables of random histories are drawn")
    elif ctx.params["exhaustive"] or "world" in given:
        other = "--exhaustive" if ctx.params["exhaustive"] else "--world"
        raise BadInput(f"{other}: goes with no scenario, which is a world of its own")
    if "write" in given and ctx.params["fmt"] != "simple":
        raise BadInput("--write: goes with text; --format json has the histories themselves")
    if ctx.params["exhaustive"]:
        random = [
            "format" if name == "fmt" else name.replace("_", "-")
            for name in _RANDOM
            if name in given
        ]
        random += ["world company"] if "world" in given and world == "company" else []
        if random:
            raise BadInput(f"--{random[0]} is for random histories; --exhaustive is every history")
    elif "records" in given and world != "small":
        raise BadInput("--records is for --world small, or --exhaustive; a company is drawn")
    if "scheduler" in given and "processes" in given:
        raise BadInput("--scheduler and --processes: the cluster knows how many workers it has")


def _settings(
    texts: Sequence[str], conflict: str | None, small: bool
) -> tuple[str, tuple[str, ...]]:
    """The conflict policy, if one is fixed, and the other settings that are."""
    settings = with_settings(DEFAULT_SETTINGS, texts)  # BadInput for one that is wrong
    others = tuple(text for text in texts if text.partition("=")[0].strip() != "conflict")
    if len(others) < len(texts):
        if conflict is not None:
            raise BadInput("--set conflict and --conflict: name the policy once")
        conflict = settings.conflict
    if small:
        require_abstract(settings)
    return conflict or "", others


def _workers(scheduler: str | None, processes: int | None, limit: float | None) -> Executor:
    if scheduler:
        return on_cluster(scheduler, say)
    many = processes or all_cores()
    # in this process a history cannot be abandoned when the time is over
    return here if many == 1 and limit is None else in_processes(many)


@contextmanager
def _saving(campaign: Campaign, path: str | None) -> Iterator[None]:
    """Add to a Ctrl-C in this block what is so; after it print a save that failed."""
    try:
        yield
    except KeyboardInterrupt as interrupted:
        found = str(interrupted)  # of a history that was being shrunk
        kept = f"what was done is in {path}; the same command goes on from there"
        kept = (campaign.unsaved or kept) if path else "" if found else _so_far(campaign)
        raise KeyboardInterrupt("; ".join(it for it in (found, kept) if it)) from None
    if campaign.unsaved:
        say(campaign.unsaved)


def _so_far(campaign: Campaign) -> str:
    """What was found of the histories until now, which nobody keeps; empty if there was none."""
    result = campaign.result
    if not result.histories:
        return ""
    many = f"{result.histories:,} of {campaign.seeds.many:,} histories were explored"
    broken = len({failure.seed for failure in result.failures})
    found = f"{broken:,} violated a property" if broken else "every property held"
    return f"{many}, and {found}; --save keeps what was done"


def _explore(
    campaign: Campaign,
    workers: Executor,
    limit: float | None,
    path: str | None,
    output: Output | None,
) -> bool:
    """Run the campaign and write how much was done, and how fast; False if not all was."""
    spec, before = campaign.spec, campaign.result
    began = time.monotonic()
    with ProgressBar("explored") as progress:
        whole = campaign.run(workers, None if limit is None else began + limit, progress)
    seconds = time.monotonic() - began
    if output is None:
        return whole
    result = campaign.result
    small = f"{plural(spec.records, 'record')} of {TABLE}"
    where = "several tables" if spec.world == "company" else small
    if spec.start is not None:
        where = f"after {printable(spec.start.file)}"
    what = f"{where}, {described([campaign.seeds])}, {plural(spec.length, 'command')} each"
    prose(output, f"Random histories: {what}", "  ")
    kinds = [kind for kind in spec.faults if kind != "over"]
    prose(output, f"faults: {', '.join(kinds) or 'none'}{'; swarm' if spec.swarm else ''}", "  ")
    output.write(f"{plural(result.histories, 'history')}, {plural(result.steps, 'step')}")
    if whole and result.histories == before.histories:
        prose(output, f"all of it was done before, and is in {path}")
    else:
        rate = (result.steps - before.steps) / seconds if seconds else 0
        output.write(f"{seconds:.1f} s, {rate:,.0f} steps a second")
    if not whole:
        more = f"; the same command goes on from {path}" if path else ""
        so_far = f"{result.histories:,} of {campaign.seeds.many:,} histories"
        so_far += f": {described(campaign.done)}" if campaign.done else ""
        prose(output, f"the time was over after {so_far}{more}", "  ")
    return whole
