"""Entering values: what a user or an import writes is checked, and becomes a change of a record.

>>> from harness.domain.catalog import standard_catalog
>>> from harness.simulator.engine import Engine
>>> entering = Engine().integration
>>> title = standard_catalog()["cdm_title"]
>>> entering.apply_values("hr", title, (), (("cdm_name", "Boss"),))
(('Boss',), 1)
"""

from typing import Final

from harness.domain.catalog import Table
from harness.domain.commands import Given
from harness.domain.environments import (
    DATAVERSE,
    ENVIRONMENT_NAMES,
    ENVIRONMENTS,
    HR,
    Environment,
    other,
)
from harness.domain.errors import CatalogError, PluginError, Refused
from harness.domain.events import Actor
from harness.domain.fault_points import ClockReading
from harness.domain.records import Key, Record, Scalar, Value, Values, at, trimmed
from harness.simulator.integration.sync_now import AdministrationPage
from harness.simulator.record_pairs import RecordPair

_new: Final = tuple.__new__
# the rule of a user's change, by whether integration is on and by environment
CHANGE_RULE: Final[dict[bool, dict[Environment, str]]] = {
    False: {HR: "S2", DATAVERSE: "S2"},
    True: {HR: "L1", DATAVERSE: "L2"},
}


class Entering(AdministrationPage):
    """The layer that checks values, and writes what users and imports make of a record."""

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

    def apply_values(
        self, environment: Environment | None, table: Table, values: Values, given: Given
    ) -> tuple[Values, int]:
        """Put the given values into their columns, if they are valid; also return which changed.

        `environment` None is a record of `Give`: both environments must accept the values.
        """
        new, touched = list(values), 0
        index, longest = table.index, table.longest[environment]
        room = len(new)
        value: Value
        for column, scalar in given:
            if column not in index:
                table.column(column)  # raises, with the nearest name
            place, value = index[column], scalar
            if scalar is not None and (type(scalar) is not str or len(scalar) > longest[place]):
                own = new[place] if place < room else None
                value = self._check_value(environment, table, place, scalar, own)
            if place < room:
                if value == new[place]:
                    continue
                new[place] = value
            elif value is None:
                continue
            else:
                if place > room:
                    new += [None] * (place - room)
                new.append(value)  # mostly they come in the order of the columns
                room = place + 1
            touched |= 1 << place
        if not touched:
            return values, 0
        return tuple(new) if new[-1] is not None else trimmed(new), touched

    def _check_value(
        self,
        environment: Environment | None,
        table: Table,
        place: int,
        scalar: Scalar,
        own: Value,
    ) -> Value:
        """The value as the integration has it; Refused if the environment does not accept it.

        `own` is what the record holds there. Of a choice's number it is the name (R16).
        """
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
        if not column.numbers:
            return column.accepts.held(scalar)
        name = (column.to_hr(scalar, own) or scalar) if environment == DATAVERSE else scalar
        if name != column.to_hr(column.to_dataverse(name)):
            self.world.synonyms = True
        return name

    def _resolve_lookup(self, environment: Environment | None, target: str, name: str) -> Key:
        """The natural key of the record that a lookup names; Refused if it does not exist (R14)."""
        world = self.world
        pair = world.record_pairs.named(name)
        if pair is None or pair.table.name != target:
            where = ENVIRONMENT_NAMES[environment] if environment else "both environments"
            raise Refused(f"no such record: {name} of {target} in {where}")
        if environment and world.records[environment].find(target, pair.key) is None:
            raise Refused(f"no such record: {name} of {target} in {ENVIRONMENT_NAMES[environment]}")
        return pair.key

    def keeps_key(self, pair: RecordPair, values: Values) -> bool:
        """Whether a record with these values still has the natural key of its pair (R18, V2)."""
        try:
            return self.world.record_pairs.same_key(pair.table.key_of(values), pair.key)
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
        reference: int | None = None,
    ) -> None:
        """Write a new record; of a new pair, which goes again if the store fails."""
        world = self.world
        table, name = pair.table, pair.name
        now = self.now_in(environment)
        if reference is None:
            reference = world.new_reference(environment)
        # tuple.__new__, as in settlement: histories do nothing more often
        record = _new(Record, (reference, name, pair.key, values, now))
        try:
            world.add(environment, pair, record)
        except PluginError:
            if new:
                world.record_pairs.remove(pair)
            raise
        seq = world.journal.add(
            world.clock.now, cause, "created", actor, environment, table.name, name,
            CHANGE_RULE[world.on][environment], values,
        )  # fmt: skip
        if touched & table.uncounted[environment]:
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
        reference, name, key, before, edited_at = there = record
        counted = touched
        if touched & table.uncounted[environment]:
            counted = self.counted_as_edits(table, environment, touched)
        begins = False
        if table.period is not None and self.begins_period(pair, environment, before, values):
            begins, reference = True, world.new_reference(HR)
        if touched:
            record = _new(Record, (reference, name, key, values, now if counted else edited_at))
            first = table.first_lookup
            if begins:
                world.replace(environment, pair, record, there)
            elif len(values) > first or len(before) > first:
                world.put(environment, pair, record, there)
            else:  # nothing follows the write
                world.records[environment].put(table.name, record)
        seq = world.journal.add(
            world.clock.now, cause, "edited", actor, environment, table.name, pair.name,
            CHANGE_RULE[world.on][environment], values, before,
        )  # fmt: skip
        if begins:
            self.begin_period(pair, reference, seq, actor)
        if counted:
            self.on_change(pair, environment, "edited", counted, entity, seq, now)

    def begins_period(
        self, pair: RecordPair, environment: Environment, before: Values, values: Values
    ) -> bool:
        """Whether an edit begins a new period: it fills `from`, or makes it later (R20)."""
        if environment != HR or pair.table.period is None:
            return False
        was, now = at(before, pair.table.period[0]), at(values, pair.table.period[0])
        return now is not None and (was is None or str(now) > str(was))  # ISO texts

    def begin_period(self, pair: RecordPair, rec_id: int, cause: int, actor: Actor) -> None:
        """Point the tracking row at the record of the new period, also while off (R20)."""
        world = self.world
        if pair.row is not None and pair.tracked:
            pair.row = pair.row._replace(human_resources_reference=rec_id)
        world.journal.add(
            world.clock.now, cause, "new_period", actor, HR, pair.table.name, pair.name, "R20",
            rec_id,
        )  # fmt: skip

    def counted_as_edits(self, table: Table, environment: Environment, touched: int) -> int:
        """The touched columns without those that do not count.

        These are the columns of one side (V3), and in Dataverse those that flow one way (R15).
        """
        return touched & ~table.uncounted[environment]


def key_in(table: Table, values: Values) -> Key:
    """The natural key in these values; Refused if a part of it is empty."""
    try:
        return table.key_of(values)
    except CatalogError as error:
        raise Refused(str(error)) from None
