"""Deletes: carried out in the other environment, unless an edit wins or the record is in use.

>>> from harness.domain.commands import Create, Delete, TurnOn
>>> from harness.simulator.engine import Engine
>>> engine = Engine()
>>> engine.attempt(TurnOn())
>>> engine.attempt(Create("hr", "cdm_title", "boss", {"cdm_name": "Boss"}))
>>> engine.attempt(Delete("hr", "boss"))
>>> engine.record("dataverse", "boss"), engine.world.record_pairs.named("boss").tracked
(None, False)
"""

from harness.domain.environments import DATAVERSE, ENVIRONMENT_NAMES, HR, Environment, other
from harness.domain.events import Actor
from harness.domain.request_kinds import DELETE, EDIT, UNACKED_DELETE
from harness.simulator.integration.settlement import DONE, FAILED, Settled
from harness.simulator.integration.taking_up import TakingUp
from harness.simulator.integration.writing import WriteProblem
from harness.simulator.record_pairs import RecordPair, Request


class Deleting(TakingUp):
    """The layer that carries out users' deletes in the other environment."""

    __slots__ = ()

    def edited_after(self, request: Request) -> bool:
        """Whether the other side has an edit that was made after this delete (L6)."""
        pair, across = request.pair, other(request.environment)
        edit = pair.request(across)
        if edit is None or not edit.touched:
            return False
        # the record's last edit may be one that nobody noticed, which wins over no delete (F7)
        there = self.world.records[across].find(pair.table.name, pair.key) is not None
        return there and edit.changed_at > request.changed_at

    def overtakes(self, request: Request) -> bool:
        """Whether this delete, made while on, is carried out as an edit over there comes (L7)."""
        return (
            request.kind == DELETE
            and request.made_on
            and request.pair.tracked
            and self.world.settings.late_delete == "carried_out"
            and not self.edited_after(request)
        )

    def deliver_delete(self, request: Request, cause: int) -> None:
        """Deliver a delete: the record goes on the other side too (L6)."""
        self.carry_out_delete(request, "live sync", cause)

    def carry_out_delete(self, request: Request, actor: Actor, cause: int) -> Settled:
        """Delete the record on the other side too (L6, L10), if nothing there looks it up (R19)."""
        world = self.world
        asked = self.together.get(request.pair) if self.together else None
        pair, across = request.pair, other(request.environment)
        table, name = pair.table, pair.name
        if asked is None and world.faults.any and self.fails_unavailable(pair, actor, cause):
            return FAILED
        theirs = world.records[across].find(table.name, pair.key)
        journal, now = world.journal, world.clock.now
        rule = "L6" if actor == "live sync" else "L10"  # a late one
        if theirs is None:
            journal.add(now, cause, "settled", actor, across, table.name, name, rule)
        else:
            problem = self.in_use(pair, across)
            if problem is None and asked is None and world.faults.any:
                asked = self.ask(pair, across == HR, across == DATAVERSE, True)
            if problem is None and asked is not None:
                problem = asked.problem
            if problem is not None:
                self.fail(pair, actor, cause, problem)
                return FAILED
            self.remove(pair, across, theirs, actor, cause, rule)
        self.bury(pair)
        world.missed.settle_unnoticed(pair)
        if asked is not None and asked.unanswered:
            # F2: applied, but the acknowledgement is lost: all its requests stay missed
            world.missed.keep_unanswered(request, UNACKED_DELETE)
            theirs_missed = pair.request(across)
            if theirs_missed is not None:
                world.missed.keep_unanswered(theirs_missed, EDIT)
            journal.add(now, cause, "unanswered", actor, across, table.name, name, "F2", True)
            return FAILED
        world.missed.spend_both(pair)
        return DONE

    def in_use(self, pair: RecordPair, environment: Environment) -> WriteProblem | None:
        """Why the record cannot be deleted there: another one looks it up (R19); or None."""
        world = self.world
        if not world.in_use(environment, pair):
            return None
        users = [it for it in world.uses(environment).users(pair) if it not in self.together]
        if not users:
            return None
        where = ENVIRONMENT_NAMES[environment]
        reason = f"{pair.name} is looked up by {users[0].name} in {where}"
        return WriteProblem("R19", reason, environment)
