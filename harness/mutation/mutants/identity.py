"""Mutants of what a record is (R18, R20): key edits, and new periods with a new RecId."""

from harness.domain.commands import Edit
from harness.domain.environments import DATAVERSE, HR, Environment, other
from harness.domain.errors import Refusal
from harness.domain.events import Actor
from harness.domain.records import Record, Values, at
from harness.domain.request_kinds import DELETE
from harness.mutation.mutant import Mutation
from harness.mutation.mutants.building_blocks import put_under, record_in, replaced
from harness.simulator.record_pairs import RecordPair, Request


class _AfterAKeyEdit(Mutation):
    """After an edit of the natural key something more is done."""

    def after_key_edit(
        self, environment: Environment, pair: RecordPair, target: RecordPair, record: Record
    ) -> None:
        """Do it; `target` is the thing of the new key, and that is its record."""
        raise NotImplementedError

    def change_key(
        self, pair: RecordPair, record: Record, values: Values, touched: int, command: Edit
    ) -> Refusal | None:
        refusal = super().change_key(pair, record, values, touched, command)
        target = self.world.record_pairs.named(command.becomes or "")
        if refusal is None and target is not None:
            there = record_in(self.world, target, command.environment)
            if there is not None:
                self.after_key_edit(command.environment, pair, target, there)
        return refusal


class KeyEditMovesTheOtherRowAlong(_AfterAKeyEdit):
    """An edit of the key travels as one: the other side's record has the new key, too."""

    breaks = "R18"

    def change_key(
        self, pair: RecordPair, record: Record, values: Values, touched: int, command: Edit
    ) -> Refusal | None:
        with replaced(self.world, "on", False):  # it is not sent yet
            return super().change_key(pair, record, values, touched, command)

    def after_key_edit(
        self, environment: Environment, pair: RecordPair, target: RecordPair, record: Record
    ) -> None:
        world, across = self.world, other(environment)
        theirs = record_in(world, pair, across)
        if theirs is not None and pair.tracked and record_in(world, target, across) is None:
            values = tuple(
                at(record.values if pair.table.key_bits >> place & 1 else theirs.values, place)
                for place in range(max(len(theirs.values), len(record.values)))
            )
            if not self.in_use(pair, across):
                world.remove(across, pair, theirs)
                moved = theirs._replace(name=target.name, key=target.key, values=values)
                world.add(across, target, moved)
                target.row, pair.row = pair.row, None
                world.missed.spend_both(pair)
        for request in (pair.request(environment), target.request(environment)):
            if request is not None and world.on:
                request.made_on = request.kind == DELETE
                world.missed.deleted_while_on = True
                self.send(request, "created", 0, request.since_seq)


class KeyEditCountsAsTheLastEdit(_AfterAKeyEdit):
    """An edit of nothing but the key is the record's last edit."""

    breaks = "R18"

    def after_key_edit(
        self, environment: Environment, pair: RecordPair, target: RecordPair, record: Record
    ) -> None:
        edited = record._replace(edited_at=self.now_in(environment))
        self.world.put(environment, target, edited, record)


class KeyEditGivesANewReference(_AfterAKeyEdit):
    """A record whose key is edited gets a new RecId or row id."""

    breaks = "R18"

    def after_key_edit(
        self, environment: Environment, pair: RecordPair, target: RecordPair, record: Record
    ) -> None:
        reference = self.world.new_reference(environment)
        put_under(reference, self.world, target, environment, record)
        row = target.row
        if row is not None and environment == HR:
            target.row = row._replace(human_resources_reference=reference)
        elif row is not None:
            target.row = row._replace(dataverse_reference=reference)


class KeyOfWhatIsLookedUpCanBeEdited(Mutation):
    """A key is edited though another record looks its record up."""

    breaks = "R18"

    def change_key(
        self, pair: RecordPair, record: Record, values: Values, touched: int, command: Edit
    ) -> Refusal | None:
        with replaced(self.world.uses(command.environment), "in_use", lambda _pair: False):
            return super().change_key(pair, record, values, touched, command)


class NewPeriodKeepsTheRecid(Mutation):
    """An edit that begins a new period keeps the RecId."""

    breaks = "R20"

    def begins_period(
        self, pair: RecordPair, environment: Environment, before: Values, values: Values
    ) -> bool:
        return False


class CorrectionBeginsANewPeriod(Mutation):
    """A start date that is made earlier begins a new period, too."""

    breaks = "R20"

    def begins_period(
        self, pair: RecordPair, environment: Environment, before: Values, values: Values
    ) -> bool:
        if environment != HR or pair.table.period is None:
            return False
        start = at(values, pair.table.period[0])
        return start is not None and start != at(before, pair.table.period[0])


class NewPeriodWhileOffIsNotTracked(Mutation):
    """The tracking row points at the earlier period if the new one began while off."""

    breaks = "R20"

    def begin_period(self, pair: RecordPair, rec_id: int, cause: int, actor: Actor) -> None:
        row = pair.row
        super().begin_period(pair, rec_id, cause, actor)
        if not self.world.on:
            pair.row = row


class NewPeriodIsANewRow(Mutation):
    """A new period has a row of its own in Dataverse, in the place of the earlier one."""

    breaks = "R20"

    def begin_period(self, pair: RecordPair, rec_id: int, cause: int, actor: Actor) -> None:
        super().begin_period(pair, rec_id, cause, actor)
        theirs = record_in(self.world, pair, DATAVERSE)
        if theirs is not None and pair.row is not None and pair.tracked:
            reference = self.world.new_reference(DATAVERSE)
            put_under(reference, self.world, pair, DATAVERSE, theirs)
            pair.row = pair.row._replace(dataverse_reference=reference)


class DataverseEditBeginsAPeriod(Mutation):
    """A later start date that comes from Dataverse begins a new period in HR."""

    breaks = "R20"

    def write(
        self,
        pair: RecordPair,
        environment: Environment,
        record: Record | None,
        request: Request | None,
        values: Values,
        actor: Actor,
        cause: int,
        rule: str,
    ) -> Record:
        before = None if record is None else record.values
        new = super().write(pair, environment, record, request, values, actor, cause, rule)
        if before is None or not self.begins_period(pair, environment, before, values):
            return new
        return put_under(self.world.new_reference(HR), self.world, pair, HR, new)
