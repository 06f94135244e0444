"""Users' changes of records: create, edit, delete, import rows; and which of them are refused.

A change is written to the store of its environment and handed to live sync, which decides whether
and when it travels. Each function returns the refusal, or None if the change was made.

>>> from harness.domain.commands import pairs
>>> from harness.simulator.engine import Engine
>>> users = Engine().integration
>>> users.create(Create("hr", "cdm_title", "boss", pairs({"cdm_name": "Boss"})))
>>> users.edit(Edit("hr", "boss", pairs({"cdm_name": "Chief"})))
('the natural key is fixed: boss stays Boss', 'R18', None)
"""

from typing import Final

from harness.domain.catalog import Table
from harness.domain.commands import Create, Delete, Edit, Given, Row
from harness.domain.environments import (
    DATAVERSE,
    ENVIRONMENT_NAMES,
    ENVIRONMENTS,
    HR,
    Environment,
    other,
)
from harness.domain.errors import BadInput, CatalogError, PluginError, Refusal, Refused
from harness.domain.events import Actor
from harness.domain.fault_points import ClockReading
from harness.domain.records import Key, Record, Scalar, Value, Values, trimmed
from harness.simulator.integration.sync_now import AdministrationPage
from harness.simulator.record_pairs import RecordPair
from harness.simulator.world import GivenRecord

_new: Final = tuple.__new__
USER_OF: dict[Environment, Actor] = {HR: "HR user", DATAVERSE: "Dataverse user"}
# the rule of a user's change, by whether integration is on and by environment
CHANGE_RULE: Final[dict[bool, dict[Environment, str]]] = {
    False: {HR: "S2", DATAVERSE: "S2"},
    True: {HR: "L1", DATAVERSE: "L2"},
}


class Users(AdministrationPage):
    """The layer of users' changes in the two environments."""

    __slots__ = ()

    def now_in(self, environment: Environment) -> int:
        """The time on the environment's own clock, in seconds, with its skew (F5)."""
        world = self.world
        if not world.faults.any:
            return world.clock.now
        skew = world.faults.clock_skew(environment)
        if world.faults.plugged:
            now = world.clock.now
            skew += sum(
                world.faults.ask(
                    "clock", environment, lambda number: ClockReading(environment, number, now)
                )
            )
        return (world.clock.milliseconds + skew) // 1000

    def create(self, command: Create) -> Refusal | None:
        """A user creates a record. Its natural key must be given and free."""
        world = self.world
        environment, name = command.environment, command.record
        table = world.catalog.table(command.table)
        known = world.record_pairs.named(name)
        if known is not None and world.stores[environment].find(known.table.name, known.key):
            where = ENVIRONMENT_NAMES[environment]
            return f"{name} already exists in {where}: its natural key is taken", None, None
        values, touched = self.apply_values(environment, table, (), command.values)
        key = _key(table, values)
        pair = world.record_pairs.find(table.name, key)
        if pair is None:
            if known is not None:
                theirs = known.table.key_text(known.key)
                taken = f"the natural key is taken: {name} is {theirs} of {known.table.name}"
                return taken, None, None
            pair = world.record_pairs.add(table, key, name)
        elif pair is not known:
            text = table.key_text(key)
            return f"the natural key is taken: {text} of {table.name} is {pair.name}", None, None
        actor, new = USER_OF[environment], pair is not known
        self._create_record(pair, new, environment, values, touched, command.entity, None, actor)
        return None

    def edit(self, command: Edit) -> Refusal | None:
        """A user changes the given columns. The natural key is fixed (R18)."""
        world = self.world
        environment, name = command.environment, command.record
        pair = world.record_pairs.named(name)
        record = pair and world.stores[environment].find(pair.table.name, pair.key)
        if not pair or not record:
            return _no_such_record(environment, name)
        values, touched = self.apply_values(environment, pair.table, record.values, command.values)
        if touched & pair.table.key_bits and not self.keeps_key(pair, values):
            key = pair.table.key_text(pair.key)
            return f"the natural key is fixed: {name} stays {key}", "R18", None
        actor = USER_OF[environment]
        self._edit_record(pair, environment, record, values, touched, command.entity, None, actor)
        return None

    def delete(self, command: Delete) -> Refusal | None:
        """A user deletes a record."""
        world = self.world
        environment, name = command.environment, command.record
        pair = world.record_pairs.named(name)
        record = pair and world.stores[environment].find(pair.table.name, pair.key)
        if not pair or not record:
            return _no_such_record(environment, name)
        table, now, deleted_at = pair.table.name, world.clock.now, self.now_in(environment)
        world.stores[environment].remove(table, pair.key)
        seq = world.journal.add(
            now, None, "deleted", USER_OF[environment], environment, table, name,
            CHANGE_RULE[world.on][environment], None, record.values,
        )  # fmt: skip
        self.on_change(pair, environment, "deleted", 0, None, seq, deleted_at)
        return None

    def import_row(self, table: Table, row: Row, cause: int) -> str:
        """Create or edit a record by its natural key in Human Resources (M1).

        Returns `created`, `edited` or `same`. Raises Refused.
        """
        world = self.world
        values, touched = self.apply_values(HR, table, (), row.values)
        key = _key(table, values)
        known = world.record_pairs.find(table.name, key)
        pair = known or world.record_pairs.find_or_add(table, key, row.record)
        record = world.stores[HR].find(table.name, key)
        if record is None:
            self._create_record(pair, known is None, HR, values, touched, None, cause, "import")
            return "created"
        values, touched = self.apply_values(HR, table, record.values, row.values)
        if not touched:
            return "same"
        self._edit_record(pair, HR, record, values, touched, None, cause, "import")
        return "edited"

    def give(self, table: Table, row: Row) -> GivenRecord:
        """Put a record into both environments, tracked and in sync, with no last edit."""
        world = self.world
        values, _ = self.apply_values(None, table, (), row.values)
        key = _key(table, values)
        if world.stores[HR].find(table.name, key) is not None:
            raise BadInput(f"two given records have the natural key {table.key_text(key)}")
        known = world.record_pairs.find(table.name, key)
        pair = known or world.record_pairs.find_or_add(table, key, row.record)
        there = world.stores[DATAVERSE].find(table.name, key)
        given = GivenRecord(pair, known is None, there, pair.row)
        try:
            world.put_in_both(pair, values)
        except PluginError:
            if known is None:
                world.record_pairs.remove(pair)
            raise
        return given

    def apply_values(
        self, environment: Environment | None, table: Table, values: Values, given: Given
    ) -> tuple[Values, int]:
        """Put the given values into their columns, if they are valid; also return which changed.

        `environment` None is a record of `Give`: both environments must accept the values.
        """
        new: list[Value] | None = None
        touched, width = 0, len(values)
        index, longest = table.index, table.longest[environment]
        for column, scalar in given:
            place = index.get(column)
            if place is None:
                table.column(column)  # raises, with the nearest name
                raise AssertionError(column)
            value: Value = scalar
            if type(scalar) is not str or len(scalar) > longest[place]:
                value = (
                    None if scalar is None else self._check_value(environment, table, place, scalar)
                )
            if value != (values[place] if place < width else None):
                touched |= 1 << place
                if new is None:
                    new = list(values)
                if place >= len(new):
                    new += [None] * (place + 1 - len(new))
                new[place] = value
        if new is None:
            return values, 0
        return tuple(new) if new[-1] is not None else trimmed(new), touched

    def _check_value(
        self, environment: Environment | None, table: Table, place: int, scalar: Scalar
    ) -> Value:
        """The value as the column holds it; Refused if the environment does not accept it."""
        column = table.columns[place]
        if column.target is not None:
            return self._resolve_lookup(environment, column.target, str(scalar))
        sides = ENVIRONMENTS if environment is None else (environment,)
        if environment is None and column.numbers:
            sides = (HR,)  # given by name, and each name has its number
        for side in sides:
            accepts = column.in_environment(side)
            if accepts is None and environment:
                there = ENVIRONMENT_NAMES[other(environment)]
                raise Refused(f"{column.name} exists in {there} only")
            objection = accepts.objection(scalar) if accepts else ""
            if objection:
                raise Refused(f"{column.name} in {ENVIRONMENT_NAMES[side]} {objection}")
        return column.accepts.held(scalar)

    def _resolve_lookup(self, environment: Environment | None, target: str, name: str) -> Key:
        """The natural key of the record that a lookup names; Refused if it does not exist (R14)."""
        world = self.world
        pair = world.record_pairs.named(name)
        if pair is None or pair.table.name != target:
            where = ENVIRONMENT_NAMES[environment] if environment else "both environments"
            raise Refused(f"no such record: {name} of {target} in {where}")
        if environment and world.stores[environment].find(target, pair.key) is None:
            raise Refused(f"no such record: {name} of {target} in {ENVIRONMENT_NAMES[environment]}")
        return pair.key

    def keeps_key(self, pair: RecordPair, values: Values) -> bool:
        """Whether a record with these values still has the natural key of its pair (R18)."""
        try:
            return pair.table.key_of(values) == pair.key
        except CatalogError:  # a part of it was emptied
            return False

    def _create_record(
        self,
        pair: RecordPair,
        new: bool,
        environment: Environment,
        values: Values,
        touched: int,
        entity: str | None,
        cause: int | None,
        actor: Actor,
    ) -> None:
        """Write a new record; of a new pair, which goes again if the store fails."""
        world = self.world
        table, name = pair.table, pair.name
        reference, now = world.new_reference(environment), self.now_in(environment)
        # tuple.__new__, as in settlement: histories do nothing more often
        record = _new(Record, (reference, name, pair.key, values, now))
        try:
            world.stores[environment].put(table.name, record)
        except PluginError:
            if new:
                world.record_pairs.remove(pair)
            raise
        seq = world.journal.add(
            world.clock.now, cause, "created", actor, environment, table.name, name,
            CHANGE_RULE[world.on][environment], values,
        )  # fmt: skip
        if table.one_way:
            touched = self.counted_as_edits(table, environment, touched)
        self.on_change(pair, environment, "created", touched, entity, seq, now)

    def _edit_record(
        self,
        pair: RecordPair,
        environment: Environment,
        record: Record,
        values: Values,
        touched: int,
        entity: str | None,
        cause: int | None,
        actor: Actor,
    ) -> None:
        """Write an edit. One that changes nothing is in the journal, and makes no request."""
        world = self.world
        table, now = pair.table, self.now_in(environment)
        reference, name, key, before, edited_at = record
        counted = self.counted_as_edits(table, environment, touched) if table.one_way else touched
        if touched:
            record = _new(Record, (reference, name, key, values, now if counted else edited_at))
            world.stores[environment].put(table.name, record)
        seq = world.journal.add(
            world.clock.now, cause, "edited", actor, environment, table.name, pair.name,
            CHANGE_RULE[world.on][environment], values, before,
        )  # fmt: skip
        if counted:
            self.on_change(pair, environment, "edited", counted, entity, seq, now)

    def counted_as_edits(self, table: Table, environment: Environment, touched: int) -> int:
        """The touched columns without those that do not count: one-way ones in Dataverse (R15)."""
        if environment == DATAVERSE:
            for place in table.one_way:
                touched &= ~(1 << place)
        return touched


def _key(table: Table, values: Values) -> Key:
    try:
        return table.key_of(values)
    except CatalogError as error:
        raise Refused(str(error)) from None


def _no_such_record(environment: Environment, name: str) -> Refusal:
    return f"no such record: {name} in {ENVIRONMENT_NAMES[environment]}", None, None
