"""What is reported of users' changes: losses, undone deletes, missed requests; and the grid.

What else there is to find is in `checks`. No function here changes the simulation.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from harness.domain.catalog import Table
from harness.domain.environments import Environment
from harness.domain.events import Event
from harness.domain.records import Scalar, row_id_text
from harness.domain.request_kinds import shown_kind
from harness.reports.values import readable
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
    """A user's change that was overwritten (R7, L6), or a delete that was undone (R13)."""

    kind: str  # "data loss" or "undone delete"
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


def tracked_pairs(simulator: Engine, table: str) -> list[RecordPair]:
    """The records that have a row in the administration grid of a table, in its order."""
    return [pair for pair in simulator.world.record_pairs.of(table) if pair.row is not None]


def grid_row(pair: RecordPair) -> dict[str, str]:
    """The five columns of a row of the administration grid, as people read them (G1)."""
    row = pair.row
    assert row is not None
    return {
        "dataverse_table": pair.table.name,
        "dataverse_reference": row_id_text(row.dataverse_reference),
        "human_resources_entity_name": row.entity,
        "human_resources_reference": str(row.human_resources_reference),
        "deleted_from_dataverse": "Yes" if row.deleted_from_dataverse else "No",
        "record": pair.name,
    }


def grid_rows(simulator: Engine, table: str) -> Iterator[dict[str, str]]:
    """The rows of the administration grid for one table."""
    return map(grid_row, tracked_pairs(simulator, table))


def grids(simulator: Engine) -> Iterator[tuple[Table, list[dict[str, str]]]]:
    """The tracking rows of each table that can be selected in the grid and has any (G2)."""
    for name in simulator.world.record_pairs.tables():
        table = simulator.world.catalog[name]
        rows = list(grid_rows(simulator, name)) if table.in_grid else []
        if rows:
            yield table, rows
