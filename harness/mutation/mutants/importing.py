"""Mutants of data import (M): what a row does, and how long it takes.

>>> [mutant.name for mutant in IMPORTING if mutant.rule == "M2"]
['import-costs-are-swapped', 'import-takes-no-time']
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from harness.domain.catalog import Table
from harness.domain.commands import Row
from harness.domain.environments import HR
from harness.domain.errors import Refusal, Refused
from harness.domain.request_kinds import touched_columns
from harness.mutation.mutant import Mutant, Original, patch, replaced
from harness.mutation.mutants.building_blocks import record_in, switched
from harness.simulator.data_import import run_import
from harness.simulator.integration.live_sync import on_change
from harness.simulator.users import apply_values, import_row
from harness.simulator.world import World


def _creates_only(original: Original, world: World, table: Table, row: Row, cause: int) -> str:
    key = touched_columns(table.names, table.key_bits)
    for record in world.stores[HR].records(table.name):
        pair = world.record_pairs.find(table.name, record.key)
        known = dict(zip(table.names, record.values, strict=False))
        if pair and all(known.get(name) == value for name, value in row.values if name in key):
            raise Refused(f"{pair.name} exists already")
    return original(world, table, row, cause)


def _same_is_an_edit(original: Original, world: World, table: Table, row: Row, cause: int) -> str:
    outcome: str = original(world, table, row, cause)
    if outcome == "same":
        values, _ = apply_values(world, HR, table, (), row.values)
        pair = world.record_pairs.find(table.name, table.key_of(values))
        assert pair is not None
        record = record_in(world, pair, HR)
        assert record is not None
        now = world.clock.now
        world.stores[HR].put(table.name, record._replace(edited_at=now))
        touched = sum(1 << table.index[name] for name, value in row.values if value is not None)
        on_change(world, pair, HR, "edited", touched, None, len(world.journal), now)
        return "edited"
    return outcome


def _empties_the_rest(original: Original, world: World, table: Table, row: Row, cause: int) -> str:
    stays = {name for name, _ in row.values} | set(touched_columns(table.names, table.key_bits))
    rest = tuple((name, None) for name in table.names if name not in stays)
    return original(world, table, row._replace(values=row.values + rest), cause)


def _stops_when_refused(original: Original, world: Any, table: Table, row: Row, cause: int) -> str:
    if getattr(world, "refused_import", None) == cause:
        return "same"
    try:
        outcome: str = original(world, table, row, cause)
    except Refused:
        world.refused_import = cause
        raise
    return outcome


def _costs_swapped(
    original: Original, world: World, table: Table, rows: Sequence[Row], pass_time: Any
) -> Refusal | None:
    costs = world.settings
    swapped = replace(costs, import_on=costs.import_off, import_off=costs.import_on)
    with replaced(world, "settings", swapped):
        return original(world, table, rows, pass_time)


IMPORTING: Final = (
    Mutant(
        "import-only-creates", "M1", "an import refuses what is there already",
        patch(import_row, _creates_only),
    ),
    Mutant(
        "the-same-again-is-an-edit", "M1", "importing what is there already is an edit",
        patch(import_row, _same_is_an_edit),
    ),
    Mutant(
        "import-empties-the-rest", "M1", "an import empties the columns that it does not name",
        patch(import_row, _empties_the_rest),
    ),
    Mutant(
        "refused-row-stops-the-import", "M1", "after a row that is refused nothing is imported",
        patch(import_row, _stops_when_refused),
    ),
    Mutant(
        "imported-waits-for-the-job", "M1", "imported records do not travel before the batch job",
        patch(import_row, switched(False)),
    ),
    Mutant(
        "import-costs-are-swapped", "M2", "an import takes longer with integration off than on",
        patch(run_import, _costs_swapped),
    ),
    Mutant(
        "import-takes-no-time", "M2", "an import takes no time",
        patch(run_import, lambda original, world, table, rows, pass_time:
            original(world, table, rows, lambda _world, _milliseconds: None)
        ),
    ),
)  # fmt: skip
