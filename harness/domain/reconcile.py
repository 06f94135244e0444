"""Reconciliation of one record: a decision table, and the pure function that applies it.

The batch job, sync now and live deliveries share `RECONCILE`, the table of the R rules, which is
total over its inputs. `reconcile` maps the state of both sides to what each shall hold: mostly one
tuple and no direction, because after a settlement both environments hold the same.

>>> RECONCILE[EDITED, GONE, True]
Decision(rule='R4', take='hr')
"""

from collections.abc import Callable, Mapping
from itertools import zip_longest
from typing import Final, Literal, NamedTuple

from harness.domain.catalog import Table
from harness.domain.environments import DATAVERSE, HR, Environment
from harness.domain.policies import Edited, Policy, ask, last_edit
from harness.domain.records import Record, Value, Values, at, trimmed
from harness.domain.translation import as_in_dataverse, as_in_hr, back_in_dataverse

# the state of one side: no record; a record; one with a request that touches a column (F2, R17)
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


# What is lost, by the environment of the lost change; of both sides if columns are decided alone.
Losses = tuple[tuple[Environment, Loss], ...]

# The outcome of a settlement: the rule that decided; what Human Resources and what Dataverse shall
# hold, None if both are gone; what was lost. A bare tuple, because a batch run makes one for each
# of a million records.
Outcome = tuple[str, Values | None, Values | None, Losses]
Bits = tuple[int, int]  # columns of Human Resources and of Dataverse, as bit sets


LossOf = Callable[[Table, int, Values, Values], Loss]
AS_REQUESTED: Final[Bits] = (0, 0)  # users changed what the requests say, all of it was noticed


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
    users: Bits = AS_REQUESTED,
    decisions: Decisions = RECONCILE,
    loss_of: LossOf = loss,
) -> Outcome:
    """Decide one record. `touched` is the bit set of a side's request, None if it has none.

    `tie` wins if both last edits are equal; `full` is a full synchronization (sync now);
    `users` are the columns that users changed, where requests do not show them all (F7).
    `decisions` and `loss_of` are another table and another account of what is lost.
    """
    rule, take = decisions[
        GONE if hr is None else EDITED if hr_touched else SAME,
        GONE if dataverse is None else EDITED if dataverse_touched else SAME,
        tracked,
    ]
    if hr is None or dataverse is None:
        if take == "nothing":
            return rule, None, None, ()
        if hr is not None:
            kept = hr.values
            plain = len(kept) <= table.first_special
            return rule, kept, kept if plain else as_in_dataverse(table, kept, ()), ()
        if dataverse is None:
            return rule, None, None, ()
        kept = as_in_hr(table, dataverse.values, None)
        return rule, kept, back_in_dataverse(table, kept, dataverse.values), ()
    ours, theirs, own = hr.values, dataverse.values, dataverse.values
    first = table.first_special
    plain = len(ours) <= first and len(own) <= first  # one form for both, as most are
    if take == "hr" and users is AS_REQUESTED:
        return rule, ours, ours if plain else as_in_dataverse(table, ours, own), ()
    if not plain:
        theirs = as_in_hr(table, own, ours)
    if take == "dataverse" and users is AS_REQUESTED:
        return rule, theirs, back_in_dataverse(table, theirs, own), ()
    if take == "nothing":
        return rule, None, None, ()
    if ours == theirs:  # the same change on both sides is no conflict
        rule = "R7" if take == "last edit" else rule
        return rule, ours, ours if plain else back_in_dataverse(table, ours, own), ()
    if take == "either" or (not hr_touched and not dataverse_touched):  # nobody edited
        if not full:
            return rule, ours, back_in_dataverse(table, theirs, own), ()
        winner, decided = last_edit(hr.edited_at, dataverse.edited_at, tie)
        take, rule = winner, "R8" if decided == "R3" else decided
    if take == "last edit":
        if policy.decide is not None or policy.columns:
            rule, kept = _by_column(
                table, hr, hr_touched or 0, dataverse, theirs, dataverse_touched or 0, policy, tie
            )
        else:
            winner, rule = policy.last(hr.edited_at, dataverse.edited_at, tie)
            kept, other = (ours, theirs) if winner == HR else (theirs, ours)
            if policy.merge:
                alone, both = hr_touched or 0, dataverse_touched or 0
                if winner == HR:
                    alone, both = both, alone
                kept = _merged(kept, other, alone & ~both)
    else:
        kept = ours if take == "hr" else theirs
    if plain:
        shall_hold = kept
    else:
        write = back_in_dataverse if kept is theirs else as_in_dataverse
        shall_hold = write(table, kept, own)
    losses: Losses = ()
    requested = users is AS_REQUESTED
    touched = (hr_touched or 0) if requested else users[0]
    if touched and kept is not ours and (columns := loss_of(table, touched, ours, kept)):
        losses = ((HR, _in_own_form(table, columns, ours, shall_hold)),)
    touched = (dataverse_touched or 0) if requested else users[1]
    if touched and kept is not theirs and (columns := loss_of(table, touched, theirs, kept)):
        losses = (*losses, (DATAVERSE, _in_own_form(table, columns, own, kept)))
    return rule, kept, shall_hold, losses


def _in_own_form(table: Table, columns: Loss, lost: Values, kept: Values) -> Loss:
    """The loss with values as each environment has them: a choice is a name or a number (R16)."""
    index, numbered = table.index, table.numbered
    for name, _, _ in columns:
        if index[name] in numbered:
            break
    else:
        return columns  # as mostly
    return tuple(
        (name, at(lost, index[name]), at(kept, index[name]))
        if index[name] in numbered
        else (name, mine, theirs)
        for name, mine, theirs in columns
    )


def _by_column(
    table: Table,
    hr: Record,
    hr_touched: int,
    dataverse: Record,
    theirs: Values,
    dataverse_touched: int,
    policy: Policy,
    tie: Environment,
) -> tuple[str, Values]:
    """Put the record together column by column: the rule, and the values.

    `theirs` are Dataverse's values in Human Resources' form. A plugged policy is asked where the
    sides differ; a column with a policy of its own is taken from the side that touched it. The rule
    is the record's: R11 if it was a tie, or if a plugged policy left a column to one. Raises
    PluginError if a policy breaks its contract.
    """
    names = table.names
    ours, hr_at, dataverse_at = hr.values, hr.edited_at, dataverse.edited_at
    # of the record: what no side touched, and has no policy that is asked, goes with it
    of_record, rule = policy.last(hr_at, dataverse_at, tie)
    if policy.decide is not None:
        rule = "R3"
    from_dataverse = 0  # columns, as a bit set
    taken: set[Environment] = set()
    for place, (mine, other) in enumerate(zip_longest(ours, theirs)):
        if mine is other or mine == other:
            continue
        column, bit = names[place], 1 << place
        by_hr, by_dataverse = hr_touched & bit != 0, dataverse_touched & bit != 0
        single = policy.columns.get(column)
        its = single or policy
        alone = (single is not None or policy.merge) and by_hr != by_dataverse
        winner: Environment | None
        if alone:
            winner = HR if by_hr else DATAVERSE
        elif single is not None and not by_hr:
            winner = of_record
        elif its.decide is not None:
            winner = ask(
                its,
                _new(Edited, (table.name, column, HR, mine, hr_at, by_hr)),
                _new(Edited, (table.name, column, DATAVERSE, other, dataverse_at, by_dataverse)),
                hr.name,
            )
            if winner is None:
                winner, rule = tie, "R11"
        else:
            winner, _ = its.last(hr_at, dataverse_at, tie)
        taken.add(winner)
        if winner == DATAVERSE:
            from_dataverse |= bit
    if len(taken) < 2:  # the same tuple, which both sides then share
        return rule, theirs if DATAVERSE in taken else ours
    return rule, _merged(ours, theirs, from_dataverse)


def _merged(kept: Values, lost: Values, alone: int) -> Values:
    """Merge by column: those of the bits of `alone` are the loser's."""
    both = enumerate(zip_longest(kept, lost))
    return trimmed(theirs if alone >> place & 1 else mine for place, (mine, theirs) in both)
