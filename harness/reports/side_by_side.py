"""The end state as text: the records of a table in both environments, differences marked.

Of records that differ only the values that do are shown. What flows one way (R15) or is of one
side (V3) is no difference; where it is not the same, it is shown, and says so.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from harness.domain.catalog import Table
from harness.domain.environments import DATAVERSE, ENVIRONMENT_NAMES, HR
from harness.domain.records import Values, at
from harness.reports.sides import Apart, Sides, apart, paired_records
from harness.reports.tables import heading, is_narrow, table
from harness.reports.values import brief, readable
from harness.simulator.engine import Engine

MOST_RECORDS: Final = 20  # of a table, unless expanded
_AT_THE_END: Final = " at the end"
_NOTES: Final[Mapping[Apart | None, str]] = {"one way": "one way", "one side": "here only"}
_NOWHERE: Final[Mapping[int, Apart]] = {}


def side_by_side(
    simulator: Engine, name: str, fmt: str, width: int | None, color: bool, expand: bool
) -> Iterator[str]:
    """The heading, the table of both environments, and what is not shown."""
    facts = simulator.world.catalog[name]
    rows: list[list[str]] = []
    hidden = hidden_alike = 0
    for it in paired_records(simulator, name):
        if not expand and len(rows) >= MOST_RECORDS:
            hidden += 1
            hidden_alike += it.alike
            continue
        rows.append([it.name, "" if it.alike else "≠", *_cells(simulator, facts, it)])
    title = name if facts.display_name == name else f"{facts.display_name} ({name})"
    if width and is_narrow(fmt, width) and len(title) + len(_AT_THE_END) > width:
        title = name
    yield heading(title + _AT_THE_END, fmt, color)
    headers = ("Record", "", ENVIRONMENT_NAMES[HR], ENVIRONMENT_NAMES[DATAVERSE])
    yield table(rows, headers, fmt, width, wrap=(2, 3))
    if hidden:
        yield f"and {hidden:,} more, {hidden_alike:,} of them the same on both sides"


def _cells(simulator: Engine, facts: Table, it: Sides) -> tuple[str, str]:
    """The record in both environments: where values differ only those, and what is apart anyway."""
    every = range(len(facts.names))
    if it.hr is None or it.dataverse is None:
        mine, theirs = (
            _values(simulator, facts, record.values, every) if record else "not there"
            for record in it[:2]
        )
        return mine, theirs
    ways = apart(facts, it.hr.values, it.dataverse.values)
    mine = _values(simulator, facts, it.hr.values, ways if it.unlike else every, ways)
    theirs = _values(simulator, facts, it.dataverse.values, ways, ways)
    if it.alike:
        theirs = f"the same, but {theirs}" if theirs else "(the same)"
    return mine, theirs


def _values(
    simulator: Engine,
    facts: Table,
    values: Values,
    places: Iterable[int],
    ways: Mapping[int, Apart] = _NOWHERE,
) -> str:
    """The values at these places, empty ones only where the other environment has another one."""
    found = []
    for place in places:
        value, way = readable(simulator, facts, place, at(values, place)), ways.get(place)
        if value is None and way not in ("unlike", "one way"):
            continue
        note = f" ({_NOTES[way]})" if way in _NOTES else ""
        found.append(f"{facts.names[place]} {brief(value)}{note}")
    return ", ".join(found)
