"""Backup and restore of one environment, in the oracle's model (E1).

>>> from harness.properties.oracle.state import OracleState
>>> from harness.simulator.engine import Engine
>>> state = OracleState(Engine())
>>> keep_backup(state, "hr", "monday")
>>> put_back(state, "hr", "monday")
{'changed': 0, 'went': 0, 'came': 0}
"""

from harness.domain.environments import DATAVERSE, ENVIRONMENTS, HR, Environment, other
from harness.domain.records import Values
from harness.properties.oracle.expected_forms import hold_the_same
from harness.properties.oracle.pending import Pending
from harness.properties.oracle.state import KeptBackup, OracleState


def keep_backup(oracle: OracleState, environment: Environment, name: str) -> None:
    """Keep what the environment holds, its own requests, and of HR the tracking rows."""
    oracle.backups[environment, name] = KeptBackup(
        oracle.records[environment].copy(),
        oracle.edited_at[environment].copy(),
        oracle.reference_of[environment].copy(),
        _copies(oracle.pending[environment]),
        _copies(oracle.unnoticed[environment]),
        oracle.tracking_rows.copy() if environment == HR else None,
    )


def put_back(oracle: OracleState, environment: Environment, name: str) -> dict[str, int]:
    """Put the environment back; of its requests those that have not travelled since.

    Nothing of it is on its way any more; what waited is missed, if it was there then. Returns how
    many records changed back, went and came back.
    """
    oracle.was_restored = True
    across = other(environment)
    kept = oracle.backups[environment, name]
    before = {*oracle.records[environment], *oracle.pending[environment]}
    before.update(oracle.unnoticed[environment], kept.records, kept.pending)
    were, are = (
        _facts(oracle, environment),
        {
            name: (values, kept.edited_at.get(name), kept.reference_of.get(name))
            for name, values in kept.records.items()
        },
    )
    for mine, its in (
        (oracle.records[environment], kept.records),
        (oracle.edited_at[environment], kept.edited_at),
        (oracle.reference_of[environment], kept.reference_of),
        (oracle.unnoticed[environment], _left(oracle, environment, kept.unnoticed)),
        (oracle.pending[environment], _left(oracle, environment, kept.pending)),
    ):
        mine.clear()
        mine.update(its)  # type: ignore[arg-type]
    if kept.tracking_rows is not None:
        oracle.tracking_rows.clear()
        oracle.tracking_rows.update(kept.tracking_rows)
    if environment == DATAVERSE:
        oracle.binned.clear()
    for record, reference in kept.reference_of.items():
        oracle.references[environment][reference] = record
    for key in [key for key in oracle.waiting if key[0] == environment]:
        del oracle.waiting[key]
        oracle.held.pop(key, None)
    for record in before:
        changed = oracle.pending[environment].get(record)
        # a create whose answer was lost is one again: deleted then, it is nothing (F2)
        known = changed is not None and changed.new and record in oracle.records[across]
        if known or were.get(record) != are.get(record) or not same_in_both(oracle, record):
            oracle.apart.add(record)
    return {
        "changed": sum(were[name] != are[name] for name in were.keys() & are.keys()),
        "went": len(were.keys() - are.keys()),
        "came": len(are.keys() - were.keys()),
    }


def same_in_both(oracle: OracleState, name: str) -> bool:
    """Whether both environments hold the same of a record, or neither has it."""
    hr, dataverse = (oracle.records[it].get(name) for it in ENVIRONMENTS)
    if hr is None or dataverse is None:
        return hr is dataverse
    pair = oracle.simulator.world.record_pairs.named(name)
    return pair is None or hold_the_same(pair.table, hr, dataverse)


def _facts(
    oracle: OracleState, environment: Environment
) -> dict[str, tuple[Values, int | None, int | None]]:
    edited_at, references = oracle.edited_at[environment], oracle.reference_of[environment]
    return {
        name: (values, edited_at.get(name), references.get(name))
        for name, values in oracle.records[environment].items()
    }


def _left(
    oracle: OracleState, environment: Environment, changes: dict[str, Pending]
) -> dict[str, Pending]:
    """Those of the changes that have not travelled since, as they were then."""
    gone = oracle.travelled
    return {
        name: pending
        for name, pending in _copies(changes).items()
        if (environment, name, pending.since_seq) not in gone
    }


def _copies(changes: dict[str, Pending]) -> dict[str, Pending]:
    return {name: pending.copy() for name, pending in changes.items()}
