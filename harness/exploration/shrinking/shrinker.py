r"""Shrinking: the shortest and simplest scenario that still fails in the same way.

Moves propose candidates. A candidate that fails in the same way becomes the scenario to go on with,
cut after the failing step, until no move succeeds any more. No candidate is replayed twice, and
nothing is random: the same scenario always shrinks to the same result.

>>> from harness.exploration.shrinking.same_failure import first_failure
>>> from harness.scenarios.reader import parse
>>> scenario = parse("scenario: x\nsteps: [turn_on, advance: 1d, expect: {missed_requests: 1}]")
>>> shrunk = shrink(scenario, first_failure(scenario))
>>> len(shrunk.scenario.steps), shrunk.replays, shrunk.minimal
(1, 3, 2)
"""

from dataclasses import replace
from typing import Final, NamedTuple

from harness.domain.errors import BadInput, PluginError
from harness.exploration.shrinking.candidates import Move, numbered, without_steps
from harness.exploration.shrinking.deletion import DELETIONS, make_representable, pairs
from harness.exploration.shrinking.merging import MERGING
from harness.exploration.shrinking.same_failure import FailurePredicate, Match
from harness.exploration.shrinking.simplification import SIMPLIFYING
from harness.scenarios.replay import Progress
from harness.scenarios.representable import as_read
from harness.scenarios.scenario import Scenario

MOST: Final = 2000  # replays
MOST_IN_PAIRS: Final = 40  # steps: these have 780 pairs
_MOVES: Final[tuple[Move, ...]] = (*DELETIONS, *MERGING, *SIMPLIFYING)


class Shrunk(NamedTuple):
    """The result of shrinking a scenario."""

    scenario: Scenario
    replays: int
    minimal: int  # 1: no single step can be left out; 2: and no pair of steps; 0: not known
    stopped: str = ""  # "limit" or "interrupted", if it did not come to its end


class _LimitError(Exception):
    """As many replays as were allowed have been made."""


def shrink(
    scenario: Scenario,
    failing: FailurePredicate,
    on_progress: Progress | None = None,
    most: int = MOST,
) -> Shrunk:
    """The shortest scenario that fails in the same way; after `most` replays or Ctrl-C, the best.

    A scenario file can express the result, even of a random history that none can express, unless
    it is the failure itself that none can. Raises BadInput if the scenario does not fail so.
    """
    search = _Search(scenario, failing, on_progress, most)
    stopped = ""
    try:
        search.run()
    except _LimitError:
        stopped = "limit"
    except KeyboardInterrupt:
        stopped = "interrupted"
    best = replace(search.best, rules=(), line=None)
    shortest = (as_read(best) or best).with_plugins(scenario.plugins)
    return Shrunk(shortest, search.replays, search.minimal, stopped)


class _Search:
    """The best scenario so far, the candidates that were tried, and the number of replays."""

    def __init__(
        self,
        scenario: Scenario,
        failing: FailurePredicate,
        on_progress: Progress | None,
        most: int,
    ) -> None:
        self._failing = failing
        self._on_progress = on_progress
        self._most = most
        self._tried: set[object] = set()
        self.replays = 1
        self.minimal = 0
        read = as_read(scenario)
        self._representable = read is not None
        whole = read or scenario
        match = failing.check(whole)
        if match.at is None:
            raise BadInput(f"{scenario.place}: it does not fail so: there is nothing to shrink")
        self.best = _cut(whole, match.at)

    def run(self) -> None:
        """Every move until none succeeds; pairs of steps last, because they are many."""
        if not self._representable:
            self._succeeds(make_representable)
        while True:
            while sum(map(self._succeeds, _MOVES)):  # all of them, each time
                pass
            self.minimal = 1
            if len(self.best.steps) > MOST_IN_PAIRS:
                return
            if not self._succeeds(pairs):
                self.minimal = 2
                return

    def _succeeds(self, move: Move) -> bool:
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
        """Take the candidate if it fails in the same way, or does without its earlier failures."""
        match = self._match(candidate)
        if match is None or match.at is None:
            return
        found = _cut(candidate, match.at)
        if match.before:
            shorter = without_steps(found, match.before)
            again = self._match(shorter) if shorter is not None else None
            if shorter is not None and again is not None and again.at is not None and again.counts:
                found = _cut(shorter, again.at)
            elif not match.counts:
                return
        read = as_read(found)
        representable = read is not None and _value(read) == _value(found)
        if representable or not self._representable:
            self.best, self._representable = found, representable
            self.minimal = 0

    def _match(self, candidate: Scenario) -> Match | None:
        """How the candidate fails; None if that is known already, or if it cannot be replayed."""
        known = _value(candidate)
        if known in self._tried or known == _value(self.best):
            return None
        if self.replays >= self._most:
            raise _LimitError
        self._tried.add(known)
        self.replays += 1
        if self._on_progress is not None:
            self._on_progress(self.replays, self._most, f"replays: {len(self.best.steps)} steps")
        try:
            return self._failing.check(candidate)
        except (BadInput, PluginError):
            return None


def _cut(scenario: Scenario, at: int) -> Scenario:
    """The scenario up to the step that fails, which no later one has to do with."""
    return replace(scenario, steps=numbered(step.does for step in scenario.steps[: at + 1]))


def _value(scenario: Scenario) -> object:
    steps = tuple(step.does for step in scenario.steps)
    return scenario.settings, scenario.setup, steps, repr(scenario.catalog.additions)
