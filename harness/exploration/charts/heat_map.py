"""The heat map: an HTML page with a table of rules by commands, coloured by how often each decided.

The more often a rule decided under a command, the darker their cell. Shades are of one hue, so that
they differ by lightness alone, and each cell has its number.

>>> table = TransitionTable(BoundedModel(values=(None,), imports=False))
>>> table.derive()
>>> heat_map(table).count(' title="') == len(table.rules)
True
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from harness.exploration.charts.pair_coverage import (
    BoundedModel,
    Group,
    TransitionTable,
    decided,
    groups,
    undecided_notes,
)
from harness.reports.html.rendering import render

__all__ = ["BoundedModel", "TransitionTable", "heat_map"]
SHADES: Final = (1, 10, 100, 1_000, 10_000)  # each from so many times on; heat_map.css colours them


class HeatCell(NamedTuple):
    """A rule under a command: how often it decided, and the shade; None if never."""

    command: str
    times: int
    shade: int | None


def heat_map(table: TransitionTable) -> str:
    """The page: a row for each rule that decided anything, a column for each kind of command."""
    commands = [one for group in groups(table) for one in named(group)]
    rows = {
        rule: [_cell(name, table.rules.get((rule, command), 0)) for command, name in commands]
        for rule in decided(table)
    }
    description = (
        f"{len(table.states):,} states of one record, {len(table.operations)} commands in each: "
        f"{len(rows)} rules decided, in {len(table.rules)} pairs of a rule and a kind of command."
    )
    return render(
        "heat_map.html",
        description=description,
        groups=groups(table),
        rows=rows,
        shades=SHADES,
        notes=undecided_notes(table),
    )


def named(group: Group) -> Iterator[tuple[str, str]]:
    """The kinds of commands of a group, each with its name where the group's title is far."""
    for command, heading in zip(group.commands, group.headings, strict=True):
        name = heading.replace("_", " ")
        by = group.title.replace("Users", "users")
        yield command, name if heading == command else f"{name} by {by}"


def _cell(command: str, times: int) -> HeatCell:
    shades = [number for number, least in enumerate(SHADES) if times >= least]
    return HeatCell(command, times, max(shades, default=None))
