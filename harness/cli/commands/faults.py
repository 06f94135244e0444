"""`harness faults`: the faults a scenario may ask for, and what each takes."""

import click

from harness.cli.parameters import format_option, plugin_option
from harness.cli.tables import listing, prose
from harness.domain.faults import FAULTS
from harness.reports.event_text import assumption_note
from harness.reports.output import Output


@click.command
@plugin_option
@format_option("json")
def run(fmt: str) -> None:
    """Print the kinds of fault."""
    rows = [
        (
            name,
            [*kind.required, *(f"{key}?" for key in kind.optional)],
            kind.description,
            list(kind.rules),
            kind.point,
        )
        for name, kind in FAULTS.items()
    ]
    headers = ["Kind", "Takes", "What it does", "Rules", "Strikes"]
    output = Output()
    many = 4 if fmt == "simple" else 5  # a page has room for the most important columns
    listing(output, fmt, headers[:many], [row[:many] for row in rows], wrap=(1, 2))
    if fmt != "json":
        prose(output, assumption_note(rule for kind in FAULTS.values() for rule in kind.rules))
