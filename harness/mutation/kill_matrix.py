"""The hunt: which trials notice which mutant.

A trial is one scenario that passes on the product as it should be. A column of the table is
anything that says of a mutant whether it is caught: a function from a mutant to what it caught.
`by_trials` makes one of trials, `exploring` one of random histories.

>>> from harness.mutation.catalogue import MUTANTS
>>> from harness.simulator.world import World
>>> from harness.domain.catalog import standard_catalog
>>> from harness.domain.settings import Settings
>>> from harness.stores.memory import MemoryBackend
>>> def off_by_default():
...     world = World(standard_catalog(), Settings(), MemoryBackend())
...     return Tried("integration is on" if world.on else "", 0)
>>> column = by_trials([Trial("off.yaml", ("S1",), off_by_default)])
>>> column(MUTANTS["on-by-default"]).first
'off.yaml'
>>> column(MUTANTS["older-edit-wins"]).times
0
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from harness.mutation.mutant import Change, Mutant, Original, method
from harness.scenarios.replay import replay
from harness.scenarios.scenario import Scenario
from harness.simulator.journal import Journal


class Tried(NamedTuple):
    """What a trial came to: what was not as expected, or nothing, and how much happened."""

    failure: str
    entries: int = 0
    crashed: bool = False


@dataclass(slots=True)
class Trial:
    """One scenario to try: where it stands, the rules that it shows, and how to run it."""

    place: str
    rules: tuple[str, ...]
    run: Callable[[], Tried]
    cost: int = field(default=0)  # the journal entries of its last run without a mutant


class Caught(NamedTuple):
    """By how many trials a mutant was caught, and the first of them with what it noticed."""

    times: int = 0
    first: str = ""
    why: str = ""
    crashed: bool = False


Column = Callable[[Mutant], Caught]


def baseline(trials: Iterable[Trial]) -> list[tuple[str, str]]:
    """Those that fail without any mutant, and why. Run it first: it finds which are long."""
    failed = []
    for trial in trials:
        failure, trial.cost, _ = trial.run()
        if failure:
            failed.append((trial.place, failure))
    return failed


def by_trials(trials: Sequence[Trial], every: bool = False) -> Column:
    """The column of these trials. It stops at the first that notices, unless all are to be run."""

    def column(mutant: Mutant) -> Caught:
        found = Caught()
        with not_endless(max(trial.cost for trial in trials))(), mutant.active():
            for trial in in_order(trials, mutant.rule):
                failure, _, crashed = _tried(trial)
                if not failure:
                    continue
                if found.times:
                    found = found._replace(times=found.times + 1)
                else:
                    found = Caught(1, trial.place, failure, crashed)
                if not every:
                    break
        return found

    return column


def in_order(trials: Sequence[Trial], rule: str) -> list[Trial]:
    """Those first that show the rule, then those of its group; of them the short ones first."""

    def place(trial: Trial) -> tuple[int, int]:
        near = 0 if rule in trial.rules else 1 if rule[0] in {one[0] for one in trial.rules} else 2
        # whatever a trial shows, it is not worth waiting for while short ones are left
        return near + 3 * (trial.cost > 1000), trial.cost

    return sorted(trials, key=place)


def not_endless(most: int) -> Change:
    """A simulation that goes round in circles under a mutant ends as a crash does."""
    most = 20 * most + 10_000

    def add(original: Original, journal: Journal, *entry: Any, **more: Any) -> int:
        if len(journal) > most:
            raise RuntimeError(f"it does not end: {most:,} journal entries")
        seq: int = original(journal, *entry, **more)
        return seq

    return method(Journal, "add", add)


def _tried(trial: Trial) -> Tried:
    try:
        return trial.run()
    except Exception as error:  # noqa: BLE001  (a crash is noticed by every suite)
        return Tried(f"{type(error).__name__}: {error}", crashed=True)


def scenario_trial(scenario: Scenario) -> Trial:
    """A scenario file as a trial: its expectations say whether the mutant is noticed."""

    def run() -> Tried:
        done = replay(scenario)
        entries = len(done.simulator.journal)
        if not done.failures:
            return Tried("", entries)
        first = done.failures[0]
        said = f"step {first.step}: expected {first.expected}, actual {first.actual}"
        return Tried(said, entries)

    return Trial(scenario.place, scenario.rules, run)
