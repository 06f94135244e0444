r"""Shrinking: a failing scenario, made as short and as simple as it can be and fail the same way.

Moves propose candidates; a candidate that fails the same way takes the scenario's place, cut after
the step that fails, and the moves go on until none of them finds anything. No candidate is replayed
twice, nothing is drawn, and no file is written: the same scenario shrinks to the same one.

>>> from harness.exploration.shrinking.same_failure import first_failure
>>> from harness.scenarios.reader import parse
>>> scenario = parse("scenario: x\nsteps: [turn_on, advance: 1d, expect: {missed_requests: 1}]")
>>> shrunk = shrink(scenario, first_failure(scenario))
>>> len(shrunk.scenario.steps), shrunk.replays, shrunk.minimal
(1, 3, 2)
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final, NamedTuple

from harness.domain.errors import BadInput, Problems
from harness.exploration.shrinking.candidates import Move, numbered, without
from harness.exploration.shrinking.deletion import (
    DELETIONS,
    make_representable,
    pairs,
)
from harness.exploration.shrinking.merging import MERGING
from harness.exploration.shrinking.same_failure import FailurePredicate, Match
from harness.exploration.shrinking.simplification import SIMPLIFYING
from harness.scenarios.reader import parse
from harness.scenarios.replay import Progress
from harness.scenarios.scenario import Scenario
from harness.scenarios.writer import scenario_text

MOST: Final = 2000  # replays
MOST_IN_PAIRS: Final = 40  # steps: these have 780 pairs
_MOVES: Final[tuple[Move, ...]] = (*DELETIONS, *MERGING, *SIMPLIFYING)


class Shrunk(NamedTuple):
    """What a scenario was shrunk to."""

    scenario: Scenario
    replays: int
    minimal: int  # 1: no single step can be left out; 2: and no pair of steps; 0: not known
    stopped: str = ""  # "limit" or "interrupted", where it was not done


class _EnoughError(Exception):
    """So many replays were allowed, and no more."""


def shrink(
    scenario: Scenario,
    failing: FailurePredicate,
    on_progress: Progress | None = None,
    most: int = MOST,
) -> Shrunk:
    """The shortest that fails the same way; after `most` replays, or Ctrl-C, the best so far.

    It can be said in a file, also where a random history cannot, but for a failure that no file
    can say. BadInput where the scenario does not fail so.
    """
    search = _Search(scenario, failing.check, on_progress, most)
    stopped = ""
    try:
        search.run()
    except _EnoughError:
        stopped = "limit"
    except KeyboardInterrupt:
        stopped = "interrupted"
    best = replace(search.best, rules=(), line=None)
    return Shrunk(_as_read(best) or best, search.replays, search.minimal, stopped)


def _as_read(scenario: Scenario) -> Scenario | None:
    """The scenario as it is read from its own text; None where no file can say it."""
    try:
        return replace(parse(scenario_text(scenario)), file=scenario.file)
    except Problems:
        return None


class _Search:
    """The best so far, what was tried, and how many replays that took."""

    def __init__(
        self,
        scenario: Scenario,
        looks: Callable[[Scenario], Match],
        on_progress: Progress | None,
        most: int,
    ) -> None:
        self._looks = looks
        self._on_progress = on_progress
        self._most = most
        self._tried: set[object] = set()
        self.replays = 0
        self.minimal = 0
        read = _as_read(scenario)
        self._can_be_said = read is not None
        whole = read or scenario
        seen = looks(whole)
        self.replays += 1
        if seen.at is None:
            raise BadInput(f"{scenario.place}: it does not fail so: there is nothing to shrink")
        self.best = _cut(whole, seen.at)

    def run(self) -> None:
        """Every move until none finds anything; pairs of steps last, because they are many."""
        if not self._can_be_said:
            self._finds(make_representable)
        while True:
            while sum(map(self._finds, _MOVES)):  # all of them, each time
                pass
            self.minimal = 1
            if len(self.best.steps) > MOST_IN_PAIRS:
                return
            if not self._finds(pairs):
                self.minimal = 2
                return

    def _finds(self, move: Move) -> bool:
        before = self.best
        moves = move(before)
        candidate = next(moves, None)
        while candidate is not None:
            self._try(candidate)
            try:
                candidate = moves.send(self.best)
            except StopIteration:
                break
        return self.best is not before

    def _try(self, candidate: Scenario) -> None:
        """Where it fails the same way, it is the best; else perhaps without what is refused now."""
        seen = self._look(candidate)
        if seen is None or seen.at is None:
            return
        found = _cut(candidate, seen.at)
        if seen.before:
            shorter = without(found, seen.before)
            again = self._look(shorter) if shorter is not None else None
            if shorter is not None and again is not None and again.at is not None and again.counts:
                found = _cut(shorter, again.at)
            elif not seen.counts:
                return
        read = _as_read(found)
        said = read is not None and _value(read) == _value(found)
        if said or not self._can_be_said:
            self.best, self._can_be_said = found, said
            self.minimal = 0

    def _look(self, candidate: Scenario) -> Match | None:
        """How it goes; None where that is known already, or it cannot be done."""
        known = _value(candidate)
        if known in self._tried or known == _value(self.best):
            return None
        if self.replays >= self._most:
            raise _EnoughError
        self._tried.add(known)
        self.replays += 1
        if self._on_progress is not None:
            self._on_progress(self.replays, self._most, f"replays: {len(self.best.steps)} steps")
        try:
            return self._looks(candidate)
        except BadInput:
            return None


def _cut(scenario: Scenario, at: int) -> Scenario:
    """Nothing after the step that fails has to do with it."""
    return replace(scenario, steps=numbered(step.does for step in scenario.steps[: at + 1]))


def _value(scenario: Scenario) -> object:
    steps = tuple(step.does for step in scenario.steps)
    return scenario.settings, scenario.setup, steps, repr(scenario.catalog.additions)
