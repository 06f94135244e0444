"""A campaign: an exploration over a range of seeds, in work units, saved so that it can be resumed.

The result depends on the spec and the seeds alone, not on which worker did which unit: results are
merged in any order, and a unit that was lost with its worker is done again.
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

SIZES: Final = {"company": 100, "small": 2000}  # histories of a unit, if they have LENGTH commands
LENGTH: Final = 50
SAVED_EVERY: Final = 2.0  # seconds


def deadline(limit: float | None) -> float | None:
    """When a run that begins now is over, after so many seconds, as `Campaign.run` takes it."""
    return None if limit is None else time.monotonic() + limit


class Campaign:
    """What is to be explored, which seeds are done, and the result so far."""

    def __init__(self, spec: ExplorationSpec, seeds: Seeds, path: str | None = None) -> None:
        self.spec = spec
        self.seeds = seeds
        self.done, self.result = load(path, spec, seeds) if path else Checkpoint([], NOTHING)
        self.unsaved = ""  # why the latest result could not be saved
        self._path = path
        self._saved = 0.0

    @property
    def left(self) -> Iterator[SeedRange]:
        """The work units that are still to be done, in order."""
        size = SIZES[self.spec.world] * LENGTH // max(LENGTH, self.spec.length)
        return left(self.seeds, max(1, size), self.done)

    def run(
        self, execute: Executor, until: float | None, on_progress: Callable[[int, int, str], None]
    ) -> bool:
        """Do what is left; False if the time was over before. After Ctrl-C it can be resumed.

        Raises BadInput before anything is done if the result cannot be saved. If saving fails
        later, the exploration goes on, for its result is what counts: `unsaved` has the reason.
        """
        lock = locked(self._path) if self._path else nullcontext()
        with first_ctrl_c_only(), lock:
            self.save()
            try:
                with closing(execute(self.spec, self.left, until)) as results:
                    for seed_range, result in results:
                        # in one statement, so that Ctrl-C does not come between
                        self.result, self.done = (
                            self.result.merged(result), joined([*self.done, seed_range])
                        )  # fmt: skip
                        on_progress(self.result.histories, self.seeds.many, "histories")
                        if time.monotonic() - self._saved > SAVED_EVERY:
                            self._try_to_save()
            finally:
                self._try_to_save()
        return next(self.left, None) is None

    def save(self) -> None:
        """Write what has been done, whole or not at all. Raises BadInput."""
        if self._path is not None:
            self._saved = time.monotonic()
            save(self._path, self.spec, self.seeds, Checkpoint(self.done, self.result))

    def _try_to_save(self) -> None:
        try:
            self.save()
            self.unsaved = ""
        except BadInput as error:
            self.unsaved = str(error)
