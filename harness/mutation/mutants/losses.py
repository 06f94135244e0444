"""Mutants of data loss (R7): how an edit that was overwritten is reported.

What is lost is asked for by settlements (`reconcile`) and by live deletes (`loss`).
"""

from typing import Any

from harness.domain.catalog import Table
from harness.domain.environments import DATAVERSE, other
from harness.domain.reconcile import Loss, Outcome, loss, reconcile
from harness.domain.records import Record, Values, at
from harness.mutation.mutant import Mutation


def _whatever_is_kept(table: Table, touched: int, lost: Values, kept: Values) -> Loss:
    places = range(len(table.names))
    columns = [place for place in places if touched >> place & 1]
    return tuple((table.names[place], at(lost, place), at(kept, place)) for place in columns)


def _whoever_touched_it(table: Table, touched: int, lost: Values, kept: Values) -> Loss:
    return loss(table, (1 << len(table.names)) - 1 if touched else 0, lost, kept)


def _the_first(table: Table, touched: int, lost: Values, kept: Values) -> Loss:
    return loss(table, touched, lost, kept)[:1]


def _swapped(table: Table, touched: int, lost: Values, kept: Values) -> Loss:
    found = loss(table, touched, lost, kept)
    return tuple((name, theirs, mine) for name, mine, theirs in found)


class LossUnreported(Mutation):
    """An edit that is overwritten is not reported."""

    breaks = "R7"

    @staticmethod
    def reconcile(*sides: Any, **more: Any) -> Outcome:
        return *reconcile(*sides, **more)[:3], ()


class EqualValuesReportedLost(Mutation):
    """A column that both sides hold alike counts as lost."""

    breaks = "R7"
    loss = staticmethod(_whatever_is_kept)


class SameChangeReportedLost(Mutation):
    """The same change made on both sides is reported lost."""

    breaks = "R7"

    @staticmethod
    def reconcile(
        table: Table,
        hr: Record | None,
        hr_touched: int | None,
        dataverse: Record | None,
        dataverse_touched: int | None,
        *rest: Any,
        **more: Any,
    ) -> Outcome:
        rule, ours, theirs, losses = reconcile(
            table, hr, hr_touched, dataverse, dataverse_touched, *rest, **more
        )
        if rule == "R7" and theirs is not None:
            lost = _whatever_is_kept(table, dataverse_touched or 0, theirs, theirs)
            losses = ((DATAVERSE, lost),) if lost else ()
        return rule, ours, theirs, losses


class UntouchedColumnsReportedLost(Mutation):
    """Columns that the loser never touched count too."""

    breaks = "R7"
    loss = staticmethod(_whoever_touched_it)


class FirstLostColumnOnly(Mutation):
    """Of several lost columns only the first is reported."""

    breaks = "R7"
    loss = staticmethod(_the_first)


class LostAndKeptSwapped(Mutation):
    """The value lost and the value kept are mixed up."""

    breaks = "R7"
    loss = staticmethod(_swapped)


class LossToldOfTheWinner(Mutation):
    """The loss is reported for the environment that won."""

    breaks = "R7"

    @staticmethod
    def reconcile(*sides: Any, **more: Any) -> Outcome:
        rule, ours, theirs, losses = reconcile(*sides, **more)
        return rule, ours, theirs, tuple((other(loser), lost) for loser, lost in losses)
