"""A hunt for five planted bugs: certified shortest histories, and Hypothesis.

Their shortest histories have six to ten commands. Three are mutants of the catalogue (`harness
mutants --list`), which an invariant notices; two are steps that are taken for wrong, as no mutant
takes nine or ten commands here. Both sides hunt in one world, with the same operations: one record
of two values, without imports; both do them on the simulator, have the same oracle predict each
step, and check the same after it. Both have the same cap of the processor's seconds, and the
garbage collector as Python has it, on.

- ours: the breadth-first derivation of the transition table, whose first counterexample is a
  shortest one; how long it is, is checked.
- Hypothesis: a RuleBasedStateMachine with a rule that draws an operation; histories of up to 50
  steps, found and shrunk. The seconds are those until it has shrunk, when there is a short history
  on either side; a bug counts as found when it first fails.

    python -m tests.benchmarks.planted_bugs [--cap SECONDS]
"""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, redirect_stdout
from io import StringIO
from typing import NamedTuple

import hypothesis.strategies as st
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from harness.domain.commands import Create
from harness.domain.environments import HR
from harness.exploration.statespace.model import BoundedModel
from harness.exploration.statespace.states import canonicalize
from harness.exploration.statespace.transitions import TransitionTable
from harness.mutation.catalogue import MUTANTS
from harness.properties.law import Violation, first_violation
from harness.properties.oracle.oracle import Oracle, Step
from tests.benchmarks.rounds import Figures, Ratio, parser, play, show

STEPS = 50
Check = Callable[[Step], Violation | None]


class Bug(NamedTuple):
    """What is wrong: a check that notices it, and how many commands that takes at least."""

    length: int
    check: Check = first_violation
    mutant: str = ""

    def active(self) -> AbstractContextManager[None]:
        return MUTANTS[self.mutant].active() if self.mutant else nullcontext()


def wrong(cleared: bool, *expected: tuple[str, str]) -> Check:
    """Takes a record that HR makes for wrong, if these are the events, after a clear or without."""

    def check(step: Step) -> Violation | None:
        command = step.command
        if type(command) is Create and command.environment == HR:
            same = {(event.event, event.rule) for event in step.events} == {*expected}
            if same and bool(step.oracle.cleared) == cleared:
                return Violation("planted", "such a step is wrong")
        return None

    return check


OVERWRITTEN = ("created", "L1"), ("updated", "R3")
BUGS = {
    "restored under a new row id": Bug(6, mutant="restored-under-a-new-row-id"),
    "row of what is gone is kept": Bug(7, mutant="gone-on-both-sides-keeps-its-row"),
    "later delete beats an edit": Bug(8, mutant="later-delete-beats-an-edit"),
    "overwritten, never cleared": Bug(9, wrong(False, *OVERWRITTEN)),
    "overwritten after a clear": Bug(10, wrong(True, *OVERWRITTEN)),
}


def world() -> BoundedModel:
    return BoundedModel((None, "King"), imports=False, records=1)


class Hunt(NamedTuple):
    """How a hunt ended."""

    found: bool
    seconds: float


def hunt_of_ours(bug: Bug, cap: float) -> Hunt:
    canonicalize.cache_clear()
    began = time.process_time()
    with bug.active():
        table = TransitionTable(world(), check=bug.check, track_coverage=False)
        state = 0
        while state < len(table.states) and time.process_time() - began < cap:
            for operation in range(len(table.operations)):
                table.successor(state, operation)
            state += 1
            if table.counterexamples:
                length = len(table.counterexamples[0].commands)
                assert length == bug.length, f"{bug}: {length} commands"
                return Hunt(True, time.process_time() - began)
    return Hunt(False, cap)


class OutOfTimeError(KeyboardInterrupt):
    """Raised in the machine: Hypothesis lets it through."""


def hunt_of_hypothesis(bug: Bug, cap: float) -> Hunt:
    began = time.process_time()
    model = world()
    found = False

    class Machine(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.oracle = Oracle(model.simulator())

        @rule(operation=st.sampled_from(model.operations))
        def operate(self, operation) -> None:
            nonlocal found
            violation = bug.check(self.oracle.do(operation.command))
            if violation is not None:
                found = True
                raise AssertionError(violation)

        def teardown(self) -> None:
            if time.process_time() - began > cap:
                raise OutOfTimeError

    profile = settings(
        max_examples=10**7,
        stateful_step_count=STEPS,
        database=None,
        deadline=None,
        print_blob=False,
        report_multiple_bugs=False,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    with bug.active(), redirect_stdout(StringIO()):  # how to reproduce what was interrupted
        try:
            run_state_machine_as_test(Machine, settings=profile)
        except AssertionError:
            return Hunt(True, time.process_time() - began)
        except OutOfTimeError:
            pass
    return Hunt(found, cap)


HUNTS = {"ours": hunt_of_ours, "Hypothesis": hunt_of_hypothesis}


def main() -> None:
    made = parser(__doc__, rounds=3)
    made.add_argument("--cap", type=float, default=60, help="seconds of the processor for a hunt")
    given = made.parse_args()
    rounds, cap = (1, 2) if given.quick else (given.rounds, given.cap)
    hunts: dict[str, dict[str, list[Hunt]]] = {bug: {who: [] for who in HUNTS} for bug in BUGS}

    def hunt(bug: str, who: str) -> float:
        hunts[bug][who].append(HUNTS[who](BUGS[bug], cap))
        return hunts[bug][who][-1].seconds

    contenders = {
        f"{bug} ({its.length} commands), {who}": lambda bug=bug, who=who: hunt(bug, who)
        for bug, its in BUGS.items()
        for who in HUNTS
    }
    show(play(contenders, rounds), "s", [])
    print(f"{cap:g} s: not found, or not shrunk, when the time was over")
    both: Figures = {who: [] for who in HUNTS}
    for of_bug in hunts.values():
        for ours, theirs in zip(of_bug["ours"], of_bug["Hypothesis"], strict=True):
            if ours.found and theirs.found:
                both["ours"].append(ours.seconds)
                both["Hypothesis"].append(theirs.seconds)
    for who in HUNTS:
        found = [sum(of_bug[who][it].found for of_bug in hunts.values()) for it in range(rounds)]
        print(f"{who} found, by round: {', '.join(map(str, found))} of {len(BUGS)}")
    if both["ours"]:
        print("of those that both found:")
        show(both, "s", [Ratio("Hypothesis", "ours", "at least", 20)])


if __name__ == "__main__":
    main()
