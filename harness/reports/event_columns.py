"""Events that name columns, in sentences: by words, or for machines by logical names."""

from collections.abc import Callable
from typing import Final

from harness.domain.catalog import Table
from harness.domain.column_words import column_words
from harness.domain.environments import ENVIRONMENT_NAMES, ENVIRONMENTS, other
from harness.domain.events import Event
from harness.domain.records import at
from harness.reports.findings import Changes, lost_columns
from harness.reports.sides import unlike_places
from harness.reports.values import ColumnNames, brief, named_values, readable
from harness.simulator.engine import Engine


def changes(simulator: Engine, event: Event, names: ColumnNames = column_words) -> Changes:
    """The columns that a write, or a delete, changed, with the values before and after it."""
    table = _table(simulator, event)
    before, after, named = event.before or (), event.data or (), names(table)
    return [
        (
            named[place],
            readable(simulator, table, place, at(before, place)),
            readable(simulator, table, place, at(after, place)),
        )
        for place in unlike_places(before, after)
    ]


def named_losses(table: Table, columns: Changes, names: ColumnNames = column_words) -> Changes:
    """The columns of a loss under other names than their logical ones."""
    named = names(table)
    return [(named[table.index[name]], lost, kept) for name, lost, kept in columns]


def lost_text(columns: Changes) -> str:
    """What was lost, column by column, and what was kept."""
    return ", ".join(f"{name} {brief(lost)} (kept: {brief(kept)})" for name, lost, kept in columns)


def _table(simulator: Engine, event: Event) -> Table:
    assert event.table is not None
    return simulator.world.catalog[event.table]


def where(event: Event) -> str:
    """The environment of an event, by its name."""
    assert event.environment is not None
    return ENVIRONMENT_NAMES[event.environment]


def _written(verb: str) -> Callable[[Engine, Event, ColumnNames], str]:
    def text(simulator: Engine, event: Event, names: ColumnNames) -> str:
        if event.before is None:
            found = named_values(simulator, _table(simulator, event), event.data or (), names)
            values = [f"{column} {brief(now)}" for column, now in found.items()]
        else:
            values = [
                f"{column} {brief(old)} → {brief(now)}"
                for column, old, now in changes(simulator, event, names)
            ]
        if not values:
            return f"{verb} {where(event)}: nothing, the values are there already"
        tie = " (a tie)" if event.rule == "R11" else ""
        return f"{verb} {where(event)}{tie}: {', '.join(values)}"

    return text


def _lost(simulator: Engine, event: Event, names: ColumnNames) -> str:
    tie = ", a tie" if event.rule == "R11" else ""
    columns = named_losses(_table(simulator, event), lost_columns(simulator, event), names)
    return f"LOST in {where(event)}{tie}: {lost_text(columns)}"


def _not_listened(simulator: Engine, event: Event, names: ColumnNames) -> str:
    table = _table(simulator, event)
    columns = ", ".join(names(table)[table.index[column]] for column in event.data)
    return f"the edit waits: nobody listens to {columns} in {where(event)}"


def _given_apart(simulator: Engine, event: Event, names: ColumnNames) -> str:
    """What each environment holds (S7), and what the tracking row, if there is one, points at."""
    there = [one for one in ENVIRONMENTS if event.data.get(one) is not None]
    only = " only" if len(there) == 1 else ""
    parts = []
    for one in there:
        values = named_values(simulator, _table(simulator, event), event.data[one], names)
        held = ", ".join(f"{column} {brief(value)}" for column, value in values.items())
        parts.append(f"in {ENVIRONMENT_NAMES[one]}{only}: {held}")
    if not event.data["tracked"]:
        parts.append("not tracked")
    elif only:
        gone = ENVIRONMENT_NAMES[other(there[0])]
        parts.append(f"its tracking row points to nothing in {gone}")
    return f"given {'; '.join(parts)}"


def _given_change(simulator: Engine, event: Event, names: ColumnNames) -> str:
    change, columns, noticed = event.data
    table = _table(simulator, event)
    verb = {"create": "created", "edit": "edited", "delete": "deleted"}[change]
    of = f": {', '.join(names(table)[table.index[it]] for it in columns)}" if columns else ""
    return (
        f"{verb} in {where(event)} before the start{'' if noticed else ', and nobody noticed'}{of}"
    )


OF_COLUMNS: Final[dict[str, Callable[[Engine, Event, ColumnNames], str]]] = {
    "given_apart": _given_apart,
    "given_change": _given_change,
    "created": _written("created in"),
    "edited": _written("edited in"),
    "undeleted": _written("taken out of the recycle bin of"),
    "not_listened": _not_listened,
    "updated": _written("written to"),
    "copied": _written("created in"),
    "restored": _written("restored in"),
    "lost": _lost,
}
