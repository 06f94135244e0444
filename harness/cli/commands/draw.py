"""`harness draw WHAT`: the state space of the bounded model, as a table or a drawing.

It is derived anew: every state of one record, and the effect of every command in it.
"""

from collections.abc import Iterator
from typing import Final

import click

from harness.cli.fault_option import chosen, faults_option
from harness.cli.parameters import Word, argument, format_option, output_option
from harness.cli.tables import listing, page_title, prose, title
from harness.domain.errors import BadInput
from harness.domain.rules import legend, marked
from harness.exploration.charts.heat_map import heat_map
from harness.exploration.charts.pair_coverage import (
    Pair,
    coverage_rows,
    decided,
    groups,
    undecided_notes,
)
from harness.exploration.charts.state_graph import state_graph
from harness.exploration.statespace.transitions import TransitionTable
from harness.library.charts import state_table
from harness.reports.output import Output, ProgressBar

_DRAWINGS: Final = {
    "heat-map": ("the heat map is HTML", ".html"),
    "states": ("the graph is DOT", ".dot"),
}


@click.command
@argument(
    "what",
    "WHAT",
    "coverage, a table of rules and commands; heat-map, the same as an HTML page; or states, "
    "all states as a graph in DOT",
    Word(("coverage", "heat-map", "states")),
)
@faults_option(small=True)
@format_option("json")
@output_option
def run(what: str, faults: tuple[str, ...], fmt: str, output: Output) -> None:
    """Derive the state space of one record, and write the table or the drawing."""
    if what != "coverage" and fmt != "simple":
        raise BadInput(
            "--format is for the coverage, which is a table; the heat map is HTML, the graph DOT"
        )
    kinds = chosen(faults, small=True)
    if what in _DRAWINGS:
        _check_place(output, *_DRAWINGS[what])
    with ProgressBar("of one record") as progress:
        table = state_table(
            kinds,
            graph=what == "states",
            on_progress=lambda done, found: progress(done, found, "states"),
        )
    if what == "coverage":
        _coverage(output, fmt, table)
    else:
        output.write((heat_map if what == "heat-map" else state_graph)(table))


def _check_place(output: Output, kind: str, suffix: str) -> None:
    """Refuse a terminal: a drawing is for a browser or for Graphviz."""
    if output.path is not None and output.path.suffix.lower() not in (suffix, ""):
        raise BadInput(f"{output.path}: {kind}; name a file that ends in {suffix}")
    if output.terminal:
        raise BadInput(f"{kind}, not for a terminal: --output FILE{suffix}, or a pipe")


def _coverage(output: Output, fmt: str, table: TransitionTable) -> None:
    if fmt == "json":
        listing(output, fmt, Pair._fields, coverage_rows(table))
        return
    page_title(output, "Rules and the commands under which they decided")
    for group, columns in _parts(table, output.width):
        rows = [
            (marked(rule), *(_times(table, rule, command) for command in columns))
            for rule in decided(table)
            if any((rule, command) in table.rules for command in columns)
        ]
        title(output, group, fmt)
        output.write("")
        headings = ["Rule", *(heading.replace("_", " ") for heading in columns.values())]
        listing(output, fmt, headings, rows, wrap=tuple(range(1, len(headings))))
        output.write("")
    prose(output, legend(decided(table)))
    output.write("")
    for text in undecided_notes(table):
        prose(output, text)


def _times(table: TransitionTable, rule: str, command: str) -> str:
    times = table.rules.get((rule, command))
    return f"{times:,}" if times else ""


def _parts(table: TransitionTable, width: int) -> Iterator[tuple[str, dict[str, str]]]:
    """Each group of commands, in parts as wide as fit: its title; of each command the heading."""
    for group in groups(table):
        part: dict[str, str] = {}
        taken = 6
        for command, heading_ in zip(group.commands, group.headings, strict=True):
            wide = max(map(len, heading_.replace("_", " ").split())) + 4
            if part and taken + wide > width:
                yield group.title, part
                part, taken = {}, 6
            part[command] = heading_
            taken += wide
        yield group.title, part
