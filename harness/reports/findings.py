"""Findings: losses, undone deletes, and how the two environments differ.

Losses and undone deletes are read from the journal, differences and the grid from the stores and
the tracking rows. No function here changes the simulation.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from harness.domain.catalog import Table
from harness.domain.environments import DATAVERSE, ENVIRONMENT_NAMES, HR, Environment
from harness.domain.events import Event
from harness.domain.records import Record, Scalar, Value, Values, at, row_id_text
from harness.domain.request_kinds import shown_kind
from harness.simulator.engine import Engine
from harness.simulator.record_pairs import RecordPair

GRID_COLUMNS = {
    "dataverse_table": "Dataverse table",
    "dataverse_reference": "Dataverse table reference",
    "human_resources_entity_name": "Human Resources entity name",
    "human_resources_reference": "Human Resources reference",
    "deleted_from_dataverse": "Deleted from Dataverse",
}


# columns, each with two values of it
Changes = Sequence[tuple[str, Scalar | None, Scalar | None]]


class Finding(NamedTuple):
    """A user's change that was overwritten (R7, L6), was undone (R13), or has not travelled."""

    kind: str  # "data loss", "undone delete" or "missed request"
    seq: int
    at: int
    environment: Environment  # where the user made it
    table: str
    record: str
    rule: str
    columns: Changes = ()  # of a loss: the values lost and kept


def data_loss(simulator: Engine) -> list[Finding]:
    """Every loss, in the order they were reported."""
    return [_finding(simulator, seq) for seq in simulator.journal.losses]


def undone_deletes(simulator: Engine) -> list[Finding]:
    """Every undone delete, in the order they were reported."""
    return [_finding(simulator, seq) for seq in simulator.journal.undone_deletes]


def _finding(simulator: Engine, seq: int) -> Finding:
    event = simulator.journal[seq]
    assert event.environment and event.table and event.record and event.rule
    who = event.environment, event.table, event.record, event.rule
    if event.event == "lost":
        return Finding("data loss", seq, event.at, *who, lost_columns(simulator, event))
    return Finding("undone delete", seq, event.at, *who)


class MissedRequest(NamedTuple):
    """A user's change that has not travelled yet."""

    seq: int  # the journal entry of the change
    at: int  # when it was first made, in seconds
    environment: Environment  # where the user made it
    table: str
    record: str
    change: str  # create, edit or delete


def missed_requests(simulator: Engine) -> list[MissedRequest]:
    """Every missed request, in the order in which they were first made."""
    return [
        MissedRequest(
            it.since_seq, it.since, it.environment, it.pair.table.name, it.pair.name,
            shown_kind(it.kind),
        )
        for it in simulator.world.missed.in_order()
    ]  # fmt: skip


def lost_columns(simulator: Engine, loss: Event) -> Changes:
    """The columns of a loss, each with the value lost and the value kept as people read them."""
    assert loss.table is not None
    table = simulator.world.catalog[loss.table]
    return tuple(
        (
            column,
            readable(simulator, table, table.index[column], lost),
            readable(simulator, table, table.index[column], kept),
        )
        for column, lost, kept in loss.data
    )


def readable(simulator: Engine, table: Table, place: int, value: Value) -> Scalar | None:
    """A column's value as people read it: a lookup as the name of the record it points at."""
    target = table.columns[place].target
    if value is None or target is None:
        assert not isinstance(value, tuple)
        return value
    pair = simulator.world.record_pairs.find(target, value)
    return pair.name if pair else simulator.world.catalog[target].key_text(value)


def named_values(simulator: Engine, table: Table, values: Values) -> dict[str, Scalar]:
    """Column to value as people read them; empty columns are left out."""
    found = {}
    for place, value in enumerate(values):
        text = readable(simulator, table, place, value)
        if text is not None:
            found[table.names[place]] = text
    return found


def record_values(simulator: Engine, environment: Environment, name: str) -> dict[str, Scalar]:
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


def converged_tables(simulator: Engine) -> list[str]:
    """The tables that hold a record on either side, sorted."""
    stores = simulator.world.stores
    return sorted({table for store in stores.values() for table in store.tables()})


class Sides(NamedTuple):
    """A record in both environments; None where it is missing."""

    hr: Record | None
    dataverse: Record | None
    unlike: Sequence[int] = ()  # the places where the two differ

    @property
    def name(self) -> str:
        """The name of the record."""
        there = self.hr or self.dataverse
        assert there is not None
        return there.name

    @property
    def alike(self) -> bool:
        """Whether both environments hold the record and nothing differs."""
        return self.hr is not None and self.dataverse is not None and not self.unlike


def paired_records(simulator: Engine, table: str) -> Iterator[Sides]:
    """The records of a table in both environments: first what Human Resources holds."""
    hr, dataverse = (simulator.world.stores[environment] for environment in (HR, DATAVERSE))
    facts = simulator.world.catalog[table]
    for record in hr.records(table):
        yield _sides(facts, record, dataverse.find(table, record.key))
    for record in dataverse.records(table):
        if hr.find(table, record.key) is None:
            yield Sides(None, record)


def _sides(table: Table, hr: Record | None, dataverse: Record | None) -> Sides:
    if hr is None or dataverse is None or hr.values is dataverse.values:
        return Sides(hr, dataverse)
    return Sides(hr, dataverse, differing(table, hr.values, dataverse.values))


def unlike_places(one: Values, other: Values) -> list[int]:
    """The places where two records hold other values, one-way columns among them."""
    if one is other:
        return []
    return [
        place for place in range(max(len(one), len(other))) if at(one, place) != at(other, place)
    ]


def differing(table: Table, hr: Values, dataverse: Values) -> list[int]:
    """The places where two records differ; one-way columns are no difference (R15)."""
    return [place for place in unlike_places(hr, dataverse) if place not in table.one_way]


def differences(simulator: Engine, table: str, only: RecordPair | None = None) -> Iterator[str]:
    """How the two environments differ in a table, or in one record, a sentence a record."""
    stores, facts = simulator.world.stores, simulator.world.catalog[table]
    pairs = paired_records(simulator, table)
    if only is not None:
        found = [stores[environment].find(table, only.key) for environment in (HR, DATAVERSE)]
        pairs = iter([_sides(facts, *found)] if any(found) else [])
    for it in pairs:
        if it.hr is None or it.dataverse is None:
            yield f"{it.name} is not in {ENVIRONMENT_NAMES[DATAVERSE if it.hr else HR]}"
            continue
        for place in it.unlike:
            mine, theirs = (
                shown(readable(simulator, facts, place, at(record.values, place)))
                for record in (it.hr, it.dataverse)
            )
            yield (
                f"{it.name} has {facts.names[place]} {mine} in Human Resources, "
                f"{theirs} in Dataverse"
            )


def grid_rows(simulator: Engine, table: str) -> Iterator[dict[str, str]]:
    """The five columns of the administration grid for one table, as people read them (G1)."""
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


def grids(simulator: Engine) -> Iterator[tuple[Table, list[dict[str, str]]]]:
    """The tracking rows of each table that can be selected in the grid and has any (G2)."""
    for name in simulator.world.record_pairs.tables():
        table = simulator.world.catalog[name]
        rows = list(grid_rows(simulator, name)) if table.in_grid else []
        if rows:
            yield table, rows
