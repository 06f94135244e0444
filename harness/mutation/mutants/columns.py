"""Mutants of columns (R14 to R16, R18): lookups, one-way columns, constraints, the natural key.

>>> [mutant.name for mutant in COLUMNS if mutant.rule == "R16"]
['too-long-is-truncated', 'too-long-is-written-whole']
"""

from collections.abc import Callable, Iterator
from typing import Any, Final

from harness.domain.catalog import Table
from harness.domain.environments import DATAVERSE, Environment
from harness.domain.reconcile import with_one_way
from harness.domain.records import Record, Value, Values, trimmed
from harness.mutation.mutant import Mutant, Original, patch
from harness.mutation.mutants.building_blocks import forgetting_failures, instead, overlooking
from harness.simulator.integration.settlement import (
    DONE,
    _write,
    _write_problem,
    settle,
)
from harness.simulator.record_pairs import RecordPair
from harness.simulator.users import _counted_as_edits, _has_key, edit
from harness.simulator.world import World


def _written(change: Callable[[World, Table, Environment, Record | None, Values], Any]) -> Original:
    """Change the values before they are written; they may end with empty ones."""

    def write(
        original: Original,
        world: World,
        pair: RecordPair,
        side: Environment,
        record: Record | None,
        request: Any,
        values: Values,
        *why: Any,
    ) -> Record:
        values = trimmed(change(world, pair.table, side, record, values))
        return original(world, pair, side, record, request, values, *why)

    return write


def _emptied(
    world: World, table: Table, side: Environment, _: Record | None, values: Values
) -> Iterator[Value]:
    for column, value in zip(table.columns, values, strict=False):
        known = not column.target or value is None or world.stores[side].find(column.target, value)
        yield value if known else None


def _truncated(
    world: World, table: Table, side: Environment, _: Record | None, values: Values
) -> Iterator[Value]:
    for column, value in zip(table.columns, values, strict=False):
        longest = column.constraints(side).max_length
        yield value[:longest] if isinstance(value, str) and column.target is None else value


def _not_sent(
    world: World, table: Table, side: Environment, record: Record | None, values: Values
) -> Values:
    if side != DATAVERSE:
        return values
    return with_one_way(table, values, record.values if record else ())


COLUMNS: Final = (
    Mutant(
        "dangling-lookup-is-written", "R14",
        "a record is written though what it looks up is not there",
        patch(_write_problem, overlooking("R14")),
    ),
    Mutant(
        "missing-target-is-emptied", "R14",
        "where what it looks up is not there, the record travels with that lookup empty",
        patch(_write_problem, overlooking("R14")), patch(_write, _written(_emptied)),
    ),
    Mutant(
        "job-forgets-what-failed", "R14", "the batch job spends the requests of a failed record",
        patch(settle, forgetting_failures("batch job", DONE)),
    ),
    Mutant(
        "one-way-column-is-copied-back", "R15", "Dataverse's value of a one-way column goes to HR",
        patch(with_one_way, lambda original, table, values, hr: values),
    ),
    Mutant(
        "one-way-column-counts-as-an-edit", "R15",
        "a value in a one-way column makes a Dataverse edit",
        patch(_counted_as_edits, lambda original, table, environment, touched: touched),
    ),
    Mutant(
        "one-way-column-is-not-sent", "R15", "a one-way column never reaches Dataverse",
        patch(_write, _written(_not_sent)),
    ),
    Mutant(
        "too-long-is-truncated", "R16", "a text that is too long is cut to what fits",
        patch(_write_problem, overlooking("R16")), patch(_write, _written(_truncated)),
    ),
    Mutant(
        "too-long-is-written-whole", "R16", "nobody looks whether the other side allows a value",
        patch(_write_problem, overlooking("R16")),
    ),
    Mutant(
        "natural-key-can-be-edited", "R18", "an edit of the natural key is done",
        patch(_has_key, instead(True)),
    ),
    Mutant(
        "natural-key-edit-is-dropped", "R18", "such an edit is dropped without a word",
        patch(edit, overlooking("R18")),
    ),
)  # fmt: skip
