"""`harness faults`: the faults a scenario may ask for, and what each takes."""

import click

from harness.cli.parameters import format_option, output_option, plugin_here_option
from harness.cli.tables import listing, prose
from harness.domain.faults import FAULTS
from harness.domain.rules import legend, marked
from harness.reports.output import Output


@click.command
@plugin_here_option
@format_option("json")
@output_option
def run(fmt: str, output: Output) -> None:
    """Print the kinds of fault."""
    FAULTS.load_installed()
    rows = [
        (
            name,
            [*kind.required, *(f"{key}?" for key in kind.optional)],
            kind.description,
            list(kind.rules if fmt == "json" else map(marked, kind.rules)),
            kind.point,
            kind.origin or "built in",
        )
        for name, kind in FAULTS.items()
    ]
    headers = ["Kind", "Takes", "What it does", "Rules", "Strikes", "Origin"]
    many = 6 if any(kind.origin for kind in FAULTS.values()) else 5
    if fmt == "simple":  # a page has room for the most important columns
        many = 4
        rows = [
            (*row[:2], f"{row[2]} ({row[5]})" if FAULTS[row[0]].origin else row[2], *row[3:])
            for row in rows
        ]
    listing(output, fmt, headers[:many], [row[:many] for row in rows], wrap=(1, 2, 3))
    if fmt != "json":
        prose(output, legend(rule for kind in FAULTS.values() for rule in kind.rules))
