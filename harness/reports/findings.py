"""Findings: losses, undone deletes, and how the two environments differ.

Losses and undone deletes are read from the journal, differences and the grid from the stores and
the tracking rows. No function here changes the simulation.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from harness.domain.catalog import Table
from harness.domain.environments import DATAVERSE, ENVIRONMENT_NAMES, HR, Environment
from harness.domain.records import Record, Scalar, Value, Values, at, row_id_text
from harness.simulator.record_pairs import RecordPair
from harness.simulator.simulator import Simulator

GRID_COLUMNS = {
    "dataverse_table": "Dataverse table",
    "dataverse_reference": "Dataverse table reference",
    "human_resources_entity_name": "Human Resources entity name",
    "human_resources_reference": "Human Resources reference",
    "deleted_from_dataverse": "Deleted from Dataverse",
}


class Lost(NamedTuple):
    """R7: a user's change that did not travel and was overwritten, or deleted over (L6)."""

    seq: int
    at: int
    environment: Environment  # where the lost change was made
    table: str
    record: str
    columns: tuple[tuple[str, Scalar | None, Scalar | None], ...]  # column, lost, kept
    rule: str


class Undone(NamedTuple):
    """R13: a user's delete that did not travel and was reversed."""

    seq: int
    at: int
    environment: Environment  # where the delete was made
    table: str
    record: str
    rule: str


def data_loss(simulator: Simulator) -> list[Lost]:
    """Every loss, in the order they were reported."""
    found = []
    for seq in simulator.journal.losses:
        event = simulator.journal[seq]
        assert event.environment and event.table and event.record and event.rule
        table = simulator.world.catalog[event.table]
        columns = tuple(
            (
                column,
                readable(simulator, table, table.index[column], lost),
                readable(simulator, table, table.index[column], kept),
            )
            for column, lost, kept in event.data
        )
        found.append(
            Lost(seq, event.at, event.environment, event.table, event.record, columns, event.rule)
        )
    return found


def undone_deletes(simulator: Simulator) -> list[Undone]:
    """Every undone delete, in the order they were reported."""
    found = []
    for seq in simulator.journal.undone_deletes:
        event = simulator.journal[seq]
        assert event.environment and event.table and event.record and event.rule
        found.append(
            Undone(seq, event.at, event.environment, event.table, event.record, event.rule)
        )
    return found


def readable(simulator: Simulator, table: Table, place: int, value: Value) -> Scalar | None:
    """A column's value as people read it: a lookup as the name of the record it points at."""
    target = table.columns[place].target
    if value is None or target is None:
        assert not isinstance(value, tuple)
        return value
    pair = simulator.world.record_pairs.find(target, value)
    return pair.name if pair else simulator.world.catalog[target].key_text(value)


def named_values(simulator: Simulator, table: Table, values: Values) -> dict[str, Scalar]:
    """Column to value as people read them; empty columns are left out."""
    found = {}
    for place, value in enumerate(values):
        text = readable(simulator, table, place, value)
        if text is not None:
            found[table.names[place]] = text
    return found


def record_values(simulator: Simulator, environment: Environment, name: str) -> dict[str, Scalar]:
    """The values of a record by column, lookups by name; none if the record does not exist."""
    pair = simulator.world.record_pairs.named(name)
    record = simulator.record(environment, name)
    if pair is None or record is None:
        return {}
    return named_values(simulator, pair.table, record.values)


def shown(value: Scalar | float | None) -> str:
    """A value in a sentence."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, int | Decimal) else repr(value)


def converged_tables(simulator: Simulator) -> list[str]:
    """The tables that hold a record on either side, sorted."""
    stores = simulator.world.stores
    return sorted({table for store in stores.values() for table in store.tables()})


def paired_records(
    simulator: Simulator, table: str
) -> Iterator[tuple[Record | None, Record | None]]:
    """The records of a table, in Human Resources and in Dataverse; None if it is missing."""
    hr, dataverse = (simulator.world.stores[environment] for environment in (HR, DATAVERSE))
    for record in hr.records(table):
        yield record, dataverse.find(table, record.key)
    for record in dataverse.records(table):
        if hr.find(table, record.key) is None:
            yield None, record


def differing(table: Table, hr: Values, dataverse: Values) -> list[int]:
    """The places where two records differ; one-way columns are no difference (R15)."""
    if hr is dataverse:
        return []
    return [
        place
        for place in range(max(len(hr), len(dataverse)))
        if at(hr, place) != at(dataverse, place) and place not in table.one_way
    ]


def differences(simulator: Simulator, table: str, only: RecordPair | None = None) -> Iterator[str]:
    """How the two environments differ in a table, or in one record, a sentence a record."""
    stores, facts = simulator.world.stores, simulator.world.catalog[table]
    pairs = paired_records(simulator, table)
    if only is not None:
        pairs = iter([(stores[HR].find(table, only.key), stores[DATAVERSE].find(table, only.key))])
    for hr, dataverse in pairs:
        there = hr or dataverse
        if there is None:
            continue
        if hr is None or dataverse is None:
            yield f"{there.name} is not in {ENVIRONMENT_NAMES[HR if hr is None else DATAVERSE]}"
            continue
        for place in differing(facts, hr.values, dataverse.values):
            mine = readable(simulator, facts, place, at(hr.values, place))
            theirs = readable(simulator, facts, place, at(dataverse.values, place))
            yield (
                f"{there.name} has {facts.names[place]} {shown(mine)} in Human Resources, "
                f"{shown(theirs)} in Dataverse"
            )


def grid_rows(simulator: Simulator, table: str) -> Iterator[dict[str, str]]:
    """G1: the five columns of the administration grid for one table, as people read them."""
    for pair in simulator.world.record_pairs.of(table):
        row = pair.row
        if row is not None:
            yield {
                "dataverse_table": table,
                "dataverse_reference": row_id_text(row.dataverse_reference),
                "human_resources_entity_name": row.entity,
                "human_resources_reference": str(row.human_resources_reference),
                "deleted_from_dataverse": "Yes" if row.deleted_from_dataverse else "No",
                "record": pair.name,
            }
