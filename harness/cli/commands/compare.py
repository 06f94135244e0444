"""`harness compare`: what the same generated histories lose under every conflict policy."""

from typing import Final

import click

from harness.cli.fault_option import chosen, faults_option
from harness.cli.inputs import engine_option, settings_option
from harness.cli.main import FAILED, PASSED
from harness.cli.parameters import (
    Number,
    format_option,
    option,
    output_option,
    plugins_here_option,
    processes_option,
)
from harness.cli.tables import listing, prose
from harness.domain.settings import DEFAULT_SETTINGS
from harness.exploration import MOST_COMMANDS
from harness.exploration.campaign.processes import all_cores
from harness.exploration.policies.comparison import Comparison, Counts
from harness.library.comparing import compare
from harness.properties.plugin_file import PluginFile
from harness.reports.event_text import plural
from harness.reports.output import Output, ProgressBar
from harness.scenarios.setting_text import with_settings
from harness.simulator.store_engine import StoreEngine

HEADERS: Final = (
    "Policy", "Tie", "Lost", "With loss", "Deletes undone", "Held back", "Differ",
    "Other end",
)  # fmt: skip
_LEGEND: Final = (
    "Per thousand histories: values that users lost, histories with a loss, deletes that were "
    "undone; records that differ once the faults are over, integration is on and the batch job has "
    "run, held back after a clear (C2, C6) or for want of notice (F7), or for neither, which no "
    "policy may do (S5); and histories that end otherwise than under last_edit_wins."
)


@click.command
@option("--seed", "N", "the seed of the first history; the others follow it", Number(0), default=0)
@option("--count", "N", "how many histories", Number(1), default=1000)
@option("--length", "N", "how many commands each has", Number(0, MOST_COMMANDS), default=30)
@processes_option
@faults_option()
@settings_option
@plugins_here_option
@engine_option
@format_option("json")
@output_option
def run(
    seed: int,
    count: int,
    length: int,
    processes: int | None,
    faults: tuple[str, ...],
    settings: tuple[str, ...],
    plugins: tuple[PluginFile, ...],
    engine: StoreEngine,
    fmt: str,
    output: Output,
) -> int:
    """Compare the policies over generated histories; exit status 1 if a record diverged."""
    kinds = chosen(faults)
    with_settings(DEFAULT_SETTINGS, settings)  # BadInput for one that is wrong
    with ProgressBar("under every policy") as progress:
        comparison = compare(
            range(seed, seed + count),
            length=length,
            faults=kinds,
            settings=settings,
            plugins=plugins,
            stores=engine.store,
            processes=processes or all_cores(),
            on_progress=progress,
        )
    if fmt == "json":
        headers = ("conflict", "tie", *Counts._fields)
        rows = [(*under, *counts) for under, counts in comparison.items()]
        listing(output, "json", headers, rows)
    else:
        _table(output, fmt, comparison)
        what = f"{plural(count, 'history')} of {length} commands, seeds from {seed}"
        prose(output, f"{what}, {'with ' + ', '.join(kinds) if kinds else 'without faults'}.")
        prose(output, _LEGEND)
    return FAILED if any(counts.diverged for counts in comparison.values()) else PASSED


def _table(output: Output, fmt: str, comparison: Comparison) -> None:
    rows = [
        (
            under.conflict,
            under.tie or "",
            *(_per_thousand(count, counts.histories) for count in counts[1:]),
        )
        for under, counts in comparison.items()
    ]
    listing(output, fmt, HEADERS, rows, wrap=tuple(range(1, len(HEADERS))))
    output.write("")


def _per_thousand(count: int, histories: int) -> str:
    return f"{1000 * count / histories:,.1f}".removesuffix(".0")
