"""Exploring, measured: random steps, all states, and the shortest history that shows a planted bug.

- random: walks over the bounded model (three values, two records, 50 steps), invariants checked,
  the table derived on the way: all of it counts. Peer: a Hypothesis RuleBasedStateMachine that
  draws from the same operations and does them on the same simulator, with no property
  checked, no shrinking and no database. And half a million walks on one core and on two. For
  information: random universes, every step on the simulator and every invariant checked after it.
- exhaustive: all plain states of two records, clock up to two seconds. Peer: Spin on the equivalent
  model, compiled before (`spin_peer`); the numbers of states and transitions must be equal. Our
  search alone, and with the derivation of the table, for which Spin's compilation stands.
- canonical: how many times fewer canonical states there are than plain ones.
- planted: a bug that needs ten commands, found as a certified shortest history. Peer: Hypothesis,
  which finds and shrinks, and is stopped after `--cap` seconds (60).

    python -m tests.benchmarks.exploration [--part random|exhaustive|canonical|planted]
"""

import os
import time

import hypothesis.strategies as st
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from harness.domain.commands import Create
from harness.exploration.campaign.campaign import Campaign
from harness.exploration.campaign.seed_ranges import Seeds
from harness.exploration.campaign.work_units import ExplorationSpec, run_unit, table_of
from harness.exploration.campaign.workers import here, in_processes
from harness.exploration.statespace.model import FEWER_VALUES, BoundedModel
from harness.exploration.statespace.search import search
from harness.exploration.statespace.states import canonicalize
from harness.exploration.statespace.transitions import TransitionTable
from harness.exploration.statespace.walks import walk
from harness.properties.law import Violation
from harness.properties.oracle.oracle import Oracle, Step
from tests.benchmarks.rounds import Ratio, collector_off, parser, play, seconds_of, show

STEPS = 50
LENGTH = 10  # commands that the planted bug needs


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
    plan = ExplorationSpec(length=STEPS)
    steps = []
    seconds = seconds_of(lambda: steps.append(run_unit(plan, 0, histories).steps))
    return steps[0] / seconds


def campaign_rate(histories: int, processes: int) -> float:
    """Steps per second of the wall clock: what two cores are for."""
    table_of.cache_clear()  # each run derives its table, and each process its own
    campaign = Campaign(ExplorationSpec("small", length=STEPS, records=2), Seeds(0, histories))
    began = time.perf_counter()
    does = here if processes == 1 else in_processes(processes)
    assert campaign.run(does, None, lambda *_: None)
    return histories * STEPS / (time.perf_counter() - began)


def random_part(rounds: int, quick: bool) -> None:
    walks, examples = (2_000, 20) if quick else (100_000, 300)
    contenders = {
        "walks": lambda: walks_rate(walks),
        "universes": lambda: universes_rate(examples),
        "Hypothesis": lambda: hypothesis_rate(examples),
    }
    with collector_off():
        results = play(contenders, rounds)
    ratios = [
        Ratio("walks", "Hypothesis", "at least", 60),
        Ratio("universes", "Hypothesis"),
    ]
    show(results, "steps/s", ratios)
    if (os.cpu_count() or 1) < 2:
        return
    both = play(
        {f"on {n} core{'s' * (n > 1)}": lambda n=n: campaign_rate(walks * 5, n) for n in (1, 2)},
        rounds,
    )
    show(both, "steps/s", [Ratio("on 2 cores", "on 1 core", "at least", 1.5)])


# ------------------------------------------------------------------ exhaustive


def exhaustive_part(rounds: int, quick: bool) -> None:
    from tests.benchmarks.spin_peer import World, built

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

    with built(World(2, clock)) as pan, collector_off():

        def spin() -> float:
            result = pan.search()
            found["Spin"] = result.states, result.transitions
            return result.states / result.seconds

        contenders = {
            "search": lambda: ours(known),
            "derivation and search": lambda: ours(None),
            "Spin": spin,
        }
        results = play(contenders, rounds)
    assert found["search"] == found["Spin"], found
    states, transitions = found["Spin"]
    print(f"both find {states:,} states and {transitions:,} transitions")
    ratios = [
        Ratio("search", "Spin", "at least", 1),
        Ratio("derivation and search", "Spin"),
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


# --------------------------------------------------------------------- planted


def planted(step: Step) -> Violation | None:
    """After a clear: a tracked record that HR makes again overwrites Dataverse's without a loss."""
    made = type(step.command) is Create and step.command.environment == "hr"
    if made and step.oracle.cleared:
        kinds = {(event.event, event.rule) for event in step.events}
        if kinds == {("created", "L1"), ("updated", "R3")}:
            return Violation("planted", "an overwritten row without a loss")
    return None


class Hunted(Driven):
    """The same machine, which fails where the bug shows."""

    def __init__(self) -> None:
        super().__init__()
        self.oracle = Oracle(self.simulator)

    @rule(operation=st.sampled_from(Driven.mine), record=st.integers(0, 1))
    def of_a_record(self, operation, record) -> None:
        assert planted(self.oracle.do(self.world.command(operation, record))) is None

    @rule(operation=st.sampled_from(Driven.others))
    def everybodys(self, operation) -> None:
        assert planted(self.oracle.do(operation.command)) is None


def hunt_of_hypothesis(cap: float) -> float:
    """Seconds until Hypothesis has found and shrunk it; the cap where it has not."""
    began = time.process_time()
    until = time.monotonic() + cap

    class Capped(Hunted):
        def teardown(self) -> None:
            if time.monotonic() > until:
                raise KeyboardInterrupt

    profile = settings(
        max_examples=10**7,
        stateful_step_count=STEPS,
        database=None,
        deadline=None,
        print_blob=False,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(Capped, settings=profile)
    except KeyboardInterrupt:
        return cap
    except AssertionError:
        pass
    return time.process_time() - began


def hunt_of_ours() -> float:
    """Seconds until the first counterexample of the breadth first derivation: a shortest one."""
    canonicalize.cache_clear()
    table = TransitionTable(
        BoundedModel((None, "King"), imports=False), check=planted, track_coverage=False
    )
    seconds = seconds_of(table.derive)
    assert len(table.counterexamples[0].commands) == LENGTH, table.counterexamples
    return seconds


def planted_part(rounds: int, quick: bool, cap: float) -> None:
    contenders = {
        "certified shortest": hunt_of_ours,
        "Hypothesis": lambda: hunt_of_hypothesis(5 if quick else cap),
    }
    with collector_off():
        results = play(contenders, rounds)
    show(results, "s", [Ratio("Hypothesis", "certified shortest", "at least", 50)])
    print(f"a figure of {cap:g} s: Hypothesis had not come to its end")


def main() -> None:
    made = parser(__doc__)
    parts = ("random", "exhaustive", "canonical", "planted")
    made.add_argument("--part", choices=parts, help="only this one")
    made.add_argument("--cap", type=float, default=60, help="seconds for Hypothesis' hunt")
    given = made.parse_args()
    for part in (given.part,) if given.part else parts:
        print(f"{part}:")
        if part == "random":
            random_part(given.rounds, given.quick)
        elif part == "exhaustive":
            exhaustive_part(given.rounds, given.quick)
        elif part == "canonical":
            canonical_part(given.rounds, given.quick)
        else:
            planted_part(given.rounds, given.quick, given.cap)


if __name__ == "__main__":
    main()
