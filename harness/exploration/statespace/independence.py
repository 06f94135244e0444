"""A randomized check that records of a table do not interfere.

The product of per-record states rests on it: the transition table of one record stands for several
records only if those of a table do not interact. For each state the history that leads to it is
repeated in one random interleaving with changes of a second record, and then each operation is
tried. Both records must reach the states that each reaches alone, and every invariant is checked,
also those about several records: the order of a run of the batch job, or that a sync now handles
all of them. As there is one random interleaving per state, this is evidence and no proof.

>>> table = TransitionTable(BoundedModel(values=(None, "Byron"), imports=False))
>>> table.derive()
>>> check_independence(table) is None
True
"""

from collections.abc import Callable
from typing import Final, NamedTuple

from harness.domain.commands import Command, RunBatchJob
from harness.domain.errors import PluginError
from harness.domain.prng import Draws
from harness.exploration.statespace.model import NAMES, BoundedModel
from harness.exploration.statespace.states import Form, record_state, shared_state
from harness.exploration.statespace.transitions import (
    DISABLED,
    State,
    TransitionTable,
    ViolatingHistory,
)
from harness.properties.law import CONTRACT, Violation, first_violation
from harness.properties.oracle.oracle import Oracle

__all__ = ["INDEPENDENCE", "BoundedModel", "TransitionTable", "check_independence"]
INDEPENDENCE: Final = "the records of a table do not know of one another"
_ADA, _BEN = NAMES[:2]


class _Pair(NamedTuple):
    """Two records in one simulator, and the second alone in another."""

    both: Oracle
    alone: Oracle


def check_independence(
    table: TransitionTable, on_progress: Callable[[int, int], None] = lambda _done, _all: None
) -> ViolatingHistory | None:
    """A history of two records that violates an invariant, or in which they interact."""
    for state in range(len(table.states)):
        commands: list[Command] = []
        try:
            found = _check_state(table, state, commands)
        except PluginError as error:
            return ViolatingHistory(tuple(commands), Violation(CONTRACT, str(error)))
        if found is not None:
            return found
        if not state % 20:
            on_progress(state, len(table.states))
    return None


def _check_state(
    table: TransitionTable, state: int, commands: list[Command]
) -> ViolatingHistory | None:
    """Every operation in that state, the second record being in a random one.

    `commands` becomes the history that is done.
    """
    pair = _reach(table, state, commands)
    reached = [*commands]
    second = _state(pair.alone, _BEN, table.form)
    for number, operation in enumerate(table.operations):
        successor = table.successors[state][number]
        if successor == DISABLED:
            continue
        oracle, command = pair.both.fork(), operation.command
        commands[:] = *reached, command
        found = first_violation(oracle.do(command))
        if found is None:
            expected = second
            if not operation.per_record:
                alone = pair.alone.fork()
                alone.do(command)
                expected = _state(alone, _BEN, table.form)
            found = _difference(oracle, _ADA, table.states[successor], table.form)
            found = found or _difference(oracle, _BEN, expected, table.form)
        if found is None and oracle.batch_completed:
            commands.append(RunBatchJob())
            found = first_violation(oracle.do(RunBatchJob()))  # B3
        if found is not None:
            return ViolatingHistory(tuple(commands), found)
    return None


def _reach(table: TransitionTable, state: int, commands: list[Command]) -> _Pair:
    """The state's history, with random changes of a second record in between."""
    model, draws = table.model, Draws(state)
    of_a_record = [it for it in table.operations if it.per_record]
    pair = _Pair(Oracle(model.simulator()), Oracle(model.simulator()))

    def do(command: Command, *oracles: Oracle) -> None:
        commands.append(command)
        for oracle in oracles:
            oracle.do(command)

    for number in (*table.history[state], None):
        while draws.chance(60):
            do(model.command(draws.choice(of_a_record), 1), pair.both, pair.alone)
        if number is not None:
            operation = table.operations[number]
            oracles = (pair.both,) if operation.per_record else (pair.both, pair.alone)
            do(operation.command, *oracles)
    return pair


def _state(oracle: Oracle, name: str, form: Form) -> State:
    shared = shared_state(oracle, form, with_memory=False)
    return shared, record_state(oracle, name, form, with_memory=False)


def _difference(oracle: Oracle, name: str, expected: State, form: Form) -> Violation | None:
    """The oracle's memory is not compared: it is no part of the simulator's state."""
    shared, record = expected
    expected = shared._replace(cleared=False), record._replace(memory=None)
    actual = _state(oracle, name, form)
    if actual == expected:
        return None
    return Violation(INDEPENDENCE, f"beside another, {name} is {actual}, and not {expected}")
