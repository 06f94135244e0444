"""The rows of a world as a database keeps it: what was done, and what has come of it for people.

A world is gone on with from its commands. They are few, deterministic, and the one form of a
history that the journal, the findings and the fingerprint of the whole follow from: the state alone
would leave out how it came to be, and be a second form of every class that has any. To go on costs
as long as it took to come there. What is in the other tables follows from the commands, too, and is
compared with them before anything is done: that somebody changed a row is told, and nothing is lost
by not seeing it.

>>> from harness.domain.commands import TurnOn
>>> from harness.simulator.engine import Engine
>>> engine = Engine()
>>> engine.attempt(TurnOn())
>>> [row[1:] for row in kept_rows(engine.world)["commands"]]
[(1, 'turn_on', '{}')]
"""

from collections.abc import Callable, Iterable, Iterator
from heapq import merge
from json.encoder import encode_basestring
from operator import itemgetter
from typing import Final

from harness.domain.catalog import Table
from harness.domain.commands import RunBatchJob, command_name
from harness.domain.environments import DATAVERSE, ENVIRONMENTS, HR, Environment
from harness.domain.records import Record, Value, Values, row_id_text
from harness.domain.request_kinds import shown_kind, touched_columns
from harness.domain.times import format_instant
from harness.simulator.command_json import to_json
from harness.simulator.world import World
from harness.stores.kept import FORMAT, Row, Rows

_LONGEST: Final = 500_000  # characters in a row: a database may take no more than a few MB at once


def kept_rows(world: World, test_run: bool = False) -> Rows:
    """The rows of a world, by table; they are made as they are read, but for the facts."""
    return {
        "world": _numbered(_facts(world, test_run)),
        "commands": _numbered(_commands(world)),
        "hr_records": _records(world, HR),
        "dataverse_records": _records(world, DATAVERSE),
        "tracking_rows": _numbered(_tracking_rows(world)),
        "requests": _numbered(_requests(world)),
    }


def _numbered(rows: Iterable[Row]) -> Iterator[Row]:
    return ((number, *row) for number, row in enumerate(rows, 1))


def _facts(world: World, test_run: bool) -> list[Row]:
    """What is known of the world as a whole, by name; the first are for whoever goes on with it."""
    from harness import __version__

    job, due = world.job, world.clock.next_of(RunBatchJob)
    records = {it: sum(map(store.count, store.tables())) for it, store in world.stores.items()}
    binned = sum(pair.binned is not None for pair in world.record_pairs.all())
    unnoticed = sum(pair.unnoticed is not None for pair in world.record_pairs.all())
    facts = {
        "format": FORMAT,
        "harness": __version__,
        "title": world.title,
        "test run": "yes" if test_run else "no",
        "settings": to_json(world.settings),
        "catalog": to_json(world.catalog.additions),
        "journal entries": len(world.journal),
        "simulated time": format_instant(world.clock.now),
        "integration": "on" if world.on else "off",
        "batch job": job.status if job.exists else "none",
        "next run": "none" if due is None else format_instant(due // 1000),
        "records in Human Resources": records[HR],
        "records in Dataverse": records[DATAVERSE],
        "missed requests": world.missed.count(),
        "data losses": len(world.journal.losses),
        "undone deletes": len(world.journal.undone_deletes),
        "records with changes that nobody noticed": unnoticed,
        "rows in the recycle bin": binned,
        "backups": ", ".join(f"{it}: {name}" for it, name in world.backups) or "none",
    }
    for it in ENVIRONMENTS:
        facts[f"faults in force in {it}"] = ", ".join(world.faults.kinds_in(it)) or "none"
    return [(name, str(value)) for name, value in facts.items()]


def _commands(world: World) -> Iterator[Row]:
    for number, command in enumerate(world.journal.history, 1):
        text, name = to_json(command), command_name(command)
        for first in range(0, len(text), _LONGEST):
            yield number, name, text[first : first + _LONGEST]


def _json_of(value: Value) -> str:
    """A value in JSON. A Decimal is the only kind of object: a JSON number would lose 1.10."""
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if value is None:
        return "null"
    if isinstance(value, tuple):
        return f"[{', '.join(map(_json_of, value))}]"
    return f'{{"decimal": "{value}"}}'


def _values_json(table: Table) -> Callable[[Values], str]:
    """What writes the values of a record: a million of them, so not by way of a dictionary."""
    keys = [f", {encode_basestring(name)}: " for name in table.names]

    def written(values: Values) -> str:
        text = ""
        for key, value in zip(keys, values, strict=False):  # empty ones at the end are left off
            if value is None:
                continue
            text += key + (encode_basestring(value) if isinstance(value, str) else _json_of(value))
        return f"{{{text[2:]}}}"

    return written


def _records(world: World, environment: Environment) -> Iterator[Row]:
    """The records of an environment, in the order of their creation over all tables."""
    store = world.stores[environment]
    of = [_of_table(world, environment, table) for table in store.tables()]
    ordered = of[0] if len(of) == 1 else merge(*of, key=itemgetter(0))
    values_json = {table: _values_json(world.catalog[table]) for table in store.tables()}
    for place, (_, table, record) in enumerate(ordered, 1):
        yield (
            place,
            table,
            str(record.reference) if environment == HR else row_id_text(record.reference),
            record.name,
            _json_of(record.key),
            values_json[table](record.values),
            record.edited_at,
        )


def _of_table(
    world: World, environment: Environment, table: str
) -> Iterator[tuple[int, str, Record]]:
    records = world.stores[environment].records(table)
    for record in records:
        pair = world.record_pairs.find(table, record.key)
        yield 0 if pair is None else pair.born(environment), table, record


def _tracking_rows(world: World) -> Iterator[Row]:
    pairs = world.record_pairs
    for table in pairs.tables():
        for pair in pairs.of(table):
            row = pair.row
            if row is not None:
                yield (
                    table,
                    row_id_text(row.dataverse_reference),
                    row.entity,
                    str(row.human_resources_reference),
                    "Yes" if row.deleted_from_dataverse else "No",
                    pair.name,
                )


def _requests(world: World) -> Iterator[Row]:
    for request in world.missed.in_order():
        columns = touched_columns(request.pair.table.names, request.touched)
        yield (
            request.environment,
            request.table,
            request.record,
            shown_kind(request.kind),
            ", ".join(columns),
            format_instant(request.since),
            "under way" if request in world.missed.waiting else "missed",
        )
