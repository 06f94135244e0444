"""Coverage goals: a run that never reaches one fails, as its invariants held vacuously."""

from harness.properties.oracle.oracle import Step
from harness.properties.registry import BY_TIME, UNIVERSE, CoverageGoal, sometimes


def _event_occurs(kind: str, rule: str | None = None) -> CoverageGoal:
    def check(step: Step) -> bool:
        return kind in step.kinds and any(
            event.event == kind and (rule is None or event.rule == rule) for event in step.events
        )

    return check


# kinds of fault
_OUTAGE, _FAILS, _LATE, _REPEATED = (
    "unavailable", "request_fails", "delivery_delayed", "delivery_repeated",
)  # fmt: skip
for _name, _rules, _kind, _rule, *_needs in (
    ("a user's change is lost", "R7", "lost", None),
    ("a tie is decided", "R11", "lost", "R11", BY_TIME),
    ("an edit is lost with a deleted record", "L6", "lost", "L6"),
    ("a delete is undone", "R13", "delete_undone", None),
    ("a record is restored in Dataverse", "R4", "restored", "R4"),
    ("a record is restored in Human Resources", "R5", "restored", "R5"),
    ("both sides are gone", "R6", "dropped", None),
    ("a record is linked by its natural key", "R8", "linked", None),
    ("both sides make the same change", "R7", "settled", "R7"),
    ("a change is held back", "C2 C6", "held_back", None),
    ("a delete crosses", "L6", "removed", None),
    ("a command is refused", "N2", "refused", None),
    ("a run of the batch job completes", "B1", "batch_ended", None),
    ("a full synchronization ends", "N1", "sync_now_ended", None),
    ("a change waits for its delivery", "L2", "waiting", "L2", UNIVERSE),
    ("what waits is given up", "L5", "turned_off", "L5", UNIVERSE),
    ("a run of the batch job is scheduled", "B5", "batch_started", "B5", UNIVERSE),
    ("a record fails for its lookup", "R14", "failed", "R14", UNIVERSE),
    ("a value does not fit", "R16", "failed", "R16", UNIVERSE),
    ("a one-way column is written", "R15", "updated", "R15", UNIVERSE),
    ("a request fails", "F1 L5", "failed", "L5", _OUTAGE),
    ("an answer is lost", "F2", "unanswered", "F2", _FAILS),
    ("a delivery is late", "F3", "waiting", "F3", _LATE),
    ("a delivery comes again", "F4", "repeated", "F4", _REPEATED),
    ("a run of the batch job stops", "B4", "batch_stopped", "B4", "batch_job_stops"),
    ("a run of the batch job is stuck", "B6", "batch_stuck", "B6", "batch_job_stuck"),
):
    sometimes(_name, _rules, tuple(_needs))(_event_occurs(_kind, _rule))


def _changed_by_skewed_clock(fault: str) -> CoverageGoal:
    def check(step: Step) -> bool:
        faults = step.oracle.expected_faults
        return fault in faults.kinds and any(
            environment in faults.clocks for environment, _ in step.user_changes
        )

    return check


for _fault in ("clock_ahead", "clock_behind"):
    _direction = _fault.removeprefix("clock_")
    sometimes(f"a change is made where the clock is {_direction}", "F5", (_fault,))(
        _changed_by_skewed_clock(_fault)
    )
