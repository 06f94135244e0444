"""A campaign: the chunks of an exploration, on all cores or a cluster, saved so that it can go on.

What comes out depends on the plan and the seeds alone, not on who did which chunk: chunks are
merged, and a chunk that a lost worker had is done again.
"""

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from harness.edges.processes import first_ctrl_c_only
from harness.edges.seeds import Range, Seeds, joined, left
from harness.edges.workers import Does
from harness.histories.exploration.chunks import NOTHING, Chunk, Failure, Plan
from harness.values.errors import BadInput

SIZES: Final = {"company": 100, "small": 2000}  # histories of a chunk
SAVED_EVERY: Final = 2.0  # seconds
_FORMAT: Final = 1


class Campaign:
    """What is to be done, what has been, and what it came to."""

    def __init__(self, plan: Plan, seeds: Seeds, path: str | None = None) -> None:
        self.plan = plan
        self.seeds = seeds
        self.result = NOTHING
        self.done: list[Range] = []
        self._path = Path(path) if path else None
        self._saved = time.monotonic()
        if self._path is not None and self._path.exists():
            self._load(self._path)

    @property
    def left(self) -> Iterator[Range]:
        """The chunks that are still to be done, in order."""
        return left(self.seeds, SIZES[self.plan.world], self.done)

    def run(
        self, does: Does, until: float | None, on_progress: Callable[[int, int, str], None]
    ) -> bool:
        """Do what is left; False where the time was over before. Ctrl-C leaves what is saved."""
        with first_ctrl_c_only():
            try:
                with closing(does(self.plan, self.left, until)) as found:
                    for range_, chunk in found:
                        # both at once, so that Ctrl-C does not come between
                        self.result, self.done = (
                            self.result.merged(chunk), joined([*self.done, range_])
                        )  # fmt: skip
                        on_progress(self.result.histories, self.seeds.many, "histories")
                        if time.monotonic() - self._saved > SAVED_EVERY:
                            self.save()
            finally:
                self.save()
        return next(self.left, None) is None

    def save(self) -> None:
        """Write what has been done, whole or not at all."""
        if self._path is None:
            return
        self._saved = time.monotonic()
        found = self.result
        state = {
            "format": _FORMAT,
            "plan": self.plan._asdict(),
            "seeds": list(self.seeds),
            "done": self.done,
            "histories": found.histories,
            "steps": found.steps,
            "reached": sorted(found.reached),
            "pairs": sorted(found.pairs),
            "failures": [list(it) for it in found.failures],
        }
        beside = self._path.with_name(f".{self._path.name}.part")
        try:
            beside.write_text(json.dumps(state, indent=1) + "\n", encoding="utf-8")
            os.replace(beside, self._path)
        except OSError as error:
            raise BadInput(f"{self._path}: cannot be written: {error.strerror}") from None

    def _load(self, path: Path) -> None:
        try:
            state = json.loads(path.read_text(encoding="utf-8"))
            same = (
                state["format"] == _FORMAT
                and state["plan"] == json.loads(json.dumps(self.plan._asdict()))
                and state["seeds"] == list(self.seeds)
            )
            self.done = joined((first, count) for first, count in state["done"])
            self.result = Chunk(
                state["histories"],
                state["steps"],
                frozenset(state["reached"]),
                frozenset((rule, kind) for rule, kind in state["pairs"]),
                tuple(Failure(*it) for it in state["failures"]),
            )
        except (OSError, ValueError, KeyError, TypeError):
            raise BadInput(f"{path}: is no saved exploration; name another file") from None
        if not same:
            raise BadInput(f"{path}: is of another exploration; name another file, or remove it")
