"""Two records through the door: every step of the table is done again beside another record.

The table of one record's steps stands for several because the records of a table do not know of
one another. Here that is tried: the history that leads to each state is done again with changes of
a second record in between, then each operation. Both records have to come to what each comes to
alone, and every promise is looked at, also those that are about several records: the order of a
run of the batch job, or that a sync now comes to all of them.

>>> table = TransitionTable(BoundedModel(values=(None, "Byron"), imports=False))
>>> table.derive()
>>> check_independence(table) is None
True
"""

from collections.abc import Callable
from typing import Final, NamedTuple

from harness.domain.commands import Command, RunBatchJob
from harness.domain.prng import Draws
from harness.exploration.statespace.model import NAMES, BoundedModel
from harness.exploration.statespace.states import Form, global_of, local_of
from harness.exploration.statespace.transitions import (
    NEVER,
    Counterexample,
    State,
    TransitionTable,
)
from harness.properties.law import Violation, first_violation
from harness.properties.oracle.oracle import Oracle

__all__ = ["APART", "BoundedModel", "TransitionTable", "check_independence"]
APART: Final = "the records of a table do not know of one another"
_ADA, _BEN = NAMES[:2]


class _Pair(NamedTuple):
    """Two records in one simulation, and the second alone in another."""

    both: Oracle
    alone: Oracle
    commands: list[Command]


def check_independence(
    table: TransitionTable, on_progress: Callable[[int, int], None] = lambda _done, _all: None
) -> Counterexample | None:
    """A history of two records that breaks a promise, or in which one minds the other."""
    for state in range(len(table.states)):
        found = _from(table, state)
        if found is not None:
            return found
        if not state % 20:
            on_progress(state, len(table.states))
    return None


def _from(table: TransitionTable, state: int) -> Counterexample | None:
    """Every operation in that state, the second record being in one that is drawn for it."""
    pair = _brought(table, state)
    second = _state(pair.alone, _BEN, table.form)
    for number, operation in enumerate(table.operations):
        there = table.successors[state][number]
        if there == NEVER:
            continue
        oracle, command = pair.both.fork(), operation.command
        found = first_violation(oracle.do(command))
        if found is None:
            expected = second
            if not operation.of_a_record:
                alone = pair.alone.fork()
                alone.do(command)
                expected = _state(alone, _BEN, table.form)
            found = _minded(oracle, _ADA, table.states[there], table.form)
            found = found or _minded(oracle, _BEN, expected, table.form)
        commands = [*pair.commands, command]
        if found is None and oracle.batch_completed:
            found = first_violation(oracle.do(RunBatchJob()))  # B3
            commands.append(RunBatchJob())
        if found is not None:
            return Counterexample(tuple(commands), found)
    return None


def _brought(table: TransitionTable, state: int) -> _Pair:
    """The state's history, with changes of a second record in between."""
    world, draws = table.world, Draws(state)
    mine = [it for it in table.operations if it.of_a_record]
    pair = _Pair(Oracle(world.simulator()), Oracle(world.simulator()), [])

    def does(command: Command, *watches: Oracle) -> None:
        pair.commands.append(command)
        for oracle in watches:
            oracle.do(command)

    for number in (*table.history[state], None):
        while draws.chance(60):
            does(world.command(draws.choice(mine), 1), pair.both, pair.alone)
        if number is not None:
            operation = table.operations[number]
            watches = (pair.both,) if operation.of_a_record else (pair.both, pair.alone)
            does(operation.command, *watches)
    return pair


def _state(oracle: Oracle, name: str, form: Form) -> State:
    return global_of(oracle, form, checked=False), local_of(oracle, name, form, checked=False)


def _minded(oracle: Oracle, name: str, expected: State, form: Form) -> Violation | None:
    """What properties remember is not compared: it is not the simulation's."""
    of_all, record = expected
    expected = of_all._replace(cleared=False), record._replace(memory=None)
    there = _state(oracle, name, form)
    if there == expected:
        return None
    return Violation(APART, f"beside another, {name} is {there}, and not {expected}")
