"""Mutants of real beginnings (S7): what the requests of given records are."""

from dataclasses import replace

from harness.domain.commands import GiveRecord, Side
from harness.domain.environments import Environment
from harness.domain.errors import Refusal
from harness.domain.request_kinds import CREATE, DELETE, EDIT, RequestKind
from harness.mutation.mutant import Mutation
from harness.simulator.integration.beginnings import Beginning

Changes = dict[Environment, tuple[RequestKind, int, bool]]


def _filled(beginning: Beginning, environment: Environment) -> int:
    values = enumerate(beginning.values[environment])
    return sum(1 << place for place, value in values if value is not None)


class GivenApartIsForgotten(Mutation):
    """What differs at the beginning makes no requests."""

    breaks = "S7"

    def changes_of(self, beginning: Beginning, command: GiveRecord) -> Changes:
        return {}


class GivenEditsAreAsOldAsTheStart(Mutation):
    """The edit times of given records are not read: they were edited at the start."""

    breaks = "S7"

    def give_record(self, command: GiveRecord) -> Refusal | None:
        start = self.world.clock.now

        def at_the_start(side: Side | None) -> Side | None:
            return side and (side if side.edited is None else replace(side, edited=start))

        hr, dataverse = at_the_start(command.hr), at_the_start(command.dataverse)
        return super().give_record(replace(command, hr=hr, dataverse=dataverse))


class GivenEditTouchesEverything(Mutation):
    """An edit of a given record touches all its columns, also those that both sides hold alike."""

    breaks = "S7"

    def changes_of(self, beginning: Beginning, command: GiveRecord) -> Changes:
        return {
            it: (kind, touched | _filled(beginning, it) if kind == EDIT else touched, noticed)
            for it, (kind, touched, noticed) in super().changes_of(beginning, command).items()
        }


class EqualGivenRecordsAreEdits(Mutation):
    """A given record with an edit time has a request, though both sides hold the same."""

    breaks = "S7"

    def changes_of(self, beginning: Beginning, command: GiveRecord) -> Changes:
        found = super().changes_of(beginning, command)
        if found or not command.tracked:
            return found
        table = beginning.pair.table
        for environment, side in beginning.sides.items():
            if side.edited is not None:
                filled = _filled(beginning, environment)
                touched = self.counted_as_edits(table, environment, filled)
                found[environment] = EDIT, touched, True
        return found


class UntrackedGivenIsAnEdit(Mutation):
    """A given record that is not tracked counts as edited, and not as created."""

    breaks = "S7"

    def changes_of(self, beginning: Beginning, command: GiveRecord) -> Changes:
        return {
            it: (EDIT if kind == CREATE else kind, touched, noticed)
            for it, (kind, touched, noticed) in super().changes_of(beginning, command).items()
        }


class GivenDeleteFollows(Mutation):
    """The delete of a record that is given on one side only follows, as one made while on."""

    breaks = "S7"

    def give_change(
        self,
        beginning: Beginning,
        environment: Environment,
        kind: RequestKind,
        touched: int,
        noticed: bool,
        cause: int,
    ) -> None:
        super().give_change(beginning, environment, kind, touched, noticed, cause)
        request = beginning.pair.request(environment)
        if request is not None and kind == DELETE:
            request.made_on = self.world.missed.deleted_while_on = True


class GivenIsAlwaysNoticed(Mutation):
    """A given change that nobody noticed makes a request all the same."""

    breaks = "S7"

    def changes_of(self, beginning: Beginning, command: GiveRecord) -> Changes:
        return {
            it: (kind, touched, noticed or not beginning.sides[it].noticed)
            for it, (kind, touched, noticed) in super().changes_of(beginning, command).items()
        }


class WithoutEditTimeIsNoticed(Mutation):
    """Sides that differ without an edit time were both edited at the start."""

    breaks = "S7"

    def changes_of(self, beginning: Beginning, command: GiveRecord) -> Changes:
        return {
            it: (kind, touched, noticed or beginning.sides[it].noticed)
            for it, (kind, touched, noticed) in super().changes_of(beginning, command).items()
        }
