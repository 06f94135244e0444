"""Who does the chunks of an exploration: this process, several, or the machines of a cluster.

Each of them yields chunks as they are done, in whatever order. When the time is over, or when who
asked asks no more, what is running is abandoned.
"""

import hashlib
import time
import traceback
from collections.abc import Callable, Generator, Iterable
from contextlib import suppress
from importlib import import_module
from itertools import islice
from multiprocessing import Pipe, Process
from multiprocessing.connection import wait
from typing import Any, Final

from harness.domain.errors import BadInput
from harness.exploration.campaign.processes import as_worker, uninterrupted
from harness.exploration.campaign.seed_ranges import SeedRange
from harness.exploration.campaign.work_units import ExplorationSpec, WorkResult, run_unit

Done = Generator[tuple[SeedRange, WorkResult], None, None]
Executor = Callable[
    [ExplorationSpec, Iterable[SeedRange], float | None], Done
]  # until when, of `time.monotonic`
_ON_A_CLUSTER: Final = 1000  # chunks that it has at a time


def here(plan: ExplorationSpec, left: Iterable[SeedRange], until: float | None = None) -> Done:
    """Chunk by chunk, in this process, which cannot abandon one."""
    for first, count in left:
        yield (first, count), run_unit(plan, first, count)
        if _seconds_to(until) == 0:
            return


def in_processes(processes: int) -> Executor:
    """On so many cores, a chunk at a time for each.

    Each process has a pipe of its own, and no lock is shared, so that any of them can be killed at
    any time: what it had half said is told from what is whole.
    """

    def does(plan: ExplorationSpec, left: Iterable[SeedRange], until: float | None = None) -> Done:
        to_do = iter(left)
        workers: list[Process] = []
        running: dict[Any, SeedRange] = {}
        try:
            for range_ in islice(to_do, processes):
                ours, theirs = Pipe()
                worker = Process(target=_works, args=(plan, theirs), daemon=True)
                with uninterrupted():
                    worker.start()
                    workers.append(worker)
                theirs.close()
                ours.send(range_)
                running[ours] = range_
            while running:
                ready: list[Any] = wait(list(running), _seconds_to(until))
                for one in ready:
                    found, range_ = one.recv(), running.pop(one)
                    if isinstance(found, Exception):
                        raise found
                    for following in islice(to_do, 1):
                        one.send(following)
                        running[one] = following
                    yield range_, found
                if _seconds_to(until) == 0:
                    return
        except (EOFError, ConnectionError):
            raise BadInput(
                "a process of the exploration was killed; with --save what was done is kept"
            ) from None
        finally:
            for worker in workers:
                worker.kill()
            for worker in workers:
                worker.join()

    return does


def _works(plan: ExplorationSpec, theirs: Any) -> None:
    """Does one chunk after another, until it is killed."""
    as_worker()
    found: WorkResult | Exception
    with suppress(EOFError, ConnectionError):  # whoever asked for chunks is gone
        while True:
            range_ = theirs.recv()
            try:
                found = run_unit(plan, *range_)
            except Exception as error:  # noqa: BLE001  (whoever asked is told)
                error.add_note(traceback.format_exc())
                found = error
            theirs.send(found)


def on_cluster(address: str) -> Executor:
    """On a Dask cluster. A chunk's key says what it is: done again, it is the same."""

    def does(plan: ExplorationSpec, left: Iterable[SeedRange], until: float | None = None) -> Done:
        distributed = _distributed()
        try:
            client = distributed.Client(address, timeout="5s")
        except (OSError, ValueError) as error:
            raise BadInput(f"{address}: no Dask scheduler answers there: {error}") from None
        digest = hashlib.sha256(repr(plan).encode()).hexdigest()[:16]
        to_do = iter(left)
        running: dict[Any, SeedRange] = {}
        with client:
            found = distributed.as_completed(with_results=True, timeout=_seconds_to(until))
            while True:
                for range_ in islice(to_do, _ON_A_CLUSTER - len(running)):
                    key = f"explore-{digest}-{range_[0]}-{range_[1]}"
                    future = client.submit(run_unit, plan, *range_, key=key, pure=False, retries=5)
                    running[future] = range_
                    found.add(future)
                try:
                    future, chunk = next(found)
                except (StopIteration, TimeoutError):  # all is done, or the time is over
                    return
                yield running.pop(future), chunk

    return does


def _seconds_to(until: float | None) -> float | None:
    return None if until is None else max(0.0, until - time.monotonic())


def _distributed() -> Any:
    try:
        return import_module("distributed")
    except ModuleNotFoundError:
        raise BadInput("--scheduler needs Dask: pip install distributed") from None
