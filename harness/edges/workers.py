"""Who does the chunks of an exploration: this process, several, or the machines of a cluster."""

import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from importlib import import_module
from typing import Any

from harness.edges.processes import as_worker
from harness.histories.exploration.chunks import Chunk, Plan, run_chunk
from harness.values.errors import BadInput

Range = tuple[int, int]  # first seed, how many
Does = Callable[[Plan, list[Range]], Iterator[tuple[Range, Chunk]]]


def here(plan: Plan, left: list[Range]) -> Iterator[tuple[Range, Chunk]]:
    """Chunk by chunk, in this process."""
    for first, count in left:
        yield (first, count), run_chunk(plan, first, count)


def in_processes(processes: int) -> Does:
    """On so many cores; a chunk at a time for each, and one more that waits."""

    def does(plan: Plan, left: list[Range]) -> Iterator[tuple[Range, Chunk]]:
        to_do = iter(left)
        pool = ProcessPoolExecutor(processes, initializer=as_worker)
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
