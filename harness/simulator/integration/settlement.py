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
from harness.domain.reconcile import AS_REQUESTED, RECONCILE, Bits, Decisions, Outcome, reconcile
from harness.domain.records import Record, Values
from harness.domain.request_kinds import EDIT, UNACKED_DELETE, RequestKind
from harness.domain.translation import hold_the_same
from harness.simulator.integration.reporting import Reporting
from harness.simulator.integration.writing import Asked, WriteProblem
from harness.simulator.record_pairs import RecordPair

Settled = Literal["done", "failed", "deferred"]
DONE: Final = "done"
FAILED: Final = "failed"
DEFERRED: Final = "deferred"  # a parent is missing and may still come in this run


_NOT_ASKED: Final = Asked()


class Settling(Reporting):
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
        faulty, asked = world.faults.any, None
        if (
            faulty
            and (asked := self.together.get(pair)) is None  # else they were asked before
            and self.fails_unavailable(pair, actor, cause)
        ):
            return FAILED
        stores = world.records
        hr, dataverse = stores[HR].find(table.name, key), stores[DATAVERSE].find(table.name, key)
        hr_request, dataverse_request, row = pair.hr_request, pair.dataverse_request, pair.row
        tracked = row is not None and not row.deleted_from_dataverse
        waits = hr_request is not None or dataverse_request is not None
        mine, its = hr and hr.values, dataverse and dataverse.values
        # unless a row may point at what is gone (R17)
        if not waits and tracked and mine is its is not None and not world.backups:
            return DONE  # R1, before any table is asked: most pairs of a full synchronization
        rule, ours, theirs, losses = reconcile(
            table,
            hr,
            None if hr_request is None else hr_request.touched,
            dataverse,
            None if dataverse_request is None else dataverse_request.touched,
            tracked,
            world.policy_of(table) if world.settings.conflict_for else world.policy,
            world.settings.tie,
            full,
            AS_REQUESTED if pair.unnoticed is None else users_columns(pair),
            world.synonyms,
        )
        if ours is None or theirs is None:
            if hr is not None or dataverse is not None:
                return self.delete_everywhere(pair, actor, cause, rule)
            return self.settle_gone(pair, actor, cause, rule)
        # mostly it is the same tuple, and there is nothing to compare
        write_hr = mine is not ours and mine != ours
        write_dataverse = its is not theirs and its != theirs
        wrote, synced = write_hr or write_dataverse, None
        if wrote:
            problem, first = None, 0 if world.synonyms else table.first_checked
            # what a side holds already cannot be refused there (R16), what it looks up is there
            if (write_hr and len(ours) > first and ours[first:] != (mine or ())[first:]) or (
                write_dataverse and len(theirs) > first and theirs[first:] != (its or ())[first:]
            ):
                problem = self.problem_of(
                    pair,
                    (hr, ours if write_hr else None),
                    (dataverse, theirs if write_dataverse else None),
                )
                if may_defer and problem is not None and problem.missing:
                    return DEFERRED
            if faulty and problem is None and asked is None:
                asked = self.ask(pair, write_hr, write_dataverse)
                problem = asked.problem
            if problem is not None:
                self.fail(pair, actor, cause, problem)
                return FAILED
            # the entity of a change counts while its record is there (G3)
            synced = hr and (hr_request or pair.ignored(HR)) if write_dataverse else None
        links = not tracked and hr is not None and dataverse is not None
        if links or (write_hr and write_dataverse):
            hr, dataverse, cause = self.write_both(
                pair,
                (hr, ours if write_hr else None),
                (dataverse, theirs if write_dataverse else None),
                actor,
                cause,
                rule,
                links,
            )
        elif write_hr:
            hr = self.write(pair, HR, hr, hr_request, ours, actor, cause, rule)
        elif write_dataverse:
            dataverse = self.write(
                pair, DATAVERSE, dataverse, dataverse_request, theirs, actor, cause, rule
            )
        if losses:
            self.report_losses(pair, losses, actor, rule, write_hr and write_dataverse)
        elif waits and not wrote:
            self.report_settled(pair, actor, cause, rule)
        assert hr is not None and dataverse is not None
        if pair.unnoticed is not None and hold_the_same(table, hr.values, dataverse.values):
            world.missed.settle_unnoticed(pair)  # it was copied or overwritten
        self.track(pair, hr.reference, dataverse.reference, synced)
        if row is not None and tracked and not wrote and pair.row is not row:
            self.report_pointed(pair, actor, cause, row.references)
        if asked is not None and asked.unanswered:
            self.keep_unacknowledged(pair, actor, cause, asked.unanswered)
            return FAILED
        if waits:
            world.missed.spend_both(pair)
        return DONE

    def problem_of(
        self,
        pair: RecordPair,
        hr: tuple[Record | None, Values | None],
        dataverse: tuple[Record | None, Values | None],
    ) -> WriteProblem | None:
        """Why a record cannot be written, and all that it lacks (R14, R16), or None.

        A side is its record, and its values if they are to be written.
        """
        problem = None
        if hr[1] is not None:
            problem = self.write_problem(pair, HR, hr[0], hr[1])
        if dataverse[1] is None or (problem is not None and not problem.missing):
            return problem
        also = self.write_problem(pair, DATAVERSE, dataverse[0], dataverse[1])
        if problem is None or also is None:
            return problem or also
        # a value that does not fit goes before a record that is missing
        return also._replace(missing=problem.missing + also.missing) if also.missing else also

    def settle_gone(self, pair: RecordPair, actor: Actor, cause: int, rule: str) -> Settled:
        """Settle a record that is gone in both environments (R6)."""
        self.drop(pair, actor, cause, rule)
        self.world.missed.settle_unnoticed(pair)
        self.world.missed.spend_both(pair)
        return DONE

    def write_both(
        self,
        pair: RecordPair,
        hr: tuple[Record | None, Values | None],
        dataverse: tuple[Record | None, Values | None],
        actor: Actor,
        cause: int,
        rule: str,
        links: bool,
    ) -> tuple[Record, Record, int]:
        """Link and write both sides, or nothing of it if a store fails.

        A side is its record, and its values if they are to be written. Returns both records as they
        are then, and the cause of what follows.
        """
        journal = self.world.journal
        ours, values = before, _ = hr
        theirs, their_values = dataverse
        entries = len(journal)
        try:
            if links:
                cause = self.link(pair, actor, cause)
            if values is not None:
                ours = self.write(pair, HR, ours, pair.hr_request, values, actor, cause, rule)
            if their_values is not None:
                request = pair.dataverse_request
                theirs = self.write(
                    pair, DATAVERSE, theirs, request, their_values, actor, cause, rule
                )
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
        gone = world.records[unanswered].find(table, pair.key) is None
        kind: RequestKind = UNACKED_DELETE if gone else EDIT
        requests = [
            request for request in (pair.hr_request, pair.dataverse_request) if request is not None
        ]
        for request in requests:
            world.missed.keep_unanswered(request, kind)
        now = world.clock.now
        world.journal.add(
            now, cause, "unanswered", actor, unanswered, table, pair.name, "F2", bool(requests)
        )

    def delete_everywhere(self, pair: RecordPair, actor: Actor, cause: int, rule: str) -> Settled:
        """Delete a record from the sides that have it: a tombstone stays, no request is missed.

        Fails, and deletes nothing, if a fault strikes (L5).
        """
        world, table = self.world, pair.table.name
        found = {it: world.records[it].find(table, pair.key) for it in ENVIRONMENTS}
        asked = _NOT_ASKED
        if world.faults.any:
            if self.fails_unavailable(pair, actor, cause):
                return FAILED
            asked = self.ask(pair, found[HR] is not None, found[DATAVERSE] is not None, True)
            if asked.problem is not None:
                self.fail(pair, actor, cause, asked.problem)
                return FAILED
        for environment, record in found.items():
            if record is not None:
                self.remove(pair, environment, record, actor, cause, rule)
        if pair.row is not None:
            self.bury(pair)
        world.missed.settle_unnoticed(pair)
        if asked.unanswered:
            self.keep_unacknowledged(pair, actor, cause, asked.unanswered)
            return FAILED
        world.missed.spend_both(pair)
        return DONE

    def ask(
        self, pair: RecordPair, write_hr: bool, write_dataverse: bool, deletes: bool = False
    ) -> Asked:
        """Let faults strike at the requests, Human Resources' first: what they say (F2).

        Where that one fails before it was applied, Dataverse is not asked.
        """
        unanswered: Environment | None = None
        writes: dict[Environment, bool] = {HR: write_hr, DATAVERSE: write_dataverse}
        for environment, write in writes.items():
            if write:
                reason, answer_lost = self.fault_at_request(environment, pair, deletes)
                if reason:
                    return Asked(WriteProblem("L5", reason, environment))
                if answer_lost:
                    unanswered = environment
        return Asked(None, unanswered)


def users_columns(pair: RecordPair) -> Bits:
    """The columns that users changed, noticed or not, in both environments (R7, F7)."""
    hr = pair.ignored(HR) or pair.hr_request
    dataverse = pair.ignored(DATAVERSE) or pair.dataverse_request
    return (0 if hr is None else hr.touched, 0 if dataverse is None else dataverse.touched)
