"""What users do to records: create, edit, delete; and what the simulated system refuses.

A user's change is written to the store of the environment it is made in, and handed to live sync,
which knows whether and when it travels. An import is such a user too (M1).
"""

from typing import Final

from harness.decisions.net import Change
from harness.parts.things import Thing
from harness.values.catalog import CatalogError, Table
from harness.values.commands import Given, Row
from harness.values.environments import DATAVERSE, ENVIRONMENT_NAMES, ENVIRONMENTS, HR, Environment
from harness.values.errors import BadInput, Refused
from harness.values.events import Actor
from harness.values.records import Key, Record, Scalar, Value, Values, trimmed
from harness.world.live_sync import changed
from harness.world.world import World

_new: Final = tuple.__new__
USER_OF: dict[Environment, Actor] = {HR: "HR user", DATAVERSE: "Dataverse user"}


def create(
    world: World,
    environment: Environment,
    table: Table,
    name: str,
    given: Given,
    entity: str | None,
) -> None:
    """A user creates a record. Its natural key must be given and free."""
    known = world.things.named(name)
    if known is not None and world.stores[environment].find(known.table.name, known.key):
        where = ENVIRONMENT_NAMES[environment]
        raise Refused(f"{name} already exists in {where}: its natural key is taken")
    values, touched = filled(world, environment, table, (), given)
    key = _key(table, values)
    thing = world.things.find(table.name, key)
    if thing is None:
        if known is not None:
            theirs = known.table.key_text(known.key)
            raise Refused(f"the natural key is taken: {name} is {theirs} of {known.table.name}")
        thing = world.things.add(table, key, name)
    elif thing is not known:
        text = table.key_text(key)
        raise Refused(f"the natural key is taken: {text} of {table.name} is {thing.name}")
    _make(world, thing, environment, values, touched, entity, None, USER_OF[environment])


def edit(
    world: World, environment: Environment, name: str, given: Given, entity: str | None
) -> None:
    """A user changes the given columns. The natural key is fixed (R18)."""
    thing, record = _there(world, environment, name)
    values, touched = filled(world, environment, thing.table, record.values, given)
    if touched & thing.table.key_bits and not _has_key(thing, values):
        key = thing.table.key_text(thing.key)
        raise Refused(f"the natural key is fixed: {name} stays {key}", "R18")
    actor = USER_OF[environment]
    _change(world, thing, environment, record, values, touched, entity, None, actor)


def delete(world: World, environment: Environment, name: str) -> None:
    """A user deletes a record."""
    thing, record = _there(world, environment, name)
    world.stores[environment].remove(thing.table.name, thing.key)
    _written(
        world, thing, environment, "deleted", None, record.values, 0, None, None,
        USER_OF[environment],
    )  # fmt: skip


def import_row(world: World, table: Table, row: Row, cause: int) -> str:
    """M1: create or edit by natural key in Human Resources; says created, edited or same."""
    values, touched = filled(world, HR, table, (), row.values)
    key = _key(table, values)
    thing = world.things.of_row(table, key, row.record)
    record = world.stores[HR].find(table.name, key)
    if record is None:
        _make(world, thing, HR, values, touched, None, cause, "import")
        return "created"
    values, touched = filled(world, HR, table, record.values, row.values)
    if not touched:
        return "same"
    _change(world, thing, HR, record, values, touched, None, cause, "import")
    return "edited"


def give(world: World, table: Table, row: Row) -> None:
    """A record that exists in both environments, tracked and in sync. Nobody's edit."""
    values, _ = filled(world, None, table, (), row.values)
    key = _key(table, values)
    if world.stores[HR].find(table.name, key) is not None:
        raise BadInput(f"two given records have the natural key {table.key_text(key)}")
    world.hold_both(world.things.of_row(table, key, row.record), values)


def rule_of(world: World, environment: Environment) -> str:
    """The rule a user's change comes under."""
    if not world.on:
        return "S2"
    return "L1" if environment == HR else "L2"


def filled(
    world: World, environment: Environment | None, table: Table, values: Values, given: Given
) -> tuple[Values, int]:
    """The values with the given ones in their columns, checked; and the bits of those that differ.

    `environment` None is a given record: it must suit both, and what it looks up is given too.
    """
    new: list[Value] = []
    touched = 0
    longest = table.longest[environment]
    for column, scalar in given:
        place = table.index.get(column)
        if place is None:
            table.column(column)  # raises, with the nearest name
            raise AssertionError(column)
        value: Value = scalar
        if scalar is not None and (type(scalar) is not str or len(scalar) > longest[place]):
            value = _checked(world, environment, table, place, scalar)
        if value != (values[place] if place < len(values) else None):
            if not touched:
                new = list(values)
            while place >= len(new):
                new.append(None)
            new[place] = value
            touched |= 1 << place
    return (trimmed(new), touched) if touched else (values, 0)


def _checked(
    world: World, environment: Environment | None, table: Table, place: int, scalar: Scalar
) -> Value:
    """The value as the column holds it; refused where the environment does not allow it."""
    column = table.columns[place]
    if column.target is not None:
        return _looked_up(world, environment, column.target, str(scalar))
    for side in (environment,) if environment else ENVIRONMENTS:
        objection = column.allows(side).objection(scalar)
        if objection:
            raise Refused(f"{column.name} in {ENVIRONMENT_NAMES[side]} {objection}")
    return scalar


def _looked_up(world: World, environment: Environment | None, target: str, name: str) -> Key:
    """The natural key of the record that a lookup names; it must be there (R14)."""
    thing = world.things.named(name)
    if thing is None or thing.table.name != target:
        where = ENVIRONMENT_NAMES[environment] if environment else "both environments"
        raise Refused(f"no such record: {name} of {target} in {where}")
    if environment and world.stores[environment].find(target, thing.key) is None:
        raise Refused(f"no such record: {name} of {target} in {ENVIRONMENT_NAMES[environment]}")
    return thing.key


def _key(table: Table, values: Values) -> Key:
    try:
        return table.key_of(values)
    except CatalogError as error:
        raise Refused(str(error)) from None


def _has_key(thing: Thing, values: Values) -> bool:
    try:
        return thing.table.key_of(values) == thing.key
    except CatalogError:  # a part of it was emptied
        return False


def _there(world: World, environment: Environment, name: str) -> tuple[Thing, Record]:
    thing = world.things.named(name)
    record = thing and world.stores[environment].find(thing.table.name, thing.key)
    if not thing or not record:
        raise Refused(f"no such record: {name} in {ENVIRONMENT_NAMES[environment]}")
    return thing, record


def _make(
    world: World,
    thing: Thing,
    environment: Environment,
    values: Values,
    touched: int,
    entity: str | None,
    cause: int | None,
    actor: Actor,
) -> None:
    reference, now = world.new_reference(environment), world.now_in(environment)
    # straight to the tuple, as in settle: this is the most frequent thing that histories do
    record = _new(Record, (reference, thing.name, thing.key, values, now))
    world.stores[environment].put(thing.table.name, record)
    _written(world, thing, environment, "created", values, None, touched, entity, cause, actor)


def _change(
    world: World,
    thing: Thing,
    environment: Environment,
    record: Record,
    values: Values,
    touched: int,
    entity: str | None,
    cause: int | None,
    actor: Actor,
) -> None:
    before = record.values
    if touched:
        edited_at = record.edited_at
        if _counted(thing.table, environment, touched):
            edited_at = world.now_in(environment)
        record = _new(Record, (record.reference, record.name, record.key, values, edited_at))
        world.stores[environment].put(thing.table.name, record)
    _written(world, thing, environment, "edited", values, before, touched, entity, cause, actor)


def _counted(table: Table, environment: Environment, touched: int) -> int:
    """R15: what Dataverse has in a one-way column does not count as an edit."""
    if table.one_way and environment == DATAVERSE:
        for place in table.one_way:
            touched &= ~(1 << place)
    return touched


def _written(
    world: World,
    thing: Thing,
    environment: Environment,
    change: Change,
    values: Values | None,
    before: Values | None,
    touched: int,
    entity: str | None,
    cause: int | None,
    actor: Actor,
) -> None:
    """Journal the change and hand it to live sync; changing nothing is no edit."""
    seq = world.journal.add(
        world.clock.now,
        cause,
        change,
        actor,
        environment,
        thing.table.name,
        thing.name,
        rule_of(world, environment),
        values,
        before,
    )
    touched = _counted(thing.table, environment, touched)
    if touched or change != "edited":
        changed(world, thing, environment, change, touched, entity, seq)
