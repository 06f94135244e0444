"""Expected answers: which requests a settlement sends, and what the faults in force do to them.

Of one record Human Resources is written first; where that fails before it was applied, Dataverse is
not asked. What fails for another reason asks nothing (F2).

>>> from harness.domain.events import Event
>>> from harness.properties.oracle.oracle import Oracle
>>> from harness.domain.commands import TurnOn
>>> from harness.simulator.engine import Engine
>>> step = Oracle(Engine()).do(TurnOn())
>>> note_unanswered(step, Event(0, 1, "unanswered", "live sync", "hr", *[None] * 5), "ada")
>>> step.sent_requests
[]
"""

from collections.abc import Callable

from harness.domain.catalog import Table
from harness.domain.environments import DATAVERSE, ENVIRONMENTS, HR, Environment, other
from harness.domain.events import Event
from harness.domain.request_kinds import ShownKind
from harness.properties.oracle.expected_plugged import Answer
from harness.properties.oracle.expected_values import expected_values
from harness.properties.oracle.observations import SentRequest, SideBefore
from harness.properties.oracle.state import OracleState
from harness.properties.oracle.step import Step
from harness.simulator.record_pairs import RecordPair
from harness.simulator.travelling_request import TravellingRequest

Sides = tuple[SideBefore, SideBefore]


def expect_requests(oracle: OracleState, step: Step, event: Event, name: str, sides: Sides) -> None:
    """Predict the answers to what this settlement sends; `event` is its first entry, or failure."""
    faults, now = oracle.expected_faults, oracle.time // 1000
    pair = oracle.simulator.world.record_pairs.named(name)
    if pair is None:
        return
    failed = event.environment if event.event == "failed" else None
    gone = all(side.values is None for side in sides)
    if gone and event.actor == "live sync":
        return  # R6: live sync only says so
    unavailable = [it for it in ENVIRONMENTS if faults.unavailable(it, now)]
    if unavailable:
        out = failed if failed in unavailable else unavailable[0]  # of two, either is a reason
        assert out is not None
        done: Answer = "failed" if failed == out else "done"
        step.sent_requests.append(SentRequest(out, name, "failed", done))
        return
    if faults.uncertain or gone:
        return
    writes = planned(oracle, pair.table, event, sides)
    if writes is None:
        faults.uncertain = True
        return
    for environment, kind in writes:
        answer = faults.next_answer(environment, pair.table.name, name, kind)
        if faults.plugged is not None:
            answer = faults.plugged.answer(
                environment,
                _shown(oracle, pair, environment, kind, now),
                answer,
            )
        actual: Answer = "failed" if failed == environment else "done"
        if failed not in (None, environment) and answer != "failed":
            actual = answer  # it is taken back as the other side failed
        step.sent_requests.append(SentRequest(environment, name, answer, actual))
        if "failed" in (answer, actual):
            return
    if failed is not None and failed not in {it.environment for it in step.sent_requests}:
        step.sent_requests.append(SentRequest(failed, name, "done", "failed"))


def _shown(
    oracle: OracleState, pair: RecordPair, to: Environment, kind: ShownKind, now: int
) -> Callable[[int], TravellingRequest]:
    missed = oracle.pending[other(to)].get(pair.name)
    since = missed.since if missed is not None else now
    return lambda number: TravellingRequest(pair, to, kind, since, number, now)


def planned(
    oracle: OracleState, table: Table, event: Event, sides: Sides
) -> list[tuple[Environment, ShownKind]] | None:
    """What is written of the record, in the order asked: create, edit or delete.

    None if that is not known: of what failed, a delete or an edit of the other side's columns.
    """
    hr, dataverse = sides
    if event.event == "settled" and event.rule in ("L6", "L10"):
        return []  # a delete of what is gone there already
    if event.event == "removed" and event.environment is not None:
        return [(event.environment, "delete")]
    full = event.actor == "sync now"
    settings = oracle.simulator.world.settings
    ours, theirs = expected_values(table, hr, dataverse, settings, full)
    found: list[tuple[Environment, ShownKind]] = []
    for environment, side, values in zip(ENVIRONMENTS, sides, (ours, theirs), strict=True):
        if values is not None and values != side.values:
            found.append((environment, "create" if side.values is None else "edit"))
    failed = event.environment
    if event.event == "failed" and failed is not None:
        there = sides[failed == DATAVERSE]
        across = sides[failed == HR]
        if there.values is not None and across.pending is not None and across.pending.undoable:
            both = any(environment == failed for environment, _ in found)
            return None if both else [(failed, "delete")]
    return found


def note_unanswered(step: Step, event: Event, name: str) -> None:
    """Note that an answer was lost: of two, the entry names the environment of the second."""
    latest = step.sent_requests[-2:]
    if len({request.environment for request in latest}) < len(latest):
        latest = latest[-1:]  # the one before is another settlement's
    for request in reversed(latest):
        if request.name != name or request.actual != "done":
            return
        if request.environment == event.environment or request.expected == "unanswered":
            request.actual = "unanswered"
