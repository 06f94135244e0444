"""`harness faults`: the faults a scenario may ask for, and what each takes."""

import argparse

from harness.edges.cli import PASSED
from harness.edges.listing import listing
from harness.edges.output import Output
from harness.readers.words import left_open
from harness.values.faults import FAULTS


def run(given: argparse.Namespace) -> int:
    """Print the kinds of fault."""
    rows = [
        (
            name,
            [*kind.needs, *(f"{key}?" for key in kind.may)],
            kind.strikes,
            kind.does,
            list(kind.rules),
        )
        for name, kind in FAULTS.items()
    ]
    headers = ("Kind", "Takes", "Strikes", "What it does", "Rules")
    output = Output()
    listing(output, given.format, headers, rows, wrap=(2, 3, 4))
    said = left_open(rule for kind in FAULTS.values() for rule in kind.rules)
    if given.format != "json":
        output.write(said)
    return PASSED
