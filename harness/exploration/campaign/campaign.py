"""A campaign: the chunks of an exploration, whoever does them, saved so that it can go on.

What comes out depends on the plan and the seeds alone, not on who did which chunk: chunks are
merged, and a chunk that a lost worker had is done again.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import closing, nullcontext
from typing import Final

from harness.domain.errors import BadInput
from harness.exploration.campaign.checkpoint import Checkpoint, load, locked, save
from harness.exploration.campaign.processes import first_ctrl_c_only
from harness.exploration.campaign.seed_ranges import SeedRange, Seeds, joined, left
from harness.exploration.campaign.work_units import NOTHING, ExplorationSpec
from harness.exploration.campaign.workers import Executor

SIZES: Final = {"company": 100, "small": 2000}  # histories of a chunk, where they are of LENGTH
LENGTH: Final = 50
SAVED_EVERY: Final = 2.0  # seconds


class Campaign:
    """What is to be done, what has been, and what it came to."""

    def __init__(self, plan: ExplorationSpec, seeds: Seeds, path: str | None = None) -> None:
        self.plan = plan
        self.seeds = seeds
        self.done, self.result = load(path, plan, seeds) if path else Checkpoint([], NOTHING)
        self.unsaved = ""  # why the last of it could not be saved
        self._path = path
        self._saved = 0.0

    @property
    def left(self) -> Iterator[SeedRange]:
        """The chunks that are still to be done, in order."""
        size = SIZES[self.plan.world] * LENGTH // max(LENGTH, self.plan.length)
        return left(self.seeds, max(1, size), self.done)

    def run(
        self, does: Executor, until: float | None, on_progress: Callable[[int, int, str], None]
    ) -> bool:
        """Do what is left; False where the time was over before. Ctrl-C leaves what is saved.

        Raises BadInput before anything is done where it cannot be saved. Where that fails later,
        the exploration goes on, for its result is what counts: `unsaved` says why.
        """
        alone = locked(self._path) if self._path else nullcontext()
        with first_ctrl_c_only(), alone:
            self.save()
            try:
                with closing(does(self.plan, self.left, until)) as found:
                    for range_, chunk in found:
                        # both at once, so that Ctrl-C does not come between
                        self.result, self.done = (
                            self.result.merged(chunk), joined([*self.done, range_])
                        )  # fmt: skip
                        on_progress(self.result.histories, self.seeds.many, "histories")
                        if time.monotonic() - self._saved > SAVED_EVERY:
                            self._save_if_it_can_be()
            finally:
                self._save_if_it_can_be()
        return next(self.left, None) is None

    def save(self) -> None:
        """Write what has been done, whole or not at all. Raises BadInput."""
        if self._path is not None:
            self._saved = time.monotonic()
            save(self._path, self.plan, self.seeds, Checkpoint(self.done, self.result))

    def _save_if_it_can_be(self) -> None:
        try:
            self.save()
            self.unsaved = ""
        except BadInput as error:
            self.unsaved = str(error)
