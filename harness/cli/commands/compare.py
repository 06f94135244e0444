"""`harness compare`: what the same drawn histories lose under every conflict policy."""

import argparse
from functools import partial
from typing import Final

from harness.cli.fault_option import chosen
from harness.cli.main import FAILED, PASSED
from harness.cli.tables import check_format, listing, prose
from harness.domain.errors import BadInput
from harness.exploration.campaign.processes import all_cores, shared_out
from harness.exploration.policies.comparison import Comparison, Counts, compared, together
from harness.exploration.policies.histories import small_history
from harness.reports.event_text import plural
from harness.reports.output import Output, ProgressBar

PART: Final = 250  # histories that a process is given at once
HEADERS: Final = (
    "Policy", "Tie", "Lost", "With loss", "Deletes undone", "Held back", "Differ",
    "Other end",
)  # fmt: skip
_LEGEND: Final = (
    "Per thousand histories: values that users lost, histories with a loss, deletes that were "
    "undone; records that differ once the faults are over, integration is on and the batch job has "
    "run, held back after a clear (C2, C6) or not, which no policy may do (S5); and histories "
    "that end otherwise than under last_edit_wins."
)


def run(given: argparse.Namespace) -> int:
    """0, or 1 where a record diverged."""
    check_format(given.format, ("json",))
    for name, least in (("seed", 0), ("count", 1), ("length", 0), ("processes", 1)):
        number = getattr(given, name)
        if number is not None and number < least:
            raise BadInput(f"--{name} is {least} or more, not {number}")
    output = Output(given.output)
    found = _compared(given, chosen(given.faults))
    _show(output, given, found)
    output.close()
    return FAILED if any(counts.diverged for counts in found.values()) else PASSED


def _compared(given: argparse.Namespace, faults: tuple[str, ...]) -> Comparison:
    draw = partial(small_history, length=given.length, faults=faults)
    end = given.seed + given.count
    parts = [range(first, min(first + PART, end)) for first in range(given.seed, end, PART)]
    progress = ProgressBar("under every policy")
    found, done = [], 0
    try:
        processes = given.processes or all_cores()
        for part in shared_out(partial(compared, draw), parts, processes):
            found.append(part)
            done += len(parts[len(found) - 1])
            progress(done, given.count, "histories")
    finally:
        progress.clear()
    return together(found)


def _show(output: Output, given: argparse.Namespace, found: Comparison) -> None:
    if given.format == "json":
        headers = ("conflict", "tie", *Counts._fields)
        listing(output, "json", headers, [(*under, *counts) for under, counts in found.items()])
        return
    rows = [
        (
            under.conflict,
            under.tie or "",
            *(_per_thousand(count, counts.histories) for count in counts[1:]),
        )
        for under, counts in found.items()
    ]
    listing(output, given.format, HEADERS, rows, wrap=tuple(range(1, len(HEADERS))))
    output.write("")
    faults = ", ".join(chosen(given.faults))
    what = f"{plural(given.count, 'history')} of {given.length} commands, seeds from {given.seed}"
    for text in (f"{what}, {f'with {faults}' if faults else 'without faults'}.", _LEGEND):
        prose(output, text)


def _per_thousand(count: int, histories: int) -> str:
    return f"{1000 * count / histories:,.1f}".removesuffix(".0")
