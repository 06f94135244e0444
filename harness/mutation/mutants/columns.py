"""Mutants of columns (R14 to R16, R18): lookups, one-way columns, constraints, the natural key.

>>> [mutant.name for mutant in COLUMNS if mutant.rule == "R16"]
['too-long-is-truncated', 'too-long-is-written-whole']
"""

from typing import Any, Final

from harness.domain.catalog import Table
from harness.domain.environments import DATAVERSE, Environment
from harness.domain.errors import Refusal
from harness.domain.reconcile import with_one_way
from harness.domain.records import Record, Value, Values, trimmed
from harness.mutation.mutant import Mutant, Original, patch
from harness.mutation.mutants.building_blocks import spend_all
from harness.simulator.integration.settlement import (
    DONE,
    FAILED,
    Result,
    WriteProblem,
    _write,
    _write_problem,
    settle,
)
from harness.simulator.record_pairs import RecordPair
from harness.simulator.users import _counted_as_edits, _has_key, edit
from harness.simulator.world import World


def _overlooks(rule: str) -> Original:
    """Find no problem of that rule."""

    def found(original: Original, *written: Any) -> WriteProblem | None:
        problem: WriteProblem | None = original(*written)
        return None if problem is not None and problem.rule == rule else problem

    return found


def _written(change: Any) -> Original:
    """Change each value before it is written: `change` of world, table, side, place and value."""

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
        values = trimmed(
            change(world, pair.table, side, place, value) for place, value in enumerate(values)
        )
        return original(world, pair, side, record, request, values, *why)

    return write


def _emptied(world: World, table: Table, side: Environment, place: int, value: Value) -> Value:
    target = table.columns[place].target
    if target is None or value is None or world.stores[side].find(target, value):
        return value
    return None


def _truncated(world: World, table: Table, side: Environment, place: int, value: Value) -> Value:
    if isinstance(value, str) and table.columns[place].target is None:
        return value[: table.columns[place].constraints(side).max_length]
    return value


def _failed_is_forgotten(
    original: Original, world: World, pair: RecordPair, actor: str, *how: Any
) -> Result:
    result: Result = original(world, pair, actor, *how)
    if result == FAILED and actor == "batch job":
        spend_all(world, pair)
        return DONE
    return result


def _both_ways(original: Original, table: Table, values: Values, hr: Values) -> Values:
    return values


def _counts(original: Original, table: Table, environment: Environment, touched: int) -> int:
    return touched


def _not_sent(
    original: Original,
    world: World,
    pair: RecordPair,
    side: Environment,
    record: Record | None,
    request: Any,
    values: Values,
    *why: Any,
) -> Record:
    if side == DATAVERSE:
        values = with_one_way(pair.table, values, record.values if record else ())
    return original(world, pair, side, record, request, values, *why)


def _any_key(original: Original, pair: RecordPair, values: Values) -> bool:
    return True


def _dropped_silently(original: Original, world: World, command: Any) -> Refusal | None:
    refusal: Refusal | None = original(world, command)
    return None if refusal is not None and refusal[1] == "R18" else refusal


COLUMNS: Final = (
    Mutant(
        "dangling-lookup-is-written", "R14",
        "a record is written though what it looks up is not there",
        patch(_write_problem, _overlooks("R14")),
    ),
    Mutant(
        "missing-target-is-emptied", "R14",
        "where what it looks up is not there, the record travels with that lookup empty",
        patch(_write_problem, _overlooks("R14")), patch(_write, _written(_emptied)),
    ),
    Mutant(
        "job-forgets-what-failed", "R14", "the batch job spends the requests of a failed record",
        patch(settle, _failed_is_forgotten),
    ),
    Mutant(
        "one-way-column-is-copied-back", "R15", "Dataverse's value of a one-way column goes to HR",
        patch(with_one_way, _both_ways),
    ),
    Mutant(
        "one-way-column-counts-as-an-edit", "R15",
        "a value in a one-way column makes a Dataverse edit",
        patch(_counted_as_edits, _counts),
    ),
    Mutant(
        "one-way-column-is-not-sent", "R15", "a one-way column never reaches Dataverse",
        patch(_write, _not_sent),
    ),
    Mutant(
        "too-long-is-truncated", "R16", "a text that is too long is cut to what fits",
        patch(_write_problem, _overlooks("R16")), patch(_write, _written(_truncated)),
    ),
    Mutant(
        "too-long-is-written-whole", "R16", "nobody looks whether the other side allows a value",
        patch(_write_problem, _overlooks("R16")),
    ),
    Mutant(
        "natural-key-can-be-edited", "R18", "an edit of the natural key is done",
        patch(_has_key, _any_key),
    ),
    Mutant(
        "natural-key-edit-is-dropped", "R18", "such an edit is dropped without a word",
        patch(edit, _dropped_silently),
    ),
)  # fmt: skip
