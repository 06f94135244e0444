"""Users' changes of records: create, edit, delete, import rows; and which of them are refused.

A change is written to the store of its environment and handed to live sync, which decides whether
and when it travels. Each method returns the refusal, or None if the change was made.

>>> from harness.domain.commands import pairs
>>> from harness.simulator.engine import Engine
>>> users = Engine().integration
>>> users.create(Create("hr", "cdm_title", "boss", pairs({"cdm_name": "Boss"})))
>>> users.edit(Edit("hr", "boss", pairs({"cdm_name": "Chief"})))
('the natural key is fixed: boss stays Boss', 'R18', None)
"""

from collections.abc import Iterable
from typing import Final

from harness.domain.catalog import Table
from harness.domain.commands import Create, Delete, Edit, Row
from harness.domain.environments import DATAVERSE, ENVIRONMENT_NAMES, Environment
from harness.domain.errors import BadInput, PluginError, Refusal
from harness.domain.events import Actor
from harness.domain.records import Record, Values
from harness.simulator.integration.entering import CHANGE_RULE, Entering, key_in
from harness.simulator.integration.taking_up import USER_OF
from harness.simulator.record_pairs import RecordPair, Request
from harness.simulator.recycle_bin import put_into_bin

_new: Final = tuple.__new__


class Users(Entering):
    """The layer of users' changes in the two environments."""

    __slots__ = ()

    def create(self, command: Create) -> Refusal | None:
        """A user creates a record. Its natural key must be given and free."""
        world = self.world
        environment, name = command.environment, command.record
        table = world.catalog.table(command.table)
        if table.flows_one_way and environment == DATAVERSE:
            return flows_one_way(table)
        known = world.record_pairs.named(name)
        if known is not None and world.records[environment].find(known.table.name, known.key):
            where = ENVIRONMENT_NAMES[environment]
            return f"{name} already exists in {where}: its natural key is taken", None, None
        values, touched = self.apply_values(environment, table, (), command.values)
        pair = self.pair_for(table, values, name)
        if isinstance(pair, tuple):
            return pair
        reference = command.reference
        if reference is not None:
            if self.is_taken(environment, reference):
                if pair is not known:
                    world.record_pairs.remove(pair)
                where = ENVIRONMENT_NAMES[environment]
                return f"the reference is taken: another record in {where} has it", None, None
            world.own_references.add((environment, reference))
        actor, new = USER_OF[environment], pair is not known
        self._create_record(
            pair, new, environment, values, touched, command.entity, None, actor, reference
        )
        return None

    def pair_for(self, table: Table, values: Values, name: str) -> RecordPair | Refusal:
        """The pair of a new record, which may be in the other environment; or why there is none."""
        key = key_in(table, values)
        pair = self.world.record_pairs.claim(table, key, name)
        if pair is not None and pair.name == name:
            return pair
        if pair is None:
            known = self.world.record_pairs.named(name)
            assert known is not None
            theirs = known.table.key_text(known.key)
            taken = f"{name} is {theirs} of {known.table.name}"
        else:
            taken = f"{table.key_text(key)} of {table.name} is {pair.name}"
        return f"the natural key is taken: {taken}", None, None

    def is_taken(self, environment: Environment, reference: int) -> bool:
        """Whether a record of any table has, or ever had, this RecId or row id."""
        return self.world.was_used(environment, reference)

    def edit(self, command: Edit) -> Refusal | None:
        """A user changes the given columns. The natural key may be fixed (R18)."""
        world = self.world
        environment, name = command.environment, command.record
        pair = world.record_pairs.named(name)
        record = pair and world.records[environment].find(pair.table.name, pair.key)
        if not pair or not record:
            return no_such_record(environment, name)
        table = pair.table
        if table.flows_one_way and environment == DATAVERSE:
            return flows_one_way(table)
        values, touched = self.apply_values(environment, table, record.values, command.values)
        if touched & table.key_bits and not self.keeps_key(pair, values):
            if world.settings.natural_key == "fixed":
                key = table.key_text(pair.key)
                return f"the natural key is fixed: {name} stays {key}", "R18", None
            return self.change_key(pair, record, values, touched, command)
        if command.becomes is not None:
            raise BadInput(
                f"Edit: {name} keeps its natural key, so it becomes nothing else: leave becomes out"
            )
        actor = USER_OF[environment]
        self._edit_record(pair, environment, record, values, touched, command.entity, None, actor)
        return None

    def change_key(
        self, pair: RecordPair, record: Record, values: Values, touched: int, command: Edit
    ) -> Refusal | None:
        """A user changes the natural key: the thing of the old one goes, that of the new comes.

        For the integration it is a delete and a create in one second; both are taken up before the
        first is sent (R18).
        """
        world, environment = self.world, command.environment
        table, name = pair.table, command.becomes
        if name is None:
            raise BadInput(
                f"Edit: the natural key of {pair.name} changes: becomes says what the record is "
                "called from then on"
            )
        known = world.record_pairs.named(name)
        target = self.pair_for(table, values, name)
        if isinstance(target, tuple):
            return target
        if world.records[environment].find(table.name, target.key) is not None:
            key = table.key_text(target.key)
            return f"the natural key is taken: {key} of {table.name} is {name}", "R18", None
        if world.in_use(environment, pair):
            if known is None:
                world.record_pairs.remove(target)
            user = world.uses(environment).users(pair)[0]
            return f"{pair.name} is looked up by {user.name}", "R18", None
        values = looking_up_itself(pair, target, values)
        now, others = self.now_in(environment), touched & ~table.key_bits
        counted = self.counted_as_edits(table, environment, others)
        edited_at = now if counted else record.edited_at
        begins = self.begins_period(pair, environment, record.values, values)
        reference = world.new_reference(environment) if begins else record.reference
        world.remove(environment, pair, record)
        there = _new(Record, (reference, name, target.key, values, edited_at))
        try:
            world.add(environment, target, there)
        except PluginError:
            world.restore(environment, pair, record)
            if known is None:
                world.record_pairs.remove(target)
            raise
        journal, actor, rule = world.journal, USER_OF[environment], "R18"
        gone = journal.add(
            world.clock.now, None, "rekeyed", actor, environment, table.name, pair.name, rule,
            (pair.name, name), record.values,
        )  # fmt: skip
        made = journal.add(
            world.clock.now, gone, "edited", actor, environment, table.name, name, rule, values,
            record.values,
        )  # fmt: skip
        if environment == DATAVERSE:
            world.row_of[reference] = name
        if begins:
            self.begin_period(target, reference, made, actor)
        filled = sum(1 << place for place, value in enumerate(values) if value is not None)
        filled = self.counted_as_edits(table, environment, filled)
        delete = self.take_up(pair, environment, "deleted", 0, None, gone, now)
        create = self.take_up(target, environment, "created", filled, command.entity, made, now)
        if world.on:
            both = ((delete, gone), (create, made))
            self.send_all([(it, cause) for it, cause in both if it is not None])
        return None

    def delete(self, command: Delete) -> Refusal | None:
        """A user deletes a record that no other looks up, or those along with it (R19)."""
        environment = command.environment
        pair = self.world.record_pairs.named(command.record)
        if pair is None:
            return no_such_record(environment, command.record)
        return self.delete_record(pair, environment, USER_OF[environment])

    def delete_record(
        self, pair: RecordPair, environment: Environment, actor: Actor, cause: int | None = None
    ) -> Refusal | None:
        """Delete a record, as a user does."""
        world, table = self.world, pair.table
        record = world.records[environment].find(table.name, pair.key)
        if record is None:
            return no_such_record(environment, pair.name)
        if table.flows_one_way and environment == DATAVERSE:
            return flows_one_way(table)
        gone, rule = [pair], CHANGE_RULE[world.on][environment]
        if world.looks_up and world.in_use(environment, pair):
            uses = world.uses(environment)
            if not world.settings.cascades(environment):
                return f"{pair.name} is looked up by {uses.users(pair)[0].name}", "R19", None
            gone = uses.with_users(pair)
            for each in gone:
                if each.table.flows_one_way and environment == DATAVERSE:
                    return flows_one_way(each.table)
        journal, now = world.journal, world.clock.now
        deleted_at = self.now_in(environment)
        taken_up = []
        for each in gone:
            its, of = record, rule
            if each is not pair:  # of the others the rule is that they look it up
                found = world.records[environment].find(each.table.name, each.key)
                assert found is not None
                its, of = found, "R19"
            world.remove(environment, each, its)
            seq = journal.add(
                now, cause, "deleted", actor, environment, each.table.name, each.name, of, None,
                its.values,
            )  # fmt: skip
            if environment == DATAVERSE:
                put_into_bin(world, each, its, seq)
            request = self.take_up(each, environment, "deleted", 0, None, seq, deleted_at)
            if request is not None:
                taken_up.append((request, seq))
        if taken_up and world.on:
            self.send_all(taken_up)
        return None

    def send_all(self, taken_up: Iterable[tuple[Request, int]]) -> None:
        """Send what was taken up together while integration is on, deletes among it, in order."""
        missed = self.world.missed
        before, missed.deleted_while_on = missed.deleted_while_on, True
        stay = False
        for request, cause in taken_up:
            pair, environment = request.pair, request.environment
            # unless it was settled with another meanwhile
            if pair.request(environment) is request:
                self.send(request, "deleted", 0, cause)
                stay = stay or pair.request(environment) is request
        if not stay:  # none of them is missed (L10)
            missed.deleted_while_on = before

    def import_row(self, table: Table, environment: Environment, row: Row, cause: int) -> str:
        """Create or edit a record by its natural key (M1, M4).

        Returns `created`, `edited` or `same`. Raises Refused.
        """
        world = self.world
        values, touched = self.apply_values(environment, table, (), row.values)
        key = key_in(table, values)
        known = world.record_pairs.find(table.name, key)
        pair = known or world.record_pairs.add_named(table, key, row.record)
        record = world.records[environment].find(table.name, pair.key)
        if record is None:
            self._create_record(
                pair, known is None, environment, values, touched, None, cause, "import"
            )
            return "created"
        values, touched = self.apply_values(environment, table, record.values, row.values)
        if not touched:
            return "same"
        self._edit_record(pair, environment, record, values, touched, None, cause, "import")
        return "edited"


def looking_up_itself(pair: RecordPair, target: RecordPair, values: Values) -> Values:
    """The values with the new key where the record looks up itself (R18)."""
    places = {place for place, table in pair.table.lookups if table == pair.table.name}
    return tuple(
        target.key if place in places and value == pair.key else value
        for place, value in enumerate(values)
    )


def flows_one_way(table: Table) -> Refusal:
    """The refusal of a change in Dataverse, of a table that flows one way (R15)."""
    return f"{table.name} flows from Human Resources only", "R15", None


def no_such_record(environment: Environment, name: str) -> Refusal:
    """The refusal of a change of a record that is not there."""
    return f"no such record: {name} in {ENVIRONMENT_NAMES[environment]}", None, None
