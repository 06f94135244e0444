"""The end state as text: the records of a table in both environments, differences marked.

Of records that differ only the values that do are shown. What flows one way (R15) or is of one
side (V3) is no difference; where it is not the same, it is shown, and says so.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from harness.domain.catalog import Table
from harness.domain.column_words import column_words, table_words
from harness.domain.environments import DATAVERSE, ENVIRONMENT_NAMES, HR
from harness.domain.records import Record, Values, at
from harness.reports.event_text import plural
from harness.reports.folding import EXPAND, more_like_it
from harness.reports.output import PIPED_WIDTH
from harness.reports.sides import Apart, Sides, apart, paired_records
from harness.reports.tables import heading, is_narrow, table
from harness.reports.touched import Touched
from harness.reports.values import brief, readable
from harness.reports.wrapping import wrapped
from harness.simulator.engine import Engine

_AT_THE_END: Final = " at the end"
_NOTES: Final[Mapping[Apart | None, str]] = {"one way": "one way", "one side": "here only"}
_NOWHERE: Final[Mapping[int, Apart]] = {}


def side_by_side(
    simulator: Engine, name: str, touched: Touched, fmt: str, width: int | None, color: bool
) -> Iterator[str]:
    """The heading, the table of both environments, and what is not shown."""
    facts = simulator.world.catalog[name]
    chosen = touched.chosen(facts, list(paired_records(simulator, name)))
    title = name if facts.display_name == name else f"{facts.display_name} ({name})"
    if width and is_narrow(fmt, width) and len(title) + len(_AT_THE_END) > width:
        title = name
    if chosen.shown or chosen.rest:
        yield heading(title + _AT_THE_END, fmt, color)
    if chosen.shown:
        rows = []
        for it, more in chosen.shown:
            unlike = "" if it.alike else "≠"
            rows.append([it.name, unlike, *_cells(simulator, facts, touched, it)])
            if more:
                text = more_like_it(table_words(facts), [one.name for one in more])
                rows.append(["", unlike, text + EXPAND, ""])
        headers = ("Record", "", ENVIRONMENT_NAMES[HR], ENVIRONMENT_NAMES[DATAVERSE])
        yield table(rows, headers, fmt, width, wrap=(2, 3))
    if chosen.rest:
        yield "\n".join(wrapped(chosen.rest + EXPAND, "", "", width or PIPED_WIDTH))


def _cells(simulator: Engine, facts: Table, touched: Touched, it: Sides) -> tuple[str, str]:
    """The record in both environments: where values differ only those, and what is apart anyway."""
    if it.hr is None or it.dataverse is None:
        mine, theirs = (
            _record(simulator, facts, touched, record) if record else "not there"
            for record in it[:2]
        )
        return mine, theirs
    ways = apart(facts, it.hr.values, it.dataverse.values)
    theirs = _values(simulator, facts, it.dataverse.values, ways, ways)
    if it.unlike:
        return _values(simulator, facts, it.hr.values, ways, ways), theirs
    mine = _record(simulator, facts, touched, it.hr, ways)
    return mine, f"the same, but {theirs}" if theirs else "(the same)"


def _record(
    simulator: Engine,
    facts: Table,
    touched: Touched,
    record: Record,
    ways: Mapping[int, Apart] = _NOWHERE,
) -> str:
    """The values of a record, and how many more there are."""
    places, more = touched.places(facts, record, ways)
    text = _values(simulator, facts, record.values, places, ways)
    return f"{text} and {plural(len(more), 'more value')}" if more else text


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
        found.append(f"{column_words(facts)[place]} {brief(value)}{note}")
    return ", ".join(found)
