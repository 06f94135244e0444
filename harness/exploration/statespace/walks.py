"""Random walks over a small world: long histories of several records, at the speed of a table.

A walk draws operations and follows each record through a `TransitionTable`. What was not done
before in a record's state is done once through the door, and the properties look at it; after that
it is known.
So a walk's word for a step is the simulator's; and of the first seeds (`CHECKED_FIRST`), and now
and then (`CHECKED_EVERY`), a whole walk is done through the door with all its records, watched, and
must come to the same states. The table is of the form *order*: a walk's values are those of its
commands.

>>> walk(TransitionTable(BoundedModel(), "order"), seed=7, records=2, length=50)
Walk(seed=7, steps=50, violation=None)
"""

from typing import Final, NamedTuple

from harness.domain.commands import Command
from harness.domain.prng import Draws
from harness.exploration.statespace.model import NAMES, BoundedModel, Operation
from harness.exploration.statespace.states import global_of, local_of
from harness.exploration.statespace.transitions import UNKNOWN, TransitionTable
from harness.properties.law import Violation, first_violation
from harness.properties.oracle.oracle import Oracle

__all__ = ["BoundedModel", "TransitionTable", "Walk", "checked", "commands_of", "walk"]
CHECKED_FIRST: Final = 40  # seeds
CHECKED_EVERY: Final = 500
_ENOUGH: Final = 1 << 32  # as long as a word is above this, another draw may divide it


class Walk(NamedTuple):
    """One walk: how many steps it took, and the promise that its last one broke."""

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
    """Draw so many operations and follow the records; ends at a broken promise.

    `visited` is given the steps of single records that were taken: (state, operation).
    """
    visit = visited.add if visited is not None else _pass
    draws = Draws(seed)
    choices = _choices(table, draws, records, swarm)
    many = len(choices)
    leads, bad, lead = table.successors, table.bad, table.successor
    at = [0] * records
    left = 0
    for number in range(1, length + 1):
        if left < _ENOUGH:
            left = draws.word()
        left, pick = divmod(left, many)
        operation, record = choices[pick]
        if record >= 0:
            state = at[record]
            visit((state, operation))
            there = leads[state][operation]
            if there < 0:
                there = lead(state, operation) if there == UNKNOWN else state
            if bad and (state, operation) in bad:
                return Walk(seed, number, bad[state, operation])
            at[record] = there
        else:
            for record in range(records):
                state = at[record]
                visit((state, operation))
                there = leads[state][operation]
                if there < 0:
                    there = lead(state, operation) if there == UNKNOWN else state
                if bad and (state, operation) in bad:
                    return Walk(seed, number, bad[state, operation])
                at[record] = there
    return Walk(seed, length, None)


def _pass(_: tuple[int, int]) -> None:
    pass


def _choices(
    table: TransitionTable, draws: Draws, records: int, swarm: bool
) -> list[tuple[int, int]]:
    """What may be drawn: an operation, and of which record; -1 where it is everybody's.

    With `swarm`, a random half of the operations, and always those that turn on and run the job.
    """
    if not swarm and records in table.choices:
        return table.choices[records]
    found = []
    for number, operation in enumerate(table.operations):
        needed = operation.says in ("turn_on", "run_batch_job", "the faults are over")
        if swarm and not needed and draws.chance(50):
            continue
        if operation.of_a_record:
            found += [(number, record) for record in range(records)]
        else:
            found.append((number, -1))
    if not swarm:
        table.choices[records] = found
    return found


def drawn(
    table: TransitionTable, seed: int, records: int, length: int, swarm: bool
) -> list[tuple[Operation, int]]:
    """The operations that a walk of this seed takes, and of which record."""
    draws = Draws(seed)
    choices = _choices(table, draws, records, swarm)
    found, left = [], 0
    for _ in range(length):
        if left < _ENOUGH:
            left = draws.word()
        left, pick = divmod(left, len(choices))
        operation, record = choices[pick]
        found.append((table.operations[operation], record))
    return found


def commands_of(
    table: TransitionTable, seed: int, records: int, length: int, swarm: bool
) -> list[Command]:
    """The same as commands, to replay."""
    world = table.world
    return [
        world.command(operation, max(record, 0))
        for operation, record in drawn(table, seed, records, length, swarm)
    ]


def checked(
    table: TransitionTable, seed: int, records: int, length: int, swarm: bool
) -> str | None:
    """Do a walk through the door with all its records; what is wrong with the table."""
    oracle = Oracle(table.world.simulator())
    at = [0] * records
    for operation, record in drawn(table, seed, records, length, swarm):
        found = first_violation(oracle.do(table.world.command(operation, max(record, 0))))
        if found is not None:
            return f"together, the records break: {found.property}: {found.message}"
        number = table.operations.index(operation)
        for each in range(records) if record < 0 else (record,):
            at[each] = table.successor(at[each], number)
            told = table.states[at[each]]
            seen = global_of(oracle, "order"), local_of(oracle, NAMES[each], "order")
            if seen != told:
                return f"{NAMES[each]} after {operation.says}: the table says {told}, not {seen}"
    return None
