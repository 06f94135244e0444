"""The kill matrix: which test suite kills which mutant. A suite is a column, a mutant is a row.

A suite is a function from a mutant to a `Verdict`. `by_trials` makes a suite of trials, each of
them a scenario that passes without a mutant; `by_exploration` makes one of random histories.

>>> from harness.mutation.catalogue import MUTANTS
>>> from harness.simulator.engine import Engine
>>> def off_by_default():
...     return TrialResult("integration is on" if Engine().world.on else "", 0)
>>> suite = by_trials([Trial("off.yaml", ("S1",), off_by_default)])
>>> suite(MUTANTS["on-by-default"]).first
'off.yaml'
>>> suite(MUTANTS["older-edit-wins"]).times
0
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import NamedTuple

from harness.mutation.mutant import Mutant
from harness.scenarios.replay import EngineFactory, replay
from harness.scenarios.scenario import Scenario
from harness.simulator.engine import Engine
from harness.simulator.integration.integration import Integration, in_force
from harness.simulator.journal import LimitedJournal


class TrialResult(NamedTuple):
    """How a trial ended: its first failure, or '' if it passed; its number of journal entries."""

    failure: str
    entries: int = 0
    crashed: bool = False


@dataclass(slots=True)
class Trial:
    """One scenario to run: its place in a file, the rules that it shows, and how to run it."""

    place: str
    rules: tuple[str, ...]
    run: Callable[[], TrialResult]
    cost: int = field(default=0)  # the journal entries of its last run without a mutant


class Verdict(NamedTuple):
    """Whether a suite killed a mutant: by how many of its trials, and which was first, and why."""

    times: int = 0  # 0: the mutant survived
    first: str = ""
    why: str = ""
    crashed: bool = False


Suite = Callable[[Mutant], Verdict]


def baseline(trials: Iterable[Trial]) -> list[tuple[str, str]]:
    """Run every trial once without a mutant and record its cost; the places that fail, and why.

    Call it first: a suite runs cheap trials before dear ones.
    """
    failed = []
    for trial in trials:
        failure, trial.cost, _ = trial.run()
        if failure:
            failed.append((trial.place, failure))
    return failed


def by_trials(trials: Sequence[Trial], every: bool = False) -> Suite:
    """A suite of trials. It stops at the first that kills, unless `every` one is to be run."""

    def suite(mutant: Mutant) -> Verdict:
        limit = entry_limit(max(trial.cost for trial in trials))
        with in_force(limit), mutant.active():
            relevant = by_relevance(trials, mutant.rule)
            return verdict_of(((trial.place, attempt(trial.run)) for trial in relevant), every)

    return suite


def verdict_of(results: Iterable[tuple[str, TrialResult]], every: bool) -> Verdict:
    """The verdict on the results of trials, read up to the first kill unless `every` is wanted."""
    verdict = Verdict()
    for place, (failure, _, crashed) in results:
        if not failure:
            continue
        if verdict.times:
            verdict = verdict._replace(times=verdict.times + 1)
        else:
            verdict = Verdict(1, place, failure, crashed)
        if not every:
            break
    return verdict


def by_relevance(trials: Sequence[Trial], rule: str) -> list[Trial]:
    """Trials that show the rule come first, then those of its group; the cheap before the dear."""

    def rank(trial: Trial) -> tuple[int, int]:
        near = 0 if rule in trial.rules else 1 if rule[0] in {one[0] for one in trial.rules} else 2
        # whatever a trial shows, it is not worth waiting for while cheap ones are left
        return near + 3 * (trial.cost > 1000), trial.cost

    return sorted(trials, key=rank)


@cache
def entry_limit(expected: int) -> type[Integration]:
    """An integration whose simulations end: RuntimeError if a mutant made one endless.

    The limit is far above the number of journal entries that are expected.
    """

    class Limited(Integration):
        new_journal = partial(LimitedJournal, 20 * expected + 10_000)

    return Limited


def attempt(run: Callable[[], TrialResult]) -> TrialResult:
    """Run a trial; a crash is a failure of it."""
    try:
        return run()
    except Exception as error:  # noqa: BLE001  (a crash kills a mutant in every suite)
        return TrialResult(f"{type(error).__name__}: {error}", crashed=True)


def scenario_trial(scenario: Scenario, engine: EngineFactory = Engine) -> Trial:
    """A scenario file as a trial, which fails where an expectation does."""

    def run() -> TrialResult:
        done = replay(scenario, engine=engine)
        entries = len(done.simulator.journal)
        if not done.failures:
            return TrialResult("", entries)
        first = done.failures[0]
        text = f"step {first.step}: expected {first.expected}, actual {first.actual}"
        return TrialResult(text, entries)

    return Trial(scenario.place, scenario.rules, run)
