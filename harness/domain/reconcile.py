"""Reconciliation of one record: a decision table, and the pure function that applies it.

The batch job, sync now and live deliveries share `RECONCILE`, the table of the R rules, which is
total over its inputs. `reconcile` maps the state of both sides to what each shall hold: mostly one
tuple and no direction, because after a settlement both environments hold the same.

>>> RECONCILE[EDITED, GONE, True]
Decision(rule='R4', take='hr')
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import zip_longest
from typing import Final, Literal, NamedTuple

from harness.domain.catalog import Table
from harness.domain.environments import DATAVERSE, HR, Environment
from harness.domain.policies import POLICIES, Edited, Policy, ask, last_edit
from harness.domain.records import Record, Value, Values, trimmed
from harness.domain.translation import as_in_dataverse, as_in_hr, back_in_dataverse, hold_the_same

# the state of one side: no record; a record; one with a request that touches a column (F2, R17)
GONE: Final = 0
SAME: Final = 1
EDITED: Final = 2


_new: Final = tuple.__new__  # half the time of the constructor: a run may ask a million times


_DEFAULT: Final = POLICIES["last_edit_wins"]  # by the whole record, so that nobody is asked


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
    names, held, holds = table.names, len(lost), len(kept)
    for place in _places(touched):
        mine = lost[place] if place < held else None
        theirs = kept[place] if place < holds else None
        if mine != theirs:
            found.append((names[place], mine, theirs))
    return tuple(found)


@lru_cache(maxsize=1024)  # a few columns, over and over
def _places(columns: int) -> tuple[int, ...]:
    """The places of the columns of a bit set."""
    return tuple(place for place in range(columns.bit_length()) if columns >> place & 1)


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
    synonyms: bool = True,
    decisions: Decisions = RECONCILE,
    loss_of: LossOf = loss,
) -> Outcome:
    """Decide one record. `touched` is the bit set of a side's request, None if it has none.

    `tie` wins if both last edits are equal; `full` is a full synchronization (sync now);
    `users` are the columns that users changed, where requests do not show them all (F7);
    `synonyms`: whether a choice may have another name than the first of its number (R16).
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
            plain = len(kept) <= table.first_apart
            return rule, kept, kept if plain else as_in_dataverse(table, kept, ()), ()
        if dataverse is None:
            return rule, None, None, ()
        own = dataverse.values
        if len(own) <= table.first_apart and not synonyms:
            return rule, own, own, ()
        kept = as_in_hr(table, own, None)
        return rule, kept, back_in_dataverse(table, kept, own), ()
    ours, own = hr.values, dataverse.values
    first = table.first_apart
    plain = len(ours) <= first and len(own) <= first  # one form for both, as most are
    if synonyms and ours[table.synonyms] != own[table.synonyms]:
        plain = False
    requested = users is AS_REQUESTED
    if take == "hr" and requested:
        return rule, ours, ours if plain else as_in_dataverse(table, ours, own), ()
    if take == "dataverse" and requested:
        kept = own if plain else as_in_hr(table, own, ours)
        return rule, kept, own if plain else back_in_dataverse(table, kept, own), ()
    if take == "nothing":
        return rule, None, None, ()
    conflict = take == "last edit"
    hr_lost, dataverse_lost = (hr_touched, dataverse_touched) if requested else users
    if conflict:
        if policy is not _DEFAULT and (policy.merge or policy.columns or policy.decide is not None):
            theirs = own if plain else as_in_hr(table, own, ours)
            if ours == theirs:
                return "R7", theirs, back_in_dataverse(table, theirs, own), ()
            sides = hr, hr_touched or 0, dataverse, theirs, dataverse_touched or 0
            rule, kept = _by_column(table, *sides, policy, tie)
            back = back_in_dataverse if kept is theirs else as_in_dataverse
            shall_hold = back(table, kept, own)
            losses = _lost(HR, table, hr_lost, ours, kept, loss_of)
            losses += _lost(DATAVERSE, table, dataverse_lost, own, shall_hold, loss_of)
            return rule, kept, shall_hold, losses
        take, rule = policy.last(hr.edited_at, dataverse.edited_at, tie)
    elif take == "either":
        theirs = own if plain else as_in_hr(table, own, ours)
        if ours == theirs or not full:
            return rule, ours, own if plain else back_in_dataverse(table, theirs, own), ()
        take, rule = last_edit(hr.edited_at, dataverse.edited_at, tie)
        rule = "R8" if rule == "R3" else rule
    if take == "hr":
        shall_hold = ours if plain else as_in_dataverse(table, ours, own)
        # one-way columns are no difference, and shall hold what they did not
        if shall_hold == own or (len(ours) > first and hold_the_same(table, ours, own)):
            return "R7" if conflict else rule, ours, shall_hold, ()
        losses = _lost(DATAVERSE, table, dataverse_lost, own, shall_hold, loss_of)
        return rule, ours, shall_hold, losses
    kept = own if plain else as_in_hr(table, own, ours)
    shall_hold = own if plain else back_in_dataverse(table, kept, own)
    if kept == ours:  # the same change on both sides is no conflict
        return "R7" if conflict else rule, kept, shall_hold, ()
    return rule, kept, shall_hold, _lost(HR, table, hr_lost, ours, kept, loss_of)


def _lost(
    loser: Environment,
    table: Table,
    touched: int | None,
    held: Values,
    holds: Values,
    loss_of: LossOf,
) -> Losses:
    """What an environment loses of its touched columns, by what it held and what it shall hold."""
    columns = loss_of(table, touched, held, holds) if touched and held is not holds else ()
    return ((loser, columns),) if columns else ()


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
