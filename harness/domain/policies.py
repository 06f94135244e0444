"""Conflict policies: whose edit wins if both environments edited a record.

`last_edit_wins` is the documented behaviour (R3, R11). The others exist to compare with it:
`hr_wins` and `dataverse_wins` always prefer the named side, `merge_fields` takes each column that
only one side touched from that side.

>>> POLICIES["last_edit_wins"].last(5, 7, "hr")
('dataverse', 'R3')
>>> POLICIES["last_edit_wins"].last(7, 7, "hr")
('hr', 'R11')
"""

from collections.abc import Callable
from typing import Final, NamedTuple

from harness.domain.environments import DATAVERSE, HR, Environment

# last edits of Human Resources and Dataverse in seconds, and who wins a tie -> winner, rule
LastEdit = Callable[[int | None, int | None, Environment], tuple[Environment, str]]


class Policy(NamedTuple):
    """How a conflict is resolved: which edit counts as the last, and whether columns merge."""

    last: LastEdit
    by_time: bool  # whether `last` compares the times of the edits, so that there are ties (R11)
    merge: bool
    words: str  # its name in Gherkin
    description: str


def _last_edit(hr: int | None, dataverse: int | None, tie: Environment) -> tuple[Environment, str]:
    # no last edit counts as the earliest
    difference = (-1 << 62 if hr is None else hr) - (-1 << 62 if dataverse is None else dataverse)
    if difference > 0:
        return HR, "R3"
    if difference < 0:
        return DATAVERSE, "R3"
    return tie, "R11"


def _always_hr(_hr: int | None, _dv: int | None, _tie: Environment) -> tuple[Environment, str]:
    return HR, "R3"


def _always_dataverse(
    _hr: int | None, _dv: int | None, _tie: Environment
) -> tuple[Environment, str]:
    return DATAVERSE, "R3"


POLICIES: Final[dict[str, Policy]] = {
    "last_edit_wins": Policy(
        _last_edit,
        by_time=True,
        merge=False,
        words="last edit wins",
        description="the later edit is copied, the whole record",
    ),
    "hr_wins": Policy(
        _always_hr,
        by_time=False,
        merge=False,
        words="Human Resources wins",
        description="Human Resources' record is copied",
    ),
    "dataverse_wins": Policy(
        _always_dataverse,
        by_time=False,
        merge=False,
        words="Dataverse wins",
        description="Dataverse's record is copied",
    ),
    "merge_fields": Policy(
        _last_edit,
        by_time=True,
        merge=True,
        words="merge fields",
        description="each column from the side that touched it, else the later edit",
    ),
}
