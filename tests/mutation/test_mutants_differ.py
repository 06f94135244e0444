"""No two mutants are equivalent: some history distinguishes every one from every other.

Two equivalent mutants are one with two names, and the kill matrix counts it twice. A few random
histories distinguish most; the rest are tried with further ones, then with every feature and
scenario.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from harness.exploration.campaign.work_units import history_of, tables_of
from harness.exploration.workload.healing import healing
from harness.gherkin.files import load_all
from harness.gherkin.places import feature_files
from harness.gherkin.run import cases_of, simulated
from harness.mutation.by_exploration import SPEC
from harness.mutation.catalogue import MUTANTS
from harness.mutation.kill_matrix import entry_limit
from harness.mutation.mutant import Mutant, Mutation
from harness.reports.result import end_state, fingerprint
from harness.scenarios.replay import replay
from harness.simulator.engine import Engine
from harness.simulator.integration.integration import in_force

ROOT = Path(__file__).parents[2]
DRAWN = 400
History = Callable[[], Engine]  # it is done, and this is the simulation at its end


def drawn(seed: int) -> History:
    settings, setup, commands = history_of(SPEC, seed)
    catalog = tables_of(SPEC, seed)

    def done() -> Engine:
        simulator = Engine(settings, catalog)
        for command in (*setup, *commands, *healing(settings)):
            simulator.attempt(command)
        return simulator

    return done


def histories() -> Iterator[History]:
    """Those first that tell many apart in a short time."""
    yield from map(drawn, range(DRAWN))
    for file in feature_files([str(ROOT / "features")]):
        for case in cases_of(str(file)):
            yield lambda case=case: simulated(*case).simulator
    for scenario in load_all(ROOT / "scenarios"):
        yield lambda scenario=scenario: replay(scenario).simulator


def outcome(history: History) -> str:
    """All that a simulation is at its end and what led there; or how it crashed."""
    try:
        return fingerprint(end_state(history()))
    except Exception as error:  # noqa: BLE001  (a crash is an outcome, too)
        return f"{type(error).__name__}: {error}"


def alike(mutants: Iterable[Mutant], tried: Iterable[History]) -> list[list[str]]:
    """The names of those that none of these histories tells apart."""
    groups = [list(mutants)]
    for history in tried:
        apart: list[list[Mutant]] = []
        for group in groups:
            by_outcome: dict[str, list[Mutant]] = defaultdict(list)
            for mutant in group:
                with in_force(entry_limit(1000)), mutant.active():
                    by_outcome[outcome(history)].append(mutant)
            apart += by_outcome.values()
        groups = [group for group in apart if len(group) > 1]
        if not groups:
            break
    return [[mutant.name for mutant in group] for group in groups]


def breaking_nothing(name: str) -> Mutant:
    return Mutant(name, "S1", "nothing is broken", Mutation)


@pytest.mark.slow
def test_every_mutant_differs_from_every_other_and_from_no_mutant():
    assert alike([breaking_nothing("none"), *MUTANTS.values()], histories()) == []


def test_two_that_are_the_same_are_found():
    twin = MUTANTS["older-edit-wins"]._replace(name="twin")
    mutants = [
        twin,
        breaking_nothing("none"),
        MUTANTS["on-by-default"],
        MUTANTS["older-edit-wins"],
    ]
    assert alike(mutants, map(drawn, range(20))) == [["twin", "older-edit-wins"]]
