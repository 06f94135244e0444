"""Hypothesis for your own test suites: a strategy of histories, and a state machine.

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

The machine checks every invariant after each step, as `harness explore` does. Hypothesis shrinks
and remembers what fails; for millions of steps, `harness explore` is faster.
"""

from typing import ClassVar

from harness.domain.commands import Command
from harness.domain.extras import needs
from harness.exploration.statespace.model import BoundedModel
from harness.properties.law import first_violation
from harness.properties.oracle.oracle import Oracle, Step

try:
    from hypothesis import strategies
    from hypothesis.stateful import RuleBasedStateMachine, rule
except ModuleNotFoundError:
    raise ModuleNotFoundError(needs("this module", "Hypothesis", "hypothesis")) from None

__all__ = ["BoundedModel", "Oracle", "SyncMachine", "histories"]


def histories(
    faults: tuple[str, ...] = (), records: int = 2, length: int = 30
) -> strategies.SearchStrategy[list[Command]]:
    """A strategy of lists of up to `length` commands over a bounded model of so many records.

    `faults` are kinds of `harness faults` that the bounded model has; BadInput lists them. Do the
    commands with `Oracle(BoundedModel(faults=...).simulator())`, as above.
    """
    model = BoundedModel(faults=faults)
    commands = [
        model.command(operation, record)
        for operation in model.operations
        for record in range(records if operation.per_record else 1)
    ]
    return strategies.lists(strategies.sampled_from(commands), max_size=length)


class SyncMachine(RuleBasedStateMachine):
    """A state machine over the bounded model. Subclass it; `oracle` predicts what should happen."""

    faults: ClassVar[tuple[str, ...]] = ()
    records: ClassVar[int] = 2

    def __init__(self) -> None:
        super().__init__()
        self.model = BoundedModel(faults=self.faults)
        self.oracle = Oracle(self.model.simulator())

    def do(self, command: Command) -> Step:
        """Do a command and check every invariant."""
        step = self.oracle.do(command)
        found = first_violation(step)
        assert found is None, f"{found.property}: {found.message}"
        return step

    @rule(data=strategies.data())
    def of_a_record(self, data: strategies.DataObject) -> None:
        """Let a user or an import change a record."""
        mine = [operation for operation in self.model.operations if operation.per_record]
        operation = data.draw(strategies.sampled_from(mine))
        record = data.draw(strategies.integers(0, self.records - 1))
        self.do(self.model.command(operation, record))

    @rule(data=strategies.data())
    def everybodys(self, data: strategies.DataObject) -> None:
        """Let the administrator act, time pass, or a fault strike."""
        others = [operation for operation in self.model.operations if not operation.per_record]
        self.do(data.draw(strategies.sampled_from(others)).command)
