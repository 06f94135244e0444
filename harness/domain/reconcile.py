"""Reconciliation of one record: a decision table, and the pure function that applies it.

The batch job, sync now and live deliveries share `RECONCILE`, the table of the R rules, which is
total over its inputs. `reconcile` maps the state of both sides to the values that both shall hold:
one tuple and no direction, because after a settlement both environments hold the same.

>>> RECONCILE[EDITED, GONE, True]
Decision(rule='R4', take='hr')
"""

from collections.abc import Callable, Mapping
from itertools import zip_longest
from typing import Final, Literal, NamedTuple

from harness.domain.catalog import Table
from harness.domain.environments import DATAVERSE, HR, Environment
from harness.domain.policies import Edited, Policy, ask
from harness.domain.records import Record, Value, Values, at, trimmed

# the state of one side: no record, a record without a request, a record with one
GONE: Final = 0
SAME: Final = 1
EDITED: Final = 2


_new: Final = tuple.__new__  # half the time of the constructor: a run may ask a million times


Take = Literal["nothing", "hr", "dataverse", "last edit", "either"]


class Decision(NamedTuple):
    """The rule that decides, and what is taken.

    Of a record that is on one side only, that side is taken; `nothing` deletes what there is.
    """

    rule: str
    take: Take


# (Human Resources, Dataverse, tracked) -> decision. If both exist and are not tracked, R8 links
# them and decides as R1 to R3. "either": nobody edited; a full sync copies the later last edit.
RECONCILE: Final[dict[tuple[int, int, bool], Decision]] = {
    (SAME, SAME, True): Decision("R1", "either"),
    (EDITED, SAME, True): Decision("R2", "hr"),
    (SAME, EDITED, True): Decision("R2", "dataverse"),
    (EDITED, EDITED, True): Decision("R3", "last edit"),
    (SAME, GONE, True): Decision("R4", "hr"),
    (EDITED, GONE, True): Decision("R4", "hr"),  # R12: the survivor comes back with its edits
    (GONE, SAME, True): Decision("R5", "dataverse"),
    (GONE, EDITED, True): Decision("R5", "dataverse"),  # R12
    (GONE, GONE, True): Decision("R6", "nothing"),
    (GONE, GONE, False): Decision("R6", "nothing"),
    (SAME, SAME, False): Decision("R8", "either"),
    (EDITED, SAME, False): Decision("R2", "hr"),
    (SAME, EDITED, False): Decision("R2", "dataverse"),
    (EDITED, EDITED, False): Decision("R3", "last edit"),
    (SAME, GONE, False): Decision("R9", "hr"),
    (EDITED, GONE, False): Decision("R9", "hr"),
    (GONE, SAME, False): Decision("R10", "dataverse"),
    (GONE, EDITED, False): Decision("R10", "dataverse"),
}

Decisions = Mapping[tuple[int, int, bool], Decision]
Loss = tuple[tuple[str, Value, Value], ...]  # column, value lost, value kept


# What is lost, by the environment of the lost change; of both sides if a plugged policy decides.
Losses = tuple[tuple[Environment, Loss], ...]

# The outcome of a settlement: the rule that decided; the values that both sides shall hold, None
# if both are gone; what was lost. A bare tuple, because a batch run makes one for each of a million
# records.
Outcome = tuple[str, Values | None, Losses]


LossOf = Callable[[Table, int, Values, Values], Loss]


def loss(table: Table, touched: int, lost: Values, kept: Values) -> Loss:
    """The data loss: the touched columns whose values differ (R7).

    A one-way column can only be touched in Human Resources (R15); its value is lost only if the
    record is deleted (L6).
    """
    found = []
    while touched:
        bit = touched & -touched
        touched ^= bit
        place = bit.bit_length() - 1
        mine = lost[place] if place < len(lost) else None
        theirs = kept[place] if place < len(kept) else None
        if mine != theirs:
            found.append((table.names[place], mine, theirs))
    return tuple(found)


def reconcile(
    table: Table,
    hr: Record | None,
    hr_touched: int | None,
    dataverse: Record | None,
    dataverse_touched: int | None,
    tracked: bool,
    policy: Policy,
    tie: Environment,
    full: bool = False,
    decisions: Decisions = RECONCILE,
    loss_of: LossOf = loss,
) -> Outcome:
    """Decide one record. `touched` is the bit set of a side's request, None if it has none.

    `tie` wins if both last edits are equal; `full` is a full synchronization (sync now).
    `decisions` and `loss_of` are another table and another account of what is lost.
    """
    rule, take = decisions[
        GONE if hr is None else SAME if hr_touched is None else EDITED,
        GONE if dataverse is None else SAME if dataverse_touched is None else EDITED,
        tracked,
    ]
    if hr is None or dataverse is None:
        if take == "nothing":
            return rule, None, ()
        if hr is not None:
            return rule, hr.values, ()
        if dataverse is None:
            return rule, None, ()
        return rule, with_one_way(table, dataverse.values, ()), ()
    ours = hr.values
    if take == "hr":
        return rule, ours, ()
    theirs = with_one_way(table, dataverse.values, ours) if table.one_way else dataverse.values
    if take == "dataverse":
        return rule, theirs, ()
    if take == "nothing":
        return rule, None, ()
    if ours == theirs:  # the same change on both sides is no conflict
        return "R7" if take == "last edit" else rule, ours, ()
    if hr_touched is None or dataverse_touched is None:  # nobody edited, yet they differ
        if not full:
            return rule, ours, ()
        if policy.decide is not None:
            rule, kept, _ = _by_column(table, hr, 0, dataverse, theirs, 0, policy, tie, loss_of)
            return "R8" if rule == "R3" else rule, kept, ()
        winner, rule = policy.last(hr.edited_at, dataverse.edited_at, tie)
        return "R8" if rule == "R3" else rule, ours if winner == HR else theirs, ()
    if policy.decide is not None:
        return _by_column(
            table, hr, hr_touched, dataverse, theirs, dataverse_touched, policy, tie, loss_of
        )
    winner, rule = policy.last(hr.edited_at, dataverse.edited_at, tie)
    loser: Environment
    if winner == HR:
        loser, kept, lost, touched, others = DATAVERSE, ours, theirs, dataverse_touched, hr_touched
    else:
        loser, kept, lost, touched, others = HR, theirs, ours, hr_touched, dataverse_touched
    if policy.merge:
        kept = _merged(kept, lost, touched & ~others)
    columns = loss_of(table, touched, lost, kept)
    return rule, kept, ((loser, columns),) if columns else ()


def _by_column(
    table: Table,
    hr: Record,
    hr_touched: int,
    dataverse: Record,
    theirs: Values,
    dataverse_touched: int,
    policy: Policy,
    tie: Environment,
    loss_of: LossOf,
) -> Outcome:
    """Put the record together column by column: a plugged policy is asked where the sides differ.

    `theirs` are Dataverse's values with Human Resources' own in one-way columns (R15). The rule is
    R11 if a tie decided one of the columns. Raises PluginError if the policy breaks its contract.
    """
    name, names, rule = table.name, table.names, "R3"
    ours, hr_at, dataverse_at = hr.values, hr.edited_at, dataverse.edited_at
    from_hr = from_dataverse = 0  # columns, as bit sets
    for place, (mine, other) in enumerate(zip_longest(ours, theirs)):
        if mine is other or mine == other:
            continue
        column, bit = names[place], 1 << place
        winner = ask(
            policy,
            _new(Edited, (name, column, HR, mine, hr_at, hr_touched & bit != 0)),
            _new(
                Edited, (name, column, DATAVERSE, other, dataverse_at, dataverse_touched & bit != 0)
            ),
            hr.name,
        )
        if winner is None:
            winner, rule = tie, "R11"
        if winner == HR:
            from_hr |= bit
        else:
            from_dataverse |= bit
    if not from_dataverse or not from_hr:  # the same tuple, which both sides then share
        kept = ours if not from_dataverse else theirs
    else:
        kept = _merged(ours, theirs, from_dataverse)
    losses: Losses = ()
    if hr_touched & from_dataverse:
        losses = ((HR, loss_of(table, hr_touched, ours, kept)),)
    if dataverse_touched & from_hr:
        losses = (*losses, (DATAVERSE, loss_of(table, dataverse_touched, theirs, kept)))
    return rule, kept, losses


def _merged(kept: Values, lost: Values, alone: int) -> Values:
    """Merge by column: those that only the loser touched, the bits of `alone`, are the loser's."""
    both = enumerate(zip_longest(kept, lost))
    return trimmed(theirs if alone >> place & 1 else mine for place, (mine, theirs) in both)


def with_one_way(table: Table, values: Values, hr: Values) -> Values:
    """The values with Human Resources' own in all one-way columns, whoever wins (R15)."""
    first = table.one_way[0] if table.one_way else len(table.columns)
    if len(values) <= first >= len(hr):  # mostly: nothing but plain columns have values
        return values
    if all(at(values, place) == at(hr, place) for place in table.one_way):
        return values
    mixed = list(values) + [None] * (len(table.columns) - len(values))
    for place in table.one_way:
        mixed[place] = at(hr, place)
    return trimmed(mixed)
