"""Exploring, measured: random steps, and all states.

- walks: over the bounded model (three values, two records, 50 steps), invariants checked, the
  transition table derived on the way: all of it counts. They do not go through the door: the table
  stands in for the simulator, once an entry of it is known; of a campaign's walks the first 40 and
  then one in 500 are done by a simulator too, here none. Peer: a Hypothesis RuleBasedStateMachine
  that draws from the same operations and does them on the simulator, with no property checked, no
  shrinking and no database.
- universes: every step done by the simulator, all invariants checked after each. Peer: the same
  histories, drawn and done, without oracle and invariants. Hypothesis too, for information: its
  world is smaller.
- cores: 200,000 walks on one core and on two, as `harness explore --world small` does them; by the
  clock on the wall, which is what two cores are for, so the machine has to be idle. Beside it the
  processor's seconds, which show what two processes do twice.
- exhaustive: all plain states of two records, clock up to two seconds. Peer: Spin on the equivalent
  model (`spin_peer`), whose steps that change nothing are left out, as our search leaves them out;
  the numbers of states must be equal, and those of transitions where Spin has them all. The search
  alone, compared with pan; and with the derivation of the table, compared with Spin from its model
  to its result: generating pan, compiling and running it.
- canonical: how many times fewer canonical states there are than plain ones.

    python -m tests.benchmarks.exploration [--part walks|universes|cores|exhaustive|canonical]
"""

import os
import time
from collections.abc import Callable

import hypothesis.strategies as st
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from harness.exploration.campaign.campaign import Campaign
from harness.exploration.campaign.seed_ranges import Seeds
from harness.exploration.campaign.work_units import (
    ExplorationSpec,
    forget_tables,
    history_of,
    run_unit,
    tables_of,
)
from harness.exploration.campaign.workers import here, in_processes
from harness.exploration.statespace.model import FEWER_VALUES, BoundedModel
from harness.exploration.statespace.search import search
from harness.exploration.statespace.transitions import TransitionTable
from harness.exploration.statespace.walks import walk
from harness.exploration.workload.healing import healing
from harness.simulator.engine import Engine
from tests.benchmarks.rounds import Figures, Ratio, collector_off, parser, play, seconds_of, show
from tests.benchmarks.spin_peer import ONLY_CHANGES, Pan, World, built

STEPS = 50
UNIVERSES = ExplorationSpec(length=STEPS)


# ---------------------------------------------------------------------- random


class Driven(RuleBasedStateMachine):
    """The bounded model on the simulator, as a user of Hypothesis would write it."""

    world = BoundedModel(FEWER_VALUES)
    mine = tuple(it for it in world.operations if it.per_record)
    others = tuple(it for it in world.operations if not it.per_record)

    def __init__(self) -> None:
        super().__init__()
        self.simulator = self.world.simulator()

    @rule(operation=st.sampled_from(mine), record=st.integers(0, 1))
    def of_a_record(self, operation, record) -> None:
        self.simulator.attempt(self.world.command(operation, record))

    @rule(operation=st.sampled_from(others))
    def everybodys(self, operation) -> None:
        self.simulator.attempt(operation.command)


def hypothesis_rate(examples: int) -> float:
    profile = settings(
        max_examples=examples,
        stateful_step_count=STEPS,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    done = [0]
    original = Driven.__init__

    def counted(self) -> None:
        original(self)
        do = self.simulator.attempt

        def counting(command) -> object:
            done[0] += 1
            return do(command)

        self.simulator.attempt = counting

    Driven.__init__ = counted
    try:
        seconds = seconds_of(lambda: run_state_machine_as_test(Driven, settings=profile))
    finally:
        Driven.__init__ = original
    return done[0] / seconds


def walks_rate(histories: int) -> float:
    table = TransitionTable(BoundedModel(FEWER_VALUES), "time-abstracted")  # new in each round

    def walks() -> None:
        for seed in range(histories):
            assert walk(table, seed, 2, STEPS).violation is None

    return histories * STEPS / seconds_of(walks)


def universes_rate(histories: int) -> float:
    steps = []
    seconds = seconds_of(lambda: steps.append(run_unit(UNIVERSES, 0, histories).steps))
    return steps[0] / seconds


def unwatched_rate(histories: int) -> float:
    """The same histories, drawn and done, and nobody looks."""
    steps = 0

    def unwatched() -> None:
        nonlocal steps
        for seed in range(histories):
            settings, setup, drawn = history_of(UNIVERSES, seed)
            simulator = Engine(settings, tables_of(UNIVERSES, seed))
            for command in setup:
                simulator.attempt(command)
            commands = (*drawn, *healing(settings))
            for command in commands:
                simulator.attempt(command)
            steps += len(commands)

    seconds = seconds_of(unwatched)
    return steps / seconds


def campaign(histories: int, processes: int, used: Figures) -> float:
    """Steps a second on the wall; what it took of the processors is appended to `used`."""
    forget_tables()  # each run begins without one
    explored = Campaign(ExplorationSpec("small", length=STEPS, records=2), Seeds(0, histories))
    does = here if processes == 1 else in_processes(processes)
    began, before = time.perf_counter(), os.times()
    assert explored.run(does, None, lambda *_: None)
    wall, after = time.perf_counter() - began, os.times()
    used[_cores(processes)].append(sum(after[:4]) - sum(before[:4]))
    return histories * STEPS / wall


def _cores(number: int) -> str:
    return f"{number} core{'s' * (number > 1)}"


def walks_part(rounds: int, quick: bool) -> None:
    walks, examples = (2_000, 20) if quick else (100_000, 300)
    contenders = {
        "walks": lambda: walks_rate(walks),
        "Hypothesis": lambda: hypothesis_rate(examples),
    }
    with collector_off():
        results = play(contenders, rounds)
    show(results, "steps/s", [Ratio("walks", "Hypothesis", "at least", 60)])


def universes_part(rounds: int, quick: bool) -> None:
    histories = 20 if quick else 300
    contenders = {
        "universes": lambda: universes_rate(histories),
        "not watched": lambda: unwatched_rate(histories),
        "Hypothesis": lambda: hypothesis_rate(histories),
    }
    with collector_off():
        results = play(contenders, rounds)
    ratios = [
        Ratio("universes", "not watched", "at least", 0.3),
        Ratio("universes", "Hypothesis"),
    ]
    show(results, "steps/s", ratios)


def cores_part(rounds: int, quick: bool) -> None:
    if (os.cpu_count() or 1) < 2:
        print("this machine has one core")
        return
    walks = 4_000 if quick else 200_000
    used: Figures = {_cores(number): [] for number in (1, 2)}
    contenders = {_cores(it): lambda it=it: campaign(walks, it, used) for it in (1, 2)}
    results = play(contenders, rounds)
    show(results, "steps/s on the wall", [Ratio("2 cores", "1 core", "at least", 1.6)])
    show(used, "s of processors", [Ratio("2 cores", "1 core")])


# ------------------------------------------------------------------ exhaustive


def exhaustive_part(rounds: int, quick: bool) -> None:
    clock = 1 if quick else 2
    world = BoundedModel((None, "King"), imports=False)
    found: dict[str, tuple[int, int]] = {}

    def derived() -> TransitionTable:
        table = TransitionTable(world, "concrete", clock, None)
        table.derive()
        return table

    known = derived()

    def ours(table: TransitionTable | None) -> float:
        result = []
        act = lambda: result.append(search(table or derived(), 2))  # noqa: E731
        seconds = seconds_of(act)
        found["search"] = result[0].states, result[0].transitions
        return result[0].states / seconds

    def spin(pan: Pan, name: str) -> float:
        result = pan.search()
        found[name] = result.states, result.transitions
        return result.states / result.seconds

    def from_model_to_result() -> float:
        with built(World(2, clock), spin_flags=ONLY_CHANGES) as pan:
            result = pan.search()
        return result.states / (pan.seconds + result.seconds)

    with (
        built(World(2, clock)) as whole,
        built(World(2, clock), spin_flags=ONLY_CHANGES) as changes,
        collector_off(),
    ):
        contenders = {
            "search": lambda: ours(known),
            "pan": lambda: spin(changes, "pan"),
            "pan, all transitions": lambda: spin(whole, "pan, all transitions"),
            "derivation and search": lambda: ours(None),
            "spin, cc and pan": from_model_to_result,
        }
        results = play(contenders, rounds)
    states, transitions = found["search"]
    assert found["search"] == found["pan, all transitions"], found
    assert found["pan"][0] == states, found
    print(f"both find {states:,} states and {transitions:,} transitions")
    ratios = [
        Ratio("search", "pan", "at least", 6),
        Ratio("search", "pan, all transitions"),
        Ratio("derivation and search", "spin, cc and pan", "at least", 1),
    ]
    show(results, "states/s", ratios)


def canonical_part(_rounds: int, quick: bool) -> None:
    clock = 2 if quick else 4
    world = BoundedModel((None, "Byron", "King"), imports=False)
    canonical, plain = (
        TransitionTable(world, check=None),
        TransitionTable(world, "concrete", clock, None),
    )
    for table in (canonical, plain):
        table.derive()
    fewer, more = search(canonical, 2).states, search(plain, 2).states
    print(f"plain states, clock up to {clock} s     {more:>12,}")
    print(f"canonical states, any clock     {fewer:>12,}")
    met = "met" if more / fewer >= 50 else "NOT met"
    print(f"plain / canonical               {more / fewer:>12.1f} times; target at least 50: {met}")


PARTS: dict[str, Callable[[int, bool], None]] = {
    "walks": walks_part,
    "universes": universes_part,
    "cores": cores_part,
    "exhaustive": exhaustive_part,
    "canonical": canonical_part,
}


def main() -> None:
    made = parser(__doc__)
    made.add_argument("--part", choices=PARTS, help="only this one")
    given = made.parse_args()
    for part in (given.part,) if given.part else PARTS:
        print(f"{part}:")
        PARTS[part](given.rounds, given.quick)


if __name__ == "__main__":
    main()
