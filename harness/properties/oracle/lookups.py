"""Which records look up which, by the oracle's own model (R14, R19).

>>> from harness.properties.oracle.state import OracleState
>>> from harness.simulator.engine import Engine
>>> list(users_of(OracleState(Engine()), "hr", "ada"))
[]
"""

from collections.abc import Iterator

from harness.domain.catalog import Table
from harness.domain.environments import Environment
from harness.domain.records import Values
from harness.properties.oracle.state import OracleState


def users_of(oracle: OracleState, environment: Environment, name: str) -> Iterator[str]:
    """The records that look this one up in that environment, in the order created; not itself."""
    named = oracle.simulator.world.record_pairs.named
    pair = named(name)
    if pair is None:
        return
    table, key = pair.table.name, pair.key
    for user, values in oracle.records[environment].items():
        its = named(user)
        if its is None or user == name:
            continue
        for place, target in its.table.lookups:
            if target == table and place < len(values) and values[place] == key:
                yield user
                break


def targets_of(oracle: OracleState, table: Table, values: Values) -> Iterator[tuple[int, str]]:
    """The columns that look something up, and what they look up; a key that is no thing's too."""
    find = oracle.simulator.world.record_pairs.find
    for place, target in table.lookups:
        value = values[place] if place < len(values) else None
        if value is not None:
            pair = find(target, value)
            yield place, pair.name if pair is not None else f"{target} {value}"


def all_users(oracle: OracleState, environment: Environment) -> dict[str, list[str]]:
    """What is looked up in that environment, each with the others that look it up there."""
    named = oracle.simulator.world.record_pairs.named
    found: dict[str, list[str]] = {}
    for user, values in oracle.records[environment].items():
        pair = named(user)
        if pair is not None and pair.table.lookups:
            for _, target in targets_of(oracle, pair.table, values):
                if target != user:
                    found.setdefault(target, []).append(user)
    return found


def missing_targets(
    oracle: OracleState, environment: Environment, table: Table, values: Values, name: str
) -> tuple[str, ...]:
    """What these values of a record look up and what is not in that environment (R14)."""
    there = oracle.records[environment]
    return tuple(
        target
        for _, target in targets_of(oracle, table, values)
        if target != name and target not in there
    )


def closure_of_users(oracle: OracleState, environment: Environment, name: str) -> set[str]:
    """What looks the record up there, what looks that up, and so on; the record itself too."""
    found, open_ = {name}, [name]
    while open_:
        for user in users_of(oracle, environment, open_.pop()):
            if user not in found:
                found.add(user)
                open_.append(user)
    return found
