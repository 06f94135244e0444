"""Mutants of records that look each other up (R14): written together, rows first."""

from collections.abc import Iterable
from typing import Any

from harness.domain.catalog import Table
from harness.domain.environments import Environment
from harness.domain.events import Actor
from harness.domain.records import Record, Value, Values
from harness.mutation.mutant import Mutation
from harness.mutation.mutants.building_blocks import WritesOtherValues, replaced
from harness.simulator.integration.settlement import FAILED
from harness.simulator.integration.writing import Asked
from harness.simulator.integration.written_together import closed_set
from harness.simulator.record_pairs import RecordPair


class CircleIsNeverWritten(Mutation):
    """Records that lack only each other fail in every run."""

    breaks = "R14"

    def settle_together(
        self, pairs: list[RecordPair], actor: Actor, cause: int, full: bool = False
    ) -> tuple[list[RecordPair], int]:
        return pairs, 0


class CircleIsWrittenInPart(Mutation):
    """Of records that lack only each other the rest is written where one fails."""

    breaks = "R14"

    def settle_together(
        self, pairs: list[RecordPair], actor: Actor, cause: int, full: bool = False
    ) -> tuple[list[RecordPair], int]:
        plans = {pair: self.plan(pair, full).problem for pair in pairs}
        together = closed_set({pair: it.missing if it else () for pair, it in plans.items()})
        if self.unavailable() is not None or any(
            problem is not None and not problem.missing for problem in plans.values()
        ):
            return super().settle_together(pairs, actor, cause, full)
        failed = 0
        for pair in together:
            others = {it: Asked() for it in together if it is not pair}
            with self.in_one_go(others):
                failed += self.settle(pair, actor, cause, full) == FAILED
        return [pair for pair in pairs if pair not in together], failed


class CircleCountsAsOneRequest(Mutation):
    """Records that are written together are one request to the faults."""

    breaks = "R14"
    circle = False
    asked = False

    def settle_together(
        self, pairs: list[RecordPair], actor: Actor, cause: int, full: bool = False
    ) -> tuple[list[RecordPair], int]:
        with replaced(self, "circle", True), replaced(self, "asked", False):
            return super().settle_together(pairs, actor, cause, full)

    def ask(self, *request: Any, **more: Any) -> Asked:
        if self.circle and self.asked:
            return Asked()
        self.asked = self.circle
        return super().ask(*request, **more)


class CircleLosesItsLookups(WritesOtherValues):
    """Records that lack only each other are written with these lookups empty."""

    breaks = "R14"

    def changed(
        self, table: Table, environment: Environment, record: Record | None, values: Values
    ) -> Iterable[Value]:
        store = self.world.stores[environment]
        for column, value in zip(table.columns, values, strict=False):
            known = not column.target or value is None or store.find(column.target, value)
            yield value if known or not self.together else None
