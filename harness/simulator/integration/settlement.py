"""Settlement of one record pair: read both sides, let `reconcile` decide, write the outcome.

Live sync, the batch job and sync now all call `settle`, so that one table of decisions serves all
three (the R rules). A pair is written whole or not at all: if one side cannot be written, the pair
fails with a reason and its requests stay missed (R14, R16, L5).

>>> from harness.domain.commands import Create, pairs
>>> from harness.simulator.engine import Engine
>>> engine = Engine()
>>> engine.attempt(Create("hr", "cdm_title", "boss", pairs({"cdm_name": "Boss"})))
>>> engine.integration.settle(engine.world.record_pairs.named("boss"), "batch job", 1)
'done'
>>> engine.record("dataverse", "boss").values
('Boss',)
"""

from collections.abc import Callable
from typing import ClassVar, Final, Literal

from harness.domain.environments import DATAVERSE, ENVIRONMENTS, HR, Environment
from harness.domain.errors import PluginError
from harness.domain.events import Actor
from harness.domain.reconcile import RECONCILE, Decisions, Outcome, reconcile
from harness.domain.records import Record, Values
from harness.domain.request_kinds import EDIT, UNACKED_DELETE, RequestKind
from harness.simulator.integration.writing import WriteProblem, Writing
from harness.simulator.record_pairs import RecordPair

Settled = Literal["done", "failed", "deferred"]
DONE: Final = "done"
FAILED: Final = "failed"
DEFERRED: Final = "deferred"  # a parent is missing and may still come in this run


class Settling(Writing):
    """The layer that settles one record pair."""

    __slots__ = ("_reconcile",)

    # the table of decisions, and the pure function that applies it
    RECONCILE: ClassVar[Decisions] = RECONCILE
    reconcile = staticmethod(reconcile)
    # the same with that table and `loss`, found once instead of at every settlement
    _reconcile: Callable[..., Outcome]

    def settle(
        self,
        pair: RecordPair,
        actor: Actor,
        cause: int,
        full: bool = False,
        may_defer: bool = False,
    ) -> Settled:
        """Settle one pair. `full`: as a full synchronization does (R8).

        `may_defer`: if the target of a lookup is missing, return DEFERRED and report nothing.
        """
        world = self.world
        table, key, reconcile = pair.table, pair.key, self._reconcile
        hr = world.stores[HR].find(table.name, key)
        dataverse = world.stores[DATAVERSE].find(table.name, key)
        hr_request, dataverse_request, row = pair.hr_request, pair.dataverse_request, pair.row
        tracked = row is not None and not row.deleted_from_dataverse
        waits = hr_request is not None or dataverse_request is not None
        if tracked and not waits and hr and dataverse and hr.values is dataverse.values:
            return DONE  # R1, before any table is asked: most pairs of a full synchronization
        rule, values, losses = reconcile(
            table,
            hr,
            None if hr_request is None else hr_request.touched,
            dataverse,
            None if dataverse_request is None else dataverse_request.touched,
            tracked,
            world.policy,
            world.settings.tie,
            full,
        )
        if values is None:
            if hr is not None or dataverse is not None:
                return self.delete_everywhere(pair, actor, cause, rule)
            self.drop(pair, actor, cause, rule)
            if waits:
                world.missed.spend_both(pair)
            return DONE
        # mostly it is the same tuple, and there is nothing to compare
        write_hr = hr is None or (hr.values is not values and hr.values != values)
        write_dataverse = dataverse is None or (
            dataverse.values is not values and dataverse.values != values
        )
        problem = None
        unanswered: Environment | None = None
        if table.constrained:
            if write_hr:
                problem = self.write_problem(pair, HR, hr, values)
            if write_dataverse and problem is None:
                problem = self.write_problem(pair, DATAVERSE, dataverse, values)
        if world.faults.any and problem is None:
            problem, unanswered = self._send_requests(pair, write_hr, write_dataverse)
        if problem is not None:
            if may_defer and problem.rule == "R14":
                return DEFERRED
            self.fail(pair, actor, cause, problem)
            return FAILED
        journal, now = world.journal, world.clock.now
        links = not tracked and hr is not None and dataverse is not None
        if links or (write_hr and write_dataverse):
            hr, dataverse, cause = self.write_both(
                pair,
                (hr, write_hr),
                (dataverse, write_dataverse),
                values,
                actor,
                cause,
                rule,
                links,
            )
        elif write_hr:
            hr = self.write(pair, HR, hr, hr_request, values, actor, cause, rule)
        elif write_dataverse:
            dataverse = self.write(
                pair, DATAVERSE, dataverse, dataverse_request, values, actor, cause, rule
            )
        if losses:
            # the cause is the write that overwrote the values: one entry, as both sides exist
            last = len(journal)
            for loser, lost in losses:
                cause = last - (write_dataverse and loser == HR)
                seq = journal.add(
                    now, cause, "lost", actor, loser, table.name, pair.name, rule, lost
                )
                journal.losses.append(seq)
        elif waits and not (write_hr or write_dataverse):
            journal.add(now, cause, "settled", actor, None, table.name, pair.name, rule)
        assert hr is not None and dataverse is not None
        self.track(pair, hr.reference, dataverse.reference, hr_request if write_dataverse else None)
        if unanswered:
            self.keep_unacknowledged(pair, actor, cause, unanswered)
            return FAILED
        if waits:
            world.missed.spend_both(pair)
        return DONE

    def write_both(
        self,
        pair: RecordPair,
        hr: tuple[Record | None, bool],
        dataverse: tuple[Record | None, bool],
        values: Values,
        actor: Actor,
        cause: int,
        rule: str,
        links: bool,
    ) -> tuple[Record, Record, int]:
        """Link and write both sides, or nothing of it if a store fails.

        A side is its record, and whether it is to be written. Returns both records as they are
        then, and the cause of what follows.
        """
        journal = self.world.journal
        ours, write_ours = before, _ = hr
        theirs, write_theirs = dataverse
        entries = len(journal)
        try:
            if links:
                cause = self.link(pair, actor, cause)
            if write_ours:
                ours = self.write(pair, HR, ours, pair.hr_request, values, actor, cause, rule)
            if write_theirs:
                request = pair.dataverse_request
                theirs = self.write(pair, DATAVERSE, theirs, request, values, actor, cause, rule)
        except PluginError:
            journal.cut(entries)
            if ours is not before:
                self.world.restore(HR, pair, before)
            raise
        assert ours is not None and theirs is not None
        return ours, theirs, cause

    def keep_unacknowledged(
        self, pair: RecordPair, actor: Actor, cause: int, unanswered: Environment
    ) -> None:
        """Keep requests whose acknowledgement was lost, as edits of no column (F2)."""
        world, table = self.world, pair.table.name
        gone = world.stores[unanswered].find(table, pair.key) is None
        kind: RequestKind = UNACKED_DELETE if gone else EDIT
        requests = [
            request for request in (pair.hr_request, pair.dataverse_request) if request is not None
        ]
        for request in requests:
            world.missed.waiting.pop(request, None)
            request.kind, request.touched = kind, 0
        now = world.clock.now
        world.journal.add(
            now, cause, "unanswered", actor, unanswered, table, pair.name, "F2", bool(requests)
        )

    def delete_everywhere(self, pair: RecordPair, actor: Actor, cause: int, rule: str) -> Settled:
        """Delete a record from the sides that have it: a tombstone stays, no request is missed.

        Fails, and deletes nothing, if a fault strikes (L5).
        """
        world, table = self.world, pair.table.name
        found = {it: world.stores[it].find(table, pair.key) for it in ENVIRONMENTS}
        unanswered: Environment | None = None
        if world.faults.any:
            writes = [found[it] is not None for it in (HR, DATAVERSE)]
            problem, unanswered = self._send_requests(pair, *writes)
            if problem is not None:
                self.fail(pair, actor, cause, problem)
                return FAILED
        for environment, record in found.items():
            if record is not None:
                self.remove(pair, environment, record, actor, cause, rule)
        if pair.row is not None:
            self.bury(pair)
        if unanswered:
            self.keep_unacknowledged(pair, actor, cause, unanswered)
            return FAILED
        world.missed.spend_both(pair)
        return DONE

    def drop(self, pair: RecordPair, actor: Actor, cause: int, rule: str) -> None:
        """Drop a pair with no record left: its tracking row goes, a tombstone stays (R6)."""
        tracked = pair.tracked
        if tracked:
            pair.row = None
        if tracked or pair.hr_request or pair.dataverse_request:
            self.world.journal.add(
                self.world.clock.now,
                cause,
                "dropped",
                actor,
                None,
                pair.table.name,
                pair.name,
                rule,
                tracked,
            )

    def _send_requests(
        self, pair: RecordPair, write_hr: bool, write_dataverse: bool
    ) -> tuple[WriteProblem | None, Environment | None]:
        """Let faults strike at the requests: why one fails, or whose acknowledgement is lost."""
        problem: WriteProblem | None = None
        unanswered: Environment | None = None
        writes: dict[Environment, bool] = {HR: write_hr, DATAVERSE: write_dataverse}
        for environment, write in writes.items():
            if write:
                reason, answer_lost = self.fault_at_request(environment, pair)
                if reason and problem is None:
                    problem = WriteProblem("L5", reason, environment)
                if answer_lost:
                    unanswered = environment
        return problem, None if problem else unanswered

    def link(self, pair: RecordPair, actor: Actor, cause: int) -> int:
        """Report that two records with one natural key are linked (R8)."""
        return self.world.journal.add(
            self.world.clock.now,
            cause,
            "linked",
            actor,
            None,
            pair.table.name,
            pair.name,
            "R8",
            pair.row is not None,
        )

    def fail(self, pair: RecordPair, actor: Actor, cause: int, problem: WriteProblem) -> None:
        """Report that a pair could not be written; its requests stay missed (R14, R16, L5)."""
        self.world.journal.add(
            self.world.clock.now,
            cause,
            "failed",
            actor,
            problem.environment,
            pair.table.name,
            pair.name,
            problem.rule,
            problem.reason,
        )
