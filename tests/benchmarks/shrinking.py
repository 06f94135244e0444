"""How many replays, and how long, it takes to shrink a failure of 500 steps.

The scenarios are those of `tests/models/long_failure.py`: seven steps matter, all others are noise
with two dozen records, faults, imports and refusals. Each seed is another scenario, and each must
shrink to the same seven steps, of which no one and no two can be left out. The second block is of
broken properties: histories of 500 steps as an exploration draws them, under integrations that are
broken on purpose; what comes after the failure is cut off by the first replay, so the steps until
there are what is shrunk. The seconds are the processor's.

    python -m tests.benchmarks.shrinking
"""

import statistics
from collections.abc import Callable
from typing import NamedTuple

from harness.exploration.shrinking.candidates import numbered
from harness.exploration.shrinking.same_failure import (
    FailurePredicate,
    first_failure,
    violated_property,
)
from harness.exploration.shrinking.shrinker import Shrunk, shrink
from harness.exploration.workload.generator import generate
from harness.mutation.catalogue import MUTANTS
from harness.scenarios.scenario import Scenario
from tests.benchmarks.rounds import collector_off, parser, seconds_of
from tests.models.long_failure import SHORTEST, long_failure

STEPS = 500
TARGET = 2_000
BROKEN = (
    "loss-unreported",
    "undone-delete-unreported",
    "failed-delivery-is-dropped",
    "gone-on-both-sides-keeps-its-row",
    "sync-now-of-every-table",
)


def drawn(seed: int) -> Scenario:
    history = generate(seed, STEPS)
    commands = numbered(history.commands)
    return Scenario(
        f"{seed}", "random", history.settings, commands, history.given, (), history.catalog
    )


class Figures(NamedTuple):
    shrunk: Shrunk
    until: int  # the step that fails
    seconds: float


def shrunk(scenario: Scenario, failing: FailurePredicate) -> Figures:
    found: list[Shrunk] = []
    with collector_off():
        seconds = seconds_of(lambda: found.append(shrink(scenario, failing)))
    at = failing.check(scenario).at
    assert at is not None
    return Figures(found[0], at + 1, seconds)


def spread(name: str, figures: list[float], form: Callable[[float], str]) -> str:
    middle, low, high = map(form, (statistics.median(figures), min(figures), max(figures)))
    return f"{name:22} {middle:>7} ({low:>7} - {high:>7})"


def show(title: str, found: list[Figures]) -> None:
    replays = [float(one.shrunk.replays) for one in found]
    until = [float(one.until) for one in found]
    steps = [float(len(one.shrunk.scenario.steps)) for one in found]
    verdict = "met" if max(replays) < TARGET else "NOT met"
    print(f"{title}: {len(found)} scenarios of {STEPS} steps")
    print(f"{spread('replays', replays, '{:,.0f}'.format)}; target under {TARGET:,}: {verdict}")
    print(spread("steps to the failure", until, "{:.0f}".format))
    print(spread("steps left", steps, "{:.0f}".format))
    print(spread("seconds", [one.seconds for one in found], "{:.3f}".format))
    sure = sum(one.shrunk.minimal == 2 for one in found)
    print(f"no step and no pair of steps can be left out: {sure} of {len(found)}")


def main() -> None:
    arguments = parser(__doc__, rounds=20).parse_args()
    seeds = range(2 if arguments.quick else arguments.rounds)
    found = []
    for seed in seeds:
        scenario = long_failure(seed, STEPS)
        failing = first_failure(scenario)
        if failing is None:
            raise SystemExit(f"seed {seed} does not fail")
        found.append(shrunk(scenario, failing))
        if tuple(step.does for step in found[-1].shrunk.scenario.steps) != SHORTEST:
            raise SystemExit(f"seed {seed} came to other steps")
    show("an expectation that fails", found)
    found = []
    for name in BROKEN:
        with MUTANTS[name].active():
            for seed in seeds:
                scenario = drawn(seed)
                failing = violated_property(scenario)
                if failing is not None:
                    found.append(shrunk(scenario, failing))
    show("\na property that is violated", found)


if __name__ == "__main__":
    main()
