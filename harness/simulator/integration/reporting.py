"""Reporting what a settlement came to: the entries of the journal that no write makes by itself."""

from harness.domain.environments import HR
from harness.domain.events import Actor
from harness.domain.reconcile import Losses
from harness.simulator.integration.writing import WriteProblem, Writing
from harness.simulator.record_pairs import RecordPair


class Reporting(Writing):
    """The layer that reports losses, links, failures, and what is the same or gone already."""

    __slots__ = ()

    def report_losses(
        self, pair: RecordPair, losses: Losses, actor: Actor, rule: str, both_written: bool
    ) -> None:
        """Report users' changes that were just overwritten (R7): by R3, or by a tie, R11."""
        journal, now = self.world.journal, self.world.clock.now
        last = len(journal)
        for loser, lost in losses:
            # the cause is the write that overwrote the values; Human Resources is written first
            cause = last - (both_written and loser == HR)
            seq = journal.add(
                now, cause, "lost", actor, loser, pair.table.name, pair.name,
                "R11" if rule == "R11" else "R3", lost,
            )  # fmt: skip
            journal.losses.append(seq)

    def report_settled(self, pair: RecordPair, actor: Actor, cause: int, rule: str) -> None:
        """Report that both sides hold the same, and nothing was written."""
        self.world.journal.add(
            self.world.clock.now, cause, "settled", actor, None, pair.table.name, pair.name, rule
        )

    def report_pointed(
        self, pair: RecordPair, actor: Actor, cause: int, before: tuple[int, int]
    ) -> None:
        """Report that a tracking row was pointed at other records of its thing, if it was (R17).

        `before` are the row id and the RecId that it pointed at.
        """
        if pair.row is not None and pair.row.references != before:
            self.world.journal.add(
                self.world.clock.now, cause, "pointed", actor, None, pair.table.name, pair.name,
                "R17",
            )  # fmt: skip

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

    def fails_unavailable(self, pair: RecordPair, actor: Actor, cause: int) -> bool:
        """Whether an environment is unavailable; then it is reported that the pair fails (F1)."""
        problem = self.unavailable()
        if problem is not None:
            self.fail(pair, actor, cause, problem)
        return problem is not None
