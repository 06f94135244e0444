"""`harness draw WHAT`: what a small world comes to, as a table or a drawing.

What is drawn is derived anew: every state of one record, and what every command does in it.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from harness.cli.fault_option import chosen
from harness.cli.main import PASSED
from harness.cli.tables import check_format, listing, prose
from harness.domain.errors import BadInput
from harness.exploration.charts.heat_map import heat_map
from harness.exploration.charts.pair_coverage import (
    Pair,
    coverage_rows,
    decided,
    groups,
    undecided_says,
)
from harness.exploration.charts.state_graph import state_graph
from harness.exploration.statespace.model import BoundedModel
from harness.exploration.statespace.transitions import TransitionTable, no_check
from harness.reports.output import Output, ProgressBar
from harness.reports.timeline import heading

_NEEDS_ASKING: Final = "--format is for the coverage, which is a table; the drawings are SVG"


def run(given: argparse.Namespace) -> int:
    """0; nothing is checked here but what was asked for."""
    check_format(given.format, ("json",))
    if given.what != "coverage" and given.format != "simple":
        raise BadInput(_NEEDS_ASKING)
    world = _world(given.what, chosen(given.faults, small=True))
    output = Output(given.output)
    if given.what != "coverage":
        _check_place(given.output, output)
    # rules are counted where something looks; a drawing is not the place to look for mistakes
    table = TransitionTable(world, look=None if given.what == "states" else no_check)
    progress = ProgressBar("of one record")
    try:
        table.derive(lambda done, found: progress(done, found, "states"))
    finally:
        progress.clear()
    if given.what == "coverage":
        _coverage(output, given.format, table)
    else:
        output.write((heat_map if given.what == "heat-map" else state_graph)(table))
    output.close()
    return PASSED


def _check_place(path: str | None, output: Output) -> None:
    """A drawing is for a browser, not for a terminal."""
    if path is not None and Path(path).suffix.lower() not in (".svg", ""):
        raise BadInput(f"{path}: the drawing is SVG; name a file that ends in .svg")
    if output.terminal:
        raise BadInput("the drawing is SVG, not for a terminal: --output FILE.svg, or a pipe")


def _world(what: str, faults: tuple[str, ...]) -> BoundedModel:
    """The graph is of a world so small that it can be read."""
    if what == "states":
        return BoundedModel(values=(None, "Byron"), imports=False, faults=faults)
    return BoundedModel(faults=faults)


def _coverage(output: Output, fmt: str, table: TransitionTable) -> None:
    if fmt == "json":
        listing(output, fmt, Pair._fields, coverage_rows(table))
        return
    for title, columns in _parts(table, output.width):
        rows = [
            (rule, *(_times(table, rule, command) for command in columns))
            for rule in decided(table)
            if any((rule, command) in table.rules for command in columns)
        ]
        output.write(heading(title, fmt, color=output.color))
        output.write("")
        headings = ["Rule", *(heading.replace("_", " ") for heading in columns.values())]
        listing(output, fmt, headings, rows, wrap=tuple(range(1, len(headings))))
        output.write("")
    for text in undecided_says(table):
        prose(output, text)


def _times(table: TransitionTable, rule: str, command: str) -> str:
    times = table.rules.get((rule, command))
    return f"{times:,}" if times else ""


def _parts(table: TransitionTable, width: int) -> Iterator[tuple[str, dict[str, str]]]:
    """The groups of commands, and each part of one that is as wide as fits: command, heading."""
    for group in groups(table):
        part: dict[str, str] = {}
        taken = 6
        for command, says in zip(group.commands, group.headings, strict=True):
            wide = max(map(len, says.replace("_", " ").split())) + 4
            if part and taken + wide > width:
                yield group.title, part
                part, taken = {}, 6
            part[command] = says
            taken += wide
        yield group.title, part
