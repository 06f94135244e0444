"""What is to happen at times: where a run never reached it, its promises were not tried."""

from harness.histories.exploration.promises.registry import Sometimes, sometimes
from harness.histories.exploration.watching.watch import Step


def _happens(kind: str, rule: str | None = None) -> Sometimes:
    def looks(step: Step) -> bool:
        return kind in step.kinds and any(
            event.event == kind and (rule is None or event.rule == rule) for event in step.events
        )

    return looks


for _name, _rules, _kind, _rule in (
    ("a user's change is lost", "R7", "lost", None),
    ("a tie is decided", "R11", "lost", "R11"),
    ("an edit is lost with a deleted record", "L6", "lost", "L6"),
    ("a delete is undone", "R13", "delete_undone", None),
    ("a record is restored in Dataverse", "R4", "restored", "R4"),
    ("a record is restored in Human Resources", "R5", "restored", "R5"),
    ("both sides are gone", "R6", "dropped", None),
    ("a record is linked by its natural key", "R8", "linked", None),
    ("a change is held back", "C2 C6", "held_back", None),
    ("a delete crosses", "L6", "removed", None),
    ("a command is refused", "N2", "refused", None),
    ("a run of the batch job completes", "B1", "batch_ended", None),
    ("a full synchronization ends", "N1", "sync_now_ended", None),
):
    sometimes(_name, rules=_rules)(_happens(_kind, _rule))
