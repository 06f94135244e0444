"""Which deletes made while integration was on follow, by the oracle's own reading of L9.

>>> from harness.properties.oracle.state import OracleState
>>> from harness.simulator.engine import Engine
>>> deletes_that_follow(OracleState(Engine()))
{}
"""

from harness.domain.environments import ENVIRONMENTS, Environment, other
from harness.properties.oracle.lookups import all_users
from harness.properties.oracle.pending import Pending
from harness.properties.oracle.state import OracleState


def deletes_that_follow(oracle: OracleState) -> dict[str, Environment]:
    """The records whose deletes follow, of all tables, and where each was deleted (L9).

    The largest set of deletes of which none is looked up over there but by others of the set.
    """
    if oracle.simulator.world.settings.late_delete == "undone":
        return {}
    found: dict[str, Environment] = {}
    for environment in ENVIRONMENTS:
        for name, pending in oracle.pending[environment].items():
            if (
                pending.late
                and not pending.ack_lost
                and oracle.tracked(name)
                and not edited_later(oracle, environment, name, pending)
            ):
                found.setdefault(name, environment)
    if not found:
        return found
    users = {environment: all_users(oracle, environment) for environment in ENVIRONMENTS}
    while True:
        stays = [
            name
            for name, environment in found.items()
            if any(
                found.get(user) != environment for user in users[other(environment)].get(name, ())
            )
        ]
        if not stays:
            return found
        for name in stays:
            del found[name]


def edited_later(oracle: OracleState, environment: Environment, name: str, delete: Pending) -> bool:
    """Whether an edit in the other environment was made later than this delete, and wins (L6)."""
    across = other(environment)
    edit = oracle.pending[across].get(name)
    return (
        edit is not None
        and edit.touched != 0
        and name in oracle.records[across]
        and edit.changed_at > delete.changed_at
    )
