"""Mutants of conflicts (R1 to R3, R11): which side's edit is kept."""

from typing import Any, ClassVar, Final

from harness.domain.catalog import Table
from harness.domain.environments import DATAVERSE, Environment, other
from harness.domain.policies import POLICIES, LastEdit, Policy
from harness.domain.reconcile import EDITED, RECONCILE, SAME, Decision, Outcome, reconcile
from harness.domain.records import Record, at, trimmed
from harness.domain.translation import as_in_dataverse, as_in_hr
from harness.mutation.mutant import Mutation
from harness.mutation.mutants.building_blocks import put_under, record_in, replaced, row_changed
from harness.simulator.integration.settlement import Settled
from harness.simulator.record_pairs import RecordPair
from harness.simulator.world import World

_DEFAULT: Final = POLICIES["last_edit_wins"]
_Winner = tuple[Environment, str]
_POLICY: Final = 6  # which argument of `reconcile` it is, from zero


def _older(hr: int | None, dataverse: int | None, tie: Environment) -> _Winner:
    winner, rule = _DEFAULT.last(hr, dataverse, tie)
    return winner if rule == "R11" else other(winner), rule


def _other_tie(hr: int | None, dataverse: int | None, tie: Environment) -> _Winner:
    return _DEFAULT.last(hr, dataverse, other(tie))


def _silent_tie(hr: int | None, dataverse: int | None, tie: Environment) -> _Winner:
    return _DEFAULT.last(hr, dataverse, tie)[0], "R3"


def _to_the_minute(hr: int | None, dataverse: int | None, tie: Environment) -> _Winner:
    return _DEFAULT.last(hr and hr // 60, dataverse and dataverse // 60, tie)


class _OtherPolicy(Mutation):
    """The documented conflict policy is another; one that a scenario chooses stays."""

    policy: ClassVar[Policy]

    def __init__(self, world: World) -> None:
        super().__init__(world)
        if world.policy is _DEFAULT:
            world.policy = self.policy


class UntouchedRowIsReplaced(Mutation):
    """What nobody edited is deleted and made anew in Dataverse by a full synchronization."""

    breaks = "R1"

    def settle(self, pair: RecordPair, *how: Any, **more: Any) -> Settled:
        waits, tracked = pair.hr_request or pair.dataverse_request, pair.tracked
        result = super().settle(pair, *how, **more)
        theirs = record_in(self.world, pair, DATAVERSE)
        if tracked and not waits and theirs is not None and pair.row is not None:
            reference = self.world.new_reference(DATAVERSE)
            put_under(reference, self.world, pair, DATAVERSE, theirs)
            pair.row = pair.row._replace(dataverse_reference=reference)
        return result


class DataverseEditIsOverwritten(Mutation):
    """Where only Dataverse was edited, HR's values overwrite it."""

    breaks = "R2"
    RECONCILE = row_changed(RECONCILE, (SAME, EDITED, True), Decision("R2", "hr"))


class HrEditIsOverwritten(Mutation):
    """Where only HR was edited, Dataverse's values overwrite it."""

    breaks = "R2"
    RECONCILE = row_changed(RECONCILE, (EDITED, SAME, True), Decision("R2", "dataverse"))


class EmptiedColumnIsNotCopied(Mutation):
    """A column that was emptied keeps its old value."""

    breaks = "R2"

    @staticmethod
    def reconcile(
        table: Table,
        hr: Record | None,
        hr_touched: int | None,
        dataverse: Record | None,
        *rest: Any,
        **more: Any,
    ) -> Outcome:
        rule, ours, theirs, losses = reconcile(table, hr, hr_touched, dataverse, *rest, **more)
        if ours is not None and hr is not None and dataverse is not None:
            sides = [ours, hr.values, as_in_hr(table, dataverse.values, hr.values)]
            ours = trimmed(
                next((at(side, place) for side in sides if at(side, place) is not None), None)
                for place in range(max(map(len, sides)))
            )
            theirs = as_in_dataverse(table, ours, dataverse.values)
        return rule, ours, theirs, losses


class OlderEditWins(_OtherPolicy):
    """Where both sides edited, the earlier edit is kept."""

    breaks = "R3"
    policy = _DEFAULT._replace(last=_older)


class HrAlwaysWins(_OtherPolicy):
    """Where both sides edited, HR wins however old its edit is."""

    breaks = "R3"
    policy = _DEFAULT._replace(last=POLICIES["hr_wins"].last)


class DataverseAlwaysWins(_OtherPolicy):
    """Where both sides edited, Dataverse wins in any case."""

    breaks = "R3"
    policy = _DEFAULT._replace(last=POLICIES["dataverse_wins"].last)


class ColumnsAreMerged(_OtherPolicy):
    """The winner's columns are merged with the loser's."""

    breaks = "R3"
    policy = _DEFAULT._replace(merge=True)


class FirstEditCounts(Mutation):
    """The first edit of each side is compared instead of the last."""

    breaks = "R3"

    def settle(self, pair: RecordPair, *how: Any, **more: Any) -> Settled:
        hr, dataverse, policy = pair.hr_request, pair.dataverse_request, self.world.policy
        if hr is None or dataverse is None:
            return super().settle(pair, *how, **more)
        first, second = hr.since, dataverse.since
        last: LastEdit = lambda _hr, _dataverse, tie: policy.last(first, second, tie)  # noqa: E731  (typed by its name)
        with replaced(self.world, "policy", policy._replace(last=last)):
            return super().settle(pair, *how, **more)


class TieGoesToTheOtherSide(_OtherPolicy):
    """Where both edits are of one second, Dataverse wins."""

    breaks = "R11"
    policy = _DEFAULT._replace(last=_other_tie)


class TieIsNotSaid(_OtherPolicy):
    """The timeline does not say that it was a tie."""

    breaks = "R11"
    policy = _DEFAULT._replace(last=_silent_tie)


class LastEditToTheMinute(_OtherPolicy):
    """Edits of one minute are taken for a tie."""

    breaks = "R11"
    policy = _DEFAULT._replace(last=_to_the_minute)


class PolicyOfAColumnIsIgnored(Mutation):
    """A column with a policy of its own goes with its record."""

    breaks = "R3"

    @staticmethod
    def reconcile(*sides: Any, **more: Any) -> Outcome:
        asked = [*sides]
        asked[_POLICY] = asked[_POLICY]._replace(columns={})
        return reconcile(*asked, **more)


class PolicyOfATableIsIgnored(Mutation):
    """A table with a policy of its own goes by that of all tables."""

    breaks = "R3"

    def settle(self, pair: RecordPair, *how: Any, **more: Any) -> Settled:
        world = self.world
        columns = world.policy_of(pair.table).columns
        of_all = world.policy._replace(columns=columns)
        with replaced(world, "policy_of", lambda _table: of_all):
            return super().settle(pair, *how, **more)
