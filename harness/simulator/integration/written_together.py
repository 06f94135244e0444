"""Records that look each other up: written together, as nothing else would ever write them (R14).

>>> from harness.domain.commands import Create, Edit, RunBatchJob, TurnOn
>>> from harness.simulator.engine import Engine
>>> engine = Engine()
>>> for command in (
...     Create("hr", "cdm_jobposition", "p", {"cdm_jobpositionnumber": "P"}),
...     Create("hr", "cdm_jobposition", "q",
...            {"cdm_jobpositionnumber": "Q", "cdm_parentjobpositionid": "p"}),
...     Edit("hr", "p", {"cdm_parentjobpositionid": "q"}),
...     TurnOn(),
...     RunBatchJob(),
... ):
...     engine.attempt(command)
>>> engine.record("dataverse", "p").name, engine.world.missed.count()
('p', 0)
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple

from harness.domain.environments import DATAVERSE, HR
from harness.domain.events import Actor
from harness.domain.reconcile import AS_REQUESTED
from harness.simulator.integration.settlement import (
    FAILED,
    Settling,
    users_columns,
)  # fmt: skip
from harness.simulator.integration.writing import Asked, WriteProblem
from harness.simulator.record_pairs import RecordPair


class WritePlan(NamedTuple):
    """What settling a record comes to: what is written, and why it cannot be."""

    write_hr: bool
    write_dataverse: bool
    problem: WriteProblem | None


class WritingTogether(Settling):
    """The layer that settles records in one go: rows first, lookups second."""

    __slots__ = ()

    def settle_together(
        self, pairs: list[RecordPair], actor: Actor, cause: int, full: bool = False
    ) -> tuple[list[RecordPair], int]:
        """Settle those that fail only for want of each other.

        Each counts as a request (F2); where one fails before it was applied, none is written.
        Returns the others, and how many of those that belong together failed.
        """
        if not pairs or self.unavailable() is not None:
            return pairs, 0
        plans = {pair: self.plan(pair, full) for pair in pairs}
        together = closed_set(
            {
                pair: () if plan.problem is None else plan.problem.missing
                for pair, plan in plans.items()
                if plan.problem is None or plan.problem.missing
            }
        )
        asked: dict[RecordPair, Asked] = {}
        struck: tuple[RecordPair, WriteProblem] | None = None
        if self.world.faults.any:
            for pair in together:
                plan = plans[pair]
                asked[pair] = self.ask(pair, plan.write_hr, plan.write_dataverse)
                problem = asked[pair].problem
                if problem is not None:
                    struck = pair, problem
                    break
        failed = 0
        if struck is not None:
            first, problem = struck
            reason = f"it is written together with {first.name}, which failed"
            for pair in together:
                also = problem if pair is first else WriteProblem("R14", reason, problem[2])
                self.fail(pair, actor, cause, also)
                failed += 1
        else:
            with self.in_one_go({pair: asked.get(pair, Asked()) for pair in together}):
                for pair in together:
                    failed += self.settle(pair, actor, cause, full) == FAILED
        return [pair for pair in pairs if pair not in together], failed

    @contextmanager
    def in_one_go(self, asked: Mapping[RecordPair, Asked]) -> Iterator[None]:
        """Inside the block these records count as being there, or as gone, for one another."""
        self.together = asked
        try:
            yield
        finally:
            self.together = {}

    def plan(self, pair: RecordPair, full: bool) -> WritePlan:
        """What settling the record would write, and all that it lacks."""
        world, table = self.world, pair.table
        hr = world.records[HR].find(table.name, pair.key)
        dataverse = world.records[DATAVERSE].find(table.name, pair.key)
        requests = (pair.hr_request, pair.dataverse_request)
        hr_touched, dataverse_touched = (None if it is None else it.touched for it in requests)
        _, ours, theirs, _ = self._reconcile(
            table,
            hr,
            hr_touched,
            dataverse,
            dataverse_touched,
            pair.tracked,
            world.policy_of(table),
            world.settings.tie,
            full,
            AS_REQUESTED if pair.unnoticed is None else users_columns(pair),
            world.synonyms,
        )
        if ours is None or theirs is None:
            return WritePlan(hr is not None, dataverse is not None, None)
        write_hr = hr is None or hr.values != ours
        write_dataverse = dataverse is None or dataverse.values != theirs
        problem = self.problem_of(
            pair,
            (hr, ours if write_hr else None),
            (dataverse, theirs if write_dataverse else None),
        )
        return WritePlan(write_hr, write_dataverse, problem)


def closed_set(
    missing: Mapping[RecordPair, Collection[RecordPair]],
) -> dict[RecordPair, None]:
    """The largest set in which everything that is missing is of the set itself (R14).

    In the order given. What lacks anything else goes, and then what lacked that.
    """
    wanted_by: dict[RecordPair, list[RecordPair]] = {}
    for pair, targets in missing.items():
        for target in targets:
            wanted_by.setdefault(target, []).append(pair)
    left = dict.fromkeys(missing)
    gone = [pair for pair in wanted_by if pair not in left]
    while gone:
        for pair in wanted_by.get(gone.pop(), ()):
            if pair in left:
                del left[pair]
                gone.append(pair)
    return left
