"""Histories for Hypothesis: a strategy and a state machine for test suites of your own.

    from hypothesis import given
    from hypothesis.stateful import invariant

    from harness.testing.hypothesis import BoundedModel, SyncMachine, Oracle, histories

    @given(histories(faults=("unavailable",)))
    def test_nobody_is_called_queen(commands):
        oracle = Oracle(BoundedModel(faults=("unavailable",)).simulator())
        for command in commands:
            step = oracle.do(command)
            assert all("Queen" not in str(event.data) for event in step.events)

    class MySync(SyncMachine):
        faults = ("unavailable",)

        @invariant()
        def nobody_is_called_queen(self):
            assert "Queen" not in str(self.oracle.records)

    TestMySync = MySync.TestCase

The machine looks at every promise after each step, as `harness explore` does. Hypothesis shrinks
and remembers what fails; where millions of steps are wanted, `harness explore` is faster.
"""

from typing import ClassVar

from hypothesis import strategies
from hypothesis.stateful import RuleBasedStateMachine, rule

from harness.domain.commands import Command
from harness.exploration.statespace.model import BoundedModel
from harness.properties.law import first_violation
from harness.properties.oracle.oracle import Oracle, Step

__all__ = ["BoundedModel", "Oracle", "SyncMachine", "histories"]


def histories(
    faults: tuple[str, ...] = (), records: int = 2, length: int = 30
) -> strategies.SearchStrategy[list[Command]]:
    """Lists of up to `length` commands over a small world of so many records.

    `faults`: kinds of `harness faults` that the small world has (BadInput names them). Do the
    commands with `Oracle(BoundedModel(faults=...).simulator())`, as above.
    """
    world = BoundedModel(faults=faults)
    mine = [
        world.command(operation, record)
        for operation in world.operations
        for record in range(records if operation.per_record else 1)
    ]
    return strategies.lists(strategies.sampled_from(mine), max_size=length)


class SyncMachine(RuleBasedStateMachine):
    """A small world that Hypothesis drives. Subclass it; `oracle` is what was seen so far."""

    faults: ClassVar[tuple[str, ...]] = ()
    records: ClassVar[int] = 2

    def __init__(self) -> None:
        super().__init__()
        self.world = BoundedModel(faults=self.faults)
        self.oracle = Oracle(self.world.simulator())

    def do(self, command: Command) -> Step:
        """Do a command and look at every promise."""
        step = self.oracle.do(command)
        found = first_violation(step)
        assert found is None, f"{found.property}: {found.message}"
        return step

    @rule(data=strategies.data())
    def of_a_record(self, data: strategies.DataObject) -> None:
        """A user or an import changes a record."""
        mine = [operation for operation in self.world.operations if operation.per_record]
        operation = data.draw(strategies.sampled_from(mine))
        record = data.draw(strategies.integers(0, self.records - 1))
        self.do(self.world.command(operation, record))

    @rule(data=strategies.data())
    def everybodys(self, data: strategies.DataObject) -> None:
        """The administrator does something, time passes, or a fault strikes."""
        others = [operation for operation in self.world.operations if not operation.per_record]
        self.do(data.draw(strategies.sampled_from(others)).command)
