"""What users do to records: create, edit, delete; and what the simulated system refuses.

A user's change is written to the store of the environment it is made in, and handed to live sync,
which knows whether and when it travels. An import is such a user too (M1).
"""

from harness.decisions.net import Change
from harness.values.catalog import CatalogError, Table
from harness.values.commands import Given, Row
from harness.values.environments import DATAVERSE, ENVIRONMENT_NAMES, HR, Environment
from harness.values.errors import BadInput, Refused
from harness.values.events import Actor
from harness.values.records import Key, Record, Value, Values
from harness.world.live_sync import changed
from harness.world.world import World


def create(
    world: World,
    environment: Environment,
    table: Table,
    name: str,
    given: Given,
    entity: str | None,
) -> None:
    """A user creates a record. Its natural key must be given and free (behaviour.md, Words)."""
    store = world.stores[environment]
    where = ENVIRONMENT_NAMES[environment]
    known = world.names.thing(name)
    if known is not None and store.find(known[0].name, known[1]) is not None:
        raise Refused(f"{name} already exists in {where}: its natural key is taken")
    values = filled(world, environment, table, table.empty, given)
    key = _key(table, values)
    owner = world.names.name(table.name, key)
    if owner is not None and owner != name:
        raise Refused(f"the natural key is taken: {table.key_text(key)} is {owner} in {table.name}")
    if known is not None and known != (table, key):
        raise Refused(f"the natural key is taken: {name} is {known[0].key_text(known[1])} already")
    if known is None:
        world.names.bind(name, table, key)
    _made(world, environment, table, key, name, values, entity, None, USER_OF[environment])


def edit(
    world: World, environment: Environment, name: str, given: Given, entity: str | None
) -> None:
    """A user changes the given columns. The natural key is fixed (R18)."""
    table, record = _there(world, environment, name)
    values = filled(world, environment, table, record.values, given)
    if values is not record.values and _key(table, values) != record.key:
        raise Refused(f"the natural key is fixed: {name} stays {table.key_text(record.key)}")
    _edited(world, environment, table, record, values, entity, None, USER_OF[environment])


def delete(world: World, environment: Environment, name: str) -> None:
    """A user deletes a record."""
    table, record = _there(world, environment, name)
    world.stores[environment].remove(table.name, record.key)
    cause = world.journal.add(
        world.clock.now,
        None,
        "deleted",
        USER_OF[environment],
        environment,
        table.name,
        name,
        rule_of(world, environment),
        (record.values, None),
    )
    changed(world, environment, table, record.key, name, "deleted", 0, None, cause)


def import_row(world: World, table: Table, row: Row, cause: int) -> str:
    """M1: create or edit by natural key in Human Resources; says created, edited or same."""
    values = filled(world, HR, table, table.empty, row.values)
    key = _key(table, values)
    record = world.stores[HR].find(table.name, key)
    if record is None:
        name = world.names.of_row(table, key, row.record)
        _made(world, HR, table, key, name, values, None, cause, "import")
        return "created"
    values = filled(world, HR, table, record.values, row.values)
    if values == record.values:
        return "same"
    _edited(world, HR, table, record, values, None, cause, "import")
    return "edited"


def give(world: World, table: Table, row: Row) -> None:
    """A record that exists in both environments, tracked and in sync. Nobody's edit."""
    values = filled(world, None, table, table.empty, row.values)
    key = _key(table, values)
    if world.stores[HR].find(table.name, key) is not None:
        raise BadInput(f"two given records have the natural key {table.key_text(key)}")
    name = world.names.of_row(table, key, row.record)
    world.hold_both(table, key, name, values)


def rule_of(world: World, environment: Environment) -> str:
    """The rule a user's change comes under."""
    if not world.on:
        return "S2"
    return "L1" if environment == HR else "L2"


def filled(
    world: World, environment: Environment | None, table: Table, values: Values, given: Given
) -> Values:
    """The values with the given ones in their columns, checked; the same tuple if nothing differs.

    `environment` None is a given record: it must suit both, and what it looks up is given too.
    """
    new: list[Value] | None = None
    for column, scalar in given:
        place = table.index.get(column)
        if place is None:
            table.column(column)  # raises, with the nearest name
            raise AssertionError(column)
        value: Value = scalar
        if scalar is not None:
            facts = table.columns[place]
            if facts.target is not None:
                value = _looked_up(world, environment, facts.target, str(scalar))
            else:
                objection = facts.allows(environment or HR).objection(scalar) or (
                    not environment and facts.dataverse.objection(scalar)
                )
                if objection:
                    where = ENVIRONMENT_NAMES[environment or HR]
                    raise Refused(f"{column} in {where} {objection}")
        if value != values[place]:
            if new is None:
                new = list(values)
            new[place] = value
    return values if new is None else tuple(new)


def _looked_up(world: World, environment: Environment | None, target: str, name: str) -> Key:
    """The natural key of the record that a lookup names; it must be there (R14)."""
    thing = world.names.thing(name)
    if thing is None or thing[0].name != target:
        where = ENVIRONMENT_NAMES[environment] if environment else "both environments"
        raise Refused(f"no such record: {name} of {target} in {where}")
    if environment and world.stores[environment].find(target, thing[1]) is None:
        raise Refused(f"no such record: {name} of {target} in {ENVIRONMENT_NAMES[environment]}")
    return thing[1]


def _key(table: Table, values: Values) -> Key:
    try:
        return table.key_of(values)
    except CatalogError as error:
        raise Refused(str(error)) from None


def _there(world: World, environment: Environment, name: str) -> tuple[Table, Record]:
    thing = world.names.thing(name)
    record = thing and world.stores[environment].find(thing[0].name, thing[1])
    if not thing or not record:
        raise Refused(f"no such record: {name} in {ENVIRONMENT_NAMES[environment]}")
    return thing[0], record


def _made(
    world: World,
    environment: Environment,
    table: Table,
    key: Key,
    name: str,
    values: Values,
    entity: str | None,
    cause: int | None,
    actor: Actor,
) -> None:
    now = world.now_in(environment)
    record = Record(world.new_reference(environment), name, key, values, now)
    world.stores[environment].put(table.name, record)
    touched = 0
    for place, value in enumerate(values):
        if value is not None:
            touched |= 1 << place
    _written(world, environment, table, record, None, touched, entity, cause, actor, "created")


def _edited(
    world: World,
    environment: Environment,
    table: Table,
    record: Record,
    values: Values,
    entity: str | None,
    cause: int | None,
    actor: Actor,
) -> None:
    before = record.values
    touched = 0
    if values is not before:
        for place, value in enumerate(values):
            if value != before[place]:
                touched |= 1 << place
    edits = touched
    if environment == DATAVERSE:
        for place in table.one_way:  # R15: Dataverse's value does not count as an edit
            edits &= ~(1 << place)
    edited_at = world.now_in(environment) if edits else record.edited_at
    if touched:
        record = Record(record.reference, record.name, record.key, values, edited_at)
        world.stores[environment].put(table.name, record)
    _written(world, environment, table, record, before, touched, entity, cause, actor, "edited")


def _written(
    world: World,
    environment: Environment,
    table: Table,
    record: Record,
    before: Values | None,
    touched: int,
    entity: str | None,
    cause: int | None,
    actor: Actor,
    change: Change,
) -> None:
    """Journal the change and hand it to live sync; changing nothing is no edit."""
    seq = world.journal.add(
        world.clock.now,
        cause,
        change,
        actor,
        environment,
        table.name,
        record.name,
        rule_of(world, environment),
        (before, record.values),
    )
    if environment == DATAVERSE:
        for place in table.one_way:
            touched &= ~(1 << place)
        if change == "edited" and not touched:
            return
    if touched or change == "created":
        changed(world, environment, table, record.key, record.name, change, touched, entity, seq)


USER_OF: dict[Environment, Actor] = {HR: "HR user", DATAVERSE: "Dataverse user"}
