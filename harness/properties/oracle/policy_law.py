"""The law of each conflict policy (R3, R11), as the oracle states it.

It is stated here again, and not read from `domain.policies`, so that a mistake there shows as a
difference. A plugged policy is itself the law of who wins a column: the oracle asks the same
function about its own model. The oracle judges no simulation by a law that is not its policy's.

>>> law_of("merge_fields").merges
True
"""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from harness.domain.environments import DATAVERSE, HR, Environment
from harness.domain.errors import BadInput
from harness.domain.policies import POLICIES, PolicyFunction
from harness.domain.settings import Settings

_NEVER_EDITED: Final = -(1 << 62)  # earlier than any edit


class PolicyLaw(NamedTuple):
    """Whose edit wins a conflict; whether times tie; whether columns of both may be kept."""

    # last edits of Human Resources and Dataverse in seconds, and who wins a tie -> winner
    winner: Callable[[int | None, int | None, Environment], Environment]
    by_time: bool
    merges: bool
    decide: PolicyFunction | None = None  # of a plugged policy: the winner of one column


class TablePolicies(NamedTuple):
    """The policy of a table, and those of its columns that have one of their own, by place."""

    law: PolicyLaw
    columns: Mapping[str, PolicyLaw]


def later(hr: int | None, dataverse: int | None, tie: Environment) -> Environment:
    """The side of the later last edit."""
    mine, theirs = (_NEVER_EDITED if edit is None else edit for edit in (hr, dataverse))
    if mine == theirs:
        return tie
    return HR if mine > theirs else DATAVERSE


POLICY_LAWS: Final = {
    "last_edit_wins": PolicyLaw(later, by_time=True, merges=False),
    "hr_wins": PolicyLaw(lambda *_: HR, by_time=False, merges=False),
    "dataverse_wins": PolicyLaw(lambda *_: DATAVERSE, by_time=False, merges=False),
    "merge_fields": PolicyLaw(later, by_time=True, merges=True),
}
_NO_COLUMNS: Final[Mapping[str, PolicyLaw]] = {}


def law_of(conflict: str) -> PolicyLaw:
    """The law of that policy; BadInput if the oracle states none."""
    if conflict not in POLICY_LAWS:
        known = POLICIES.get(conflict)
        if known is not None and known.decide is not None:
            return PolicyLaw(later, by_time=False, merges=True, decide=known.decide)
        raise BadInput(
            f"the oracle states no law of the conflict policy {conflict!r}, so that no invariant "
            "can be checked under it; state it in POLICY_LAWS in "
            f"harness/properties/oracle/policy_law.py, or choose one of {', '.join(POLICY_LAWS)}"
        )
    return POLICY_LAWS[conflict]


def policies_for(settings: Settings, table: str) -> TablePolicies:
    """The policies of that table and of its columns: the most particular one counts."""
    if not settings.conflict_for:
        return TablePolicies(law_of(settings.conflict), _NO_COLUMNS)
    particular = dict(settings.conflict_for)
    columns = {
        column: law_of(policy)
        for name, policy in particular.items()
        for of, _, column in [name.partition(".")]
        if of == table and column
    }
    return TablePolicies(law_of(particular.get(table, settings.conflict)), columns)
