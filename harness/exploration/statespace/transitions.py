"""What every operation does to one record: derived from the simulator when first asked, then known.

The records of one table do not know of one another, so what a history does to several is what it
does to each. A state of one record is a number; the table says to which state an operation leads.
Each entry is made once, through the door: the shortest known history to the state is done again,
then the operation, and the properties look at that step. Tests hold the table's word for several
records against the simulator's.

>>> table = TransitionTable(BoundedModel())
>>> turn_on = [it.says for it in table.operations].index("turn_on")
>>> table.states[table.successor(0, turn_on)][0].on
True
"""

from collections.abc import Callable
from typing import Final, NamedTuple

from harness.domain.commands import Advance, Command, RunBatchJob
from harness.exploration.statespace.model import NAMES, BoundedModel
from harness.exploration.statespace.states import (
    Form,
    RecordState,
    SharedState,
    global_of,
    local_of,
)
from harness.properties.law import SOMETIMES, Violation, first_violation, holds
from harness.properties.oracle.oracle import USERS, WRITES, Oracle, Step

State = tuple[SharedState, RecordState]
Coverage = tuple[frozenset[str], frozenset[str]]
Check = Callable[[Step], Violation | None]
NEVER: Final = -1  # the operation is not done in that state: the clock has come to its end
UNKNOWN: Final = -2
_WRITES: Final = WRITES | USERS
KEPT: Final = 4096  # simulations, some 10 kB each


class Counterexample(NamedTuple):
    """A history whose last command breaks a promise, and what is given at its start."""

    commands: tuple[Command, ...]
    violation: Violation
    given: tuple[Command, ...] = ()


class TransitionTable:
    """The table. `look` None: nothing is checked, and nothing is remembered for the checks.

    `clock`: plain states only; ticks stop at that second, so that there are finitely many.
    `starts`: the commands that make what is given at each start; nothing, where nothing is said.
    `checked` no: a look that asks for nothing of what properties remember, which is quicker.
    `telling` no: `rules` and `tells` stay empty, where nobody asks what was reached.
    """

    def __init__(
        self,
        world: BoundedModel,
        form: Form = "canonical",
        clock: int | None = None,
        look: Check | None = first_violation,
        starts: tuple[tuple[Command, ...], ...] = ((),),
        checked: bool = True,
        telling: bool = True,
    ) -> None:
        self.world: Final = world
        self.operations: Final = world.operations
        self.form: Final = form
        self.clock: Final = clock
        self.look: Final = look
        self.checked: Final = checked and look is not None
        self.telling: Final = telling and look is not None
        self.states: Final[list[State]] = []
        self.history: Final[list[tuple[int, ...]]] = []  # of each state: numbers of operations
        self.given: Final[list[tuple[Command, ...]]] = []  # of each state: what its start is
        self.successors: Final[list[list[int]]] = []  # to a state, or NEVER, or UNKNOWN
        self.rules: Final[dict[tuple[str, str], int]] = {}  # rule, kind of operation: steps
        self.counterexamples: Final[list[Counterexample]] = []
        # of each step: what is to be reached at times, and the rules that decided
        self.coverage: Final[dict[tuple[int, int], Coverage]] = {}
        self._told: Final[dict[Coverage, Coverage]] = {}
        self.bad: Final[dict[tuple[int, int], Violation]] = {}  # the steps that break a promise
        self.choices: Final[dict[int, list[tuple[int, int]]]] = {}  # of a walk, by how many records
        self._numbers: Final[dict[State, int]] = {}
        self._in: Final[dict[int, Oracle]] = {}  # simulations that are in a state, to fork
        self._spare: tuple[int, Oracle] | None = None  # one more, to do an operation in
        for given in starts:
            self._number(self._state(self._start(given)), (), given)

    def successor(self, state: int, operation: int) -> int:
        """The state that the operation leads to."""
        known = self.successors[state][operation]
        return known if known != UNKNOWN else self._derive(state, operation)

    def derive(self, on_progress: Callable[[int, int], None] = lambda _done, _found: None) -> None:
        """All of it, breadth first, up to the first counterexample, which then is a shortest."""
        state = 0
        while state < len(self.states) and not self.counterexamples:
            for operation in range(len(self.operations)):
                self.successor(state, operation)
            state += 1
            if not state % 100:
                on_progress(state, len(self.states))

    def _derive(self, state: int, operation: int) -> int:
        oracle = self._watch(state)
        command = self.operations[operation].command
        now = oracle.simulator.world.clock.now
        if self.clock is not None and isinstance(command, Advance) and now >= self.clock:
            there = NEVER
        else:
            came_to, seen = self._do(oracle, command)
            history, known = (*self.history[state], operation), len(self.states)
            there = self._number(came_to, history, self.given[state])
            for again, (step, found) in enumerate(seen):
                if self.telling:
                    self._tell(state, operation, step)
                if found is not None:
                    done = [self.operations[it].command for it in history] + [step.command] * again
                    self.counterexamples.append(
                        Counterexample(tuple(done), found, self.given[state])
                    )
                    self.bad[state, operation] = found
            if len(seen) == 1 and there == state and not _wrote(seen[0][0]):
                self._spare = state, oracle  # as good as the one it was forked from
            elif len(seen) == 1 and there == known and len(self._in) < KEPT:
                self._in[there] = oracle
        successors = self.successors[state]
        successors[operation] = there
        if UNKNOWN not in successors:
            self._in.pop(state, None)
        return there

    def _do(
        self, oracle: Oracle, command: Command
    ) -> tuple[State, list[tuple[Step, Violation | None]]]:
        """Where the step leads, and what it breaks; behind a run of the batch job another (B3)."""
        look = self.look or no_check
        step = oracle.do(command)
        came_to = self._state(oracle)
        seen = [(step, look(step))]
        if oracle.batch_completed and self.checked:
            step = oracle.do(RunBatchJob())
            seen.append((step, look(step)))
        return came_to, seen

    def _watch(self, state: int) -> Oracle:
        """A simulation in that state, to do one operation in."""
        again, self._spare = self._spare, None
        if again is not None and again[0] == state:
            return again[1]
        oracle = self._in.get(state)
        if oracle is None:
            oracle = self._start(self.given[state])
            for place in self.history[state]:
                oracle.do(self.operations[place].command)
            if len(self._in) >= KEPT:
                self._in.pop(next(iter(self._in)))
            self._in[state] = oracle
        return oracle.fork()

    def _start(self, given: tuple[Command, ...]) -> Oracle:
        simulator = self.world.simulator()
        for command in given:
            simulator.do(command)
        return Oracle(simulator)

    def _state(self, oracle: Oracle) -> State:
        return (
            global_of(oracle, self.form, self.checked),
            local_of(oracle, NAMES[0], self.form, self.checked, self.world.columns),
        )

    def _number(self, state: State, history: tuple[int, ...], given: tuple[Command, ...]) -> int:
        number = self._numbers.get(state)
        if number is None:
            number = self._numbers[state] = len(self.states)
            self.states.append(state)
            self.history.append(history)
            self.given.append(given)
            self.successors.append([UNKNOWN] * len(self.operations))
        return number

    def _tell(self, state: int, operation: int, step: Step) -> None:
        kind = self.operations[operation].pair
        rules = frozenset(event.rule for event in step.events if event.rule is not None)
        for rule in rules:
            self.rules[rule, kind] = self.rules.get((rule, kind), 0) + 1
        reached = frozenset(name for name, it in SOMETIMES.items() if holds(it, step))
        known = self.coverage.get((state, operation))  # the run before this one (B3)
        told = (reached | known[0], rules | known[1]) if known else (reached, rules)
        # few differ, and there is one for every step
        self.coverage[state, operation] = self._told.setdefault(told, told)


def _wrote(step: Step) -> bool:
    """Equal canonical states may have other values, which the state's history would not lead to."""
    return not step.kinds.isdisjoint(_WRITES) and any(
        event.event in _WRITES and event.data != event.before for event in step.events
    )


def no_check(_: Step) -> None:
    """A look that finds nothing: rules are counted, and mistakes are looked for elsewhere."""
