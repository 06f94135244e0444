"""Random walks over the product of several records: long histories at the speed of a table.

A walk chooses operations at random and moves each record through the `TransitionTable`. An entry is
derived from the simulator once, with its invariants checked, and from then on costs a list access.
To verify the table itself, the walks of the first seeds (`CHECKED_FIRST`) and then every
`CHECKED_EVERY`th are also done by one simulator with all records, and must reach the same states
(`check_walk`). Walks use time-abstracted states: the values are those of their commands.

>>> walk(TransitionTable(BoundedModel(), "time-abstracted"), seed=7, records=2, length=50)
Walk(seed=7, steps=50, violation=None)
"""

from typing import Final, NamedTuple

from harness.domain.commands import Command
from harness.domain.errors import PluginError
from harness.domain.prng import Draws
from harness.exploration.statespace.independence import INDEPENDENCE
from harness.exploration.statespace.model import NAMES, BoundedModel, Operation
from harness.exploration.statespace.states import record_state, shared_state
from harness.exploration.statespace.transitions import UNKNOWN, Choice, TransitionTable
from harness.properties.law import CONTRACT, Violation, first_violation
from harness.properties.oracle.oracle import Oracle

__all__ = ["BoundedModel", "TransitionTable", "Walk", "check_walk", "commands_of", "walk"]
CHECKED_FIRST: Final = 40  # seeds
CHECKED_EVERY: Final = 500
_ENOUGH: Final = 1 << 32  # randomness left in a word that is enough for one more choice


class Walk(NamedTuple):
    """One walk: how many steps it took, and the invariant that the last one violates."""

    seed: int
    steps: int
    violation: Violation | None


def walk(
    table: TransitionTable,
    seed: int,
    records: int = 2,
    length: int = 50,
    swarm: bool = False,
    visited: set[tuple[int, int]] | None = None,
) -> Walk:
    """Walk so many steps, or up to the first violation.

    The entries of the table that the walk takes, (state, operation), are added to `visited`.
    """
    visit = visited.add if visited is not None else None
    draws = Draws(seed)
    choices = _choices(table, draws, records, swarm)
    count = len(choices)
    successors, violations, successor = table.successors, table.violations, table.successor
    states = [0] * records
    left = 0
    for number in range(1, length + 1):
        if left < _ENOUGH:
            left = draws.word()
        left, pick = divmod(left, count)
        operation, moved = choices[pick]
        for record in moved:
            state = states[record]
            if visit is not None:
                visit((state, operation))
            target = successors[state][operation]
            if target < 0:
                target = successor(state, operation) if target == UNKNOWN else state
            if violations and (state, operation) in violations:
                return Walk(seed, number, violations[state, operation])
            states[record] = target
    return Walk(seed, length, None)


def _choices(table: TransitionTable, draws: Draws, records: int, swarm: bool) -> list[Choice]:
    """What a walk chooses from.

    With `swarm`, half of the operations at random, and always those that heal and converge.
    """
    if not swarm and records in table.choices:
        return table.choices[records]
    found: list[Choice] = []
    for number, operation in enumerate(table.operations):
        needed = operation.label in ("turn_on", "run_batch_job", "the faults are over")
        if swarm and not needed and draws.chance(50):
            continue
        if operation.per_record:
            found += [(number, (record,)) for record in range(records)]
        else:
            found.append((number, tuple(range(records))))
    if not swarm:
        table.choices[records] = found
    return found


def _operations_of(
    table: TransitionTable, seed: int, records: int, length: int, swarm: bool
) -> list[tuple[Operation, tuple[int, ...]]]:
    """The operations that the walk of this seed takes, and the records that each moves."""
    draws = Draws(seed)
    choices = _choices(table, draws, records, swarm)
    found, left = [], 0
    for _ in range(length):
        if left < _ENOUGH:
            left = draws.word()
        left, pick = divmod(left, len(choices))
        operation, moved = choices[pick]
        found.append((table.operations[operation], moved))
    return found


def commands_of(
    table: TransitionTable, seed: int, records: int, length: int, swarm: bool
) -> list[Command]:
    """The commands of the walk of this seed, for a replay."""
    return [
        table.model.command(operation, moved[0])
        for operation, moved in _operations_of(table, seed, records, length, swarm)
    ]


def check_walk(
    table: TransitionTable, seed: int, records: int, length: int, swarm: bool
) -> Walk | None:
    """Do a walk in one simulator with all its records, up to where it differs from the table.

    None if it does not.
    """
    operations = _operations_of(table, seed, records, length, swarm)
    oracle = Oracle(table.model.simulator())
    states = [0] * records
    for number, (operation, moved) in enumerate(operations, 1):
        try:
            wrong = _check_step(table, oracle, states, operation, moved)
        except PluginError as error:
            return Walk(seed, number, Violation(CONTRACT, str(error)))
        if wrong:
            return Walk(seed, number, Violation(INDEPENDENCE, wrong))
    return None


def _check_step(
    table: TransitionTable,
    oracle: Oracle,
    states: list[int],
    operation: Operation,
    moved: tuple[int, ...],
) -> str:
    """Do one operation, and move these records in the table too; how they differ, or nothing."""
    found = first_violation(oracle.do(table.model.command(operation, moved[0])))
    if found is not None:
        return f"together, the records break: {found.property}: {found.message}"
    number = table.operations.index(operation)
    for record in moved:
        states[record] = table.successor(states[record], number)
        expected, name = table.states[states[record]], NAMES[record]
        shared = shared_state(oracle, "time-abstracted")
        actual = shared, record_state(oracle, name, "time-abstracted")
        if actual != expected:
            return f"{name} after {operation.label}: the table says {expected}, not {actual}"
    return ""
