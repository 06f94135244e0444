"""A campaign: the chunks of an exploration, on all cores or a cluster, saved so that it can go on.

What comes out depends on the plan and the seeds alone, not on who did which chunk: chunks are
merged, and a chunk that a lost worker had is done again.
"""

import hashlib
import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from importlib import import_module
from pathlib import Path
from typing import Any, Final, NamedTuple

from harness.histories.exploration.chunks import NOTHING, Chunk, Failure, Plan, run_chunk
from harness.values.errors import BadInput

SIZES: Final = {"company": 100, "small": 2000}  # histories of a chunk
SAVED_EVERY: Final = 2.0  # seconds
_FORMAT: Final = 1


class Seeds(NamedTuple):
    """Which histories: so many seeds from the first."""

    first: int
    many: int


Range = tuple[int, int]  # first seed, how many
Does = Callable[[Plan, list[Range]], Iterator[tuple[Range, Chunk]]]


class Campaign:
    """What is to be done, what has been, and what it came to."""

    def __init__(self, plan: Plan, seeds: Seeds, path: str | None = None) -> None:
        self.plan = plan
        self.seeds = seeds
        self.result = NOTHING
        self.done: set[Range] = set()
        self._path = Path(path) if path else None
        self._saved = time.monotonic()
        if self._path is not None and self._path.exists():
            self._load(self._path)

    @property
    def left(self) -> list[Range]:
        """The chunks that are still to be done, in order."""
        size, (first, many) = SIZES[self.plan.world], self.seeds
        every = [(at, min(size, first + many - at)) for at in range(first, first + many, size)]
        return [it for it in every if it not in self.done]

    def run(
        self, does: Does, until: float | None, on_progress: Callable[[int, int, str], None]
    ) -> bool:
        """Do what is left; False where the time was over before. Ctrl-C leaves what is saved."""
        left = self.left
        try:
            for range_, chunk in does(self.plan, left):
                self.result = self.result.merged(chunk)
                self.done.add(range_)
                on_progress(self.result.histories, self.seeds.many, "histories")
                if time.monotonic() - self._saved > SAVED_EVERY:
                    self.save()
                if until is not None and time.monotonic() > until:
                    break
        finally:
            self.save()
        return not self.left

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
            "done": sorted(self.done),
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
            self.done = {(first, count) for first, count in state["done"]}
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


def here(plan: Plan, left: list[Range]) -> Iterator[tuple[Range, Chunk]]:
    """Chunk by chunk, in this process."""
    for first, count in left:
        yield (first, count), run_chunk(plan, first, count)


def in_processes(processes: int) -> Does:
    """On so many cores; a chunk at a time for each, and one more that waits."""

    def does(plan: Plan, left: list[Range]) -> Iterator[tuple[Range, Chunk]]:
        to_do = iter(left)
        pool = ProcessPoolExecutor(processes, initializer=_not_interrupted)
        try:
            running: dict[Future[Chunk], Range] = {}
            while True:
                for range_ in to_do:
                    running[pool.submit(run_chunk, plan, *range_)] = range_
                    if len(running) > processes:
                        break
                if not running:
                    return
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    yield running.pop(future), future.result()
        except BrokenProcessPool:
            raise BadInput(
                "a process of the exploration was killed; with --save what was done is kept"
            ) from None
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    return does


def _not_interrupted() -> None:
    """Ctrl-C is for the process that people see: it ends the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def on_cluster(address: str) -> Does:
    """On a Dask cluster. A chunk's key says what it is: done again, it is the same."""

    def does(plan: Plan, left: list[Range]) -> Iterator[tuple[Range, Chunk]]:
        distributed = _distributed()
        try:
            client = distributed.Client(address, timeout="5s")
        except (OSError, ValueError) as error:
            raise BadInput(f"{address}: no Dask scheduler answers there: {error}") from None
        with client:
            digest = hashlib.sha256(repr(plan).encode()).hexdigest()[:16]
            futures = {
                client.submit(
                    run_chunk, plan, *range_, key=f"explore-{digest}-{range_[0]}-{range_[1]}",
                    pure=False, retries=5,
                ): range_
                for range_ in left
            }  # fmt: skip
            for future, chunk in distributed.as_completed(list(futures), with_results=True):
                yield futures[future], chunk

    return does


def _distributed() -> Any:
    try:
        return import_module("distributed")
    except ModuleNotFoundError:
        raise BadInput("--scheduler needs Dask: pip install distributed") from None
