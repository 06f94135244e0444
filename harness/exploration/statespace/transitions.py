"""The transition table: a lazy, memoised table of what each operation does to one record.

Records of a table are independent (`independence` checks that), so the state of several records is
the product of their single states, and one table serves them all. A state of one record is a
number; `successor(state, operation)` is the number of the next. An entry is derived from the
simulator when it is first needed: a simulator is brought to the state by its shortest known
history, does the operation, and the invariants are checked on that step. After that the entry is
known. So what the table has is the simulator's own behaviour; tests and `walks.check_walk` hold it
against simulations of several records.

>>> table = TransitionTable(BoundedModel())
>>> turn_on = [it.label for it in table.operations].index("turn_on")
>>> table.states[table.successor(0, turn_on)][0].on
True
"""

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from harness.domain.commands import Advance, Command, RunBatchJob
from harness.domain.errors import PluginError
from harness.exploration.statespace.model import NAMES, BoundedModel
from harness.exploration.statespace.states import (
    Form,
    RecordState,
    SharedState,
    record_state,
    shared_state,
)
from harness.properties.law import CONTRACT, SOMETIMES, Violation, first_violation, goals_reached
from harness.properties.oracle.oracle import USERS, WRITES, Oracle, Step

State = tuple[SharedState, RecordState]
Coverage = tuple[frozenset[str], frozenset[str]]  # coverage goals reached, rules that decided
Check = Callable[[Step], Violation | None]
# of an entry: the state, the operation, the next state (None: disabled), and the coverage
Learned = tuple[State, int, State | None, Coverage | None]
Choice = tuple[int, tuple[int, ...]]  # an operation, and the records that it moves
DISABLED: Final = -1  # in place of a successor: the clock has come to its limit
UNKNOWN: Final = -2  # and: not derived yet
_CHANGES: Final = WRITES | USERS
MAX_ORACLES: Final = 4096  # that are kept to be forked, some 10 kB each


class ViolatingHistory(NamedTuple):
    """A history whose last command violates an invariant, and what is given at its start."""

    commands: tuple[Command, ...]
    violation: Violation
    given: tuple[Command, ...] = ()


class TransitionTable:
    """The transition table of one record of a bounded model.

    `form`: of its states. `clock_limit`: of concrete states only; ticks are disabled from that
    second on, so that there are finitely many states. `check`: the invariants, called once for each
    entry; None checks nothing. `starts`: what is given in each initial state. Without `with_memory`
    states have no memory of the oracle: faster, for a check that does not depend on it. Without
    `track_coverage` the attributes `rules` and `coverage` stay empty.
    """

    def __init__(
        self,
        model: BoundedModel,
        form: Form = "canonical",
        clock_limit: int | None = None,
        check: Check | None = first_violation,
        starts: tuple[tuple[Command, ...], ...] = ((),),
        with_memory: bool = True,
        track_coverage: bool = True,
    ) -> None:
        self.model: Final = model
        self.operations: Final = model.operations
        self.form: Final = form
        self.clock_limit: Final = clock_limit
        self.check: Final = check
        self.with_memory: Final = with_memory and check is not None
        self.track_coverage: Final = track_coverage and check is not None
        # by number of the state: itself, a shortest history as numbers of operations, what is given
        # at the start of that history, and the successor by operation, or DISABLED, or UNKNOWN
        self.states: Final[list[State]] = []
        self.history: Final[list[tuple[int, ...]]] = []
        self.given: Final[list[tuple[Command, ...]]] = []
        self.successors: Final[list[list[int]]] = []
        # of all entries: how often each rule decided under each kind of operation
        self.rules: Final[dict[tuple[str, str], int]] = {}
        self.counterexamples: Final[list[ViolatingHistory]] = []
        # by entry (state, operation)
        self.coverage: Final[dict[tuple[int, int], Coverage]] = {}
        self.violations: Final[dict[tuple[int, int], Violation]] = {}
        # by number of records: what a random walk chooses from
        self.choices: Final[dict[int, list[Choice]]] = {}
        self._news: list[tuple[int, int]] | None = None  # kept from the first call of `learn` on
        self._numbers: Final[dict[State, int]] = {}
        self._coverages: Final[dict[Coverage, Coverage]] = {}  # few differ: one object for each
        self._oracles: Final[dict[int, Oracle]] = {}  # in a state, to be forked
        self._spare: tuple[int, Oracle] | None = None  # one more in a state, to be used up
        for given in starts:
            self._number_of(self._state(self._start(given)), (), given)

    def successor(self, state: int, operation: int) -> int:
        """The state that the operation leads to, derived if it is not known."""
        known = self.successors[state][operation]
        if known != UNKNOWN:
            return known
        try:
            return self._derive(state, operation)
        except PluginError as error:
            commands = tuple(
                self.operations[it].command for it in (*self.history[state], operation)
            )
            violation = self.violations[state, operation] = Violation(CONTRACT, str(error))
            self.counterexamples.append(ViolatingHistory(commands, violation, self.given[state]))
            self.successors[state][operation] = DISABLED
            return DISABLED

    def derive(self, on_progress: Callable[[int, int], None] = lambda _done, _found: None) -> None:
        """Derive every entry, breadth first; the first counterexample ends it and is a shortest."""
        state = 0
        while state < len(self.states) and not self.counterexamples:
            for operation in range(len(self.operations)):
                self.successor(state, operation)
            state += 1
            if not state % 100:
                on_progress(state, len(self.states))

    def news(self) -> list[Learned]:
        """The entries that were derived since the last call, for a table in another process.

        Without those that violate an invariant: how they do depends on the history that leads
        there.
        """
        entries, self._news = self._news or (), []
        found: list[Learned] = []
        for entry in entries:
            state, operation = entry
            if entry not in self.violations:
                successor = self.successors[state][operation]
                reached = None if successor == DISABLED else self.states[successor]
                found.append((self.states[state], operation, reached, self.coverage.get(entry)))
        return found

    def learn(self, entries: Iterable[Learned]) -> None:
        """Take over entries that another table of the same model derived, in their order."""
        if self._news is None:
            self._news = []
        for from_state, operation, reached, coverage in entries:
            state = self._numbers.get(from_state)
            if state is None or self.successors[state][operation] != UNKNOWN:
                continue
            successor = DISABLED
            if reached is not None:
                history = (*self.history[state], operation)
                successor = self._number_of(reached, history, self.given[state])
            self.successors[state][operation] = successor
            if coverage is not None:
                self.coverage[state, operation] = self._coverages.setdefault(coverage, coverage)

    def _derive(self, state: int, operation: int) -> int:
        oracle = self._oracle_in(state)
        command = self.operations[operation].command
        now = oracle.simulator.world.clock.now
        limit = self.clock_limit
        if limit is not None and isinstance(command, Advance) and now >= limit:
            successor = DISABLED
        else:
            reached, steps = self._do(oracle, command)
            history, known = (*self.history[state], operation), len(self.states)
            successor = self._number_of(reached, history, self.given[state])
            for again, (step, violation) in enumerate(steps):
                if self.track_coverage:
                    self._cover(state, operation, step)
                if violation is not None:
                    commands = [self.operations[it].command for it in history]
                    commands += [step.command] * again
                    self.counterexamples.append(
                        ViolatingHistory(tuple(commands), violation, self.given[state])
                    )
                    self.violations[state, operation] = violation
            if len(steps) == 1 and successor == state and not _changes_values(steps[0][0]):
                self._spare = state, oracle  # still in that state
            elif len(steps) == 1 and successor == known and len(self._oracles) < MAX_ORACLES:
                self._oracles[successor] = oracle
        successors = self.successors[state]
        successors[operation] = successor
        if self._news is not None:
            self._news.append((state, operation))
        if UNKNOWN not in successors:
            self._oracles.pop(state, None)
        return successor

    def _do(
        self, oracle: Oracle, command: Command
    ) -> tuple[State, list[tuple[Step, Violation | None]]]:
        """The state reached, and the steps; behind a batch run another, to check that one (B3)."""
        check = self.check or no_check
        step = oracle.do(command)
        reached = self._state(oracle)
        steps = [(step, check(step))]
        if oracle.batch_completed and self.with_memory:
            step = oracle.do(RunBatchJob())
            steps.append((step, check(step)))
        return reached, steps

    def _oracle_in(self, state: int) -> Oracle:
        """A simulator in that state with its oracle, to do one operation."""
        spare, self._spare = self._spare, None
        if spare is not None and spare[0] == state:
            return spare[1]
        oracle = self._oracles.get(state)
        if oracle is None:
            oracle = self._start(self.given[state])
            for number in self.history[state]:
                oracle.do(self.operations[number].command)
            if len(self._oracles) >= MAX_ORACLES:
                self._oracles.pop(next(iter(self._oracles)))
            self._oracles[state] = oracle
        return oracle.fork()

    def _start(self, given: tuple[Command, ...]) -> Oracle:
        simulator = self.model.simulator()
        for command in given:
            simulator.attempt(command)
        return Oracle(simulator)

    def _state(self, oracle: Oracle) -> State:
        return (
            shared_state(oracle, self.form, self.with_memory),
            record_state(oracle, NAMES[0], self.form, self.with_memory, self.model.columns),
        )

    def _number_of(self, state: State, history: tuple[int, ...], given: tuple[Command, ...]) -> int:
        number = self._numbers.get(state)
        if number is None:
            number = self._numbers[state] = len(self.states)
            self.states.append(state)
            self.history.append(history)
            self.given.append(given)
            self.successors.append([UNKNOWN] * len(self.operations))
        return number

    def _cover(self, state: int, operation: int, step: Step) -> None:
        kind = self.operations[operation].kind
        rules = frozenset(event.rule for event in step.events if event.rule is not None)
        for rule in rules:
            self.rules[rule, kind] = self.rules.get((rule, kind), 0) + 1
        goals = frozenset(goals_reached(SOMETIMES, step))
        known = self.coverage.get((state, operation))  # of the batch run before this one (B3)
        coverage = (goals | known[0], rules | known[1]) if known else (goals, rules)
        self.coverage[state, operation] = self._coverages.setdefault(coverage, coverage)


def _changes_values(step: Step) -> bool:
    """Equal canonical states may differ in values, and then its history would not lead to them."""
    return not step.kinds.isdisjoint(_CHANGES) and any(
        event.event in _CHANGES and event.data != event.before for event in step.events
    )


def no_check(_: Step) -> None:
    """A check that never fails: for a table of coverage alone."""
